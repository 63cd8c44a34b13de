// Reads of what is kept.

import { dayAt, flagAt, has, isWithin, listAt, numberAt, textAt, textsAt } from '../json.js';
import type { Known } from '../known.js';
import type { Output, Probe, Reading } from '../probe.js';
import { callsOf, changeLog } from './change-log.js';
import {
  after,
  heaviest,
  isNarrowed,
  isNearStart,
  last,
  outcomes,
  probe,
  reading,
  type Row,
  rows,
  some,
  sum,
  type Told,
} from './define.js';
import { gcloud, logsNow } from './line.js';

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

function readBuckets(output: Output, known: Known): Reading | undefined {
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

function readObjectCalls(output: Output): Reading | undefined {
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

function readTransfers(output: Output, known: Known): Reading | undefined {
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

function readDisks(output: Output, known: Known): Reading | undefined {
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

function readSnapshots(output: Output, known: Known): Reading | undefined {
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

function readPolicies(output: Output): Reading | undefined {
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

function readAddresses(output: Output): Reading | undefined {
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

export const STORAGE_PROBES: readonly Probe[] = [
  probe({
    name: 'gcp-buckets',
    operation: 'gcloud storage buckets list',
    asks: 'which buckets were changed near that day, and which keep everything',
    learns: ['bucket', 'bucket-why'],
    command: (known) => gcloud('storage buckets list', known, '--limit=200'),
    outcomes: outcomes(
      {
        changed: 'a bucket was made or changed near that day: its lifecycle, class or versions',
        'keeps-all': 'a bucket keeps versions, or what was deleted, without an end',
        orderly: 'no bucket changed, and none keeps everything',
        none: 'there is no bucket',
      },
      { given: { G08: [0.56, 0.3, 0.11, 0.03], G09: [0.16, 0.24, 0.54, 0.06] }, otherwise: [0.07, 0.18, 0.65, 0.1] },
    ),
    read: readBuckets,
  }),
  changeLog({
    name: 'gcp-who-changed-buckets',
    things: 'buckets',
    causes: ['G08'],
    methods: ['storage.buckets.update', 'storage.buckets.create', 'storage.buckets.patch'],
  }),
  probe({
    name: 'gcp-object-calls',
    operation: 'gcloud logging read',
    asks: 'who sends most operations on objects, as far as they are logged',
    learns: ['object-caller', 'object-bucket'],
    command: (known) => logsNow('protoPayload.methodName:"storage.objects"', known, '1d', 300),
    seconds: 5,
    outcomes: outcomes(
      { 'one-client': 'one client sends most', spread: 'many clients do, as when usage grows', nothing: 'calls on objects are not logged' },
      { given: { G09: [0.68, 0.12, 0.2], G08: [0.1, 0.2, 0.7] }, otherwise: [0.08, 0.32, 0.6] },
    ),
    read: readObjectCalls,
  }),
  probe({
    name: 'gcp-transfers',
    operation: 'gcloud transfer jobs list',
    asks: 'whether a transfer of objects was set up near that day',
    command: (known) => gcloud('transfer jobs list', known),
    outcomes: outcomes(
      { 'new-transfer': 'a transfer was made or changed near that day', nothing: 'none was' },
      { given: { G09: [0.26, 0.74], G08: [0.14, 0.86] }, otherwise: [0.03, 0.97] },
    ),
    read: readTransfers,
  }),
  probe({
    name: 'gcp-disks',
    operation: 'gcloud compute disks list',
    asks: 'how much stands on disks that no machine uses',
    learns: ['orphan-disk', 'zone'],
    command: (known) => gcloud('compute disks list', known, '--limit=300'),
    outcomes: outcomes(
      {
        orphans: 'disks of some size belong to no machine',
        'new-disks': 'large disks were made near that day and are in use',
        'in-use': 'the disks are in use, as before',
        none: 'there is no disk',
      },
      { given: { G14: [0.72, 0.08, 0.16, 0.04] }, otherwise: [0.1, 0.2, 0.6, 0.1] },
    ),
    read: readDisks,
  }),
  probe({
    name: 'gcp-snapshots',
    operation: 'gcloud compute snapshots list',
    asks: 'whether snapshots pile up',
    learns: ['snapshot-source'],
    command: (known) => gcloud('compute snapshots list', known, '--sort-by=~creationTimestamp', '--limit=200'),
    outcomes: outcomes(
      { pile: 'snapshots pile up', few: 'there are a few', none: 'there is none' },
      { given: { G14: [0.6, 0.25, 0.15] }, otherwise: [0.1, 0.45, 0.45] },
    ),
    read: readSnapshots,
  }),
  probe({
    name: 'gcp-snapshot-schedules',
    operation: 'gcloud compute resource-policies list',
    asks: 'whether schedules delete the snapshots that they make',
    learns: ['snapshot-schedule'],
    command: (known) => gcloud('compute resource-policies list', known),
    outcomes: outcomes(
      {
        'kept-long': 'a schedule keeps snapshots for months or for ever',
        'kept-short': 'they go after some weeks',
        'no-schedule': 'there is no schedule',
      },
      { given: { G14: [0.4, 0.15, 0.45] }, otherwise: [0.12, 0.38, 0.5] },
    ),
    read: readPolicies,
  }),
  probe({
    name: 'gcp-addresses',
    operation: 'gcloud compute addresses list',
    asks: 'which static addresses nothing uses',
    learns: ['address', 'address-region'],
    command: (known) => gcloud('compute addresses list', known, '--limit=300'),
    outcomes: outcomes(
      { idle: 'addresses are reserved and nothing uses them', 'in-use': 'every address is in use', none: 'there is none' },
      { given: { G15: [0.88, 0.07, 0.05] }, otherwise: [0.2, 0.5, 0.3] },
    ),
    read: readAddresses,
  }),
  changeLog({
    name: 'gcp-who-made-addresses',
    things: 'addresses',
    causes: ['G15'],
    methods: ['compute.addresses.insert', 'compute.globalAddresses.insert'],
  }),
];
