// Reads of S3, snapshots, backups and what keeps them.

import { isoTime } from '../../days.js';
import { entriesOf, type Operation } from '../cloud.js';
import { secondsOf, textAt } from '../json.js';
import { fixed, get, list, type Missing, part, type Single } from '../operations.js';

const NO_BUCKET: Missing = ['NoSuchBucket', 'The specified bucket does not exist'];
const BUCKET: Single = { kind: 'bucket', flag: '--bucket', path: 'Name', missing: NO_BUCKET };

function ofBucket(name: string, unset: Parameters<typeof part>[2]): Operation {
  return part(BUCKET, name, unset);
}

const listBuckets: Operation = (_, cloud) => ({
  json: {
    Buckets: cloud.entries
      .filter(({ kind }) => kind === 'bucket')
      .map(({ data }) => ({ Name: data['Name'], CreationDate: data['CreationDate'] })),
    Owner: { DisplayName: cloud.own.name, ID: cloud.own.id.repeat(6).slice(0, 64) },
  },
});

export const STORAGE: Readonly<Record<string, Operation>> = {
  's3api list-buckets': listBuckets,
  's3 ls': (_, cloud) => ({
    text: cloud.entries
      .filter(({ kind }) => kind === 'bucket')
      .map(
        ({ data }) =>
          `${isoTime(secondsOf(data['CreationDate']) ?? 0)
            .replace('T', ' ')
            .slice(0, 19)} ${textAt(data, 'Name')}\n`,
      )
      .join(''),
  }),
  's3api get-bucket-location': part(BUCKET, 'location', { LocationConstraint: null }),
  's3api get-bucket-lifecycle-configuration': ofBucket('lifecycle', [
    'NoSuchLifecycleConfiguration',
    'The lifecycle configuration does not exist',
  ]),
  's3api get-bucket-versioning': ofBucket('versioning', {}),
  's3api get-bucket-logging': ofBucket('logging', {}),
  's3api get-bucket-notification-configuration': ofBucket('notification', {}),
  's3api get-bucket-encryption': ofBucket('encryption', [
    'ServerSideEncryptionConfigurationNotFoundError',
    'The server side encryption configuration was not found',
  ]),
  's3api get-bucket-tagging': ofBucket('tagging', ['NoSuchTagSet', 'The TagSet does not exist']),
  's3api get-bucket-policy-status': ofBucket('policy-status', ['NoSuchBucketPolicy', 'The bucket policy does not exist']),
  's3api get-bucket-replication': ofBucket('replication', [
    'ReplicationConfigurationNotFoundError',
    'The replication configuration was not found',
  ]),
  's3api get-bucket-request-payment': ofBucket('payment', { Payer: 'BucketOwner' }),
  's3api get-bucket-accelerate-configuration': ofBucket('accelerate', {}),
  's3api get-public-access-block': ofBucket('public-access', {
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
  }),
  's3api list-bucket-metrics-configurations': ofBucket('request-metrics', { IsTruncated: false }),
  's3api list-bucket-intelligent-tiering-configurations': ofBucket('tiering', { IsTruncated: false }),
  's3api list-bucket-inventory-configurations': ofBucket('inventory', { IsTruncated: false }),
  's3api list-bucket-analytics-configurations': ofBucket('analytics', { IsTruncated: false }),
  's3api list-multipart-uploads': ofBucket('uploads', { Uploads: [], RequestCharged: null }),
  's3api head-bucket': get({ ...BUCKET, one: ({ region }) => ({ BucketRegion: region, AccessPointAlias: false }) }),
  'dlm get-lifecycle-policies': list({ kind: 'dlm-policy', member: 'Policies', where: { '--policy-ids': 'PolicyId', '--state': 'State' } }),
  'dlm get-lifecycle-policy': part(
    {
      kind: 'dlm-policy',
      flag: '--policy-id',
      path: 'PolicyId',
      missing: ['ResourceNotFoundException', 'One or more of the requested policies were not found: [{}]'],
    },
    'detail',
    {},
  ),
  'backup list-backup-plans': list({ kind: 'backup-plan', member: 'BackupPlansList' }),
  'backup get-backup-plan': part(
    {
      kind: 'backup-plan',
      flag: '--backup-plan-id',
      path: 'BackupPlanId',
      missing: ['ResourceNotFoundException', 'Failed reading Backup plan with provided planId'],
    },
    'detail',
    {},
  ),
  'backup list-backup-vaults': list({ kind: 'backup-vault', member: 'BackupVaultList' }),
  'backup list-backup-jobs': (call, cloud) => {
    const after = Date.parse(call.value('--by-created-after') ?? '1970-01-01') / 1_000;
    const before = Date.parse(call.value('--by-created-before') ?? '2999-01-01') / 1_000;
    const jobs = entriesOf(cloud, 'backup-job', call.region).map(({ data }) => data);
    const found = jobs.filter((job) => {
      const created = secondsOf(job['CreationDate']) ?? 0;
      return created >= after && created <= before && (!call.has('--by-state') || job['State'] === call.value('--by-state'));
    });
    return { json: { BackupJobs: found } };
  },
  'efs describe-file-systems': list({ kind: 'file-system', member: 'FileSystems', where: { '--file-system-id': 'FileSystemId' } }),
  'ecr describe-repositories': list({ kind: 'repository', member: 'repositories', where: { '--repository-names': 'repositoryName' } }),
  's3control list-storage-lens-configurations': fixed({ StorageLensConfigurationList: [] }),
};
