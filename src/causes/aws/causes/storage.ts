// Buckets, volumes and snapshots: A03, A04, A07.

import type { Cause } from '../../cause.js';
import { firstName, nameOr } from '../../known.js';
import { awsCause, fix, nameAt, verifyBy } from '../build.js';
import { EC2_OTHER, EC2_WHOLE, marked, S3, tail, unsaid } from '../services.js';
import { byWhom } from '../trail.js';

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
      `Since ${known.startDay} ${nameOr(known, 'bucket', 'a bucket')} keeps everything that is written to it, old ` +
      'versions and unfinished uploads too: ' +
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
      `Since ${known.startDay} ${nameOr(known, 'bucket', 'a bucket')} gets far more requests, or a rule moves many ` +
      `small objects to another class${byWhom(known)}.`,
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
        `aws s3api put-bucket-metrics-configuration --bucket=${nameOr(known, 'bucket', 'BUCKET')} --id=EntireBucket ` +
          '--metrics-configuration=Id=EntireBucket',
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
      return (
        `Since ${known.startDay} volumes that no machine uses and snapshots that nobody deletes are kept and ` +
        `paid${which}${byWhom(known)}.`
      );
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
