// Text that speaks to the model that reads it: found, broken and said, never taken out unseen. Evidence is data; this is the belt to the
// frame's braces. Threat T-INJECT: a name, a label or a log line in the cloud account that tells the model what to do.

import { type Automaton, automatonOf, widthBits } from '../automaton.js';
import { merged, replaced, type Span } from '../span.js';
import { unveiled } from '../unveil.js';
import { looksLikeJson } from './invisible.js';
import { markSpans } from './marks.js';
import { BEFORE, FOREIGN, PHRASES, PUT_ASIDE, SAID_BY_PROGRAMS, SPEAKERS, TOLD, TOLD_IF, VERBS } from './phrases.js';
import { LETTERS } from './squashed.js';
import { byteAt, entryAt, wordAt } from '../tables.js';

type Role = 'verb' | 'told' | 'told-if' | 'before' | 'phrase' | 'aside' | 'speaker';

const ROLES: readonly (readonly [Role, readonly string[]])[] = [
  ['verb', VERBS],
  ['told', TOLD],
  ['told-if', TOLD_IF],
  ['before', BEFORE],
  ['phrase', PHRASES],
  ['aside', PUT_ASIDE],
  ['speaker', SPEAKERS],
];
const ALL = ROLES.flatMap(([role, list]) => list.map((word) => ({ role, word })));

let built: Automaton | undefined;

/** Building takes longer than some processes that import this live, and they digest nothing. */
function wordsToHear(): Automaton {
  return (built ??= automatonOf(ALL.map(({ word }) => word)));
}

/** So many letters may stand between a verb and what it is about. */
const REACH = 60;
const NEAR = 14;

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);

/** Where the last `count` letters before `end` begin. */
function startOf(text: string, end: number, count: number): number {
  let at = end;
  for (let left = count; left > 0 && at > 0; ) {
    at -= 1;
    if (byteAt(LETTERS, text.charCodeAt(at)) > 0) left -= 1;
  }
  return at;
}

interface Seen {
  readonly start: number;
  readonly end: number;
  /** How many letters had been read. */
  readonly letters: number;
}

const NEVER: Seen = { start: 0, end: 0, letters: -1_000_000 };

/** Escapes that end in a letter would put that letter into the words: `\n`, `\u0041`. */
function escapeLength(text: string, at: number): number {
  const letter = text.charAt(at + 1);
  if (letter === 'u' && text.charAt(at + 2) === '{') return Math.max(2, text.slice(at, at + 11).indexOf('}') + 1);
  if (letter === 'u') return 6;
  return letter === 'x' ? 4 : 2;
}

/** Nothing of a word stands in front; the letter of an escape is none. */
function isAtEdge(text: string, start: number): boolean {
  return !/[A-Za-z0-9]/.test(text.charAt(start - 1)) || text.charAt(start - 2) === '\\';
}

interface Heard {
  readonly spans: readonly Span[];
  /** Something stands there that may be a mark of a speaker. */
  readonly mayHoldMarks: boolean;
  /** Something is written with escapes, or is not seen. */
  readonly hides: boolean;
}

/** A tag, a bracket or an escape may begin here. */
function mayBeginMark(text: string, code: number, at: number): boolean {
  switch (code) {
    case 0x3c:
    case 0xff1c:
    case 0x2039:
      return true;
    case 0x5b:
      return /[a-z/ ]/i.test(text.charAt(at + 1));
    case 0x7b:
      return text.charCodeAt(at + 1) === 0x7b;
    case 0x26:
      return text.startsWith('lt;', at + 1);
    case 0x25:
      return /3c/i.test(text.slice(at + 1, at + 3));
    case 0x5c:
      return text.startsWith('u003', at + 1);
    default:
      return false;
  }
}

const QUOTE = 32;
const SPECIAL = 33;
/** Letters by their place, blanks and most marks 0; the rest must be looked at. */
const KINDS: Uint16Array = (() => {
  const kinds = new Uint16Array(65_536).fill(SPECIAL);
  for (let code = 32; code < 127; code += 1) kinds[code] = byteAt(LETTERS, code);
  kinds[9] = 0;
  kinds[10] = 0;
  for (const mark of '<[{&%\\') kinds[mark.charCodeAt(0)] = SPECIAL;
  kinds['"'.charCodeAt(0)] = QUOTE;
  return kinds;
})();

interface Cursor {
  at: number;
  state: number;
  letters: number;
}

/** The loop that every character goes through. It stops behind a word, and at what must be looked at; 0 at the end. */
function advance(text: string, cursor: Cursor, isJson: boolean, { firstAccepting, next }: Automaton): number {
  const length = text.length;
  let { at, state, letters } = cursor;
  let why = 0;
  while (at < length) {
    const kind = wordAt(KINDS, text.charCodeAt(at));
    at += 1;
    if (kind === 0) continue;
    if (kind < QUOTE) {
      letters += 1;
      state = wordAt(next, (state << widthBits) | kind);
      if (state < firstAccepting) continue;
      why = 1;
      break;
    }
    if (kind === SPECIAL) {
      why = SPECIAL;
      break;
    }
    if (isJson) {
      // One text of JSON says nothing together with the next.
      state = 0;
      letters += REACH;
    }
  }
  cursor.at = at;
  cursor.state = state;
  cursor.letters = letters;
  return why;
}

const CALLS = /^\\{0,3}"[ \t]{0,4}:[ \t]{0,4}\\{0,3}"(?:tool|function|system|assistant|developer|propose|server_)/;

/** Does a name of a speaker stand where one speaks? */
function isSpeaking(text: string, start: number, end: number): boolean {
  const behind = text.slice(end, end + 24);
  if (/^[ \t*_]{0,3}:/.test(behind) || CALLS.test(behind) || /^_?(?:use|calls?|results?|choice)?\\{0,3}"[ \t]{0,4}:/.test(behind))
    return isCallOrRole(text, start, behind);
  return /(?:#|===|---|\*\*|```)[ \t]{0,3}(?:begin |end |new )?$/i.test(text.slice(Math.max(0, start - 12), start));
}

/** `"type": "…"` and `"system": …` are ordinary members; only what they hold can be a call. */
function isCallOrRole(text: string, start: number, behind: string): boolean {
  return !behind.startsWith('"') || CALLS.test(behind) || /^(?:tool|function)/i.test(text.slice(start, start + 8));
}

function hear(text: string): Heard {
  const automaton = wordsToHear();
  const { ended, firstAccepting, next } = automaton;
  const found: Span[] = [];
  const isJson = looksLikeJson(text);
  const cursor: Cursor = { at: 0, state: 0, letters: 0 };
  let mayHoldMarks = false;
  let hides = false;
  let verb = NEVER;
  let before = NEVER;
  let told = NEVER;
  const add = (start: number, end: number): void => void found.push({ start, end, kind: '' });

  function heard(role: Role, length: number, end: number): void {
    const { letters } = cursor;
    const start = startOf(text, end, length);
    // Inside of a longer word it is another word; of what follows, the beginning is enough.
    if (
      (role === 'verb' || role === 'phrase') &&
      isLetter(text.charCodeAt(start - 1)) &&
      isLetter(text.charCodeAt(start)) &&
      !isHump(text, start)
    )
      return;
    const here = { start, end, letters };
    const sinceVerb = letters - length - verb.letters;
    switch (role) {
      case 'verb':
        verb = here;
        return;
      case 'before':
        before = here;
        return;
      case 'told':
        if (sinceVerb <= REACH) add(verb.start, end);
        if (letters - length - before.letters <= NEAR) told = { ...here, start: before.start };
        return;
      case 'told-if':
        if (sinceVerb <= REACH && before.letters > verb.letters) add(verb.start, end);
        return;
      case 'aside':
        if (letters - length - told.letters <= REACH) add(told.start, end);
        return;
      case 'speaker':
        if (!mayHoldMarks && isAtEdge(text, start)) mayHoldMarks = isSpeaking(text, start, end);
        return;
      case 'phrase':
        if (!(/^you/i.test(text.slice(start, start + 3)) && SAID_BY_PROGRAMS.test(text.slice(end, end + 24)))) add(start, end);
    }
  }

  function look(): void {
    const at = cursor.at - 1;
    const code = text.charCodeAt(at);
    if (!mayHoldMarks) mayHoldMarks = mayBeginMark(text, code, at);
    if (code === 0x5c) {
      const length = escapeLength(text, at);
      if (length > 2 || /^\\[ux]/.test(text.slice(at + 1, at + 3))) hides = true;
      cursor.at = at + length;
    } else if (code === 0x25 || code === 0x26 || code > 126 || code < 32) hides = true;
    const letter = byteAt(LETTERS, code);
    if (letter === 0) return;
    cursor.letters += 1;
    cursor.state = wordAt(next, (cursor.state << widthBits) | letter);
  }

  for (let why = advance(text, cursor, isJson, automaton); why !== 0; why = advance(text, cursor, isJson, automaton)) {
    if (why === SPECIAL) look();
    if (cursor.state < firstAccepting) continue;
    for (const one of entryAt(ended, cursor.state - firstAccepting)) {
      const { role, word } = entryAt(ALL, one);
      heard(role, word.length, cursor.at);
    }
  }
  return { spans: found, mayHoldMarks, hides };
}

/** `IgnorePrevious`: a capital begins a word too. */
function isHump(text: string, at: number): boolean {
  return /[A-Z]/.test(text.charAt(at)) && /[a-z]/.test(text.charAt(at - 1));
}

const FOREIGN_LETTERS = /[\u0370-\u1cff\u2e80-\ud7ff\uf900-\ufaff\ufb1d-\ufdff\ufe70-\ufeff]/;
const AROUND = 48;

function foreignSpans(text: string): readonly Span[] {
  if (!FOREIGN_LETTERS.test(text)) return [];
  const small = text.toLowerCase();
  if (small.length !== text.length) return [];
  const found: Span[] = [];
  for (const [verbs, objects] of FOREIGN) {
    for (const verb of verbs) {
      for (let at = small.indexOf(verb); at >= 0; at = small.indexOf(verb, at + verb.length)) {
        const from = Math.max(0, at - AROUND);
        const near = small.slice(from, at + verb.length + AROUND);
        for (const object of objects) {
          const there = near.indexOf(object);
          if (there < 0) continue;
          const start = Math.min(at, from + there);
          const end = Math.max(at + verb.length, from + there + object.length);
          if (!/["\n]/.test(text.slice(start, end))) found.push({ start, end, kind: '' });
        }
      }
    }
  }
  return found;
}

const MOST_VEILS = 3;

/** Every stretch that speaks to its reader. What is written with escapes is read once more as it would look. */
function spansOf(text: string, veils = MOST_VEILS): readonly Span[] {
  const { spans, mayHoldMarks, hides } = hear(text);
  const seen = [...spans, ...(hides ? foreignSpans(text) : []), ...(mayHoldMarks ? markSpans(text) : [])];
  const view = veils > 0 && hides ? unveiled(text) : undefined;
  if (!view) return merged(seen);
  const uncovered = spansOf(view.text, veils - 1).map(({ start, end, kind }) => ({
    start: view.startOf(start),
    end: view.endOf(end),
    kind,
  }));
  return merged([...seen, ...uncovered]);
}

export const MARK = '[instruction-like text';

/** Broken so that no reader takes it for what it was, and every reader sees what stood there. */
function broken(text: string): string {
  const flat = text
    .replace(/\\u003c|&lt;|%3c|[<\uff1c]/gi, '(')
    .replace(/\\u003e|&gt;|%3e|[>\uff1e]/gi, ')')
    .replace(/\\(?:u[0-9a-f]{4}|u\{[0-9a-f]{1,6}\}|.)/gi, '_')
    .replace(/[\s"]+/g, '_')
    .replaceAll('|', ':')
    .replaceAll('[', '(')
    .replaceAll(']', ')');
  if (flat !== text) return flat;
  const middle = flat.length >> 1;
  return `${flat.slice(0, middle)}_${flat.slice(middle)}`;
}

export interface Neutralised {
  readonly text: string;
  readonly count: number;
}

/** A second time it finds its own mark, and leaves it. */
export function neutralised(text: string): Neutralised {
  const spans = spansOf(text).filter(({ start }) => !isMarked(text, start));
  return { text: replaced(text, spans, ({ start, end }) => `${MARK}: ${broken(text.slice(start, end))}]`), count: spans.length };
}

function isMarked(text: string, start: number): boolean {
  const from = Math.max(0, start - 400);
  const opened = text.slice(from, start + MARK.length).lastIndexOf(MARK);
  if (opened < 0) return false;
  const closed = text.indexOf(']', from + opened);
  return closed > start && !/\s/.test(text.slice(from + opened + MARK.length + 2, closed));
}
