// What is kept and never goes: versions in a bucket, snapshots, and objects that a new rule moves one by one.

import { isoTime, timeOn } from '../../days.js';
import { flat } from '../../series.js';
import { add } from '../cloud.js';
import type { Described } from '../define.js';
import { charge, spelt } from '../estate/charges.js';
import { asRole, happened, somebody } from '../estate/events.js';
import { addVolume } from '../estate/machines.js';
import { addBucket } from '../estate/stores.js';
import { stamp } from '../json.js';
import { decoys, growth, large, orders, piling } from './common.js';

const versions: Described = {
  name: 'aws-s3-versions',
  family: 'aws-storage',
  about: 'several large buckets, one of which is written to all day',
  build: (cloud) => {
    const { company, days, start } = cloud;
    const name = `${company}-feed-state`;
    const last = days - start;
    const perDay = (large(cloud, 0.5, 0.9) / last / 0.023) * 30;
    const gigabytes = piling(cloud, 'versions', (cloud.scale * 0.05 * 30) / 0.023, perDay);
    const who = somebody(cloud, 'versions');
    addBucket(cloud, {
      name,
      gigabytes,
      objects: 310_000,
      parts: {
        versioning: { Status: 'Enabled' },
        uploads: {
          Bucket: name,
          MaxUploads: 1_000,
          IsTruncated: false,
          Uploads: [
            {
              UploadId: cloud.random.fork('upload').hex(60),
              Key: 'state/part-0009',
              Initiated: stamp(timeOn(cloud.firstDay + start - 3, 4)),
              StorageClass: 'STANDARD',
            },
          ],
        },
      },
    });
    // Versioned as well, and flat: its rule expires what is old.
    addBucket(cloud, {
      name: `${company}-documents`,
      gigabytes: flat(days, cloud.scale * 7),
      parts: {
        versioning: { Status: 'Enabled' },
        lifecycle: {
          Rules: [{ ID: 'old-versions', Status: 'Enabled', Filter: { Prefix: '' }, NoncurrentVersionExpiration: { NoncurrentDays: 14 } }],
        },
      },
    });
    happened(cloud, {
      name: 'PutBucketVersioning',
      source: 's3',
      day: start,
      hour: 0.2,
      user: asRole('Terraform', who),
      resources: [['AWS::S3::Bucket', name]],
      request: { bucketName: name, VersioningConfiguration: { Status: 'Enabled' } },
    });
    happened(cloud, {
      name: 'DeleteBucketLifecycle',
      source: 's3',
      day: start,
      hour: 0.3,
      user: asRole('Terraform', who),
      resources: [['AWS::S3::Bucket', name]],
      request: { bucketName: name },
    });
    decoys(cloud, growth);
    return {
      causes: ['A03'],
      spike: { service: spelt('s3'), usageType: /TimedStorage-ByteHrs$/u },
      facts: [name, who],
      spared: ['s3api list-buckets', 's3api get-bucket-lifecycle-configuration', 's3api get-bucket-versioning', 'cloudwatch list-metrics'],
    };
  },
};

const snapshots: Described = {
  name: 'aws-snapshots',
  family: 'aws-storage',
  about: 'machines with large disks that are backed up every few hours',
  build: (cloud) => {
    const { company, days, firstDay, home, own, random, start } = cloud;
    const last = days - start;
    const dollars = piling(cloud, 'snapshots', cloud.scale * 0.05, large(cloud, 0.6, 1) / last);
    charge(cloud, 'ec2', 'EBS:SnapshotUsage', {
      unit: 'GB-Mo',
      price: 0.05,
      operation: 'CreateSnapshot',
      resource: `arn:aws:ec2:${home}:${own.id}:snapshot/*`,
      dollars,
    });
    const ids = random.fork('snapshots');
    const policy = `policy-0${ids.hex(16)}`;
    const volumes = [1, 2, 3, 4].map((at) =>
      addVolume(
        cloud,
        { region: home, gigabytes: 2_000, sinceDay: -180, tags: { app: 'archive' }, instance: `i-0${ids.hex(16)}` },
        `archive ${String(at)}`,
      ),
    );
    const gone = [1, 2].map((at) =>
      addVolume(cloud, { region: home, gigabytes: 500, sinceDay: -140, tags: { app: 'migration' } }, `left over ${String(at)}`),
    );
    for (let day = start; day < days; day += 1) {
      for (const [at, volume] of volumes.entries()) {
        for (const hour of [0, 6, 12, 18]) {
          add(cloud, 'snapshot', home, {
            Description: `Created for policy: ${policy} schedule: every 6 hours`,
            Encrypted: true,
            OwnerId: own.id,
            Progress: '100%',
            SnapshotId: `snap-0${ids.hex(16)}`,
            StartTime: stamp(timeOn(firstDay + day, hour + at / 10)),
            State: 'completed',
            StorageTier: 'standard',
            VolumeId: volume,
            VolumeSize: 2_000,
            Tags: [{ Key: 'aws:dlm:lifecycle-policy-id', Value: policy }],
          });
        }
      }
    }
    const who = somebody(cloud, 'snapshots');
    const changed = timeOn(firstDay + start, 0.1);
    const summary = {
      PolicyId: policy,
      Description: 'archive disks, every 6 hours',
      State: 'ENABLED',
      Tags: {},
      PolicyType: 'EBS_SNAPSHOT_MANAGEMENT',
    };
    add(cloud, 'dlm-policy', home, summary, {
      detail: {
        Policy: {
          ...summary,
          PolicyType: undefined,
          StatusMessage: 'ENABLED',
          ExecutionRoleArn: `arn:aws:iam::${own.id}:role/AWSDataLifecycleManagerDefaultRole`,
          DateCreated: stamp(changed),
          DateModified: stamp(changed),
          PolicyDetails: {
            PolicyType: 'EBS_SNAPSHOT_MANAGEMENT',
            ResourceTypes: ['VOLUME'],
            TargetTags: [{ Key: 'app', Value: 'archive' }],
            Schedules: [
              {
                Name: 'every 6 hours',
                CopyTags: true,
                CreateRule: { Interval: 6, IntervalUnit: 'HOURS', Times: ['00:00'] },
                RetainRule: { Count: 1_000 },
              },
            ],
          },
        },
      },
    });
    happened(cloud, {
      name: 'CreateLifecyclePolicy',
      source: 'dlm',
      day: start,
      hour: 0.1,
      user: who,
      resources: [['AWS::DLM::LifecyclePolicy', policy]],
      request: { description: 'archive disks, every 6 hours', state: 'ENABLED' },
    });
    add(cloud, 'backup-plan', home, {
      BackupPlanArn: `arn:aws:backup:${home}:${own.id}:backup-plan:1`,
      BackupPlanId: '7c1f1c3a-9d4e-4c1b-8a39-2f1de6b0a001',
      CreationDate: stamp(timeOn(firstDay - 250, 9)),
      VersionId: 'NGY1',
      BackupPlanName: `${company}-daily`,
    });
    for (let day = Math.max(0, days - 25); day < days; day += 1) {
      add(cloud, 'backup-job', home, {
        AccountId: own.id,
        BackupJobId: ids.hex(32),
        BackupVaultName: 'Default',
        ResourceArn: `arn:aws:rds:${home}:${own.id}:db:${company}-orders`,
        CreationDate: stamp(timeOn(firstDay + day, 3)),
        CompletionDate: stamp(timeOn(firstDay + day, 3.4)),
        State: 'COMPLETED',
        BackupSizeInBytes: 429_496_729_600,
        ResourceType: 'RDS',
      });
    }
    decoys(cloud);
    return {
      causes: ['A07'],
      spike: { service: spelt('ec2'), usageType: /EBS:SnapshotUsage$/u },
      facts: [policy, gone[0] ?? ''],
      spared: ['ec2 describe-snapshots', 'dlm get-lifecycle-policies', 'ec2 describe-volumes'],
    };
  },
};

const transitions: Described = {
  name: 'aws-many-objects',
  family: 'aws-storage',
  about: 'an archive of millions of small files',
  build: (cloud) => {
    const { company, home, start } = cloud;
    const name = `${company}-clickstream`;
    const who = somebody(cloud, 'transitions');
    const dollars = large(cloud, 0.35, 0.7);
    const moved = flat(cloud.days, dollars / 0.00001).map((value, day) => (day < start ? 0 : value * (0.95 + 0.1 * cloud.random.next())));
    charge(cloud, 's3', 'Requests-Tier1', {
      unit: 'Requests',
      price: 0.00001,
      operation: 'S3-SIATransition',
      resource: name,
      quantity: moved,
    });
    addBucket(cloud, {
      name,
      gigabytes: flat(cloud.days, cloud.scale * 6),
      objects: 840_000_000,
      parts: {
        lifecycle: {
          Rules: [
            {
              ID: 'to-infrequent-access',
              Status: 'Enabled',
              Filter: { Prefix: '' },
              Transitions: [{ Days: 30, StorageClass: 'STANDARD_IA' }],
            },
          ],
        },
        logging: { LoggingEnabled: { TargetBucket: `${company}-audit-logs`, TargetPrefix: 's3/' } },
        'request-metrics': { MetricsConfigurationList: [{ Id: 'EntireBucket' }], IsTruncated: false },
      },
    });
    cloud.metrics.push({
      namespace: 'AWS/S3',
      name: 'AllRequests',
      region: home,
      dimensions: { BucketName: name, FilterId: 'EntireBucket' },
      unit: 'Count',
      kind: 'sum',
      values: flat(cloud.days, 91_000),
    });
    happened(cloud, {
      name: 'PutBucketLifecycle',
      source: 's3',
      day: start - 1,
      hour: 15.2,
      user: asRole('Terraform', who),
      resources: [['AWS::S3::Bucket', name]],
      request: {
        bucketName: name,
        LifecycleConfiguration: {
          Rule: { ID: 'to-infrequent-access', Status: 'Enabled', Transition: { StorageClass: 'STANDARD_IA', Days: 30 } },
        },
        requested: isoTime(timeOn(cloud.firstDay + start - 1, 15.2)),
      },
    });
    orders(cloud);
    decoys(cloud, growth);
    return {
      causes: ['A04'],
      spike: { service: spelt('s3'), usageType: /Requests-Tier1$/u },
      facts: [name, who],
      spared: ['s3api list-buckets', 's3api get-bucket-lifecycle-configuration', 's3api list-bucket-metrics-configurations'],
    };
  },
};

export const STORAGE: readonly Described[] = [versions, snapshots, transitions];
