// Days without a clock: what day a written date is, counted from 1970.

const WRITTEN =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ Tt]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?(?: ?(?:[Zz]|[+-]\d{1,2}(?::?\d{2})?| ?[A-Za-z_]{1,20}(?:\/[A-Za-z_+-]{1,20}){0,2}))?$/;
const MOST_TEXT = 64;

/** The number of the day; `undefined` when there is no such day. */
export function dayNumber(year: number, month: number, day: number): number | undefined {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const daysIn = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  const exists = Number.isInteger(month) && month >= 1 && month <= 12 && day >= 1 && day <= daysIn && year >= 1;
  // Years begin in March here, so that the odd day is the last of one.
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const ofYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const ofEra = shifted - era * 400;
  return exists ? era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468 : undefined;
}

/** A date, or a date and time in any zone: which of the two neighbouring days that is makes no difference to a bound. */
export function writtenDay(text: string): number | undefined {
  const [found, year, month, day] = WRITTEN.exec(text.length <= MOST_TEXT ? text : '') ?? [];
  return found === undefined ? undefined : dayNumber(Number(year), Number(month), Number(day));
}
