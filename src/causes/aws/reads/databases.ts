// What is read of databases.

import { dayAt, dayPlus, daysFrom, has, textAt } from '../../json.js';
import { firstName } from '../../known.js';
import type { Probe } from '../../probe.js';
import { found, learns, probe, timesAround, told } from '../build.js';
import { ids, isNear, newcomers, rowsAt, say, words } from '../list.js';
import { by, metrics } from '../metric.js';
import { trail } from '../trail.js';

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
      `${id}, ${textAt(item, 'Engine')} ${textAt(item, 'EngineVersion')}, storage ` +
      `${textAt(item, 'StorageType') || 'aurora'}, made on ${dayAt(item, 'ClusterCreateTime')}`;
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

const ofCluster = { namespace: 'AWS/RDS', dimensions: by('DBClusterIdentifier', 'db-cluster'), kind: 'db-cluster' } as const;

export const DATABASE_PROBES: readonly Probe[] = [
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
