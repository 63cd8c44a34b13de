// JSON made smaller and still JSON: the largest parts give way first, lists before texts, and each says what it lost.

import { beginning, type Cut, type Shortened } from './cut.js';

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

const DEEPEST = 64;
/** No text and no list is cut below this while others are larger. */
const LEAST_TEXT = 120;
/** The size of what is smaller is found again in no time. */
const LEAST_REMEMBERED = 1_000;
/** Room for what is said of a cut. */
const NOTE = 40;
const MOST_CUTS = 200;

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** CAST: JSON.parse gives nothing else. */
function parsed(text: string): { readonly value: Json } | undefined {
  try {
    // CAST: what JSON.parse returns is JSON.
    return { value: JSON.parse(text) as Json };
  } catch {
    // No JSON: the caller shortens it as lines.
    return undefined;
  }
}

/** Characters of the value as compact JSON, escapes apart; lists and objects are remembered. */
function sizeOf(value: Json, sizes: Map<Json, number>, depth: number): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return String(value).length;
  let size = 2;
  if (depth >= DEEPEST) size = NOTE;
  else if (isList(value)) for (const item of value) size += sizeOf(item, sizes, depth + 1) + 1;
  // Of what JSON.parse made, everything enumerable is its own; a list of entries for each object would be slow.
  else for (const name in value) size += name.length + 4 + sizeOf(value[name] ?? null, sizes, depth + 1);
  if (size >= LEAST_REMEMBERED) sizes.set(value, size);
  return size;
}

interface Shortening {
  readonly cuts: readonly Cut[];
  /** The value in at most `room` characters, as far as that is possible. */
  readonly fit: (value: Json, room: number) => Json;
}

function shortening(): Shortening {
  const cuts: Cut[] = [];
  const sizes = new Map<Json, number>();

  function size(value: Json, depth: number): number {
    return (typeof value === 'object' && value !== null ? sizes.get(value) : undefined) ?? sizeOf(value, sizes, depth);
  }

  function say(where: string, kept: number, dropped: number): void {
    if (cuts.length < MOST_CUTS) cuts.push({ where, kept, dropped });
  }

  function fit(value: Json, room: number, path: string, depth: number): Json {
    if (depth >= DEEPEST && typeof value === 'object' && value !== null) {
      say(path, 0, 1);
      return '… deeper than is shown';
    }
    if (size(value, depth) <= room && !(depth === 0 && typeof value === 'object')) return whole(value, path, depth);
    if (typeof value === 'string') return text(value, room, path);
    if (typeof value !== 'object' || value === null) return value;
    return isList(value) ? list(value, room, path, depth) : object(value, room, path, depth);
  }

  /** What fits is taken as it is; only what is too deep is not. */
  function whole(value: Json, path: string, depth: number): Json {
    return typeof value === 'object' && value !== null && depth + depthOf(value, DEEPEST - depth) >= DEEPEST
      ? isList(value)
        ? list(value, Infinity, path, depth)
        : object(value, Infinity, path, depth)
      : value;
  }

  function text(value: string, room: number, path: string): Json {
    const most = Math.max(0, room - NOTE);
    if (value.length <= NOTE || value.length <= most) return value;
    const kept = beginning(value, most);
    say(path, kept.length, value.length - kept.length);
    return `${kept}… ${String(value.length - kept.length)} more characters`;
  }

  function list(items: readonly Json[], room: number, path: string, depth: number): Json {
    const kept: Json[] = [];
    let left = room - 2 - NOTE;
    for (const [at, item] of items.entries()) {
      const length = size(item, depth + 1) + 1;
      const isFirst = at === 0;
      if (length > left && !isFirst) break;
      const shown =
        length > left || depth + 1 >= DEEPEST
          ? fit(item, Math.max(left - 1, 0), `${path}[${String(at)}]`, depth + 1)
          : fit(item, length, `${path}[${String(at)}]`, depth + 1);
      kept.push(shown);
      left -= isFirst && length > left ? JSON.stringify(shown).length + 1 : length;
    }
    const dropped = items.length - kept.length;
    if (dropped === 0) return kept;
    say(path === '' ? '$' : path, kept.length, dropped);
    return [...kept, `… ${String(dropped)} more`];
  }

  /** Small members are kept; the large ones share what is left. */
  function object(value: { readonly [name: string]: Json }, room: number, path: string, depth: number): Json {
    const members = Object.entries(value).map(([name, inner]) => ({ name, inner, size: size(inner, depth + 1), head: name.length + 4 }));
    const bySize = members.toSorted((one, other) => one.size + one.head - other.size - other.head);
    const rooms = new Map<string, number>();
    let left = room - 2 - NOTE;
    let waiting = bySize.length;
    for (const { name, size: length, head } of bySize) {
      const share = left / waiting;
      waiting -= 1;
      if (length + head <= share || share - head >= LEAST_TEXT) {
        const granted = Math.min(length, share - head);
        rooms.set(name, granted);
        left -= granted + head;
      } else if (left >= length + head) {
        rooms.set(name, length);
        left -= length + head;
      }
    }
    const kept = members.flatMap(({ name, inner }): (readonly [string, Json])[] => {
      const granted = rooms.get(name);
      return granted === undefined ? [] : [[name, fit(inner, granted, path === '' ? name : `${path}.${name}`, depth + 1)]];
    });
    const dropped = members.length - kept.length;
    if (dropped > 0) say(path === '' ? '$' : path, kept.length, dropped);
    return Object.fromEntries(dropped > 0 ? [...kept, ['…', `${String(dropped)} more members`]] : kept);
  }

  return { cuts, fit: (value, room) => fit(value, room, '', 0) };
}

function depthOf(value: Json, most: number): number {
  if (typeof value !== 'object' || value === null || most <= 0) return 0;
  let deepest = 0;
  for (const inner of isList(value) ? value : Object.values(value)) deepest = Math.max(deepest, depthOf(inner, most - 1));
  return deepest + 1;
}

/** Undefined when the text is no JSON. INVARIANT: what is returned is JSON, and no longer than `most`. */
export function shortenedJson(text: string, most: number): Shortened | undefined {
  const json = parsed(text);
  if (!json) return undefined;
  for (let room = most; room >= NOTE; room = Math.floor(room * 0.8)) {
    const { cuts, fit } = shortening();
    const shown = JSON.stringify(fit(json.value, room));
    if (shown.length <= most) return { text: shown, cuts };
  }
  const size = text.length;
  return {
    text: JSON.stringify(`… ${String(size)} characters that could not be shortened`),
    cuts: [{ where: '$', kept: 0, dropped: size }],
  };
}
