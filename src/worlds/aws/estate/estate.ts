// An ordinary company's account on ordinary days: what every world begins with. Nothing in it has changed in a way that costs money.

import { dayOf, nextMonth, timeOn } from '../../days.js';
import { randomOf, uuidFrom } from '../../random.js';
import { flat, usual } from '../../series.js';
import { add, type Cloud } from '../cloud.js';
import { stamp } from '../json.js';
import { charge } from './charges.js';
import { asRole, happened, somebody } from './events.js';
import { addDatabase, addInstance, addVolume } from './machines.js';
import { addBalancer, addNat, addNetwork, type Network } from './network.js';
import { addBucket, addContainerService, addFunction, addLogGroup, addTable } from './stores.js';

const HOMES = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1'] as const;
const COMPANIES = ['acme', 'northwind', 'tidepool', 'brightloom', 'kestrel', 'oakline', 'papercrane', 'saltmarsh'] as const;
const FIRST = dayOf('2026-05-04');

export interface Estate extends Cloud {
  readonly company: string;
  readonly network: Network;
  /** The first of the 10.x networks that is free. */
  readonly octet: number;
}

/** With traffic that follows a working week. */
export function weekly(
  cloud: Cloud,
  name: string,
  level: number,
  more: { readonly growth?: number; readonly noise?: number; readonly weekend?: number } = {},
): readonly number[] {
  const { firstDay, days } = cloud;
  return usual(cloud.random.fork(`series ${name}`), { firstDay, days, level, weekend: 0.78, noise: 0.03, ...more });
}

export function steady(
  cloud: Cloud,
  name: string,
  level: number,
  more: { readonly growth?: number; readonly noise?: number } = {},
): readonly number[] {
  return weekly(cloud, name, level, { weekend: 1, noise: 0.02, ...more });
}

export function estate(seed: number, name: string): Estate {
  const random = randomOf(`${name} ${String(seed)}`);
  const days = random.whole(56, 75);
  const firstDay = FIRST + random.whole(0, 110);
  const start = days - random.whole(9, 19);
  const company = random.pick(COMPANIES);
  const account = (purpose: string): Cloud['own'] => ({
    id: `${String(random.whole(1, 9))}${random.digits(11)}`,
    name: `${company}-${purpose}`,
    email: `aws+${purpose}@${company}.example`,
  });
  const cloud: Cloud = {
    seed,
    random,
    payer: account('management'),
    own: account('production'),
    others: [account('staging'), account('data')],
    home: random.pick(HOMES),
    firstDay,
    days,
    start,
    now: timeOn(firstDay + days, 9.75),
    scale: random.between(260, 900),
    entries: [],
    metrics: [],
    events: [],
    lines: [],
    oneOffs: [],
    special: new Map(),
  };
  const octet = random.whole(10, 90);
  const network = addNetwork(cloud, { name: `${company}-prod`, octet });
  const whole = { ...cloud, company, network, octet: octet + 1 };
  addWeb(whole, octet);
  addData(whole);
  addServices(whole);
  addWatchers(whole);
  addPeople(whole);
  addElsewhere(whole);
  addFees(whole);
  return whole;
}

function addWeb(cloud: Estate, octet: number): void {
  const { company, home, network, random, scale } = cloud;
  const kinds = [
    ['m5.xlarge', 0.192],
    ['c6i.xlarge', 0.17],
    ['m6g.xlarge', 0.154],
  ] as const;
  const [type, price] = random.pick(kinds);
  const count = Math.max(2, Math.round((scale * 0.22) / (price * 24)));
  for (let at = 0; at < Math.min(count, 14); at += 1) {
    const id = addInstance(cloud, {
      network,
      name: `${company}-web-${String(at + 1)}`,
      type,
      price,
      cpu: weekly(cloud, `cpu ${String(at)}`, 38),
      out: weekly(cloud, `out ${String(at)}`, 4),
      sinceDay: -120 - at,
      tags: { app: 'web', env: 'prod' },
      zone: ['a', 'b', 'c'][at % 3] ?? 'a',
    });
    addVolume(cloud, { region: home, gigabytes: 100, sinceDay: -120, instance: id, tags: { app: 'web' } }, id);
  }
  charge(cloud, 'ec2', 'EBS:VolumeUsage.gp3', {
    unit: 'GB-Mo',
    price: 0.08,
    operation: 'CreateVolume-Gp3',
    dollars: flat(cloud.days, scale * 0.03),
  });
  charge(cloud, 'ec2', 'EBS:SnapshotUsage', {
    unit: 'GB-Mo',
    price: 0.05,
    operation: 'CreateSnapshot',
    dollars: steady(cloud, 'snapshots', scale * 0.012),
  });
  charge(cloud, 'ec2', 'DataTransfer-Regional-Bytes', {
    unit: 'GB',
    price: 0.01,
    operation: 'InterZone-In',
    dollars: weekly(cloud, 'zones', scale * 0.012),
  });
  charge(cloud, 'ec2', 'DataTransfer-Out-Bytes', {
    unit: 'GB',
    price: 0.09,
    operation: 'RunInstances',
    dollars: weekly(cloud, 'egress', scale * 0.025),
  });
  addNat(cloud, { network, octet, gigabytes: weekly(cloud, 'nat', (scale * 0.02) / 0.045), endpoints: ['s3', 'dynamodb'] });
  const requests = weekly(cloud, 'requests', scale * 9_000);
  addBalancer(cloud, {
    network,
    name: `${company}-web`,
    type: 'application',
    crossZone: true,
    units: requests.map((value) => value / 80_000),
    requests,
  });
  charge(cloud, 'vpc', 'PublicIPv4:InUseAddress', {
    unit: 'Hrs',
    price: 0.005,
    operation: 'AllocateAddressVPC',
    quantity: flat(cloud.days, 24 * 7),
  });
  add(cloud, 'distribution', 'global', {
    Id: `E${random.digits(13)}`,
    ARN: `arn:aws:cloudfront::${cloud.own.id}:distribution/E1`,
    Status: 'Deployed',
    DomainName: `d${random.hex(13)}.cloudfront.net`,
    Aliases: { Quantity: 1, Items: [`www.${company}.example`] },
    Origins: { Quantity: 1, Items: [{ Id: 'web', DomainName: `${company}-web.${home}.elb.amazonaws.com` }] },
    Comment: 'web shop',
    PriceClass: 'PriceClass_100',
    Enabled: true,
    HttpVersion: 'http2',
  });
  charge(cloud, 'cloudfront', 'DataTransfer-Out-Bytes', { unit: 'GB', price: 0.085, dollars: weekly(cloud, 'cdn', scale * 0.04) });
}

function addData(cloud: Estate): void {
  const { company, scale } = cloud;
  addDatabase(cloud, {
    name: `${company}-orders`,
    type: 'db.r6g.xlarge',
    price: 0.43,
    engine: 'postgres',
    version: '16.4',
    gigabytes: 400,
    multiAz: true,
    tags: { app: 'orders' },
  });
  addDatabase(cloud, {
    name: `${company}-reports`,
    type: 'db.m6g.large',
    price: 0.152,
    engine: 'postgres',
    version: '15.8',
    gigabytes: 200,
  });
  addBucket(cloud, {
    name: `${company}-assets`,
    gigabytes: steady(cloud, 'assets', scale * 9, { growth: 0.0006 }),
    reads: weekly(cloud, 'asset reads', scale * 9_000),
    writes: weekly(cloud, 'asset writes', scale * 190),
  });
  addBucket(cloud, {
    name: `${company}-backups`,
    gigabytes: steady(cloud, 'backups', scale * 12, { noise: 0.004 }),
    parts: {
      versioning: { Status: 'Enabled' },
      lifecycle: {
        Rules: [
          {
            ID: 'expire',
            Status: 'Enabled',
            Filter: { Prefix: '' },
            NoncurrentVersionExpiration: { NoncurrentDays: 30 },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
          },
        ],
      },
    },
  });
  addTable(cloud, {
    name: `${company}-sessions`,
    writes: weekly(cloud, 'session writes', (scale * 0.015) / 0.00000125),
    reads: weekly(cloud, 'session reads', (scale * 0.012) / 0.00000025),
    gigabytes: 40,
  });
  charge(cloud, 'elasticache', 'NodeUsage:cache.r6g.large', {
    unit: 'Hrs',
    price: 0.206,
    resource: `arn:aws:elasticache:${cloud.home}:${cloud.own.id}:cluster:${company}-cache`,
    quantity: flat(cloud.days, 48),
  });
  add(cloud, 'cache-cluster', cloud.home, {
    CacheClusterId: `${company}-cache-001`,
    CacheNodeType: 'cache.r6g.large',
    Engine: 'redis',
    EngineVersion: '7.1.0',
    CacheClusterStatus: 'available',
    NumCacheNodes: 1,
    CacheClusterCreateTime: stamp(timeOn(cloud.firstDay - 300, 9)),
  });
  charge(cloud, 'sqs', 'Requests-Tier1', { unit: 'Requests', price: 0.0000004, dollars: weekly(cloud, 'queue', scale * 0.006) });
  charge(cloud, 'route53', 'DNS-Queries', {
    unit: 'Queries',
    price: 0.0000004,
    dollars: weekly(cloud, 'names', scale * 0.004),
    isBare: true,
  });
  charge(cloud, 'secrets', 'AWSSecretsManager-Secrets', { unit: 'Secrets', price: 0.0133, quantity: flat(cloud.days, 23) });
  add(cloud, 'queue', cloud.home, { QueueUrl: `https://sqs.${cloud.home}.amazonaws.com/${cloud.own.id}/${company}-mail` });
}

function addServices(cloud: Estate): void {
  const { company, scale } = cloud;
  const tasks = (share: number): readonly number[] => flat(cloud.days, Math.max(2, Math.round((scale * share) / 1.4)));
  addContainerService(cloud, {
    cluster: `${company}-core`,
    name: 'checkout',
    cpu: 1,
    memory: 2,
    tasks: tasks(0.045),
    minimum: 2,
    maximum: 12,
  });
  addContainerService(cloud, {
    cluster: `${company}-core`,
    name: 'catalog',
    cpu: 1,
    memory: 2,
    tasks: tasks(0.03),
    minimum: 2,
    maximum: 10,
  });
  const calls = (name: string, level: number): readonly number[] => weekly(cloud, `calls ${name}`, level);
  addFunction(cloud, {
    name: `${company}-thumbnails`,
    memory: 512,
    invocations: calls('thumbnails', scale * 1_400),
    duration: 420,
    description: 'pictures of products',
  });
  addFunction(cloud, { name: `${company}-mailer`, memory: 256, invocations: calls('mailer', scale * 600), duration: 180 });
  addFunction(cloud, { name: `${company}-webhooks`, memory: 256, invocations: calls('webhooks', scale * 900), duration: 95 });
}

function addWatchers(cloud: Estate): void {
  const { company, firstDay, home, own, random, scale } = cloud;
  addLogGroup(cloud, { name: `/ecs/${company}/checkout`, gigabytes: weekly(cloud, 'checkout logs', (scale * 0.02) / 0.5), retention: 30 });
  addLogGroup(cloud, { name: `/ecs/${company}/catalog`, gigabytes: weekly(cloud, 'catalog logs', (scale * 0.012) / 0.5), retention: 30 });
  charge(cloud, 'cloudwatch', 'CW:MetricMonitorUsage', {
    unit: 'Metrics',
    price: 0.3,
    operation: 'MetricStorage',
    dollars: steady(cloud, 'metrics', scale * 0.015),
  });
  charge(cloud, 'cloudwatch', 'CW:Requests', {
    unit: 'Requests',
    price: 0.00001,
    operation: 'GetMetricData',
    dollars: weekly(cloud, 'metric reads', scale * 0.003),
  });
  const trail = `${company}-audit`;
  add(
    cloud,
    'trail',
    home,
    {
      Name: trail,
      S3BucketName: `${company}-audit-logs`,
      IncludeGlobalServiceEvents: true,
      IsMultiRegionTrail: true,
      HomeRegion: home,
      TrailARN: `arn:aws:cloudtrail:${home}:${own.id}:trail/${trail}`,
      LogFileValidationEnabled: true,
      HasCustomEventSelectors: false,
      HasInsightSelectors: false,
      IsOrganizationTrail: false,
    },
    {
      status: { IsLogging: true, StartLoggingTime: stamp(timeOn(firstDay - 500, 10)) },
      selectors: {
        TrailARN: `arn:aws:cloudtrail:${home}:${own.id}:trail/${trail}`,
        EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] }],
      },
    },
  );
  addBucket(cloud, { name: `${company}-audit-logs`, gigabytes: steady(cloud, 'audit', scale * 0.4, { growth: 0.001 }) });
  charge(cloud, 'cloudtrail', 'DataEventsRecorded', {
    unit: 'Events',
    price: 0.000001,
    operation: 'None',
    dollars: weekly(cloud, 'data events', scale * 0.002),
  });
  add(cloud, 'recorder', home, {
    name: 'default',
    arn: `arn:aws:config:${home}:${own.id}:configuration-recorder/default`,
    roleARN: `arn:aws:iam::${own.id}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
    recordingGroup: {
      allSupported: true,
      includeGlobalResourceTypes: true,
      resourceTypes: [],
      exclusionByResourceTypes: { resourceTypes: [] },
      recordingStrategy: { useOnly: 'ALL_SUPPORTED_RESOURCE_TYPES' },
    },
    recordingMode: { recordingFrequency: 'CONTINUOUS', recordingModeOverrides: [] },
    recordingScope: 'PAID',
  });
  add(cloud, 'recorder-status', home, {
    name: 'default',
    lastStartTime: stamp(timeOn(firstDay - 400, 10)),
    recording: true,
    lastStatus: 'SUCCESS',
  });
  for (const [resourceType, count] of [
    ['AWS::EC2::NetworkInterface', 61],
    ['AWS::EC2::Instance', 17],
    ['AWS::IAM::Role', 44],
    ['AWS::S3::Bucket', 9],
    ['AWS::Lambda::Function', 6],
  ] as const) {
    add(cloud, 'resource-count', home, { resourceType, count });
  }
  charge(cloud, 'config', 'ConfigurationItemRecorded', {
    unit: 'ConfigurationItemRecorded',
    price: 0.003,
    operation: 'None',
    dollars: steady(cloud, 'config', scale * 0.008),
  });
  const detector = random.fork('detector').hex(32);
  const features = ['FLOW_LOGS', 'CLOUD_TRAIL', 'DNS_LOGS'].map((Name) => ({
    Name,
    Status: 'ENABLED',
    UpdatedAt: stamp(timeOn(firstDay - 380, 9)),
  }));
  const usage = (
    source: string,
    share: number,
  ): { readonly DataSource: string; readonly Total: { readonly Amount: string; readonly Unit: string } } => ({
    DataSource: source,
    Total: { Amount: (scale * share * 30).toFixed(2), Unit: 'USD' },
  });
  add(
    cloud,
    'detector',
    home,
    { id: detector },
    {
      detail: {
        CreatedAt: '2024-02-11T09:12:44.000Z',
        FindingPublishingFrequency: 'SIX_HOURS',
        ServiceRole: `arn:aws:iam::${own.id}:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty`,
        Status: 'ENABLED',
        UpdatedAt: '2024-02-11T09:12:44.000Z',
        Tags: {},
        Features: features,
      },
      usage: { SumByDataSource: [usage('FLOW_LOGS', 0.006), usage('CLOUD_TRAIL', 0.004), usage('DNS_LOGS', 0.002)] },
    },
  );
  charge(cloud, 'guardduty', 'PaidEventsAnalyzed', {
    unit: 'Events',
    price: 0.000004,
    dollars: weekly(cloud, 'guard events', scale * 0.004),
  });
  charge(cloud, 'guardduty', 'PaidVPCFlowLogsAnalyzed', { unit: 'GB', price: 1, dollars: weekly(cloud, 'guard flows', scale * 0.006) });
  const key = uuidFrom(random.fork('key'));
  add(cloud, 'key', home, {
    AWSAccountId: own.id,
    KeyId: key,
    Arn: `arn:aws:kms:${home}:${own.id}:key/${key}`,
    CreationDate: stamp(timeOn(firstDay - 600, 9)),
    Enabled: true,
    Description: 'data at rest',
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState: 'Enabled',
    Origin: 'AWS_KMS',
    KeyManager: 'CUSTOMER',
    KeySpec: 'SYMMETRIC_DEFAULT',
    MultiRegion: false,
  });
  add(cloud, 'key-alias', home, {
    AliasName: `alias/${company}-data`,
    AliasArn: `arn:aws:kms:${home}:${own.id}:alias/${company}-data`,
    TargetKeyId: key,
  });
  charge(cloud, 'kms', 'KMS-Requests', {
    unit: 'Requests',
    price: 0.000003,
    operation: 'Decrypt',
    dollars: weekly(cloud, 'kms', scale * 0.006),
  });
  charge(cloud, 'kms', 'KMS-Keys', { unit: 'Keys', price: 0.0333, quantity: flat(cloud.days, 6) });
}

function addPeople(cloud: Estate): void {
  const { company, days, firstDay, own, random } = cloud;
  for (const [at, name] of ['ci-deploy', somebody(cloud, 'admin'), somebody(cloud, 'breakglass')].entries()) {
    if (cloud.entries.some(({ data, kind }) => kind === 'user' && data['UserName'] === name)) continue;
    const arn = `arn:aws:iam::${own.id}:user/${name}`;
    const created = stamp(timeOn(firstDay - 300 - at * 40, 10));
    const key = `AKIA${random.fork(name).hex(16).toUpperCase()}`;
    add(
      cloud,
      'user',
      'global',
      { Path: '/', UserName: name, UserId: `AIDA${random.fork(`id ${name}`).hex(17).toUpperCase()}`, Arn: arn, CreateDate: created },
      {
        keys: {
          AccessKeyMetadata: name === 'ci-deploy' ? [{ UserName: name, AccessKeyId: key, Status: 'Active', CreateDate: created }] : [],
        },
        policies: { AttachedPolicies: [{ PolicyName: 'PowerUserAccess', PolicyArn: 'arn:aws:iam::aws:policy/PowerUserAccess' }] },
        mfa: {
          MFADevices:
            name === 'ci-deploy' ? [] : [{ UserName: name, SerialNumber: `arn:aws:iam::${own.id}:mfa/${name}`, EnableDate: created }],
        },
      },
    );
  }
  for (const role of ['CostReader', 'Terraform', `${company}-web`, 'AWSServiceRoleForAutoScaling']) {
    add(cloud, 'role', 'global', {
      Path: '/',
      RoleName: role,
      RoleId: `AROA${random.fork(role).hex(17).toUpperCase()}`,
      Arn: `arn:aws:iam::${own.id}:role/${role}`,
      CreateDate: stamp(timeOn(firstDay - 450, 10)),
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] },
      MaxSessionDuration: 3_600,
    });
  }
  // A quiet trail: people sign in, releases go out, nothing of it costs money.
  const admin = somebody(cloud, 'admin');
  for (let day = 2; day < days; day += 3) {
    happened(cloud, { name: 'ConsoleLogin', source: 'signin', day, hour: 8.2 + (day % 5) / 7, user: admin, address: '198.51.100.24' });
    if (day % 2 === 0)
      happened(cloud, {
        name: 'UpdateFunctionCode20150331v2',
        source: 'lambda',
        day,
        hour: 13.4,
        user: asRole('Terraform', 'ci-deploy'),
        resources: [['AWS::Lambda::Function', `${company}-webhooks`]],
        request: { functionName: `${company}-webhooks` },
      });
    if (day % 4 === 0)
      happened(cloud, {
        name: 'UpdateService',
        source: 'ecs',
        day,
        hour: 14.1,
        user: asRole('Terraform', 'ci-deploy'),
        resources: [['AWS::ECS::Service', 'catalog']],
        request: { cluster: `${company}-core`, service: 'catalog', forceNewDeployment: true },
      });
  }
}

/** Other accounts of the organisation: on the bill, and not to be read. */
function addElsewhere(cloud: Estate): void {
  const [staging, data] = cloud.others;
  const { scale } = cloud;
  if (staging)
    charge(cloud, 'ec2', 'BoxUsage:t3.large', {
      account: staging,
      unit: 'Hrs',
      price: 0.0832,
      operation: 'RunInstances',
      resource: `i-0${cloud.random.fork('staging').hex(16)}`,
      dollars: steady(cloud, 'staging', scale * 0.05, { noise: 0.01 }),
    });
  if (staging)
    charge(cloud, 'rds', 'InstanceUsage:db.t4g.medium', { account: staging, unit: 'Hrs', price: 0.065, quantity: flat(cloud.days, 24) });
  if (data)
    charge(cloud, 'redshift', 'Node:ra3.xlplus', {
      account: data,
      unit: 'Node-Hrs',
      price: 1.086,
      operation: 'RunComputeNode',
      quantity: flat(cloud.days, 24 * Math.max(1, Math.round((scale * 0.07) / 26))),
    });
  if (data)
    charge(cloud, 's3', 'TimedStorage-ByteHrs', {
      account: data,
      unit: 'GB-Mo',
      price: 0.023,
      operation: 'StandardStorage',
      resource: `${cloud.company}-lake`,
      dollars: steady(cloud, 'lake', scale * 0.03, { growth: 0.0008, noise: 0.005 }),
    });
  if (data)
    charge(cloud, 'glue', 'ETL-DPU-Hour', {
      account: data,
      unit: 'DPU-Hour',
      price: 0.44,
      operation: 'Jobrun',
      dollars: weekly(cloud, 'etl', scale * 0.015, { noise: 0.05 }),
    });
}

/** Tax and support come on the first of a month. */
function addFees(cloud: Estate): void {
  for (let first = nextMonth(cloud.firstDay - 31); first < cloud.firstDay + cloud.days; first = nextMonth(first)) {
    const day = first - cloud.firstDay;
    if (day < 0) continue;
    const once = { account: cloud.payer.id, region: '', day };
    cloud.oneOffs.push({
      ...once,
      kind: 'tax',
      service: 'Amazon Elastic Compute Cloud',
      code: 'AmazonEC2',
      usageType: '',
      description: 'Tax for product code AmazonEC2',
      cost: cloud.scale * 1.6,
    });
    cloud.oneOffs.push({
      ...once,
      kind: 'support',
      service: 'AWS Support (Business)',
      code: 'AWSSupportBusiness',
      usageType: 'Dollar',
      description: 'AWS Support (Business)',
      cost: cloud.scale * 2.1,
    });
  }
}
