// Machines: one that was forgotten, a fleet that grew: A09, A28.

import type { Cause } from '../../cause.js';
import { firstName, nameOr } from '../../known.js';
import { awsCause, fix, verifyBy } from '../build.js';
import { EC2, EC2_COMPUTE, EC2_WHOLE, marked, tail, unsaid } from '../services.js';
import { byWhom } from '../trail.js';

const PRICE = { price: 0.12, mixed: 0.7 } as const;

export const MACHINE_CAUSES: readonly Cause[] = [
  awsCause({
    id: 'A09',
    title: 'a large machine that was forgotten',
    weight: 1.3,
    signature: {
      marks: [
        marked(EC2, /(?:BoxUsage|HostBoxUsage|DedicatedUsage|UnusedBox):(?:p\d|g\d|gr\d|inf\d|trn\d|dl\d|x\d|u-|u\d|hpc|mac)/i, 0.88),
        marked(EC2, /(?:BoxUsage|HostUsage|DedicatedUsage|HighUsage):[a-z0-9-]{1,12}\.(?:metal|\d{1,3}xlarge)/i, 0.6),
        marked(EC2, tail('BoxUsage'), 0.35),
        marked(EC2, tail('RunInstances|Running Hours|(?:p|g|x|inf|trn)\\d[a-z]{0,3}\\.'), 0.4),
        unsaid(EC2_COMPUTE, 0.33),
        unsaid(EC2_WHOLE, 0.2),
      ],
      shapes: { new: 1.15, step: 1, burst: 0.8, ramp: 0.4, 'one-off': 0.3 },
      drivers: PRICE,
    },
    statement: (known) => {
      const type = firstName(known, 'instance-type');
      const what = nameOr(known, 'instance', 'a large machine');
      return (
        `${what}${type === undefined ? '' : ` (${type})`} runs since ${known.startDay} around the clock and does ` +
        `next to nothing${byWhom(known)}.`
      );
    },
    refute: 'a machine that is busy, or one that an autoscaling group started',
    fixes: (known) => [
      fix(
        'now',
        'Ask its owner, then stop it; a stopped machine keeps its volumes.',
        `aws ec2 stop-instances --instance-ids ${nameOr(known, 'instance', 'INSTANCE_ID')}`,
        verifyBy(known, 'ec2 describe-instances', '--filters', 'Name=instance-state-name,Values=running', '--max-items=100'),
      ),
      fix('soon', 'Stop such machines by schedule in the evening, and alarm when a large one idles for a day.'),
      fix(
        'later',
        'Lower the quota for large families to what is used.',
        null,
        verifyBy(known, 'service-quotas list-service-quotas', '--service-code=ec2', '--max-items=50'),
      ),
    ],
  }),
  awsCause({
    id: 'A28',
    title: 'an autoscaling group that grew, or went from spot to on demand',
    weight: 1.2,
    signature: {
      marks: [
        marked(EC2, tail('BoxUsage'), 0.6),
        marked(EC2, tail('SpotUsage'), 0.7),
        marked(undefined, tail('EBS:VolumeUsage|PublicIPv4:InUse'), 0.08),
        marked(undefined, tail('ConfigurationItemRecorded|DataTransfer-Regional-Bytes|AmazonEKS-Hours'), 0.06),
        marked(EC2, tail('RunInstances|Running Hours|(?:m|c|r|t)\\d[a-z]{0,3}\\.'), 0.5),
        unsaid(EC2_COMPUTE, 0.35),
        unsaid(EC2_WHOLE, 0.24),
      ],
      shapes: { new: 0.6, 'one-off': 0.2 },
      drivers: PRICE,
      factor: ({ drops, lines }) => {
        const isSpotGone = drops.some(({ key, scopes }) =>
          /SpotUsage/i.test(`${key.usageType} ${scopes.flatMap(({ where }) => where.map(({ value }) => value)).join(' ')}`),
        );
        const isBig = lines.some(({ usageType }) => /:(?:p\d|g\d|inf\d|trn\d|x\d|u-)/i.test(usageType));
        return (isSpotGone ? 1.5 : 1) * (isBig ? 0.5 : 1);
      },
    },
    statement: (known) =>
      `Since ${known.startDay} ${nameOr(known, 'asg', 'an autoscaling group')} runs many more machines than before${byWhom(known)}.`,
    refute: 'groups of the same size as before, or machines that no group started',
    fixes: (known) => [
      fix(
        'now',
        'Lower the bound of the group to what the load needs.',
        `aws autoscaling update-auto-scaling-group --auto-scaling-group-name=${nameOr(known, 'asg', 'GROUP')} --max-size=NUMBER`,
        verifyBy(known, 'autoscaling describe-auto-scaling-groups'),
      ),
      fix(
        'soon',
        'Look at why it grew: a metric that never falls, health checks that fail, a launch template without spot.',
        null,
        verifyBy(known, 'autoscaling describe-scaling-activities', '--max-items=50'),
      ),
    ],
  }),
];
