// Reads of EC2 and of its network, with the failures of each.

import { entriesOf, type Operation } from '../cloud.js';
import { allAt, type JsonObject, stamp, textAt } from '../json.js';
import { timeGiven } from '../command.js';
import { isLike, list, passesFilters } from '../operations.js';

const REGIONS = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
];

function capital(kind: string): string {
  return `Invalid${kind}ID.NotFound`;
}

/** One resource of a kind, one list, one flag with ids. */
function plain(
  kind: string,
  member: string,
  flag: string,
  path: string,
  code: string,
  message: string,
  more: Partial<Parameters<typeof list>[0]> = {},
): Operation {
  return list({ kind, member, ids: [flag, path, [code, message]], ...more });
}

const describeInstances: Operation = (call, cloud) => {
  const all = entriesOf(cloud, 'reservation', call.region);
  const asked = call.values('--instance-ids');
  const absent = asked.filter((id) => !all.some(({ data }) => allAt(data, 'Instances.InstanceId').includes(id)));
  if (absent.length > 0) {
    const said =
      absent.length === 1 ? `The instance ID '${absent[0] ?? ''}' does not exist` : `The instance IDs '${absent.join(', ')}' do not exist`;
    return { code: 'InvalidInstanceID.NotFound', message: said };
  }
  const found = all
    .filter(({ data }) => asked.length === 0 || asked.includes(textAt(data, 'Instances.InstanceId')))
    .filter(({ data }) => passesFilters(call, '--filters', data));
  return { json: { Reservations: found.map(({ data }) => data) } };
};

const describeInstanceStatus: Operation = (call, cloud) => {
  const running = entriesOf(cloud, 'reservation', call.region).filter(
    ({ data }) => textAt(data, 'Instances.State.Name') === 'running' || call.has('--include-all-instances'),
  );
  const statuses = running.map(({ data }) => ({
    AvailabilityZone: textAt(data, 'Instances.Placement.AvailabilityZone'),
    InstanceId: textAt(data, 'Instances.InstanceId'),
    InstanceState: allAt(data, 'Instances.State')[0],
    InstanceStatus: { Details: [{ Name: 'reachability', Status: 'passed' }], Status: 'ok' },
    SystemStatus: { Details: [{ Name: 'reachability', Status: 'passed' }], Status: 'ok' },
  }));
  return { json: { InstanceStatuses: statuses } };
};

const spotPrices: Operation = (call, cloud) => {
  const types = call.values('--instance-types');
  const from = timeGiven(call, '--start-time') ?? cloud.now - 86_400;
  const rows = (types.length > 0 ? types : ['m5.large']).flatMap((type) =>
    ['a', 'b', 'c'].map(
      (zone, at): JsonObject => ({
        AvailabilityZone: `${call.region}${zone}`,
        InstanceType: type,
        ProductDescription: 'Linux/UNIX',
        SpotPrice: (0.0352 + at * 0.0011).toFixed(6),
        Timestamp: stamp(Math.max(from, cloud.now - 7_200 * (at + 1))),
      }),
    ),
  );
  return { json: { SpotPriceHistory: rows } };
};

const describeRegions: Operation = (call) => {
  const asked = call.values('--region-names');
  const names = REGIONS.filter((name) => asked.length === 0 || asked.some((one) => isLike(name, one)));
  return {
    json: {
      Regions: names.map((RegionName) => ({ Endpoint: `ec2.${RegionName}.amazonaws.com`, RegionName, OptInStatus: 'opt-in-not-required' })),
    },
  };
};

const describeZones: Operation = (call) => ({
  json: {
    AvailabilityZones: ['a', 'b', 'c'].map((zone, at) => ({
      State: 'available',
      OptInStatus: 'opt-in-not-required',
      Messages: [],
      RegionName: call.region,
      ZoneName: `${call.region}${zone}`,
      ZoneId: `${call.region}-az${String(at + 1)}`,
      GroupName: call.region,
      NetworkBorderGroup: call.region,
      ZoneType: 'availability-zone',
    })),
  },
});

export const EC2: Readonly<Record<string, Operation>> = {
  'ec2 describe-instances': describeInstances,
  'ec2 describe-instance-status': describeInstanceStatus,
  'ec2 describe-regions': describeRegions,
  'ec2 describe-availability-zones': describeZones,
  'ec2 describe-spot-price-history': spotPrices,
  'ec2 describe-vpcs': plain('vpc', 'Vpcs', '--vpc-ids', 'VpcId', capital('Vpc'), "The vpc ID '{}' does not exist"),
  'ec2 describe-subnets': plain('subnet', 'Subnets', '--subnet-ids', 'SubnetId', capital('Subnet'), "The subnet ID '{}' does not exist"),
  'ec2 describe-route-tables': plain(
    'route-table',
    'RouteTables',
    '--route-table-ids',
    'RouteTableId',
    capital('RouteTable'),
    "The routeTable ID '{}' does not exist",
  ),
  'ec2 describe-nat-gateways': plain(
    'nat-gateway',
    'NatGateways',
    '--nat-gateway-ids',
    'NatGatewayId',
    'NatGatewayNotFound',
    'NatGateway {} was not found',
    { filters: '--filter' },
  ),
  'ec2 describe-vpc-endpoints': plain(
    'vpc-endpoint',
    'VpcEndpoints',
    '--vpc-endpoint-ids',
    'VpcEndpointId',
    'InvalidVpcEndpointId.NotFound',
    "The Vpc Endpoint Id '{}' does not exist",
  ),
  'ec2 describe-internet-gateways': plain(
    'internet-gateway',
    'InternetGateways',
    '--internet-gateway-ids',
    'InternetGatewayId',
    capital('InternetGateway'),
    "The internetGateway ID '{}' does not exist",
  ),
  'ec2 describe-security-groups': plain(
    'security-group',
    'SecurityGroups',
    '--group-ids',
    'GroupId',
    'InvalidGroup.NotFound',
    "The security group '{}' does not exist",
  ),
  'ec2 describe-network-interfaces': plain(
    'network-interface',
    'NetworkInterfaces',
    '--network-interface-ids',
    'NetworkInterfaceId',
    'InvalidNetworkInterfaceID.NotFound',
    "The networkInterface ID '{}' does not exist",
  ),
  'ec2 describe-addresses': plain(
    'address',
    'Addresses',
    '--allocation-ids',
    'AllocationId',
    'InvalidAllocationID.NotFound',
    "The allocation ID '{}' does not exist",
  ),
  'ec2 describe-volumes': plain(
    'volume',
    'Volumes',
    '--volume-ids',
    'VolumeId',
    'InvalidVolume.NotFound',
    "The volume '{}' does not exist.",
  ),
  'ec2 describe-snapshots': plain(
    'snapshot',
    'Snapshots',
    '--snapshot-ids',
    'SnapshotId',
    'InvalidSnapshot.NotFound',
    "The snapshot '{}' does not exist.",
  ),
  'ec2 describe-images': plain('image', 'Images', '--image-ids', 'ImageId', 'InvalidAMIID.NotFound', "The image id '[{}]' does not exist"),
  'ec2 describe-launch-templates': plain(
    'launch-template',
    'LaunchTemplates',
    '--launch-template-ids',
    'LaunchTemplateId',
    'InvalidLaunchTemplateId.NotFound',
    'One or more of the launch template IDs specified do not exist.',
  ),
  'ec2 describe-flow-logs': plain(
    'flow-log',
    'FlowLogs',
    '--flow-log-ids',
    'FlowLogId',
    'InvalidFlowLogId.NotFound',
    'The following flow log ids do not exist: {}',
    { filters: '--filter' },
  ),
  'ec2 describe-reserved-instances': plain(
    'reserved-instances',
    'ReservedInstances',
    '--reserved-instances-ids',
    'ReservedInstancesId',
    'InvalidReservedInstancesId',
    "The reserved instance ID '{}' does not exist",
  ),
  'ec2 describe-key-pairs': plain(
    'key-pair',
    'KeyPairs',
    '--key-names',
    'KeyName',
    'InvalidKeyPair.NotFound',
    "The key pair '{}' does not exist",
  ),
  'ec2 describe-tags': (call, cloud) => ({
    json: {
      Tags: entriesOf(cloud, 'tag', call.region)
        .filter(({ data }) => passesFilters(call, '--filters', data))
        .map(({ data }) => data),
    },
  }),
  'ec2 describe-spot-instance-requests': list({ kind: 'spot-request', member: 'SpotInstanceRequests' }),
  'elbv2 describe-load-balancers': (call, cloud) => {
    const all = entriesOf(cloud, 'load-balancer', call.region);
    const names = call.values('--names');
    const arns = call.values('--load-balancer-arns');
    const absent = [
      ...names.filter((name) => !all.some(({ data }) => data['LoadBalancerName'] === name)),
      ...arns.filter((arn) => !all.some(({ data }) => data['LoadBalancerArn'] === arn)),
    ];
    if (absent.length > 0) return { code: 'LoadBalancerNotFound', message: `Load balancers '[${absent.join(', ')}]' not found` };
    const found = all.filter(
      ({ data }) =>
        (names.length === 0 && arns.length === 0) ||
        names.includes(textAt(data, 'LoadBalancerName')) ||
        arns.includes(textAt(data, 'LoadBalancerArn')),
    );
    return { json: { LoadBalancers: found.map(({ data }) => data) } };
  },
  'elbv2 describe-target-groups': list({
    kind: 'target-group',
    member: 'TargetGroups',
    where: { '--load-balancer-arn': 'LoadBalancerArns', '--names': 'TargetGroupName' },
  }),
  'elbv2 describe-listeners': list({ kind: 'listener', member: 'Listeners', where: { '--load-balancer-arn': 'LoadBalancerArn' } }),
};
