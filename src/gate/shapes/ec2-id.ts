// Ids that EC2 gives out: a known prefix, then eight or seventeen hexadecimal digits.

import { pattern } from './shape.js';

export const ec2InstanceId = pattern('an instance id', 'i-0a1b2c3d4e5f60718', /^i-[0-9a-f]{8}(?:[0-9a-f]{9})?$/);
export const ec2VolumeId = pattern('a volume id', 'vol-0a1b2c3d4e5f60718', /^vol-[0-9a-f]{8}(?:[0-9a-f]{9})?$/);
export const natGatewayId = pattern('a NAT gateway id', 'nat-0a1b2c3d4e5f60718', /^nat-[0-9a-f]{8}(?:[0-9a-f]{9})?$/);
