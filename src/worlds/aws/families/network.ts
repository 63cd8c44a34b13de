// Networks: traffic through a NAT gateway, between zones, out to the internet, and addresses that cost by the hour.

import { flat, times } from '../../series.js';
import { add } from '../cloud.js';
import type { Described } from '../define.js';
import { charge, spelt } from '../estate/charges.js';
import { weekly, type Estate } from '../estate/estate.js';
import { asRole, happened, somebody } from '../estate/events.js';
import { addInstance } from '../estate/machines.js';
import { addAddress, addBalancer, addNat, addNetwork } from '../estate/network.js';
import { addBucket } from '../estate/stores.js';
import { stamp } from '../json.js';
import { timeOn } from '../../days.js';
import { bench, decoys, growth, large, orders, release, stepped } from './common.js';

/** A second network whose jobs read a bucket, through a gateway that is paid by the byte. */
export function natToStorage(
  cloud: Estate,
  dollars: number,
): { readonly nat: string; readonly bucket: string; readonly vpc: string; readonly who: string } {
  const { company, octet, start } = cloud;
  const network = addNetwork(cloud, { name: `${company}-data`, octet });
  const gigabytes = stepped(cloud, 'nat', { level: (cloud.scale * 0.03) / 0.045, extra: dollars / 0.045, weekend: 0.9 });
  const nat = addNat(cloud, { network, octet, gigabytes });
  const bucket = `${company}-training-sets`;
  const downloads = gigabytes.map((value) => value * 0.9 * 1e9);
  addBucket(cloud, {
    name: bucket,
    gigabytes: weekly(cloud, 'training sets', cloud.scale * 8, { weekend: 1, noise: 0.003 }),
    reads: gigabytes.map((value) => value * 60),
    parts: { 'request-metrics': { MetricsConfigurationList: [{ Id: 'EntireBucket' }], IsTruncated: false } },
  });
  cloud.metrics.push({
    namespace: 'AWS/S3',
    name: 'BytesDownloaded',
    region: cloud.home,
    dimensions: { BucketName: bucket, FilterId: 'EntireBucket' },
    unit: 'Bytes',
    kind: 'sum',
    values: downloads,
  });
  const who = somebody(cloud, 'nat');
  const workers = ['a', 'b', 'c'].map((zone) =>
    addInstance(cloud, {
      network,
      name: `${company}-loader-${zone}`,
      type: 'm5.xlarge',
      price: 0.192,
      cpu: 61,
      sinceDay: -70,
      zone,
      tags: { app: 'loader', team: 'data' },
    }),
  );
  happened(cloud, {
    name: 'DeleteVpcEndpoints',
    source: 'ec2',
    day: start,
    hour: 0.4,
    user: asRole('Terraform', who),
    resources: [
      ['AWS::EC2::VPCEndpoint', `vpce-0${cloud.random.fork('gone').hex(16)}`],
      ['AWS::EC2::VPC', network.vpc],
    ],
    request: { DeleteVpcEndpointsRequest: { VpcEndpointId: { tag: 1, content: `vpce-0${cloud.random.fork('gone').hex(16)}` } } },
  });
  return { nat, bucket, vpc: network.vpc, who: `${who} ${workers[0] ?? ''}` };
}

const nat: Described = {
  name: 'aws-nat-gateway',
  family: 'aws-network',
  about: 'two networks and data jobs that fetch what they work on every night',
  build: (cloud) => {
    const made = natToStorage(cloud, large(cloud));
    decoys(cloud);
    return {
      causes: ['A01'],
      spike: { service: spelt('ec2'), usageType: /NatGateway-Bytes$/u },
      facts: [made.nat, made.vpc],
      spared: ['ec2 describe-nat-gateways', 'ec2 describe-vpc-endpoints', 'ec2 describe-route-tables'],
    };
  },
};

const zones: Described = {
  name: 'aws-cross-az',
  family: 'aws-network',
  about: 'a stream of events between services in three zones',
  build: (cloud) => {
    const { company, home, network, own, start } = cloud;
    const quiet = cloud.scale * 0.02;
    const dollars = stepped(cloud, 'zones', { level: quiet, extra: large(cloud, 0.3, 0.6) });
    const name = `${company}-events-nlb`;
    const gigabytes = times(dollars, 1 / 0.01);
    const arn = addBalancer(cloud, {
      network,
      name,
      type: 'network',
      crossZone: true,
      units: flat(cloud.days, 30),
      requests: flat(cloud.days, 3.2e5),
    });
    addBalancer(cloud, {
      network,
      name: `${company}-internal-nlb`,
      type: 'network',
      crossZone: false,
      units: flat(cloud.days, 9),
      requests: flat(cloud.days, 6e4),
    });
    charge(cloud, 'ec2', 'DataTransfer-Regional-Bytes', {
      unit: 'GB',
      price: 0.01,
      operation: 'InterZone-Out',
      resource: arn,
      quantity: gigabytes,
    });
    const tail = arn.slice(arn.indexOf('loadbalancer/') + 13);
    for (const zone of ['a', 'b', 'c']) {
      cloud.metrics.push({
        namespace: 'AWS/NetworkELB',
        name: 'ProcessedBytes',
        region: home,
        dimensions: { LoadBalancer: tail, AvailabilityZone: `${home}${zone}` },
        unit: 'Bytes',
        kind: 'sum',
        values: gigabytes.map((value) => value * 3.4e8),
      });
    }
    const who = somebody(cloud, 'zones');
    happened(cloud, {
      name: 'ModifyLoadBalancerAttributes',
      source: 'elasticloadbalancing',
      day: start,
      hour: 0.7,
      user: asRole('Terraform', who),
      resources: [['AWS::ElasticLoadBalancingV2::LoadBalancer', arn]],
      request: { loadBalancerArn: arn, attributes: [{ key: 'load_balancing.cross_zone.enabled', value: 'true' }] },
    });
    add(cloud, 'kafka-cluster', home, {
      ClusterType: 'PROVISIONED',
      ClusterArn: `arn:aws:kafka:${home}:${own.id}:cluster/${company}-events/1`,
      ClusterName: `${company}-events`,
      CreationTime: stamp(timeOn(cloud.firstDay - 330, 9)),
      CurrentVersion: 'K3AEGXETSR30VB',
      State: 'ACTIVE',
      Provisioned: {
        BrokerNodeGroupInfo: { BrokerAZDistribution: 'DEFAULT', ClientSubnets: network.privateSubnets, InstanceType: 'kafka.m5.large' },
        NumberOfBrokerNodes: 3,
        CurrentBrokerSoftwareInfo: { KafkaVersion: '3.6.0' },
      },
    });
    charge(cloud, 'msk', 'Kafka.m5.large', { unit: 'Hrs', price: 0.21, operation: 'RunBroker', quantity: flat(cloud.days, 72) });
    add(cloud, 'flow-log', home, {
      CreationTime: stamp(timeOn(cloud.firstDay - 210, 9)),
      DeliverLogsStatus: 'SUCCESS',
      FlowLogId: `fl-0${cloud.random.fork('flow').hex(16)}`,
      FlowLogStatus: 'ACTIVE',
      LogGroupName: `/vpc/${company}`,
      ResourceId: network.vpc,
      TrafficType: 'REJECT',
      LogDestinationType: 'cloud-watch-logs',
      MaxAggregationInterval: 600,
      Tags: [],
    });
    decoys(cloud, release);
    return {
      causes: ['A02'],
      spike: { service: spelt('ec2'), usageType: /DataTransfer-Regional-Bytes$/u },
      facts: [name, who],
      spared: ['elbv2 describe-load-balancers', 'elbv2 describe-load-balancer-attributes'],
    };
  },
};

const egress: Described = {
  name: 'aws-egress',
  family: 'aws-network',
  about: 'a site that gives away large files, partly through its content network',
  build: (cloud) => {
    const { company, home, network, start } = cloud;
    const extra = large(cloud, 0.4, 0.8);
    const gigabytes = stepped(cloud, 'egress', { level: (cloud.scale * 0.02) / 0.09, extra: extra / 0.09, weekend: 1.05 });
    const id = addInstance(cloud, {
      network,
      name: `${company}-downloads-1`,
      type: 'c6i.xlarge',
      price: 0.17,
      cpu: 33,
      out: gigabytes,
      sinceDay: -180,
      tags: { app: 'downloads' },
    });
    addInstance(cloud, {
      network,
      name: `${company}-downloads-2`,
      type: 'c6i.xlarge',
      price: 0.17,
      cpu: 12,
      out: flat(cloud.days, 11),
      sinceDay: -180,
      tags: { app: 'downloads' },
    });
    charge(cloud, 'ec2', 'DataTransfer-Out-Bytes', {
      unit: 'GB',
      price: 0.09,
      operation: 'RunInstances',
      resource: id,
      quantity: gigabytes,
    });
    const who = somebody(cloud, 'egress');
    addAddress(cloud, {
      region: home,
      address: '203.0.113.77',
      allocation: `eipalloc-0${cloud.random.fork('eip').hex(16)}`,
      eni: `eni-0${cloud.random.fork('eni').hex(16)}`,
      instance: id,
      owner: cloud.own.id,
      kind: 'interface',
      description: '',
      vpc: network.vpc,
    });
    happened(cloud, {
      name: 'ChangeResourceRecordSets',
      source: 'route53',
      day: start,
      hour: 0.3,
      region: 'us-east-1',
      user: who,
      resources: [['AWS::Route53::HostedZone', 'Z0EXAMPLE1']],
      request: {
        changeBatch: {
          changes: [
            {
              action: 'UPSERT',
              resourceRecordSet: { name: `dl.${company}.example.`, type: 'A', resourceRecords: [{ value: '203.0.113.77' }] },
            },
          ],
        },
      },
    });
    if (home !== 'us-east-1')
      happened(cloud, {
        name: 'AssociateAddress',
        source: 'ec2',
        day: start,
        hour: 0.2,
        user: who,
        resources: [['AWS::EC2::Instance', id]],
        request: { instanceId: id, publicIp: '203.0.113.77' },
      });
    const told = orders(cloud);
    decoys(cloud, growth);
    return {
      causes: ['A22'],
      spike: { service: spelt('ec2'), usageType: /DataTransfer-Out-Bytes$/u },
      facts: [id, ...told.slice(0, 0)],
      spared: ['ec2 describe-instances', 'cloudfront list-distributions', 'cloudwatch list-metrics'],
    };
  },
};

const addresses: Described = {
  name: 'aws-ipv4',
  family: 'aws-network',
  about: 'a fleet of crawlers in public subnets',
  build: (cloud) => {
    const { company, home, network, random, start } = cloud;
    const dollars = large(cloud, 0.16, 0.3);
    const count = Math.max(60, Math.round(dollars / 0.12));
    const idle = Math.round(count * 0.7);
    const hours = (number: number): readonly number[] => flat(cloud.days, 24 * number).map((value, day) => (day < start ? 0 : value));
    charge(cloud, 'vpc', 'PublicIPv4:IdleAddress', { unit: 'Hrs', price: 0.005, operation: 'AllocateAddressVPC', quantity: hours(idle) });
    charge(cloud, 'vpc', 'PublicIPv4:InUseAddress', {
      unit: 'Hrs',
      price: 0.005,
      operation: 'AllocateAddressVPC',
      quantity: hours(count - idle),
    });
    const who = somebody(cloud, 'addresses');
    const ids = random.fork('addresses');
    for (let at = 0; at < count; at += 1) {
      const address = `192.0.2.${String(at % 250)}`;
      const allocation = `eipalloc-0${ids.hex(16)}`;
      const eni = at < idle ? '' : `eni-0${ids.hex(16)}`;
      addAddress(cloud, {
        region: home,
        address,
        allocation,
        eni,
        owner: cloud.own.id,
        kind: 'interface',
        description: 'crawler',
        vpc: network.vpc,
        sinceDay: start,
        tags: [
          { Key: 'app', Value: 'crawler' },
          { Key: 'owner', Value: who },
        ],
      });
      if (at < 40)
        happened(cloud, {
          name: 'AllocateAddress',
          source: 'ec2',
          day: start,
          hour: 0.2 + at / 100,
          user: asRole('Terraform', who),
          resources: [['AWS::EC2::EIP', allocation]],
          request: { domain: 'vpc' },
        });
    }
    addInstance(cloud, {
      network,
      name: `${company}-crawler`,
      type: 'c6g.large',
      price: 0.068,
      cpu: 44,
      sinceDay: start - 6,
      tags: { app: 'crawler' },
    });
    decoys(cloud, bench);
    return {
      causes: ['A08'],
      spike: { service: spelt('vpc'), usageType: /PublicIPv4:(?:Idle|InUse)Address$/u },
      facts: [who],
      spared: ['ec2 describe-addresses', 'ec2 describe-network-interfaces'],
    };
  },
};

export const NETWORK: readonly Described[] = [nat, zones, egress, addresses];
