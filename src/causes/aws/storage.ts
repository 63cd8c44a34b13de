// Buckets, volumes and snapshots: A03, A04, A07.

import type { Cause } from '../cause.js';
import { countAt, dayAt, has, isRecord, listAt, numberAt, textAt } from '../json.js';
import { firstName, nameOr } from '../known.js';
import type { Probe } from '../probe.js';
import { awsCause, fix, found, nameAt, option, probe, told, timesAround, verifyBy } from './build.js';
import { ids, nearFirst, newcomers, rowsAt, say, words } from './list.js';
import { by, metrics } from './metric.js';
import { EC2_OTHER, EC2_WHOLE, marked, S3, tail, unsaid } from './services.js';
import { byWhom, trail } from './trail.js';

const ofBucket = (known: Parameters<typeof nameAt>[0]): readonly string[] | undefined => option('bucket', nameAt(known, 'bucket'));

const versioning = probe({
  name: 'bucket-versioning',
  operation: 's3api get-bucket-versioning',
  asks: 'whether a bucket keeps every version of its objects',
  needs: ['bucket'],
  args: ofBucket,
  isGlobal: true,
  outcomes: {
    versioned: ['nothing that is overwritten or deleted goes away', { A03: 0.68 }, 0.28],
    'not-versioned': ['what is overwritten is gone', { A03: 0.32 }, 0.72],
  },
  // A bucket that never had versions is told by no output at all.
  read: ({ json, text }, known) => {
    if (!isRecord(json) && text.trim() !== '') return undefined;
    const status = textAt(json, 'Status');
    if (isRecord(json) && status === '' && Object.keys(json).length > 0) return undefined;
    const isOn = status === 'Enabled';
    return told(isOn ? 'versioned' : 'not-versioned', [
      found(`versions of ${nameOr(known, 'bucket', 'the bucket')}: ${status || 'never'}`, 'Status'),
    ]);
  },
});

const isActive = (rule: unknown): boolean => textAt(rule, 'Status') !== 'Disabled';
const expires = (rule: unknown): boolean => has(rule, 'Expiration', 'Days') || has(rule, 'Expiration', 'Date');
const expiresOld = (rule: unknown): boolean => has(rule, 'NoncurrentVersionExpiration');
const moves = (rule: unknown): boolean => listAt(rule, 'Transitions').length + listAt(rule, 'NoncurrentVersionTransitions').length > 0;

const lifecycle = probe({
  name: 'bucket-lifecycle',
  operation: 's3api get-bucket-lifecycle-configuration',
  asks: 'what becomes of objects as they age',
  needs: ['bucket'],
  args: ofBucket,
  isGlobal: true,
  outcomes: {
    'no-expiry': ['nothing is ever deleted from this bucket', { A03: 0.82, A04: 0.3 }, 0.4],
    'moves-objects': ['objects are moved to another class, which is paid for each of them', { A03: 0.08, A04: 0.62 }, 0.2],
    'expires-objects': ['old objects go away by themselves', { A03: 0.1, A04: 0.08 }, 0.4],
  },
  read: ({ json, text }, known) => {
    const bucket = nameOr(known, 'bucket', 'the bucket');
    if (text.includes('NoSuchLifecycleConfiguration')) return told('no-expiry', [found(`${bucket} has no lifecycle rule`, 'lines')]);
    const rules = rowsAt(json, ['Rules'], 'ID')?.filter(({ item }) => isActive(item));
    if (rules === undefined) return undefined;
    const findings = say(rules, (item, id) => {
      const to = listAt(item, 'Transitions').map((one) => `${textAt(one, 'StorageClass')} after ${textAt(one, 'Days')} days`);
      const days = textAt(item, 'Expiration', 'Days');
      return `rule ${id} of ${bucket}: ${to.join(', ') || 'moves nothing'}, ${days === '' ? 'deletes nothing' : `deletes after ${days} days`}`;
    });
    if (rules.some(({ item }) => moves(item))) return told('moves-objects', findings);
    const isKept = !rules.some(({ item }) => expires(item)) && !rules.some(({ item }) => expiresOld(item));
    return told(isKept ? 'no-expiry' : 'expires-objects', [
      found(`${String(rules.length)} active rules on ${bucket}`, 'Rules'),
      ...findings,
    ]);
  },
});

const uploads = probe({
  name: 'unfinished-uploads',
  operation: 's3api list-multipart-uploads',
  asks: 'whether parts of uploads that nobody finished are kept',
  needs: ['bucket'],
  args: (known) => (ofBucket(known) === undefined ? undefined : [...(ofBucket(known) ?? []), '--max-items=20']),
  isGlobal: true,
  microUsd: 5,
  outcomes: {
    'old-uploads': ['parts of unfinished uploads are kept and paid', { A03: 0.45 }, 0.08],
    'no-uploads': ['no upload was left unfinished', { A03: 0.55 }, 0.92],
  },
  read: ({ json, text }, known) => {
    if (!isRecord(json) && text.trim() !== '') return undefined;
    const rows = rowsAt(json, ['Uploads'], 'Key') ?? [];
    const old = rows.filter(({ item }) => dayAt(item, 'Initiated') !== '' && dayAt(item, 'Initiated') < known.lastDay);
    if (rows.length === 0 && isRecord(json) && Object.keys(json).length > 0 && !has(json, 'RequestCharged') && !has(json, 'Prefix'))
      return undefined;
    if (old.length === 0) return told('no-uploads', [found('no unfinished upload is kept', 'Uploads')]);
    return told('old-uploads', [
      found(`${String(countAt(json, 'Uploads'))} unfinished uploads`, 'Uploads'),
      ...say(old.slice(0, 5), (item, id) => `${id}, begun on ${dayAt(item, 'Initiated')}`),
    ]);
  },
});

const metricsFilter = probe({
  name: 'bucket-request-metrics',
  operation: 's3api list-bucket-metrics-configurations',
  asks: 'whether the requests of a bucket are measured',
  needs: ['bucket'],
  learns: ['metrics-filter'],
  args: ofBucket,
  isGlobal: true,
  outcomes: {
    'requests-measured': ['requests to this bucket can be read by the day', { A04: 0.5, A22: 0.5 }, 0.5],
    'not-measured': ['requests to this bucket are not measured', { A04: 0.5, A22: 0.5 }, 0.5],
  },
  read: ({ json, text }) => {
    if (!isRecord(json) && text.trim() !== '') return undefined;
    const rows = rowsAt(json, ['MetricsConfigurationList'], 'Id') ?? [];
    if (rows.length > 0)
      return told(
        'requests-measured',
        say(rows, (_, id) => `requests are measured as ${id}`),
        [ids('metrics-filter', rows)],
      );
    return isRecord(json) && !has(json, 'IsTruncated') && Object.keys(json).length > 0 ? undefined : told('not-measured');
  },
});

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
        found(`${String(countAt(json, 'Volumes'))} volumes are attached to nothing, ${String(size)} GB in those that are shown`, 'Volumes'),
        ...say(
          sorted.slice(0, 5),
          (item, id) => `${id}, ${textAt(item, 'Size')} GB ${textAt(item, 'VolumeType')}, made on ${dayAt(item, 'CreateTime')}`,
        ),
      ],
      [ids('volume', sorted)],
    );
  },
});

export const STORAGE_PROBES: readonly Probe[] = [
  newcomers({
    name: 'buckets',
    operation: 's3api list-buckets',
    asks: 'which buckets there are, and since when',
    isGlobal: true,
    microUsd: 5,
    list: ['Buckets'],
    id: 'Name',
    days: [['CreationDate']],
    kind: 'bucket',
    then: ['a bucket was made then: new data, not old', { A03: 0.1, A04: 0.1, A22: 0.08 }, 0.12],
    before: ['the buckets were there before', { A03: 0.88, A04: 0.88, A22: 0.9 }, 0.8],
    none: ['there is no bucket here', { A03: 0.02, A04: 0.02, A22: 0.08 }, 0.08],
  }),
  versioning,
  lifecycle,
  uploads,
  metricsFilter,
  ...metrics(3, {
    name: 'bucket-size',
    asks: 'whether a bucket holds more than before',
    namespace: 'AWS/S3',
    metric: 'BucketSizeBytes',
    statistic: 'Average',
    dimensions: by('BucketName', 'bucket', ['StorageType', 'StandardStorage']),
    kind: 'bucket',
    factor: 1.18,
    rose: 'this bucket holds what is new',
    flat: 'this bucket holds what it did before',
    given: { A03: 0.88, A04: 0.3 },
    otherwise: 0.6,
  }),
  ...metrics(3, {
    name: 'bucket-objects',
    asks: 'whether a bucket holds more objects, or fewer, than before',
    namespace: 'AWS/S3',
    metric: 'NumberOfObjects',
    statistic: 'Average',
    dimensions: by('BucketName', 'bucket', ['StorageType', 'AllStorageTypes']),
    kind: 'bucket',
    factor: 1.18,
    rose: 'more objects are kept: they are written, not only read',
    flat: 'as many objects as before',
    given: { A03: 0.8, A04: 0.45 },
    otherwise: 0.55,
  }),
  ...metrics(2, {
    name: 'bucket-requests',
    asks: 'whether a bucket is asked more since then',
    namespace: 'AWS/S3',
    metric: 'AllRequests',
    dimensions: (known) => [
      ['BucketName', firstName(known, 'bucket')],
      ['FilterId', firstName(known, 'metrics-filter')],
    ],
    kind: 'bucket',
    needs: ['bucket', 'metrics-filter'],
    rose: 'the requests go to this bucket',
    flat: 'this bucket is asked as often as before',
    given: { A04: 0.92, A22: 0.5, A21: 0.7, A18: 0.5, A15: 0.5 },
    otherwise: 0.2,
  }),
  trail({
    name: 'versioning-put',
    event: 'PutBucketVersioning',
    asks: 'who changed the versions of a bucket when it began to grow',
    done: 'versions were switched on or off then',
    not: 'nobody changed versions then',
    given: { A03: 0.25 },
    otherwise: 0.02,
    before: 10,
  }),
  trail({
    name: 'lifecycle-deleted',
    event: 'DeleteBucketLifecycle',
    asks: 'who took the rule away that deleted old objects',
    done: 'the rule that deletes old objects was taken away then',
    not: 'no rule was taken away then',
    given: { A03: 0.2 },
    otherwise: 0.02,
    before: 10,
  }),
  trail({
    name: 'lifecycle-put',
    event: 'PutBucketLifecycle',
    asks: 'who set a rule that moves objects when the money rose',
    done: 'a rule on ageing objects was set then',
    not: 'no rule on ageing objects was set then',
    given: { A04: 0.55, A03: 0.04 },
    otherwise: 0.02,
  }),
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

export const STORAGE_CAUSES: readonly Cause[] = [
  awsCause({
    id: 'A03',
    title: 'objects kept for ever: no expiry, old versions, unfinished uploads',
    weight: 1.2,
    signature: {
      marks: [
        marked(S3, tail('TimedStorage-ByteHrs|S3: Storage|StandardStorage'), 0.75),
        marked(S3, tail('TimedStorage-'), 0.6),
        marked(S3, tail('Requests-Tier'), 0.05),
        unsaid(S3, 0.32),
      ],
      shapes: { ramp: 1.25, step: 0.85, burst: 0.3, 'one-off': 0.2 },
      drivers: { price: 0.2 },
    },
    statement: (known) =>
      `Since ${known.startDay} ${nameOr(known, 'bucket', 'a bucket')} keeps everything that is written to it, old versions and unfinished uploads too: ` +
      `no rule deletes them${byWhom(known)}.`,
    refute: 'a bucket that is no larger than before, or a rule that deletes old objects',
    fixes: (known) => {
      const bucket = nameOr(known, 'bucket', 'BUCKET');
      return [
        fix(
          'now',
          'Set a lifecycle rule: delete old versions after some days and unfinished uploads after seven.',
          `aws s3api put-bucket-lifecycle-configuration --bucket=${bucket} --lifecycle-configuration=file://lifecycle.json`,
          `aws s3api get-bucket-lifecycle-configuration --bucket=${nameAt(known, 'bucket') ?? 'my-bucket'}`,
        ),
        fix('soon', 'Move what is seldom read to a cheaper class; measure with storage analysis first.'),
      ];
    },
  }),
  awsCause({
    id: 'A04',
    title: 'a storm of S3 requests, or objects moved between classes',
    weight: 0.8,
    signature: {
      marks: [
        marked(S3, tail('Requests-(?:Tier|INT|SIA|GLACIER|GDA|ZIA|GIR)|S3: API Requests'), 0.75),
        marked(S3, tail('EarlyDelete|.{0,20}Transition|Retrieval'), 0.75),
        marked(S3, tail('(?:Put|Get|List|Head|Copy)(?:Object|Bucket)'), 0.7),
        marked(S3, tail('TimedStorage-'), 0.08),
        marked(undefined, tail('KMS-Requests|DataEventsRecorded'), 0.09),
        unsaid(S3, 0.26),
      ],
      shapes: { 'one-off': 0.5 },
      drivers: { price: 0.3 },
    },
    statement: (known) =>
      `Since ${known.startDay} ${nameOr(known, 'bucket', 'a bucket')} gets far more requests, or a rule moves many small objects to another class${byWhom(known)}.`,
    refute: 'as many requests to each bucket as before, and no rule that moves objects',
    fixes: (known) => [
      fix(
        'now',
        'Find out who asks; list less often, bundle small objects, put a cache before reads; move only objects above 128 KB.',
        null,
        `aws s3api list-bucket-metrics-configurations --bucket=${nameAt(known, 'bucket') ?? 'my-bucket'}`,
      ),
      fix(
        'soon',
        'Measure the requests of the bucket, with an alarm.',
        `aws s3api put-bucket-metrics-configuration --bucket=${nameOr(known, 'bucket', 'BUCKET')} --id=EntireBucket --metrics-configuration=Id=EntireBucket`,
      ),
    ],
  }),
  awsCause({
    id: 'A07',
    title: 'volumes attached to nothing, snapshots that pile up',
    weight: 1,
    signature: {
      marks: [
        marked(undefined, tail('EBS:SnapshotUsage|EBS - Snapshots'), 0.9),
        marked(undefined, tail('EBS:Volume|EBS - '), 0.85),
        marked(undefined, tail('CreateVolume|CreateSnapshot'), 0.6),
        unsaid(EC2_OTHER, 0.26),
        unsaid(EC2_WHOLE, 0.1),
      ],
      shapes: { ramp: 1.15, burst: 0.4, 'one-off': 0.3 },
      drivers: { price: 0.3 },
    },
    statement: (known) => {
      const what = firstName(known, 'volume') ?? firstName(known, 'snapshot');
      const which = what === undefined ? '' : `, ${what} among them`;
      return `Since ${known.startDay} volumes that no machine uses and snapshots that nobody deletes are kept and paid${which}${byWhom(known)}.`;
    },
    refute: 'every volume in use and as many snapshots as before',
    fixes: (known) => [
      fix(
        'now',
        'Make a last snapshot of each volume that is attached to nothing, then delete the volume.',
        `aws ec2 delete-volume --volume-id=${nameOr(known, 'volume', 'VOLUME_ID')}`,
        verifyBy(known, 'ec2 describe-volumes', '--filters', 'Name=status,Values=available', '--max-items=100'),
      ),
      fix(
        'soon',
        'Let a lifecycle policy delete old snapshots, and volumes be deleted with their machines.',
        null,
        verifyBy(known, 'dlm get-lifecycle-policies'),
      ),
    ],
  }),
];
