// What gcloud prints about jobs, subscriptions and environments, and what it shows.

import { dayAt, flagAt, has, listAt, numberAt, textAt } from '../json.js';
import type { Known } from '../known.js';
import type { Output, Reading } from '../probe.js';
import { after, heaviest, isNearStart, last, reading, type Row, rows, type Told } from './define.js';

export function readJobs(output: Output, known: Known): Reading | undefined {
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

export function readJob(output: Output): Reading | undefined {
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

export function readMetrics(output: Output): Reading | undefined {
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

export function readSubscriptions(output: Output): Reading | undefined {
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

export function readTopics(output: Output): Reading | undefined {
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

export function readComposer(output: Output, known: Known): Reading | undefined {
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
