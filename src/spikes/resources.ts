// The second step: which resources. A cube has none, for there may be millions; the bill is asked again for the few slices that moved.

import type { Leaf } from './cube.js';
import { weekday } from './day.js';
import { placeName } from './explain.js';
import { baselineDays, movedParts, placesOf } from './localise.js';
import type { Scope, Spike, SpikeReport } from './report.js';
import { isIn, nanos, roughly, sliceOf, units } from './slices.js';

/** What to ask the bill for: the daily cost of each resource in these slices. */
export interface HotKey {
  readonly rank: number;
  readonly where: Scope['where'];
  /** Days of the cube, both included. */
  readonly start: number;
  readonly end: number;
}

export interface ResourceSeries {
  readonly leaf: Leaf;
  readonly resource: string;
  /** Nano-units, one for each day of the cube. */
  readonly cost: BigInt64Array;
}

export interface ResourceCube {
  readonly firstDay: number;
  readonly days: number;
  readonly series: readonly ResourceSeries[];
}

const LEAST_OF_WHOLE = 0.5;

const named = ({ key }: Spike): Scope['where'] => Object.fromEntries(Object.entries(key).filter(([, value]) => value !== ''));

export function hotKeys({ spikes }: SpikeReport): readonly HotKey[] {
  return spikes.flatMap((spike) =>
    (spike.scopes.length === 0 ? [named(spike)] : spike.scopes.map(({ where }) => where)).map((where) => ({
      rank: spike.rank,
      where,
      start: spike.span.start,
      end: spike.span.end,
    })),
  );
}

function relocated(spike: Spike, { firstDay, days, series }: ResourceCube): Spike {
  const { start, end } = spike.span;
  const wheres = spike.scopes.length === 0 ? [named(spike)] : spike.scopes.map(({ where }) => where);
  const parts = series
    .map((one) => ({ ...one, rough: roughly(one.cost), series: [] }))
    .filter((part) => wheres.some((where) => isIn(part, where)))
    .map((part) => ({ ...part, values: part.rough.map(units) }));
  if (parts.length === 0) return spike;
  const isQuiet = (day: number): boolean => day < start || day > end;
  const { provider, service } = spike.key;
  const places = placesOf(
    movedParts(parts, {
      days: Array.from({ length: end - start + 1 }, (_, index) => start + index),
      baseline: baselineDays(start, isQuiet, days),
      expected: Float64Array.from(spike.expected, units),
      values: sliceOf({}, parts, days).values,
      isWeekend: (day) => weekday(firstDay + day) >= 5,
    }),
  );
  if (places.length === 0) return spike;
  const whole = Math.max(1e-9, units(spike.excess));
  // The dearest resources may be a small part of all of them: where they hold little of the money, the place is what it was.
  if (places.reduce((sum, place) => sum + place.excess, 0) < LEAST_OF_WHOLE * whole) return spike;
  const scopes = places.map(
    (place): Scope => ({
      where: { ...(wheres.length === 1 ? wheres[0] : {}), provider, service, ...place.where },
      excess: nanos(place.excess),
      share: Math.min(1, place.excess / whole),
    }),
  );
  const found = scopes.filter(({ where }) => where.resource !== undefined);
  const why = found.map(({ where, share }) => `${String(Math.round(share * 100))} % of it in ${placeName(where)}`);
  return { ...spike, scopes, why: [...spike.why, ...why] };
}

/** The report with scopes that name resources, where one or a few of them explain the money. */
export function localise(report: SpikeReport, resources: ResourceCube): SpikeReport {
  return { ...report, spikes: report.spikes.map((spike) => relocated(spike, resources)) };
}
