// Tables and databases: A17, A24, A25.

import type { Cause } from '../../cause.js';
import { firstName, nameOr } from '../../known.js';
import { awsCause, fix, verifyBy } from '../build.js';
import { DYNAMODB, marked, RDS, tail, unsaid } from '../services.js';
import { byWhom } from '../trail.js';

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
      return (
        `Since ${known.startDay} far more requests to ${nameOr(known, 'table', 'a table')} are paid one by ` + `one${also}${byWhom(known)}.`
      );
    },
    refute: 'as many reads and writes on every table as before, and no change to any',
    fixes: (known) => [
      fix(
        'soon',
        'Where the load is steady, give the table a capacity that follows it; drop indexes that nobody reads.',
        `aws dynamodb update-table --table-name=${nameOr(known, 'table', 'TABLE')} --billing-mode=PROVISIONED ` +
          '--provisioned-throughput=ReadCapacityUnits=READS,WriteCapacityUnits=WRITES',
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
      `Since ${known.startDay} ${nameOr(known, 'db-cluster', 'a cluster')} reads far more from its storage, as a ` +
      'query without an index does, and each read is paid.',
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
      `On ${known.startDay} ${nameOr(known, 'db-instance', 'a database')} was made larger, doubled in a second zone, ` +
      `or backed up more${byWhom(known)}.`,
    refute: 'databases of the same size, number and backups as before',
    fixes: (known) => [
      fix(
        'now',
        'Ask who changed it; set the class or the second zone back if it was for a test.',
        `aws rds modify-db-instance --db-instance-identifier=${nameOr(known, 'db-instance', 'DATABASE')} ` +
          '--db-instance-class=CLASS --apply-immediately',
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
