// What Cost Explorer tells about reservations and savings plans: how much of them is used, and how much of the use they cover.

import { isoDay } from '../days.js';
import { money } from '../bill/index.js';
import type { Cloud, Operation } from './cloud.js';
import { type Charge, chargesOf, periodOf } from './explorer.js';
import { isObject, type Json } from './json.js';

const COMMITTED: Readonly<Record<string, RegExp>> = {
  reservation: /BoxUsage|InstanceUsage|Multi-AZUsage|NodeUsage/u,
  plan: /BoxUsage|Fargate|Lambda/u,
};

interface Sums {
  readonly covered: number;
  readonly all: number;
  readonly hours: number;
  readonly coveredHours: number;
}

function sumsOf(charges: readonly Charge[], type: string, of: RegExp): Sums {
  const eligible = charges.filter((charge) => of.test(charge.of['USAGE_TYPE'] ?? ''));
  const covered = eligible.filter((charge) => charge.of['RECORD_TYPE'] === type);
  const sum = (some: readonly Charge[], one: (charge: Charge) => number): number =>
    money(some.reduce((total, charge) => total + one(charge), 0));
  return {
    covered: sum(covered, ({ amortized }) => amortized),
    all: sum(eligible, ({ amortized }) => amortized),
    hours: sum(eligible, ({ quantity }) => quantity),
    coveredHours: sum(covered, ({ quantity }) => quantity),
  };
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '0' : String(money((100 * part) / whole));
}

function byTime(
  cloud: Cloud,
  period: readonly [number, number],
  isDaily: boolean,
  one: (charges: readonly Charge[], from: number, to: number) => Json,
): readonly Json[] {
  const charges = chargesOf(cloud);
  const [start, end] = period;
  const spans = isDaily
    ? Array.from({ length: Math.max(0, end - start) }, (_, at): readonly [number, number] => [start + at, start + at + 1])
    : [period];
  return spans.map(([from, to]) =>
    one(
      charges.filter(({ day }) => day >= from && day < to),
      from,
      to,
    ),
  );
}

type Told = (sums: Sums, from: number, to: number) => Json;

function answered(type: string, of: RegExp, told: Told, wrap: (list: readonly Json[], total: Json) => Json): Operation {
  return (call, cloud) => {
    const period = periodOf(call);
    if (!period) return { code: 'ValidationException', message: 'TimePeriod is required' };
    const isDaily = call.value('--granularity') === 'DAILY';
    const one = (charges: readonly Charge[], from: number, to: number): Json => told(sumsOf(charges, type, of), from, to);
    const [total = null] = byTime(cloud, period, false, one);
    return { json: wrap(byTime(cloud, period, isDaily, one), total) };
  };
}

const RESERVED = COMMITTED['reservation'] ?? /$/u;
const PLANNED = COMMITTED['plan'] ?? /$/u;
const periodAs = (from: number, to: number): Json => ({ Start: isoDay(from), End: isoDay(to) });

export const getReservationUtilization = answered(
  'DiscountedUsage',
  RESERVED,
  ({ covered, coveredHours }, from, to) => ({
    TimePeriod: periodAs(from, to),
    Groups: [],
    Total: {
      UtilizationPercentage: coveredHours > 0 ? '100' : '0',
      PurchasedHours: String(coveredHours),
      TotalActualHours: String(coveredHours),
      UnusedHours: '0',
      TotalAmortizedFee: String(covered),
      RICostForUnusedHours: '0',
    },
  }),
  (list, total) => ({ UtilizationsByTime: list, Total: totalOf(total) }),
);

function withoutPeriod(value: Json): Json {
  return isObject(value) ? { ...value, TimePeriod: undefined } : value;
}

function totalOf(value: Json): Json {
  return typeof value === 'object' && value !== null && 'Total' in value ? (value['Total'] ?? {}) : {};
}

export const getReservationCoverage = answered(
  'DiscountedUsage',
  RESERVED,
  ({ coveredHours, hours }, from, to) => ({
    TimePeriod: periodAs(from, to),
    Groups: [],
    Total: {
      CoverageHours: {
        OnDemandHours: String(money(hours - coveredHours)),
        ReservedHours: String(coveredHours),
        TotalRunningHours: String(hours),
        CoverageHoursPercentage: percent(coveredHours, hours),
      },
    },
  }),
  (list, total) => ({ CoveragesByTime: list, Total: totalOf(total) }),
);

export const getSavingsPlansCoverage = answered(
  'SavingsPlanCoveredUsage',
  PLANNED,
  ({ all, covered }, from, to) => ({
    Attributes: {},
    Coverage: {
      SpendCoveredBySavingsPlans: String(covered),
      OnDemandCost: String(money(all - covered)),
      TotalCost: String(all),
      CoveragePercentage: percent(covered, all),
    },
    TimePeriod: periodAs(from, to),
  }),
  (list) => ({ SavingsPlansCoverages: list }),
);

export const getSavingsPlansUtilization = answered(
  'SavingsPlanCoveredUsage',
  PLANNED,
  ({ covered }, from, to) => ({
    TimePeriod: periodAs(from, to),
    Utilization: {
      TotalCommitment: String(covered),
      UsedCommitment: String(covered),
      UnusedCommitment: '0',
      UtilizationPercentage: covered > 0 ? '100' : '0',
    },
    Savings: { NetSavings: String(money(covered * 0.38)), OnDemandCostEquivalent: String(money(covered * 1.38)) },
  }),
  (list, total) => ({ SavingsPlansUtilizationsByTime: list, Total: withoutPeriod(total) }),
);
