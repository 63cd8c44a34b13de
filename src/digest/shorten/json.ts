// JSON made smaller and still JSON: the largest parts give way first, lists before texts, and each says what it lost.

import { beginning, type Cut, type Shortened } from './cut.js';

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

const DEEPEST = 64;
/** No text and no list is cut below this while others are larger. */
const LEAST_TEXT = 120;
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

/** Characters of the value as compact JSON; lists and objects are remembered. */
function sizeOf(value: Json, sizes: Map<Json, number>, depth: number): number {
  if (typeof value === 'string') return value.length + 2 + escapes(value);
  if (typeof value !== 'object' || value === null) return String(value).length;
  let size = 2;
  if (depth < DEEPEST) {
    if (isList(value)) for (const item of value) size += sizeOf(item, sizes, depth + 1) + 1;
    else for (const [name, inner] of Object.entries(value)) size += name.length + escapes(name) + 4 + sizeOf(inner, sizes, depth + 1);
  } else size = NOTE;
  sizes.set(value, size);
  return size;
}

const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;

function escapes(text: string): number {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text).length - text.length - 2 : 0;
}

class Shortening {
  readonly cuts: Cut[] = [];
  readonly #sizes = new Map<Json, number>();

  size(value: Json, depth = 0): number {
    return typeof value === 'object' && value !== null ? (this.#sizes.get(value) ?? sizeOf(value, this.#sizes, depth)) : sizeOf(value, this.#sizes, depth);
  }

  #say(where: string, kept: number, dropped: number): void {
    if (this.cuts.length < MOST_CUTS) this.cuts.push({ where, kept, dropped });
  }

  /** The value in at most `room` characters, as far as that is possible. */
  fit(value: Json, room: number, path: string, depth: number): Json {
    if (depth >= DEEPEST && typeof value === 'object' && value !== null) {
      this.#say(path, 0, 1);
      return '… deeper than is shown';
    }
    if (this.size(value, depth) <= room && !(depth === 0 && typeof value === 'object')) return this.#whole(value, path, depth);
    if (typeof value === 'string') return this.#text(value, room, path);
    if (typeof value !== 'object' || value === null) return value;
    return isList(value) ? this.#list(value, room, path, depth) : this.#object(value, room, path, depth);
  }

  /** What fits is taken as it is; only what is too deep is not. */
  #whole(value: Json, path: string, depth: number): Json {
    return typeof value === 'object' && value !== null && depth + depthOf(value, DEEPEST - depth) >= DEEPEST
      ? isList(value)
        ? this.#list(value, Infinity, path, depth)
        : this.#object(value, Infinity, path, depth)
      : value;
  }

  #text(value: string, room: number, path: string): Json {
    const most = Math.max(0, room - NOTE - escapes(value));
    if (value.length <= NOTE || value.length <= most) return value;
    const kept = beginning(value, most);
    this.#say(path, kept.length, value.length - kept.length);
    return `${kept}… ${String(value.length - kept.length)} more characters`;
  }

  #list(items: readonly Json[], room: number, path: string, depth: number): Json {
    const kept: Json[] = [];
    let left = room - 2 - NOTE;
    for (const [at, item] of items.entries()) {
      const size = this.size(item, depth + 1) + 1;
      const isFirst = at === 0;
      if (size > left && !isFirst) break;
      const shown = size > left || depth + 1 >= DEEPEST ? this.fit(item, Math.max(left - 1, 0), `${path}[${String(at)}]`, depth + 1) : this.fit(item, size, `${path}[${String(at)}]`, depth + 1);
      kept.push(shown);
      left -= isFirst && size > left ? JSON.stringify(shown).length + 1 : size;
    }
    const dropped = items.length - kept.length;
    if (dropped === 0) return kept;
    this.#say(path === '' ? '$' : path, kept.length, dropped);
    return [...kept, `… ${String(dropped)} more`];
  }

  /** Small members are kept; the large ones share what is left. */
  #object(value: { readonly [name: string]: Json }, room: number, path: string, depth: number): Json {
    const members = Object.entries(value).map(([name, inner]) => ({ name, inner, size: this.size(inner, depth + 1), head: name.length + escapes(name) + 4 }));
    const bySize = members.toSorted((one, other) => one.size + one.head - other.size - other.head);
    const rooms = new Map<string, number>();
    let left = room - 2 - NOTE;
    let waiting = bySize.length;
    for (const { name, size, head } of bySize) {
      const share = waiting > 0 ? left / waiting : 0;
      waiting -= 1;
      if (size + head <= share || share - head >= LEAST_TEXT) {
        const granted = Math.min(size, share - head);
        rooms.set(name, granted);
        left -= granted + head;
      } else if (left >= size + head) {
        rooms.set(name, size);
        left -= size + head;
      }
    }
    const kept = members.flatMap(({ name, inner }): (readonly [string, Json])[] => {
      const granted = rooms.get(name);
      return granted === undefined ? [] : [[name, this.fit(inner, granted, path === '' ? name : `${path}.${name}`, depth + 1)]];
    });
    const dropped = members.length - kept.length;
    if (dropped > 0) this.#say(path === '' ? '$' : path, kept.length, dropped);
    return Object.fromEntries(dropped > 0 ? [...kept, ['…', `${String(dropped)} more members`]] : kept);
  }
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
    const shortening = new Shortening();
    const shown = JSON.stringify(shortening.fit(json.value, room, '', 0));
    if (shown.length <= most) return { text: shown, cuts: shortening.cuts };
  }
  const size = text.length;
  return { text: JSON.stringify(`… ${String(size)} characters that could not be shortened`), cuts: [{ where: '$', kept: 0, dropped: size }] };
}
