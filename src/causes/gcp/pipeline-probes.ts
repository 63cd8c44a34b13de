// Reads of what moves data.

import type { Known } from '../known.js';
import type { Probe } from '../probe.js';
import { changeLog } from './change-log.js';
import { outcomes, probe } from './define.js';
import { gcloud, plain, regional } from './line.js';
import { readComposer, readJob, readJobs, readMetrics, readSubscriptions, readTopics } from './pipeline-readers.js';

const withJob = (known: Known, words: string, ...flags: readonly string[]): string | undefined => {
  const [job, region] = [plain(known, 'dataflow-job'), plain(known, 'dataflow-region')];
  return job === undefined || region === undefined ? undefined : gcloud(`${words} ${job}`, known, `--region=${region}`, ...flags);
};

export const PIPELINE_PROBES: readonly Probe[] = [
  probe({
    name: 'gcp-dataflow-jobs',
    operation: 'gcloud dataflow jobs list',
    asks: 'which jobs of Dataflow run, and since when',
    learns: ['dataflow-job', 'dataflow-name', 'dataflow-region'],
    command: (known) => gcloud('dataflow jobs list', known, '--status=active', '--limit=50'),
    outcomes: outcomes(
      {
        'streaming-then': 'a streaming job that began near that day still runs',
        streaming: 'streaming jobs run, for longer',
        batch: 'batch jobs run',
        none: 'no job runs',
      },
      { given: { G20: [0.55, 0.32, 0.07, 0.06] }, otherwise: [0.06, 0.3, 0.3, 0.34] },
    ),
    read: readJobs,
  }),
  probe({
    name: 'gcp-dataflow-job',
    operation: 'gcloud dataflow jobs describe',
    asks: 'how many workers the job may have',
    needs: ['dataflow-job', 'dataflow-region'],
    learns: ['most-workers'],
    command: (known) => withJob(known, 'dataflow jobs describe', '--full'),
    outcomes: outcomes(
      { wide: 'it may have many workers, or as many as it likes', capped: 'its workers are few', unsaid: 'it does not say' },
      { given: { G20: [0.6, 0.15, 0.25] }, otherwise: [0.15, 0.5, 0.35] },
    ),
    read: readJob,
  }),
  probe({
    name: 'gcp-dataflow-metrics',
    operation: 'gcloud beta dataflow metrics list',
    asks: 'whether the job moves',
    needs: ['dataflow-job', 'dataflow-region'],
    command: (known) => withJob(known, 'beta dataflow metrics list'),
    outcomes: outcomes(
      { stuck: 'it lags by more than an hour', wide: 'it has many cores', moving: 'it keeps up', nothing: 'it does not say' },
      { given: { G20: [0.36, 0.26, 0.16, 0.22] }, otherwise: [0.03, 0.08, 0.55, 0.34] },
    ),
    read: readMetrics,
  }),
  changeLog({
    name: 'gcp-who-started-dataflow',
    things: 'dataflow jobs',
    causes: ['G20'],
    methods: ['dataflow.jobs.create', 'JobsV1Beta3.CreateJob', 'FlexTemplatesService.LaunchFlexTemplate'],
    given: 0.45,
    otherwise: 0.06,
  }),
  probe({
    name: 'gcp-subscriptions',
    operation: 'gcloud pubsub subscriptions list',
    asks: 'which subscriptions keep what was read, are retried without end, or share a topic with many',
    learns: ['subscription', 'topic', 'subscription-why'],
    command: (known) => gcloud('pubsub subscriptions list', known, '--limit=200'),
    outcomes: outcomes(
      {
        'keeps-read': 'a subscription keeps messages that were read',
        'fan-out': 'many subscriptions take each message of one topic',
        retried: 'messages are pushed without an end where the reader fails',
        plain: 'the subscriptions are plain ones',
        none: 'there is no subscription',
      },
      { given: { G21: [0.33, 0.22, 0.28, 0.14, 0.03] }, otherwise: [0.03, 0.08, 0.2, 0.54, 0.15] },
    ),
    read: readSubscriptions,
  }),
  probe({
    name: 'gcp-topics',
    operation: 'gcloud pubsub topics list',
    asks: 'whether topics keep messages',
    learns: ['topic'],
    command: (known) => gcloud('pubsub topics list', known, '--limit=200'),
    outcomes: outcomes(
      { keeps: 'a topic keeps messages', plain: 'no topic does' },
      { given: { G21: [0.25, 0.75] }, otherwise: [0.06, 0.94] },
    ),
    read: readTopics,
  }),
  changeLog({
    name: 'gcp-who-changed-subscriptions',
    things: 'subscriptions',
    causes: ['G21'],
    methods: ['CreateSubscription', 'UpdateSubscription', 'CreateTopic'],
    given: 0.52,
    otherwise: 0.05,
  }),
  probe({
    name: 'gcp-composer',
    operation: 'gcloud composer environments list',
    asks: 'which environments of Composer there are, and since when',
    learns: ['composer'],
    command: (known) => regional('composer environments list', known, '--locations'),
    outcomes: outcomes(
      {
        new: 'an environment was made near that day',
        changed: 'an environment was changed near that day',
        several: 'there are several, all older',
        one: 'there is one, unchanged',
        none: 'there is none',
      },
      { given: { G22: [0.5, 0.2, 0.17, 0.09, 0.04] }, otherwise: [0.03, 0.06, 0.2, 0.56, 0.15] },
    ),
    read: readComposer,
  }),
  changeLog({
    name: 'gcp-who-changed-composer',
    things: 'composer environments',
    causes: ['G22'],
    methods: ['Environments.CreateEnvironment', 'Environments.UpdateEnvironment'],
  }),
];
