// How the reads of Google Cloud are written down: outcomes as one table, a line of chances for each cause; readings in a few words.

import { isWithin, textAt } from '../json.js';
import type { CauseId } from '../cause.js';
import type { Known, NameKind } from '../known.js';
import type { Outcome, Output, Probe, Reading } from '../probe.js';

/** For each outcome, in order, how likely it is. */
type Chances = readonly number[];

interface Table {
  readonly given: Readonly<Partial<Record<CauseId, Chances>>>;
  readonly otherwise: Chances;
}

const CAUSE_IDS = (given: Table['given']): readonly CauseId[] => {
  const isCause = (id: string): id is CauseId => Object.hasOwn(given, id);
  return Object.keys(given).filter(isCause);
};

/** Outcomes with what each means, and a row of chances for each cause that makes a difference. */
export function outcomes(meanings: Readonly<Record<string, string>>, { given, otherwise }: Table): readonly Outcome[] {
  return Object.entries(meanings).map(([name, means], at) => ({
    name,
    means,
    given: Object.fromEntries(CAUSE_IDS(given).map((id) => [id, given[id]?.[at] ?? 0])),
    otherwise: otherwise[at] ?? 0,
  }));
}

interface Asked {
  readonly name: string;
  readonly operation: string;
  readonly asks: string;
  readonly needs?: readonly NameKind[];
  readonly learns?: readonly NameKind[];
  readonly command: (known: Known) => string | undefined;
  readonly seconds?: number;
  readonly microUsd?: number;
  readonly outcomes: readonly Outcome[];
  readonly read: (output: Output, known: Known) => Reading | undefined;
}

const USUAL_SECONDS = 3;

export function probe({ needs = [], learns = [], seconds = USUAL_SECONDS, microUsd = 0, ...asked }: Asked): Probe {
  return { ...asked, provider: 'gcp', needs, learns, seconds, microUsd };
}

const MOST_TEXT = 400;
const MOST_AT = 200;
const MOST_FINDINGS = 12;
const MOST_NAMES = 20;
const MOST_NAME = 300;

export type Told = readonly [text: string, at: string];
export type Learned = Readonly<Record<NameKind, readonly string[]>>;

export function reading(outcome: string, told: readonly Told[], learned: Learned = {}): Reading {
  return {
    outcome,
    findings: told
      .slice(0, MOST_FINDINGS)
      .map(([text, at]) => ({ text: text.slice(0, MOST_TEXT).toWellFormed(), at: at.slice(0, MOST_AT).toWellFormed() })),
    learned: Object.entries(learned)
      .map(([name, values]) => ({
        name,
        values: [...new Set(values)].filter((value) => value !== '' && value.length <= MOST_NAME).slice(0, MOST_NAMES),
      }))
      .filter(({ values }) => values.length > 0),
  };
}

/** A row of a list and where it stands in it. */
export interface Row {
  readonly row: unknown;
  readonly at: number;
}

/** The rows of an output that have the member by which this kind of thing is known; nothing where it is no such list. */
export function rows(json: unknown, ...member: readonly string[]): readonly Row[] | undefined {
  if (!Array.isArray(json)) return undefined;
  const known = json.map((row: unknown, at) => ({ row, at })).filter(({ row }) => textAt(row, ...member) !== '');
  return known.length === 0 && json.length > 0 ? undefined : known;
}

/** What a command with a filter of its own does not show may still be there. */
export function isNarrowed({ command }: Output): boolean {
  return command.includes('--filter');
}

/** The last part of a URL or of a resource name. */
export function last(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** The part after a word: of `projects/p/locations/l/keys/k` what comes after `locations`. */
export function after(name: string, word: string): string {
  const parts = name.split('/');
  const found = parts.indexOf(word);
  return found === -1 ? '' : (parts[found + 1] ?? '');
}

const DAYS_BEFORE = 3;
const DAYS_AFTER = 2;

/** A rise is seen a little late, and days end at other hours elsewhere. */
export function isNearStart(day: string, { startDay }: Known): boolean {
  return isWithin(day, startDay, DAYS_BEFORE, DAYS_AFTER);
}

/** `a, b, c and 4 more`. */
export function some(names: readonly string[], most = 4): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${String(names.length - most)} more` : shown;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** What most of the weight has in common, and its share. */
export function heaviest<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  weightOf: (item: Item) => number = () => 1,
): { readonly key: string; readonly share: number; readonly weight: number; readonly first: Item } | undefined {
  const groups = new Map<string, { weight: number; first: Item }>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === '') continue;
    const group = groups.get(key) ?? { weight: 0, first: item };
    groups.set(key, { weight: group.weight + weightOf(item), first: group.first });
  }
  const total = sum(items.map(weightOf));
  const [top] = [...groups].toSorted(([, one], [, other]) => other.weight - one.weight);
  return top === undefined || total <= 0 ? undefined : { key: top[0], share: top[1].weight / total, ...top[1] };
}
