// Safe looks into JSON of unknown form. An output may have been shortened on its way: a list then ends in a text that tells how many were
// left out, an object has one member more; neither is taken for data.

/** What the digest puts where it left something out. */
const CUT = '… ';
const MS_PER_SECOND = 1_000;
const DAY_MS = 86_400_000;
/** From here on a number of seconds would be a day after the year 5000: it is milliseconds. */
const LEAST_MILLISECONDS = 100_000_000_000;

type Key = string | number;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function itemsOf(value: unknown): readonly unknown[] | undefined {
  // CAST: a list whose items are not known; the language takes them for anything.
  return Array.isArray(value) ? (value as readonly unknown[]) : undefined;
}

/** The value at a path, undefined where there is none. */
export function at(json: unknown, ...path: readonly Key[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof key === 'number') return itemsOf(value)?.[key];
    return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }, json);
}

export function has(json: unknown, ...path: readonly Key[]): boolean {
  return at(json, ...path) !== undefined;
}

const isCut = (item: unknown): item is string => typeof item === 'string' && item.startsWith(CUT);

/** The items of a list, without what tells of a cut; empty where there is no list. */
export function listAt(json: unknown, ...path: readonly Key[]): readonly unknown[] {
  return (itemsOf(at(json, ...path)) ?? []).filter((item) => !isCut(item));
}

/** Whether there is a list there, however short. */
export function isListAt(json: unknown, ...path: readonly Key[]): boolean {
  return Array.isArray(at(json, ...path));
}

/** How many items the list had before it was shortened. */
export function countAt(json: unknown, ...path: readonly Key[]): number {
  const more = itemsOf(at(json, ...path))?.find(isCut);
  return listAt(json, ...path).length + (more === undefined ? 0 : (numberOf(more.slice(CUT.length).split(' ')[0]) ?? 0));
}

/** Text, or a number as text; empty where there is none. */
export function textAt(json: unknown, ...path: readonly Key[]): string {
  const found = at(json, ...path);
  return typeof found === 'string' ? found : typeof found === 'number' ? String(found) : '';
}

export function textsAt(json: unknown, ...path: readonly Key[]): readonly string[] {
  return listAt(json, ...path).filter((item): item is string => typeof item === 'string');
}

export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** A number, also one that is written as text. */
export function numberAt(json: unknown, ...path: readonly Key[]): number | undefined {
  return numberOf(at(json, ...path));
}

/** True or false, also as text; undefined where it is neither. */
export function flagAt(json: unknown, ...path: readonly Key[]): boolean | undefined {
  const found = at(json, ...path);
  if (typeof found === 'boolean') return found;
  const text = typeof found === 'string' ? found.toLowerCase() : '';
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** The day, in UTC, of a time as CLIs write it: ISO 8601, or seconds or milliseconds since 1970; empty where it is no time. */
export function dayOf(value: unknown): string {
  const number = numberOf(value);
  const time = number ?? (typeof value === 'string' ? Date.parse(value) : NaN);
  const milliseconds = number !== undefined && Math.abs(number) < LEAST_MILLISECONDS ? time * MS_PER_SECOND : time;
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) || number === 0 ? '' : date.toISOString().slice(0, 10);
}

export function dayAt(json: unknown, ...path: readonly Key[]): string {
  return dayOf(at(json, ...path));
}

/** The day so many days later, or earlier. */
export function dayPlus(day: string, days: number): string {
  const time = Date.parse(day);
  return Number.isNaN(time) ? day : new Date(time + days * DAY_MS).toISOString().slice(0, 10);
}

/** Days from one day to the other, negative where it is earlier; NaN where one is no day. */
export function daysFrom(one: string, other: string): number {
  return (Date.parse(other) - Date.parse(one)) / DAY_MS;
}

/** Whether the day is at most so many days before, or after, the other; a missing day is not. */
export function isWithin(day: string, other: string, before: number, after: number): boolean {
  const days = daysFrom(other, day);
  return days >= -before && days <= after;
}
