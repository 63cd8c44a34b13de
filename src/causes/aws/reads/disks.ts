// What is read of volumes and snapshots.

import { countAt, dayAt, has, listAt, numberAt, textAt } from '../../json.js';
import type { Probe } from '../../probe.js';
import { found, probe, told, timesAround } from '../build.js';
import { ids, nearFirst, newcomers, rowsAt, say, words } from '../list.js';
import { trail } from '../trail.js';

const SNAPSHOTS_MANY = 20;

const snapshots = probe({
  name: 'snapshots',
  operation: 'ec2 describe-snapshots',
  asks: 'how many snapshots are kept, and how they grew',
  args: () => ['--owner-ids', 'self', '--max-items=100'],
  seconds: 4,
  learns: ['snapshot'],
  outcomes: {
    'piling-up': ['snapshots are made and none is ever deleted', { A07: 0.75 }, 0.15],
    'few-snapshots': ['few snapshots are kept', { A07: 0.25 }, 0.85],
  },
  read: ({ json }, known) => {
    const rows = rowsAt(json, ['Snapshots'], 'SnapshotId');
    if (rows === undefined) return undefined;
    const day = (item: unknown): string => dayAt(item, 'StartTime');
    const total = countAt(json, 'Snapshots') + (has(json, 'NextToken') ? 1 : 0);
    const since = rows.filter(({ item }) => day(item) >= known.startDay);
    const sizes = new Map<string, number>();
    for (const { item } of rows) sizes.set(textAt(item, 'VolumeId'), (sizes.get(textAt(item, 'VolumeId')) ?? 0) + 1);
    const [most] = [...sizes].toSorted(([, one], [, other]) => other - one);
    const isMany = total >= SNAPSHOTS_MANY || since.length >= SNAPSHOTS_MANY / 4 || (most?.[1] ?? 0) >= SNAPSHOTS_MANY / 2;
    const findings = [
      found(`${String(total)} snapshots, ${String(since.length)} of them since ${known.startDay}`, 'Snapshots'),
      ...(most === undefined ? [] : [found(`${String(most[1])} snapshots of ${most[0] || 'one volume'}`, 'Snapshots')]),
      ...say(nearFirst(rows, known, day).slice(0, 3), (item, id) => `${id} of ${textAt(item, 'VolumeSize')} GB, ${day(item)}`),
    ];
    return told(isMany ? 'piling-up' : 'few-snapshots', findings, [ids('snapshot', nearFirst(rows, known, day))]);
  },
});

const volumes = probe({
  name: 'loose-volumes',
  operation: 'ec2 describe-volumes',
  asks: 'which volumes are attached to nothing',
  args: () => ['--filters', 'Name=status,Values=available', '--max-items=100'],
  learns: ['volume'],
  outcomes: {
    'loose-volumes': ['volumes are paid for that no machine uses', { A07: 0.72 }, 0.15],
    'none-loose': ['every volume is in use', { A07: 0.28 }, 0.85],
  },
  read: ({ json }, known) => {
    const rows = rowsAt(json, ['Volumes'], 'VolumeId')?.filter(
      ({ item }) => textAt(item, 'State') === 'available' || (!has(item, 'State') && listAt(item, 'Attachments').length === 0),
    );
    if (rows === undefined) return undefined;
    if (rows.length === 0) return told('none-loose', [found('every volume is attached', 'Volumes')]);
    const size = rows.reduce((sum, { item }) => sum + (numberAt(item, 'Size') ?? 0), 0);
    const sorted = nearFirst(rows, known, (item) => dayAt(item, 'CreateTime'));
    return told(
      'loose-volumes',
      [
        found(
          `${String(countAt(json, 'Volumes'))} volumes are attached to nothing, ${String(size)} GB in those that ` + 'are shown',
          'Volumes',
        ),
        ...say(
          sorted.slice(0, 5),
          (item, id) => `${id}, ${textAt(item, 'Size')} GB ${textAt(item, 'VolumeType')}, made on ${dayAt(item, 'CreateTime')}`,
        ),
      ],
      [ids('volume', sorted)],
    );
  },
});

export const DISK_PROBES: readonly Probe[] = [
  volumes,
  snapshots,
  newcomers({
    name: 'snapshot-policies',
    operation: 'dlm get-lifecycle-policies',
    asks: 'whether a policy makes snapshots, or deletes them',
    list: ['Policies'],
    id: 'PolicyId',
    days: [],
    kind: 'snapshot-policy',
    also: words(['State'], ['Description']),
    then: ['a policy was made then', { A07: 0.02 }, 0.02],
    before: ['a policy looks after snapshots', { A07: 0.35 }, 0.45],
    none: ['no policy deletes old snapshots', { A07: 0.63 }, 0.53],
  }),
  newcomers({
    name: 'backup-jobs',
    operation: 'backup list-backup-jobs',
    asks: 'what is backed up since then, and how often',
    args: (known) => [`--by-created-after=${timesAround(known, 3).from}`, '--max-items=50'],
    list: ['BackupJobs'],
    id: 'BackupJobId',
    days: [['CreationDate']],
    kind: 'backup-job',
    also: words(['ResourceType'], ['ResourceArn'], ['CreatedBy', 'BackupPlanName']),
    then: ['backups were made when the money rose', { A07: 0.4, A25: 0.2 }, 0.15],
    before: ['backups are made as before', { A07: 0.1 }, 0.15],
    none: ['no backup is made', { A07: 0.5, A25: 0.7 }, 0.7],
  }),
  trail({
    name: 'snapshot-made',
    event: 'CreateSnapshot',
    asks: 'who makes snapshots since then',
    done: 'snapshots were made about then',
    not: 'no snapshot was made about then',
    given: { A07: 0.6 },
    otherwise: 0.15,
    before: 10,
  }),
];
