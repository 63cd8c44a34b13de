// Services in containers that grew or crash: A27.

import type { Cause } from '../../cause.js';
import { nameOr } from '../../known.js';
import { awsCause, fix, verifyBy } from '../build.js';
import { ECS, EKS, marked, tail, unsaid } from '../services.js';
import { byWhom } from '../trail.js';

export const CONTAINER_CAUSES: readonly Cause[] = [
  awsCause({
    id: 'A27',
    title: 'services in containers that grew, or crash and start again',
    weight: 1,
    signature: {
      marks: [
        marked(undefined, tail('Fargate-'), 0.78),
        marked(ECS, /./, 0.6),
        marked(EKS, tail('Fargate'), 0.8),
        unsaid(ECS, 0.7),
        marked(undefined, tail('ConfigurationItemRecorded|AmazonEKS-Hours|PublicIPv4:InUse'), 0.06),
        unsaid(EKS, 0.12),
      ],
      shapes: { 'one-off': 0.3 },
      drivers: { price: 0.15, mixed: 0.8 },
    },
    statement: (known) =>
      `Since ${known.startDay} ${nameOr(known, 'ecs-service', 'a service')} in ` +
      `${nameOr(known, 'ecs-cluster', 'its cluster')} runs more or larger tasks, or tasks that crash and start again${byWhom(known)}.`,
    refute: 'as many tasks of the same size as before, or more requests in proportion',
    fixes: (known) => [
      fix(
        'now',
        'Set the number of tasks to what the load needs, and roll back the version that crashes.',
        `aws ecs update-service --cluster=${nameOr(known, 'ecs-cluster', 'CLUSTER')} ` +
          `--service=${nameOr(known, 'ecs-service', 'SERVICE')} --desired-count=NUMBER`,
        verifyBy(known, 'ecs list-clusters'),
      ),
      fix('soon', 'Switch the deployment circuit breaker on, set an upper bound for scaling, and right-size the tasks.'),
    ],
  }),
];
