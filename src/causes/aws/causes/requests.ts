// Scans of data, and requests that are looked at or answered one by one: A26, A31.

import type { Cause } from '../../cause.js';
import { firstName, nameOr } from '../../known.js';
import { awsCause, fix, verifyBy } from '../build.js';
import { ATHENA, GLUE, marked, SECRETS, tail, unsaid, WAF } from '../services.js';
import { byWhom } from '../trail.js';

export const REQUEST_CAUSES: readonly Cause[] = [
  awsCause({
    id: 'A26',
    title: 'queries and jobs that read far more data',
    weight: 1,
    signature: {
      marks: [
        marked(undefined, tail('DataScannedInTB|ETL-(?:DPU|Flex)-Hour|Crawler-DPU-Hour|DEVED-DPU'), 0.82),
        marked(ATHENA, /./, 0.75),
        marked(GLUE, tail('.{0,20}DPU|JobRun|Jobrun'), 0.8),
        unsaid(ATHENA, 0.85),
        unsaid(GLUE, 0.8),
      ],
      shapes: { 'one-off': 0.4 },
      drivers: { price: 0.2 },
    },
    statement: (known) => {
      const what = firstName(known, 'job') ?? firstName(known, 'work-group');
      return (
        `Since ${known.startDay} queries or jobs${what === undefined ? '' : ` of ${what}`} read far more data, ` +
        `as without a partition filter${byWhom(known)}.`
      );
    },
    refute: 'as many bytes read by queries and as many hours of jobs as before',
    fixes: (known) => [
      fix(
        'now',
        'Set a bound that ends queries which read too much.',
        `aws athena update-work-group --work-group=${nameOr(known, 'work-group', 'GROUP')} ` +
          '--configuration-updates=BytesScannedCutoffPerQuery=BYTES',
        verifyBy(known, 'athena list-work-groups'),
      ),
      fix('soon', 'Filter by partition, store as Parquet, and give jobs a time limit.'),
    ],
  }),
  awsCause({
    id: 'A31',
    title: 'requests that WAF looks at, or secrets that are read again and again',
    weight: 0.8,
    signature: {
      marks: [
        marked(undefined, /BotControl|AMR-|ATP-Request|Captcha|Challenge/i, 0.95),
        marked(WAF, /Request|WebACL|Rule|Shield/i, 0.85),
        marked(undefined, tail('AWSSecretsManager'), 0.85),
        marked(undefined, tail('LCUUsage|KMS-Requests'), 0.08),
        unsaid(WAF, 0.85),
        unsaid(SECRETS, 0.85),
      ],
      shapes: { 'one-off': 0.4 },
      drivers: { price: 0.3 },
    },
    statement: (known) => {
      const rule = firstName(known, 'rule');
      const list = firstName(known, 'web-acl-name') ?? firstName(known, 'web-acl')?.split('/')[0];
      const where = `${rule === undefined ? '' : `, by rule ${rule}`}${list === undefined ? '' : ` of ${list}`}`;
      return `Since ${known.startDay} far more requests are looked at and paid one by one${where}${byWhom(known)}.`;
    },
    refute: 'the same rules and as many requests as before',
    fixes: (known) => [
      fix(
        'now',
        'Let paid rules look only at what needs it: log-in pages, not images; put free rules before them.',
        'aws wafv2 update-web-acl --cli-input-json=file://web-acl.json',
        verifyBy(known, 'wafv2 list-web-acls', '--scope=REGIONAL'),
      ),
      fix('soon', 'Keep secrets in the memory of the program for some minutes instead of reading them each time.'),
    ],
  }),
];
