// Logs: who writes so many, and where they are kept twice or too long.

import type { Cause } from '../cause.js';
import { dayAt, numberAt, textAt } from '../json.js';
import { type Known, nameOr } from '../known.js';
import type { Output, Probe, Reading } from '../probe.js';
import { byWhom, changeLog } from './change-log.js';
import { heaviest, isNearStart, last, outcomes, probe, reading, type Row, rows, type Told } from './define.js';
import { gcloud, logsNow } from './line.js';
import { BY_USE } from './marks.js';

const LOGGING = /Cloud Logging|Stackdriver Logging|Operations Suite/i;
const VOLUME = /Log (?:Storage|Volume|Bucket)|Logging|Vended|Retention/i;

export const LOGGING_CAUSES: readonly Cause[] = [
  {
    id: 'G05',
    provider: 'gcp',
    title: 'Cloud Logging takes in far more: debug level, audit logs, or a sink that doubles them',
    weight: 1.1,
    signature: {
      marks: [
        { service: LOGGING, usage: VOLUME, tells: 0.95 },
        { service: LOGGING, tells: 0.85 },
      ],
      drivers: BY_USE,
    },
    statement: (known) =>
      `Far more log entries are taken in since ${known.startDay}` +
      (known.names.has('logger') ? `, most of them from ${nameOr(known, 'logger', '')}` : '') +
      `${known.names.has('sink') ? `; sink ${nameOr(known, 'sink', '')} was made or changed then` : ''}${byWhom(known, 'sinks')}.`,
    refute: 'no logger stands out, and no sink or bucket of logs was changed',
    fixes: (known) => [
      {
        urgency: 'now',
        what: 'Set the level of that logger back from debug.',
        command: null,
        verify: logsNow('severity=DEBUG', known, '1h', 50),
      },
      {
        urgency: 'soon',
        what: 'Exclude what nobody reads before it is stored.',
        command: `gcloud logging sinks update _Default --add-exclusion=name=no-debug,filter='severity<=DEBUG'`,
        verify: gcloud('logging sinks list', known),
      },
      { urgency: 'later', what: 'Alert on the volume of logs that are taken in.', command: null, verify: null },
    ],
  },
];

function loggerOf({ row }: Row): string {
  const labels = ['service_name', 'container_name', 'function_name', 'module_id', 'cluster_name', 'instance_id', 'job_name'];
  const label = labels.map((name) => textAt(row, 'resource', 'labels', name)).find((name) => name !== '') ?? '';
  return [textAt(row, 'resource', 'type'), label, last(textAt(row, 'logName'))].filter((part) => part !== '').join(' ');
}

const MOST = 0.5;
const ENOUGH = 10;

function perHour(found: readonly Row[]): string {
  const times = found.map(({ row }) => Date.parse(textAt(row, 'timestamp'))).filter((time) => !Number.isNaN(time));
  const hours = (Math.max(...times) - Math.min(...times)) / 3_600_000;
  return times.length < 2 || hours <= 0 ? '' : `, about ${String(Math.round(times.length / hours))} an hour`;
}

/** The newest entries, by who wrote them. */
function readEntries(output: Output, isOurs: boolean, names: { readonly one: string; readonly many: string }): Reading | undefined {
  const found = isOurs ? rows(output.json, 'timestamp') : undefined;
  if (found === undefined) return undefined;
  const top = heaviest(found, loggerOf);
  if (top === undefined) return reading('nothing', [['no entry is logged', '']]);
  const told: Told = [
    `${(top.share * 100).toFixed(0)} % of the newest ${String(found.length)} entries are from ${top.key}${perHour(found)}`,
    `[${String(top.first.at)}].logName`,
  ];
  const isOne = top.share >= MOST && found.length >= ENOUGH;
  return isOne ? reading(names.one, [told], { logger: [top.key] }) : reading(names.many, [told]);
}

const KEPT_BY_DEFAULT = ['_Required', '_Default'];

function readSinks(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'destination');
  if (found === undefined) return undefined;
  const tell = ({ at, row }: Row): Told => [
    `sink ${textAt(row, 'name')} to ${textAt(row, 'destination')}, filter ${textAt(row, 'filter').slice(0, 80) || 'none'}, changed ${dayAt(row, 'updateTime') || dayAt(row, 'createTime')}`,
    `[${String(at)}]`,
  ];
  const learned = (of: readonly Row[]) => ({ sink: of.map(({ row }) => textAt(row, 'name')) });
  const near = found.filter(({ row }) => [dayAt(row, 'updateTime'), dayAt(row, 'createTime')].some((day) => isNearStart(day, known)));
  if (near.length > 0) return reading('changed', near.map(tell), learned(near));
  const doubles = found.filter(({ row }) => {
    const isStored = textAt(row, 'destination').startsWith('logging.googleapis.com');
    return isStored && textAt(row, 'filter') === '' && !KEPT_BY_DEFAULT.includes(textAt(row, 'name'));
  });
  return doubles.length > 0 ? reading('doubled', doubles.map(tell), learned(doubles)) : reading('usual', found.slice(0, 4).map(tell));
}

const DEFAULT_DAYS = 30;

function readLogBuckets(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  const kept = found.filter(({ row }) => last(textAt(row, 'name')) !== '_Required');
  const long = kept.filter(
    ({ row }) => (numberAt(row, 'retentionDays') ?? 0) > DEFAULT_DAYS || isNearStart(dayAt(row, 'updateTime'), known),
  );
  const tell = ({ at, row }: Row): Told => [
    `bucket ${last(textAt(row, 'name'))} keeps logs ${textAt(row, 'retentionDays')} days, changed ${dayAt(row, 'updateTime')}`,
    `[${String(at)}].retentionDays`,
  ];
  return long.length > 0
    ? reading('kept-long', long.map(tell), { 'log-bucket': long.map(({ row }) => last(textAt(row, 'name'))) })
    : reading('usual', kept.slice(0, 3).map(tell));
}

export const LOGGING_PROBES: readonly Probe[] = [
  probe({
    name: 'gcp-debug-logs',
    operation: 'gcloud logging read',
    asks: 'who writes at debug level',
    learns: ['logger'],
    command: (known) => logsNow('severity=DEBUG', known, '1d', 200),
    seconds: 5,
    outcomes: outcomes(
      { flood: 'one logger writes most of them', some: 'several write a few', nothing: 'nobody writes at debug level' },
      { given: { G05: [0.62, 0.1, 0.28] }, otherwise: [0.08, 0.27, 0.65] },
    ),
    read: (output) => readEntries(output, output.command.includes('DEBUG'), { one: 'flood', many: 'some' }),
  }),
  probe({
    name: 'gcp-newest-logs',
    operation: 'gcloud logging read',
    asks: 'who writes most of the newest entries',
    learns: ['logger'],
    command: (known) => logsNow('severity>=DEFAULT', known, '1d', 300),
    seconds: 5,
    outcomes: outcomes(
      { 'one-logger': 'one logger writes most', spread: 'many write a little', nothing: 'nothing is logged' },
      { given: { G05: [0.68, 0.22, 0.1] }, otherwise: [0.2, 0.6, 0.2] },
    ),
    read: (output) => readEntries(output, output.command.includes('severity>=DEFAULT'), { one: 'one-logger', many: 'spread' }),
  }),
  probe({
    name: 'gcp-sinks',
    operation: 'gcloud logging sinks list',
    asks: 'whether a sink is new, or stores everything a second time',
    learns: ['sink'],
    command: (known) => gcloud('logging sinks list', known),
    outcomes: outcomes(
      {
        changed: 'a sink was made or changed near that day',
        doubled: 'a sink stores everything a second time',
        usual: 'the sinks are the usual ones',
      },
      { given: { G05: [0.3, 0.15, 0.55] }, otherwise: [0.04, 0.06, 0.9] },
    ),
    read: readSinks,
  }),
  probe({
    name: 'gcp-log-buckets',
    operation: 'gcloud logging buckets list',
    asks: 'how long logs are kept',
    learns: ['log-bucket'],
    command: (known) => gcloud('logging buckets list', known),
    outcomes: outcomes(
      { 'kept-long': 'logs are kept longer than usual, or the bucket was changed near that day', usual: 'they are kept as long as usual' },
      { given: { G05: [0.26, 0.74] }, otherwise: [0.1, 0.9] },
    ),
    read: readLogBuckets,
  }),
  changeLog({
    name: 'gcp-who-changed-sinks',
    things: 'sinks',
    causes: ['G05'],
    methods: [
      'ConfigServiceV2.CreateSink',
      'ConfigServiceV2.UpdateSink',
      'ConfigServiceV2.UpdateBucket',
      'ConfigServiceV2.DeleteExclusion',
      'ConfigServiceV2.UpdateExclusion',
    ],
    given: 0.3,
    otherwise: 0.03,
  }),
];
