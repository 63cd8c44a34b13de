// Seconds without a clock: what a written date, or date and time, is on the scale that starts with 1970. A time without a zone is UTC: the
// programs run with that zone.

const WRITTEN =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?$/;
const DAY_SECONDS = 86_400;
/** From the first day of the year 0 to the first of 1970. */
const DAYS_BEFORE = 719_527;
const MOST_ZONE_HOURS = 14;

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Days since the first day of the year 0. */
function dayNumber(year: number, month: number, day: number): number {
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const inThisYear = Array.from({ length: month - 1 }, (_, index) => daysIn(year, index + 1)).reduce((sum, days) => sum + days, 0);
  return year * 365 + leapDays + inThisYear + day - 1;
}

/** How far ahead of UTC a zone is, in seconds; `undefined` when there is no such zone. */
function zoneSeconds(zone: string): number | undefined {
  if (zone === '' || zone === 'Z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  if (hours > MOST_ZONE_HOURS || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 3_600 + minutes * 60);
}

/** Seconds since 1970 in UTC; `undefined` when the date does not exist, or is not written so. */
export function secondsAt(written: string): number | undefined {
  const [found, ...parts] = WRITTEN.exec(written) ?? [];
  if (found === undefined) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, fraction = 0] = parts
    .slice(0, 7)
    .map((part: string | undefined) => Number(part ?? 0));
  const ahead = zoneSeconds(parts[7] ?? '');
  const exists = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) && hour < 24 && minute < 60 && second < 60;
  if (!exists || ahead === undefined) return undefined;
  return (dayNumber(year, month, day) - DAYS_BEFORE) * DAY_SECONDS + hour * 3_600 + minute * 60 + second + fraction - ahead;
}
