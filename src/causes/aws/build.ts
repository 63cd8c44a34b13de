// What the reads of Amazon Web Services are made of: a command line from what is known, outcomes with their odds, what a reader gives back.

import type { Finding, Fix } from '../../protocol/index.js';
import type { Cause, CauseId } from '../cause.js';
import type { Known, NameKind } from '../known.js';
import { dayPlus, daysFrom } from '../json.js';
import type { Outcome, Output, Probe } from '../probe.js';
import { regionOf } from './region.js';

export type Given = Readonly<Partial<Record<CauseId, number>>>;

export interface Learned {
  readonly name: NameKind;
  readonly values: readonly string[];
}

/** What a reader found: one of its probe's outcomes, which the compiler knows. */
export interface Told<Name extends string> {
  readonly outcome: Name;
  readonly findings: readonly Finding[];
  readonly learned: readonly Learned[];
}

type Odds = readonly [means: string, given: Given, otherwise: number];

export interface ProbeOf<Name extends string> {
  readonly name: string;
  readonly operation: string;
  readonly asks: string;
  readonly needs?: readonly NameKind[];
  readonly learns?: readonly NameKind[];
  readonly args?: (known: Known) => readonly string[] | undefined;
  /** Where it makes sense at all. */
  readonly only?: (known: Known) => boolean;
  /** An operation that has no region. */
  readonly isGlobal?: boolean;
  readonly seconds?: number;
  readonly microUsd?: number;
  readonly outcomes: Readonly<Record<Name, Odds>>;
  readonly read: (output: Output, known: Known) => Told<NoInfer<Name>> | undefined;
}

const SECONDS = 2;
const MOST_FINDINGS = 12;
const MOST_TEXT = 400;
const MOST_AT = 200;
const MOST_VALUES = 20;
const MOST_VALUE = 300;
/** CloudTrail tells no more than this many days. */
export const TRAIL_DAYS = 90;

export const told = <const Name extends string>(
  outcome: Name,
  findings: readonly Finding[] = [],
  learned: readonly Learned[] = [],
): Told<Name> => ({ outcome, findings, learned });

export function found(text: string, where: string): Finding {
  return { text: text.slice(0, MOST_TEXT).toWellFormed(), at: where.slice(0, MOST_AT).toWellFormed() };
}

/** Without empty names, each once. */
export function learns(name: NameKind, values: readonly string[]): Learned {
  const kept = [...new Set(values)].filter((value) => value !== '' && value.length <= MOST_VALUE && value.isWellFormed());
  return { name, values: kept.slice(0, MOST_VALUES) };
}

/** A value as it may stand in a line: plain, and no option, file or address. */
const PLAIN = /^[A-Za-z0-9_/.][A-Za-z0-9_/.:@+=-]{0,255}$/;

export function plain(value: string | undefined): string | undefined {
  return value !== undefined && PLAIN.test(value) ? value : undefined;
}

/** One of the names that are known, where it may stand in a line. */
export function nameAt(known: Known, kind: NameKind, nth = 0): string | undefined {
  return plain(known.names.get(kind)?.[nth]);
}

/** An option with a name; no command where the name is not known. */
export function option(flag: string, value: string | undefined): readonly string[] | undefined {
  return value === undefined ? undefined : [`--${flag}=${value}`];
}

export function awsLine(known: Known, operation: string, args: readonly string[], isGlobal = false): string {
  const region = isGlobal ? undefined : regionOf(known);
  return ['aws', operation, ...args, ...(region === undefined ? [] : [`--region=${region}`])].join(' ');
}

/** The days around the start: from so many days before it to the end of the bill, or so many days after it. */
export function timesAround(known: Known, before: number, after = Infinity): { readonly from: string; readonly to: string } {
  const last = known.lastDay < known.today ? known.lastDay : known.today;
  const until = after === Infinity ? dayPlus(last, 1) : dayPlus(known.startDay, after + 1);
  return { from: `${dayPlus(known.startDay, -before)}T00:00:00Z`, to: `${until}T00:00:00Z` };
}

export function isOnTrail(known: Known): boolean {
  return daysFrom(known.startDay, known.today) < TRAIL_DAYS;
}

export function probe<const Name extends string>(made: ProbeOf<Name>): Probe {
  const { asks, isGlobal, microUsd = 0, name, needs = [], only = () => true, operation, outcomes, read, seconds = SECONDS } = made;
  const args = made.args ?? (() => []);
  return {
    name,
    provider: 'aws',
    operation: `aws ${operation}`,
    asks,
    needs,
    learns: made.learns ?? [],
    command: (known) => {
      const given = only(known) ? args(known) : undefined;
      return given === undefined ? undefined : awsLine(known, operation, given, isGlobal);
    },
    seconds,
    microUsd,
    outcomes: Object.entries<Odds>(outcomes).map(
      ([outcome, [means, given, otherwise]]): Outcome => ({
        name: outcome,
        means,
        given,
        otherwise,
      }),
    ),
    read: (output, known) => {
      const reading = read(output, known);
      if (reading === undefined) return undefined;
      const learned = reading.learned.filter(({ values }) => values.length > 0);
      return { outcome: reading.outcome, findings: reading.findings.slice(0, MOST_FINDINGS), learned };
    },
  };
}

const LEAST = 0.02;

/** The odds with each number made another. */
export function each(given: Given, change: (value: number) => number): Given {
  return Object.fromEntries(Object.entries(given).map(([cause, value]) => [cause, change(value ?? 0)]));
}

/** The odds of the opposite, where a third outcome takes a share. */
export function opposite(given: Given, otherwise: number, third: number): readonly [Given, number] {
  const rest = (value: number): number => Math.max(LEAST, 1 - third - value);
  return [each(given, rest), rest(otherwise)];
}

export function fix(urgency: Fix['urgency'], what: string, command: string | null = null, verify: string | null = null): Fix {
  return { urgency, what, command, verify };
}

/** A read for a person, by which a fix is verified. */
export function verifyBy(known: Known, operation: string, ...args: readonly string[]): string {
  return awsLine(known, operation, args);
}

export function awsCause(made: Omit<Cause, 'provider'>): Cause {
  return { provider: 'aws', ...made };
}
