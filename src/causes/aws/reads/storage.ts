// What is read of buckets.

import { countAt, dayAt, has, isRecord, listAt, textAt } from '../../json.js';
import { firstName, nameOr } from '../../known.js';
import type { Probe } from '../../probe.js';
import { found, nameAt, option, probe, told } from '../build.js';
import { ids, newcomers, rowsAt, say } from '../list.js';
import { by, metrics } from '../metric.js';
import { trail } from '../trail.js';

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
      return (
        `rule ${id} of ${bucket}: ${to.join(', ') || 'moves nothing'}, ` + (days === '' ? 'deletes nothing' : `deletes after ${days} days`)
      );
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
];
