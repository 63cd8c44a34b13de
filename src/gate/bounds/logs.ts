// Reads of logs: bounded in time and in count, because a store of logs has no size that anybody knows.

import { firstOf, flagNamed, given, isOn, secondsOf, words } from '../given.js';
import { logFilterBounds } from '../shapes/log-filter.js';
import type { ReadOnly } from '../stages.js';
import { type BoundCheck, DAY_SECONDS, isLongAgo, rangeFault, tooMuch, tooWide, unbounded } from './bound.js';

const MOST_LOG_ENTRIES = 1_000;
const MOST_EVENTS = 10_000;
const MOST_LINES = 5_000;
const MOST_LOG_DAYS = 31;
const MOST_EVENT_DAYS = 7;

function filterOf(command: ReadOnly): string {
  return words(command)
    .map(({ text }) => text)
    .join(' ');
}

/** Between two moments, or from one to now. */
function isShort(from: number, to: number | undefined): boolean {
  return to === undefined ? !isLongAgo(from) : to > from && to - from <= MOST_LOG_DAYS * DAY_SECONDS;
}

/** By age, or by timestamps of the filter. T7: gcloud drops its own bound on age as soon as the filter holds the word `timestamp`. */
function logTime(command: ReadOnly): ReturnType<BoundCheck> {
  const most = `${String(MOST_LOG_DAYS)} days`;
  const filter = filterOf(command);
  const freshness = given(command, '--freshness', 'duration');
  if (freshness && freshness.argument.seconds > MOST_LOG_DAYS * DAY_SECONDS) return tooMuch(freshness, most);
  // T7: gcloud joins its own bound to the filter with a bare AND, which an OR outside parentheses reaches past.
  const bounds = filter === '' ? {} : logFilterBounds(filter);
  if (bounds && freshness && !filter.toLowerCase().includes('timestamp')) return undefined;
  const start = given(command, '--start-time', 'instant');
  const end = given(command, '--end-time', 'instant');
  if (bounds && start) return isShort(start.argument.seconds, end?.argument.seconds) ? undefined : tooMuch(start, most);
  if (bounds?.from === undefined) return unbounded(command, '--freshness', '--freshness, or a timestamp>="…" that no OR reaches past');
  return isShort(bounds.from, bounds.to) ? undefined : tooMuch({ name: 'timestamp', at: command.end }, most);
}

export const logRead: BoundCheck = (command) => {
  const limit = given(command, '--limit', 'count');
  if (!limit) return unbounded(command, '--limit', `--limit of at most ${String(MOST_LOG_ENTRIES)}`);
  if (limit.argument.value > MOST_LOG_ENTRIES) return tooMuch(limit, `${String(MOST_LOG_ENTRIES)} entries`);
  // T7: read from the oldest on, gcloud ignores the bound on age.
  const order = flagNamed(command, '--order');
  if (order && !(order.argument.kind === 'text' && order.argument.text === 'desc')) return tooWide(order, 'the newest first');
  return logTime(command);
};

/** CloudWatch Logs: from, to and how many. */
export const logEvents: BoundCheck = (command) => {
  const start = given(command, '--start-time', 'instant');
  const end = given(command, '--end-time', 'instant');
  const count = firstOf(command, ['--limit', '--max-items'], 'count');
  if (!start) return unbounded(command, '--start-time', '--start-time and --end-time in milliseconds since 1970');
  if (!end) return unbounded(command, '--end-time', '--end-time in milliseconds since 1970');
  if (!count) return unbounded(command, '--limit', `--limit or --max-items of at most ${String(MOST_EVENTS)}`);
  if (count.argument.value > MOST_EVENTS) return tooMuch(count, `${String(MOST_EVENTS)} events`);
  // T7: seconds for milliseconds are a time in 1970, from which on everything is read.
  if (isLongAgo(start.argument.seconds)) return tooWide(start, 'a start in milliseconds, within the last 13 months');
  return rangeFault(command, { start, end }, MOST_EVENT_DAYS);
};

/** `aws logs tail` without follow: everything since then. */
export const logTail: BoundCheck = (command) => {
  const since = flagNamed(command, '--since');
  const seconds = since && secondsOf(since);
  if (!since || seconds === undefined) return unbounded(command, '--since', '--since of at most 1d, such as 30m');
  return seconds > DAY_SECONDS ? tooMuch(since, '1 day') : undefined;
};

/** The last lines of a pod, or those of the last hours. */
export const podLogs: BoundCheck = (command) => {
  const tail = given(command, '--tail', 'count');
  if (tail) return tail.argument.value > 0 && tail.argument.value <= MOST_LINES ? undefined : tooMuch(tail, `${String(MOST_LINES)} lines`);
  const since = flagNamed(command, '--since');
  const seconds = since && secondsOf(since);
  if (!since || seconds === undefined)
    return unbounded(command, '--tail', `--tail of at most ${String(MOST_LINES)}, or --since of at most 24h`);
  return seconds > DAY_SECONDS || isOn(command, '--previous') ? tooMuch(since, '24 hours') : undefined;
};

/** Records of what was done, CloudTrail's and Azure's: from, to and how many. */
export const eventLookup: BoundCheck = (command) => {
  const start = given(command, '--start-time', 'instant');
  const end = given(command, '--end-time', 'instant');
  const count = firstOf(command, ['--max-items', '--max-events'], 'count');
  if (!start) return unbounded(command, '--start-time', '--start-time and --end-time');
  if (!end) return unbounded(command, '--end-time', '--end-time');
  // T7: `--max-results` is the size of a page; the CLI reads on.
  if (!count && !isOn(command, '--no-paginate'))
    return unbounded(command, '--max-items', `--max-items of at most ${String(MOST_LOG_ENTRIES)}`);
  if (count && count.argument.value > MOST_LOG_ENTRIES) return tooMuch(count, `${String(MOST_LOG_ENTRIES)} events`);
  return rangeFault(command, { start, end }, 93);
};
