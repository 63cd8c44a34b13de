// What is read of logs and metrics.

import { countAt, dayAt, has, isRecord, listAt, numberAt, textAt } from '../../json.js';
import { nameOr } from '../../known.js';
import type { Probe } from '../../probe.js';
import { found, learns, nameAt, option, probe, told } from '../build.js';
import { ids, isNear, newcomers, rowsAt, say, words } from '../list.js';
import { by, metric, metrics, round } from '../metric.js';
import { trail } from '../trail.js';

const LAMBDA_GROUP = '/aws/lambda/';
const HALF = 0.5;

function functionOf(group: string): string {
  return group.startsWith(LAMBDA_GROUP) ? group.slice(LAMBDA_GROUP.length) : '';
}

const logGroups = probe({
  name: 'log-groups',
  operation: 'logs describe-log-groups',
  asks: 'which log group holds most, and which is new',
  args: () => ['--limit=50'],
  learns: ['log-group', 'function'],
  outcomes: {
    'new-group': ['a log group was made when the money rose', { A05: 0.25, A22: 0.05 }, 0.08],
    'one-holds-most': ['one log group holds more than all others', { A05: 0.5 }, 0.38],
    spread: ['no log group stands out', { A05: 0.25 }, 0.45],
    'no-groups': ['there is no log group here', { A05: 0.02 }, 0.12],
  },
  read: ({ json }, known) => {
    const rows = rowsAt(json, ['logGroups'], 'logGroupName');
    if (rows === undefined) return undefined;
    if (rows.length === 0) return told('no-groups', [found('no log group is there', 'logGroups')]);
    const bytes = (item: unknown): number => numberAt(item, 'storedBytes') ?? 0;
    const isNew = (item: unknown): boolean => isNear(known, dayAt(item, 'creationTime'));
    const total = rows.reduce((sum, { item }) => sum + bytes(item), 0);
    const sorted = rows.toSorted(
      (one, other) => Number(isNew(other.item)) - Number(isNew(one.item)) || bytes(other.item) - bytes(one.item),
    );
    const largest = Math.max(...rows.map(({ item }) => bytes(item)));
    const findings = say(sorted.slice(0, 5), (item, id) => {
      const days = textAt(item, 'retentionInDays');
      return (
        `${id} holds ${round(bytes(item))} bytes, made on ${dayAt(item, 'creationTime')}, kept ` +
        (days === '' ? 'for ever' : `${days} days`)
      );
    });
    const outcome = sorted.slice(0, 1).some(({ item }) => isNew(item))
      ? 'new-group'
      : total > 0 && largest >= HALF * total
        ? 'one-holds-most'
        : 'spread';
    return told(outcome, findings, [
      ids('log-group', sorted),
      learns(
        'function',
        sorted.map(({ id }) => functionOf(id)),
      ),
    ]);
  },
});

const VERBOSE = /debug|trace|verbose|silly/i;

const logLevel = probe({
  name: 'function-log-level',
  operation: 'lambda get-function-configuration',
  asks: 'at which level a function writes its log, and when it was changed',
  needs: ['function'],
  args: (known) => option('function-name', nameAt(known, 'function')),
  outcomes: {
    verbose: ['the function writes everything it does', { A05: 0.6 }, 0.05],
    'changed-then': ['the function was changed when the money rose', { A05: 0.2, A15: 0.4, A16: 0.2, A13: 0.2 }, 0.15],
    ordinary: ['nothing about the function was changed then', { A05: 0.2, A15: 0.5 }, 0.8],
  },
  read: ({ json }, known) => {
    if (!has(json, 'FunctionName') && !has(json, 'LoggingConfig')) return undefined;
    const variables = Object.entries(
      isRecord(json) && isRecord(json['Environment']) ? (recordOf(json['Environment'])['Variables'] ?? {}) : {},
    );
    const level = textAt(json, 'LoggingConfig', 'ApplicationLogLevel');
    const variable = variables.find(([name, value]) => /log|level|debug/i.test(name) && typeof value === 'string' && VERBOSE.test(value));
    const modified = dayAt(json, 'LastModified');
    const name = textAt(json, 'FunctionName') || nameOr(known, 'function', 'the function');
    const findings = [
      found(`${name} was last changed on ${modified || 'a day that is not told'}, log level ${level || 'not set'}`, 'LastModified'),
    ];
    if (VERBOSE.test(level)) return told('verbose', findings, [learns('function', [name])]);
    if (variable !== undefined)
      return told('verbose', [
        ...findings,
        found(`${name}: ${variable[0]} is ${String(variable[1])}`, `Environment.Variables.${variable[0]}`),
      ]);
    return told(isNear(known, modified) ? 'changed-then' : 'ordinary', findings);
  },
});

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

const MOST_ORDINARY = 300;
const CROWD = 40;

const customMetrics = probe({
  name: 'active-metrics',
  operation: 'cloudwatch list-metrics',
  asks: 'which custom metrics were written in the last hours, and by which of their labels they are many',
  args: () => ['--recently-active=PT3H', '--max-items=500'],
  seconds: 5,
  microUsd: 10,
  learns: ['namespace'],
  outcomes: {
    'many-custom': ['one source writes very many metrics: a label with many values makes one of each', { A06: 0.85 }, 0.08],
    'few-custom': ['few custom metrics are written', { A06: 0.15 }, 0.92],
  },
  read: ({ json, command }) => {
    const rows = rowsAt(json, ['Metrics'], 'MetricName');
    if (rows === undefined || /--namespace/.test(command)) return undefined;
    const custom = rows.filter(({ item }) => !textAt(item, 'Namespace').startsWith('AWS/'));
    const counts = new Map<string, number>();
    const labels = new Map<string, Set<string>>();
    for (const { item } of custom) {
      const space = textAt(item, 'Namespace');
      counts.set(space, (counts.get(space) ?? 0) + 1);
      for (const one of listAt(item, 'Dimensions')) {
        const label = `${space} ${textAt(one, 'Name')}`;
        labels.set(label, (labels.get(label) ?? new Set()).add(textAt(one, 'Value')));
      }
    }
    const [most] = [...counts].toSorted(([, one], [, other]) => other - one);
    const [widest] = [...labels].toSorted(([, one], [, other]) => other.size - one.size);
    const total = countAt(json, 'Metrics');
    const share = rows.length === 0 ? 0 : custom.length / rows.length;
    const isMany = custom.length >= CROWD && ((widest?.[1].size ?? 0) >= CROWD / 2 || total * share >= MOST_ORDINARY || share >= HALF);
    const findings = [
      found(
        `${String(custom.length)} of the ${String(rows.length)} metrics that are shown are custom, ${String(total)} were listed`,
        'Metrics',
      ),
      ...(most === undefined ? [] : [found(`${String(most[1])} of them are in ${most[0]}`, 'Metrics')]),
      ...(widest === undefined ? [] : [found(`${widest[0]} has ${String(widest[1].size)} values`, 'Metrics')]),
    ];
    return told(isMany ? 'many-custom' : 'few-custom', findings, [learns('namespace', most === undefined ? [] : [most[0]])]);
  },
});

export const OBSERVABILITY_PROBES: readonly Probe[] = [
  logGroups,
  ...metrics(4, {
    name: 'log-bytes',
    asks: 'whether a log group takes in more since then',
    namespace: 'AWS/Logs',
    metric: 'IncomingBytes',
    dimensions: by('LogGroupName', 'log-group'),
    kind: 'log-group',
    rose: 'this log group takes in what is new',
    flat: 'this log group takes in what it did before',
    given: { A05: 0.85, A15: 0.5 },
    otherwise: 0.2,
  }),
  logLevel,
  trail({
    name: 'function-changed',
    event: 'UpdateFunctionConfiguration',
    asks: 'who changed the settings of a function when the money rose',
    done: 'the settings of a function were changed then',
    not: 'no settings of a function were changed then',
    given: { A05: 0.4, A15: 0.3, A16: 0.1 },
    otherwise: 0.05,
  }),
  newcomers({
    name: 'flow-logs',
    operation: 'ec2 describe-flow-logs',
    asks: 'whether flow logs are written, and since when',
    args: () => ['--max-results=50'],
    list: ['FlowLogs'],
    id: 'FlowLogId',
    days: [['CreationTime']],
    kind: 'flow-log',
    also: words(['ResourceId'], ['LogDestinationType'], ['LogGroupName'], ['TrafficType']),
    learns: ['log-group'],
    more: (rows) => [
      learns(
        'log-group',
        rows.map(({ item }) => textAt(item, 'LogGroupName')),
      ),
    ],
    then: ['flow logs were switched on when the money rose', { A05: 0.3 }, 0.03],
    before: ['flow logs are written as before', { A05: 0.3, A02: 0.4, A22: 0.4 }, 0.4],
    none: ['no flow logs are written', { A05: 0.4 }, 0.57],
  }),
  customMetrics,
  newcomers({
    name: 'metric-streams',
    operation: 'cloudwatch list-metric-streams',
    asks: 'whether metrics are streamed elsewhere, and since when',
    list: ['Entries'],
    id: 'Name',
    days: [['CreationDate'], ['LastUpdateDate']],
    kind: 'metric-stream',
    also: words(['State'], ['FirehoseArn']),
    then: ['a metric stream was made or changed then', { A06: 0.2 }, 0.02],
    before: ['a metric stream runs as before', { A06: 0.12 }, 0.15],
    none: ['no metrics are streamed', { A06: 0.7 }, 0.83],
  }),
  trail({
    name: 'stream-put',
    event: 'PutMetricStream',
    asks: 'who set up a stream of metrics when the money rose',
    done: 'a stream of metrics was set up then',
    not: 'no stream of metrics was set up then',
    given: { A06: 0.15 },
    otherwise: 0.02,
  }),
  metric({
    name: 'metric-reads',
    asks: 'whether somebody reads far more metrics since then',
    namespace: 'AWS/Usage',
    metric: 'CallCount',
    dimensions: () => [
      ['Type', 'API'],
      ['Resource', 'GetMetricData'],
      ['Service', 'CloudWatch'],
      ['Class', 'None'],
    ],
    rose: 'a reader of metrics asks far more often',
    flat: 'metrics are read as often as before',
    given: { A06: 0.25 },
    otherwise: 0.05,
  }),
];
