// Who changed a thing around the day it began: the log of what administrators did, which is always on and free to read.

import type { CauseId } from '../cause.js';
import { dayAt, textAt } from '../json.js';
import type { Known } from '../known.js';
import type { Output, Probe, Reading } from '../probe.js';
import { last, outcomes, probe, reading, type Row, rows, some, type Told } from './define.js';
import { isPlaceKnown, logsAround, regionIn } from './line.js';

const DAYS_BEFORE = 2;
const DAYS_AFTER = 2;

export interface Call {
  readonly method: string;
  readonly who: string;
  readonly what: string;
  readonly when: string;
  readonly ip: string;
  readonly agent: string;
  readonly at: number;
  readonly row: unknown;
}

/** The calls of an audit log among its rows. */
export function callsOf(found: readonly Row[]): readonly Call[] {
  return found
    .map(({ row, at }) => ({
      method: textAt(row, 'protoPayload', 'methodName'),
      who: textAt(row, 'protoPayload', 'authenticationInfo', 'principalEmail'),
      what: textAt(row, 'protoPayload', 'resourceName'),
      when: textAt(row, 'timestamp'),
      ip: textAt(row, 'protoPayload', 'requestMetadata', 'callerIp'),
      agent: textAt(row, 'protoPayload', 'requestMetadata', 'callerSuppliedUserAgent'),
      at,
      row,
    }))
    .filter(({ method }) => method !== '');
}

/** `person@acme.example called v1.compute.instances.insert on etl-1, 2026-09-22`. */
export function toldOf({ at, method, what, when, who }: Call): Told {
  return [`${who === '' ? 'somebody' : who} called ${method} on ${last(what)}, ${when}`, `[${String(at)}].protoPayload`];
}

interface ChangeLog {
  readonly name: string;
  /** What was changed, in the plural: `buckets`. */
  readonly things: string;
  readonly causes: readonly CauseId[];
  /** Parts of method names. */
  readonly methods: readonly string[];
  /** How likely a change is seen under the causes, and under any other. */
  readonly given?: number;
  readonly otherwise?: number;
}

/** The kind under which the actor of a change is remembered. */
export function actorKind(things: string): string {
  return `who-changed-${things.replaceAll(' ', '-')}`;
}

/** A filter of the audit log for any of the methods. */
export function byMethod(methods: readonly string[]): string {
  const quoted = methods.map((method) => `"${method}"`);
  return `protoPayload.methodName:${quoted.length === 1 ? quoted.join('') : `(${quoted.join(' OR ')})`}`;
}

export function asksFor({ command }: Output, methods: readonly string[]): boolean {
  return command.includes('methodName') && methods.some((method) => command.includes(method));
}

/** The region in the name of a resource: `projects/p/locations/us-central1/endpoints/4`. */
function regionOfName(name: string): string | undefined {
  return name
    .split('/')
    .map(regionIn)
    .find((region) => region !== undefined);
}

export function changeLog({ causes, given = 0.58, methods, name, otherwise = 0.07, things }: ChangeLog): Probe {
  const read = (output: Output, known: Known): Reading | undefined => {
    const found = asksFor(output, methods) ? rows(output.json, 'timestamp') : undefined;
    if (found === undefined) return undefined;
    const calls = callsOf(found).filter(({ method }) => methods.some((part) => method.toLowerCase().includes(part.toLowerCase())));
    if (calls.length === 0) return reading('nothing', [[`no change of ${things} is logged around ${known.startDay}`, '']]);
    const days = calls.map(({ row }) => dayAt(row, 'timestamp')).filter((day) => day !== '');
    return reading('changed', calls.slice(0, 4).map(toldOf), {
      [actorKind(things)]: calls.map(({ who }) => who),
      [`changed-${things.replaceAll(' ', '-')}`]: calls.map(({ what }) => last(what)),
      ...(isPlaceKnown(known) ? {} : { region: calls.map(({ what }) => regionOfName(what)).filter((region) => region !== undefined) }),
      [`day-of-change-${things.replaceAll(' ', '-')}`]: days,
    });
  };
  return probe({
    name,
    operation: 'gcloud logging read',
    asks: `who changed ${things} around the day it began`,
    learns: [actorKind(things), `changed-${things.replaceAll(' ', '-')}`, 'region'],
    command: (known) => logsAround(byMethod(methods), known, DAYS_BEFORE, DAYS_AFTER),
    seconds: 4,
    outcomes: outcomes(
      { changed: `${things} were changed in those days`, nothing: `no change of ${things} is logged` },
      { given: Object.fromEntries(causes.map((cause) => [cause, [given, 1 - given]])), otherwise: [otherwise, 1 - otherwise] },
    ),
    read,
  });
}

/** ` by them, on that day`, as far as a log told. */
export function byWhom(known: Known, things: string): string {
  const who = known.names.get(actorKind(things)) ?? [];
  return who.length === 0 ? '' : ` by ${some(who, 2)}`;
}
