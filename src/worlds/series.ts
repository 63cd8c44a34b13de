// What is used day by day: a level with a week's shape, slow growth and noise, and what happens to it.

import { weekday } from './days.js';
import type { Random } from './random.js';

export interface Usual {
  readonly firstDay: number;
  readonly days: number;
  readonly level: number;
  /** What a day of the weekend is of a working day; 1 where nobody's week matters. */
  readonly weekend?: number;
  /** A day, as a share. */
  readonly growth?: number;
  /** Of each day, as a share. */
  readonly noise?: number;
}

export function usual(random: Random, { days, firstDay, growth = 0, level, noise = 0.03, weekend = 1 }: Usual): readonly number[] {
  let drift = 0;
  return Array.from({ length: days }, (_, day) => {
    // Days remember a little of the day before.
    drift = 0.3 * drift + noise * random.normal();
    const ofWeek = weekday(firstDay + day) >= 5 ? weekend : 1;
    return level * ofWeek * (1 + growth) ** day * Math.max(0.2, 1 + drift);
  });
}

/** Flat to the last digit: what runs all day, counted in hours. */
export function flat(days: number, level: number): readonly number[] {
  return Array.from({ length: days }, () => level);
}

export type Change = (value: number, day: number) => number;

/** From one day of the series on; before it nothing changes. */
export function from(values: readonly number[], start: number, change: Change): readonly number[] {
  return values.map((value, day) => (day < start ? value : change(value, day - start)));
}

export function times(values: readonly number[], factor: number): readonly number[] {
  return values.map((value) => value * factor);
}

export function plus(...all: readonly (readonly number[])[]): readonly number[] {
  const [first = []] = all;
  return first.map((_, day) => all.reduce((sum, values) => sum + (values[day] ?? 0), 0));
}

/** Nothing outside of these days, the end not included. */
export function during(values: readonly number[], start: number, end: number): readonly number[] {
  return values.map((value, day) => (day >= start && day < end ? value : 0));
}
