// The values of an answer as they can be counted, summed and dated. The JSON came from outside; everything here is bounded.

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

export const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Undefined where the text is no JSON. */
export function parsedOutput(text: string): Json | undefined {
  try {
    // CAST: JSON.parse gives nothing else.
    return JSON.parse(text) as Json;
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

export function below(path: string, name: string | number): string {
  if (typeof name === 'number') return `${path}[${String(name)}]`;
  return PLAIN_NAME.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}

const ISO_DAY = /^\d{4}-\d{2}-\d{2}(?:$|[T ])/;
const EPOCH = /^\d{10}(?:\d{3})?(?:\.\d{1,9})?$/;
const OF_TIME = /time|date|created|modified|launch|start|end|timestamp|expir/i;
const FIRST_YEAR_MS = Date.parse('2005-01-01');
const LAST_YEAR_MS = Date.parse('2100-01-01');

/** Milliseconds, where the value says a time: as ISO, or as seconds or milliseconds under a name that is about time. */
export function timeOf(name: string, value: Json): number | undefined {
  if (typeof value === 'string' && ISO_DAY.test(value)) {
    const time = Date.parse(value);
    return Number.isNaN(time) ? undefined : time;
  }
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value);
  if (!OF_TIME.test(name) || !EPOCH.test(text)) return undefined;
  const number = Number(text);
  const milliseconds = number < 100_000_000_000 ? number * 1_000 : number;
  return milliseconds > FIRST_YEAR_MS && milliseconds < LAST_YEAR_MS ? milliseconds : undefined;
}

const NUMBER = /^-?\d{1,18}(?:\.\d{1,12})?(?:[eE]\+?\d{1,2})?$/;
/** Digits that name something. */
const NAMES = /id$|ids$|version|account|owner|port|code|number|arn|name/i;

export function numberOf(name: string, value: Json): number | undefined {
  if (NAMES.test(name.slice(name.lastIndexOf('.') + 1))) return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : undefined;
}

export interface Field {
  /** As in `Placement.AvailabilityZone`. */
  readonly name: string;
  readonly value: string | number | boolean;
  readonly path: string;
}

const MOST_FIELDS = 60;
const DEEPEST = 4;

function nested(value: string): Json | undefined {
  return value.startsWith('{') && value.length <= 20_000 ? parsedOutput(value) : undefined;
}

/** What an object says in single values, those of its inner objects included; lists within are left to whoever walks them. */
export function fieldsOf(value: Json, path: string): readonly Field[] {
  const fields: Field[] = [];
  function walk(one: Json, name: string, at: string, depth: number): void {
    if (fields.length >= MOST_FIELDS || one === null) return;
    if (typeof one !== 'object') {
      // Some answers carry JSON as a text: an event of a trail, for one.
      const inner = typeof one === 'string' ? nested(one) : undefined;
      if (inner !== undefined && depth < DEEPEST) walk(inner, name, at, depth + 1);
      else fields.push({ name, value: one, path: at });
      return;
    }
    if (isList(one) || depth >= DEEPEST) return;
    for (const [key, inner] of Object.entries(one)) walk(inner, name === '' ? key : `${name}.${key}`, below(at, key), depth + 1);
  }
  walk(value, '', path, 0);
  return fields;
}

const LABELS = [/(?:^|\.)(?!owner|account|request|event)[a-z]*id$/i, /(?:^|\.)[a-z]*name$/i, /arn$/i, /selflink$/i];
const MOST_LABEL = 80;

/** What an item is called. */
export function labelOf(fields: readonly Field[]): string {
  const found = LABELS.flatMap((label) => fields.filter(({ name, value }) => typeof value === 'string' && label.test(name)));
  return String(found[0]?.value ?? '').slice(-MOST_LABEL);
}
