// Lists of resources: which there are, and which of them came when the money did.

import type { Finding } from '../../protocol/index.js';
import { at, dayAt, isListAt, isWithin, listAt, textAt } from '../json.js';
import type { Known, NameKind } from '../known.js';
import type { Output, Probe } from '../probe.js';
import { found, type Given, type Learned, learns, probe, type ProbeOf, type Told, told } from './build.js';

export interface Row {
  readonly item: unknown;
  readonly id: string;
  readonly at: string;
}

type Path = readonly (string | number)[];

/** The items of a list with their ids and places; undefined where there is no list. */
export function rowsAt(json: unknown, path: Path, id: string): readonly Row[] | undefined {
  if (!isListAt(json, ...path)) return undefined;
  const where = path.join('.');
  return listAt(json, ...path).map((item, index) => ({
    item,
    id: typeof item === 'string' ? item : textAt(item, id),
    at: `${where}[${String(index)}]`,
  }));
}

const NEAR_BEFORE = 3;
const NEAR_AFTER = 1;

export function isNear(known: Known, day: string, before = NEAR_BEFORE, after = NEAR_AFTER): boolean {
  return isWithin(day, known.startDay, before, after);
}

/** Those that came with the start before the others, and the later ones before the earlier. */
export function nearFirst(rows: readonly Row[], known: Known, day: (item: unknown) => string): readonly Row[] {
  const near = ({ item }: Row): number => Number(isNear(known, day(item)));
  return rows.toSorted((one, other) => near(other) - near(one) || day(other.item).localeCompare(day(one.item)));
}

export function say(rows: readonly Row[], text: (item: unknown, id: string) => string): readonly Finding[] {
  return rows.map((row) => found(text(row.item, row.id), row.at));
}

export function ids(kind: NameKind, rows: readonly Row[]): Learned {
  return learns(
    kind,
    rows.map(({ id }) => id),
  );
}

type Odds = readonly [means: string, given: Given, otherwise: number];

export interface ListOf {
  readonly name: string;
  readonly operation: string;
  readonly asks: string;
  readonly args?: ProbeOf<string>['args'];
  readonly only?: ProbeOf<string>['only'];
  readonly needs?: readonly NameKind[];
  readonly isGlobal?: boolean;
  readonly microUsd?: number;
  /** Where the list is, what names an item, and the members that tell its day, the most telling first. */
  readonly list: Path;
  readonly id: string;
  readonly days: readonly Path[];
  readonly kind: NameKind;
  readonly keep?: (item: unknown) => boolean;
  /** What else is told of an item. */
  readonly also?: (item: unknown) => string;
  readonly more?: (rows: readonly Row[]) => readonly Learned[];
  readonly learns?: readonly NameKind[];
  readonly then: Odds;
  readonly before: Odds;
  readonly none: Odds;
  /** How many days before the start still count as then. */
  readonly near?: number;
}

function read(made: ListOf, { json }: Output, known: Known): Told<'came-then' | 'was-before' | 'none'> | undefined {
  const { also = () => '', days, id, keep = () => true, kind, list, more = () => [], near } = made;
  const rows = rowsAt(json, list, id)?.filter(({ item }) => keep(item));
  if (rows === undefined) return undefined;
  if (rows.length === 0) return told('none', [found(`none of ${String(listAt(json, ...list).length)} that are listed`, list.join('.'))]);
  const dayOf = (item: unknown): string => {
    const all = days.map((path) => dayAt(item, ...path)).filter((day) => day !== '');
    return all.find((day) => isNear(known, day, near)) ?? all[0] ?? '';
  };
  const sorted = nearFirst(rows, known, dayOf);
  const isThen = sorted.some(({ item }) => isNear(known, dayOf(item), near));
  const findings = say(sorted, (item, own) => `${own || kind}: ${dayOf(item) || 'no day is told'}${also(item)}`);
  return told(isThen ? 'came-then' : 'was-before', findings, [ids(kind, sorted), ...more(sorted)]);
}

/** Whether something of this kind came when the money did. */
export function newcomers(made: ListOf): Probe {
  const { args, asks, before, isGlobal = false, kind, microUsd = 0, name, needs = [], none, operation, then } = made;
  return probe({
    name,
    operation,
    asks,
    needs,
    learns: [kind, ...(made.learns ?? [])],
    isGlobal,
    microUsd,
    ...(args === undefined ? {} : { args }),
    ...(made.only === undefined ? {} : { only: made.only }),
    outcomes: { 'came-then': then, 'was-before': before, none },
    read: (output, known) => read(made, output, known),
  });
}

/** `, m5.large` for each member that is there. */
export function words(...paths: readonly Path[]): (item: unknown) => string {
  return (item) =>
    paths
      .map((path) => textAt(item, ...path) || flagText(item, path))
      .filter((text) => text !== '')
      .map((text) => `, ${text}`)
      .join('');
}

function flagText(item: unknown, path: Path): string {
  const value = at(item, ...path);
  return typeof value === 'boolean' ? `${path.join('.')} ${String(value)}` : '';
}
