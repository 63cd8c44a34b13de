// The fields of an entry, whichever event it is: a later version of ghosthunter may have written it.

import type { LogEntry } from '../audit/index.js';

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text of a field, of a field within it (`proposal.text`), or of each item of a list; `undefined` when there is nothing. */
export function textOf({ fields }: Pick<LogEntry, 'fields'>, path: string): string | undefined {
  let value: unknown = fields;
  for (const key of path.split('.')) value = isFields(value) ? value[key] : undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return Array.isArray(value) ? value.map(String).join(' ') : undefined;
}

/** Every field as path and value, those within others by their path. */
export function leavesOf(fields: Fields, before = ''): readonly (readonly [string, unknown])[] {
  return Object.entries(fields).flatMap(([key, value]) =>
    isFields(value) ? leavesOf(value, `${before}${key}.`) : [[`${before}${key}`, value] as const],
  );
}

/** What people call the event. */
export function wordFor({ event }: Pick<LogEntry, 'event'>): string {
  return event === 'cleared' ? 'accepted' : event;
}

export function shownTime(time: string): string {
  return time.slice(0, 19).replace('T', ' ');
}

/** To the fraction of a cent that a request may cost. */
export function money(microUsd: number): string {
  return `$${(microUsd / 1_000_000).toFixed(6).replace(/0{1,4}$/, '')}`;
}
