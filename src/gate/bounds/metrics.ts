// Reads of metrics and of costs: what is billed by datapoint or by request.

import { firstOf, flagNamed, given, secondsOf } from '../given.js';
import { secondsAt } from '../shapes/calendar.js';
import type { ReadOnly, TypedFlag } from '../stages.js';
import { isList, isMap, type Raw } from '../values/raw.js';
import { type BoundCheck, DAY_SECONDS, rangeFault, tooMuch, unbounded } from './bound.js';

/** The services' own maximum for one call. */
const MOST_STATISTICS = 1_440;
const MOST_DATAPOINTS = 100_800;
const MOST_PERIOD_DAYS = 400;

/** The length of the step of each query; what a query does not say is said by its metric. */
function periods(queries: Raw): readonly number[] {
  return (isList(queries) ? queries : [queries]).map((query) => {
    // T7: a step of nothing makes infinitely many datapoints, which is too many.
    if (!isMap(query)) return 0;
    const stat = query.get('MetricStat');
    const period = stat !== undefined && isMap(stat) ? stat.get('Period') : query.get('Period');
    return typeof period === 'number' ? period : 60;
  });
}

/** Seconds, `1h`, or `PT1H`. */
function stepOf(flag: TypedFlag): number | undefined {
  const { argument } = flag;
  if (argument.kind === 'count') return argument.value;
  if (argument.kind !== 'text') return secondsOf(flag);
  const [, amount, unit = ''] = /^PT?([1-9][0-9]?)([MHD])$/.exec(argument.text) ?? [];
  const lengths: ReadonlyMap<string, number> = new Map([
    ['M', 60],
    ['H', 3_600],
    ['D', DAY_SECONDS],
  ]);
  const length = lengths.get(unit);
  return length === undefined ? secondsOf(flag) : Number(amount) * length;
}

function datapoints(command: ReadOnly, seconds: number): ReturnType<BoundCheck> {
  const queries = given(command, '--metric-data-queries', 'json');
  if (queries) {
    const points = periods(queries.argument.value).reduce((sum, period) => sum + seconds / period, 0);
    return points <= MOST_DATAPOINTS ? undefined : tooMuch(queries, `${String(MOST_DATAPOINTS)} datapoints`);
  }
  const period = firstOf(command, ['--period', '--period-in-seconds'], 'count') ?? flagNamed(command, '--interval');
  const step = period && stepOf(period);
  if (!period || step === undefined) return unbounded(command, '--period', '--period in seconds, or --interval');
  return seconds / step <= MOST_STATISTICS ? undefined : tooMuch(period, `${String(MOST_STATISTICS)} datapoints`);
}

export const metricPoints: BoundCheck = (command) => {
  const start = given(command, '--start-time', 'instant');
  const end = given(command, '--end-time', 'instant');
  if (!start) return unbounded(command, '--start-time', '--start-time and --end-time');
  if (!end) return unbounded(command, '--end-time', '--end-time');
  const fault = rangeFault(command, { start, end }, MOST_PERIOD_DAYS);
  return fault ?? datapoints(command, end.argument.seconds - start.argument.seconds);
};

/** A period given as a structure: `Start` and `End`, or `StartDate` and `EndDate`. */
function daysOf(value: Raw): number | undefined {
  if (!isMap(value)) return undefined;
  const [start, end] = ['Start', 'End'].map((name) => value.get(name) ?? value.get(`${name}Date`));
  const [from, to] = [start, end].map((text) => (typeof text === 'string' ? secondsAt(text) : undefined));
  return from === undefined || to === undefined ? undefined : (to - from) / DAY_SECONDS;
}

/** Cost Explorer: a period, the end later than the start. Every page is a paid request. */
export const costPeriod: BoundCheck = (command) => {
  const start = given(command, '--start-date', 'instant');
  const end = given(command, '--end-date', 'instant');
  if (start && end) return rangeFault(command, { start, end }, MOST_PERIOD_DAYS);
  const flag = flagNamed(command, '--time-period') ?? flagNamed(command, '--date-interval');
  if (!flag) return unbounded(command, '--time-period', '--time-period Start=…,End=…');
  const { argument } = flag;
  const days = argument.kind === 'period' ? argument.days : argument.kind === 'json' ? daysOf(argument.value) : undefined;
  if (days === undefined || !(days > 0)) return unbounded(command, flag.name, 'two days, the second later than the first');
  return days > MOST_PERIOD_DAYS ? tooMuch(flag, `${String(MOST_PERIOD_DAYS)} days`) : undefined;
};
