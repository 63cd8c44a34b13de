// What a bill shows of one spike, in the form that signatures are matched against.

import type { SpikesFound } from '../protocol/index.js';
import { awsNames } from './aws/resource.js';
import type { Known } from './known.js';

export type Report = SpikesFound['reports'][number];
export type Spike = Report['spikes'][number];
type Dimension = Spike['scopes'][number]['where'][number]['dimension'];

/** One place where money rose; empty where the scope does not say. */
export type Line = Readonly<Record<Dimension, string>> & {
  /** Of the spike's money. */
  readonly share: number;
};

export interface Seen {
  readonly report: Report;
  readonly spike: Spike;
  /** Where the spike's money is, most of it first. */
  readonly lines: readonly Line[];
  /** What rose in the same days and is not this spike. */
  readonly companions: readonly Spike[];
  /** What fell in the same days. */
  readonly drops: readonly Spike[];
  /** Whether more was used, or the same cost more. */
  readonly driver: 'volume' | 'price' | 'mixed' | 'unknown';
}

const NEAR_DAYS = 3;
const MOSTLY = 0.7;
const DAY_MS = 86_400_000;

function daysBetween(one: string, other: string): number {
  return Math.abs(Date.parse(one) - Date.parse(other)) / DAY_MS;
}

function linesOf(spike: Spike): readonly Line[] {
  const scopes = spike.scopes.length > 0 ? spike.scopes : [{ where: [], share: 1 }];
  return scopes
    .map(({ share, where }) => {
      // What the scope leaves open is what the key of the spike says.
      const line = { resource: '', ...spike.key, share };
      return where.reduce<Line>((made, { dimension, value }) => ({ ...made, [dimension]: value }), line);
    })
    .toSorted((one, other) => other.share - one.share);
}

function driverOf({ priceVolume }: Spike): Seen['driver'] {
  if (priceVolume === null) return 'unknown';
  const [volume, price] = [Math.abs(Number(priceVolume.volume)), Math.abs(Number(priceVolume.price))];
  if (volume + price === 0) return 'unknown';
  if (volume / (volume + price) >= MOSTLY) return 'volume';
  return price / (volume + price) >= MOSTLY ? 'price' : 'mixed';
}

export function seen(report: Report, spike: Spike): Seen {
  const isNear = (other: Spike): boolean => other !== spike && daysBetween(other.startDay, spike.startDay) <= NEAR_DAYS;
  return {
    report,
    spike,
    lines: linesOf(spike),
    companions: report.spikes.filter(isNear),
    drops: report.drops.filter(isNear),
    driver: driverOf(spike),
  };
}

/** What is known before anything was read. */
export function knownFrom({ lines, report, spike }: Seen, today: string): Known {
  const values = (dimension: Dimension): readonly string[] => [
    ...new Set(lines.map((line) => line[dimension]).filter((value) => value !== '')),
  ];
  const isGcp = spike.key.provider.toLowerCase().includes('g');
  const names = new Map<string, readonly string[]>([
    ['account', values('account')],
    ['region', values('region')],
    ['resource', values('resource')],
    ['service', values('service')],
    ['usage-type', values('usageType')],
    ...(isGcp ? [['project', values('account')] as const] : awsNames(lines)),
  ]);
  return { startDay: spike.startDay, firstDay: report.firstDay, lastDay: report.lastDay, today, names };
}
