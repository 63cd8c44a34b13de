// Expressions of a SELECT as functions of a row, or of a group of rows where they add up.

import type { Token } from './tokens.js';

export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };
export type Row = Readonly<Record<string, Value>>;
/** An ordinary expression is asked for the first row of a group. */
export type Expression = (rows: readonly Row[]) => Value;

export class SqlFault extends Error {}

export interface Parser {
  readonly tokens: readonly Token[];
  readonly now: number;
  /** Names that the SELECT list gave. */
  readonly names: Map<string, Expression>;
  /** Names that are being looked up: one that is given by itself is nobody's. */
  readonly pending: Set<string>;
  /** Whether something that adds up was seen. */
  isGrouped: boolean;
  at: number;
}

export const peek = (parser: Parser, ahead = 0): Token | undefined => parser.tokens[parser.at + ahead];
export const isWord = (token: Token | undefined, ...words: readonly string[]): boolean =>
  token?.kind === 'name' && words.includes(token.low);
export const isSign = (token: Token | undefined, ...signs: readonly string[]): boolean =>
  token?.kind === 'sign' && signs.includes(token.text);

export function take(parser: Parser, word: string): boolean {
  const token = peek(parser);
  const isIt = token?.low === word && (token.kind === 'name' || token.kind === 'sign');
  if (isIt) parser.at += 1;
  return isIt;
}

export function expect(parser: Parser, word: string): void {
  if (!take(parser, word))
    throw new SqlFault(`Syntax error: Expected "${word.toUpperCase()}" but got "${peek(parser)?.text ?? 'end of script'}"`);
}

const numberOf = (value: Value): number =>
  typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : Number.parseFloat(textOf(value));

export function textOf(value: Value): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const timeText = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
const msOf = (value: Value): number => {
  const text = textOf(value).replace(' UTC', '').replace(' ', 'T');
  return Date.parse(/T\d/.test(text) && !/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? `${text}Z` : text);
};

export function ordered(one: Value, other: Value): number {
  if (one === null || other === null) return one === other ? 0 : one === null ? -1 : 1;
  if (typeof one === 'number' || typeof other === 'number') return numberOf(one) - numberOf(other);
  const [a, b] = [textOf(one), textOf(other)];
  if (/^\d{4}-\d\d-\d\d/.test(a) && /^\d{4}-\d\d-\d\d/.test(b)) return msOf(a) - msOf(b);
  return a < b ? -1 : a > b ? 1 : 0;
}

const STEP_MS: Readonly<Record<string, number>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  month: 2_592_000_000,
};

/** `INTERVAL 7 DAY` as milliseconds. */
function interval(parser: Parser): number {
  expect(parser, 'interval');
  const token = peek(parser);
  const count = Number(token?.text ?? '0');
  parser.at += 1;
  const unit = peek(parser)?.low.replace(/s$/, '') ?? 'day';
  parser.at += 1;
  return count * (STEP_MS[unit] ?? 86_400_000);
}

const AGGREGATES = new Set([
  'sum',
  'count',
  'max',
  'min',
  'avg',
  'any_value',
  'array_agg',
  'string_agg',
  'countif',
  'approx_count_distinct',
  'sumif',
]);

function aggregate(parser: Parser, name: string): Expression {
  parser.isGrouped = true;
  const isDistinct = take(parser, 'distinct');
  if (take(parser, '*')) {
    expect(parser, ')');
    return (rows) => rows.length;
  }
  const inner = expression(parser);
  while (!isSign(peek(parser), ')')) parser.at += 1;
  expect(parser, ')');
  return (rows) => {
    const all = rows.map((row) => inner([row])).filter((value) => value !== null);
    const values = isDistinct || name === 'approx_count_distinct' ? [...new Map(all.map((value) => [textOf(value), value])).values()] : all;
    switch (name) {
      case 'count':
      case 'approx_count_distinct':
        return values.length;
      case 'countif':
        return values.filter((value) => value === true).length;
      case 'max':
        return values.reduce((most: Value, value) => (most === null || ordered(value, most) > 0 ? value : most), null);
      case 'min':
        return values.reduce((least: Value, value) => (least === null || ordered(value, least) < 0 ? value : least), null);
      case 'any_value':
        return values[0] ?? null;
      case 'array_agg':
        return values.slice(0, 20);
      case 'string_agg':
        return values.map(textOf).join(',');
      default: {
        const total = values.reduce((added: number, value) => added + numberOf(value), 0);
        return values.length === 0 ? null : name === 'avg' ? total / values.length : total;
      }
    }
  };
}

function argumentsOf(parser: Parser): readonly Expression[] {
  const found: Expression[] = [];
  while (!isSign(peek(parser), ')')) {
    if (isWord(peek(parser), 'interval')) {
      const ms = interval(parser);
      found.push(() => ms);
    } else if (
      isWord(peek(parser), 'day', 'hour', 'minute', 'month', 'week', 'second', 'millisecond') &&
      isSign(peek(parser, 1), ')', ',')
    ) {
      const unit = peek(parser)?.low ?? 'day';
      parser.at += 1;
      found.push(() => unit);
    } else found.push(expression(parser));
    if (isWord(peek(parser), 'as')) parser.at += 2;
    if (!take(parser, ',')) break;
  }
  expect(parser, ')');
  return found;
}

function truncated(ms: number, unit: string): number {
  const day = Math.floor(ms / 86_400_000);
  if (unit === 'month') return Date.parse(`${new Date(ms).toISOString().slice(0, 7)}-01T00:00:00Z`);
  if (unit === 'week') return (day - ((day + 4) % 7)) * 86_400_000;
  const step = STEP_MS[unit] ?? 86_400_000;
  return Math.floor(ms / step) * step;
}

function called(name: string, args: readonly Value[], now: number): Value {
  const [first = null, second = null, third = null] = args;
  if (name.startsWith('current_')) return name === 'current_date' ? timeText(now).slice(0, 10) : timeText(now);
  if (name === 'coalesce' || name === 'ifnull') return args.find((value) => value !== null) ?? null;
  if (name === 'if') return first === true ? second : third;
  if (name === 'nullif') return ordered(first, second) === 0 ? null : first;
  if (name === 'concat') return args.map(textOf).join('');
  if (first === null) return null;
  switch (name) {
    case 'round': {
      const scale = 10 ** (second === null ? 0 : numberOf(second));
      return Math.round(numberOf(first) * scale) / scale;
    }
    case 'ceil':
    case 'floor':
    case 'abs':
      return Math[name](numberOf(first));
    case 'pow':
    case 'power':
      return numberOf(first) ** numberOf(second);
    case 'safe_divide':
      return second === null || numberOf(second) === 0 ? null : numberOf(first) / numberOf(second);
    case 'div':
      return Math.trunc(numberOf(first) / numberOf(second));
    case 'greatest':
      return args.reduce((most, value) => (ordered(value, most) > 0 ? value : most), first);
    case 'least':
      return args.reduce((least, value) => (ordered(value, least) < 0 ? value : least), first);
    case 'timestamp':
    case 'datetime':
      return timeText(msOf(first));
    case 'date':
      return timeText(msOf(first)).slice(0, 10);
    case 'timestamp_sub':
    case 'datetime_sub':
      return timeText(msOf(first) - numberOf(second));
    case 'timestamp_add':
    case 'datetime_add':
      return timeText(msOf(first) + numberOf(second));
    case 'date_sub':
      return timeText(msOf(first) - numberOf(second)).slice(0, 10);
    case 'date_add':
      return timeText(msOf(first) + numberOf(second)).slice(0, 10);
    case 'timestamp_trunc':
    case 'datetime_trunc':
      return timeText(truncated(msOf(first), textOf(second)));
    case 'date_trunc':
      return timeText(truncated(msOf(first), textOf(second))).slice(0, 10);
    case 'timestamp_diff':
    case 'datetime_diff':
    case 'date_diff':
      return Math.trunc((msOf(first) - msOf(second)) / (textOf(third) === 'millisecond' ? 1 : (STEP_MS[textOf(third)] ?? 86_400_000)));
    case 'format_timestamp':
    case 'format_date':
      return timeText(msOf(second)).slice(0, 10);
    case 'lower':
      return textOf(first).toLowerCase();
    case 'upper':
      return textOf(first).toUpperCase();
    case 'trim':
      return textOf(first).trim();
    case 'substr':
    case 'substring':
      return textOf(first).slice(numberOf(second) - 1, third === null ? undefined : numberOf(second) - 1 + numberOf(third));
    case 'left':
      return textOf(first).slice(0, numberOf(second));
    case 'length':
      return textOf(first).length;
    case 'array_length':
      return Array.isArray(first) ? first.length : 0;
    case 'to_json_string':
      return JSON.stringify(first);
    case 'starts_with':
      return textOf(first).startsWith(textOf(second));
    case 'contains_substr':
      return textOf(first).toLowerCase().includes(textOf(second).toLowerCase());
    case 'regexp_contains':
      return new RegExp(textOf(second).replace('(?i)', ''), textOf(second).startsWith('(?i)') ? 'i' : '').test(textOf(first));
    case 'regexp_extract': {
      const found = new RegExp(textOf(second)).exec(textOf(first));
      return found === null ? null : (found[1] ?? found[0]);
    }
    default:
      throw new SqlFault(`Function not found: ${name.toUpperCase()}`);
  }
}

function cast(parser: Parser): Expression {
  const inner = expression(parser);
  expect(parser, 'as');
  const type = peek(parser)?.low ?? 'string';
  parser.at += 1;
  expect(parser, ')');
  return (rows) => {
    const value = inner(rows);
    if (value === null) return null;
    if (type === 'string') return textOf(value);
    if (type === 'date') return textOf(value).slice(0, 10);
    return type === 'timestamp' ? textOf(value) : type === 'int64' ? Math.round(numberOf(value)) : numberOf(value);
  };
}

function caseOf(parser: Parser): Expression {
  const subject = isWord(peek(parser), 'when') ? undefined : expression(parser);
  const arms: { readonly when: Expression; readonly then: Expression }[] = [];
  while (take(parser, 'when')) {
    const when = expression(parser);
    expect(parser, 'then');
    arms.push({ when, then: expression(parser) });
  }
  const otherwise = take(parser, 'else') ? expression(parser) : undefined;
  expect(parser, 'end');
  return (rows) => {
    const arm = arms.find(({ when }) => (subject ? ordered(subject(rows), when(rows)) === 0 : when(rows) === true));
    return arm ? arm.then(rows) : (otherwise?.(rows) ?? null);
  };
}

function memberOf(value: Value, name: string): Value {
  if (value === null || typeof value !== 'object') return null;
  if (Array.isArray(value)) return value.map((one: Value) => memberOf(one, name));
  const found = Object.entries(value).find(([key]) => key.toLowerCase() === name);
  return found?.[1] ?? null;
}

function firstOf(values: readonly Value[]): Value {
  return values[0] ?? null;
}

function columnOf(parser: Parser, first: string): Expression {
  const path = [first];
  while (isSign(peek(parser), '.')) {
    path.push(peek(parser, 1)?.low ?? '');
    parser.at += 2;
  }
  // An element of a list, OFFSET(0): the first is what matters.
  if (isSign(peek(parser), '[')) {
    while (!isSign(peek(parser), ']') && parser.at < parser.tokens.length) parser.at += 1;
    parser.at += 1;
    const whole = readerOf(parser, path);
    return (rows) => {
      const value = whole(rows);
      return Array.isArray(value) ? firstOf(value) : value;
    };
  }
  return readerOf(parser, path);
}

function readerOf({ names, pending }: Parser, path: readonly string[]): Expression {
  const [first = ''] = path;
  return (rows) => {
    const [row] = rows;
    if (row === undefined) return null;
    if (Object.hasOwn(row, first)) return path.slice(1).reduce((value: Value, name) => memberOf(value, name), row[first] ?? null);
    const named = names.get(first);
    if (named && path.length === 1 && !pending.has(first)) {
      pending.add(first);
      try {
        return named(rows);
      } finally {
        pending.delete(first);
      }
    }
    // An alias of the table before the column.
    const [, second = ''] = path;
    if (path.length > 1 && Object.hasOwn(row, second))
      return path.slice(2).reduce((value: Value, name) => memberOf(value, name), row[second] ?? null);
    throw new SqlFault(`Unrecognized name: ${first}`);
  };
}

function primary(parser: Parser): Expression {
  const token = peek(parser);
  if (token === undefined) throw new SqlFault('Syntax error: Unexpected end of script');
  parser.at += 1;
  if (token.kind === 'text') return () => token.text;
  if (token.kind === 'number') return () => Number(token.text);
  if (isSign(token, '(')) {
    const inner = expression(parser);
    expect(parser, ')');
    return inner;
  }
  if (isSign(token, '-')) {
    const inner = primary(parser);
    return (rows) => -numberOf(inner(rows));
  }
  if (token.kind === 'sign') throw new SqlFault(`Syntax error: Unexpected "${token.text}"`);
  if (token.low === 'null') return () => null;
  if (token.low === 'true' || token.low === 'false') return () => token.low === 'true';
  if (token.low === 'case') return caseOf(parser);
  // `DATE "2026-01-01"`.
  if ((token.low === 'date' || token.low === 'timestamp') && peek(parser)?.kind === 'text') {
    const text = peek(parser)?.text ?? '';
    parser.at += 1;
    return () => text;
  }
  if (isSign(peek(parser), '(')) {
    parser.at += 1;
    if (AGGREGATES.has(token.low)) return aggregate(parser, token.low);
    if (token.low === 'cast' || token.low === 'safe_cast') return cast(parser);
    if (token.low === 'extract') return extract(parser);
    const args = argumentsOf(parser);
    return (rows) =>
      called(
        token.low,
        args.map((arg) => arg(rows)),
        parser.now,
      );
  }
  return columnOf(parser, token.low);
}

function extract(parser: Parser): Expression {
  const unit = peek(parser)?.low ?? 'day';
  parser.at += 1;
  expect(parser, 'from');
  const inner = expression(parser);
  expect(parser, ')');
  return (rows) => {
    const date = new Date(msOf(inner(rows)));
    if (unit === 'date') return date.toISOString().slice(0, 10);
    if (unit === 'hour') return date.getUTCHours();
    if (unit === 'dayofweek') return date.getUTCDay() + 1;
    return unit === 'month' ? date.getUTCMonth() + 1 : unit === 'year' ? date.getUTCFullYear() : date.getUTCDate();
  };
}

function product(parser: Parser): Expression {
  let left = primary(parser);
  while (isSign(peek(parser), '*', '/')) {
    const sign = peek(parser)?.text;
    parser.at += 1;
    const [a, b] = [left, primary(parser)];
    left = (rows) => (sign === '*' ? numberOf(a(rows)) * numberOf(b(rows)) : numberOf(a(rows)) / numberOf(b(rows)));
  }
  return left;
}

function sum(parser: Parser): Expression {
  let left = product(parser);
  while (isSign(peek(parser), '+', '-', '||')) {
    const sign = peek(parser)?.text;
    parser.at += 1;
    const [a, b] = [left, product(parser)];
    left = (rows) => (sign === '||' ? textOf(a(rows)) + textOf(b(rows)) : numberOf(a(rows)) + (sign === '+' ? 1 : -1) * numberOf(b(rows)));
  }
  return left;
}

function like(text: string, pattern: string): boolean {
  const parts = pattern.split('%');
  let from = 0;
  for (const [index, part] of parts.entries()) {
    const at = index === parts.length - 1 && part !== '' ? Math.max(from, text.length - part.length) : from;
    const found = text.indexOf(part, at);
    if (found === -1 || (index === 0 && found !== 0)) return false;
    from = found + part.length;
  }
  return parts.at(-1) === '' || from === text.length;
}

function comparison(parser: Parser): Expression {
  const left = sum(parser);
  const isNot = isWord(peek(parser), 'not') && isWord(peek(parser, 1), 'in', 'like', 'between');
  if (isNot) parser.at += 1;
  const turned =
    (test: (rows: readonly Row[]) => boolean): Expression =>
    (rows) =>
      test(rows) !== isNot;
  if (take(parser, 'is')) {
    const isDenied = take(parser, 'not');
    const word = peek(parser)?.low;
    parser.at += 1;
    return (rows) => (word === 'null' ? left(rows) === null : left(rows) === (word === 'true')) !== isDenied;
  }
  if (take(parser, 'in')) {
    parser.at += 1;
    const values = argumentsOf(parser);
    return turned((rows) => values.some((value) => ordered(left(rows), value(rows)) === 0));
  }
  if (take(parser, 'like')) {
    const pattern = sum(parser);
    return turned((rows) => like(textOf(left(rows)), textOf(pattern(rows))));
  }
  if (take(parser, 'between')) {
    const low = sum(parser);
    expect(parser, 'and');
    const high = sum(parser);
    return turned((rows) => ordered(left(rows), low(rows)) >= 0 && ordered(left(rows), high(rows)) <= 0);
  }
  const sign = peek(parser);
  if (!isSign(sign, '=', '!=', '<>', '<', '>', '<=', '>=')) return left;
  parser.at += 1;
  const right = sum(parser);
  return (rows) => {
    const [a, b] = [left(rows), right(rows)];
    if (a === null || b === null) return null;
    const order = ordered(a, b);
    switch (sign?.text ?? '') {
      case '=':
        return order === 0;
      case '<':
        return order < 0;
      case '>':
        return order > 0;
      case '<=':
        return order <= 0;
      case '>=':
        return order >= 0;
      default:
        return order !== 0;
    }
  };
}

function negation(parser: Parser): Expression {
  if (!take(parser, 'not')) return comparison(parser);
  const inner = negation(parser);
  return (rows) => inner(rows) !== true;
}

function conjunction(parser: Parser): Expression {
  const all = [negation(parser)];
  while (take(parser, 'and')) all.push(negation(parser));
  return all.length === 1 ? (all[0] ?? (() => null)) : (rows) => all.every((one) => one(rows) === true);
}

export function expression(parser: Parser): Expression {
  const any = [conjunction(parser)];
  while (take(parser, 'or')) any.push(conjunction(parser));
  return any.length === 1 ? (any[0] ?? (() => null)) : (rows) => any.some((one) => one(rows) === true);
}
