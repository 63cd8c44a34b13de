// When an expression without columns is: the days between which its value lies. What is not certain has no value.

import { dayNumber, writtenDay } from './day.js';
import type { Expression } from './tree.js';

export interface SqlParameter {
  /** `TIMESTAMP`, `INT64`; empty for a string. */
  readonly type: string;
  readonly value: string;
}

export type SqlParameters = ReadonlyMap<string, SqlParameter>;

/** Days since 1970, or days from the day on which the query runs. */
export interface Instant {
  readonly base: 'epoch' | 'today';
  readonly least: number;
  readonly most: number;
  /** How many days have this value: 31 for a month. */
  readonly width: number;
}

interface Length {
  readonly least: number;
  readonly most: number;
}

const exact = (days: number): Length => ({ least: days, most: days });

const LENGTHS: ReadonlyMap<string, Length> = new Map([
  ['MICROSECOND', exact(1 / 86_400_000_000)],
  ['MILLISECOND', exact(1 / 86_400_000)],
  ['SECOND', exact(1 / 86_400)],
  ['MINUTE', exact(1 / 1_440)],
  ['HOUR', exact(1 / 24)],
  ['DAY', exact(1)],
  ['WEEK', exact(7)],
  ['ISOWEEK', exact(7)],
  ['MONTH', { least: 28, most: 31 }],
  ['QUARTER', { least: 90, most: 92 }],
  ['YEAR', { least: 365, most: 366 }],
  ['ISOYEAR', { least: 364, most: 371 }],
]);

const TIMES = new Set(['DATE', 'DATETIME', 'TIMESTAMP']);
const TEXTS = new Set(['', 'STRING', 'DATE', 'DATETIME', 'TIMESTAMP']);
/** From a number to a day. */
const PER_DAY: ReadonlyMap<string, number> = new Map([
  ['TIMESTAMP_SECONDS', 86_400],
  ['TIMESTAMP_MILLIS', 86_400_000],
  ['TIMESTAMP_MICROS', 86_400_000_000],
  ['DATE_FROM_UNIX_DATE', 1],
]);
const NOW = new Set(['CURRENT_DATE', 'CURRENT_DATETIME', 'CURRENT_TIMESTAMP']);
/** Dates by their digits, and how they are written where they are formatted. */
const DIGITS = /^(\d{4})(?:[_-]?(\d{2})(?:[_-]?(\d{2}))?)?$/;
const FORMATS: ReadonlyMap<string | undefined, number> = new Map([
  ['%Y%m%d', 1],
  ['%Y_%m_%d', 1],
  ['%Y-%m-%d', 1],
  ['%F', 1],
  ['%Y%m', 31],
  ['%Y_%m', 31],
  ['%Y-%m', 31],
  ['%Y', 366],
]);

function epoch(day: number | undefined, width = 1): Instant | undefined {
  return day === undefined ? undefined : { base: 'epoch', least: day, most: day + width - 1, width };
}

function moved(from: Instant | undefined, ...by: readonly number[]): Instant | undefined {
  return from && { ...from, least: from.least + Math.min(...by), most: from.most + Math.max(...by) };
}

/** The unit that the second argument of a truncation names, `WEEK(MONDAY)` too. */
export function unitLength(of: Expression | undefined): number | undefined {
  if (of?.kind === 'call' && of.name === 'WEEK') return 7;
  return of?.kind === 'column' ? LENGTHS.get(of.path.join('.').toUpperCase())?.most : undefined;
}

export function given(of: Expression | undefined, parameters: SqlParameters): SqlParameter | undefined {
  return of?.kind === 'parameter' ? parameters.get(of.name) : undefined;
}

function numberOf(of: Expression | undefined, parameters: SqlParameters): number | undefined {
  if (of?.kind === 'number') return of.value;
  const found = given(of, parameters);
  return found && /^INT(?:64|EGER)?$/i.test(found.type) && /^-?\d{1,9}$/.test(found.value) ? Number(found.value) : undefined;
}

/** T7: where the amount is not a number that stands there, neither is its sign. */
function plus(from: Instant | undefined, by: Expression | undefined, sign: 1 | -1, parameters: SqlParameters): Instant | undefined {
  const isInterval = by?.kind === 'interval';
  const amount = numberOf(isInterval ? by.of[0] : by, parameters);
  const length = LENGTHS.get(isInterval ? by.unit : 'DAY');
  return amount === undefined || !length ? undefined : moved(from, amount * sign * length.least, amount * sign * length.most);
}

function text(of: Expression | undefined, parameters: SqlParameters): string | undefined {
  if (of?.kind === 'string') return of.value;
  const found = given(of, parameters);
  return found && TEXTS.has(found.type.toUpperCase()) ? found.value : undefined;
}

/** A year, a month or a day by its digits: `2026`, `202603`, `20260326`, `2026_03_26`. */
export function digitsInstant(written: string): Instant | undefined {
  const [found, year, month, day] = DIGITS.exec(written) ?? [];
  if (found === undefined) return undefined;
  return epoch(dayNumber(Number(year), Number(month ?? 1), Number(day ?? 1)), month === undefined ? 366 : day === undefined ? 31 : 1);
}

/** T7: a zone, or a time of day, may be left out of account only where it is written there. */
function isPlain(of: Expression): boolean {
  return of.kind === 'string' || of.kind === 'number' || (of.kind === 'typed' && of.of[0].kind === 'string');
}

function made(of: readonly Expression[], parameters: SqlParameters): Instant | undefined {
  const [first, second, third, ...rest] = of;
  if (first?.kind === 'number' && second?.kind === 'number' && third?.kind === 'number')
    return rest.every(isPlain) ? epoch(dayNumber(first.value, second.value, third.value)) : undefined;
  return first && of.slice(1).every(isPlain) ? instant(first, parameters) : undefined;
}

function parsed([format, written]: readonly Expression[], parameters: SqlParameters): Instant | undefined {
  if (format?.kind !== 'string' || !FORMATS.has(format.value)) return undefined;
  const found = text(written, parameters);
  return found === undefined ? undefined : digitsInstant(found);
}

function called(name: string, of: readonly Expression[], parameters: SqlParameters): Instant | undefined {
  const [first, second] = of;
  if (NOW.has(name)) return of.every(isPlain) ? { base: 'today', least: 0, most: 0, width: 1 } : undefined;
  if (TIMES.has(name)) return made(of, parameters);
  const inner = first && instant(first, parameters);
  const perDay = PER_DAY.get(name);
  if (perDay !== undefined) return first?.kind === 'number' ? epoch(Math.floor(first.value / perDay)) : undefined;
  if (/^PARSE_(?:DATE|DATETIME|TIMESTAMP)$/.test(name)) return parsed(of, parameters);
  const verb = /^(?:DATE|DATETIME|TIMESTAMP)_(ADD|SUB|TRUNC)$/.exec(name)?.[1];
  if (verb === 'ADD' || verb === 'SUB')
    return second?.kind === 'interval' ? plus(inner, second, verb === 'ADD' ? 1 : -1, parameters) : undefined;
  const length = unitLength(second) ?? (name === 'LAST_DAY' && !second ? 31 : undefined);
  if (length === undefined) return undefined;
  if (verb === 'TRUNC') return moved(inner, -length, 0);
  return name === 'LAST_DAY' ? moved(inner, 0, length) : undefined;
}

/** The value of a constant that a column of time is compared with. */
export function instant(of: Expression, parameters: SqlParameters): Instant | undefined {
  if (of.kind === 'call') return called(of.name, of.of, parameters);
  if (of.kind === 'typed') return TIMES.has(of.type) ? instant(of.of[0], parameters) : undefined;
  if (of.kind === 'sum') return plus(instant(of.of[0], parameters), of.of[1], of.sign, parameters);
  const written = text(of, parameters);
  return written === undefined ? undefined : epoch(writtenDay(written));
}

/** The value of a constant that the rest of a table's name is compared with. `before` are the digits that the name itself ends in. */
export function suffixInstant(of: Expression, before: string, parameters: SqlParameters): Instant | undefined {
  const written = text(of, parameters);
  if (written !== undefined) return digitsInstant(before + written);
  if (before !== '') return undefined;
  if (of.kind === 'typed' && of.type === 'STRING') return instant(of.of[0], parameters);
  if (of.kind !== 'call' || !/^FORMAT_(?:DATE|DATETIME|TIMESTAMP)$/.test(of.name)) return undefined;
  const [format, when, ...zone] = of.of;
  const width = format?.kind === 'string' ? FORMATS.get(format.value) : undefined;
  const found = when && zone.every(isPlain) ? instant(when, parameters) : undefined;
  return found && width !== undefined ? { ...found, least: found.least - width + 1, most: found.most + width - 1, width } : undefined;
}
