// When the sources are asked next. Days and hours are those of UTC, like the days of a bill; what was missed while nothing ran is made up
// for once.

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** `06:30` each day, or `every 6h`. */
export type Schedule = { readonly kind: 'daily'; readonly minute: number } | { readonly kind: 'every'; readonly hours: number };

export function parseSchedule(text: string): Schedule | undefined {
  if (text === 'hourly') return { kind: 'every', hours: 1 };
  if (text === 'daily') return { kind: 'daily', minute: 0 };
  const every = /^every ([1-9]\d{0,2})h$/u.exec(text)?.[1];
  if (every !== undefined) return { kind: 'every', hours: Number(every) };
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/u.exec(text) ?? [];
  return hours === undefined || minutes === undefined ? undefined : { kind: 'daily', minute: Number(hours) * 60 + Number(minutes) };
}

/** `last` is null where the sources were never asked: then it is time now. */
export function nextTime(schedule: Schedule, last: number | null, now: number): number {
  if (last === null) return now;
  // A time that lies ahead was written while the clock was wrong.
  const from = Math.min(last, now);
  if (schedule.kind === 'every') return from + schedule.hours * HOUR_MS;
  const today = Math.floor(from / DAY_MS) * DAY_MS + schedule.minute * 60_000;
  return today > from ? today : today + DAY_MS;
}
