// What is read of commitments, fees and purchases.

import { at, dayAt, dayPlus, isListAt, isRecord, listAt, numberAt, numberOf, textAt, textsAt } from '../../json.js';
import type { Known } from '../../known.js';
import type { Output, Probe } from '../../probe.js';
import { found, type Given, probe, type Told, told } from '../build.js';
import { ids, isNear, nearFirst, rowsAt, say } from '../list.js';

const DAY_S = 86_400;
const CENT = 10_000;

interface Commitment {
  readonly name: string;
  readonly operation: string;
  readonly asks: string;
  readonly list: string;
  readonly id: string;
  readonly start: string;
  readonly end: (item: unknown) => string;
  readonly what: (item: unknown) => string;
  readonly isGlobal?: boolean;
  readonly scope: Given;
}

function endsOf(item: unknown, start: string, duration: string): string {
  const seconds = numberAt(item, duration);
  const begun = dayAt(item, start);
  return seconds === undefined || begun === '' ? '' : dayPlus(begun, Math.round(seconds / DAY_S));
}

function readCommitment(
  made: Commitment,
  { json }: Output,
  known: Known,
): Told<'ended-then' | 'bought-then' | 'none-ended' | 'no-commitment'> | undefined {
  const rows = rowsAt(json, [made.list], made.id);
  if (rows === undefined) return undefined;
  if (rows.length === 0) return told('no-commitment', [found('there is none, and none that ended', made.list)]);
  const ended = rows.filter(({ item }) => isNear(known, made.end(item), 3, 2));
  const bought = rows.filter(({ item }) => isNear(known, dayAt(item, made.start), 1, 1));
  const tell = (item: unknown, id: string): string =>
    `${id}, ${made.what(item)}, ${textAt(item, 'State') || textAt(item, 'state')}, from ${dayAt(item, made.start)} to ` +
    (made.end(item) || 'a day that is not told');
  if (ended.length > 0) return told('ended-then', say(ended, tell), [ids('commitment', ended)]);
  if (bought.length > 0) return told('bought-then', say(bought, tell), [ids('purchase', bought)]);
  return told('none-ended', say(nearFirst(rows, known, made.end).slice(0, 5), tell));
}

function commitment(made: Commitment): Probe {
  return probe({
    name: made.name,
    operation: made.operation,
    asks: made.asks,
    learns: ['commitment', 'purchase'],
    isGlobal: made.isGlobal ?? false,
    outcomes: {
      'ended-then': ['a commitment ended when the money rose: the same use costs more since', made.scope, 0.02],
      'bought-then': ['a commitment was bought then: a fee, not use', { A30: 0.3, A10: 0.02 }, 0.03],
      'none-ended': ['no commitment ended then', { A10: 0.2 }, 0.3],
      'no-commitment': ['there is no commitment, and none that ended', { A10: 0.3 }, 0.65],
    },
    read: (output, known) => readCommitment(made, output, known),
  });
}

const FELL = 0.8;

/** Shares by day, before the start and since; undefined where one side is missing. */
function sharesOf(
  days: readonly (readonly [day: string, share: number | undefined])[],
  known: Known,
): readonly [number, number] | undefined {
  const mean = (wanted: (day: string) => boolean): number | undefined => {
    const values = days.filter(([day]) => day !== '' && wanted(day)).flatMap(([, share]) => (share === undefined ? [] : [share]));
    return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const before = mean((day) => day < known.startDay);
  const since = mean((day) => day >= known.startDay);
  return before === undefined || since === undefined ? undefined : [before, since];
}

function coverage(made: {
  readonly name: string;
  readonly operation: string;
  readonly asks: string;
  readonly list: string;
  readonly day: readonly string[];
  readonly share: readonly string[];
}): Probe {
  return probe({
    name: made.name,
    operation: made.operation,
    asks: made.asks,
    isGlobal: true,
    seconds: 8,
    microUsd: CENT,
    args: (known) => ['--time-period', `Start=${dayPlus(known.startDay, -14)},End=${spanEnd(known)}`, '--granularity=DAILY'],
    outcomes: {
      'coverage-fell': ['less of the use is covered by commitments since then', { A10: 0.8 }, 0.08],
      'coverage-held': ['as much is covered as before', { A10: 0.1 }, 0.5],
      'no-coverage': ['nothing is covered', { A10: 0.1 }, 0.42],
    },
    read: ({ json }, known) => {
      if (!isListAt(json, made.list)) return undefined;
      const shares = sharesOf(
        listAt(json, made.list).map((item) => [dayAt(item, ...made.day), numberAt(item, ...made.share)] as const),
        known,
      );
      if (shares === undefined || shares[0] <= 0) return told('no-coverage', [found('nothing was covered before', made.list)]);
      const [before, since] = shares;
      const text = `${before.toFixed(0)} % was covered before ${known.startDay}, ${since.toFixed(0)} % since`;
      return told(since < FELL * before ? 'coverage-fell' : 'coverage-held', [found(text, made.list)]);
    },
  });
}

function spanEnd(known: Known): string {
  return dayPlus(known.lastDay < known.today ? known.lastDay : known.today, 1);
}

type Amounts = ReadonlyMap<string, { readonly before: number; readonly since: number }>;

/** Money by kind of row: an ordinary day before the start, and the highest since. */
function amountsOf(json: unknown, known: Known): Amounts {
  const all = new Map<string, { readonly before: number[]; readonly since: number[] }>();
  for (const result of listAt(json, 'ResultsByTime')) {
    const day = dayAt(result, 'TimePeriod', 'Start');
    for (const one of listAt(result, 'Groups')) {
      const [kind = ''] = textsAt(one, 'Keys');
      const metrics = at(one, 'Metrics');
      const amount = isRecord(metrics) ? numberOf(at(Object.values(metrics)[0], 'Amount')) : undefined;
      if (kind === '' || day === '' || amount === undefined) continue;
      const had = all.get(kind) ?? { before: [], since: [] };
      (day < known.startDay ? had.before : had.since).push(amount);
      all.set(kind, had);
    }
  }
  const middle = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
  return new Map([...all].map(([kind, { before, since }]) => [kind, { before: middle(before), since: Math.max(...since, 0) }]));
}

const COVERED = /Covered|DiscountedUsage/i;
const ONE_OFF = /Tax|Fee|Support|Upfront|Refund|Credit|Recurring/i;

const recordTypes = probe({
  name: 'record-types',
  operation: 'ce get-cost-and-usage',
  asks: 'which kind of row rose: use, commitments, fees, taxes',
  isGlobal: true,
  seconds: 8,
  microUsd: CENT,
  args: (known) => [
    '--time-period',
    `Start=${dayPlus(known.startDay, -14)},End=${spanEnd(known)}`,
    '--granularity=DAILY',
    '--metrics',
    'UnblendedCost',
    '--group-by',
    'Type=DIMENSION,Key=RECORD_TYPE',
  ],
  outcomes: {
    // Tax and support stand on the first day of every month, whatever else rose then.
    'one-off-rows': ['fees, taxes or purchases rose more than use did', { A30: 0.9, A10: 0.2 }, 0.25],
    'less-covered': ['what commitments covered is paid on demand', { A10: 0.6, A30: 0.02 }, 0.04],
    'use-rose': ['use rose, and is paid as such', { A30: 0.08, A10: 0.3 }, 0.71],
  },
  read: ({ command, json }, known) => {
    if (!isListAt(json, 'ResultsByTime') || !command.includes('RECORD_TYPE')) return undefined;
    const amounts = [...amountsOf(json, known)];
    const rise = (kinds: RegExp | undefined): number =>
      amounts
        .filter(([kind]) => (kinds === undefined ? !COVERED.test(kind) && !ONE_OFF.test(kind) : kinds.test(kind)))
        .reduce((sum, [, { before, since }]) => sum + since - before, 0);
    if (amounts.length === 0) return undefined;
    const findings = amounts.map(([kind, { before, since }]) =>
      found(`${kind}: ${before.toFixed(2)} on a day before ${known.startDay}, up to ${since.toFixed(2)} since`, 'ResultsByTime'),
    );
    // The cover before is an ordinary day's, the cover since is its highest: if even that is less, it fell.
    const covered = amounts.filter(([kind]) => COVERED.test(kind));
    const isLess = covered.some(([, { before, since }]) => before > 0 && since < FELL * before);
    if (isLess && rise(undefined) > 0) return told('less-covered', findings);
    return told(rise(ONE_OFF) > Math.max(0, rise(undefined)) ? 'one-off-rows' : 'use-rose', findings);
  },
});

const drivers = probe({
  name: 'cost-drivers',
  operation: 'ce get-cost-comparison-drivers',
  asks: 'what moved from one month to the next',
  isGlobal: true,
  seconds: 4,
  microUsd: CENT,
  args: (known) => {
    const month = `${known.startDay.slice(0, 7)}-01`;
    const next = `${dayPlus(month, 31).slice(0, 7)}-01`;
    const last = `${dayPlus(month, -1).slice(0, 7)}-01`;
    if (next > known.today) return undefined;
    return [
      '--baseline-time-period',
      `Start=${last},End=${month}`,
      '--comparison-time-period',
      `Start=${month},End=${next}`,
      '--metric-for-comparison=UnblendedCost',
      '--no-paginate',
    ];
  },
  outcomes: {
    'fees-moved': ['a fee, a tax or a purchase moved most', { A30: 0.75 }, 0.06],
    'use-moved': ['use moved most', { A30: 0.25 }, 0.94],
  },
  read: ({ json }) => {
    const rows = rowsAt(json, ['CostComparisonDrivers'], 'CostSelector');
    if (rows === undefined) return undefined;
    const all = rows.flatMap(({ at: where, item }) =>
      listAt(item, 'CostDrivers').map((one) => ({ kind: `${textAt(one, 'Type')} ${textAt(one, 'Name')}`, one, where })),
    );
    const difference = (one: unknown): number => {
      const metrics = at(one, 'Metrics');
      return isRecord(metrics) ? (numberOf(at(Object.values(metrics)[0], 'Difference')) ?? 0) : 0;
    };
    const sorted = all.toSorted((one, other) => difference(other.one) - difference(one.one));
    const [most] = sorted;
    const findings = sorted.slice(0, 5).map(({ kind, one, where }) => found(`${kind}: ${difference(one).toFixed(2)} more`, where));
    return told(most !== undefined && ONE_OFF.test(most.kind) ? 'fees-moved' : 'use-moved', findings);
  },
});

export const COMMITMENT_PROBES: readonly Probe[] = [
  commitment({
    name: 'reserved-instances',
    operation: 'ec2 describe-reserved-instances',
    asks: 'whether reserved instances ended when the money rose',
    list: 'ReservedInstances',
    id: 'ReservedInstancesId',
    start: 'Start',
    end: (item) => dayAt(item, 'End') || endsOf(item, 'Start', 'Duration'),
    what: (item) => `${textAt(item, 'InstanceCount')} ${textAt(item, 'InstanceType')}`,
    scope: { A10: 0.55 },
  }),
  commitment({
    name: 'savings-plans',
    operation: 'savingsplans describe-savings-plans',
    asks: 'whether savings plans ended when the money rose',
    list: 'savingsPlans',
    id: 'savingsPlanId',
    start: 'start',
    end: (item) => dayAt(item, 'end'),
    what: (item) => `${textAt(item, 'savingsPlanType')} plan of ${textAt(item, 'commitment')} ${textAt(item, 'currency')} an hour`,
    isGlobal: true,
    scope: { A10: 0.55 },
  }),
  commitment({
    name: 'reserved-databases',
    operation: 'rds describe-reserved-db-instances',
    asks: 'whether reserved databases ended when the money rose',
    list: 'ReservedDBInstances',
    id: 'ReservedDBInstanceId',
    start: 'StartTime',
    end: (item) => endsOf(item, 'StartTime', 'Duration'),
    what: (item) => `${textAt(item, 'DBInstanceCount')} ${textAt(item, 'DBInstanceClass')}`,
    scope: { A10: 0.2 },
  }),
  coverage({
    name: 'plans-coverage',
    operation: 'ce get-savings-plans-coverage',
    asks: 'how much of the use savings plans cover, by the day',
    list: 'SavingsPlansCoverages',
    day: ['TimePeriod', 'Start'],
    share: ['Coverage', 'CoveragePercentage'],
  }),
  coverage({
    name: 'reservation-coverage',
    operation: 'ce get-reservation-coverage',
    asks: 'how much of the use reservations cover, by the day',
    list: 'CoveragesByTime',
    day: ['TimePeriod', 'Start'],
    share: ['Total', 'CoverageHours', 'CoverageHoursPercentage'],
  }),
  recordTypes,
  drivers,
];
