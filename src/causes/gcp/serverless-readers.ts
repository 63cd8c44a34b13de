// What gcloud prints about services, functions and their triggers, and what it shows.

import { at, dayAt, isRecord, listAt, numberAt, textAt } from '../json.js';
import type { Known } from '../known.js';
import type { Output, Reading } from '../probe.js';
import { heaviest, isNearStart, last, reading, type Row, rows, some, type Told } from './define.js';

const MIN_SCALE = ['autoscaling.knative.dev/minScale', 'run.googleapis.com/minScale'];

interface Scaled {
  readonly min: number;
  readonly isAlwaysOn: boolean;
}

/** Of a service or of a revision: the annotations stand in other places. */
function scaleOf(row: unknown): Scaled {
  const places = [at(row, 'metadata', 'annotations'), at(row, 'spec', 'template', 'metadata', 'annotations')];
  const min = Math.max(0, ...places.flatMap((place) => MIN_SCALE.map((name) => numberAt(place, name) ?? 0)));
  return { min, isAlwaysOn: places.some((place) => textAt(place, 'run.googleapis.com/cpu-throttling') === 'false') };
}

function words({ isAlwaysOn, min }: Scaled): string {
  return `${String(min)} instances at least, CPU ${isAlwaysOn ? 'always allocated' : 'during requests'}`;
}

function nameOf(row: unknown): string {
  return textAt(row, 'metadata', 'name');
}

function placeOf(row: unknown): string {
  return textAt(row, 'metadata', 'labels', 'cloud.googleapis.com/location');
}

function daysOf(row: unknown): readonly string[] {
  return [
    dayAt(row, 'metadata', 'creationTimestamp'),
    ...listAt(row, 'status', 'conditions').map((one) => dayAt(one, 'lastTransitionTime')),
  ];
}

function learnServices(of: readonly Row[]): Readonly<Record<string, readonly string[]>> {
  return {
    'run-service': of.map(({ row }) => nameOf(row)),
    'run-region': of.map(({ row }) => placeOf(row)),
    'min-instances': of.slice(0, 1).map(({ row }) => `${String(scaleOf(row).min)} instances`),
  };
}

export function readServices(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'metadata', 'name');
  if (found === undefined) return undefined;
  if (found.length === 0) return reading('none', [['there is no service', '']]);
  const tell = ({ at: place, row }: Row): Told => [
    `service ${nameOf(row)} in ${placeOf(row)}: ${words(scaleOf(row))}, last changed by ${textAt(row, 'metadata', 'annotations', 'serving.knative.dev/lastModifier') || '?'}, ready since ${daysOf(row).at(-1) ?? ''}`,
    `[${String(place)}].spec.template.metadata.annotations`,
  ];
  const warm = found
    .filter(({ row }) => scaleOf(row).min > 0 || scaleOf(row).isAlwaysOn)
    .toSorted((one, other) => scaleOf(other.row).min - scaleOf(one.row).min);
  const near = warm.filter(({ row }) => daysOf(row).some((day) => isNearStart(day, known)));
  if (near.length > 0) return reading('warm-since', near.map(tell), learnServices(near));
  if (warm.length > 0) return reading('warm', warm.map(tell), learnServices(warm));
  return reading('to-zero', found.slice(0, 4).map(tell), { 'run-region': found.map(({ row }) => placeOf(row)) });
}

export function readRevisions(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'metadata', 'name');
  if (found === undefined || found.length === 0) return undefined;
  const tell = ({ at: place, row }: Row): Told => [
    `revision ${nameOf(row)}, ${textAt(row, 'metadata', 'creationTimestamp')}: ${words(scaleOf(row))}`,
    `[${String(place)}].metadata.annotations`,
  ];
  const warm = found.filter(({ row }) => scaleOf(row).min > 0 || scaleOf(row).isAlwaysOn);
  const near = warm.filter(({ row }) => isNearStart(dayAt(row, 'metadata', 'creationTimestamp'), known));
  if (near.length > 0)
    return reading('raised', near.map(tell), {
      'run-revision': near.map(({ row }) => nameOf(row)),
      'min-instances': near.map(({ row }) => `${String(scaleOf(row).min)} instances`),
    });
  return warm.length > 0 ? reading('earlier', warm.slice(0, 4).map(tell)) : reading('never', found.slice(0, 3).map(tell));
}

/** What a function is triggered by, v1 and v2. */
function triggerOf(row: unknown): string {
  const filters = listAt(row, 'eventTrigger', 'eventFilters').map((filter) => textAt(filter, 'value'));
  return filters.at(0) ?? (last(textAt(row, 'eventTrigger', 'pubsubTopic')) || last(textAt(row, 'eventTrigger', 'resource')));
}

function isRetried(row: unknown): boolean {
  return textAt(row, 'eventTrigger', 'retryPolicy') === 'RETRY_POLICY_RETRY' || isRecord(at(row, 'eventTrigger', 'failurePolicy', 'retry'));
}

export function readFunctions(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  const byEvent = found.filter(({ row }) => isRecord(at(row, 'eventTrigger')));
  if (byEvent.length === 0)
    return reading(found.length > 0 ? 'by-request' : 'none', [[`${String(found.length)} functions, none called by events`, '']]);
  const tell = ({ at: place, row }: Row): Told => [
    `function ${last(textAt(row, 'name'))}: called by ${textAt(row, 'eventTrigger', 'eventType')} of ${triggerOf(row)}, ${isRetried(row) ? 'retried' : 'not retried'}, changed ${dayAt(row, 'updateTime')}`,
    `[${String(place)}].eventTrigger`,
  ];
  const learned = (of: readonly Row[]) => ({
    function: of.map(({ row }) => last(textAt(row, 'name'))),
    trigger: of.map(({ row }) => triggerOf(row)),
  });
  const near = byEvent.filter(({ row }) => isNearStart(dayAt(row, 'updateTime'), known));
  const retried = byEvent.filter(({ row }) => isRetried(row));
  if (near.length > 0) return reading('changed', near.map(tell), learned(near));
  if (retried.length > 0) return reading('retried', retried.map(tell), learned(retried));
  return reading('by-event', byEvent.slice(0, 4).map(tell));
}

export function readTriggers(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  if (found.length === 0) return reading('none', [['there is no trigger', '']]);
  const target = (row: unknown): string =>
    textAt(row, 'destination', 'cloudRun', 'service') || last(textAt(row, 'destination', 'cloudFunction'));
  const source = (row: unknown): string =>
    some(listAt(row, 'eventFilters').map((filter) => `${textAt(filter, 'attribute')} ${textAt(filter, 'value')}`));
  const tell = ({ at: place, row }: Row): Told => [
    `trigger ${last(textAt(row, 'name'))}: ${source(row)} calls ${target(row)}, changed ${dayAt(row, 'updateTime')}`,
    `[${String(place)}]`,
  ];
  const near = found.filter(({ row }) => [dayAt(row, 'createTime'), dayAt(row, 'updateTime')].some((day) => isNearStart(day, known)));
  if (near.length === 0) return reading('older', found.slice(0, 4).map(tell));
  return reading('new', near.map(tell), {
    trigger: near.map(({ row }) => last(textAt(row, 'name'))),
    function: near.map(({ row }) => target(row)),
  });
}

/** Programs of Google that bring events. */
const EVENT_AGENTS = ['eventarc', 'cloudpubsub', 'apis-google', 'google-cloud-tasks', 'google-cloud-scheduler'];
const MOST = 0.5;

export function readCalls(output: Output): Reading | undefined {
  const found = output.command.includes('cloud_run_revision') ? rows(output.json, 'timestamp') : undefined;
  if (found === undefined) return undefined;
  const service = ({ row }: Row): string =>
    textAt(row, 'resource', 'labels', 'service_name') || textAt(row, 'resource', 'labels', 'function_name');
  const top = heaviest(found, service);
  if (top === undefined) return reading('nothing', [['no call is logged', '']]);
  const own = found.filter((one) => service(one) === top.key);
  const agent = ({ row }: Row): string => textAt(row, 'httpRequest', 'userAgent').toLowerCase();
  const byEvent = own.filter((one) => EVENT_AGENTS.some((word) => agent(one).includes(word)));
  const failed = own.filter(
    ({ row }) => ['ERROR', 'CRITICAL'].includes(textAt(row, 'severity')) || (numberAt(row, 'httpRequest', 'status') ?? 0) >= 500,
  );
  const told: Told = [
    `${top.key} wrote ${String(own.length)} of the newest ${String(found.length)} entries: ${String(byEvent.length)} called by events, ${String(failed.length)} failed`,
    `[${String(top.first.at)}].resource.labels`,
  ];
  const isStorm = own.length >= 5 && (byEvent.length >= own.length * MOST || failed.length >= own.length * MOST);
  return isStorm ? reading('storm', [told], { function: [top.key] }) : reading('traffic', [told]);
}
