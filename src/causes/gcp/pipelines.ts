// What moves data: Dataflow, Pub/Sub, Composer.

import type { Cause } from '../cause.js';
import { nameOr } from '../known.js';
import { byWhom } from './change-log.js';
import { gcloud, regionOf } from './line.js';
import { BY_USE } from './marks.js';

export const PIPELINE_CAUSES: readonly Cause[] = [
  {
    id: 'G20',
    provider: 'gcp',
    title: 'Dataflow: a streaming job that is stuck or has too many workers',
    weight: 1,
    signature: { marks: [{ service: /Dataflow/i, tells: 0.95 }], drivers: BY_USE },
    statement: (known) =>
      `Job ${nameOr(known, 'dataflow-name', nameOr(known, 'dataflow-job', 'of Dataflow'))} has run since around ${known.startDay}${byWhom(known, 'dataflow jobs')}` +
      `${known.names.has('most-workers') ? ` with up to ${nameOr(known, 'most-workers', '')} workers` : ''}: a streaming job is paid for until somebody drains it.`,
    refute: 'no streaming job runs, or those that run are older and move as before',
    fixes: (known) => [
      {
        urgency: 'now',
        what: 'Drain the job if nobody needs it; otherwise look at what keeps it back and cap its workers.',
        command: `gcloud dataflow jobs drain ${nameOr(known, 'dataflow-job', 'JOB_ID')} --region=${nameOr(known, 'dataflow-region', regionOf(known))}`,
        verify: gcloud('dataflow jobs list', known, '--status=active', '--limit=50'),
      },
      { urgency: 'later', what: 'Start jobs with a most of workers, and alert on the lag of the system.', command: null, verify: null },
    ],
  },
  {
    id: 'G21',
    provider: 'gcp',
    title: 'Pub/Sub: a backlog that is kept, deliveries that are repeated, or one subscription more',
    weight: 1,
    signature: { marks: [{ service: /Pub\/?Sub/i, tells: 0.93 }], drivers: BY_USE },
    statement: (known) =>
      `Subscription ${nameOr(known, 'subscription', 'of Pub/Sub')} ${nameOr(known, 'subscription-why', 'takes more messages than before')} since ${known.startDay}${byWhom(known, 'subscriptions')}.`,
    refute: 'no subscription is new, keeps what was read or is retried without end',
    fixes: (known) => [
      {
        urgency: 'soon',
        what: 'Send what cannot be delivered to a dead-letter topic, keep no messages that were read, and delete subscriptions without a reader.',
        command: `gcloud pubsub subscriptions update ${nameOr(known, 'subscription', 'SUBSCRIPTION')} --dead-letter-topic=dead-letters --max-delivery-attempts=5 --no-retain-acked-messages`,
        verify: gcloud('pubsub subscriptions list', known, '--limit=200'),
      },
      { urgency: 'later', what: 'Alert on the age of the oldest message that was not read.', command: null, verify: null },
    ],
  },
  {
    id: 'G22',
    provider: 'gcp',
    title: 'Composer: an environment more, or a larger one',
    weight: 1,
    signature: { marks: [{ service: /Composer/i, tells: 0.95 }], drivers: BY_USE },
    statement: (known) =>
      `Environment ${nameOr(known, 'composer', 'of Composer')} was made or enlarged around ${known.startDay}${byWhom(known, 'composer environments')} and is paid for all day.`,
    refute: 'there is one environment, unchanged',
    fixes: (known) => [
      {
        urgency: 'soon',
        what: 'Delete the environment that nobody uses, after saving its DAGs; or make it smaller.',
        command: `gcloud composer environments delete ${nameOr(known, 'composer', 'ENVIRONMENT')} --location=${regionOf(known)}`,
        verify: gcloud('composer environments list', known, `--locations=${regionOf(known)}`),
      },
    ],
  },
];
