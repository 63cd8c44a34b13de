// Days as numbers since 1970-01-01, UTC: the calendar without a clock.

const DAYS_IN_400_YEARS = 146_097;
/** From 0000-03-01 to 1970-01-01; years are counted from March so that the leap day comes last. */
const EPOCH = 719_468;

export interface CivilDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export function civilDay(day: number): CivilDay {
  const shifted = day + EPOCH;
  const era = Math.floor(shifted / DAYS_IN_400_YEARS);
  const ofEra = shifted - era * DAYS_IN_400_YEARS;
  const yearOfEra = Math.floor((ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365);
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

/** `2026-11-21`. */
export function isoDay(day: number): string {
  const { year, month, day: ofMonth } = civilDay(day);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(ofMonth).padStart(2, '0')}`;
}

/** 0 is Monday. */
export function weekday(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** Days since the nearest first of a month; negative before it. */
export function daysFromFirst(day: number): number {
  const { day: ofMonth } = civilDay(day);
  if (ofMonth <= 15) return ofMonth - 1;
  let until = 1;
  while (civilDay(day + until).day !== 1) until += 1;
  return -until;
}
