// Traffic between zones and to the internet, public addresses, load balancers: A02, A08, A22, A23.

import type { Cause } from '../../cause.js';
import { firstName, type Known, nameOr } from '../../known.js';
import { awsCause, fix, verifyBy } from '../build.js';
import { CLOUDFRONT, EC2_OTHER, EC2_WHOLE, ELB, marked, S3, tail, TRANSFER, unsaid, VPC } from '../services.js';
import { byWhom } from '../trail.js';
import { balancerPart } from '../reads/network.js';

const region = (known: Known): string => verifyBy(known, 'elbv2 describe-load-balancers');

export const NETWORK_CAUSES: readonly Cause[] = [
  awsCause({
    id: 'A02',
    title: 'traffic between zones',
    weight: 1,
    signature: {
      marks: [
        marked(undefined, tail('DataTransfer-Regional-Bytes|InterZone|Data Transfer - Inter AZ'), 0.75),
        marked(undefined, tail('DataTransfer-xAZ|PublicIP-(?:In|Out)'), 0.7),
        unsaid(EC2_OTHER, 0.22),
        unsaid(TRANSFER, 0.3),
        unsaid(EC2_WHOLE, 0.1),
      ],
      shapes: { 'one-off': 0.3 },
      drivers: { price: 0.2 },
    },
    statement: (known) => {
      const what = firstName(known, 'network-balancer') ?? firstName(known, 'kafka-cluster') ?? 'a service';
      return `Since ${known.startDay} ${what} sends traffic between zones, which is paid in both directions${byWhom(known)}.`;
    },
    refute: 'balancing within zones, or as much traffic between zones as before',
    fixes: (known) => [
      fix(
        'now',
        'Keep traffic in its zone: switch cross-zone balancing off where every zone has enough targets.',
        `aws elbv2 modify-load-balancer-attributes --load-balancer-arn=${nameOr(known, 'network-balancer', 'LOAD_BALANCER_ARN')}` +
          ' --attributes Key=load_balancing.cross_zone.enabled,Value=false',
        region(known),
      ),
      fix('soon', 'Let Kafka clients read from the nearest replica (client.rack), and caches and databases answer from the own zone.'),
    ],
  }),
  awsCause({
    id: 'A08',
    title: 'public IPv4 addresses, idle or many',
    weight: 0.8,
    signature: {
      marks: [
        marked(undefined, tail('PublicIPv4:|ElasticIP:|Elastic IP'), 0.95),
        marked(undefined, tail('(?:InUse|Idle)Address|AdditionalAddress'), 0.8),
        unsaid(VPC, 0.35),
        unsaid(EC2_OTHER, 0.1),
      ],
      shapes: { 'one-off': 0.3 },
    },
    statement: (known) => {
      const address = firstName(known, 'address');
      const which = address === undefined ? '' : `, ${address} among them`;
      return `Since ${known.startDay} more public IPv4 addresses are paid by the hour${which}${byWhom(known)}.`;
    },
    refute: 'as many addresses as before the start',
    fixes: (known) => [
      fix(
        'now',
        'Release addresses that nothing uses.',
        `aws ec2 release-address --allocation-id=${nameOr(known, 'address', 'ALLOCATION_ID')}`,
        verifyBy(known, 'ec2 describe-addresses'),
      ),
      fix(
        'soon',
        'Put services behind one load balancer, use IPv6 or private endpoints, and switch public addresses off by default in subnets.',
      ),
    ],
  }),
  awsCause({
    id: 'A22',
    title: 'traffic to the internet or to another region',
    weight: 1.2,
    signature: {
      marks: [
        marked(CLOUDFRONT, tail('DataTransfer-Out|Bytes'), 0.5),
        marked(undefined, tail('DataTransfer-Out-Bytes|Data Transfer - Internet'), 0.72),
        marked(undefined, tail('AWS-Out-Bytes|Data Transfer - Region'), 0.75),
        marked(undefined, tail('NatGateway-Bytes'), 0.22),
        marked(undefined, tail('DataTransfer-Regional-Bytes|InterZone'), 0.1),
        marked(undefined, tail('LCUUsage'), 0.07),
        marked(S3, tail('Requests-Tier'), 0.06),
        unsaid(TRANSFER, 0.4),
        unsaid(EC2_OTHER, 0.2),
        unsaid(S3, 0.08),
        unsaid(CLOUDFRONT, 0.5),
        unsaid(EC2_WHOLE, 0.08),
      ],
      shapes: { 'one-off': 0.3 },
      drivers: { price: 0.3 },
      factor: ({ companions, lines }) =>
        lines.some(({ usageType }) => /NatGateway/i.test(usageType)) && companions.some(({ key }) => /-Out-Bytes/i.test(key.usageType))
          ? 2.5
          : 1,
    },
    statement: (known) => {
      const from = firstName(known, 'instance') ?? firstName(known, 'bucket') ?? firstName(known, 'nat-gateway');
      return `Since ${known.startDay} much more is sent out of the region${from === undefined ? '' : `, from ${from}`}${byWhom(known)}.`;
    },
    refute: 'the same number of bytes out of every machine, bucket and gateway as before',
    fixes: (known) => [
      fix(
        'now',
        'Find out who receives it; if nobody of yours does, treat it as a leak of data and cut it off.',
        null,
        verifyBy(known, 'ec2 describe-flow-logs'),
      ),
      fix(
        'soon',
        'Serve files through a content network, keep copies and their readers in one region, and compress.',
        null,
        'aws cloudfront list-distributions',
      ),
    ],
  }),
  awsCause({
    id: 'A23',
    title: 'load balancers: more capacity units, or more balancers',
    weight: 0.8,
    signature: {
      marks: [
        marked(undefined, tail('(?:LCU|NLCU|GLCU)-?Usage'), 0.75),
        marked(undefined, tail('LoadBalancerUsage|LoadBalancing'), 0.8),
        unsaid(ELB, 0.5),
        unsaid(EC2_WHOLE, 0.06),
      ],
      shapes: { 'one-off': 0.3 },
      drivers: { price: 0.2 },
    },
    statement: (known) => {
      const what = balancerPart(firstName(known, 'load-balancer')) ?? 'a load balancer';
      return `Since ${known.startDay} ${what} uses more capacity units, because more connections, bytes or rules pass it.`;
    },
    refute: 'capacity units and the number of load balancers as before',
    fixes: (known) => [
      fix('now', 'Look at which dimension grew: connections, bytes, requests or rules; limit unwanted callers.', null, region(known)),
      fix(
        'soon',
        'Put several services behind one load balancer and delete those without targets.',
        'aws elbv2 delete-load-balancer --load-balancer-arn=LOAD_BALANCER_ARN',
        region(known),
      ),
    ],
  }),
];
