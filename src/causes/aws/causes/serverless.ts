// Functions that call themselves, retry for ever, or are kept warm: A15, A16.

import type { Cause } from '../../cause.js';
import { firstName, nameOr } from '../../known.js';
import { awsCause, fix, verifyBy } from '../build.js';
import { CLOUDWATCH, LAMBDA, marked, S3, tail, unsaid } from '../services.js';
import { byWhom } from '../trail.js';

export const SERVERLESS_CAUSES: readonly Cause[] = [
  awsCause({
    id: 'A15',
    title: 'a function that calls itself, or is tried again without end',
    weight: 1.2,
    signature: {
      marks: [
        marked(LAMBDA, tail('Lambda-GB-Second'), 0.72),
        marked(LAMBDA, tail('Request'), 0.72),
        marked(undefined, tail('Lambda-Provisioned'), 0.08),
        marked(S3, tail('Requests-Tier'), 0.1),
        marked(CLOUDWATCH, tail('DataProcessing-Bytes'), 0.1),
        marked(undefined, tail('WriteRequestUnits|KMS-Requests'), 0.08),
        marked(LAMBDA, tail('Lambda-(?!Provisioned)|Invoke'), 0.6),
        unsaid(LAMBDA, 0.6),
      ],
      shapes: { ramp: 0.5, 'one-off': 0.3 },
      drivers: { price: 0.2 },
    },
    statement: (known) => {
      const bucket = firstName(known, 'bucket');
      const through = bucket === undefined ? '' : `, set off by ${bucket}`;
      return (
        `Since ${known.startDay} ${nameOr(known, 'function', 'a function')} is called many times as often: it ` +
        `calls itself or is tried again without end${through}${byWhom(known)}.`
      );
    },
    refute: 'calls that grew with the traffic of users, or calls that only take longer',
    fixes: (known) => [
      fix(
        'now',
        'Stop it: set its concurrency to nothing until the loop is broken.',
        `aws lambda put-function-concurrency --function-name=${nameOr(known, 'function', 'FUNCTION')} --reserved-concurrent-executions=0`,
        verifyBy(known, 'lambda list-event-source-mappings'),
      ),
      fix(
        'soon',
        'Write results to another bucket or prefix than the one that calls it; bound retries and send what fails to a dead-letter queue.',
      ),
      fix('later', 'Keep the guard against recursive loops on, and alarm on calls at three times the usual.'),
    ],
  }),
  awsCause({
    id: 'A16',
    title: 'copies of a function kept warm',
    weight: 0.7,
    signature: {
      marks: [marked(undefined, tail('Lambda-Provisioned'), 0.96), unsaid(LAMBDA, 0.25)],
      shapes: { ramp: 0.4, 'one-off': 0.4 },
      drivers: { price: 0.3 },
    },
    statement: (known) =>
      `Since ${known.startDay} copies of ${nameOr(known, 'function', 'a function')} are kept warm and paid by the ` +
      `hour, used or not${byWhom(known)}.`,
    refute: 'no copies kept warm, or all of them in use',
    fixes: (known) => [
      fix(
        'now',
        'Keep fewer copies warm, or let them follow the load by schedule.',
        `aws lambda delete-provisioned-concurrency-config --function-name=${nameOr(known, 'function', 'FUNCTION')} --qualifier=ALIAS`,
        verifyBy(known, 'lambda list-functions', '--max-items=50'),
      ),
    ],
  }),
];
