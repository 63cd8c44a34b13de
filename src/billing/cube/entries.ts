// What the groups of a table mean: each becomes money of one day in one of the two streams, by the rules of its format.

import type { Leaf, OneOff } from '../../spikes/index.js';
import type { Group, Scan } from '../engine/scan.js';
import { isBlank } from '../engine/number.js';
import type { Format, LineRule, Pattern, Stream } from '../formats/format.js';
import { dayOrderOf, parseDay } from './day.js';

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
  return rules.find(({ when }) => Object.entries(when).every(([name, patterns]) => patterns.some((pattern) => fits(said(name), pattern))));
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
  const dayPlace = places.get('day') ?? -1;
  const order = dayOrderOf(groups.map(({ keys }) => keys[dayPlace] ?? ''));
  const entries: Entry[] = [];
  const dayTexts = new Map<number, string[]>();
  const days = new Map<string, number | undefined>();
  let dayless = 0;
  let counted = 0;
  let daylessText = '';
  for (const { keys, rows, sums: amounts } of groups) {
    const said = (name: string): string => cleaned(keys[places.get(name) ?? -1]);
    const rawDay = keys[dayPlace] ?? '';
    if (!days.has(rawDay)) days.set(rawDay, parseDay(rawDay, order));
    const day = days.get(rawDay);
    if (day === undefined) {
      if (format.hasTotals === true && isTotal(rawDay)) continue;
      dayless += rows;
      daylessText ||= rawDay;
      continue;
    }
    counted += rows;
    const known = dayTexts.get(day);
    if (known === undefined) dayTexts.set(day, [rawDay]);
    else if (!known.includes(rawDay)) known.push(rawDay);
    const leaf = leafOf(format, said);
    const amount = (name: string): bigint => amounts[sums.get(name) ?? -1] ?? 0n;
    let isFirst = true;
    for (const { cost, isSpread, to } of ruleFor(rules, said)?.gives ?? []) {
      const total = cost.reduce((sum, name) => (name.startsWith('-') ? sum - amount(name.slice(1)) : sum + amount(name)), 0n);
      // A purchase that is paid later, a promotion that did not apply: nothing happened.
      if (to !== 'run-rate' && total === 0n) continue;
      const until = isSpread === true ? parseDay(said('until'), order) : undefined;
      const shared = {
        currency: firstFilled(said('currency'), currency ?? '', DEFAULT_CURRENCY),
        leaf,
        stream: to,
        unit: said('unit'),
        description: to === 'run-rate' ? '' : said('description') || leaf.usageType || leaf.service,
        payer: said('payer'),
        resource: said('resource'),
      };
      const pieces = spread(total, day, until);
      for (const [at, piece] of pieces.entries()) {
        const isWhole = isFirst && at === 0;
        entries.push({
          ...shared,
          day: day + at,
          cost: piece,
          quantity: isWhole && to === 'run-rate' ? amount('quantity') : 0n,
          rows: isWhole ? rows : 0,
        });
      }
      isFirst = false;
    }
  }
  return { entries, rows: counted, dayless, daylessText, isPlain, dayTexts };
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
  const kinds = new Map(groups.map(({ keys }) => [names.map((name) => keys[places.get(name) ?? -1]).join('\u001f'), keys]));
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
