// What gcloud prints about buckets, disks, snapshots and addresses, and what it shows.

import { dayAt, flagAt, has, isWithin, listAt, numberAt, textAt, textsAt } from '../json.js';
import type { Known } from '../known.js';
import type { Output, Reading } from '../probe.js';
import { callsOf } from './change-log.js';
import { after, heaviest, isNarrowed, isNearStart, last, reading, type Row, rows, some, sum, type Told } from './define.js';

const SOFT_DELETE_SECONDS = 7 * 86_400;

/** gcloud spells the members of a bucket in its own way, and with `--raw` as the API does. */
function lifecycleOf(row: unknown): readonly unknown[] {
  return [...listAt(row, 'lifecycle_config', 'rule'), ...listAt(row, 'lifecycle', 'rule')];
}

function keepsAll(row: unknown): string {
  const isVersioned = flagAt(row, 'versioning_enabled') ?? flagAt(row, 'versioning', 'enabled') ?? false;
  const soft =
    numberAt(row, 'soft_delete_policy', 'retentionDurationSeconds') ?? numberAt(row, 'softDeletePolicy', 'retentionDurationSeconds') ?? 0;
  const hasLifecycle = lifecycleOf(row).length > 0;
  if (isVersioned && !hasLifecycle) return 'it keeps every version and no lifecycle deletes any';
  if (soft > SOFT_DELETE_SECONDS) return `it keeps what was deleted for ${String(Math.round(soft / 86_400))} days`;
  return '';
}

function changedOn(row: unknown): string {
  return dayAt(row, 'update_time') || dayAt(row, 'updated');
}

export function readBuckets(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  if (found.length === 0) return isNarrowed(output) ? undefined : reading('none', [['there is no bucket', '']]);
  const tell = ({ at, row }: Row): Told => {
    const rules = lifecycleOf(row).map((rule) => `${textAt(rule, 'action', 'type')} ${textAt(rule, 'action', 'storageClass')}`.trim());
    return [
      `bucket ${textAt(row, 'name')} (${textAt(row, 'default_storage_class') || textAt(row, 'storageClass')}): changed ${changedOn(row)}, lifecycle ${rules.length > 0 ? some(rules) : 'none'}${keepsAll(row) === '' ? '' : `; ${keepsAll(row)}`}`,
      `[${String(at)}]`,
    ];
  };
  const learned = (of: readonly Row[], why: string) => ({ bucket: of.map(({ row }) => textAt(row, 'name')), 'bucket-why': [why] });
  const near = found.filter(({ row }) => isNearStart(changedOn(row), known));
  const [changed] = near;
  if (changed !== undefined) {
    const rules = lifecycleOf(changed.row).map((rule) => textAt(rule, 'action', 'storageClass') || textAt(rule, 'action', 'type'));
    const why =
      keepsAll(changed.row) ||
      (rules.length > 0 ? `its lifecycle (${some(rules)}) was changed that day` : 'it was changed that day and has no lifecycle');
    return reading('changed', near.map(tell), learned(near, why));
  }
  const keeping = found.filter(({ row }) => keepsAll(row) !== '');
  if (keeping.length > 0) return reading('keeps-all', keeping.map(tell), learned(keeping, keepsAll(keeping[0]?.row)));
  return reading('orderly', found.slice(0, 4).map(tell), { bucket: found.map(({ row }) => textAt(row, 'name')) });
}

const MOST = 0.6;

export function readObjectCalls(output: Output): Reading | undefined {
  const found = output.command.includes('storage.objects') ? rows(output.json, 'timestamp') : undefined;
  if (found === undefined) return undefined;
  const calls = callsOf(found);
  const top = heaviest(calls, ({ who, agent }) => who || agent);
  if (top === undefined) return reading('nothing', [['no call on objects is logged', '']]);
  const own = calls.filter(({ who, agent }) => (who || agent) === top.key);
  const method = heaviest(own, (call) => call.method);
  const bucket = heaviest(own, ({ what }) => after(what, 'buckets'));
  const told: Told = [
    `${top.key} sent ${(top.share * 100).toFixed(0)} % of ${String(calls.length)} calls on objects, most ${method?.key ?? ''} on ${bucket?.key ?? '?'}`,
    `[${String(top.first.at)}].protoPayload`,
  ];
  if (top.share < MOST) return reading('spread', [told]);
  return reading('one-client', [told], { 'object-caller': [top.key], 'object-bucket': bucket === undefined ? [] : [bucket.key] });
}

export function readTransfers(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  const near = found.filter(({ row }) =>
    [dayAt(row, 'creationTime'), dayAt(row, 'lastModificationTime')].some((day) => isNearStart(day, known)),
  );
  const tell = ({ at, row }: Row): Told => [
    `transfer ${last(textAt(row, 'name'))} ${textAt(row, 'description')}: ${textAt(row, 'status')}, made ${dayAt(row, 'creationTime')}`,
    `[${String(at)}]`,
  ];
  return near.length > 0
    ? reading('new-transfer', near.map(tell))
    : reading('nothing', [['no transfer was made or changed near that day', '']]);
}

function sizeOf({ row }: Row): number {
  return numberAt(row, 'sizeGb') ?? 0;
}

export function readDisks(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  const disks = found.filter(({ row }) => has(row, 'sizeGb'));
  if (disks.length === 0) return found.length > 0 || isNarrowed(output) ? undefined : reading('none', [['there is no disk', '']]);
  const orphans = disks.filter(({ row }) => textsAt(row, 'users').length === 0).toSorted((one, other) => sizeOf(other) - sizeOf(one));
  const tell = ({ at, row }: Row): Told => [
    `disk ${textAt(row, 'name')}: ${textAt(row, 'sizeGb')} GB ${last(textAt(row, 'type'))}, made ${dayAt(row, 'creationTimestamp')}, ${textsAt(row, 'users').length === 0 ? `used by nothing since ${dayAt(row, 'lastDetachTimestamp') || 'it was made'}` : 'in use'}`,
    `[${String(at)}]`,
  ];
  const total = sum(disks.map(sizeOf));
  const idle = sum(orphans.map(sizeOf));
  if (orphans.length > 0 && idle >= total * 0.15) {
    const head: Told = [
      `${String(orphans.length)} disks of ${String(idle)} GB belong to no machine, of ${String(total)} GB in all`,
      `[${String(orphans[0]?.at ?? 0)}].name`,
    ];
    return reading('orphans', [head, ...orphans.slice(0, 6).map(tell)], {
      'orphan-disk': orphans.map(({ row }) => textAt(row, 'name')),
      zone: orphans.map(({ row }) => last(textAt(row, 'zone'))),
    });
  }
  const made = disks.filter(({ row }) => isNearStart(dayAt(row, 'creationTimestamp'), known));
  return sum(made.map(sizeOf)) > total * 0.15
    ? reading('new-disks', made.slice(0, 6).map(tell))
    : reading('in-use', disks.slice(0, 3).map(tell));
}

const MANY_OF_ONE = 14;
const MANY = 30;

export function readSnapshots(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  if (found.length === 0) return isNarrowed(output) ? undefined : reading('none', [['there is no snapshot', '']]);
  const source = heaviest(found, ({ row }) => last(textAt(row, 'sourceDisk')));
  const since = found.filter(({ row }) => isWithin(dayAt(row, 'creationTimestamp'), known.startDay, 2, 400));
  const text = `${String(found.length)} snapshots, ${String(since.length)} since ${known.startDay}; ${String(source?.weight ?? 0)} of disk ${source?.key ?? '?'}`;
  const isPile = found.length >= MANY || (source?.weight ?? 0) >= MANY_OF_ONE || since.length >= found.length * 0.6;
  return isPile && found.length >= 5
    ? reading('pile', [[text, `[${String(source?.first.at ?? 0)}].sourceDisk`]], {
        'snapshot-source': source === undefined ? [] : [source.key],
      })
    : reading('few', [[text, '']]);
}

const LONG_DAYS = 60;

export function readPolicies(output: Output): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  const schedules = found.filter(({ row }) => has(row, 'snapshotSchedulePolicy'));
  if (schedules.length === 0)
    return isNarrowed(output) ? undefined : reading('no-schedule', [['no schedule makes or deletes snapshots', '']]);
  const days = (row: unknown): number => numberAt(row, 'snapshotSchedulePolicy', 'retentionPolicy', 'maxRetentionDays') ?? Infinity;
  const tell = ({ at, row }: Row): Told => [
    `schedule ${textAt(row, 'name')}: keeps snapshots ${days(row) === Infinity ? 'for ever' : `${String(days(row))} days`}, made ${dayAt(row, 'creationTimestamp')}`,
    `[${String(at)}].snapshotSchedulePolicy`,
  ];
  const long = schedules.filter(({ row }) => days(row) > LONG_DAYS);
  return long.length > 0
    ? reading('kept-long', long.map(tell), { 'snapshot-schedule': long.map(({ row }) => textAt(row, 'name')) })
    : reading('kept-short', schedules.slice(0, 4).map(tell));
}

export function readAddresses(output: Output): Reading | undefined {
  const found = rows(output.json, 'status');
  if (found === undefined) return undefined;
  const outside = found.filter(({ row }) => textAt(row, 'addressType') !== 'INTERNAL');
  const idle = outside.filter(({ row }) => textAt(row, 'status') === 'RESERVED' && textsAt(row, 'users').length === 0);
  const [first] = idle;
  if (first === undefined) {
    if (isNarrowed(output)) return undefined;
    return outside.length > 0
      ? reading('in-use', [[`all of ${String(outside.length)} static addresses are in use`, '']])
      : reading('none', [['there is no static address', '']]);
  }
  const names = idle.map(({ row }) => textAt(row, 'name'));
  const days = idle
    .map(({ row }) => dayAt(row, 'creationTimestamp'))
    .filter((day) => day !== '')
    .toSorted();
  const text = `${String(idle.length)} of ${String(outside.length)} static addresses are used by nothing: ${some(names, 6)}, made ${days[0] ?? '?'} to ${days.at(-1) ?? '?'}`;
  return reading('idle', [[text, `[${String(first.at)}].status`]], {
    address: names,
    'address-region': idle.map(({ row }) => last(textAt(row, 'region'))),
  });
}
