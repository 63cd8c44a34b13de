// What a command must bound in itself before it may run. A bound changes the answer, so it is the proposer's to give: nothing is
// added here, the hint says what is missing.

import type { Given } from '../given.js';
import type { Reason } from '../refusal.js';
import type { ReadOnly, TypedFlag } from '../stages.js';

export type BoundCheck = (command: ReadOnly) => Reason | undefined;

export const DAY_SECONDS = 86_400;

/**
 * INVARIANT: there is no clock in the gate. This is a day that has passed, so what reaches back too far from it reaches back too far
 * from any later day.
 */
export const AS_OF_DAY = '2026-11-01';
const AS_OF_SECONDS = 1_793_491_200;

/** How far back a time may lie that has no other end than now. */
export const MOST_DAYS_BACK = 400;

export function unbounded(command: ReadOnly, name: string, needs: string): Reason {
  return { code: 'unbounded', part: { text: name, at: command.end }, needs };
}

type Part = Pick<TypedFlag, 'name' | 'at'>;

/** Given, but not so that it bounds; `instead` says what would. */
export function tooWide({ name, at }: Part, instead: string): Reason {
  return { code: 'too-much', part: { text: name, at }, instead };
}

export function tooMuch(part: Part, most: string): Reason {
  return tooWide(part, `at most ${most}`);
}

export function isLongAgo(seconds: number): boolean {
  return seconds < AS_OF_SECONDS - MOST_DAYS_BACK * DAY_SECONDS;
}

export interface Range {
  readonly start: Given<'instant'>;
  readonly end: Given<'instant'>;
}

/** Written so that a time that is not a number is no range. */
export function rangeFault(command: ReadOnly, { start, end }: Range, mostDays: number): Reason | undefined {
  const seconds = end.argument.seconds - start.argument.seconds;
  if (!(seconds > 0)) return unbounded(command, end.name, `a ${end.name} later than the ${start.name}`);
  return seconds <= mostDays * DAY_SECONDS ? undefined : tooMuch(start, `${String(mostDays)} days`);
}
