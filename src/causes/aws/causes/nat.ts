// Traffic through NAT gateways that has a free way: A01.

import type { Cause } from '../../cause.js';
import { nameOr } from '../../known.js';
import { fix, nameAt, verifyBy } from '../build.js';
import { regionOf } from '../region.js';
import { EC2_OTHER, EC2_WHOLE, marked, tail, unsaid, VPC } from '../services.js';

const INTERNET_OUT = tail('DataTransfer-Out-Bytes|AWS-Out-Bytes');

const STORE_REQUESTS = tail('Requests-Tier[12]|(?:Read|Write)RequestUnits');

export const A01: Cause = {
  id: 'A01',
  provider: 'aws',
  title: 'traffic to S3 or DynamoDB through a NAT gateway, without a gateway endpoint',
  weight: 1.5,
  signature: {
    marks: [
      marked(undefined, tail('NatGateway-Bytes|NAT Gateway - Data Processed|Data Processed by NAT'), 0.8),
      marked(undefined, tail('NatGateway$|NatGateway-(?:Prvd-)?Bytes'), 0.6),
      marked(undefined, tail('DataTransfer-Regional-Bytes'), 0.07),
      unsaid(EC2_OTHER, 0.3),
      unsaid(EC2_WHOLE, 0.12),
      unsaid(VPC, 0.2),
    ],
    shapes: { 'one-off': 0.3 },
    drivers: { price: 0.2, mixed: 0.7 },
    factor: ({ companions }) => {
      const isBeside = (usage: RegExp): boolean => companions.some(({ key }) => usage.test(key.usageType));
      return isBeside(INTERNET_OUT) ? 0.5 : isBeside(STORE_REQUESTS) ? 1.15 : 1;
    },
  },
  statement: (known) => {
    const nat = nameOr(known, 'nat-gateway', 'the NAT gateway');
    const vpc = nameOr(known, 'vpc', 'its network');
    const why = 'no gateway endpoint is on its routes';
    return `Since ${known.startDay} traffic to S3 or DynamoDB goes through ${nat} in ${vpc} and is paid by the byte: ${why}.`;
  },
  refute: 'a gateway endpoint on the routes of the subnets, or bytes that leave for the internet',
  fixes: (known) => {
    const region = regionOf(known) ?? 'REGION';
    const vpc = nameOr(known, 'vpc', 'VPC_ID');
    const table = nameAt(known, 'nat-route-table') ?? 'ROUTE_TABLE_ID';
    return [
      fix(
        'now',
        'Make a gateway endpoint for S3 on the route tables of the private subnets; it costs nothing.',
        `aws ec2 create-vpc-endpoint --vpc-id=${vpc} --service-name=com.amazonaws.${region}.s3 --route-table-ids ${table}`,
        verifyBy(known, 'ec2 describe-vpc-endpoints'),
      ),
      fix('soon', 'The same for DynamoDB; for images and packages use interface endpoints or a pull-through cache in the region.'),
      fix(
        'later',
        'Watch the bytes of each NAT gateway, with an alarm at twice the usual.',
        null,
        verifyBy(known, 'ec2 describe-nat-gateways'),
      ),
    ];
  },
};
