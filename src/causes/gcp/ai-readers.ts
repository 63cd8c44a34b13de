// What gcloud prints about endpoints, jobs, keys and calls of models, and what it shows.

import { dayAt, flagAt, has, listAt, numberAt, textAt } from '../json.js';
import type { Known } from '../known.js';
import type { Output, Reading } from '../probe.js';
import { callsOf } from './change-log.js';
import { heaviest, isNearStart, last, reading, type Row, rows, some, type Told } from './define.js';
import { isAccount } from './makers.js';

function tellModel(endpoint: Row, model: unknown): Told {
  const spec = ['dedicatedResources', 'machineSpec'];
  const machine = textAt(model, ...spec, 'machineType');
  const gpus = has(model, ...spec, 'acceleratorType')
    ? ` with ${textAt(model, ...spec, 'acceleratorCount')} ${textAt(model, ...spec, 'acceleratorType')}`
    : '';
  return [
    `endpoint ${textAt(endpoint.row, 'displayName')} (${last(textAt(endpoint.row, 'name'))}): model ${textAt(model, 'displayName') || textAt(model, 'id')} on at least ${textAt(model, 'dedicatedResources', 'minReplicaCount') || '1'} ${machine}${gpus}, since ${textAt(model, 'createTime')}`,
    `[${String(endpoint.at)}].deployedModels`,
  ];
}

export function readEndpoints(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  if (found.length === 0) return reading('none', [['there is no endpoint', '']]);
  const deployed = found.flatMap((endpoint) => listAt(endpoint.row, 'deployedModels').map((model) => ({ endpoint, model })));
  if (deployed.length === 0) return reading('empty', [[`${String(found.length)} endpoints, none with a model`, '']]);
  const near = deployed.filter(({ model }) => isNearStart(dayAt(model, 'createTime'), known));
  const telling = near.length > 0 ? near : deployed;
  return reading(
    near.length > 0 ? 'deployed-then' : 'deployed',
    telling.slice(0, 6).map(({ endpoint, model }) => tellModel(endpoint, model)),
    {
      endpoint: telling.map(({ endpoint }) => last(textAt(endpoint.row, 'name'))),
      'endpoint-name': telling.map(({ endpoint }) => textAt(endpoint.row, 'displayName')),
      'deployed-model': telling.map(({ model }) => textAt(model, 'displayName')),
      'deployed-model-id': telling.map(({ model }) => textAt(model, 'id')),
    },
  );
}

export function readJobs(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  const tell = ({ at, row }: Row): Told => {
    const pools = listAt(row, 'jobSpec', 'workerPoolSpecs');
    const machines = pools.map((pool) => `${textAt(pool, 'replicaCount') || '1'} ${textAt(pool, 'machineSpec', 'machineType')}`);
    return [
      `job ${textAt(row, 'displayName')} (${last(textAt(row, 'name'))}): ${textAt(row, 'state')}, ${some(machines)}, from ${textAt(row, 'startTime') || textAt(row, 'createTime')} to ${textAt(row, 'endTime') || 'now'}`,
      `[${String(at)}]`,
    ];
  };
  const running = found.filter(({ row }) => textAt(row, 'state') === 'JOB_STATE_RUNNING');
  const learned = { 'custom-job': running.map(({ row }) => textAt(row, 'displayName') || last(textAt(row, 'name'))) };
  if (running.length > 0) return reading('running', running.slice(0, 6).map(tell), learned);
  const near = found.filter(({ row }) => isNearStart(dayAt(row, 'createTime'), known));
  return near.length > 0
    ? reading('ran-then', near.slice(0, 6).map(tell))
    : reading('none', [['no job runs, and none began near that day', '']]);
}

function isOpen(row: unknown): boolean {
  const places = ['serverKeyRestrictions', 'browserKeyRestrictions', 'androidKeyRestrictions', 'iosKeyRestrictions'];
  const isBound = places.some((place) => has(row, 'restrictions', place));
  return listAt(row, 'restrictions', 'apiTargets').length === 0 || !isBound;
}

export function readKeys(output: Output): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  const keys = found.filter(({ row }) => textAt(row, 'deleteTime') === '');
  if (keys.length === 0) return reading('none', [['there is no API key', '']]);
  const tell = ({ at, row }: Row): Told => {
    const targets = listAt(row, 'restrictions', 'apiTargets').map((target) => textAt(target, 'service'));
    return [
      `key ${textAt(row, 'displayName') || last(textAt(row, 'name'))}, made ${textAt(row, 'createTime')}: ${targets.length === 0 ? 'for every service' : `for ${some(targets)}`}, ${isOpen(row) ? 'usable from anywhere' : 'bound to its callers'}`,
      `[${String(at)}].restrictions`,
    ];
  };
  // A key without any restriction before one that is only open to callers.
  const open = keys
    .filter(({ row }) => isOpen(row))
    .toSorted((one, other) => Number(has(one.row, 'restrictions', 'apiTargets')) - Number(has(other.row, 'restrictions', 'apiTargets')));
  return open.length === 0
    ? reading('restricted', keys.slice(0, 4).map(tell))
    : reading('open', open.map(tell), {
        'open-key': open.map(({ row }) => textAt(row, 'displayName')),
        'open-key-id': open.map(({ row }) => last(textAt(row, 'name'))),
      });
}

const MOST = 0.55;

export function readModelCalls(output: Output): Reading | undefined {
  const found = output.command.includes('GenerateContent') ? rows(output.json, 'timestamp') : undefined;
  if (found === undefined) return undefined;
  const calls = callsOf(found);
  const top = heaviest(calls, ({ ip, who }) => who || ip);
  if (top === undefined) return reading('nothing', [['no call of a model is logged', '']]);
  const own = calls.filter(({ ip, who }) => (who || ip) === top.key);
  const model = heaviest(own, ({ what }) => last(what));
  const places = new Set(own.map(({ ip }) => ip));
  const told: Told = [
    `${top.key} sent ${(top.share * 100).toFixed(0)} % of ${String(calls.length)} calls of models, most to ${model?.key ?? '?'}, from ${String(places.size)} addresses (${some([...places])})`,
    `[${String(top.first.at)}].protoPayload`,
  ];
  const learned = { 'model-caller': [top.key], 'service-account': isAccount(top.key) ? [top.key] : [] };
  // Somebody without a name, or one name from many places, is not one of our programs.
  if (top.first.who === '' || places.size >= 8) return reading('unknown-caller', [told], { ...learned, 'foreign-caller': [top.key] });
  return top.share >= MOST && calls.length >= 5 ? reading('one-caller', [told], learned) : reading('spread', [told], learned);
}

export function readEndpoint(output: Output): Reading | undefined {
  const name = textAt(output.json, 'name');
  if (!name.includes('/endpoints/')) return undefined;
  const models = listAt(output.json, 'deployedModels');
  if (models.length === 0) return reading('empty', [['the endpoint holds no model', 'deployedModels']]);
  const fixed = models.filter((model) => (numberAt(model, 'dedicatedResources', 'minReplicaCount') ?? 0) >= 1);
  const hasLog = models.some((model) => flagAt(model, 'enableAccessLogging') === true);
  const told = models.slice(0, 4).map((model) => tellModel({ row: output.json, at: 0 }, model));
  return reading(
    fixed.length > 0 && !hasLog ? 'always-on' : 'scales',
    told.map(([text]) => [text, 'deployedModels'] as const),
  );
}
