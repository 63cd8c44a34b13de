// What gcloud prints about instances of databases, and what it shows.

import { dayAt, has, numberAt, textAt } from '../json.js';
import type { Known } from '../known.js';
import type { Output, Reading } from '../probe.js';
import { isNearStart, last, reading, type Row, rows, type Told } from './define.js';

function isMultiRegion(config: string): boolean {
  const name = last(config);
  return name !== '' && !name.startsWith('regional-') && !name.startsWith('custom-regional');
}

function sizeOf(row: unknown): string {
  const nodes = numberAt(row, 'nodeCount') ?? 0;
  const units = numberAt(row, 'processingUnits') ?? 0;
  return nodes > 0 ? `${String(nodes)} nodes` : `${String(units)} processing units`;
}

export function readSpanner(output: Output, known: Known): Reading | undefined {
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

export function readSpannerOperations(output: Output, known: Known): Reading | undefined {
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

export function readSql(output: Output, known: Known): Reading | undefined {
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

export function readSqlOperations(output: Output, known: Known): Reading | undefined {
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

export function readBackups(output: Output): Reading | undefined {
  const found = rows(output.json, 'id');
  if (found === undefined) return undefined;
  const byHand = found.filter(({ row }) => textAt(row, 'type') === 'ON_DEMAND');
  const text = `${String(found.length)} backups, ${String(byHand.length)} of them on demand`;
  if (byHand.length >= 5 || found.length > MANY_BACKUPS)
    return reading('many', [[text, '']], { 'sql-why': [`it keeps ${String(found.length)} backups`] });
  return reading('usual', [[text, '']]);
}
