// Cost Explorer, answered from the lines of the bill itself.

import { isoDay, dayOf, monthStart, nextMonth } from '../days.js';
import { money, rowsOf } from '../bill/index.js';
import type { Cloud, Operation } from './cloud.js';
import { type Call, parsedJson, shorthands } from './command.js';
import type { Json, JsonObject } from './json.js';

export interface Charge {
  readonly day: number;
  readonly of: Readonly<Record<string, string>>;
  readonly unblended: number;
  readonly amortized: number;
  readonly quantity: number;
  readonly unit: string;
}

const ONCE_TYPES = {
  purchase: 'Upfront',
  fee: 'Recurring',
  support: 'Support',
  marketplace: 'Usage',
  tax: 'Tax',
  credit: 'Credit',
  refund: 'Refund',
  correction: 'Usage',
} as const;

/** Cost Explorer cuts EC2 in two. */
function serviceOf(service: string, usageType: string): string {
  if (service !== 'Amazon Elastic Compute Cloud') return service;
  return /BoxUsage|SpotUsage|DedicatedUsage|HostBoxUsage|UnusedBox/u.test(usageType)
    ? 'Amazon Elastic Compute Cloud - Compute'
    : 'EC2 - Other';
}

const COVERED = { reservation: 'DiscountedUsage', 'savings-plan': 'SavingsPlanCoveredUsage' } as const;

export function chargesOf(cloud: Cloud): readonly Charge[] {
  const bill = {
    provider: 'AWS' as const,
    payer: cloud.payer.id,
    currency: 'USD',
    firstDay: cloud.firstDay,
    days: cloud.days,
    lines: cloud.lines,
    oneOffs: cloud.oneOffs,
  };
  return rowsOf(bill).map((row): Charge => {
    if (row.kind === 'once') {
      const { account, cost, kind, region, service, usageType } = row.charge;
      const of = { SERVICE: service, USAGE_TYPE: usageType, REGION: region, LINKED_ACCOUNT: account, RECORD_TYPE: ONCE_TYPES[kind] };
      return { day: cloud.firstDay + row.day, of, unblended: cost, amortized: kind === 'purchase' ? 0 : cost, quantity: 1, unit: 'N/A' };
    }
    const { line, cover } = row;
    const type = cover?.kind === 'reservation' || cover?.kind === 'savings-plan' ? COVERED[cover.kind] : 'Usage';
    const of = {
      SERVICE: serviceOf(line.service, line.usageType),
      USAGE_TYPE: line.usageType,
      OPERATION: line.operation ?? '',
      REGION: line.region,
      AZ: line.zone ?? 'NoAZ',
      LINKED_ACCOUNT: line.account,
      RECORD_TYPE: type,
      RESOURCE_ID: line.resource === '' ? 'NoResourceId' : line.resource,
      INSTANCE_TYPE: /(?:BoxUsage|InstanceUsage|Multi-AZUsage|Host|Notebk|Train):(.+)$/u.exec(line.usageType)?.[1] ?? 'NoInstanceType',
      PURCHASE_TYPE: cover ? 'Standard Reserved Instances' : 'On Demand Instances',
      ...Object.fromEntries(Object.entries(line.tags ?? {}).map(([key, value]) => [`TAG ${key}`, `${key}$${value}`])),
    };
    const unblended = cover?.kind === 'reservation' ? 0 : row.list;
    return { day: cloud.firstDay + row.day, of, unblended, amortized: row.cost, quantity: row.quantity, unit: line.unit };
  });
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};
}

/** A filter as Cost Explorer takes it: `Dimensions`, `Tags`, `And`, `Or`, `Not`. */
export function isChosen(filter: unknown, charge: Charge): boolean {
  const { And, Dimensions, Not, Or, Tags } = record(filter);
  if (Array.isArray(And) && !And.every((one) => isChosen(one, charge))) return false;
  if (Array.isArray(Or) && !Or.some((one) => isChosen(one, charge))) return false;
  if (Not !== undefined && isChosen(Not, charge)) return false;
  for (const [asked, isTag] of [
    [Dimensions, false],
    [Tags, true],
  ] as const) {
    if (asked === undefined) continue;
    const { Key, MatchOptions, Values } = record(asked);
    const key = String(Key);
    const own = isTag ? (charge.of[`TAG ${key}`]?.slice(key.length + 1) ?? '') : (charge.of[key] ?? '');
    const options: readonly unknown[] = Array.isArray(MatchOptions) ? MatchOptions : [];
    const wanted: readonly unknown[] = Array.isArray(Values) ? Values : [];
    const isOne = wanted.map(String).some((value) => {
      if (options.includes('CONTAINS')) return own.includes(value);
      if (options.includes('STARTS_WITH')) return own.startsWith(value);
      // The name of the whole service finds both of its halves.
      return own === value || (key === 'SERVICE' && own === 'EC2 - Other' && value === 'Amazon Elastic Compute Cloud');
    });
    if (!isOne) return false;
  }
  return true;
}

function filterOf(call: Call): unknown {
  const text = call.value('--filter');
  return text === undefined ? {} : parsedJson(text);
}

export function periodOf(call: Call, flag = '--time-period'): readonly [number, number] | undefined {
  const [given] = shorthands(call, flag);
  const start = given?.['Start']?.[0] ?? given?.['StartDate']?.[0];
  const end = given?.['End']?.[0] ?? given?.['EndDate']?.[0];
  if (start === undefined || end === undefined) return undefined;
  return [dayOf(start), dayOf(end)];
}

function metricOf(name: string, charges: readonly Charge[]): JsonObject {
  if (name === 'UsageQuantity') {
    const units = new Set(charges.map(({ unit }) => unit));
    return {
      Amount: String(money(charges.reduce((sum, one) => sum + one.quantity, 0))),
      Unit: units.size === 1 ? ([...units][0] ?? 'N/A') : 'N/A',
    };
  }
  const isAmortized = name.includes('Amortized');
  return { Amount: String(money(charges.reduce((sum, one) => sum + (isAmortized ? one.amortized : one.unblended), 0))), Unit: 'USD' };
}

/** `UNBLENDED_COST` is taken for `UnblendedCost`. */
function metricName(text: string): string {
  if (!/[_A-Z]{4}/u.test(text)) return text;
  return text
    .toLowerCase()
    .split('_')
    .map((one) => one.slice(0, 1).toUpperCase() + one.slice(1))
    .join('');
}

function spans(start: number, end: number, granularity: string): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (let day = start; day < end; ) {
    const next = granularity === 'MONTHLY' ? Math.min(end, nextMonth(monthStart(day))) : day + 1;
    found.push([day, next]);
    day = next;
  }
  return found;
}

export const getCostAndUsage: Operation = (call, cloud) => {
  const period = periodOf(call);
  if (!period) return { code: 'ValidationException', message: 'Start and End of TimePeriod are required' };
  const [start, end] = period;
  if (start >= end) return { code: 'ValidationException', message: 'Start date (and hour) should be before end date (and hour)' };
  const filter = filterOf(call);
  const groups = shorthands(call, '--group-by').map((one) => ({ Type: one['Type']?.[0] ?? 'DIMENSION', Key: one['Key']?.[0] ?? '' }));
  const names = (call.values('--metrics').length > 0 ? call.values('--metrics') : ['UnblendedCost']).map(metricName);
  const charges = chargesOf(cloud).filter((charge) => isChosen(filter, charge));
  const keyOf = (charge: Charge, { Key, Type }: { readonly Key: string; readonly Type: string }): string =>
    Type === 'TAG' ? (charge.of[`TAG ${Key}`] ?? `${Key}$`) : (charge.of[Key] ?? `No${Key}`);
  const lastComplete = Math.floor(cloud.now / 86_400) - 1;
  const results = spans(start, end, call.value('--granularity') ?? 'MONTHLY').map(([from, to]): Json => {
    const within = charges.filter(({ day }) => day >= from && day < to);
    const told = (some: readonly Charge[]): JsonObject => Object.fromEntries(names.map((name) => [name, metricOf(name, some)]));
    const grouped = new Map<string, Charge[]>();
    for (const charge of within) {
      const key = JSON.stringify(groups.map((group) => keyOf(charge, group)));
      grouped.set(key, [...(grouped.get(key) ?? []), charge]);
    }
    const asGroups = [...grouped].map(([key, some]) => ({ Keys: parsedKeys(key), Metrics: told(some) }));
    return {
      TimePeriod: { Start: isoDay(from), End: isoDay(to) },
      Total: groups.length === 0 ? told(within) : {},
      Groups: groups.length === 0 ? [] : asGroups,
      Estimated: to > lastComplete,
    };
  });
  const definitions = groups.length === 0 ? {} : { GroupDefinitions: groups };
  return { json: { ...definitions, ResultsByTime: results, DimensionValueAttributes: [] } };
};

function parsedKeys(key: string): readonly string[] {
  const parsed = parsedJson(key);
  return Array.isArray(parsed) ? parsed.map(String) : [];
}

export const getDimensionValues: Operation = (call, cloud) => {
  const period = periodOf(call);
  const dimension = call.value('--dimension') ?? '';
  const within = chargesOf(cloud).filter(({ day }) => !period || (day >= period[0] && day < period[1]));
  const values = [...new Set(within.map(({ of }) => of[dimension] ?? '').filter((value) => value !== ''))].toSorted();
  const asked = call.value('--search-string');
  const found = asked === undefined ? values : values.filter((value) => value.includes(asked));
  return {
    json: { DimensionValues: found.map((Value) => ({ Value, Attributes: {} })), ReturnSize: found.length, TotalSize: found.length },
  };
};

/** What two spans of days cost, and where the difference is. */
export const getCostComparisonDrivers: Operation = (call, cloud) => {
  const baseline = periodOf(call, '--baseline-time-period');
  const comparison = periodOf(call, '--comparison-time-period');
  if (!baseline || !comparison) return { code: 'ValidationException', message: 'BaselineTimePeriod and ComparisonTimePeriod are required' };
  const sums = new Map<string, { before: number; after: number; readonly service: string; readonly usageType: string }>();
  for (const { amortized, day, of, unblended } of chargesOf(cloud)) {
    const key = `${of['SERVICE'] ?? ''} ${of['USAGE_TYPE'] ?? ''}`;
    const sum = sums.get(key) ?? { before: 0, after: 0, service: of['SERVICE'] ?? '', usageType: of['USAGE_TYPE'] ?? '' };
    const cost = call.value('--metric-for-comparison')?.includes('Amortized') === true ? amortized : unblended;
    if (day >= baseline[0] && day < baseline[1]) sum.before += cost;
    if (day >= comparison[0] && day < comparison[1]) sum.after += cost;
    sums.set(key, sum);
  }
  const metric = call.value('--metric-for-comparison') ?? 'UnblendedCost';
  const told = ({ after, before }: { readonly after: number; readonly before: number }): JsonObject => ({
    [metric]: {
      BaselineTimePeriodAmount: String(money(before)),
      ComparisonTimePeriodAmount: String(money(after)),
      Difference: String(money(after - before)),
      Unit: 'USD',
    },
  });
  const drivers = [...sums.values()]
    .toSorted((one, other) => Math.abs(other.after - other.before) - Math.abs(one.after - one.before))
    .slice(0, 10)
    .map((sum) => ({
      CostSelector: {
        And: [{ Dimensions: { Key: 'SERVICE', Values: [sum.service] } }, { Dimensions: { Key: 'USAGE_TYPE', Values: [sum.usageType] } }],
      },
      Metrics: told(sum),
      CostDrivers: [{ Type: 'Usage change', Name: sum.usageType, Metrics: told(sum) }],
    }));
  return { json: { CostComparisonDrivers: drivers } };
};
