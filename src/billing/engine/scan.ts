// What is asked of a table, and what comes back: rows grouped by text as it stands, amounts added up exactly. Both engines answer the
// same question, and everything that has an opinion about a bill happens afterwards, once.

import { columnKey, type Format, type Role, ROLES } from '../formats/format.js';
import { isBlank } from './number.js';

export interface Condition {
  /** Columns by their place in the table. */
  readonly columns: readonly number[];
  readonly values: readonly string[];
  readonly isOneOf: boolean;
}

export interface Key {
  readonly name: string;
  /** The first that is not blank counts. None: always blank. */
  readonly columns: readonly number[];
  /** Only so many characters of it. */
  readonly first?: number;
  readonly presenceOnly?: boolean;
  readonly onlyWhen?: Condition;
}

export interface Sum {
  readonly name: string;
  readonly columns: readonly number[];
  readonly credits?: { readonly types: readonly string[]; readonly isOneOf: boolean };
}

export interface Scan {
  readonly keys: readonly Key[];
  readonly sums: readonly Sum[];
  /** By name of a key: only rows that have one of these values. */
  readonly where?: Readonly<Record<string, readonly string[]>>;
  readonly dearest?: Dearest;
}

/** Only rows of the resources that cost most on these days, as the table spells them: all amounts but the quantity, added up. */
export interface Dearest {
  readonly days: readonly string[];
  readonly most: number;
}

export interface Group {
  /** As many as keys; the day's place is blank. Groups that differ in their day only share it, so that what it means is found once. */
  readonly keys: readonly string[];
  readonly day: string;
  /** As many as sums, each 10^-18. */
  readonly sums: readonly bigint[];
  readonly rows: number;
}

export interface Reject {
  readonly line: number;
  readonly reason: string;
  readonly text: string;
}

export interface ScanResult {
  readonly groups: readonly Group[];
  readonly rejected: number;
  /** The first of them. */
  readonly rejects: readonly Reject[];
}

export const SHOWN_REJECTS = 20;
/** Why a row is left out whose cost is blank. */
export const NO_AMOUNT = 'no amount';
export const DAY_CHARACTERS = 10;

function placesOf(names: readonly string[], places: ReadonlyMap<string, number>): readonly number[] {
  return names.map((name) => places.get(name)).filter((place) => place !== undefined);
}

function placesByKey(columns: readonly string[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const [place, column] of columns.entries()) if (!places.has(columnKey(column))) places.set(columnKey(column), place);
  return places;
}

function keyOf(role: Role, format: Format, places: ReadonlyMap<string, number>): Key {
  const columns = placesOf(format.roles[role] ?? [], places);
  const typeColumns = placesOf(format.facts.type.columns, places);
  if (role === 'day') return { name: role, columns, first: DAY_CHARACTERS };
  if (role === 'until') {
    const onlyWhen: Condition = { columns: typeColumns, values: format.longTypes ?? [], isOneOf: true };
    return { name: role, columns, first: DAY_CHARACTERS, onlyWhen };
  }
  if (role === 'description')
    return { name: role, columns, onlyWhen: { columns: typeColumns, values: format.everydayTypes, isOneOf: false } };
  return { name: role, columns };
}

/** The fact that holds a map; asked for only where something stands nowhere else, since hardly two of its texts are the same. */
export const MEMBERS = 'members';

function needsMembers({ members = {}, roles }: Format, places: ReadonlyMap<string, number>): boolean {
  return ROLES.some((role) => members[role] !== undefined && placesOf(roles[role] ?? [], places).length === 0);
}

/** What a format wants to know of a table with these columns. */
export function scanOf(format: Format, columns: readonly string[], withResource = false): Scan {
  const places = placesByKey(columns);
  const roles = ROLES.filter((role) => role !== 'resource' || withResource);
  return {
    keys: [
      ...roles.map((role) => keyOf(role, format, places)),
      ...Object.entries(format.facts).map(([name, { columns: names, presenceOnly }]) => ({
        name,
        columns: name === MEMBERS && !needsMembers(format, places) ? [] : placesOf(names, places),
        ...(presenceOnly === true ? { presenceOnly } : {}),
      })),
    ],
    sums: Object.entries(format.amounts).map(([name, { columns: names, credits }]) => ({
      name,
      columns: placesOf(names, places),
      ...(credits === undefined ? {} : { credits }),
    })),
  };
}

/** The same, without keys and amounts that nobody will look at. */
export function without(scan: Scan, names: readonly string[]): Scan {
  const isLeft = ({ name }: { readonly name: string }): boolean => !names.includes(name);
  return {
    ...scan,
    keys: scan.keys.map((key) => (isLeft(key) ? key : { name: key.name, columns: [] })),
    sums: scan.sums.map((sum) => (isLeft(sum) ? sum : { name: sum.name, columns: [] })),
  };
}

/** What tells one row from another, without what it costs: every column of the format but its amounts, and a few more. */
export function identityScan(format: Format, columns: readonly string[]): Scan {
  const { keys } = scanOf(format, columns, true);
  const places = placesByKey(columns);
  const more = (format.identity ?? []).map((name) => ({ name, columns: placesOf([name], places) }));
  return { keys: [...keys.map(({ columns: own, name }) => ({ name, columns: own })), ...more], sums: [] };
}

/** Places of the columns that a scan looks at, in order. */
export function wantedColumns({ keys, sums }: Scan): readonly number[] {
  const all = [
    ...keys.flatMap(({ columns, onlyWhen }) => [...columns, ...(onlyWhen?.columns ?? [])]),
    ...sums.flatMap(({ columns }) => columns),
  ];
  return [...new Set(all)].sort((a, b) => a - b);
}

/** The first of the cells that says something, as it stands. */
export function firstOf(places: readonly number[], cells: readonly string[]): string {
  for (const place of places) {
    const cell = cells[place] ?? '';
    if (!isBlank(cell)) return cell;
  }
  return '';
}

export function keyText(key: Key, cells: readonly string[]): string {
  const { columns, first, onlyWhen, presenceOnly } = key;
  if (onlyWhen !== undefined && onlyWhen.values.includes(firstOf(onlyWhen.columns, cells).trim()) !== onlyWhen.isOneOf) return '';
  const text = firstOf(columns, cells).trim();
  if (presenceOnly === true) return text === '' ? '' : '1';
  return first === undefined ? text : [...text.slice(0, 2 * first)].slice(0, first).join('');
}
