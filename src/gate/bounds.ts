// What a command must bound in itself before it may run. A bound changes the answer, so it is the proposer's to give: nothing is
// added here, the hint says what is missing.

import type { Bound } from '../policy/index.js';
import type { Reason } from './refusal.js';
import type { Argument } from './shapes/shape.js';
import type { ReadOnly } from './stages.js';

const DAY_SECONDS = 86_400;
const MOST_LOG_ENTRIES = 1_000;
const MOST_LOG_SECONDS = 7 * DAY_SECONDS;
const MOST_DATAPOINTS = 1_440;
const MOST_PERIOD_DAYS = 400;

type Kind = Argument['kind'];
type Of<K extends Kind> = Extract<Argument, { readonly kind: K }>;

function isOf<K extends Kind>(argument: Argument | undefined, kind: K): argument is Of<K> {
  return argument?.kind === kind;
}

function given<K extends Kind>(command: ReadOnly, name: string, kind: K): Of<K> | undefined {
  const argument = command.flags.find((flag) => flag.name === name)?.argument;
  return isOf(argument, kind) ? argument : undefined;
}

function unbounded(command: ReadOnly, name: string, needs: string): Reason {
  return { code: 'unbounded', part: { text: name, at: command.end }, needs };
}

function tooMuch(command: ReadOnly, name: string, most: string): Reason {
  return { code: 'too-much', part: { text: name, at: command.flags.find((flag) => flag.name === name)?.at ?? command.end }, most };
}

/** Entries by count and by age. T7: gcloud drops its own bound on age as soon as the filter holds the word `timestamp`, even in quotes. */
function logRead(command: ReadOnly): Reason | undefined {
  const limit = given(command, '--limit', 'count');
  if (!limit) return unbounded(command, '--limit', `--limit of at most ${String(MOST_LOG_ENTRIES)}`);
  if (limit.value > MOST_LOG_ENTRIES) return tooMuch(command, '--limit', `${String(MOST_LOG_ENTRIES)} entries`);
  const freshness = given(command, '--freshness', 'duration');
  if (!freshness) return unbounded(command, '--freshness', '--freshness of at most 7d');
  if (freshness.seconds > MOST_LOG_SECONDS) return tooMuch(command, '--freshness', '7 days');
  // T7: read from the oldest on, and gcloud ignores the bound on age.
  const order = given(command, '--order', 'text');
  if (order && order.text !== 'desc') return tooMuch(command, '--order', 'the newest first');
  if (command.positionals.some(({ text }) => text.toLowerCase().includes('timestamp')))
    return unbounded(command, 'timestamp', 'the time in --freshness, not in the filter');
  return undefined;
}

/** The service's own maximum for one call: the length of time divided by the step. */
function metricPoints(command: ReadOnly): Reason | undefined {
  const start = given(command, '--start-time', 'instant');
  const end = given(command, '--end-time', 'instant');
  const period = given(command, '--period', 'count');
  if (!start) return unbounded(command, '--start-time', '--start-time');
  if (!end) return unbounded(command, '--end-time', '--end-time');
  if (!period) return unbounded(command, '--period', '--period in seconds');
  if (end.seconds <= start.seconds) return unbounded(command, '--end-time', 'an --end-time later than the --start-time');
  const points = (end.seconds - start.seconds) / period.value;
  return points > MOST_DATAPOINTS ? tooMuch(command, '--period', `${String(MOST_DATAPOINTS)} datapoints`) : undefined;
}

function costPeriod(command: ReadOnly): Reason | undefined {
  const period = given(command, '--time-period', 'period');
  if (!period) return unbounded(command, '--time-period', '--time-period');
  return period.days > MOST_PERIOD_DAYS ? tooMuch(command, '--time-period', `${String(MOST_PERIOD_DAYS)} days`) : undefined;
}

export const BOUND_CHECKS: Readonly<Record<Bound, (command: ReadOnly) => Reason | undefined>> = {
  'log-read': logRead,
  'metric-points': metricPoints,
  'cost-period': costPeriod,
};
