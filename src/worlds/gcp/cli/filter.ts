// The filter language of gcloud, and that of its logs, which is nearly the same: terms with AND, OR, NOT, `-` and brackets.

import { isList, isObject, type Json, type JsonObject, plain } from '../cloud.js';
import { atPath } from './at-path.js';

type Test = (document: JsonObject) => boolean;

export interface FilterRules {
  /** In milliseconds since 1970: what `-P7D` counts from. */
  readonly now: number;
  /** The language of logs: severities have an order, `:` finds a part of a text. */
  readonly isLog?: boolean;
}

const SEVERITIES = ['DEFAULT', 'DEBUG', 'INFO', 'NOTICE', 'WARNING', 'ERROR', 'CRITICAL', 'ALERT', 'EMERGENCY'];
const OPERATORS = ['>=', '<=', '!=', '!~', '=~', '=', ':', '<', '>', '~'] as const;
const ENDS = new Set([' ', '\t', '\n', '(', ')', '=', '!', '<', '>', ':', '~', ',']);

interface Token {
  readonly text: string;
  readonly kind: 'word' | 'quoted' | 'operator' | 'bracket';
}

function endOfQuote(text: string, from: number): number {
  const quote = text[from];
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === quote) return at;
  }
  return text.length;
}

/** A value may hold colons, as times and addresses of buckets do: after an operator a word ends at a blank or a bracket only. */
function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? '';
    const isValue = tokens.at(-1)?.kind === 'operator';
    const operator = isValue ? undefined : OPERATORS.find((one) => text.startsWith(one, at));
    if (character.trim() === '' || character === ',') at += 1;
    else if (character === '"' || character === "'") {
      const end = endOfQuote(text, at);
      tokens.push({ text: text.slice(at + 1, end).replaceAll(/\\(["'\\])/g, '$1'), kind: 'quoted' });
      at = end + 1;
    } else if (character === '(' || character === ')') {
      tokens.push({ text: character, kind: 'bracket' });
      at += 1;
    } else if (operator !== undefined) {
      tokens.push({ text: operator, kind: 'operator' });
      at += operator.length;
    } else {
      let end = at;
      while (end < text.length) {
        const one = text[end] ?? '';
        if (one === '"') end = endOfQuote(text, end);
        else if (one === '(' && text[end + 1] === ')') end += 1;
        else if (isValue ? /[\s()]/.test(one) : ENDS.has(one)) break;
        end += 1;
      }
      tokens.push({ text: text.slice(at, Math.max(end, at + 1)), kind: 'word' });
      at = Math.max(end, at + 1);
    }
  }
  return tokens;
}

const DURATION = /^-p(?:(\d+)w)?(?:(\d+)d)?(?:t(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?)?$/i;

function timeOf(text: string, now: number): number {
  const [whole, weeks = '0', days = '0', hours = '0', minutes = '0', seconds = '0'] = DURATION.exec(text) ?? [];
  if (whole !== undefined)
    return now - (((Number(weeks) * 7 + Number(days)) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000 - Number(seconds) * 1_000;
  return /^\d{4}-\d\d/.test(text) ? Date.parse(/T\d\d:\d\d(:\d\d)?(\.\d+)?$/.test(text) ? `${text}Z` : text) : Number.NaN;
}

function compared(key: string, left: string, right: string, { isLog, now }: FilterRules): number {
  if (isLog && key === 'severity') return SEVERITIES.indexOf(left) - SEVERITIES.indexOf(right.toUpperCase());
  const [one, other] = [timeOf(left, now), timeOf(right, now)];
  if (!Number.isNaN(one) && !Number.isNaN(other)) return one - other;
  if (left !== '' && right !== '' && !Number.isNaN(Number(left)) && !Number.isNaN(Number(right))) return Number(left) - Number(right);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Every text that a value holds. */
function textsOf(value: Json | undefined): readonly string[] {
  if (value === undefined || value === null) return [];
  if (isList(value)) return value.flatMap((one: Json) => textsOf(one));
  if (isObject(value)) return Object.entries(value).flatMap(([key, one]) => [key, ...textsOf(one)]);
  return [plain(value)];
}

const lastOf = (text: string): string => text.slice(text.lastIndexOf('/') + 1);
const asPattern = (text: string): RegExp | undefined => {
  try {
    return new RegExp(text, 'i');
  } catch {
    return undefined;
  }
};

function holds(key: string, operator: string, found: readonly string[], wanted: string, rules: FilterRules): boolean {
  const low = wanted.toLowerCase();
  const isTruth = low === 'true' || low === 'false';
  switch (operator) {
    case '=': {
      const same = (text: string): boolean => text.toLowerCase() === low || (!rules.isLog && lastOf(text).toLowerCase() === low);
      return found.some(same) || (isTruth && low === 'false' && found.length === 0);
    }
    case '!=':
      return !holds(key, '=', found, wanted, rules);
    case ':': {
      if (wanted === '*') return found.length > 0;
      if (low.endsWith('*'))
        return found.some(
          (text) => lastOf(text).toLowerCase().startsWith(low.slice(0, -1)) || text.toLowerCase().startsWith(low.slice(0, -1)),
        );
      return found.some((text) => text.toLowerCase().includes(low.replaceAll('*', '')));
    }
    case '~':
    case '=~': {
      const pattern = asPattern(wanted);
      return pattern !== undefined && found.some((text) => pattern.test(text));
    }
    case '!~':
      return !holds(key, '~', found, wanted, rules);
    default: {
      const least = found.map((text) => compared(key, text, wanted, rules));
      return least.some((sign) => (operator === '>' ? sign > 0 : operator === '>=' ? sign >= 0 : operator === '<' ? sign < 0 : sign <= 0));
    }
  }
}

const CALL = /\.[a-z_]+\([^)]*\)$/i;

function valuesAt(document: JsonObject, key: string): readonly string[] {
  const path = key.replace(CALL, '');
  const value = atPath(document, path);
  // `labels:*` and `users:*` ask whether there is any.
  const texts = isObject(value) && Object.keys(value).length === 0 ? [] : textsOf(value);
  return /\.(?:basename|scope)\(/.test(key) ? texts.map(lastOf) : texts;
}

interface Reader {
  readonly tokens: readonly Token[];
  readonly rules: FilterRules;
  at: number;
}

const isWord = (token: Token | undefined, text: string): boolean => token?.kind === 'word' && token.text === text;
const isBracket = (token: Token | undefined, text: string): boolean => token?.kind === 'bracket' && token.text === text;

/** `(a b)`, `(a, b)`, `(a OR b)` after an operator: any of them. */
function valueList(reader: Reader): readonly string[] {
  const first = reader.tokens[reader.at];
  reader.at += 1;
  if (first === undefined) return [''];
  if (!isBracket(first, '(')) return [first.text];
  const values: string[] = [];
  while (reader.at < reader.tokens.length && !isBracket(reader.tokens[reader.at], ')')) {
    const token = reader.tokens[reader.at];
    if (token !== undefined && !(token.kind === 'word' && token.text === 'OR')) values.push(token.text);
    reader.at += 1;
  }
  reader.at += 1;
  return values;
}

function term(reader: Reader): Test {
  const token = reader.tokens[reader.at];
  if (token === undefined) return () => true;
  reader.at += 1;
  if (isWord(token, 'NOT') || isWord(token, '-')) {
    const inner = term(reader);
    return (document) => !inner(document);
  }
  if (isBracket(token, '(')) {
    const inner = conjunction(reader);
    reader.at += 1;
    return inner;
  }
  const isDenied = token.kind === 'word' && token.text.startsWith('-') && token.text.length > 1;
  const key = isDenied ? token.text.slice(1) : token.text;
  const operator = reader.tokens[reader.at];
  const { rules } = reader;
  let test: Test = (document) => textsOf(document).some((text) => text.toLowerCase().includes(key.toLowerCase()));
  if (operator?.kind === 'operator') {
    reader.at += 1;
    const values = valueList(reader);
    test = (document) => values.some((value) => holds(key, operator.text, valuesAt(document, key), value, rules));
    // Nothing that is one of them may be there.
    if (operator.text === '!=') test = (document) => values.every((value) => holds(key, '!=', valuesAt(document, key), value, rules));
  }
  return isDenied ? (document) => !test(document) : test;
}

/** OR binds closer than terms side by side. */
function disjunction(reader: Reader): Test {
  const tests = [term(reader)];
  while (isWord(reader.tokens[reader.at], 'OR')) {
    reader.at += 1;
    tests.push(term(reader));
  }
  return tests.length === 1 ? (tests[0] ?? (() => true)) : (document) => tests.some((test) => test(document));
}

function conjunction(reader: Reader): Test {
  const tests: Test[] = [];
  while (reader.at < reader.tokens.length && !isBracket(reader.tokens[reader.at], ')')) {
    if (isWord(reader.tokens[reader.at], 'AND')) reader.at += 1;
    else tests.push(disjunction(reader));
  }
  return (document) => tests.every((test) => test(document));
}

export function filterOf(text: string, rules: FilterRules): Test {
  return conjunction({ tokens: tokensOf(text), rules, at: 0 });
}
