// CloudWatch over the metrics of the graph: statistics and data in any period, made from what was measured day by day.

import { DAY_SECONDS } from '../days.js';
import { shareOf } from '../random.js';
import type { Cloud, Metric, Operation } from './cloud.js';
import { type Call, listed, parsedJson, shorthands, timeGiven } from './command.js';
import { type Json, type JsonObject, stamp, textAt } from './json.js';

const MOST_POINTS = 1_440;
/** More in the day than in the night, UTC. */
const HOURS = [
  0.6, 0.55, 0.5, 0.5, 0.55, 0.65, 0.8, 0.95, 1.1, 1.25, 1.35, 1.35, 1.3, 1.3, 1.3, 1.3, 1.25, 1.2, 1.15, 1.1, 1.05, 0.95, 0.8, 0.7,
];
const SAMPLES_A_DAY = 1_440;

interface Point {
  readonly time: number;
  readonly sum: number;
  readonly average: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly samples: number;
}

function hourShare(metric: Metric, seconds: number): number {
  if (metric.unit === 'Percent') return 1;
  return HOURS[Math.floor((seconds % DAY_SECONDS) / 3_600)] ?? 1;
}

function rateAt(metric: Metric, cloud: Cloud, seconds: number): number | undefined {
  const day = Math.floor(seconds / DAY_SECONDS) - cloud.firstDay;
  // A metric goes on after the bill's last day as it was on it, and was there before the first.
  const value = metric.values[Math.min(Math.max(day, 0), metric.values.length - 1)];
  return value === undefined || value === 0 ? undefined : value;
}

function pointOf(metric: Metric, cloud: Cloud, time: number, period: number): Point | undefined {
  const value = rateAt(metric, cloud, time + Math.min(period, DAY_SECONDS) / 2);
  if (value === undefined) return undefined;
  if (metric.kind === 'daily') return { time, sum: value, average: value, minimum: value, maximum: value, samples: 1 };
  const share = period >= DAY_SECONDS ? 1 : hourShare(metric, time);
  const wobble = period >= DAY_SECONDS ? 1 : 0.96 + 0.08 * shareOf(`${metric.name} ${String(time)}`);
  const samples = Math.max(1, Math.round((SAMPLES_A_DAY * period) / DAY_SECONDS));
  if (metric.kind === 'level') {
    const average = value * (period >= DAY_SECONDS ? 1 : wobble);
    const cap = metric.unit === 'Percent' ? 100 : Infinity;
    return { time, sum: average * samples, average, minimum: average * 0.6, maximum: Math.min(cap, average * 1.4), samples };
  }
  const sum = ((value * period) / DAY_SECONDS) * share * wobble;
  const average = sum / samples;
  return { time, sum, average, minimum: average * 0.3, maximum: average * 2.1, samples };
}

function pointsOf(metric: Metric, cloud: Cloud, from: number, to: number, period: number): readonly Point[] {
  const points: Point[] = [];
  const first = Math.floor(from / period) * period;
  for (let time = first; time < Math.min(to, cloud.now); time += period) {
    const point = pointOf(metric, cloud, time, period);
    if (point) points.push(point);
  }
  return points;
}

function dimensionsIn(call: Call): Readonly<Record<string, string>> {
  return Object.fromEntries(shorthands(call, '--dimensions').map((one) => [one['Name']?.[0] ?? '', one['Value']?.[0] ?? '']));
}

function isSame(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

function statisticOf(point: Point, name: string): number {
  if (name === 'Sum') return rounded(point.sum);
  if (name === 'Minimum') return rounded(point.minimum);
  if (name === 'SampleCount') return point.samples;
  return rounded(name === 'Average' ? point.average : point.maximum);
}

export const getMetricStatistics: Operation = (call, cloud) => {
  const from = timeGiven(call, '--start-time');
  const to = timeGiven(call, '--end-time');
  const period = Number(call.value('--period') ?? 60);
  if (from === undefined || to === undefined) return { code: 'ValidationError', message: 'timestamp must follow ISO8601' };
  if (from >= to) {
    return { code: 'InvalidParameterCombination', message: 'The parameter StartTime must be less than the parameter EndTime.' };
  }
  const asked = Math.ceil((to - from) / period);
  if (asked > MOST_POINTS) {
    const most = `You have requested up to ${asked.toLocaleString('en-US')} datapoints, which exceeds the limit of 1,440. `;
    const hint = 'You may reduce the datapoints requested by increasing Period, or decreasing the time range.';
    return { code: 'InvalidParameterCombination', message: most + hint };
  }
  const name = call.value('--metric-name') ?? '';
  const metric = cloud.metrics.find(
    (one) =>
      one.namespace === call.value('--namespace') &&
      one.name === name &&
      one.region === call.region &&
      isSame(one.dimensions, dimensionsIn(call)),
  );
  const statistics = [...call.values('--statistics'), ...call.values('--extended-statistics')];
  const points = metric ? pointsOf(metric, cloud, from, to, period) : [];
  // In no order, as the service gives them.
  const shuffled = points.toSorted((one, other) => shareOf(`${name} ${String(one.time)}`) - shareOf(`${name} ${String(other.time)}`));
  const datapoints = shuffled.map((point): Json => {
    const values = statistics.map((statistic): [string, Json] => [statistic, statisticOf(point, statistic)]);
    return { Timestamp: stamp(point.time), ...Object.fromEntries(values), Unit: metric?.unit };
  });
  return { json: { Label: name, Datapoints: datapoints } };
};

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export const getMetricData: Operation = (call, cloud) => {
  const from = timeGiven(call, '--start-time') ?? 0;
  const to = timeGiven(call, '--end-time') ?? cloud.now;
  const queries = call.values('--metric-data-queries').flatMap((one) => {
    const parsed = parsedJson(one);
    return Array.isArray(parsed) ? parsed.map(record) : parsed === undefined ? [] : [record(parsed)];
  });
  const results = queries.map((query): Json => {
    const stat = record(query['MetricStat']);
    const asked = record(stat['Metric']);
    const given = Array.isArray(asked['Dimensions']) ? asked['Dimensions'].map(record) : [];
    const dimensions = Object.fromEntries(given.map((one) => [text(one['Name']), text(one['Value'])]));
    const metric = cloud.metrics.find(
      (one) =>
        one.namespace === asked['Namespace'] &&
        one.name === asked['MetricName'] &&
        one.region === call.region &&
        isSame(one.dimensions, dimensions),
    );
    const points = metric ? pointsOf(metric, cloud, from, to, Number(stat['Period'] ?? 300)).toReversed() : [];
    return {
      Id: text(query['Id']),
      Label: text(query['Label']) === '' ? text(asked['MetricName']) : text(query['Label']),
      Timestamps: points.map(({ time }) => stamp(time)),
      Values: points.map((point) => statisticOf(point, text(stat['Stat']))),
      StatusCode: 'Complete',
    };
  });
  return { json: { MetricDataResults: results, Messages: [] } };
};

/** More metrics than anybody would list one by one: a name and how many there are of it. */
export function manyMetrics(namespace: string, name: string, label: string, count: number, prefix: string): readonly JsonObject[] {
  return Array.from({ length: count }, (_, at) => ({
    Namespace: namespace,
    MetricName: name,
    Dimensions: [{ Name: label, Value: `${prefix}${String(at).padStart(6, '0')}` }],
  }));
}

export const listMetrics: Operation = (call, cloud) => {
  const wanted = shorthands(call, '--dimensions');
  const told: readonly JsonObject[] = [
    ...cloud.metrics
      .filter(({ region }) => region === call.region)
      .map((metric) => ({
        Namespace: metric.namespace,
        MetricName: metric.name,
        Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
      })),
    ...cloud.entries.filter(({ kind, region }) => kind === 'metric' && region === call.region).map(({ data }) => data),
  ];
  const found = told.filter(
    (metric) =>
      (!call.has('--namespace') || metric['Namespace'] === call.value('--namespace')) &&
      (!call.has('--metric-name') || metric['MetricName'] === call.value('--metric-name')) &&
      wanted.every((one) => {
        const dimensions = Array.isArray(metric['Dimensions']) ? metric['Dimensions'].map(record) : [];
        const value = one['Value']?.[0];
        return dimensions.some(
          (dimension) => dimension['Name'] === one['Name']?.[0] && (value === undefined || dimension['Value'] === value),
        );
      }),
  );
  return { json: { Metrics: found } };
};

export const describeAlarms: Operation = (call, cloud) => {
  const asked = listed(call, '--alarm-names');
  const alarms = cloud.entries
    .filter(({ kind, region }) => kind === 'alarm' && region === call.region)
    .map(({ data }) => data)
    .filter((data) => asked.length === 0 || asked.includes(textAt(data, 'AlarmName')));
  return { json: { MetricAlarms: alarms, CompositeAlarms: [] } };
};
