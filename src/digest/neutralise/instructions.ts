// Text that speaks to the model that reads it: found, broken and said, never taken out unseen. Evidence is data; this is the belt to the
// frame's braces. Threat T-INJECT: a name, a label or a log line in the cloud account that tells the model what to do.

import { automatonOf, widthBits } from '../automaton.js';
import { merged, replaced, type Span } from '../span.js';
import { unveiled } from '../unveil.js';
import { looksLikeJson } from './invisible.js';
import { markSpans } from './marks.js';
import { BEFORE, FOREIGN, PHRASES, PUT_ASIDE, SAID_BY_PROGRAMS, TOLD, TOLD_IF, VERBS } from './phrases.js';
import { LETTERS } from './squashed.js';

type Role = 'verb' | 'told' | 'told-if' | 'before' | 'phrase' | 'aside';

const ROLES: readonly (readonly [Role, readonly string[]])[] = [
  ['verb', VERBS],
  ['told', TOLD],
  ['told-if', TOLD_IF],
  ['before', BEFORE],
  ['phrase', PHRASES],
  ['aside', PUT_ASIDE],
];
const ALL = ROLES.flatMap(([role, list]) => list.map((word) => ({ role, word })));
const { next, firstAccepting, ended } = automatonOf(ALL.map(({ word }) => word));

/** So many letters may stand between a verb and what it is about. */
const REACH = 60;
const NEAR = 14;

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);

/** Where the last `count` letters before `end` begin. */
function startOf(text: string, end: number, count: number): number {
  let at = end;
  for (let left = count; left > 0 && at > 0; ) {
    at -= 1;
    if ((LETTERS[text.charCodeAt(at)] ?? 0) > 0) left -= 1;
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

function phraseSpans(text: string): readonly Span[] {
  const found: Span[] = [];
  const isJson = looksLikeJson(text);
  let state = 0;
  let letters = 0;
  let verb = NEVER;
  let before = NEVER;
  let told = NEVER;
  const add = (start: number, end: number): void => void found.push({ start, end, kind: '' });

  function heard(role: Role, length: number, end: number): void {
    const start = startOf(text, end, length);
    // Inside of a longer word it is another word; of what follows, the beginning is enough.
    if ((role === 'verb' || role === 'phrase') && isLetter(text.charCodeAt(start - 1)) && isLetter(text.charCodeAt(start)) && !isHump(text, start)) return;
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
      case 'phrase':
        if (!(/^you/i.test(text.slice(start, start + 3)) && SAID_BY_PROGRAMS.test(text.slice(end, end + 24)))) add(start, end);
    }
  }

  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const letter = LETTERS[code] ?? 0;
    if (letter === 0) {
      // One text of JSON says nothing together with the next.
      if (code === 34 && isJson) {
        state = 0;
        letters += REACH;
      } else if (code === 92) at += escapeLength(text, at) - 1;
      continue;
    }
    letters += 1;
    state = next[(state << widthBits) | letter] ?? 0;
    if (state < firstAccepting) continue;
    for (const one of ended[state - firstAccepting] ?? []) {
      const word = ALL[one];
      if (word) heard(word.role, word.word.length, at + 1);
    }
  }
  return found;
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

const HIDES = /[^ -~\n\t]|\\[ux]|%[2-7][0-9a-f]|&[#a-z]/i;

const MOST_VEILS = 3;

/** Every stretch that speaks to its reader. What is written with escapes is read once more as it would look. */
function spansOf(text: string, veils = MOST_VEILS): readonly Span[] {
  const seen = [...phraseSpans(text), ...foreignSpans(text), ...markSpans(text)];
  const view = veils > 0 && HIDES.test(text) ? unveiled(text) : undefined;
  if (!view) return merged(seen);
  const uncovered = spansOf(view.text, veils - 1).map(({ start, end, kind }) => ({ start: view.startOf(start), end: view.endOf(end), kind }));
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
