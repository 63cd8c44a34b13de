// Which spike is the same as one that is known. A bill is exported again and again while its month grows, so the same rise comes back with
// more days, more money, and sometimes a start that moved by a day or two once there was more to compare it with.

import { createHash } from 'node:crypto';
import type { SpikesFound } from '../protocol/index.js';

export type FoundSpike = SpikesFound['reports'][number]['spikes'][number];

/** What is remembered of a spike. */
export interface KnownSpike {
  /** Of the place: account, service, usage type, region. */
  readonly place: string;
  /** In words, as the bill has them. */
  readonly title: string;
  readonly startDay: string;
  /** Whole nano-units of the currency, when it was last looked into. */
  readonly excess: string;
  readonly currency: string;
}

/** Starts that lie no further apart are the same rise. */
const DAYS_APART = 3;
const DAY_MS = 86_400_000;

/** T-NAME: names of a bill are a stranger's words, and become no file name and no key as they are. */
export function placeOf({ key }: Pick<FoundSpike, 'key'>): string {
  const { account, provider, region, service, usageType } = key;
  return createHash('sha256')
    .update(JSON.stringify([provider, account, service, usageType, region]))
    .digest('hex')
    .slice(0, 32);
}

export function knownSpike(spike: FoundSpike, currency: string): KnownSpike {
  const { account, region, service, usageType } = spike.key;
  const title = [service, usageType, region, account].filter((part) => part !== '').join(' / ');
  return { place: placeOf(spike), title: title.slice(0, 600), startDay: spike.startDay, excess: spike.excess, currency };
}

export function isSameSpike(one: KnownSpike, other: KnownSpike): boolean {
  const apart = Math.abs(Date.parse(one.startDay) - Date.parse(other.startDay));
  return one.place === other.place && one.currency === other.currency && apart <= DAYS_APART * DAY_MS;
}

export type Standing = 'new' | 'known' | 'grown';

/** `grown` once the money is at least so many times what it was when it was last looked into. */
export function standingOf(spike: KnownSpike, known: readonly KnownSpike[], times: number): Standing {
  const before = known.filter((one) => isSameSpike(one, spike));
  if (before.length === 0) return 'new';
  const most = Math.max(...before.map(({ excess }) => Number(excess)));
  return Number(spike.excess) >= most * times ? 'grown' : 'known';
}
