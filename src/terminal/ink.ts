// What a terminal can do, as the environment tells it. Colour for a terminal, and none anywhere else: https://no-color.org.

export interface Ink {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly faint: (text: string) => string;
}

const plain = (text: string): string => text;
const wrapped =
  (begin: number, end: number) =>
  (text: string): string =>
    `\u001b[${String(begin)}m${text}\u001b[${String(end)}m`;

export function inkFor(wantsColour: boolean): Ink {
  if (!wantsColour) return { good: plain, bad: plain, faint: plain };
  return { good: wrapped(32, 39), bad: wrapped(31, 39), faint: wrapped(2, 22) };
}

/** An empty NO_COLOR counts as unset. */
export function isColoured(columns: number | undefined, environment: Readonly<Record<string, string | undefined>>): boolean {
  return columns !== undefined && (environment['NO_COLOR'] ?? '') === '' && environment['TERM'] !== 'dumb';
}

/** Whether the locale says that its characters are Unicode; the first that is set decides, as for every program. */
export function knowsUnicode(environment: Readonly<Record<string, string | undefined>>): boolean {
  if (environment['TERM'] === 'dumb') return false;
  const locale = ['LC_ALL', 'LC_CTYPE', 'LANG'].map((name) => environment[name] ?? '').find((value) => value !== '');
  return /utf-?8/iu.test(locale ?? '');
}

/** Most terminals wrap what stands in a row anew when they are made narrower. The console, screen and xterm cut it off. */
export function rewrapsRows(environment: Readonly<Record<string, string | undefined>>): boolean {
  const is = (name: string): boolean => (environment[name] ?? '') !== '';
  if (is('TMUX')) return true;
  return environment['TERM'] !== 'linux' && !is('XTERM_VERSION') && !is('STY');
}
