// What is read of tables.

import { dayAt, has, isListAt, listAt, textAt, textsAt } from '../../json.js';
import { nameOr } from '../../known.js';
import type { Probe } from '../../probe.js';
import { found, learns, nameAt, option, probe, told } from '../build.js';
import { isNear } from '../list.js';
import { by, metrics } from '../metric.js';
import { trail } from '../trail.js';

const tables = probe({
  name: 'tables',
  operation: 'dynamodb list-tables',
  asks: 'which tables there are',
  learns: ['table'],
  outcomes: {
    tables: ['there are tables', { A17: 0.98 }, 0.8],
    'no-table': ['there is no table here', { A17: 0.02 }, 0.2],
  },
  read: ({ json }) => {
    if (!isListAt(json, 'TableNames')) return undefined;
    const names = textsAt(json, 'TableNames');
    return told(
      names.length > 0 ? 'tables' : 'no-table',
      [found(`${String(names.length)} tables: ${names.slice(0, 10).join(', ')}`, 'TableNames')],
      [learns('table', names)],
    );
  },
});

const table = probe({
  name: 'table',
  operation: 'dynamodb describe-table',
  asks: 'how a table is paid, which indexes it has, and what was changed when',
  needs: ['table'],
  args: (known) => option('table-name', nameAt(known, 'table')),
  outcomes: {
    'mode-changed-then': ['the table is paid by the request since the money rose', { A17: 0.35 }, 0.02],
    'pays-by-request-indexed': ['the table is paid by the request, and each write also goes to its indexes', { A17: 0.35 }, 0.2],
    'pays-by-request': ['the table is paid by the request', { A17: 0.22 }, 0.38],
    provisioned: ['the table has a fixed capacity', { A17: 0.08 }, 0.4],
  },
  read: ({ json }, known) => {
    if (!has(json, 'Table')) return undefined;
    const name = textAt(json, 'Table', 'TableName');
    const mode = textAt(json, 'Table', 'BillingModeSummary', 'BillingMode') || 'PROVISIONED';
    const changed = dayAt(json, 'Table', 'BillingModeSummary', 'LastUpdateToPayPerRequestDateTime');
    const indexes = listAt(json, 'Table', 'GlobalSecondaryIndexes');
    const replicas = listAt(json, 'Table', 'Replicas').length;
    const text =
      `${name} is ${mode}${changed === '' ? '' : ` since ${changed}`}, ${String(indexes.length)} indexes, ` +
      `${String(replicas)} replicas`;
    const findings = [
      found(text, 'Table'),
      ...indexes
        .slice(0, 5)
        .map((one, index) => found(`index ${textAt(one, 'IndexName')}`, `Table.GlobalSecondaryIndexes[${String(index)}]`)),
    ];
    const learned = [
      learns(
        'index',
        indexes.map((one) => textAt(one, 'IndexName')),
      ),
    ];
    if (isNear(known, changed)) return told('mode-changed-then', findings, learned);
    if (mode === 'PROVISIONED') return told('provisioned', findings, learned);
    return told(indexes.length > 0 ? 'pays-by-request-indexed' : 'pays-by-request', findings, learned);
  },
});

const pitr = probe({
  name: 'table-backups',
  operation: 'dynamodb describe-continuous-backups',
  asks: 'whether every state of a table is kept',
  needs: ['table'],
  args: (known) => option('table-name', nameAt(known, 'table')),
  outcomes: {
    'kept-since-then': ['every state of the table is kept since the money rose', { A17: 0.25 }, 0.02],
    kept: ['every state of the table is kept', { A17: 0.3 }, 0.4],
    'not-kept': ['states of the table are not kept', { A17: 0.45 }, 0.58],
  },
  read: ({ json }, known) => {
    const path = ['ContinuousBackupsDescription', 'PointInTimeRecoveryDescription'] as const;
    const status = textAt(json, ...path, 'PointInTimeRecoveryStatus');
    if (status === '') return undefined;
    const since = dayAt(json, ...path, 'EarliestRestorableDateTime');
    const findings = [
      found(
        `point-in-time recovery of ${nameOr(known, 'table', 'the table')}: ${status}${since === '' ? '' : `, from ${since}`}`,
        path.join('.'),
      ),
    ];
    if (status !== 'ENABLED') return told('not-kept', findings);
    return told(isNear(known, since, 2, 2) ? 'kept-since-then' : 'kept', findings);
  },
});

const ofTable = { namespace: 'AWS/DynamoDB', dimensions: by('TableName', 'table'), kind: 'table' } as const;

export const TABLE_PROBES: readonly Probe[] = [
  tables,
  table,
  pitr,
  ...metrics(3, {
    name: 'table-writes',
    asks: 'whether more is written to a table since then',
    ...ofTable,
    metric: 'ConsumedWriteCapacityUnits',
    rose: 'this table takes the writes that are new',
    flat: 'as much is written to this table as before',
    given: { A17: 0.8 },
    otherwise: 0.4,
  }),
  ...metrics(2, {
    name: 'table-reads',
    asks: 'whether more is read from a table since then',
    ...ofTable,
    metric: 'ConsumedReadCapacityUnits',
    rose: 'this table takes the reads that are new',
    flat: 'as much is read from this table as before',
    given: { A17: 0.5 },
    otherwise: 0.35,
  }),
  trail({
    name: 'table-changed',
    event: 'UpdateTable',
    asks: 'who changed a table when the money rose',
    done: 'a table was changed then',
    not: 'no table was changed then',
    given: { A17: 0.5 },
    otherwise: 0.03,
  }),
  trail({
    name: 'table-backups-changed',
    event: 'UpdateContinuousBackups',
    asks: 'who had every state of a table kept when the money rose',
    done: 'every state of a table is kept since then',
    not: 'nobody changed what is kept then',
    given: { A17: 0.25 },
    otherwise: 0.02,
  }),
];
