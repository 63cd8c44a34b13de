// Logs and metrics: A05, A06.

import type { Cause } from '../../cause.js';
import { firstName, nameOr } from '../../known.js';
import { awsCause, fix, verifyBy } from '../build.js';
import { CLOUDWATCH, marked, tail, unsaid } from '../services.js';
import { byWhom } from '../trail.js';

export const OBSERVABILITY_CAUSES: readonly Cause[] = [
  awsCause({
    id: 'A05',
    title: 'far more log lines are written',
    weight: 1.5,
    signature: {
      marks: [
        marked(CLOUDWATCH, tail('DataProcessing-Bytes|DataProcessingIA-Bytes|PutLogEvents'), 0.78),
        marked(undefined, tail('VendedLog(?:IA)?-Bytes|S3-Egress-Bytes|VendedLogs?'), 0.78),
        marked(CLOUDWATCH, tail('TimedStorage-ByteHrs|Logs'), 0.5),
        marked(undefined, tail('CW:'), 0.06),
        unsaid(CLOUDWATCH, 0.35),
      ],
      shapes: { 'one-off': 0.3 },
      drivers: { price: 0.2 },
    },
    statement: (known) => {
      const who = firstName(known, 'function');
      return (
        `Since ${known.startDay} far more is written to ` +
        `${nameOr(known, 'log-group', 'a log group')}${who === undefined ? '' : ` by ${who}`}, as at level DEBUG${byWhom(known)}.`
      );
    },
    refute: 'as many bytes into every log group as before',
    fixes: (known) => [
      fix(
        'now',
        'Set the log level back, or sample; what nobody reads need not be written.',
        `aws lambda update-function-configuration --function-name=${nameOr(known, 'function', 'FUNCTION')} ` +
          '--logging-config=LogFormat=JSON,ApplicationLogLevel=WARN',
        verifyBy(known, 'logs describe-log-groups', '--limit=50'),
      ),
      fix(
        'soon',
        'Keep logs for as long as they are needed, and use the cheaper class for what is seldom read.',
        `aws logs put-retention-policy --log-group-name=${nameOr(known, 'log-group', 'LOG_GROUP')} --retention-in-days=30`,
        verifyBy(known, 'logs describe-log-groups', '--limit=50'),
      ),
    ],
  }),
  awsCause({
    id: 'A06',
    title: 'too many custom metrics, or metrics streamed or read too often',
    weight: 0.8,
    signature: {
      marks: [
        marked(undefined, tail('CW:(?:MetricMonitorUsage|GMD-Metrics|Requests)|MetricStreamUsage|MetricStorage|CW:MetricsUsage'), 0.82),
        marked(CLOUDWATCH, tail('GetMetricData|PutMetricData|MetricUpdate'), 0.8),
        marked(CLOUDWATCH, tail('DataProcessing-Bytes'), 0.06),
        unsaid(CLOUDWATCH, 0.26),
      ],
      shapes: { 'one-off': 0.3 },
      drivers: { price: 0.2 },
    },
    statement: (known) => {
      const what = firstName(known, 'metric-stream') ?? firstName(known, 'namespace');
      return (
        `Since ${known.startDay} far more metrics are written, streamed or ` +
        `read${what === undefined ? '' : `, by ${what}`}${byWhom(known)}.`
      );
    },
    refute: 'as many custom metrics and readers of them as before',
    fixes: (known) => [
      fix(
        'now',
        'Drop labels with many values, such as ids of users, pods or requests, at the source; read metrics less often.',
        null,
        verifyBy(known, 'cloudwatch list-metric-streams'),
      ),
      fix(
        'soon',
        'Stream only the namespaces that are used.',
        `aws cloudwatch stop-metric-streams --names ${nameOr(known, 'metric-stream', 'STREAM')}`,
      ),
    ],
  }),
];
