// The one pass: every character is read once, by one automaton that knows every beginning of a token and every telling word. What it
// notices is looked at more closely, within bounds; what may hide something is read once more as it would look uncovered.

import { automatonOf, classes, type Automaton, widthBits } from '../automaton.js';
import type { Span } from '../span.js';
import { unveiled } from '../unveil.js';
import { HOOKS, hookAt, userInfoAt } from './addresses.js';
import { pemAt, pemEndAt, puttyAt } from './blocks.js';
import { ALNUM, BASE64, bits, DASH, DIGIT, DOT, HEX, isOf, isRandom, lookOf, ODD, runEnd, runStart, UPPER, WORD } from './characters.js';
import { bearerAt, cookieAt } from './headers.js';
import { KEY_MARKS, type KeyName, keyNames } from './key-names.js';
import { type Keyed, keyedAt } from './keyed.js';
import { dottedAt, runAt, SHORTEST_RUN } from './runs.js';
import { TOKEN_SHAPES, type TokenShape } from './token-shapes.js';
import { valueAt } from './value-at.js';
import { isNothing } from './values.js';
import { byteAt, entryAt, wordAt } from '../tables.js';

type Look = (text: string, start: number, end: number, on: Looking) => void;

interface Looking extends Keyed {
  readonly holds: (text: string) => string | undefined;
}

const SETS: Readonly<Record<TokenShape['characters'], number>> = {
  a: ALNUM,
  u: UPPER | DIGIT,
  h: HEX | DASH,
  w: WORD,
  g: WORD | DOT,
  b: WORD | BASE64,
  x: WORD | BASE64 | DOT | ODD,
};

const MOST_TOKEN = 16_384;
/** So much of a token tells whether it is one. */
const MOST_PROBED = 256;

function tokenLook(shape: TokenShape): Look {
  const { kind, prefix, least, isAnywhere } = shape;
  const set = SETS[shape.characters];
  const needsEdge = isOf(prefix, 0, ALNUM);
  return (text, start, end, on) => {
    // The automaton knows no capitals; tokens do.
    if (start < on.coveredTo || !text.startsWith(prefix, start)) return;
    const near = isAnywhere ? runStart(text, start, set, MOST_PROBED) : start;
    const probed = runEnd(text, end, set, MOST_PROBED);
    if (isAnywhere ? probed - near < least : probed - end < least) return;
    if (!isAnywhere && needsEdge && isOf(text, start - 1, ALNUM)) return;
    const body = text.slice(end, probed);
    if (shape.isRandom && !isRandom(body)) return;
    if (!isAnywhere && least >= 20 && !looksMade(body)) return;
    const from = isAnywhere ? runStart(text, near, set, MOST_TOKEN) : near;
    take(on, { start: from, end: trimmedEnd(text, from, runEnd(text, probed, set, MOST_TOKEN)), kind });
  };
}

/** What was taken is not looked into again. */
function take(on: Looking, span: Span): void {
  on.add(span);
  on.coveredTo = Math.max(on.coveredTo, span.end);
}

/** A long name of small words is not what a token looks like. */
function looksMade(body: string): boolean {
  const { upper, digit, turns } = lookOf(body);
  return digit > 0 || (upper > 0 && turns >= body.length / 6);
}

/** A point or a colon at the end is the sentence's. */
function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && /[.:!~%$]/.test(text.charAt(at - 1))) at -= 1;
  return at;
}

/** `eyJ…`: base64 of `{"`. Two points make it a token; the parts say so themselves. */
const jwtLook: Look = (text, start, _end, on) => {
  if (start < on.coveredTo || !text.startsWith('eyJ', start) || isOf(text, start - 1, ALNUM)) return;
  const first = runEnd(text, start, WORD, MOST_TOKEN);
  if (first - start < 10 || text.charCodeAt(first) !== POINT) return;
  const second = runEnd(text, first + 1, WORD, MOST_TOKEN);
  const hasThird = text.charCodeAt(second) === POINT;
  if (second - first < 7 || !(hasThird || text.startsWith('eyJ', first + 1))) return;
  take(on, { start, end: trimmedEnd(text, start, runEnd(text, second, WORD | DOT, MOST_TOKEN)), kind: 'json web token' });
};

/** Azure's client secrets: three characters, a digit, `Q~`, and 31 to 34 more. */
const azureClientLook: Look = (text, start, end, { add }) => {
  const set = WORD | DOT | ODD;
  if (!text.startsWith('Q~', start) || !isOf(text, start - 1, DIGIT)) return;
  const stop = runEnd(text, end, set, 64);
  if (stop - end >= 28) add({ start: Math.max(runStart(text, start, set, 4), 0), end: stop, kind: 'azure client secret' });
};

const telegramLook: Look = (text, start, end, { add }) => {
  const from = runStart(text, start, DIGIT, 12);
  const stop = runEnd(text, end, WORD, 64);
  if (text.startsWith(':AA', start) && start - from >= 6 && stop - end >= 28) add({ start: from, end: stop, kind: 'telegram token' });
};

/** Four capitals, seven characters, a colon, and 140 more: without the colon it is any base64 that begins with zeros. */
const firebaseLook: Look = (text, start, end, { add }) => {
  if (!text.startsWith('AAAA', start) || text.charAt(end + 7) !== ':' || isOf(text, start - 1, ALNUM)) return;
  const stop = runEnd(text, end + 8, WORD, 200);
  if (stop - end >= 100) add({ start, end: stop, kind: 'firebase server key' });
};

/** A look at what may be long, and is not looked into again when it was taken. */
function once(at: (text: string, start: number, add: (span: Span) => void) => void): Look {
  return (text, start, _end, on) => {
    if (start >= on.coveredTo) at(text, start, (span) => take(on, span));
  };
}

const keyLook: Look = (text, start, end, on) => {
  // Some marks take in what stands behind the name.
  keyedAt(text, start, isOf(text, end - 1, WORD) ? end : end - 1, on);
};

const identifiedLook: Look = (text, _start, end, { add }) => {
  const value = valueAt(text, end, end);
  if (value?.isQuoted === true && value.end > value.start && !isNothing(text.slice(value.start, value.end)))
    add({ ...value, kind: 'password' });
};

const LOOKS: readonly (readonly [string, Look])[] = [
  ...TOKEN_SHAPES.filter(({ prefix }) => prefix !== ':AA').map((shape) => [shape.prefix, tokenLook(shape)] as const),
  ...KEY_MARKS.map((mark) => [mark, keyLook] as const),
  ...HOOKS.map((hook) => [hook, (text, _start, end, { add }) => hookAt(text, end, add)] as const satisfies readonly [string, Look]),
  [':AA', telegramLook],
  ['AAAA', firebaseLook],
  ['identified by', identifiedLook],
  ['eyJ', jwtLook],
  ['Q~', azureClientLook],
  ['://', (text, _start, end, { add }) => userInfoAt(text, end, add)],
  ['---- begin', once((text, start, add) => pemAt(text, runStart(text, start + 1, DASH, 2), add))],
  ['-----begin', once((text, start, add) => pemAt(text, start, add))],
  ['---- end', (text, start, _end, { add }) => pemEndAt(text, start, add)],
  ['-----end', (text, start, _end, { add }) => pemEndAt(text, start, add)],
  ['putty-user-key-file', once((text, start, add) => puttyAt(text, start, add))],
  ['bearer', (text, start, end, { add }) => bearerAt(text, start, end, add)],
  ['basic ', (text, start, end, { add }) => bearerAt(text, start, end - 1, add)],
  ['ssws ', (text, start, end, { add }) => bearerAt(text, start, end - 1, add)],
  ['cookie:', once((text, start, add) => cookieAt(text, start + 'cookie:'.length, add))],
];

/** One of the executor's own values: what stands there is it, whatever it looks like. */
function plantedLook(value: string): Look {
  return (text, start, _end, { add }) => {
    if (text.startsWith(value, start)) add({ start, end: start + value.length, kind: 'own credential' });
  };
}

export interface Scanner {
  readonly spans: (text: string) => readonly Span[];
}

const FIRST_LETTERS = 12;
const RUN = WORD | BASE64;
const MOST_VEILS = 3;
const MOST_BLOCK = 262_144;
const MOST_HEADS = 64;

/** What the automaton looks for of a planted value: its beginning, as far as the automaton knows the characters. */
function beginningOf(value: string): string {
  let end = 0;
  while (end < Math.min(value.length, FIRST_LETTERS) && byteAt(classes, value.charCodeAt(end)) > 0) end += 1;
  return value.slice(0, end);
}

let standard: Automaton | undefined;

export function scannerFor(planted: readonly string[]): Scanner {
  const own = planted.map((value) => [beginningOf(value), plantedLook(value)] as const).filter(([beginning]) => beginning.length >= 3);
  const looks = [...LOOKS, ...own];
  const words = looks.map(([word]) => word.toLowerCase());
  // Building takes some milliseconds, and nearly every scanner is the same.
  const automaton = own.length > 0 ? automatonOf(words) : (standard ??= automatonOf(words));
  const judge = keyNames();
  return { spans: (text) => spansOf(text, { automaton, looks, judge, veils: MOST_VEILS, decodings: 2 }) };
}

interface Pass {
  readonly automaton: Automaton;
  readonly looks: readonly (readonly [string, Look])[];
  readonly judge: (name: string) => KeyName | undefined;
  /** How often what is hidden may be uncovered once more, and what is encoded decoded. */
  readonly veils: number;
  readonly decodings: number;
}

/** Bits of `flags`. */
const IS_RUN = 1;
const IS_LINE_END = 2;
const IS_HIDING = 4;
const LINE_FEED = 10;
const POINT = 46;
/** The shortest run before a point that could begin a token of several parts. */
const SHORTEST_DOTTED = 17;

/** All that the loop asks of a character, in one number: its class for the automaton, and its flags above. */
const KNOWN: Uint16Array = (() => {
  const known = new Uint16Array(65_536);
  for (let code = 0; code < 65_536; code += 1) {
    const isPlain = code >= 32 && code < 127 && !'\\%&'.includes(String.fromCharCode(code));
    const flags = code === LINE_FEED ? IS_LINE_END : code === 9 ? 0 : !isPlain ? IS_HIDING : (byteAt(bits, code) & RUN) === 0 ? 0 : IS_RUN;
    known[code] = (flags << widthBits) | byteAt(classes, code);
  }
  return known;
})();
const LOW_BITS = (1 << widthBits) - 1;

/** Where the reading of one text stands. */
interface Cursor {
  at: number;
  state: number;
  runFrom: number;
  isHiding: boolean;
}

/** Why the reading stopped, at the character before `cursor.at`. */
const WORD_ENDED = 1;
const RUN_ENDED = 2;
const LINE_ENDED = 3;
const TEXT_ENDED = 0;

/** The loop that every character goes through; apart from the rest, so that the compiler sees nothing else. */
function advance(text: string, cursor: Cursor, next: Uint16Array, firstAccepting: number, wantsLines: boolean): number {
  const length = text.length;
  let { at, state, runFrom, isHiding } = cursor;
  let why = TEXT_ENDED;
  while (at < length) {
    const code = text.charCodeAt(at);
    at += 1;
    const known = wordAt(KNOWN, code);
    state = wordAt(next, (state << widthBits) | (known & LOW_BITS));
    const flags = known >> widthBits;
    if (flags !== IS_RUN) {
      const run = at - 1 - runFrom;
      if (flags === IS_HIDING) isHiding = true;
      if (run >= SHORTEST_DOTTED && (run >= SHORTEST_RUN || code === POINT)) {
        why = RUN_ENDED;
        break;
      }
      runFrom = at;
      if (flags === IS_LINE_END && (isHiding || wantsLines)) {
        why = LINE_ENDED;
        break;
      }
    }
    if (state >= firstAccepting) {
      why = WORD_ENDED;
      break;
    }
  }
  cursor.at = at;
  cursor.state = state;
  cursor.runFrom = runFrom;
  cursor.isHiding = isHiding;
  return why;
}

function spansOf(text: string, pass: Pass): readonly Span[] {
  const found: Span[] = [];
  const { automaton, looks } = pass;
  const { next, firstAccepting, ended } = automaton;
  const looking: Looking = {
    judge: pass.judge,
    headsLeft: MOST_HEADS,
    coveredTo: 0,
    add: (span) => found.push(span),
    holds: (inner) => (pass.decodings > 0 ? spansOf(inner, { ...pass, decodings: pass.decodings - 1 })[0]?.kind : undefined),
  };
  const cursor: Cursor = { at: 0, state: 0, runFrom: 0, isHiding: false };
  // Lines in a row that hide something are uncovered together, since a block of lines may belong together.
  let blockFrom = -1;
  for (;;) {
    const why = advance(text, cursor, next, firstAccepting, blockFrom >= 0);
    const { at } = cursor;
    if (why === TEXT_ENDED) break;
    if (why === RUN_ENDED) {
      if (at - 1 - cursor.runFrom >= SHORTEST_RUN) runAt(text, cursor.runFrom, at - 1, looking);
      if (text.charCodeAt(at - 1) === POINT) dottedAt(text, cursor.runFrom, at - 1, looking.add);
      cursor.runFrom = at;
    }
    if (cursor.state >= firstAccepting) {
      for (const word of entryAt(ended, cursor.state - firstAccepting)) {
        const [mark, look] = entryAt(looks, word);
        look(text, at - mark.length, at, looking);
      }
    }
    if (text.charCodeAt(at - 1) !== LINE_FEED) continue;
    const lineFrom = text.lastIndexOf('\n', at - 2) + 1;
    if (cursor.isHiding && blockFrom < 0) blockFrom = lineFrom;
    if (blockFrom >= 0 && (!cursor.isHiding || at - blockFrom > MOST_BLOCK)) {
      uncover(text, blockFrom, cursor.isHiding ? at : lineFrom, pass, found);
      blockFrom = -1;
    }
    cursor.isHiding = false;
  }
  if (text.length - cursor.runFrom >= SHORTEST_RUN) runAt(text, cursor.runFrom, text.length, looking);
  const lastLine = text.lastIndexOf('\n') + 1;
  if (blockFrom < 0 && cursor.isHiding) blockFrom = lastLine;
  if (blockFrom >= 0) uncover(text, blockFrom, cursor.isHiding ? text.length : lastLine, pass, found);
  return found;
}

/** Reads a stretch as it would look uncovered; what is found there is led back. */
function uncover(text: string, from: number, to: number, pass: Pass, found: Span[]): void {
  if (pass.veils === 0) return;
  const view = unveiled(text, from, to);
  if (!view) return;
  for (const { start, end, kind } of spansOf(view.text, { ...pass, veils: pass.veils - 1 }))
    found.push({ start: view.startOf(start), end: view.endOf(end), kind });
}
