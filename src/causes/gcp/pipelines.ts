// What moves data: Dataflow, Pub/Sub, Composer.

import type { Cause } from '../cause.js';
import { dayAt, flagAt, has, listAt, numberAt, textAt } from '../json.js';
import { type Known, nameOr } from '../known.js';
import type { Output, Probe, Reading } from '../probe.js';
import { byWhom, changeLog } from './change-log.js';
import { after, heaviest, isNearStart, last, outcomes, probe, reading, type Row, rows, type Told } from './define.js';
import { gcloud, plain, regionOf } from './line.js';
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

function readJobs(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'id');
  if (found === undefined) return undefined;
  const tell = ({ at, row }: Row): Told => [
    `job ${textAt(row, 'name')} (${textAt(row, 'id')}): ${textAt(row, 'type')}, ${textAt(row, 'state')}, since ${textAt(row, 'creationTime')} in ${textAt(row, 'location')}`,
    `[${String(at)}]`,
  ];
  const learned = (of: readonly Row[]) => ({
    'dataflow-job': of.map(({ row }) => textAt(row, 'id')),
    'dataflow-name': of.map(({ row }) => textAt(row, 'name')),
    'dataflow-region': of.map(({ row }) => textAt(row, 'location')),
  });
  const running = found.filter(({ row }) => /running|draining|cancelling|pending/i.test(textAt(row, 'state')));
  const streaming = running.filter(({ row }) => /streaming/i.test(textAt(row, 'type')));
  const near = streaming.filter(({ row }) => isNearStart(dayAt(row, 'creationTime'), known));
  if (near.length > 0) return reading('streaming-then', near.map(tell), learned(near));
  if (streaming.length > 0) return reading('streaming', streaming.slice(0, 5).map(tell), learned(streaming));
  if (running.length > 0) return reading('batch', running.slice(0, 5).map(tell), learned(running));
  return reading('none', [[`no job runs`, '']]);
}

const MANY_WORKERS = 10;

function readJob(output: Output): Reading | undefined {
  const id = textAt(output.json, 'id');
  if (id === '' || !has(output.json, 'currentState')) return undefined;
  const pools = listAt(output.json, 'environment', 'workerPools');
  if (pools.length === 0) return reading('unsaid', [[`job ${id} says nothing of its workers`, 'environment']]);
  const [pool] = pools;
  const most = numberAt(pool, 'autoscalingSettings', 'maxNumWorkers') ?? 0;
  const now = numberAt(pool, 'numWorkers') ?? 0;
  const text = `job ${textAt(output.json, 'name')}: ${String(now)} workers of ${textAt(pool, 'machineType') || 'the usual kind'}, at most ${most === 0 ? 'as many as it likes' : String(most)}`;
  const isWide = Math.max(most, now) >= MANY_WORKERS || most === 0;
  return reading(isWide ? 'wide' : 'capped', [[text, 'environment.workerPools[0]']], {
    'most-workers': [String(Math.max(most, now))].filter((count) => count !== '0'),
  });
}

const HOUR_SECONDS = 3_600;
const LAGS = ['system_lag', 'systemlag', 'data_watermark_age', 'backlogelapsed', 'estimated_backlog_processing_time'];

function readMetrics(output: Output): Reading | undefined {
  const found = Array.isArray(output.json) ? rows(output.json, 'name', 'name') : undefined;
  if (found === undefined) return undefined;
  const named = found.map(({ at, row }) => ({ at, name: textAt(row, 'name', 'name').toLowerCase(), value: numberAt(row, 'scalar') ?? 0 }));
  const lag = named.filter(({ name }) => LAGS.some((word) => name.includes(word))).toSorted((one, other) => other.value - one.value)[0];
  const cores = named.find(({ name }) => name === 'currentvcpucount');
  const told: readonly Told[] = [lag, cores]
    .filter((one) => one !== undefined)
    .map(({ at, name, value }) => [`${name} is ${String(value)}`, `[${String(at)}].scalar`]);
  if (lag !== undefined && lag.value > HOUR_SECONDS) return reading('stuck', told);
  if (cores !== undefined && cores.value >= 4 * MANY_WORKERS) return reading('wide', told);
  return lag !== undefined || cores !== undefined ? reading('moving', told) : reading('nothing', [['no lag and no workers are told', '']]);
}

const FAN_OUT = 5;

function readSubscriptions(output: Output): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  if (found.length === 0) return reading('none', [['there is no subscription', '']]);
  const nameOf = (row: unknown): string => last(textAt(row, 'name'));
  const tell = ({ at, row }: Row): Told => [
    `subscription ${nameOf(row)} of ${last(textAt(row, 'topic'))}: keeps ${textAt(row, 'messageRetentionDuration') || '604800s'}${flagAt(row, 'retainAckedMessages') === true ? ', also what was read' : ''}, ${has(row, 'deadLetterPolicy') ? 'dead letters go elsewhere' : 'no dead letters'}${has(row, 'pushConfig', 'pushEndpoint') ? ', pushed' : ''}`,
    `[${String(at)}]`,
  ];
  const learned = (of: readonly Row[], why: string) => ({
    subscription: of.map(({ row }) => nameOf(row)),
    topic: of.map(({ row }) => last(textAt(row, 'topic'))),
    'subscription-why': [why],
  });
  const kept = found.filter(({ row }) => flagAt(row, 'retainAckedMessages') === true);
  if (kept.length > 0) return reading('keeps-read', kept.map(tell), learned(kept, 'keeps messages that were read'));
  const lost = found.filter(({ row }) => textAt(row, 'topic') === '_deleted-topic_' || flagAt(row, 'detached') === true);
  const topic = heaviest(found, ({ row }) => last(textAt(row, 'topic')));
  if (topic !== undefined && topic.weight >= FAN_OUT) {
    const own = found.filter(({ row }) => last(textAt(row, 'topic')) === topic.key);
    return reading('fan-out', own.slice(0, 6).map(tell), learned(own, `is one of ${String(own.length)} of topic ${topic.key}`));
  }
  const pushed = found.filter(({ row }) => has(row, 'pushConfig', 'pushEndpoint') && !has(row, 'deadLetterPolicy'));
  if (pushed.length > 0) return reading('retried', pushed.map(tell), learned(pushed, 'is pushed again and again where its reader fails'));
  return reading('plain', [...lost, ...found].slice(0, 4).map(tell));
}

function readTopics(output: Output): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  const kept = found.filter(({ row }) => textAt(row, 'messageRetentionDuration') !== '');
  if (kept.length === 0) return reading('plain', [[`none of ${String(found.length)} topics keeps messages`, '']]);
  return reading(
    'keeps',
    kept.map(
      ({ at, row }): Told => [
        `topic ${last(textAt(row, 'name'))} keeps messages ${textAt(row, 'messageRetentionDuration')}`,
        `[${String(at)}].messageRetentionDuration`,
      ],
    ),
    { topic: kept.map(({ row }) => last(textAt(row, 'name'))) },
  );
}

function readComposer(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  if (found.length === 0) return reading('none', [['there is no environment', '']]);
  const tell = ({ at, row }: Row): Told => [
    `environment ${last(textAt(row, 'name'))} in ${after(textAt(row, 'name'), 'locations')}: ${textAt(row, 'state')}, ${textAt(row, 'config', 'environmentSize') || `${textAt(row, 'config', 'nodeCount')} nodes`}, made ${textAt(row, 'createTime')}, changed ${textAt(row, 'updateTime')}`,
    `[${String(at)}]`,
  ];
  const learned = (of: readonly Row[]) => ({ composer: of.map(({ row }) => last(textAt(row, 'name'))) });
  const made = found.filter(({ row }) => isNearStart(dayAt(row, 'createTime'), known));
  if (made.length > 0) return reading('new', made.map(tell), learned(made));
  const changed = found.filter(({ row }) => isNearStart(dayAt(row, 'updateTime'), known));
  if (changed.length > 0) return reading('changed', changed.map(tell), learned(changed));
  return reading(found.length > 1 ? 'several' : 'one', found.map(tell), learned(found));
}

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
    command: (known) => gcloud('composer environments list', known, `--locations=${regionOf(known)}`),
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
