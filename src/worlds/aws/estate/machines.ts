// Machines, disks, snapshots, databases.

import { timeOn } from '../../days.js';
import type { Cover } from '../../bill/index.js';
import { during, flat } from '../../series.js';
import { add, type Cloud } from '../cloud.js';
import { type Json, stamp } from '../json.js';
import { charge } from './charges.js';
import type { Network } from './network.js';

export type Tags = Readonly<Record<string, string>>;

export function tagList(tags: Tags): readonly Json[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

export interface InstanceMade {
  readonly network: Network;
  readonly name: string;
  readonly type: string;
  readonly price: number;
  /** Of the bill: when it was launched, and when it was gone. */
  readonly sinceDay?: number;
  readonly untilDay?: number;
  readonly hour?: number;
  /** Percent. */
  readonly cpu: number | readonly number[];
  /** GB a day to the network. */
  readonly out?: readonly number[];
  readonly tags?: Tags;
  readonly covers?: readonly Cover[];
  readonly group?: string;
  readonly isSpot?: boolean;
  readonly keyName?: string;
  readonly zone?: string;
}

/** Its id. */
export function addInstance(cloud: Cloud, made: InstanceMade): string {
  const { covers, cpu, group, hour = 9, isSpot = false, name, network, out, price, sinceDay = -150, tags = {}, type, zone = 'a' } = made;
  const untilDay = made.untilDay ?? cloud.days;
  const random = cloud.random.fork(`instance ${name} ${String(sinceDay)}`);
  const id = `i-0${random.hex(16)}`;
  const { region, vpc } = network;
  const all = { Name: name, ...tags, ...(group === undefined ? {} : { 'aws:autoscaling:groupName': group }) };
  const isRunning = untilDay >= cloud.days;
  add(cloud, 'reservation', region, {
    ReservationId: `r-0${random.hex(16)}`,
    OwnerId: cloud.own.id,
    Groups: [],
    Instances: [
      {
        AmiLaunchIndex: 0,
        ImageId: `ami-0${cloud.random.fork('image').hex(16)}`,
        InstanceId: id,
        InstanceType: type,
        KeyName: made.keyName ?? 'ops-2025',
        LaunchTime: stamp(timeOn(cloud.firstDay + sinceDay, hour)),
        Monitoring: { State: 'disabled' },
        Placement: { AvailabilityZone: `${region}${zone}`, GroupName: '', Tenancy: 'default' },
        PrivateDnsName: `ip-10-0-1-${String(random.whole(4, 250))}.${region}.compute.internal`,
        PrivateIpAddress: `10.0.1.${String(random.whole(4, 250))}`,
        ProductCodes: [],
        State: isRunning ? { Code: 16, Name: 'running' } : { Code: 48, Name: 'terminated' },
        StateTransitionReason: isRunning ? '' : 'User initiated',
        SubnetId: network.privateSubnets[0] ?? '',
        VpcId: vpc,
        Architecture: type.includes('g.') ? 'arm64' : 'x86_64',
        ...(isSpot ? { InstanceLifecycle: 'spot' } : {}),
        SecurityGroups: [{ GroupName: `${network.name}-app`, GroupId: `sg-0${random.hex(16)}` }],
        Tags: tagList(all),
      },
    ],
  });
  const hours = during(flat(cloud.days, 24), Math.max(0, sinceDay), untilDay).map((value, day) =>
    day === sinceDay ? value * (1 - hour / 24) : value,
  );
  const arn = id;
  const usage = isSpot ? `SpotUsage:${type}` : `BoxUsage:${type}`;
  charge(cloud, 'ec2', usage, {
    region,
    resource: arn,
    operation: isSpot ? 'RunInstances:SV001' : 'RunInstances',
    unit: 'Hrs',
    price,
    quantity: hours,
    zone: `${region}${zone}`,
    tags: all,
    ...(covers ? { covers } : {}),
  });
  const isUp = (day: number): boolean => (hours[day] ?? 0) > 0;
  const percent = typeof cpu === 'number' ? flat(cloud.days, cpu) : cpu;
  const dimensions = { InstanceId: id };
  cloud.metrics.push({
    namespace: 'AWS/EC2',
    name: 'CPUUtilization',
    region,
    dimensions,
    unit: 'Percent',
    kind: 'level',
    values: percent.map((value, day) => (isUp(day) ? Math.max(0.1, value * (0.97 + 0.06 * random.next())) : 0)),
  });
  const sent = out ?? flat(cloud.days, 1.5);
  cloud.metrics.push({
    namespace: 'AWS/EC2',
    name: 'NetworkOut',
    region,
    dimensions,
    unit: 'Bytes',
    kind: 'sum',
    values: sent.map((value, day) => (isUp(day) ? value * 1e9 : 0)),
  });
  cloud.metrics.push({
    namespace: 'AWS/EC2',
    name: 'NetworkIn',
    region,
    dimensions,
    unit: 'Bytes',
    kind: 'sum',
    values: sent.map((value, day) => (isUp(day) ? value * 0.4e9 : 0)),
  });
  return id;
}

export interface VolumeMade {
  readonly region: string;
  readonly gigabytes: number;
  readonly sinceDay: number;
  readonly instance?: string;
  readonly tags?: Tags;
  readonly type?: string;
}

export function addVolume(
  cloud: Cloud,
  { gigabytes, instance, region, sinceDay, tags = {}, type = 'gp3' }: VolumeMade,
  salt: string,
): string {
  const id = `vol-0${cloud.random.fork(`volume ${salt}`).hex(16)}`;
  const attached = {
    AttachTime: stamp(timeOn(cloud.firstDay + sinceDay, 9)),
    Device: '/dev/xvda',
    InstanceId: instance ?? '',
    State: 'attached',
    VolumeId: id,
    DeleteOnTermination: false,
  };
  add(cloud, 'volume', region, {
    Attachments: instance === undefined ? [] : [attached],
    AvailabilityZone: `${region}a`,
    CreateTime: stamp(timeOn(cloud.firstDay + sinceDay, 9)),
    Encrypted: true,
    Size: gigabytes,
    SnapshotId: '',
    State: instance === undefined ? 'available' : 'in-use',
    VolumeId: id,
    Iops: 3_000,
    Tags: tagList(tags),
    VolumeType: type,
    MultiAttachEnabled: false,
    Throughput: 125,
  });
  return id;
}

export interface DatabaseMade {
  readonly name: string;
  readonly type: string;
  readonly price: number;
  readonly engine: string;
  readonly version: string;
  readonly gigabytes?: number;
  readonly multiAz?: boolean;
  readonly lifecycle?: string;
  readonly sinceDay?: number;
  readonly covers?: readonly Cover[];
  readonly cluster?: string;
  readonly tags?: Tags;
}

export function addDatabase(cloud: Cloud, made: DatabaseMade): string {
  const { cluster, covers, engine, gigabytes = 500, multiAz = false, name, price, sinceDay = -400, tags = {}, type, version } = made;
  const region = cloud.home;
  const arn = `arn:aws:rds:${region}:${cloud.own.id}:db:${name}`;
  add(cloud, 'db-instance', region, {
    DBInstanceIdentifier: name,
    DBInstanceClass: type,
    Engine: engine,
    DBInstanceStatus: 'available',
    MasterUsername: 'dbadmin',
    Endpoint: {
      Address: `${name}.c${cloud.random.fork(name).hex(10)}.${region}.rds.amazonaws.com`,
      Port: engine.includes('mysql') ? 3_306 : 5_432,
    },
    AllocatedStorage: cluster === undefined ? gigabytes : 1,
    InstanceCreateTime: stamp(timeOn(cloud.firstDay + sinceDay, 11)),
    BackupRetentionPeriod: 7,
    MultiAZ: multiAz,
    EngineVersion: version,
    AutoMinorVersionUpgrade: true,
    LicenseModel: 'postgresql-license',
    StorageType: cluster === undefined ? 'gp3' : 'aurora',
    ...(cluster === undefined ? {} : { DBClusterIdentifier: cluster }),
    StorageEncrypted: true,
    DBInstanceArn: arn,
    EngineLifecycleSupport: made.lifecycle ?? 'open-source-rds-extended-support-disabled',
    PubliclyAccessible: false,
    PerformanceInsightsEnabled: true,
    TagList: tagList(tags),
  });
  const unit = { region, resource: arn, unit: 'Hrs', quantity: flat(cloud.days, 24) };
  charge(cloud, 'rds', `${multiAz ? 'Multi-AZUsage' : 'InstanceUsage'}:${type}`, {
    ...unit,
    price: multiAz ? price * 2 : price,
    operation: 'CreateDBInstance:0014',
    ...(covers ? { covers } : {}),
  });
  if (cluster === undefined)
    charge(cloud, 'rds', 'RDS:GP3-Storage', {
      ...unit,
      unit: 'GB-Mo',
      price: 0.115,
      operation: 'CreateDBInstance:0014',
      quantity: flat(cloud.days, gigabytes / 30),
    });
  const dimensions = { DBInstanceIdentifier: name };
  const metric = (metricName: string, metricUnit: string, level: number): void => {
    cloud.metrics.push({
      namespace: 'AWS/RDS',
      name: metricName,
      region,
      dimensions,
      unit: metricUnit,
      kind: 'level',
      values: flat(cloud.days, level),
    });
  };
  metric('CPUUtilization', 'Percent', 27);
  metric('DatabaseConnections', 'Count', 64);
  return arn;
}
