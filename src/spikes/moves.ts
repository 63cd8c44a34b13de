// What one part of a service stopped to cost and another part began to: nothing was added, so it is no spike.

import { isoDay } from './day.js';
import { money, placeName } from './explain.js';
import type { Move } from './report.js';
import type { Board, Finding } from './scan.js';
import { nanos, slicesBy, type Where } from './slices.js';

const MOVED_SHARE = 0.6;
const MOVE_DAYS = 14;

/** How much a day these amounts fell at the start of a rise: like weekdays before against the days after. */
function fall(amountOn: (day: number) => number, { start, end }: Finding['rise']): number {
  const from = Math.max(0, start - MOVE_DAYS);
  const before = Array.from({ length: start - from }, (_, index) => from + index);
  const after = Array.from({ length: Math.min(MOVE_DAYS, end - start + 1) }, (_, index) => start + index);
  const mean = (days: readonly number[]): number => days.reduce((sum, day) => sum + amountOn(day), 0) / Math.max(1, days.length);
  const fallen = after.map((day) => {
    const like = before.filter((one) => (day - one) % 7 === 0);
    return mean(like.length > 0 ? like : before) - amountOn(day);
  });
  return fallen.reduce((sum, value) => sum + value, 0) / Math.max(1, fallen.length);
}

/** The part beside this one that changed most in the other direction. */
function origin(board: Board, { slice, service, rise }: Finding): Where {
  const dimensions = (['account', 'usageType', 'region'] as const).filter((dimension) => slice.where[dimension] !== undefined);
  let found: { readonly where: Where; readonly fell: number } | undefined;
  for (const { where, values } of slicesBy(service.parts, dimensions, board.cube.days)) {
    const fell = rise.sign * fall((day) => values[day] ?? 0, rise);
    if (fell > (found?.fell ?? 0)) found = { where, fell };
  }
  return { ...service.where, ...found?.where };
}

export function withoutMoves(
  board: Board,
  found: readonly Finding[],
): { readonly stay: readonly Finding[]; readonly moves: readonly Move[] } {
  const stay: Finding[] = [];
  const moves: (Move & { readonly start: number })[] = [];
  for (const one of found) {
    const { slice, service, rise } = one;
    const perDay = Math.abs(rise.excess) / (rise.end - rise.start + 1);
    const moved = rise.sign * fall((day) => (service.values[day] ?? 0) - (slice.values[day] ?? 0), rise);
    // What the whole service shows was added to it.
    if (slice.id === service.id || moved < MOVED_SHARE * perDay) {
      stay.push(one);
      continue;
    }
    const isKnown = moves.some((move) => move.service === service.where.service && Math.abs(move.start - rise.start) <= 3);
    if (rise.sign < 0 || isKnown) continue;
    const [from, amount] = [origin(board, one), nanos(Math.min(perDay, moved))];
    const why = `${money(amount, board.cube.currency)} a day went from ${placeName(from)} to ${placeName(slice.where)}; the service as a whole costs what it did`;
    moves.push({
      service: service.where.service ?? '',
      from,
      to: slice.where,
      startDay: isoDay(board.cube.firstDay + rise.start),
      perDay: amount,
      why: [why],
      start: rise.start,
    });
  }
  return { stay, moves: moves.map(({ start: _, ...move }) => move) };
}
