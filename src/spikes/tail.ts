// The last days of a bill are often not all there yet: they come late, each service at its own pace.

import type { Cube, IncompleteTail } from './cube.js';
import { median } from './robust.js';

const MOST_DAYS = 3;
const COMPLETE = 0.87;
const HISTORY = 8;
/** Services that are too small or too wild to tell anything are outnumbered by the rest. */
const LEAST_SERVICES = 3;

/** How much of the usual each service shows on a day, the middle of all services. */
function shareOn(services: readonly Float64Array[], day: number): number | undefined {
  const shares: number[] = [];
  for (const values of services) {
    const before = [values[day - 7] ?? 0, values[day - 14] ?? values[day - 7] ?? 0];
    const sameDays = before.filter((value) => value > 0);
    const recent = [4, 5, 6].map((back) => values[day - back] ?? 0);
    const usual = median([...sameDays, ...(sameDays.length < 2 ? recent : [])]);
    if (usual > 0) shares.push((values[day] ?? 0) / usual);
  }
  return shares.length === 0 ? undefined : median(shares);
}

/** `services` are the daily amounts of each service, in any unit. */
export function incompleteTail({ days }: Pick<Cube, 'days'>, services: readonly Float64Array[]): IncompleteTail | undefined {
  const alive = services.filter((values) => values.some((value) => value > 0));
  // One service that falls by itself is a fall; all that fall together on the last day are a bill that is not complete.
  const limit = alive.length < LEAST_SERVICES ? COMPLETE - 0.12 : COMPLETE;
  let missing = 0;
  let share = 1;
  while (missing < MOST_DAYS && days - missing > HISTORY) {
    const there = shareOn(alive, days - 1 - missing);
    if (there === undefined || there >= limit) break;
    missing += 1;
    share = there;
  }
  return missing === 0 ? undefined : { days: missing, share: Math.round(share * 1000) / 1000 };
}
