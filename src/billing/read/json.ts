// JSON as exports write it: one value a line, one list, or one object. Values are split off the stream by their brackets, so a list of
// any length costs the memory of one of its members.

import { Fault } from '../../shared/index.js';
import { READ_LIMITS } from './limits.js';

/** Members of a list at the top, or else the values at the top, as text. */
export async function* splitJson(
  text: AsyncIterable<string>,
  file: string,
): AsyncGenerator<{ readonly json: string; readonly line: number }> {
  let depth = 0;
  let inString = false;
  let escaped = false;
  let isList: boolean | undefined;
  let value = '';
  let line = 1;
  let start = 1;
  for await (const chunk of text) {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const code = chunk.charCodeAt(at);
      if (code === 0x0a) line += 1;
      if (inString) {
        if (escaped) escaped = false;
        else if (code === 0x5c) escaped = true;
        else if (code === 0x22) inString = false;
        continue;
      }
      if (code === 0x22) inString = true;
      else if (code === 0x7b || code === 0x5b) {
        isList ??= code === 0x5b;
        depth += 1;
        if (depth === (isList ? 2 : 1)) {
          from = at;
          start = line;
          value = '';
        }
      } else if (code === 0x7d || code === 0x5d) {
        depth -= 1;
        if (depth === (isList === true ? 1 : 0)) {
          yield { json: value + chunk.slice(from, at + 1), line: start };
          value = '';
          from = at + 1;
        }
      }
    }
    if (depth > (isList === true ? 1 : 0)) value += chunk.slice(from);
    if (value.length > READ_LIMITS.jsonValueBytes) {
      throw new Fault('file', `${file} holds one JSON value of more than 64 MiB`, { fix: 'write one value a line' });
    }
  }
  if (depth !== 0 || inString)
    throw new Fault('file', `${file} is cut off: its JSON has no end`, { fix: 'fetch the file again and compare its size' });
}

const DEEPEST = 6;

/** Objects inside are named `outer.inner`; lists stay JSON. */
export function flattened(value: object, depth = 0): ReadonlyMap<string, string> {
  const cells = new Map<string, string>();
  // T-FLOOD: what is nested deeper is no column of a bill.
  if (depth > DEEPEST) return cells;
  // CAST: parsed JSON, of which nothing is known.
  for (const [name, inner] of Object.entries(value) as readonly (readonly [string, unknown])[]) {
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
      for (const [deeper, text] of flattened(inner, depth + 1)) cells.set(`${name}.${deeper}`, text);
    } else cells.set(name, cellText(inner));
  }
  return cells;
}

export function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  try {
    return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner));
  } catch (cause) {
    // T-FLOOD: lists nested deeper than a stack say nothing about money.
    if (cause instanceof RangeError) return '';
    throw cause;
  }
}
