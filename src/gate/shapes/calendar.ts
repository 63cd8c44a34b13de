// Days and seconds without a clock: whether a written date exists, and when it is.

/** Milliseconds of a date and time as written; `undefined` when there is no such moment. */
export function moment(written: string): number | undefined {
  const withTime = written.length === 10 ? `${written}T00:00:00Z` : written;
  const milliseconds = Date.parse(withTime);
  if (Number.isNaN(milliseconds)) return undefined;
  // The engine takes 31 February for 3 March in some forms; only what it writes back the same was meant.
  return new Date(milliseconds).toISOString().slice(0, 19) === withTime.slice(0, 19) ? milliseconds : undefined;
}
