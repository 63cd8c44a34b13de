// What the groups of a table mean: each becomes money of one day in one of the two streams, by the rules of its format.

import type { Leaf, OneOff } from '../../spikes/index.js';
import { type Group, MEMBERS, type Scan } from '../engine/scan.js';
import { isBlank } from '../engine/number.js';
import type { Format, LineRule, Pattern, Stream, View, ViewSign } from '../formats/format.js';
import { dayOrderOf, parseDay } from './day.js';
import { membersOf } from './members.js';
import { viewOf } from './view.js';

export interface Entry {
  readonly currency: string;
  readonly leaf: Leaf;
  readonly day: number;
  readonly stream: Stream;
  /** 10^-18. */
  readonly cost: bigint;
  readonly quantity: bigint;
  readonly unit: string;
  readonly description: string;
  readonly payer: string;
  readonly resource: string;
  readonly rows: number;
}

export interface Entries {
  readonly entries: readonly Entry[];
  /** Rows that count, whether or not they cost anything. */
  readonly rows: number;
  /** Rows whose day is none. */
  readonly dayless: number;
  readonly daylessText: string;
  /** Fewer columns than the amortised view of the costs needs. */
  readonly isPlain: boolean;
  /** Where the format has two views of the same costs. */
  readonly view: View | undefined;
  /** As the file writes them. */
  readonly dayTexts: ReadonlyMap<number, readonly string[]>;
}

export interface Reading {
  readonly format: Format;
  readonly scan: Scan;
  /** Where no column says it. */
  readonly currency: string | undefined;
}

const LONGEST_TEXT = 300;
const DEFAULT_CURRENCY = 'USD';
/** A line for more days than this is not spread: something is wrong with it. */
const LONGEST_SPREAD = 400;

function cleaned(text: string | undefined): string {
  if (text === undefined || isBlank(text)) return '';
  const trimmed = text.trim();
  return trimmed.length > LONGEST_TEXT ? trimmed.slice(0, LONGEST_TEXT).toWellFormed() : trimmed.toWellFormed();
}

function fits(text: string, pattern: Pattern): boolean {
  if (pattern === '*') return text !== '';
  const wanted = pattern.toLowerCase();
  const [head = '', tail] = wanted.split('*');
  if (tail === undefined) return text.toLowerCase() === wanted;
  return text.toLowerCase().startsWith(head) && text.toLowerCase().endsWith(tail);
}

export function ruleFor(rules: readonly LineRule[], said: (name: string) => string): LineRule | undefined {
  return rules.find(({ when }) => fitsAll(when, said));
}

function fitsAll(when: LineRule['when'], said: (name: string) => string): boolean {
  return Object.entries(when).every(([name, patterns]) => patterns.some((pattern) => fits(said(name), pattern)));
}

/** `us-east-1a` lies in `us-east-1`. */
function regionOfZone(zone: string): string {
  return /^[a-z]{2}(?:-[a-z]+)+-\d+/u.exec(zone)?.[0] ?? '';
}

export function entriesOf(groups: readonly Group[], { currency, format, scan }: Reading): Entries {
  const places = new Map(scan.keys.map(({ name }, at) => [name, at]));
  const sums = new Map(scan.sums.map(({ name }, at) => [name, at]));
  const missing = new Set(scan.sums.filter(({ columns }) => columns.length === 0).map(({ name }) => name));
  const isPlain = format.plainLines !== undefined && lacksAmounts(groups, format, places, missing);
  const rules = isPlain ? (format.plainLines ?? format.lines) : format.lines;
  const order = dayOrderOf(groups.map(({ day }) => day));
  const entries: Entry[] = [];
  const dayTexts = new Map<number, string[]>();
  const days = new Map<string, number | undefined>();
  const kinds = new Map<readonly string[], Kind>();
  const signs = { amortised: false, bought: false, free: false };
  const costPlace = sums.get('cost') ?? -1;
  const quantityPlace = sums.get('quantity') ?? -1;
  const kindOf = (keys: readonly string[]): Kind => {
    const plain = (name: string): string => cleaned(keys[places.get(name) ?? -1]);
    const members = format.members === undefined ? undefined : membersOf(keys[places.get(MEMBERS) ?? -1] ?? '');
    const said = (name: string): string => plain(name) || memberFor(name, format, members);
    const leaf = leafOf(format, said);
    return {
      currency: firstFilled(said('currency'), currency ?? '', DEFAULT_CURRENCY),
      leaf,
      unit: said('unit'),
      description: said('description') || leaf.usageType || leaf.service,
      payer: said('payer'),
      resource: said('resource'),
      until: said('until'),
      views: (format.views ?? []).filter(({ when }) => fitsAll(when, said)),
      gives: (ruleFor(rules, said)?.gives ?? []).map(({ cost, isSpread = false, to }) => ({
        to,
        isSpread,
        cost: cost.map((name) => ({ at: sums.get(name.replace(/^-/u, '')) ?? -1, isTaken: name.startsWith('-') })),
      })),
    };
  };
  let dayless = 0;
  let counted = 0;
  let daylessText = '';
  for (const { day: rawDay, keys, rows, sums: amounts } of groups) {
    if (!days.has(rawDay)) {
      const parsed = parseDay(rawDay, order);
      days.set(rawDay, parsed);
      if (parsed !== undefined) dayTexts.set(parsed, [...(dayTexts.get(parsed) ?? []), rawDay]);
    }
    const day = days.get(rawDay);
    if (day === undefined) {
      if (format.hasTotals === true && isTotal(rawDay)) continue;
      dayless += rows;
      daylessText ||= rawDay;
      continue;
    }
    counted += rows;
    let kind = kinds.get(keys);
    if (kind === undefined) {
      kind = kindOf(keys);
      kinds.set(keys, kind);
    }
    const { currency: own, description, leaf, payer, resource, unit } = kind;
    for (const { isPaid, view } of kind.views) {
      const isThis = isPaid === undefined || isPaid === ((amounts[costPlace] ?? 0n) !== 0n);
      if (isThis) signs[view === 'amortised' ? 'amortised' : isPaid === undefined ? 'bought' : 'free'] = true;
    }
    let isFirst = true;
    for (const { cost, isSpread, to } of kind.gives) {
      let total = 0n;
      for (const { at, isTaken } of cost) total += isTaken ? -(amounts[at] ?? 0n) : (amounts[at] ?? 0n);
      // A purchase that is paid later, a promotion that did not apply: nothing happened.
      if (to !== 'run-rate' && total === 0n) continue;
      const pieces = isSpread ? spread(total, day, parseDay(kind.until, order)) : [total];
      for (let at = 0; at < pieces.length; at += 1) {
        const isWhole = isFirst && at === 0;
        entries.push({
          currency: own,
          leaf,
          stream: to,
          unit,
          description: to === 'run-rate' ? '' : description,
          payer,
          resource,
          day: day + at,
          cost: pieces[at] ?? 0n,
          quantity: isWhole && to === 'run-rate' ? (amounts[quantityPlace] ?? 0n) : 0n,
          rows: isWhole ? rows : 0,
        });
      }
      isFirst = false;
    }
  }
  return { entries, rows: counted, dayless, daylessText, isPlain, view: viewOf(signs), dayTexts };
}

/** What all groups with these keys mean, whatever their day. */
interface Kind {
  readonly currency: string;
  readonly leaf: Leaf;
  readonly unit: string;
  readonly description: string;
  readonly payer: string;
  readonly resource: string;
  readonly until: string;
  readonly views: readonly ViewSign[];
  readonly gives: readonly {
    readonly to: Stream;
    readonly isSpread: boolean;
    readonly cost: readonly { readonly at: number; readonly isTaken: boolean }[];
  }[];
}

function memberFor(role: string, format: Format, members: ReadonlyMap<string, string> | undefined): string {
  if (members === undefined || members.size === 0) return '';
  const [, names = []] = Object.entries(format.members ?? {}).find(([name]) => name === role) ?? [];
  return firstFilled(...names.map((name) => cleaned(members.get(name))));
}

function firstFilled(...texts: readonly string[]): string {
  return texts.find((text) => text !== '') ?? '';
}

function isTotal(day: string): boolean {
  return isBlank(day) || /total/iu.test(day);
}

/** Whether a line of this file is of a kind whose cost stands in columns that the file lacks. Kinds are few, lines are many. */
function lacksAmounts(
  groups: readonly Group[],
  { lines }: Format,
  places: ReadonlyMap<string, number>,
  missing: ReadonlySet<string>,
): boolean {
  const names = [...new Set(lines.flatMap(({ when }) => Object.keys(when)))].filter((name) => name !== 'service' && name !== 'usageType');
  const all = new Set(groups.map(({ keys }) => keys));
  const kinds = new Map([...all].map((keys) => [names.map((name) => keys[places.get(name) ?? -1]).join('\u001f'), keys]));
  return [...kinds.values()].some((keys) => {
    const rule = ruleFor(lines, (name) => cleaned(keys[places.get(name) ?? -1]));
    return rule?.gives.some(({ cost }) => cost.some((name) => missing.has(name.replace('-', '')))) ?? false;
  });
}

/** Equal parts whose sum is exact; `until` is the first day that it is no longer for. */
function spread(total: bigint, from: number, until: number | undefined): readonly bigint[] {
  const days = until === undefined || until <= from ? 1 : until - from;
  if (days > LONGEST_SPREAD) return [total];
  const part = total / BigInt(days);
  const rest = total - part * BigInt(days);
  return Array.from({ length: days }, (_, at) => (at === 0 ? part + rest : part));
}

function leafOf(format: Format, said: (name: string) => string): Leaf {
  const usageType = said('usageType');
  const [prefix = ''] = usageType.split('-');
  const region =
    said('region') ||
    (format.regionOfZone === undefined ? '' : regionOfZone(said(format.regionOfZone))) ||
    (usageType.includes('-') ? (format.regionOfUsageType?.[prefix] ?? '') : '');
  return { provider: format.provider || said('provider'), account: said('account'), service: said('service'), usageType, region };
}

export function isOneOff(stream: Stream): stream is OneOff['kind'] {
  return stream !== 'run-rate';
}
