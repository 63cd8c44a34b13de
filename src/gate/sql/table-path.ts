// The name of a table, split into its parts. In backticks the dots may stand inside or between the quotes.

const PROJECT = /^(?:[a-z0-9.-]+:)?[A-Za-z0-9][A-Za-z0-9-]*$/;
const PART = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;
const LAST = /^(?:[A-Za-z0-9_][A-Za-z0-9_-]*)?\*?$/;
const DOMAIN = /^([a-z0-9.-]+:)/;
const MOST_TEXT = 300;

/** T7: no parts for what is not plainly the name of a table: decorators, other alphabets, a `*` inside. */
export function splitPath(written: readonly string[]): readonly string[] {
  const whole = written.join('.');
  if (whole.length > MOST_TEXT) return [];
  const [domain = ''] = DOMAIN.exec(whole) ?? [];
  const parts = whole.slice(domain.length).split('.');
  const isWhole = parts.every((part, index) => (index === parts.length - 1 ? part !== '' && LAST.test(part) : PART.test(part)));
  const [first = '', ...rest] = parts;
  return isWhole &&
    (parts.length <= 3 || (parts.length === 4 && parts[2]?.toUpperCase() === 'INFORMATION_SCHEMA')) &&
    (domain === '' || PROJECT.test(first))
    ? [domain + first, ...rest]
    : [];
}
