// Three ways in which days of a bill come about, made independently of each other: what holds for all three is not a habit of one.
//   smooth  a level with weekly shape, growth, and noise that remembers yesterday
//   counts  jobs, instances and requests that are counted: Poisson and bursty numbers, batch days, fleets that breathe
//   rough   heavy tails, holidays, monthly cycles, levels that fall, noise that changes

import { type Draft, type DraftLine, dayOfMonth, draftOf, linesOf, type Size, serviceNames, weekdayOf } from './draft.js';
import type { Random } from './random.js';

type Levels = ReadonlyMap<DraftLine, number>;

function fill(line: DraftLine, amount: (day: number) => number): void {
  for (let day = 0; day < line.cost.length; day += 1) line.cost[day] = Math.max(0, amount(day));
}

/** Noise in which each day remembers a part of the day before; of standard deviation `sigma`. */
function remembered(random: Random, days: number, memory: number, sigma: number): readonly number[] {
  let value = random.normal() * sigma;
  return Array.from({ length: days }, () => {
    value = memory * value + Math.sqrt(1 - memory ** 2) * sigma * random.normal();
    return value;
  });
}

function weekShape(random: Random): readonly number[] {
  const kind = random.whole(0, 3);
  if (kind === 0) return [1, 1, 1, 1, 1, 1, 1];
  const weekend = random.between(0.25, 0.95);
  if (kind === 1) return [1, 1, 1, 1, 1, weekend, weekend];
  if (kind === 2) return [1, 1, 1, 1, 1, 2 - weekend, 2 - weekend];
  return [0.95, 1, 1.03, 1.02, 1, weekend, weekend * random.between(0.8, 1.1)];
}

function fillSmooth(draft: Draft, levels: Levels): void {
  const { random, days } = draft;
  for (const service of serviceNames(draft)) {
    const sigma = random.between(0.02, 0.12);
    const shared = remembered(random, days, random.between(0, 0.7), sigma);
    const week = weekShape(random);
    const growth = random.chance(0.4) ? random.between(-0.003, 0.005) : 0;
    for (const line of linesOf(draft, service)) {
      const own = remembered(random, days, random.between(0, 0.4), sigma / 2);
      const level = levels.get(line) ?? 0;
      fill(line, (day) => level * (week[weekdayOf(draft, day)] ?? 1) * Math.exp(growth * day + (shared[day] ?? 0) + (own[day] ?? 0)));
    }
  }
}

/** A fleet that is resized now and then, by a little. */
function fleet(random: Random, days: number, size: number): readonly number[] {
  let running = size;
  return Array.from({ length: days }, () => {
    if (random.chance(0.08)) running = Math.max(1, running + random.pick([-1, -1, 1, 1, 1]) * Math.max(1, Math.round(size * 0.02)));
    return running;
  });
}

function fillCounts(draft: Draft, levels: Levels): void {
  const { random, days } = draft;
  for (const service of serviceNames(draft)) {
    const week = weekShape(random);
    const batchDay = random.chance(0.15) ? random.whole(0, 6) : -1;
    const batch = random.between(1.5, 6);
    const kind = random.pick(['requests', 'requests', 'bursty', 'fleet', 'storage'] as const);
    const mood = remembered(random, days, 0.5, random.between(0.01, 0.06));
    for (const line of linesOf(draft, service)) {
      const level = levels.get(line) ?? 0;
      if (kind === 'fleet') {
        const size = random.whole(20, 200);
        const running = fleet(random, days, size);
        fill(line, (day) => (level * (running[day] ?? size)) / size);
      } else if (kind === 'storage') {
        const grows = random.between(0, 0.003);
        fill(line, (day) => level * (1 + grows * day) * (1 + 0.004 * random.normal()));
      } else {
        const jobs = 10 ** random.between(1.3, 3.7);
        const spread = kind === 'bursty' ? random.between(0.1, 0.3) : 0;
        fill(line, (day) => {
          const weekly = (week[weekdayOf(draft, day)] ?? 1) * (weekdayOf(draft, day) === batchDay ? batch : 1);
          const mean = jobs * weekly * Math.exp(mood[day] ?? 0) * (spread > 0 ? Math.exp(spread * random.normal() - spread ** 2 / 2) : 1);
          return (level * random.poisson(mean)) / jobs;
        });
      }
    }
  }
}

function fillRough(draft: Draft, levels: Levels): void {
  const { random, days } = draft;
  const holiday = random.chance(0.4) ? random.whole(3, Math.max(4, days - 6)) : -99;
  const holidayDays = random.whole(2, 5);
  for (const service of serviceNames(draft)) {
    const sigma = random.between(0.015, 0.07);
    const degrees = random.pick([3, 4, 6]);
    const calmer = random.chance(0.2) ? random.whole(Math.floor(days / 3), days) : days;
    const holidayDepth = random.between(0.4, 1);
    const week = weekShape(random);
    const monthly = random.chance(0.25) ? random.between(0.03, 0.15) : 0;
    const growth = random.chance(0.3) ? random.between(-0.006, 0.004) : 0;
    const falls = random.chance(0.08) ? random.whole(Math.floor(days / 4), days) : days;
    const fallen = random.between(0.3, 0.8);
    const blips = Array.from({ length: days }, () => (random.chance(0.012) ? random.between(0.05, 0.25) : 0));
    const drift = remembered(random, days, 0.92, random.chance(0.3) ? random.between(0.01, 0.05) : 0);
    for (const line of linesOf(draft, service)) {
      const level = levels.get(line) ?? 0;
      fill(line, (day) => {
        const noise = Math.max(-0.6, Math.min(0.6, sigma * (day >= calmer ? 1.7 : 1) * random.heavy(degrees))) * 0.7;
        const month = 1 + monthly * Math.cos((2 * Math.PI * (dayOfMonth(draft, day) - 1)) / 30.4);
        const away = day >= holiday && day < holiday + holidayDays ? holidayDepth : 1;
        const lower = day >= falls ? fallen : 1;
        return (
          level *
          (week[weekdayOf(draft, day)] ?? 1) *
          month *
          away *
          lower *
          Math.exp(growth * day + noise + (blips[day] ?? 0) + (drift[day] ?? 0))
        );
      });
    }
  }
}

const FILLS = { smooth: fillSmooth, counts: fillCounts, rough: fillRough } as const;
export type Generator = keyof typeof FILLS;
export const GENERATORS = ['smooth', 'counts', 'rough'] as const satisfies readonly Generator[];

export function usualBill(generator: Generator, random: Random, size: Size): Draft {
  const { draft, levels } = draftOf(random, size);
  FILLS[generator](draft, levels);
  return draft;
}
