// Tables and databases: A17, A24, A25.

import type { Cause } from '../cause.js';
import { dayAt, dayPlus, daysFrom, has, isListAt, listAt, textAt, textsAt } from '../json.js';
import { firstName, nameOr } from '../known.js';
import type { Probe } from '../probe.js';
import { awsCause, fix, found, learns, nameAt, option, probe, timesAround, told, verifyBy } from './build.js';
import { ids, isNear, newcomers, rowsAt, say, words } from './list.js';
import { by, metrics } from './metric.js';
import { DYNAMODB, marked, RDS, tail, unsaid } from './services.js';
import { byWhom, trail } from './trail.js';

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
    const text = `${name} is ${mode}${changed === '' ? '' : ` since ${changed}`}, ${String(indexes.length)} indexes, ${String(replicas)} replicas`;
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

const clusters = probe({
  name: 'db-clusters',
  operation: 'rds describe-db-clusters',
  asks: 'how the storage of clusters is paid, and which versions they run',
  learns: ['db-cluster', 'engine'],
  outcomes: {
    'pays-by-io': ['each read and write of storage is paid', { A24: 0.9, A11: 0.4 }, 0.62],
    'io-included': ['reads and writes are part of the price', { A24: 0.04, A25: 0.2 }, 0.14],
    'no-cluster': ['there is no cluster here', { A24: 0.02, A11: 0.4 }, 0.24],
  },
  read: ({ json }, known) => {
    const rows = rowsAt(json, ['DBClusters'], 'DBClusterIdentifier');
    if (rows === undefined) return undefined;
    if (rows.length === 0) return told('no-cluster', [found('there is no cluster', 'DBClusters')]);
    const billed = firstName(known, 'db-cluster');
    const paid = rows.filter(
      ({ item }) => textAt(item, 'StorageType') !== 'aurora-iopt1' && /aurora|docdb|neptune/i.test(`${textAt(item, 'Engine')} aurora`),
    );
    const shown = (paid.length > 0 ? paid : rows).toSorted((one, other) => Number(other.id === billed) - Number(one.id === billed));
    const tell = (item: unknown, id: string): string =>
      `${id}, ${textAt(item, 'Engine')} ${textAt(item, 'EngineVersion')}, storage ${textAt(item, 'StorageType') || 'aurora'}, made on ${dayAt(item, 'ClusterCreateTime')}`;
    return told(paid.length > 0 ? 'pays-by-io' : 'io-included', say(shown.slice(0, 5), tell), [
      ids('db-cluster', shown),
      learns(
        'engine',
        shown.map(({ item }) => textAt(item, 'Engine')),
      ),
    ]);
  },
});

/** RDS tells two weeks. */
const EVENT_DAYS = 14;

const RESIZED = /modif|applying|class|multi-?az|storage|resiz|scal|convert|upgrad|restore|creat|allocat|backup retention/i;
const ROUTINE = /^(?:Backing up|Finished DB Instance backup|Automated backup|DB instance (?:shutdown|restarted))/i;

const events = probe({
  name: 'db-events',
  operation: 'rds describe-events',
  asks: 'what happened to databases when the money rose',
  args: (known) => {
    if (daysFrom(known.startDay, known.today) >= EVENT_DAYS) return undefined;
    const { from, to } = timesAround(known, 3, 1);
    const first = `${dayPlus(known.today, 1 - EVENT_DAYS)}T00:00:00Z`;
    return ['--source-type=db-instance', `--start-time=${from < first ? first : from}`, `--end-time=${to}`];
  },
  learns: ['db-instance'],
  outcomes: {
    'changed-then': ['a database was changed when the money rose', { A25: 0.8, A24: 0.08, A11: 0.05 }, 0.06],
    'routine-only': ['nothing but backups and restarts was done', { A25: 0.2 }, 0.94],
  },
  read: ({ json }, known) => {
    const rows = rowsAt(json, ['Events'], 'SourceIdentifier');
    if (rows === undefined || rows.some(({ item }) => has(item, 'EventName'))) return undefined;
    const near = rows.filter(({ item }) => isNear(known, dayAt(item, 'Date')));
    const changes = near.filter(({ item }) => RESIZED.test(textAt(item, 'Message')) && !ROUTINE.test(textAt(item, 'Message')));
    const tell = (item: unknown, id: string): string => `${id} on ${dayAt(item, 'Date')}: ${textAt(item, 'Message')}`;
    if (changes.length === 0)
      return told('routine-only', [found(`${String(near.length)} events about ${known.startDay}, no change among them`, 'Events')]);
    return told('changed-then', say(changes.slice(0, 5), tell), [ids('db-instance', changes)]);
  },
});

const ofTable = { namespace: 'AWS/DynamoDB', dimensions: by('TableName', 'table'), kind: 'table' } as const;
const ofCluster = { namespace: 'AWS/RDS', dimensions: by('DBClusterIdentifier', 'db-cluster'), kind: 'db-cluster' } as const;

export const DATABASE_PROBES: readonly Probe[] = [
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
  clusters,
  ...metrics(2, {
    name: 'cluster-reads',
    asks: 'whether a cluster reads more from its storage since then',
    ...ofCluster,
    metric: 'VolumeReadIOPs',
    rose: 'this cluster reads what is new, as without an index',
    flat: 'this cluster reads as much as before',
    given: { A24: 0.82, A25: 0.12 },
    otherwise: 0.25,
  }),
  ...metrics(1, {
    name: 'cluster-writes',
    asks: 'whether a cluster writes more to its storage since then',
    ...ofCluster,
    metric: 'VolumeWriteIOPs',
    rose: 'this cluster writes what is new',
    flat: 'this cluster writes as much as before',
    given: { A24: 0.4 },
    otherwise: 0.25,
  }),
  events,
  newcomers({
    name: 'db-snapshots',
    operation: 'rds describe-db-snapshots',
    asks: 'which snapshots of databases are kept by hand',
    args: () => ['--snapshot-type=manual', '--max-items=100'],
    list: ['DBSnapshots'],
    id: 'DBSnapshotIdentifier',
    days: [['SnapshotCreateTime']],
    kind: 'db-snapshot',
    also: words(['DBInstanceIdentifier'], ['AllocatedStorage']),
    then: ['snapshots were made about then', { A25: 0.3 }, 0.1],
    before: ['snapshots are kept from before', { A25: 0.3 }, 0.4],
    none: ['no snapshot is kept by hand', { A25: 0.4 }, 0.5],
  }),
  trail({
    name: 'database-modified',
    event: 'ModifyDBInstance',
    asks: 'who changed a database when the money rose',
    done: 'a database was changed then',
    not: 'no database was changed then',
    given: { A25: 0.7, A11: 0.04 },
    otherwise: 0.04,
  }),
  trail({
    name: 'database-made',
    event: 'CreateDBInstance',
    asks: 'who made a database or a replica when the money rose',
    done: 'a database or a replica was made then',
    not: 'no database was made then',
    given: { A25: 0.3 },
    otherwise: 0.03,
  }),
];

export const DATABASE_CAUSES: readonly Cause[] = [
  awsCause({
    id: 'A17',
    title: 'a table that is paid by the request, an index, or kept states',
    weight: 1,
    signature: {
      marks: [
        marked(undefined, tail('(?:Write|Read)RequestUnits|TimedPITRStorage|PayPerRequestThroughput'), 0.78),
        marked(undefined, tail('(?:Write|Read)CapacityUnit-Hrs|CommittedThroughput|rWCU|ReplicatedWrite'), 0.8),
        marked(DYNAMODB, tail('TimedStorage|TimedBackup|Streams'), 0.6),
        unsaid(DYNAMODB, 0.75),
      ],
      shapes: { 'one-off': 0.3 },
      drivers: { price: 0.4 },
    },
    statement: (known) => {
      const index = firstName(known, 'index');
      const also = index === undefined ? '' : `, each write also to ${index}`;
      return `Since ${known.startDay} far more requests to ${nameOr(known, 'table', 'a table')} are paid one by one${also}${byWhom(known)}.`;
    },
    refute: 'as many reads and writes on every table as before, and no change to any',
    fixes: (known) => [
      fix(
        'soon',
        'Where the load is steady, give the table a capacity that follows it; drop indexes that nobody reads.',
        `aws dynamodb update-table --table-name=${nameOr(known, 'table', 'TABLE')} --billing-mode=PROVISIONED --provisioned-throughput=ReadCapacityUnits=READS,WriteCapacityUnits=WRITES`,
        verifyBy(known, 'dynamodb list-tables'),
      ),
      fix('soon', 'Write in batches, project fewer attributes into indexes, and let old items expire.'),
    ],
  }),
  awsCause({
    id: 'A24',
    title: 'reads and writes of Aurora storage',
    weight: 1,
    signature: {
      marks: [marked(undefined, tail('Aurora:StorageIOUsage|StorageIOUsage|Aurora.{0,20}I/O'), 0.8), unsaid(RDS, 0.28)],
      shapes: { 'one-off': 0.3 },
      drivers: { price: 0.3 },
    },
    statement: (known) =>
      `Since ${known.startDay} ${nameOr(known, 'db-cluster', 'a cluster')} reads far more from its storage, as a query without an index does, and each read is paid.`,
    refute: 'as many reads and writes of storage as before',
    fixes: (known) => [
      fix(
        'now',
        'Find the query that reads most and give it an index, or take it off the cluster.',
        null,
        verifyBy(known, 'rds describe-db-clusters'),
      ),
      fix(
        'soon',
        'If reads and writes are more than a quarter of the price, take storage that includes them.',
        `aws rds modify-db-cluster --db-cluster-identifier=${nameOr(known, 'db-cluster', 'CLUSTER')} --storage-type=aurora-iopt1`,
        verifyBy(known, 'rds describe-db-clusters'),
      ),
    ],
  }),
  awsCause({
    id: 'A25',
    title: 'a database made larger, doubled, or backed up more',
    weight: 1,
    signature: {
      marks: [
        marked(RDS, tail('(?:Multi-?AZ)?-?(?:Instance)?Usage:db|InstanceUsage|Multi-AZUsage|Multi-AZClusterUsage'), 0.85),
        marked(RDS, tail('ChargedBackupUsage|BackupUsage|GP[23]-|PIOPS|StorageUsage|Proxy|Aurora:(?:Backup|Serverless)'), 0.8),
        marked(RDS, tail('CreateDBInstance|Running Hours|db\\.'), 0.6),
        marked(undefined, tail('ExtendedSupport:'), 0.06),
        marked(undefined, tail('Aurora:StorageIOUsage'), 0.08),
        unsaid(RDS, 0.4),
      ],
      shapes: { ramp: 0.5, 'one-off': 0.4 },
      drivers: { price: 0.3 },
    },
    statement: (known) =>
      `On ${known.startDay} ${nameOr(known, 'db-instance', 'a database')} was made larger, doubled in a second zone, or backed up more${byWhom(known)}.`,
    refute: 'databases of the same size, number and backups as before',
    fixes: (known) => [
      fix(
        'now',
        'Ask who changed it; set the class or the second zone back if it was for a test.',
        `aws rds modify-db-instance --db-instance-identifier=${nameOr(known, 'db-instance', 'DATABASE')} --db-instance-class=CLASS --apply-immediately`,
        verifyBy(known, 'rds describe-db-instances'),
      ),
      fix(
        'soon',
        'Delete snapshots that nobody needs, and keep automatic ones for as long as they are.',
        `aws rds delete-db-snapshot --db-snapshot-identifier=${nameOr(known, 'db-snapshot', 'SNAPSHOT')}`,
        verifyBy(known, 'rds describe-db-snapshots', '--snapshot-type=manual', '--max-items=100'),
      ),
    ],
  }),
];
