// What an answer is made of: JSON, with points in time that are written as the program at hand writes them.

export interface Stamp {
  /** Seconds since 1970. */
  readonly epochSeconds: number;
}

export type Json = null | boolean | number | string | Stamp | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

export function stamp(seconds: number): Stamp {
  return { epochSeconds: Math.floor(seconds) };
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function secondsOf(value: Json | undefined): number | undefined {
  return isObject(value) && typeof value['epochSeconds'] === 'number' ? value['epochSeconds'] : undefined;
}

/** Everything at the end of a path, through lists: `Instances.State.Name`. */
export function allAt(value: Json | undefined, path: string): readonly Json[] {
  let found: readonly Json[] = value === undefined ? [] : [value];
  for (const name of path.split('.')) {
    found = found
      .flatMap((one) => (isList(one) ? one : [one]))
      .flatMap((one) => (isObject(one) && one[name] !== undefined ? [one[name]] : []));
  }
  return found.flatMap((one) => (isList(one) ? one : [one]));
}

export function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** `firstAt(data, 'State.Name')` as text; empty where there is nothing. */
export function textAt(value: Json | undefined, path: string): string {
  return textOf(allAt(value, path)[0]);
}

/** The versions of the CLI write times differently, and version 1 writes what came over the wire. */
export type Clock = 'v2' | 'v1-xml' | 'v1-json';

function written(seconds: number, clock: Clock): Json {
  if (clock === 'v1-json') return seconds;
  const text = new Date(seconds * 1_000).toISOString();
  return clock === 'v1-xml' ? text : `${text.slice(0, 19)}+00:00`;
}

/** Members that are not there are left out, as the CLI leaves them out. */
export function withTimes(value: Json, clock: Clock): Json {
  if (isList(value)) return value.map((one) => withTimes(one, clock));
  if (!isObject(value)) return value;
  const seconds = secondsOf(value);
  if (seconds !== undefined) return written(seconds, clock);
  const members = Object.entries(value).flatMap(([name, one]): [string, Json][] =>
    one === undefined ? [] : [[name, withTimes(one, clock)]],
  );
  return Object.fromEntries(members);
}
