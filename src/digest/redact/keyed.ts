// Secrets that only their names betray: what stands behind `password`, and behind the name of a pair `{"name": "DB_PASSWORD", "value": …}`.

import type { Span } from '../span.js';
import { ALNUM, DASH, DOT, isOf, lookOf, runEnd, runStart } from './characters.js';
import type { KeyName } from './key-names.js';
import { isFirstOnLine, lineStart, type Value, valueAt } from './value-at.js';
import { isHarmless, isLikeASecret, isNothing, isNumberLike, isUnguessable, isUuid } from './values.js';
import { textIn } from '../tables.js';

export interface Keyed {
  readonly judge: (name: string) => KeyName | undefined;
  readonly add: (span: Span) => void;
  /** How many more columns may be read down: a text made of heads alone must not cost the square of its lines. */
  headsLeft: number;
  /** Up to here all was taken for a value: a name inside it names nothing more. */
  coveredTo: number;
}

const NAME = ALNUM | DASH | DOT;
const MOST_NAME = 80;

/** Words that follow a name in a sentence about it. */
const SAYS =
  /^(?:must|is|was|are|not|has|have|for|policy|should|can|could|will|may|did|does|required|incorrect|invalid|expired|missing|mismatch|authentication|auth|with|from|to|of|in|at|on|and|or|the|an?|no|your|this|that|if|when|use|using|set|reset|change|changed|rotation|provided|supplied|specified|given|found|accepted|rejected|failed|cannot|please|enter|type)(?=[\s.,:;]|$)/i;

function isSentence(text: string, { start, end, isQuoted, by }: Value): boolean {
  // `… current tokens: Refreshing failed`: words without digits, and more of them behind.
  if (!isQuoted && by === 'colon' && /^[A-Za-z]+$/.test(text.slice(start, end)) && /^ [A-Za-z]/.test(text.slice(end, end + 2))) return true;
  return !isQuoted && (text.charAt(start) === '(' || SAYS.test(text.slice(start, Math.min(end + 12, start + 40))));
}

function trimmed(text: string, value: Value): Value {
  let { start, end } = value;
  while (end > start && /[\s.,]/.test(text.charAt(end - 1)) && !value.isQuoted) end -= 1;
  while (end > start && /\s/.test(text.charAt(start))) start += 1;
  return { ...value, start, end };
}

/** Is what stands there a secret, given how telling its name is and how surely it belongs to it? */
function isSecret(text: string, value: Value, { telling, kind }: KeyName): boolean {
  const content = text.slice(value.start, value.end);
  if (isNothing(content) || isSentence(text, value)) return false;
  if (telling === 'random') return isUnguessable(content) && !(kind === 'key' && /[/.]/.test(content));
  if (value.by === 'word') return telling === 'always' && isTyped(content);
  if (value.by === 'column') return isLikeASecret(content) || isUnguessable(content) || isUuid(content) || isTyped(content);
  if (isNumberLike(content))
    return kind === 'password' && /^\d{4,}$/.test(content) && (value.isQuoted || value.by === 'equals' || value.by === 'flag');
  return telling === 'always' ? true : !isHarmless(content);
}

/** Digits among letters, as people make passwords, and no date, no region, no machine type. */
function isTyped(content: string): boolean {
  const { digit, lower, upper } = lookOf(content);
  return (
    content.length >= 6 &&
    digit > 0 &&
    lower + upper > 2 &&
    !isNumberLike(content) &&
    !/^[a-z]{2,12}(?:-[a-z]+)*-?[a-z]*\d{1,2}[a-z]?(?:-[a-z])?$/.test(content)
  );
}

const SCHEME =
  /^(?:bearer|basic|digest|token|apikey|api-key|negotiate|ntlm|ssws|aws4-hmac-sha256|hoba|mutual|scram-sha-(?:1|256)|key|oauth|genie-?key|splunk|pve-?api-?token|sso-key|jwt)[ =:]+/i;

/** A scheme says how, not what; it stays readable. */
function withoutScheme(text: string, value: Value): Value {
  const scheme = SCHEME.exec(text.slice(value.start, Math.min(value.end + 1, value.start + 40)));
  if (!scheme) return value;
  const start = value.start + scheme[0].length;
  if (start < value.end) return { ...value, start };
  // A bare value ended at the blank behind the scheme: the credential is the next word, or all that belongs to it.
  const rest = text.slice(start, start + 4_096);
  const words = /^[^\s"'\\<>]+(?:, *[A-Za-z]+=[^\s"'\\<>]+)*/.exec(rest);
  return { ...value, start, end: start + (words ? words[0].length : 0) };
}

function listItems(text: string, from: number, key: KeyName, add: Keyed['add']): void {
  const limit = Math.min(text.length, from + 8_192);
  for (let at = from; at < limit; at += 1) {
    const character = text.charAt(at);
    if (character === ']' || character === '{') return;
    if (character !== '"' && character !== "'") continue;
    let end = at + 1;
    while (end < limit && text.charAt(end) !== character) end += text.charAt(end) === '\\' ? 2 : 1;
    if (isSecret(text, { start: at + 1, end, isQuoted: true, by: 'colon' }, key)) add({ start: at + 1, end, kind: key.kind });
    at = end;
  }
}

function give(text: string, raw: Value, key: KeyName, keyed: Keyed): boolean {
  if (raw.by === 'list') {
    listItems(text, raw.start, key, keyed.add);
    return true;
  }
  const value = trimmed(text, withoutScheme(text, raw));
  if (value.end <= value.start || !isSecret(text, value, key)) return false;
  keyed.add({ start: value.start, end: value.end, kind: key.kind });
  keyed.coveredTo = Math.max(keyed.coveredTo, value.end);
  return true;
}

const NAME_OF_NAMES =
  /^(?:name|key|parametername|parameterkey|variable|variablename|optionname|envname|envvar|n|field|property|propertyname|attributename|configname|settingname|header|headername|id|label|k|param|secretname|configkey)$/i;
const NAME_OF_VALUES =
  /^(?:value|val|v|parametervalue|secretvalue|stringvalue|secretstring|optionvalue|propertyvalue|attributevalue|defaultvalue|default|configvalue|settingvalue|content|plaintext|text|data|currentvalue|resolvedvalue)$/i;
const REACH = 1_500;

/** The value member of the same object, list item or block of lines. */
function sibling(text: string, from: number, limit: number): Value | undefined {
  let depth = 0;
  for (let at = from; at < limit; at += 1) {
    const character = text.charAt(at);
    if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth < 0 || text.startsWith('\n\n', at)) return undefined;
    if (!isOf(text, at, ALNUM)) continue;
    const end = runEnd(text, at, NAME, MOST_NAME);
    const word = text.slice(at, end);
    const isClosing = text.charAt(at - 1) === '/';
    if (depth === 0 && !isClosing && NAME_OF_VALUES.test(word)) {
      const value = valueAt(text, at, end);
      if (value && value.by !== 'column' && value.by !== 'word') return value;
    }
    if (depth === 0 && !isClosing && from < at && NAME_OF_NAMES.test(word) && text.charAt(at - 1) !== '.' && isBareName(text, at, end))
      return undefined;
    at = end - 1;
  }
  return undefined;
}

/** Another name begins another pair. */
function isBareName(text: string, start: number, end: number): boolean {
  return valueAt(text, start, end) !== undefined && /^n?(?:name|key)$/i.test(text.slice(start, end));
}

/** The name stands as the value of a name: `{"name": "DB_PASSWORD", …`. Its own value stands beside it. */
function inPair(text: string, start: number, end: number, key: KeyName, keyed: Keyed): void {
  let own = start;
  // The names of parameters are paths: `/prod/db/password`.
  while (own > 0 && start - own < 200 && (text.charAt(own - 1) === '/' || isOf(text, own - 1, NAME))) own -= 1;
  let at = own;
  while (at > 0 && /[\s"'`\\=:>|]/.test(text.charAt(at - 1)) && own - at < 64) at -= 1;
  if (at === own) return;
  const nameStart = runStart(text, at, NAME, MOST_NAME);
  if (!NAME_OF_NAMES.test(text.slice(nameStart, at))) return;
  const after = sibling(text, end, Math.min(text.length, end + REACH));
  if (after && give(text, after, key, keyed)) return;
  const near = Math.max(0, nameStart - REACH);
  const brace = text.slice(near, nameStart).lastIndexOf('{');
  const opened = brace >= 0 ? near + brace + 1 : lineStart(text, Math.max(0, lineStart(text, nameStart) - 1));
  const before = sibling(text, opened, nameStart);
  if (before) give(text, before, key, keyed);
}

const MOST_LINE = 4_096;

/** A column that this name heads: the cells below it, while the lines have as many columns. */
function below(text: string, start: number, end: number, key: KeyName, { add }: Keyed): void {
  const from = lineStart(text, start);
  const length = text.slice(end, end + MOST_LINE).indexOf('\n');
  if (length < 0) return;
  const lineStop = end + length;
  const line = text.slice(from, lineStop);
  const separator = line.includes('\t')
    ? '\t'
    : line.includes('|')
      ? '|'
      : line.includes('\u2502')
        ? '\u2502'
        : line.includes(',')
          ? ','
          : undefined;
  if (separator === undefined || line.length > MOST_LINE || /[{}=]/.test(line)) return;
  const heads = line.split(separator);
  if (
    heads.length < 2 ||
    (separator === ',' && heads.some((head) => head.trim() === '')) ||
    !heads.every((head) => /^[\s"']*[A-Za-z_]?[\w .-]*["'\s]*$/.test(head))
  )
    return;
  const column = text.slice(from, start).split(separator).length - 1;
  let at = lineStop + 1;
  for (let rows = 0; rows < 10_000 && at < text.length; rows += 1) {
    const rest = text.slice(at, at + MOST_LINE);
    const stop = rest.indexOf('\n');
    const row = stop < 0 ? rest : rest.slice(0, stop);
    const cells = row.split(separator);
    if (/^[\s+|=-]*$/.test(row) && row.trim() !== '') {
      // A ruler between head and body.
    } else if (cells.length !== heads.length) return;
    else {
      const before = cells.slice(0, column).reduce((sum, one) => sum + one.length + 1, 0);
      const whole = textIn(cells, column);
      const inner = whole.trim().replace(/^["']|["']$/g, '');
      const cellStart = at + before + whole.indexOf(inner);
      const value: Value = { start: cellStart, end: cellStart + inner.length, isQuoted: true, by: 'equals' };
      if (inner !== '' && isSecret(text, value, key)) add({ start: value.start, end: value.end, kind: key.kind });
    }
    if (stop < 0) return;
    at += stop + 1;
  }
}

/** Inside an address or an ARN a colon is no assignment. */
function isInPath(text: string, start: number, behind: string): boolean {
  const before = text.charAt(start - 1);
  return (
    (before === ':' && behind === ':') || before === '/' || (before === ':' && text.slice(Math.max(0, start - 40), start).includes('arn:'))
  );
}

/** A telling word ended at `hitEnd`: find the whole name, and what it names. */
export function keyedAt(text: string, hitStart: number, hitEnd: number, keyed: Keyed): void {
  if (hitStart < keyed.coveredTo) return;
  const start = runStart(text, hitStart, NAME, MOST_NAME);
  let end = runEnd(text, hitEnd, NAME, MOST_NAME);
  while (end > hitEnd && text.charAt(end - 1) === '.') end -= 1;
  const nameStart = text.charAt(start) === '-' ? runEnd(text, start, DASH) : start;
  const key = keyed.judge(text.slice(nameStart, end));
  if (!key || text.charAt(end) === ']') return;
  if (!isInPath(text, nameStart, text.charAt(end))) {
    const value = valueAt(text, nameStart, end);
    if (value && give(text, value, key, keyed)) return;
    if (value?.by === 'colon' || value?.by === 'equals') return;
  }
  inPair(text, nameStart, end, key, keyed);
  if (keyed.headsLeft > 0 && isHead(text, nameStart, end)) {
    keyed.headsLeft -= 1;
    below(text, nameStart, end, key, keyed);
  }
}

/** Could this be the head of a column? In front stands a separator, or nothing. */
function isHead(text: string, start: number, end: number): boolean {
  const before = text.charAt(start - 1);
  const behind = text.charAt(end);
  return (
    (/[\t|,"'\u2502 ]/.test(before) || isFirstOnLine(text, start)) &&
    /[\t|,"'\u2502 \n\r]/.test(behind) &&
    lookOf(text, start, end).other < 4
  );
}
