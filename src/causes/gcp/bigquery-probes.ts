// Reads of BigQuery that tell apart scans, slots and storage.

import { at, dayAt, numberAt, textAt } from '../json.js';
import type { Known } from '../known.js';
import type { Output, Probe, Reading } from '../probe.js';
import { changeLog } from './change-log.js';
import { heaviest, isNearStart, last, outcomes, probe, reading, type Row, rows, some, sum } from './define.js';
import { bq, locationOf, millisecondsOf, plain, projectOf } from './line.js';
import { dayPlus } from '../json.js';

const TIB = 1024 ** 4;
const GIB = 1024 ** 3;
const MOST = 0.5;
const SQL_FLAGS = ['--use_legacy_sql=false', '--maximum_bytes_billed=1000000000'];
/** What one small query of this kind costs. */
const SQL_MICRO_USD = 63;

function amount(bytes: number): string {
  return bytes >= TIB / 10 ? `${(bytes / TIB).toFixed(2)} TiB` : `${(bytes / GIB).toFixed(1)} GiB`;
}

function view(name: string, known: Known): string {
  return `\`region-${locationOf(known)}\`.INFORMATION_SCHEMA.${name}`;
}

function billed(row: unknown): number {
  return numberAt(row, 'statistics', 'query', 'totalBytesBilled') ?? numberAt(row, 'statistics', 'totalBytesProcessed') ?? 0;
}

function isReserved(row: unknown): boolean {
  return textAt(row, 'statistics', 'reservation_id') !== '' || at(row, 'statistics', 'reservationUsage') !== undefined;
}

function userOf(row: unknown): string {
  return textAt(row, 'user_email');
}

function queryOf(row: unknown): string {
  return textAt(row, 'configuration', 'query', 'query').slice(0, 200);
}

function jobIdOf(row: unknown): string {
  return textAt(row, 'jobReference', 'jobId');
}

function readJobs(output: Output): Reading | undefined {
  const found = output.command.includes('-j') ? rows(output.json, 'jobReference', 'jobId') : undefined;
  if (found === undefined) return undefined;
  if (found.length === 0) return reading('no-jobs', [['no job is listed', '']]);
  const jobs = found.map(({ row }) => row);
  if (jobs.filter(isReserved).length > jobs.length * MOST)
    return reading('reserved', [[`most of ${String(jobs.length)} jobs run in a reservation`, '[0].statistics']]);
  const total = sum(jobs.map(billed));
  if (total === 0) return reading('loads', [[`none of ${String(jobs.length)} jobs was billed for a scan`, '']]);
  const user = heaviest(
    found,
    ({ row }) => userOf(row),
    ({ row }) => billed(row),
  );
  const query = heaviest(
    found,
    ({ row }) => queryOf(row),
    ({ row }) => billed(row),
  );
  const largest = found.toSorted((one, other) => billed(other.row) - billed(one.row))[0];
  const told = largest === undefined ? [] : [tellJob(largest)];
  const learned = {
    'query-user': user === undefined ? [] : [user.key],
    job: largest === undefined ? [] : [jobIdOf(largest.row)],
  };
  if (query !== undefined && query.share > MOST && jobs.filter((row) => queryOf(row) === query.key).length > 1) {
    const times = jobs.filter((row) => queryOf(row) === query.key).length;
    const text = `one query ran ${String(times)} times and scanned ${amount(query.weight)} of ${amount(total)}: ${query.key}`;
    return reading('one-eater', [[text, `[${String(query.first.at)}].configuration.query`], ...told], learned);
  }
  if (user !== undefined && user.share > MOST) {
    const text = `${user.key} scanned ${amount(user.weight)} of ${amount(total)} in ${String(jobs.length)} jobs`;
    return reading('one-eater', [[text, `[${String(user.first.at)}].user_email`], ...told], learned);
  }
  return reading('spread', [[`${amount(total)} scanned by many users in ${String(jobs.length)} jobs`, ''], ...told]);
}

function tellJob({ at: place, row }: Row): readonly [string, string] {
  return [
    `job ${jobIdOf(row)} of ${userOf(row)}, ${dayAt(row, 'statistics', 'creationTime')}: ${amount(billed(row))}`,
    `[${String(place)}]`,
  ];
}

function readUsers(output: Output): Reading | undefined {
  const found = output.command.includes('bytes_after') ? rows(output.json, 'user_email') : undefined;
  if (found === undefined) return undefined;
  const rise = ({ row }: Row): number => (numberAt(row, 'bytes_after') ?? 0) - (numberAt(row, 'bytes_before') ?? 0);
  const risen = found.filter((one) => rise(one) > 0);
  const total = sum(risen.map(rise));
  const before = sum(found.map(({ row }) => numberAt(row, 'bytes_before') ?? 0));
  if (found.length === 0 || total <= before * 0.15) return reading('flat', [['the bytes billed did not rise', '']]);
  const [top] = risen.toSorted((one, other) => rise(other) - rise(one));
  if (top === undefined || rise(top) < total * MOST)
    return reading('all-rose', [[`${String(risen.length)} users scan more, ${amount(total)} together`, '']]);
  const text = `${userOf(top.row)} scanned ${amount(numberAt(top.row, 'bytes_after') ?? 0)} in the week from that day, ${amount(numberAt(top.row, 'bytes_before') ?? 0)} in the week before`;
  return reading('one-rose', [[text, `[${String(top.at)}]`]], { 'query-user': [userOf(top.row)] });
}

function readReservations(output: Output, known: Known): Reading | undefined {
  const found = output.command.includes('--reservation ') ? rows(output.json, 'name') : undefined;
  if (found === undefined) return undefined;
  const tell = ({ at: place, row }: Row): readonly [string, string] => [
    `reservation ${last(textAt(row, 'name'))}: ${textAt(row, 'slotCapacity') || '0'} slots, autoscaling to ${textAt(row, 'autoscale', 'maxSlots') || 'none'}, changed ${textAt(row, 'updateTime').slice(0, 10)}`,
    `[${String(place)}]`,
  ];
  const learned = (of: readonly Row[]) => ({
    reservation: of.map(({ row }) => last(textAt(row, 'name'))),
    'max-slots': of.map(({ row }) => textAt(row, 'autoscale', 'maxSlots')),
  });
  const near = found.filter(({ row }) => [dayAt(row, 'updateTime'), dayAt(row, 'creationTime')].some((day) => isNearStart(day, known)));
  if (near.length > 0) return reading('changed', near.map(tell), learned(near));
  const scaled = found.filter(({ row }) => (numberAt(row, 'autoscale', 'maxSlots') ?? 0) > 0);
  if (scaled.length > 0) return reading('autoscales', scaled.map(tell), learned(scaled));
  return found.length > 0 ? reading('fixed', found.map(tell), learned(found)) : reading('none', [['there is no reservation', '']]);
}

function readCommitments(output: Output, known: Known): Reading | undefined {
  const found = output.command.includes('--capacity_commitment') ? rows(output.json, 'name') : undefined;
  if (found === undefined) return undefined;
  const near = found.filter(({ row }) =>
    [dayAt(row, 'commitmentEndTime'), dayAt(row, 'commitmentStartTime')].some((day) => isNearStart(day, known)),
  );
  const tell = ({ at: place, row }: Row): readonly [string, string] => [
    `commitment of ${textAt(row, 'slotCount')} slots, ${textAt(row, 'plan')}: from ${textAt(row, 'commitmentStartTime').slice(0, 10)} to ${textAt(row, 'commitmentEndTime').slice(0, 10)}`,
    `[${String(place)}]`,
  ];
  if (near.length > 0) return reading('turned', near.map(tell));
  return found.length > 0 ? reading('holds', found.map(tell)) : reading('none', [['there is no commitment of slots', '']]);
}

function readStorage(output: Output, known: Known): Reading | undefined {
  const found = output.command.includes('TABLE_STORAGE') ? rows(output.json, 'table_name') : undefined;
  if (found === undefined) return undefined;
  if (found.length === 0) return reading('nothing', [['no table is listed', '']]);
  const bytes = ({ row }: Row): number => numberAt(row, 'total_logical_bytes') ?? 0;
  const nameOf = ({ row }: Row): string => `${textAt(row, 'table_schema')}.${textAt(row, 'table_name')}`;
  const total = sum(found.map(bytes));
  const tell = (one: Row): readonly [string, string] => [
    `${nameOf(one)} holds ${amount(bytes(one))} of ${amount(total)}, made ${dayAt(one.row, 'creation_time')}`,
    `[${String(one.at)}]`,
  ];
  const learned = (of: readonly Row[]) => ({ table: of.map(nameOf), dataset: of.map(({ row }) => textAt(row, 'table_schema')) });
  const made = found.filter(({ row }) => isNearStart(dayAt(row, 'creation_time'), known));
  if (total > 0 && sum(made.map(bytes)) > total * 0.15) return reading('new-table', made.map(tell), learned(made));
  const [top] = found.toSorted((one, other) => bytes(other) - bytes(one));
  if (top !== undefined && total > 0 && bytes(top) > total * MOST) return reading('one-table', [tell(top)], learned([top]));
  return reading('spread', found.slice(0, 4).map(tell), learned(found));
}

function readDataset(output: Output, known: Known): Reading | undefined {
  const dataset = textAt(output.json, 'datasetReference', 'datasetId');
  if (dataset === '') return undefined;
  const model = textAt(output.json, 'storageBillingModel') || 'LOGICAL';
  const changed = dayAt(output.json, 'lastModifiedTime');
  const expiry = numberAt(output.json, 'defaultPartitionExpirationMs') ?? numberAt(output.json, 'defaultTableExpirationMs');
  const text = `dataset ${dataset}: billed ${model}, ${expiry === undefined ? 'nothing expires' : `expires after ${String(expiry / 86_400_000)} days`}, changed ${changed}`;
  const outcome = isNearStart(changed, known) ? 'changed' : expiry === undefined ? 'no-expiry' : 'expires';
  return reading(outcome, [[text, 'datasetReference']], { dataset: [dataset] });
}

const week = (known: Known): string =>
  `creation_time >= TIMESTAMP("${dayPlus(known.startDay, -7)}") AND creation_time < TIMESTAMP("${dayPlus(known.startDay, 7)}")`;
const since = (known: Known, is: '<' | '>='): string =>
  `SUM(IF(creation_time ${is} TIMESTAMP("${known.startDay}"), total_bytes_billed, 0))`;

export const BIGQUERY_PROBES: readonly Probe[] = [
  probe({
    name: 'bq-jobs',
    operation: 'bq ls',
    asks: 'which users and jobs scanned how much on the first days of the rise',
    learns: ['query-user', 'job'],
    command: (known) =>
      bq(
        'ls --jobs --all --max_results=200',
        known,
        `--min_creation_time=${millisecondsOf(known.startDay)}`,
        `--max_creation_time=${millisecondsOf(dayPlus(known.startDay, 3))}`,
      ),
    outcomes: outcomes(
      {
        'one-eater': 'one user or one repeated query scans most of it',
        spread: 'many users share the scans, as when usage grows',
        reserved: 'the jobs run in a reservation: slots are paid for, not bytes',
        loads: 'jobs ran and none was billed for a scan',
        'no-jobs': 'no job is listed',
      },
      {
        given: { G01: [0.82, 0.08, 0.02, 0.02, 0.06], G02: [0.06, 0.1, 0.7, 0.06, 0.08], G03: [0.2, 0.22, 0.08, 0.4, 0.1] },
        otherwise: [0.14, 0.44, 0.12, 0.14, 0.16],
      },
    ),
    read: readJobs,
  }),
  probe({
    name: 'bq-users',
    operation: 'bq query',
    asks: 'who is billed for more bytes in the week from that day than in the week before',
    learns: ['query-user'],
    command: (known) => {
      const sql = `SELECT user_email, ${since(known, '>=')} AS bytes_after, ${since(known, '<')} AS bytes_before, COUNT(1) AS jobs FROM ${view('JOBS_BY_PROJECT', known)} WHERE ${week(known)} GROUP BY 1 ORDER BY 2 DESC LIMIT 20`;
      return bq('query', known, ...SQL_FLAGS, `'${sql}'`);
    },
    seconds: 6,
    microUsd: SQL_MICRO_USD,
    outcomes: outcomes(
      {
        'one-rose': 'one user is behind most of the rise',
        'all-rose': 'everybody scans more, as when usage grows',
        flat: 'the bytes billed did not rise',
      },
      { given: { G01: [0.82, 0.12, 0.06], G02: [0.08, 0.1, 0.82], G03: [0.08, 0.14, 0.78] }, otherwise: [0.15, 0.5, 0.35] },
    ),
    read: readUsers,
  }),
  probe({
    name: 'bq-reservations',
    operation: 'bq ls',
    asks: 'which reservations there are, how high they scale and when they were changed',
    learns: ['reservation', 'max-slots'],
    command: (known) => bq('ls --reservation', known, `--location=${locationOf(known)}`),
    outcomes: outcomes(
      {
        changed: 'a reservation was made or changed near that day',
        autoscales: 'a reservation scales by itself, and was not changed lately',
        fixed: 'the reservations have a fixed size',
        none: 'there is no reservation: scans are paid by the byte',
      },
      { given: { G02: [0.62, 0.25, 0.08, 0.05], G01: [0.04, 0.06, 0.1, 0.8] }, otherwise: [0.06, 0.16, 0.2, 0.58] },
    ),
    read: readReservations,
  }),
  probe({
    name: 'bq-commitments',
    operation: 'bq ls',
    asks: 'whether a commitment of slots began or ended near that day',
    command: (known) => bq('ls --capacity_commitment', known, `--location=${locationOf(known)}`),
    outcomes: outcomes(
      { turned: 'a commitment began or ended near that day', holds: 'the commitments run on', none: 'there is none' },
      { given: { G02: [0.3, 0.3, 0.4] }, otherwise: [0.03, 0.2, 0.77] },
    ),
    read: readCommitments,
  }),
  changeLog({
    name: 'bq-who-changed-reservations',
    things: 'reservations',
    causes: ['G02'],
    methods: ['ReservationService.UpdateReservation', 'ReservationService.CreateReservation', 'ReservationService.CreateAssignment'],
  }),
  probe({
    name: 'bq-storage',
    operation: 'bq query',
    asks: 'which tables hold most, and whether a large one is new',
    learns: ['table', 'dataset'],
    command: (known) => {
      const sql = `SELECT table_schema, table_name, creation_time, total_logical_bytes, time_travel_physical_bytes FROM ${view('TABLE_STORAGE_BY_PROJECT', known)} ORDER BY 4 DESC LIMIT 20`;
      return bq('query', known, ...SQL_FLAGS, `'${sql}'`);
    },
    seconds: 6,
    microUsd: SQL_MICRO_USD,
    outcomes: outcomes(
      {
        'new-table': 'a large table was made near that day',
        'one-table': 'one table holds most',
        spread: 'many tables share it',
        nothing: 'no table is listed',
      },
      { given: { G03: [0.45, 0.35, 0.14, 0.06] }, otherwise: [0.06, 0.2, 0.56, 0.18] },
    ),
    read: readStorage,
  }),
  probe({
    name: 'bq-datasets',
    operation: 'bq ls',
    asks: 'which datasets there are',
    learns: ['dataset'],
    command: (known) => bq('ls --datasets --max_results=50', known),
    outcomes: outcomes(
      { some: 'there are datasets', none: 'there is none' },
      { given: { G03: [0.97, 0.03], G01: [0.95, 0.05] }, otherwise: [0.8, 0.2] },
    ),
    read: (output) => {
      const found = rows(output.json, 'datasetReference', 'datasetId');
      if (found === undefined) return undefined;
      const names = found.map(({ row }) => textAt(row, 'datasetReference', 'datasetId'));
      return names.length === 0
        ? reading('none', [['there is no dataset', '']])
        : reading('some', [[`datasets: ${some(names, 8)}`, '']], { dataset: names });
    },
  }),
  probe({
    name: 'bq-dataset',
    operation: 'bq show',
    asks: 'how the dataset is billed, whether it expires anything and when it was changed',
    needs: ['dataset'],
    learns: ['dataset'],
    command: (known) => {
      const dataset = plain(known, 'dataset');
      const project = projectOf(known);
      return dataset === undefined ? undefined : `bq show --format=json ${project === undefined ? '' : `${project}:`}${dataset}`;
    },
    outcomes: outcomes(
      {
        changed: 'the dataset was changed near that day: its storage model, or its expiry',
        'no-expiry': 'nothing in it expires by itself',
        expires: 'what it holds expires by itself',
      },
      { given: { G03: [0.4, 0.5, 0.1] }, otherwise: [0.08, 0.5, 0.42] },
    ),
    read: readDataset,
  }),
];
