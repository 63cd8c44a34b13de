// What a list of alike things says: how many, which kinds, what is largest, what changed when the money did.

import type { Finding } from '../../protocol/index.js';
import { type Field, fieldsOf, type Json, labelOf, numberOf, timeOf } from './values.js';

/** A finding and how much it tells; more is told first. */
export interface Weighty {
  readonly finding: Finding;
  readonly weight: number;
}

export interface Around {
  /** The first day that rose: YYYY-MM-DD. */
  readonly startDay: string;
}

/** A thing of a list, and where it stands. */
export interface Thing {
  readonly value: Json;
  readonly path: string;
}

interface Item {
  readonly fields: ReadonlyMap<string, Field>;
  readonly label: string;
  readonly path: string;
}

const MOST_ITEMS = 2_000;
const MOST_NAMED = 4;
const NEAR_MS = 3 * 86_400_000;
const DAY_MS = 86_400_000;
const LEAST_SERIES = 4;
const MOST_KINDS = 6;

const WEIGHTS = { change: 10, near: 8, count: 6, largest: 4, kinds: 3 } as const;

const rounded = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3))));
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

function itemsOf(things: readonly Thing[]): readonly Item[] {
  return things.slice(0, MOST_ITEMS).map(({ path, value }) => {
    const fields = fieldsOf(value, path);
    return { fields: new Map(fields.map((field) => [field.name, field])), label: labelOf(fields), path };
  });
}

function namesOf(items: readonly Item[]): readonly string[] {
  return [...new Set(items.slice(0, 50).flatMap(({ fields }) => [...fields.keys()]))];
}

interface Valued<Value> {
  readonly item: Item;
  readonly field: Field;
  readonly value: Value;
}

function valued<Value>(
  items: readonly Item[],
  name: string,
  of: (name: string, value: Json) => Value | undefined,
): readonly Valued<Value>[] {
  return items.flatMap((item) => {
    const field = item.fields.get(name);
    const value = field && of(name, field.value);
    return field === undefined || value === undefined ? [] : [{ item, field, value }];
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** A value over time, before and since the day that the money rose. */
function change(
  title: string,
  name: string,
  numbers: readonly Valued<number>[],
  times: ReadonlyMap<Item, number>,
  around: Around,
): readonly Weighty[] {
  const start = Date.parse(around.startDay);
  const dated = numbers.flatMap(({ field, item, value }) => {
    const time = times.get(item);
    return time === undefined ? [] : [{ field, time, value }];
  });
  if (new Set(dated.map(({ time }) => time)).size < LEAST_SERIES) return [];
  const [before, since] = [dated.filter(({ time }) => time < start), dated.filter(({ time }) => time >= start)];
  const top = dated.toSorted((one, other) => other.value - one.value)[0];
  const peak = top === undefined ? '' : `; greatest ${rounded(top.value)} on ${dayOf(top.time)}`;
  const at = top?.field.path ?? '';
  if (before.length === 0 || since.length === 0) {
    const all = mean(dated.map(({ value }) => value));
    const side = before.length === 0 ? 'since' : 'before';
    return [
      {
        weight: WEIGHTS.largest,
        finding: { text: `${title}: ${name} is ${rounded(all)} on average, all ${side} ${around.startDay}${peak}`, at },
      },
    ];
  }
  const [low, high] = [mean(before.map(({ value }) => value)), mean(since.map(({ value }) => value))];
  const factor = low === 0 ? '' : ` (${rounded(high / low)} times)`;
  const text = `${title}: ${name} averages ${rounded(low)} before ${around.startDay} and ${rounded(high)} since${factor}${peak}`;
  return [{ weight: WEIGHTS.change, finding: { text, at } }];
}

/** Things that came to be, or were touched, when the money rose. */
function near(title: string, name: string, times: readonly Valued<number>[], around: Around): readonly Weighty[] {
  const start = Date.parse(around.startDay);
  const close = times.filter(({ value }) => Math.abs(value - start) <= NEAR_MS + DAY_MS);
  const [first] = close;
  if (first === undefined || times.length > 400) return [];
  const named = close
    .slice(0, MOST_NAMED)
    .map(({ item, value }) => `${item.label || item.path} ${new Date(value).toISOString().slice(0, 16)}`);
  const text = `${title}: ${name} of ${String(close.length)} of ${String(times.length)} is within days of ${around.startDay}: ${named.join(', ')}`;
  return [{ weight: WEIGHTS.near, finding: { text, at: first.field.path } }];
}

function largest(title: string, name: string, numbers: readonly Valued<number>[]): readonly Weighty[] {
  const top = numbers.toSorted((one, other) => other.value - one.value);
  const [first] = top;
  if (first === undefined || numbers.length < 2 || first.value === top.at(-1)?.value) return [];
  const sum = numbers.reduce((total, { value }) => total + value, 0);
  const named = top.slice(0, MOST_NAMED).map(({ item, value }) => `${rounded(value)} ${item.label}`.trim());
  const share = sum > 0 ? first.value / sum : 0;
  const text = `${title}: ${name} adds up to ${rounded(sum)}; greatest ${named.join(', ')}`;
  return [{ weight: WEIGHTS.largest + share, finding: { text, at: first.field.path } }];
}

function kinds(title: string, name: string, items: readonly Item[], path: string): readonly Weighty[] {
  const counts = new Map<string, number>();
  for (const { fields } of items) {
    const value = fields.get(name)?.value;
    if (typeof value === 'string' || typeof value === 'boolean') counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  }
  const sorted = [...counts].toSorted(([, one], [, other]) => other - one);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  const [top] = sorted;
  // Names of single things are no kinds.
  if (top === undefined || total < 2 || (top[1] < 2 && items.length > 2) || sorted.some(([value]) => value.length > 200)) return [];
  const shown = sorted.slice(0, MOST_KINDS).map(([value, count]) => `${value.slice(0, 60)} ${String(count)}`);
  const more = sorted.length > MOST_KINDS ? ` and ${String(sorted.length - MOST_KINDS)} more` : '';
  const isTelling = /state|status|type|class|engine|mode|event|reason|user|zone|region|version|error/i.test(name);
  return [
    {
      weight: WEIGHTS.kinds + (isTelling ? 1.5 : 0),
      finding: { text: `${title}: ${name || 'the value'} is ${shown.join(', ')}${more}`, at: path },
    },
  ];
}

export function reduceList(list: readonly Thing[], path: string, name: string, around: Around): readonly Weighty[] {
  const title = name === '' ? 'the list' : name;
  const count = {
    weight: WEIGHTS.count,
    finding: { text: `${title}: ${list.length === 0 ? 'empty' : `${String(list.length)} items`}`, at: path },
  };
  const items = itemsOf(list);
  const names = namesOf(items);
  const times = names.map((one) => [one, valued(items, one, timeOf)] as const).filter(([, all]) => all.length > 0);
  const [clock] = times;
  const timeOfItem = new Map((clock?.[1] ?? []).map(({ item, value }) => [item, value]));
  const timed = new Set(times.map(([one]) => one));
  const numbers = names.filter((one) => !timed.has(one)).map((one) => [one, valued(items, one, numberOf)] as const);
  const counted = numbers.filter(([, all]) => all.length > 0);
  // What has a name of its own is a thing with a birthday, not a value of a day.
  const isSeries = new Set(timeOfItem.values()).size >= LEAST_SERIES && items.every(({ label }) => label === '');
  const numeric = new Set(counted.map(([one]) => one));
  return [
    count,
    ...(isSeries ? counted.flatMap(([one, all]) => change(title, one, all, timeOfItem, around)) : []),
    ...times.flatMap(([one, all]) => near(title, one, all, around)),
    ...counted.flatMap(([one, all]) => largest(title, one, all)),
    ...names.filter((one) => !timed.has(one) && !numeric.has(one)).flatMap((one) => kinds(title, one, items, path)),
  ];
}
