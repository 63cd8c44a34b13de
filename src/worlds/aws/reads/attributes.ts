// Attributes of a load balancer, as pairs of texts.

import { part } from '../operations.js';

export const loadBalancerAttributes = part(
  {
    kind: 'load-balancer',
    flag: '--load-balancer-arn',
    path: 'LoadBalancerArn',
    missing: ['LoadBalancerNotFound', 'One or more load balancers not found'],
  },
  'attributes',
  { Attributes: [] },
);
