// How each number came about, in plain words and exact amounts.

import { isoDay } from './day.js';
import type { PriceVolume, Scope, Severity, SpikeShape } from './report.js';
import type { Rise } from './rises.js';
import { inOrder } from './slices.js';

const SIGNS: Readonly<Record<string, string>> = { USD: '$', EUR: '€', GBP: '£' };
const NANO_OF_A_CENT = 10_000_000n;

/** `$1,930.00`, or `1,930.00 CHF`. */
export function money(amount: bigint, currency: string): string {
  const positive = amount < 0n ? -amount : amount;
  const cents = (positive + NANO_OF_A_CENT / 2n) / NANO_OF_A_CENT;
  const whole = (cents / 100n).toString();
  let grouped = '';
  for (const [index, digit] of [...whole].entries()) grouped += (index > 0 && (whole.length - index) % 3 === 0 ? ',' : '') + digit;
  const text = `${grouped}.${(cents % 100n).toString().padStart(2, '0')}`;
  const sign = amount < 0n ? '-' : '';
  const symbol = SIGNS[currency];
  return symbol === undefined ? `${sign}${text} ${currency}` : `${sign}${symbol}${text}`;
}

const percent = (share: number): string => `${String(Math.round(share * 100))} %`;
const count = (days: number): string => (days === 1 ? '1 day' : `${String(days)} days`);

const WORDS = {
  provider: 'provider',
  account: 'account',
  service: 'service',
  usageType: 'usage type',
  region: 'region',
  resource: 'resource',
} as const;
const nameOf = (dimension: string): string => Object.entries(WORDS).find(([name]) => name === dimension)?.[1] ?? dimension;

export function placeName(where: Scope['where']): string {
  const inside = Object.entries(where).filter(([dimension]) => dimension !== 'provider' && dimension !== 'service');
  const named = inside
    .sort(([one], [other]) => inOrder(one, other))
    .map(([dimension, value]) => `${nameOf(dimension)} ${value === '' ? '(none)' : value}`);
  return named.length === 0 ? 'all of the service' : named.join(', ');
}

const SHAPE_WORDS: Readonly<Record<SpikeShape, string>> = {
  new: 'was not there before',
  step: 'stepped up and stayed',
  burst: 'rose and came back',
  ramp: 'grew day by day',
  'one-off': 'came once',
};

export interface Explained {
  readonly currency: string;
  readonly firstDay: number;
  readonly rise: Rise;
  readonly historyDays: number;
  readonly shape: SpikeShape;
  /** It was used before, and cost nothing. */
  readonly wasFree: boolean;
  readonly severity: Severity;
  readonly excess: bigint;
  readonly expectedPerDay: bigint;
  readonly seenPerDay: bigint;
  readonly share: number;
  readonly scopes: readonly Scope[];
  readonly priceVolume: PriceVolume | undefined;
}

function splitSentence({ volume, price, unit }: PriceVolume, excess: bigint): string {
  const of = excess === 0n ? 0 : Number(price) / Number(excess);
  const used = unit === '' ? 'use' : `use (${unit})`;
  if (of >= 0.7) return `${used} hardly changed, its price did: ${percent(of)} of the change is price`;
  const byUse = excess === 0n ? 0 : Number(volume) / Number(excess);
  return byUse >= 0.7
    ? `the price of a unit hardly changed, ${used} did: ${percent(byUse)} of the change is volume`
    : `price explains ${percent(of)} and volume ${percent(byUse)} of the change`;
}

export function whyOf(one: Explained): readonly string[] {
  const { rise, currency } = one;
  const days = rise.end - rise.start + 1;
  const more = rise.sign > 0 ? 'more' : 'less';
  const said = (amount: bigint): string => money(amount, currency);
  const size = said(one.excess < 0n ? -one.excess : one.excess);
  const history = `from ${count(one.historyDays)}, weekday-adjusted`;
  const expected = `expected ${said(one.expectedPerDay)} a day ${history}; saw ${said(one.seenPerDay)}`;
  const excess = `${size} ${more} than expected over ${count(days)} is ${percent(one.share)} of all such money here: ${one.severity}`;
  const since = rise.isOngoing ? ', and still lasts on the last complete day' : '';
  const shape = `${rise.sign > 0 ? SHAPE_WORDS[one.shape] : 'fell'} on ${isoDay(one.firstDay + rise.start)}${since}`;
  const sure = `${rise.z.toFixed(1)} standard errors from the usual, for noise that remembers the day before`;
  const free = one.wasFree ? ['it was used before and cost nothing then: a credit, a free tier or a discount ended'] : [];
  const where = one.scopes.map((scope) => `${percent(scope.share)} of it in ${placeName(scope.where)}`);
  return [
    expected,
    excess,
    shape,
    sure,
    ...free,
    ...where,
    ...(one.priceVolume === undefined ? [] : [splitSentence(one.priceVolume, one.excess)]),
  ];
}
