// A bill in the making: lines whose days may still change. Amounts are plain numbers until the bill is finished.

import { civilDay, weekday } from '../../src/spikes/day.js';
import type { Leaf, OneOff } from '../../src/spikes/index.js';
import { CLOUDS, type Cloud, type Product } from './catalog.js';
import type { Random } from './random.js';

export interface DraftLine {
  readonly leaf: Leaf;
  readonly resource: string;
  readonly unit: string;
  readonly price: number;
  /** Units of currency, one for each day. */
  readonly cost: Float64Array;
  /** The share of the public price that was paid, one for each day: below 1 while a commitment covers it. */
  readonly paid: Float64Array;
  coveredUntil: number;
}

export interface Draft {
  readonly random: Random;
  readonly cloud: Cloud;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly firstDay: number;
  readonly days: number;
  readonly lines: DraftLine[];
  readonly oneOffs: OneOff[];
  readonly decoys: string[];
}

export interface Size {
  /** `AWS`, `Google Cloud` or `Microsoft`. */
  readonly provider?: string;
  readonly days?: number;
  readonly services?: number;
  readonly accounts?: number;
  readonly regions?: number;
  readonly firstDay?: number;
}

/** 2026-01-01. */
const SOME_DAY = 20_454;
const MORE = ['Insight', 'Relay', 'Vault', 'Stream', 'Graph', 'Mesh', 'Batch', 'Edge', 'Sync', 'Ledger', 'Scout', 'Forge', 'Beacon'];

const hex = (random: Random, length: number): string =>
  Array.from({ length }, () => '0123456789abcdef'[random.whole(0, 15)] ?? '0').join('');

export function accountName(random: Random, cloud: Cloud, index: number): string {
  if (cloud.provider === 'AWS') return Array.from({ length: 12 }, () => String(random.whole(1, 9))).join('');
  if (cloud.provider === 'Google Cloud')
    return `${random.pick(['web', 'data', 'ml', 'core', 'shop'])}-${random.pick(['prod', 'dev', 'stage'])}-${String(100 + index)}`;
  return `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-8${hex(random, 3)}-${hex(random, 12)}`;
}

export function resourceName(random: Random, cloud: Cloud, leaf: Leaf): string {
  if (cloud.provider === 'AWS') return `arn:aws:thing:${leaf.region}:${leaf.account}:r/${hex(random, 10)}`;
  if (cloud.provider === 'Google Cloud') return `//thing.googleapis.com/projects/${leaf.account}/things/${hex(random, 8)}`;
  return `/subscriptions/${leaf.account}/resourcegroups/rg-${leaf.region}/providers/microsoft.thing/things/${hex(random, 8)}`;
}

function productsOf(random: Random, cloud: Cloud, count: number): readonly Product[] {
  const known = random.shuffled(cloud.products);
  const more = Array.from({ length: Math.max(0, count - known.length) }, (_, index): Product => {
    const service = `${cloud.provider} ${MORE[index % MORE.length] ?? ''} ${String(Math.floor(index / MORE.length) + 1)}`;
    return { service, code: service.replaceAll(' ', ''), meters: [{ usageType: 'Units', unit: 'Units', price: 0.01 }] };
  });
  return [...known, ...more].slice(0, count);
}

/** Usage types of AWS outside Virginia begin with their region. */
function usageTypeIn(cloud: Cloud, usageType: string, region: string): string {
  const prefix: Readonly<Record<string, string>> = {
    'us-west-2': 'USW2-',
    'eu-west-1': 'EU-',
    'eu-central-1': 'EUC1-',
    'ap-southeast-2': 'APS2-',
  };
  return cloud.provider === 'AWS' ? `${prefix[region] ?? ''}${usageType}` : usageType;
}

/** Services, accounts, regions and resources with what each costs on a usual day; the days are filled by a generator. */
export function draftOf(random: Random, size: Size): { readonly draft: Draft; readonly levels: ReadonlyMap<DraftLine, number> } {
  const cloud = CLOUDS.find(({ provider }) => provider === size.provider) ?? random.pick(CLOUDS);
  const days = size.days ?? random.pick([14, 21, 28, 30, 31, 45, 60, 60, 61, 90, 90, 120, 180]);
  const services = size.services ?? random.pick([3, 5, 8, 8, 10, 12, 14, 20, 30, 60]);
  const accountCount = size.accounts ?? random.pick([1, 1, 2, 3, 5]);
  const accounts = Array.from({ length: accountCount }, (_, index) => accountName(random, cloud, index));
  const regions = random.shuffled(cloud.regions).slice(0, size.regions ?? random.pick([1, 2, 2, 3]));
  const draft: Draft = {
    random,
    cloud,
    accounts,
    regions,
    firstDay: size.firstDay ?? SOME_DAY + random.whole(0, 300),
    days,
    lines: [],
    oneOffs: [],
    decoys: [],
  };
  const levels = new Map<DraftLine, number>();
  const scale = 10 ** random.between(1.3, 4.2);
  for (const [rank, product] of productsOf(random, cloud, services).entries()) {
    const ofService = (scale * Math.exp(0.6 * random.normal())) / (rank + 1) ** random.between(0.6, 1.3);
    const places = accounts.flatMap((account) => regions.map((region) => ({ account, region }))).filter(() => random.chance(0.7));
    const used = places.length > 0 ? places : [{ account: random.pick(accounts), region: random.pick(regions) }];
    const cells = used.flatMap((place) => product.meters.filter(() => random.chance(0.75)).map((meter) => ({ ...place, meter })));
    const weights = cells.map(() => Math.exp(1.1 * random.normal()));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    for (const [index, { account, region, meter }] of cells.entries()) {
      const leaf: Leaf = {
        provider: cloud.provider,
        account,
        service: product.service,
        usageType: usageTypeIn(cloud, meter.usageType, region),
        region,
      };
      const resources = random.pick([1, 1, 2, 3]);
      for (let part = 0; part < resources; part += 1) {
        const line = lineOf(draft, leaf, meter.unit, meter.price);
        levels.set(line, (ofService * (weights[index] ?? 1)) / sum / resources);
        draft.lines.push(line);
      }
    }
  }
  return { draft, levels };
}

export function lineOf(draft: Draft, leaf: Leaf, unit: string, price: number): DraftLine {
  return {
    leaf,
    resource: resourceName(draft.random, draft.cloud, leaf),
    unit,
    price,
    cost: new Float64Array(draft.days),
    paid: new Float64Array(draft.days).fill(1),
    coveredUntil: 0,
  };
}

export const serviceNames = (draft: Draft): readonly string[] => [...new Set(draft.lines.map(({ leaf }) => leaf.service))];
export const linesOf = (draft: Draft, service: string): readonly DraftLine[] => draft.lines.filter(({ leaf }) => leaf.service === service);
export const sumOn = (lines: readonly DraftLine[], day: number): number => lines.reduce((sum, { cost }) => sum + (cost[day] ?? 0), 0);

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? high)) / 2;
}

export const usualDay = (draft: Draft): number => median(Array.from({ length: draft.days }, (_, day) => sumOn(draft.lines, day)));
export const dayOfMonth = (draft: Draft, day: number): number => civilDay(draft.firstDay + day).day;
export const weekdayOf = (draft: Draft, day: number): number => weekday(draft.firstDay + day);
