// Reads of databases.

import type { Probe } from '../probe.js';
import { changeLog } from './change-log.js';
import { readBackups, readSpanner, readSpannerOperations, readSql, readSqlOperations } from './database-readers.js';
import { outcomes, probe } from './define.js';
import { gcloud, plain } from './line.js';

export const DATABASE_PROBES: readonly Probe[] = [
  probe({
    name: 'gcp-spanner',
    operation: 'gcloud spanner instances list',
    asks: 'how large the instances of Spanner are, and when they were changed',
    learns: ['spanner-instance', 'spanner-size'],
    command: (known) => gcloud('spanner instances list', known),
    outcomes: outcomes(
      {
        changed: 'an instance was made or changed near that day',
        autoscaled: 'an instance scales by itself',
        'multi-region': 'an instance stands in several regions',
        'as-before': 'the instances are as before',
        none: 'there is no instance',
      },
      { given: { G12: [0.58, 0.18, 0.12, 0.09, 0.03] }, otherwise: [0.07, 0.14, 0.14, 0.5, 0.15] },
    ),
    read: readSpanner,
  }),
  probe({
    name: 'gcp-spanner-operations',
    operation: 'gcloud spanner operations list',
    asks: 'whether the instance was resized near that day',
    needs: ['spanner-instance'],
    command: (known) => {
      const instance = plain(known, 'spanner-instance');
      return instance === undefined ? undefined : gcloud('spanner operations list', known, `--instance=${instance}`, '--limit=50');
    },
    outcomes: outcomes(
      { resized: 'it was resized near that day', nothing: 'it was not' },
      { given: { G12: [0.6, 0.4] }, otherwise: [0.05, 0.95] },
    ),
    read: readSpannerOperations,
  }),
  changeLog({
    name: 'gcp-who-changed-spanner',
    things: 'spanner instances',
    causes: ['G12'],
    methods: ['InstanceAdmin.UpdateInstance', 'InstanceAdmin.CreateInstance'],
  }),
  probe({
    name: 'gcp-sql',
    operation: 'gcloud sql instances list',
    asks: 'which instances of Cloud SQL are new, in old versions or highly available',
    learns: ['sql-instance', 'sql-why'],
    command: (known) => gcloud('sql instances list', known),
    outcomes: outcomes(
      {
        new: 'an instance or replica was made near that day',
        'old-version': 'an instance runs a version that is past its standard support',
        'high-availability': 'an instance is highly available or in a higher edition',
        plain: 'the instances are plain ones',
        none: 'there is no instance',
      },
      { given: { G13: [0.26, 0.26, 0.33, 0.12, 0.03] }, otherwise: [0.05, 0.1, 0.25, 0.5, 0.1] },
    ),
    read: readSql,
  }),
  probe({
    name: 'gcp-sql-operations',
    operation: 'gcloud sql operations list',
    asks: 'whether the instance was changed near that day, and by whom',
    needs: ['sql-instance'],
    learns: ['sql-instance', 'sql-why', 'who-changed-sql-instances'],
    command: (known) => {
      const instance = plain(known, 'sql-instance');
      return instance === undefined ? undefined : gcloud('sql operations list', known, `--instance=${instance}`, '--limit=100');
    },
    outcomes: outcomes(
      { changed: 'it was changed near that day', nothing: 'it was not' },
      { given: { G13: [0.66, 0.34] }, otherwise: [0.07, 0.93] },
    ),
    read: readSqlOperations,
  }),
  probe({
    name: 'gcp-sql-backups',
    operation: 'gcloud sql backups list',
    asks: 'how many backups are kept',
    needs: ['sql-instance'],
    learns: ['sql-why'],
    command: (known) => {
      const instance = plain(known, 'sql-instance');
      return instance === undefined ? undefined : gcloud('sql backups list', known, `--instance=${instance}`, '--limit=100');
    },
    outcomes: outcomes(
      { many: 'many backups are kept', usual: 'as many as usual' },
      { given: { G13: [0.24, 0.76] }, otherwise: [0.06, 0.94] },
    ),
    read: readBackups,
  }),
  changeLog({
    name: 'gcp-who-changed-sql',
    things: 'sql instances',
    causes: ['G13'],
    methods: ['cloudsql.instances.update', 'cloudsql.instances.patch', 'cloudsql.instances.create', 'cloudsql.instances.clone'],
  }),
];
