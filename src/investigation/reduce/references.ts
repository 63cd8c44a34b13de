// Whether a reference that a model gave points at something: a path into JSON, or lines of a text.

import { isList, isObject, type Json, parsedOutput } from './values.js';

const STEP = /\.([A-Za-z_][A-Za-z0-9_-]*)|\[(\d{1,6}|\*)\]|\["((?:[^"\\]|\\.){0,200})"\]/y;
const MOST_STEPS = 40;
const LINES = /^lines (\d{1,7})(?:-(\d{1,7}))?$/;

function one(value: Json | undefined, name: string | undefined, index: string | undefined): Json | undefined {
  if (index !== undefined) return value !== undefined && isList(value) ? value[index === '*' ? 0 : Number(index)] : undefined;
  return name !== undefined && isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A name as JSON spells it, into the name. */
function spelled(quoted: string | undefined): string | undefined {
  if (quoted === undefined) return undefined;
  const name = parsedOutput(`"${quoted}"`);
  return typeof name === 'string' ? name : undefined;
}

export function hasPath(json: Json, path: string): boolean {
  if (!path.startsWith('$')) return false;
  let value: Json | undefined = json;
  STEP.lastIndex = 1;
  for (let steps = 0; STEP.lastIndex < path.length; steps += 1) {
    const match = steps < MOST_STEPS ? STEP.exec(path) : null;
    if (match === null) return false;
    const [, name, index, quoted] = match;
    value = one(value, name ?? spelled(quoted), index);
    if (value === undefined) return false;
  }
  return true;
}

export function hasLines(text: string, at: string): boolean {
  const [, first, last = first] = LINES.exec(at) ?? [];
  if (first === undefined) return false;
  const count = text.split('\n').length;
  return Number(first) >= 1 && Number(first) <= Number(last) && Number(last) <= count;
}
