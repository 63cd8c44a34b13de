// One pass over the text of a frame before the parser sees it. Threats: nesting that overflows a stack later on, two keys
// of which each reader picks another, keys that reach a prototype, halves of characters that re-encode differently.
// It does not judge the rest of the grammar: JSON.parse does, on the same text.

import { err, ok, type Result } from '../shared/index.js';
import { type Violation, violation } from './violation.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

interface OpenObject {
  readonly keys: Set<string>;
  expectsKey: boolean;
}

/** The index of the closing quote, or -1 when the string stays open. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at += 1;
  }
  return -1;
}

function keyFault(key: string, open: OpenObject): Violation | undefined {
  // An escaped key could spell a name that a plain one already took, so none of ours is ever escaped.
  if (key.includes('\\') || FORBIDDEN_KEYS.has(key)) return violation('forbidden-key', 'a key has an escape or a reserved name');
  if (open.keys.has(key)) return violation('repeated-key', 'a key appears twice in one object');
  open.keys.add(key);
  return undefined;
}

export function scanJson(text: string, maxDepth: number): Result<undefined, Violation> {
  const open: (OpenObject | undefined)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const top = open.at(-1);
    switch (text.charAt(at)) {
      case '{':
      case '[':
        open.push(text[at] === '{' ? { keys: new Set(), expectsKey: true } : undefined);
        if (open.length > maxDepth) return err(violation('too-deep', `nested deeper than ${String(maxDepth)}`));
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case ',':
        if (top) top.expectsKey = true;
        break;
      case '"': {
        const end = endOfString(text, at);
        if (end === -1) return err(violation('not-json', 'a string is not closed'));
        if (top?.expectsKey === true) {
          const fault = keyFault(text.slice(at + 1, end), top);
          if (fault) return err(fault);
          top.expectsKey = false;
        }
        at = end;
        break;
      }
    }
  }
  return ok(undefined);
}
