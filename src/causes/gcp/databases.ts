// Databases: Spanner and Cloud SQL.

import type { Cause } from '../cause.js';
import { dayAt, has, numberAt, textAt } from '../json.js';
import { type Known, nameOr } from '../known.js';
import type { Output, Probe, Reading } from '../probe.js';
import { byWhom, changeLog } from './change-log.js';
import { isNearStart, last, outcomes, probe, reading, type Row, rows, type Told } from './define.js';
import { gcloud, plain } from './line.js';
import { BY_USE } from './marks.js';

const SPANNER = /Spanner/i;
const SQL = /Cloud SQL/i;

export const DATABASE_CAUSES: readonly Cause[] = [
  {
    id: 'G12',
    provider: 'gcp',
    title: 'Spanner: more nodes, an autoscaler, or several regions',
    weight: 1,
    signature: {
      marks: [
        { service: SPANNER, usage: /Node|Processing|Compute|Server/i, tells: 0.95 },
        { service: SPANNER, tells: 0.8 },
      ],
      drivers: BY_USE,
    },
    statement: (known) =>
      `Instance ${nameOr(known, 'spanner-instance', 'of Spanner')} has ${nameOr(known, 'spanner-size', 'more capacity')} since ${known.startDay}${byWhom(known, 'spanner instances')}.`,
    refute: 'the instance has the size and configuration it had',
    fixes: (known) => [
      {
        urgency: 'soon',
        what: 'Set the capacity back to what the load needs; look at CPU in the days before.',
        command: `gcloud spanner instances update ${nameOr(known, 'spanner-instance', 'INSTANCE')} --nodes=1`,
        verify: gcloud('spanner instances list', known),
      },
      { urgency: 'later', what: 'Let it scale by itself between limits that you can afford.', command: null, verify: null },
    ],
  },
  {
    id: 'G13',
    provider: 'gcp',
    title: 'Cloud SQL: a larger tier, high availability, a replica, extended support, backups',
    weight: 1,
    signature: {
      marks: [
        {
          service: SQL,
          usage: /Regional|HA\b|High Availability|Extended|Enterprise Plus|Backup|vCPU|RAM|Storage|Micro|Small/i,
          tells: 0.95,
        },
        { service: SQL, tells: 0.85 },
      ],
    },
    statement: (known) =>
      `Instance ${nameOr(known, 'sql-instance', 'of Cloud SQL')} costs more since ${known.startDay}${byWhom(known, 'sql instances')}: ` +
      `${nameOr(known, 'sql-why', 'its tier, availability, version or backups changed')}.`,
    refute: 'no operation changed the instance near that day, and its version is in standard support',
    fixes: (known) => [
      {
        urgency: 'soon',
        what: 'Where the version is in extended support, upgrade it; where the tier or availability was raised without need, set it back (it restarts).',
        command: `gcloud sql instances patch ${nameOr(known, 'sql-instance', 'INSTANCE')} --availability-type=zonal`,
        verify: gcloud('sql instances list', known),
      },
      { urgency: 'later', what: 'Delete backups on demand that nobody needs, and replicas without readers.', command: null, verify: null },
    ],
  },
];

function isMultiRegion(config: string): boolean {
  const name = last(config);
  return name !== '' && !name.startsWith('regional-') && !name.startsWith('custom-regional');
}

function sizeOf(row: unknown): string {
  const nodes = numberAt(row, 'nodeCount') ?? 0;
  const units = numberAt(row, 'processingUnits') ?? 0;
  return nodes > 0 ? `${String(nodes)} nodes` : `${String(units)} processing units`;
}

function readSpanner(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  if (found.length === 0) return reading('none', [['there is no instance', '']]);
  const tell = ({ at, row }: Row): Told => [
    `instance ${last(textAt(row, 'name'))}: ${sizeOf(row)}, ${last(textAt(row, 'config'))}, ${has(row, 'autoscalingConfig') ? `scales to ${textAt(row, 'autoscalingConfig', 'autoscalingLimits', 'maxNodes') || textAt(row, 'autoscalingConfig', 'autoscalingLimits', 'maxProcessingUnits')}` : 'fixed'}, changed ${textAt(row, 'updateTime')}`,
    `[${String(at)}]`,
  ];
  const learned = (of: readonly Row[]) => ({
    'spanner-instance': of.map(({ row }) => last(textAt(row, 'name'))),
    'spanner-size': of.slice(0, 1).map(({ row }) => sizeOf(row)),
  });
  const near = found.filter(({ row }) => [dayAt(row, 'updateTime'), dayAt(row, 'createTime')].some((day) => isNearStart(day, known)));
  if (near.length > 0) return reading('changed', near.map(tell), learned(near));
  const scaled = found.filter(({ row }) => has(row, 'autoscalingConfig'));
  if (scaled.length > 0) return reading('autoscaled', scaled.map(tell), learned(scaled));
  const wide = found.filter(({ row }) => isMultiRegion(textAt(row, 'config')));
  return wide.length > 0 ? reading('multi-region', wide.map(tell), learned(wide)) : reading('as-before', found.map(tell), learned(found));
}

function readSpannerOperations(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  const near = found.filter(({ row }) => has(row, 'metadata', 'instance') && isNearStart(dayAt(row, 'metadata', 'startTime'), known));
  const tell = ({ at, row }: Row): Told => [
    `operation ${last(textAt(row, 'name'))} set ${last(textAt(row, 'metadata', 'instance', 'name'))} to ${sizeOf({ nodeCount: numberAt(row, 'metadata', 'instance', 'nodeCount'), processingUnits: numberAt(row, 'metadata', 'instance', 'processingUnits') })}, ${textAt(row, 'metadata', 'startTime')}`,
    `[${String(at)}].metadata`,
  ];
  return near.length > 0 ? reading('resized', near.map(tell)) : reading('nothing', [['no change of the instance near that day', '']]);
}

/** Majors whose community has ended: they are billed extra while they stay. */
const OLD_VERSIONS = ['MYSQL_5_6', 'MYSQL_5_7', 'POSTGRES_9_6', 'POSTGRES_10', 'POSTGRES_11', 'POSTGRES_12', 'POSTGRES_13'];

function readSql(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'databaseVersion');
  if (found === undefined) return undefined;
  if (found.length === 0) return reading('none', [['there is no instance', '']]);
  const tell = ({ at, row }: Row): Told => [
    `instance ${textAt(row, 'name')}: ${textAt(row, 'databaseVersion')}, ${textAt(row, 'settings', 'tier')}, ${textAt(row, 'settings', 'availabilityType')}, ${textAt(row, 'settings', 'edition') || 'ENTERPRISE'}, ${textAt(row, 'settings', 'dataDiskSizeGb')} GB, made ${textAt(row, 'createTime')}`,
    `[${String(at)}]`,
  ];
  const learned = (of: readonly Row[], why: string) => ({
    'sql-instance': of.map(({ row }) => textAt(row, 'name')),
    'sql-why': why === '' ? [] : [why],
  });
  const made = found.filter(({ row }) => isNearStart(dayAt(row, 'createTime'), known));
  if (made.length > 0) return reading('new', made.map(tell), learned(made, `it was made on ${dayAt(made[0]?.row, 'createTime')}`));
  const old = found.filter(({ row }) => OLD_VERSIONS.includes(textAt(row, 'databaseVersion')));
  const isExtended = (known.names.get('usage-type') ?? []).some((name) => name.toLowerCase().includes('extended'));
  const [first] = old;
  if (first !== undefined && (isExtended || old.length === found.length))
    return reading('old-version', old.map(tell), learned(old, `${textAt(first.row, 'databaseVersion')} is past its standard support`));
  const wide = found.filter(
    ({ row }) => textAt(row, 'settings', 'availabilityType') === 'REGIONAL' || textAt(row, 'settings', 'edition') === 'ENTERPRISE_PLUS',
  );
  if (wide.length > 0) return reading('high-availability', wide.map(tell), learned([...wide, ...found], ''));
  return reading('plain', found.slice(0, 4).map(tell), learned(found, ''));
}

const CHANGES = [
  'UPDATE',
  'CREATE',
  'CREATE_REPLICA',
  'CLONE',
  'RESTORE_VOLUME',
  'CREATE_CLONE',
  'MAJOR_VERSION_UPGRADE',
  'RECREATE_REPLICA',
  'CLONE_INSTANCE',
];

function readSqlOperations(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'operationType');
  if (found === undefined) return undefined;
  const near = found.filter(({ row }) => {
    const day = dayAt(row, 'startTime') || dayAt(row, 'insertTime');
    return CHANGES.includes(textAt(row, 'operationType')) && isNearStart(day, known);
  });
  const tell = ({ at, row }: Row): Told => [
    `${textAt(row, 'operationType')} of ${textAt(row, 'targetId')} by ${textAt(row, 'user') || '?'}, ${textAt(row, 'startTime') || textAt(row, 'insertTime')}`,
    `[${String(at)}]`,
  ];
  if (near.length === 0) return reading('nothing', [[`no change of the instance near ${known.startDay}`, '']]);
  const [first] = near;
  return reading('changed', near.map(tell), {
    'sql-instance': near.map(({ row }) => textAt(row, 'targetId')),
    'who-changed-sql-instances': near.map(({ row }) => textAt(row, 'user')),
    'sql-why': [
      `operation ${textAt(first?.row, 'operationType')} changed it on ${dayAt(first?.row, 'startTime') || dayAt(first?.row, 'insertTime')}`,
    ],
  });
}

const MANY_BACKUPS = 30;

function readBackups(output: Output): Reading | undefined {
  const found = rows(output.json, 'id');
  if (found === undefined) return undefined;
  const byHand = found.filter(({ row }) => textAt(row, 'type') === 'ON_DEMAND');
  const text = `${String(found.length)} backups, ${String(byHand.length)} of them on demand`;
  if (byHand.length >= 5 || found.length > MANY_BACKUPS)
    return reading('many', [[text, '']], { 'sql-why': [`it keeps ${String(found.length)} backups`] });
  return reading('usual', [[text, '']]);
}

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
