// Reads of BigQuery that tell apart scans, slots and storage.

import { dayPlus, textAt } from '../json.js';
import type { Known } from '../known.js';
import type { Probe } from '../probe.js';
import { readCommitments, readDataset, readJobs, readReservations, readStorage, readUsers } from './bigquery-readers.js';
import { changeLog } from './change-log.js';
import { outcomes, probe, reading, rows, some } from './define.js';
import { bq, locationOf, millisecondsOf, plain, projectOf } from './line.js';

const SQL_FLAGS = ['--use_legacy_sql=false', '--maximum_bytes_billed=1000000000'];
/** What one small query of this kind costs. */
const SQL_MICRO_USD = 63;

function view(name: string, known: Known): string {
  return `\`region-${locationOf(known)}\`.INFORMATION_SCHEMA.${name}`;
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
