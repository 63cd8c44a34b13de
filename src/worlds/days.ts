// Days as numbers since 1970-01-01, UTC; no clock is asked.

export const DAY_SECONDS = 86_400;
const DAY_MS = 86_400_000;

export function dayOf(text: string): number {
  return Math.floor(Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / DAY_MS);
}

/** `2026-11-21`. */
export function isoDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** `2026-11-21T08:15:00Z`, from seconds since 1970. */
export function isoTime(seconds: number): string {
  return new Date(Math.floor(seconds) * 1_000).toISOString().replace('.000Z', 'Z');
}

/** Seconds since 1970 of an hour of a day; hours may have a fraction. */
export function timeOn(day: number, hour = 0): number {
  return day * DAY_SECONDS + Math.floor(hour * 3_600);
}

/** 0 is Monday. */
export function weekday(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

export function monthStart(day: number): number {
  return dayOf(`${isoDay(day).slice(0, 8)}01`);
}

export function nextMonth(day: number): number {
  return monthStart(monthStart(day) + 32);
}
