// A day as a bill writes it. Which of two numbers is the month is decided by all days of a file together, never by one.

export type DayOrder = 'month-first' | 'day-first';

const MILLISECONDS_A_DAY = 86_400_000;
const YEAR_FIRST = /^(\d{4})[-/.]?(\d{2})(?:[-/.]?(\d{2}))?(?!\d)/u;
const YEAR_LAST = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})/u;

/** Dots are written by those who put the day first. */
export function dayOrderOf(texts: Iterable<string>): DayOrder {
  for (const text of texts) {
    const [, first, second] = YEAR_LAST.exec(text.trim()) ?? [];
    if (Number(first) > 12 || /^\d{1,2}\./u.test(text.trim())) return 'day-first';
    if (Number(second) > 12) return 'month-first';
  }
  return 'month-first';
}

/** Days since 1970-01-01; undefined for what is no day. */
export function parseDay(raw: string, order: DayOrder): number | undefined {
  const text = raw.trim();
  const [, year, month, day] = YEAR_FIRST.exec(text) ?? [];
  if (year !== undefined && month !== undefined) return dayOf(Number(year), Number(month), Number(day ?? '1'));
  const [, first, second, last] = YEAR_LAST.exec(text) ?? [];
  if (first === undefined) return undefined;
  return order === 'month-first' ? dayOf(Number(last), Number(first), Number(second)) : dayOf(Number(last), Number(second), Number(first));
}

function dayOf(year: number, month: number, day: number): number | undefined {
  if (year < 1990 || year > 2200) return undefined;
  const time = Date.UTC(year, month - 1, day);
  const date = new Date(time);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return Math.floor(time / MILLISECONDS_A_DAY);
}

export function dayText(day: number): string {
  return new Date(day * MILLISECONDS_A_DAY).toISOString().slice(0, 10);
}

export function monthText(day: number): string {
  return dayText(day).slice(0, 7);
}
