// Whether a measured value rose when the money did.

import { firstName, type Known, type NameKind } from '../known.js';
import { dayAt, isListAt, listAt, numberAt, textAt } from '../json.js';
import type { Output, Probe } from '../probe.js';
import { each, found, type Given, learns, nameAt, opposite, plain, probe, timesAround, type Told, told } from './build.js';

type Statistic = 'Sum' | 'Average' | 'Maximum';
/** Name and value of a dimension; no command where a value is not known. */
export type Dimensions = (known: Known) => readonly (readonly [name: string, value: string | undefined])[];

export interface Compared {
  readonly before: number;
  readonly after: number;
  /** How many times as much, as far as there was something before. */
  readonly times: number;
}

/** The two highest days since the start against an ordinary day before it: a burst that is over counts, a noisy day does not. */
const HIGHEST = 2;
const AGAINST_HIGHEST = 1.15;

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** By day, whatever the period of the points. */
function daily(json: unknown, statistic: Statistic): ReadonlyMap<string, number> {
  const days = new Map<string, number>();
  for (const point of listAt(json, 'Datapoints')) {
    const value = numberAt(point, statistic) ?? numberAt(point, 'Sum') ?? numberAt(point, 'Average') ?? numberAt(point, 'Maximum');
    const day = dayAt(point, 'Timestamp');
    if (value === undefined || day === '') continue;
    const had = days.get(day);
    days.set(day, had === undefined ? value : statistic === 'Sum' ? had + value : Math.max(had, value));
  }
  return days;
}

/** Undefined where nothing was measured since the start. */
export function compared(json: unknown, statistic: Statistic, startDay: string): Compared | undefined {
  const days = [...daily(json, statistic)];
  const early = days.filter(([day]) => day < startDay).map(([, value]) => value);
  const late = days.filter(([day]) => day >= startDay).map(([, value]) => value);
  if (late.length === 0) return undefined;
  const top = late.toSorted((one, other) => other - one).slice(0, HIGHEST);
  // A value that was there before and is no higher than its own highest day did not rise.
  const isHigher = Math.max(...late) >= AGAINST_HIGHEST * Math.max(0, ...early);
  const before = middle(early);
  const after = mean(top);
  const times = before > 0 ? after / before : after > 0 ? Infinity : 1;
  return { before, after, times: isHigher ? times : Math.min(times, 1) };
}

const STEPS = ['', ' thousand', ' million', ' billion', ' trillion', ' thousand trillion'];

/** A number as a person reads it. */
export function round(value: number): string {
  const step = Math.min(STEPS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, Math.abs(value))) / 3)));
  return `${String(Number((value / 1_000 ** step).toPrecision(3)))}${STEPS[step] ?? ''}`;
}

export interface MetricOf {
  readonly name: string;
  readonly asks: string;
  readonly namespace: string;
  readonly metric: string;
  readonly statistic?: Statistic;
  readonly dimensions: Dimensions;
  /** The kind of name that is measured; asked for again with the second and third of them. */
  readonly kind?: NameKind;
  readonly nth?: number;
  readonly needs?: readonly NameKind[];
  /** From how many times as much on it rose. */
  readonly factor?: number;
  readonly rose: string;
  readonly flat: string;
  /** How likely each cause makes it rise. */
  readonly given: Given;
  readonly otherwise: number;
  readonly before?: number;
  readonly only?: (known: Known) => boolean;
}

const FACTOR = 1.5;
const FEW = 3;
const NOTHING = 0.06;
const DAYS_BEFORE = 14;
const MICRO_USD = 10;

function line(made: MetricOf, known: Known): readonly string[] | undefined {
  const { dimensions, namespace, statistic = 'Sum' } = made;
  const pairs = dimensions(known).map(([name, value]) => [name, plain(value)] as const);
  if (pairs.some(([, value]) => value === undefined || value.includes('='))) return undefined;
  const { from, to } = timesAround(known, made.before ?? DAYS_BEFORE);
  return [
    `--namespace=${namespace}`,
    `--metric-name=${made.metric}`,
    ...(pairs.length === 0 ? [] : ['--dimensions', ...pairs.map(([name, value]) => `Name=${name},Value=${String(value)}`)]),
    `--start-time=${from}`,
    `--end-time=${to}`,
    '--period=86400',
    `--statistics=${statistic}`,
  ];
}

function read(made: MetricOf, { command, json }: Output, known: Known): Told<'rose' | 'flat' | 'flat-of-many' | 'no-data'> | undefined {
  const { factor = FACTOR, kind, metric: measured, namespace, nth = 0, statistic = 'Sum' } = made;
  const label = textAt(json, 'Label');
  const isOurs = command.includes(namespace) && command.includes(measured) && (label === '' || label === measured);
  if (!isOurs || !isListAt(json, 'Datapoints')) return undefined;
  const change = compared(json, statistic, known.startDay);
  const name = kind === undefined ? '' : (nameAt(known, kind, nth) ?? '');
  const what = name === '' ? measured : `${measured} of ${name}`;
  if (change === undefined) return told('no-data', [found(`no ${what} was measured since ${known.startDay}`, 'Datapoints')]);
  const { after, before, times } = change;
  const how = times === Infinity ? 'there was none before' : `${String(Number(times.toPrecision(3)))} times as much`;
  const text = `${what}: ${round(before)} a day before ${known.startDay}, up to ${round(after)} since, ${how}`;
  // One of many that nobody pointed at: that it did not rise says little of the others.
  const isGuess = kind !== undefined && (known.names.get(kind)?.length ?? 0) > FEW && !(known.names.get('resource') ?? []).includes(name);
  if (times < factor) return told(isGuess ? 'flat-of-many' : 'flat', [found(text, 'Datapoints')]);
  return told('rose', [found(text, 'Datapoints')], kind === undefined ? [] : [learns(kind, [name])]);
}

export function metric(made: MetricOf): Probe {
  const { asks, given, kind, name, otherwise } = made;
  const [notGiven, notOtherwise] = opposite(given, otherwise, NOTHING);
  return probe({
    name,
    operation: 'cloudwatch get-metric-statistics',
    asks,
    needs: made.needs ?? (kind === undefined ? [] : [kind]),
    learns: [],
    args: (known) => line(made, known),
    ...(made.only === undefined ? {} : { only: made.only }),
    microUsd: MICRO_USD,
    outcomes: {
      rose: [made.rose, given, otherwise],
      flat: [made.flat, notGiven, notOtherwise],
      'flat-of-many': ['this one of many is not where it rose', {}, NOTHING],
      'no-data': ['nothing was measured, which says nothing', {}, NOTHING],
    },
    read: (output, known) => read(made, output, known),
  });
}

/** How much of the odds is left for a second and a third name: the most telling one comes first. */
const LATER = 0.6;

/** The same for the first few names of a kind: where the first did not rise, another may have. */
export function metrics(count: number, made: MetricOf & { readonly kind: NameKind }): readonly Probe[] {
  return Array.from({ length: count }, (_, nth) => {
    const share = nth === 0 ? 1 : LATER;
    const given = each(made.given, (value) => value * share);
    return metric({
      ...made,
      name: nth === 0 ? made.name : `${made.name}-${String(nth + 1)}`,
      nth,
      given,
      otherwise: made.otherwise * share,
      dimensions: (known) => {
        const own = known.names.get(made.kind)?.[nth];
        // INVARIANT: with fewer names than asked for there is no value, and so no command.
        const others = made.dimensions({ ...known, names: new Map([...known.names, [made.kind, own === undefined ? [] : [own]]]) });
        return own === undefined ? [[made.kind, undefined]] : others;
      },
    });
  });
}

/** One dimension, the first name of a kind. */
export function by(dimension: string, kind: NameKind, ...more: readonly (readonly [string, string])[]): Dimensions {
  return (known) => [[dimension, firstName(known, kind)], ...more];
}
