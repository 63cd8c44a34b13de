// Conditions → for each column how many days it can be in. Only what stands as a plain comparison in a conjunction counts.

import { type Instant, instant, type SqlParameters, suffixInstant, unitLength } from './constant.js';
import { ownerOf, type Scope } from './scope.js';
import type { Comparison, Expression } from './tree.js';

/** The ends of a range, by what they are counted from, and the fewest days that some condition leaves by itself. */
export interface Span {
  readonly lower: Partial<Record<Instant['base'], number>>;
  readonly upper: Partial<Record<Instant['base'], number>>;
  readonly days: number;
}

/** By the place of the source and the name of the column: `0 event_date`. */
export type Spans = ReadonlyMap<string, Span>;

export interface Context {
  readonly scope: Scope;
  readonly parameters: SqlParameters;
  /** The day that the policy holds for today. */
  readonly asOf: number;
  /** The digits that the name of a source ends in before its `*`; nothing where it has none. */
  readonly wildcards: readonly (string | undefined)[];
  /** The column of a source that must be one text; nothing where it has none. */
  readonly names: readonly (string | undefined)[];
}

/** A column of one source, as one side of a comparison. */
interface Side {
  readonly key: string;
  /** How much later than the compared value the column itself can be: a truncation. */
  readonly slack: number;
  readonly value: (of: Expression) => Instant | undefined;
}

const NOTHING: Spans = new Map();
const TIMES = new Set(['DATE', 'DATETIME', 'TIMESTAMP']);
const DAY_FORMATS = new Set<string | undefined>(['%Y%m%d', '%Y_%m_%d', '%Y-%m-%d', '%F']);
const TRUNCATION = /^(?:DATE|DATETIME|TIMESTAMP)_TRUNC$/;
const PARSING = /^PARSE_(?:DATE|DATETIME|TIMESTAMP)$/;
const MIRROR: Readonly<Record<Comparison, Comparison>> = { '=': '=', '<': '>', '>': '<', '<=': '>=', '>=': '<=' };
export const SUFFIX = '_table_suffix';

function isLiteral(of: Expression): boolean {
  return of.kind === 'string';
}

function columnSide(context: Context, of: Extract<Expression, { readonly kind: 'column' }>): Side | undefined {
  const { parameters, names, scope, wildcards } = context;
  const [index, name] = ownerOf(scope, of) ?? [-1, ''];
  const [lower, before] = [name.toLowerCase(), wildcards[index]];
  if (index === -1) return undefined;
  if (lower === SUFFIX) return before === undefined ? undefined : suffixSide(index, before, parameters);
  const value = lower === names[index] ? anyText : (constant: Expression): Instant | undefined => instant(constant, parameters);
  return { key: `${String(index)} ${name}`, slack: 0, value };
}

function suffixSide(index: number, before: string, parameters: SqlParameters): Side {
  return { key: `${String(index)} ${SUFFIX}`, slack: 0, value: (constant) => suffixInstant(constant, before, parameters) };
}

/** A column of names: each is one value, and no range of them is a bound. */
function anyText(of: Expression): Instant | undefined {
  const { NEGATIVE_INFINITY: least, POSITIVE_INFINITY: most } = Number;
  return of.kind === 'string' && of.value !== undefined ? { base: 'epoch', least, most, width: 1 } : undefined;
}

/** T7: only through these does the engine still see the column: `DATE(ts)`, `CAST(ts AS DATE)`, `TIMESTAMP_TRUNC(ts, DAY)`. */
function side(context: Context, of: Expression): Side | undefined {
  if (of.kind === 'column') return columnSide(context, of);
  if (of.kind === 'typed') return TIMES.has(of.type) ? side(context, of.of[0]) : undefined;
  if (of.kind !== 'call') return undefined;
  const [first, second, ...rest] = of.of;
  if (!first || !rest.every(isLiteral)) return undefined;
  if (TIMES.has(of.name) && (!second || isLiteral(second))) return plainSide(context, first);
  if (PARSING.test(of.name)) return parsedSide(context, first, second);
  const length = TRUNCATION.test(of.name) ? unitLength(second) : undefined;
  const inner = plainSide(context, first);
  return inner && length !== undefined ? { ...inner, slack: inner.slack + length } : undefined;
}

/** The rest of a table's name is text; made a date, it is compared with dates. */
function parsedSide(context: Context, format: Expression, of: Expression | undefined): Side | undefined {
  const isDay = format.kind === 'string' && DAY_FORMATS.has(format.value);
  const inner = isDay && of?.kind === 'column' ? columnSide(context, of) : undefined;
  return inner?.key.endsWith(` ${SUFFIX}`) ? { ...inner, value: (constant) => instant(constant, context.parameters) } : undefined;
}

function plainSide(context: Context, of: Expression): Side | undefined {
  const inner = side(context, of);
  return inner?.key.endsWith(` ${SUFFIX}`) ? undefined : inner;
}

function only(key: string, span: Partial<Span>): Spans {
  return new Map([[key, { lower: {}, upper: {}, days: Number.POSITIVE_INFINITY, ...span }]]);
}

function compared(context: Context, operator: Comparison, left: Expression, right: Expression): Spans {
  const found = side(context, left);
  const to = found?.value(right);
  if (!found || !to) return NOTHING;
  if (operator === '=') return only(found.key, { days: Math.max(to.width, found.slack, 1) });
  return operator === '>' || operator === '>='
    ? only(found.key, { lower: { [to.base]: to.least } })
    : only(found.key, { upper: { [to.base]: to.most + found.slack } });
}

function comparison(context: Context, operator: Comparison, [left, right]: readonly [Expression, Expression]): Spans {
  const straight = compared(context, operator, left, right);
  return straight.size > 0 ? straight : compared(context, MIRROR[operator], right, left);
}

function smaller(one: number | undefined, other: number | undefined): number {
  return Math.min(one ?? Number.POSITIVE_INFINITY, other ?? Number.POSITIVE_INFINITY);
}

function larger(one: number | undefined, other: number | undefined): number {
  return Math.max(one ?? Number.NEGATIVE_INFINITY, other ?? Number.NEGATIVE_INFINITY);
}

function both(one: Span, other: Span): Span {
  return {
    lower: { epoch: larger(one.lower.epoch, other.lower.epoch), today: larger(one.lower.today, other.lower.today) },
    upper: { epoch: smaller(one.upper.epoch, other.upper.epoch), today: smaller(one.upper.today, other.upper.today) },
    days: smaller(one.days, other.days),
  };
}

/** How many days the span holds. T7: without a lower end it has no end; without an upper one it ends today. */
export function daysOf({ lower, upper, days }: Span, asOf: number): number {
  const none = Number.NEGATIVE_INFINITY;
  const ranges = [
    asOf - (lower.epoch ?? none),
    -(lower.today ?? none),
    (upper.epoch ?? Number.POSITIVE_INFINITY) - (lower.epoch ?? none) + 1,
    (upper.today ?? Number.POSITIVE_INFINITY) - (lower.today ?? none) + 1,
  ];
  return Math.min(days, ...ranges.map((length) => Math.max(length, 1)));
}

function conjunction(context: Context, parts: readonly Expression[]): Spans {
  const found = new Map<string, Span>();
  for (const part of parts) {
    for (const [key, span] of spansOf(context, part)) {
      const before = found.get(key);
      found.set(key, before ? both(before, span) : span);
    }
  }
  return found;
}

/** T7: every branch has to bound the same column; what they allow adds up. */
function disjunction(context: Context, parts: readonly Expression[]): Spans {
  const branches = parts.map((part) => spansOf(context, part));
  const found = new Map<string, Span>();
  const [fewest = NOTHING] = branches.toSorted((one, other) => one.size - other.size);
  for (const key of fewest.keys()) {
    const spans = branches.flatMap((branch) => branch.get(key) ?? []);
    const days = spans.reduce((sum, span) => sum + daysOf(span, context.asOf), 0);
    if (spans.length === branches.length) found.set(key, { lower: {}, upper: {}, days });
  }
  return found;
}

/** `BETWEEN`, and a generated array of days from one to another. */
function range(context: Context, of: Expression, least: Expression, most: Expression): Spans {
  return conjunction(context, [
    { kind: 'compare', operator: '>=', of: [of, least] },
    { kind: 'compare', operator: '<=', of: [of, most] },
  ]);
}

function inArray(context: Context, of: Expression, array: Expression): Spans {
  if (array.kind === 'array') return among(context, of, array.of);
  const [least, most] = array.kind === 'call' && array.name === 'GENERATE_DATE_ARRAY' ? array.of : [];
  return least && most ? range(context, of, least, most) : NOTHING;
}

function among(context: Context, of: Expression, values: readonly Expression[]): Spans {
  const found = side(context, of);
  if (!found) return NOTHING;
  let days = 0;
  for (const constant of values) {
    const to = found.value(constant);
    if (!to) return NOTHING;
    days += Math.max(to.width, found.slack, 1);
  }
  return days > 0 ? only(found.key, { days }) : NOTHING;
}

/** The names of tables are text: the engine leaves out those that do not begin as the pattern does. */
function prefixed(context: Context, of: Expression | undefined, pattern: Expression | undefined, end: string): Spans {
  const found = of && side(context, of);
  const written = pattern?.kind === 'string' ? pattern.value : undefined;
  if (!found?.key.endsWith(` ${SUFFIX}`) || !written?.endsWith(end)) return NOTHING;
  const to = found.value({ kind: 'string', value: written.slice(0, written.length - end.length) });
  return to ? only(found.key, { days: to.width }) : NOTHING;
}

export function spansOf(context: Context, of: Expression): Spans {
  switch (of.kind) {
    case 'and':
      return conjunction(context, of.of);
    case 'or':
      return disjunction(context, of.of);
    case 'compare':
      return comparison(context, of.operator, of.of);
    case 'between':
      return range(context, ...of.of);
    case 'in': {
      const [first, ...values] = of.of;
      return among(context, first, values);
    }
    case 'in-array':
      return inArray(context, ...of.of);
    case 'like':
      return prefixed(context, of.of[0], of.of[1], '%');
    case 'call':
      return of.name === 'STARTS_WITH' ? prefixed(context, of.of[0], of.of[1], '') : NOTHING;
    case 'column':
    case 'string':
    case 'number':
    case 'parameter':
    case 'typed':
    case 'interval':
    case 'sum':
    case 'array':
    case 'subquery':
    case 'other':
      return NOTHING;
  }
}
