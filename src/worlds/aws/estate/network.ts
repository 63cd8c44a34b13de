// Networks: a VPC with its subnets and routes, NAT gateways, endpoints, load balancers, addresses.

import { timeOn } from '../../days.js';
import { flat } from '../../series.js';
import { add, type Cloud } from '../cloud.js';
import { type Json, stamp } from '../json.js';
import { charge } from './charges.js';

export interface Network {
  readonly vpc: string;
  readonly name: string;
  readonly region: string;
  readonly privateSubnets: readonly string[];
  readonly publicSubnets: readonly string[];
  readonly privateTables: readonly string[];
  readonly publicTable: string;
}

const ZONES = ['a', 'b', 'c'] as const;

function named(name: string): Json {
  return [{ Key: 'Name', Value: name }];
}

export interface NetworkMade {
  readonly name: string;
  readonly region?: string;
  readonly octet: number;
}

/** Routes come with the gateways; `addNat` knows the private tables. */
export function addNetwork(cloud: Cloud, { name, octet, region = cloud.home }: NetworkMade): Network {
  const random = cloud.random.fork(`network ${name}`);
  const id = (prefix: string): string => `${prefix}-0${random.hex(16)}`;
  const [vpc, gateway, publicTable] = [id('vpc'), id('igw'), id('rtb')];
  add(cloud, 'vpc', region, {
    OwnerId: cloud.own.id,
    InstanceTenancy: 'default',
    CidrBlockAssociationSet: [],
    IsDefault: false,
    Tags: named(name),
    VpcId: vpc,
    State: 'available',
    CidrBlock: `10.${String(octet)}.0.0/16`,
    DhcpOptionsId: id('dopt'),
  });
  add(cloud, 'internet-gateway', region, {
    Attachments: [{ State: 'available', VpcId: vpc }],
    InternetGatewayId: gateway,
    OwnerId: cloud.own.id,
    Tags: named(`${name}-igw`),
  });
  const subnet = (zone: string, isPublic: boolean, at: number): string => {
    const made = id('subnet');
    add(cloud, 'subnet', region, {
      AvailabilityZone: `${region}${zone}`,
      AvailableIpAddressCount: 4_000 - at * 13,
      CidrBlock: `10.${String(octet)}.${String(at * 16 + (isPublic ? 128 : 0))}.0/20`,
      MapPublicIpOnLaunch: isPublic,
      OwnerId: cloud.own.id,
      State: 'available',
      SubnetId: made,
      VpcId: vpc,
      Tags: named(`${name}-${isPublic ? 'public' : 'private'}-${region}${zone}`),
    });
    return made;
  };
  const publicSubnets = ZONES.map((zone, at) => subnet(zone, true, at));
  const privateSubnets = ZONES.map((zone, at) => subnet(zone, false, at));
  add(cloud, 'route-table', region, {
    Associations: publicSubnets.map((SubnetId) => ({
      Main: false,
      RouteTableAssociationId: id('rtbassoc'),
      RouteTableId: publicTable,
      SubnetId,
      AssociationState: { State: 'associated' },
    })),
    PropagatingVgws: [],
    RouteTableId: publicTable,
    Routes: [local(octet), { DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway, Origin: 'CreateRoute', State: 'active' }],
    Tags: named(`${name}-public`),
    VpcId: vpc,
    OwnerId: cloud.own.id,
  });
  const privateTables = privateSubnets.map(() => id('rtb'));
  const network = { vpc, name, region, privateSubnets, publicSubnets, privateTables, publicTable };
  add(cloud, 'security-group', region, {
    Description: `${name} workloads`,
    GroupName: `${name}-app`,
    GroupId: id('sg'),
    VpcId: vpc,
    OwnerId: cloud.own.id,
    IpPermissions: [],
    IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    Tags: named(`${name}-app`),
  });
  return network;
}

function local(octet: number): Json {
  return { DestinationCidrBlock: `10.${String(octet)}.0.0/16`, GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' };
}

export interface NatMade {
  readonly network: Network;
  readonly octet: number;
  /** Of the bill; before its first day where there is none. */
  readonly sinceDay?: number;
  /** GB a day. */
  readonly gigabytes: readonly number[];
  /** Gateway endpoints on the private route tables, `s3` or `dynamodb`. */
  readonly endpoints?: readonly string[];
}

/** One NAT gateway with the private routes that lead to it. */
export function addNat(cloud: Cloud, { endpoints = [], gigabytes, network, octet, sinceDay = -200 }: NatMade): string {
  const random = cloud.random.fork(`nat ${network.name} ${String(sinceDay)}`);
  const { name, privateSubnets, privateTables, publicSubnets, region, vpc } = network;
  const id = `nat-0${random.hex(16)}`;
  const address = `203.0.113.${String(random.whole(2, 250))}`;
  const allocation = `eipalloc-0${random.hex(16)}`;
  const eni = `eni-0${random.hex(16)}`;
  add(cloud, 'nat-gateway', region, {
    CreateTime: stamp(timeOn(cloud.firstDay + sinceDay, 10)),
    NatGatewayAddresses: [
      {
        AllocationId: allocation,
        NetworkInterfaceId: eni,
        PrivateIp: `10.${String(octet)}.128.7`,
        PublicIp: address,
        IsPrimary: true,
        Status: 'succeeded',
      },
    ],
    NatGatewayId: id,
    State: 'available',
    SubnetId: publicSubnets[0] ?? '',
    VpcId: vpc,
    Tags: named(`${name}-nat`),
    ConnectivityType: 'public',
  });
  addAddress(cloud, {
    region,
    address,
    allocation,
    eni,
    owner: 'amazon-aws',
    kind: 'nat_gateway',
    description: `Interface for NAT Gateway ${id}`,
    vpc,
  });
  const endpointIds = endpoints.map((service) => ({ service, id: `vpce-0${random.hex(16)}` }));
  for (const { id: endpoint, service } of endpointIds) {
    add(cloud, 'vpc-endpoint', region, {
      VpcEndpointId: endpoint,
      VpcEndpointType: 'Gateway',
      VpcId: vpc,
      ServiceName: `com.amazonaws.${region}.${service}`,
      State: 'available',
      PolicyDocument: '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}',
      RouteTableIds: privateTables,
      SubnetIds: [],
      Groups: [],
      PrivateDnsEnabled: false,
      RequesterManaged: false,
      NetworkInterfaceIds: [],
      DnsEntries: [],
      CreationTimestamp: stamp(timeOn(cloud.firstDay - 190, 12)),
      Tags: named(`${name}-${service}`),
      OwnerId: cloud.own.id,
    });
  }
  for (const [at, table] of privateTables.entries()) {
    add(cloud, 'route-table', region, {
      Associations: [
        {
          Main: false,
          RouteTableAssociationId: `rtbassoc-0${random.hex(16)}`,
          RouteTableId: table,
          SubnetId: privateSubnets[at] ?? '',
          AssociationState: { State: 'associated' },
        },
      ],
      PropagatingVgws: [],
      RouteTableId: table,
      Routes: [
        local(octet),
        ...endpointIds.map(({ id: endpoint }) => ({
          DestinationPrefixListId: 'pl-63a5400a',
          GatewayId: endpoint,
          Origin: 'CreateRoute',
          State: 'active',
        })),
        { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: id, Origin: 'CreateRoute', State: 'active' },
      ],
      Tags: named(`${name}-private-${String(at + 1)}`),
      VpcId: vpc,
      OwnerId: cloud.own.id,
    });
  }
  const bytes = gigabytes.map((value) => value * 1e9);
  const dimensions = { NatGatewayId: id };
  const metric = (metricName: string, share: number): void => {
    const values = bytes.map((value) => value * share);
    cloud.metrics.push({ namespace: 'AWS/NATGateway', name: metricName, region, dimensions, unit: 'Bytes', kind: 'sum', values });
  };
  // Most of it is fetched: it goes out small and comes back large.
  metric('BytesOutToDestination', 0.12);
  metric('BytesInFromSource', 0.12);
  metric('BytesInFromDestination', 0.88);
  metric('BytesOutToSource', 0.88);
  cloud.metrics.push({
    namespace: 'AWS/NATGateway',
    name: 'ActiveConnectionCount',
    region,
    dimensions,
    unit: 'Count',
    kind: 'level',
    values: gigabytes.map((value) => 40 + value * 0.6),
  });
  const arn = `arn:aws:ec2:${region}:${cloud.own.id}:natgateway/${id}`;
  charge(cloud, 'ec2', 'NatGateway-Bytes', {
    region,
    resource: arn,
    operation: 'NatGateway',
    unit: 'GB',
    price: 0.045,
    quantity: gigabytes,
  });
  charge(cloud, 'ec2', 'NatGateway-Hours', {
    region,
    resource: arn,
    operation: 'NatGateway',
    unit: 'Hrs',
    price: 0.045,
    quantity: gigabytes.map((value) => (value > 0 ? 24 : 0)),
  });
  return id;
}

export interface AddressMade {
  readonly region: string;
  readonly address: string;
  readonly allocation: string;
  /** Empty where it is attached to nothing. */
  readonly eni: string;
  readonly instance?: string;
  readonly owner: string;
  readonly kind: string;
  readonly description: string;
  readonly vpc: string;
  readonly tags?: readonly Json[];
  readonly isElastic?: boolean;
  readonly sinceDay?: number;
}

export function addAddress(cloud: Cloud, made: AddressMade): void {
  const { address, allocation, description, eni, instance, isElastic = true, kind, owner, region, sinceDay = -100, tags = [], vpc } = made;
  const attached =
    eni === ''
      ? {}
      : {
          AssociationId: allocation.replace('alloc', 'assoc'),
          NetworkInterfaceId: eni,
          NetworkInterfaceOwnerId: cloud.own.id,
          PrivateIpAddress: '10.0.9.9',
        };
  if (isElastic) {
    add(cloud, 'address', region, {
      ...(instance === undefined ? {} : { InstanceId: instance }),
      PublicIp: address,
      AllocationId: allocation,
      ...attached,
      Domain: 'vpc',
      PublicIpv4Pool: 'amazon',
      NetworkBorderGroup: region,
      Tags: tags,
    });
  }
  if (eni === '') return;
  add(cloud, 'network-interface', region, {
    Association: { PublicIp: address, IpOwnerId: owner, AllocationId: isElastic ? allocation : undefined },
    Attachment: {
      AttachTime: stamp(timeOn(cloud.firstDay + sinceDay, 9)),
      InstanceId: instance,
      Status: 'attached',
      DeleteOnTermination: true,
    },
    AvailabilityZone: `${region}a`,
    Description: description,
    InterfaceType: kind,
    NetworkInterfaceId: eni,
    OwnerId: cloud.own.id,
    PrivateIpAddress: '10.0.9.9',
    RequesterManaged: kind !== 'interface',
    Status: 'in-use',
    TagSet: tags,
    VpcId: vpc,
  });
}

export interface BalancerMade {
  readonly network: Network;
  readonly name: string;
  readonly type: 'application' | 'network';
  readonly crossZone: boolean;
  readonly sinceDay?: number;
  /** LCU hours a day. */
  readonly units: readonly number[];
  readonly requests: readonly number[];
}

export function addBalancer(cloud: Cloud, made: BalancerMade): string {
  const { crossZone, name, network, requests, sinceDay = -300, type, units } = made;
  const random = cloud.random.fork(`balancer ${name}`);
  const { region } = network;
  const tail = `${type === 'application' ? 'app' : 'net'}/${name}/${random.hex(16)}`;
  const arn = `arn:aws:elasticloadbalancing:${region}:${cloud.own.id}:loadbalancer/${tail}`;
  add(
    cloud,
    'load-balancer',
    region,
    {
      LoadBalancerArn: arn,
      DNSName: `${name}-${random.digits(9)}.${region}.elb.amazonaws.com`,
      CreatedTime: stamp(timeOn(cloud.firstDay + sinceDay, 8)),
      LoadBalancerName: name,
      Scheme: 'internet-facing',
      VpcId: network.vpc,
      State: { Code: 'active' },
      Type: type,
      AvailabilityZones: network.publicSubnets.map((SubnetId, at) => ({
        ZoneName: `${region}${ZONES[at] ?? 'a'}`,
        SubnetId,
        LoadBalancerAddresses: [],
      })),
      IpAddressType: 'ipv4',
    },
    {
      attributes: {
        Attributes: [
          { Key: 'load_balancing.cross_zone.enabled', Value: String(crossZone) },
          { Key: 'deletion_protection.enabled', Value: 'true' },
          { Key: 'access_logs.s3.enabled', Value: 'false' },
        ],
      },
    },
  );
  const namespace = type === 'application' ? 'AWS/ApplicationELB' : 'AWS/NetworkELB';
  const metric = (metricName: string, unit: string, values: readonly number[]): void => {
    cloud.metrics.push({ namespace, name: metricName, region, dimensions: { LoadBalancer: tail }, unit, kind: 'sum', values });
  };
  metric('ConsumedLCUs', 'Count', units);
  metric(type === 'application' ? 'RequestCount' : 'NewFlowCount', 'Count', requests);
  metric(
    'ProcessedBytes',
    'Bytes',
    requests.map((value) => value * 21_000),
  );
  charge(cloud, 'elb', 'LoadBalancerUsage', {
    region,
    resource: arn,
    operation: 'LoadBalancing:Application',
    unit: 'Hrs',
    price: 0.0225,
    quantity: flat(cloud.days, 24),
  });
  charge(cloud, 'elb', 'LCUUsage', {
    region,
    resource: arn,
    operation: 'LoadBalancing:Application',
    unit: 'LCU-Hrs',
    price: 0.008,
    quantity: units,
  });
  return arn;
}
