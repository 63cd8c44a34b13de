// Buckets, tables, log groups, functions, container services.

import { timeOn } from '../../days.js';
import { flat } from '../../series.js';
import { add, type Cloud } from '../cloud.js';
import { type JsonObject, stamp } from '../json.js';
import { charge } from './charges.js';
import { type Tags, tagList } from './machines.js';

export interface BucketMade {
  readonly name: string;
  /** GB, day by day. */
  readonly gigabytes: readonly number[];
  readonly objects?: number;
  readonly sinceDay?: number;
  readonly parts?: Readonly<Record<string, JsonObject | undefined>>;
  readonly tags?: Tags;
  /** Requests a day that read, and that write or list. */
  readonly reads?: readonly number[];
  readonly writes?: readonly number[];
}

export function addBucket(cloud: Cloud, made: BucketMade): void {
  const { gigabytes, name, objects = 40_000, reads, sinceDay = -500, tags, writes } = made;
  const region = cloud.home;
  add(
    cloud,
    'bucket',
    'global',
    { Name: name, CreationDate: stamp(timeOn(cloud.firstDay + sinceDay, 13)) },
    {
      location: { LocationConstraint: region === 'us-east-1' ? null : region },
      encryption: {
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
        },
      },
      ...(tags ? { tagging: { TagSet: tagList(tags) } } : {}),
      ...made.parts,
    },
  );
  const metric = (metricName: string, type: string, unit: string, values: readonly number[]): void => {
    cloud.metrics.push({
      namespace: 'AWS/S3',
      name: metricName,
      region,
      dimensions: { BucketName: name, StorageType: type },
      unit,
      kind: 'daily',
      values,
    });
  };
  metric(
    'BucketSizeBytes',
    'StandardStorage',
    'Bytes',
    gigabytes.map((value) => value * 1e9),
  );
  const [first = 1] = gigabytes;
  metric(
    'NumberOfObjects',
    'AllStorageTypes',
    'Count',
    gigabytes.map((value) => Math.round((objects * value) / Math.max(first, 0.001))),
  );
  charge(cloud, 's3', 'TimedStorage-ByteHrs', {
    region,
    resource: name,
    operation: 'StandardStorage',
    unit: 'GB-Mo',
    price: 0.023,
    quantity: gigabytes.map((value) => value / 30),
  });
  if (writes)
    charge(cloud, 's3', 'Requests-Tier1', {
      region,
      resource: name,
      operation: 'PutObject',
      unit: 'Requests',
      price: 0.000005,
      quantity: writes,
    });
  if (reads)
    charge(cloud, 's3', 'Requests-Tier2', {
      region,
      resource: name,
      operation: 'GetObject',
      unit: 'Requests',
      price: 0.0000004,
      quantity: reads,
    });
}

export interface LogGroupMade {
  readonly name: string;
  /** GB a day that come in. */
  readonly gigabytes: readonly number[];
  readonly retention?: number;
  readonly sinceDay?: number;
  readonly parts?: Readonly<Record<string, JsonObject | undefined>>;
}

export function addLogGroup(cloud: Cloud, { gigabytes, name, parts = {}, retention, sinceDay = -300 }: LogGroupMade): void {
  const region = cloud.home;
  const arn = `arn:aws:logs:${region}:${cloud.own.id}:log-group:${name}`;
  const kept = gigabytes.slice(-(retention ?? 400)).reduce((sum, value) => sum + value, 0);
  add(
    cloud,
    'log-group',
    region,
    {
      logGroupName: name,
      creationTime: timeOn(cloud.firstDay + sinceDay, 10) * 1_000,
      ...(retention === undefined ? {} : { retentionInDays: retention }),
      metricFilterCount: 0,
      arn: `${arn}:*`,
      storedBytes: Math.round(kept * 0.15e9),
      logGroupClass: 'STANDARD',
      logGroupArn: arn,
    },
    parts,
  );
  const dimensions = { LogGroupName: name };
  const metric = (metricName: string, unit: string, values: readonly number[]): void => {
    cloud.metrics.push({ namespace: 'AWS/Logs', name: metricName, region, dimensions, unit, kind: 'sum', values });
  };
  metric(
    'IncomingBytes',
    'Bytes',
    gigabytes.map((value) => value * 1e9),
  );
  metric(
    'IncomingLogEvents',
    'Count',
    gigabytes.map((value) => Math.round(value * 2.4e6)),
  );
  charge(cloud, 'cloudwatch', 'DataProcessing-Bytes', {
    region,
    resource: arn,
    operation: 'PutLogEvents',
    unit: 'GB',
    price: 0.5,
    quantity: gigabytes,
  });
}

export interface FunctionMade {
  readonly name: string;
  readonly memory: number;
  readonly runtime?: string;
  readonly description?: string;
  readonly invocations: readonly number[];
  /** Milliseconds. */
  readonly duration: number;
  readonly errors?: number;
  readonly logLevel?: string;
  /** GB a day of logs. */
  readonly logs?: readonly number[];
  readonly changedDay?: number;
  readonly parts?: Readonly<Record<string, JsonObject | undefined>>;
}

export function addFunction(cloud: Cloud, made: FunctionMade): string {
  const {
    changedDay = -40,
    description = '',
    duration,
    errors = 0.001,
    invocations,
    logLevel = 'INFO',
    memory,
    name,
    parts = {},
    runtime = 'python3.12',
  } = made;
  const region = cloud.home;
  const arn = `arn:aws:lambda:${region}:${cloud.own.id}:function:${name}`;
  add(
    cloud,
    'function',
    region,
    {
      FunctionName: name,
      FunctionArn: arn,
      Runtime: runtime,
      Role: `arn:aws:iam::${cloud.own.id}:role/lambda-${name}`,
      Handler: 'app.handler',
      CodeSize: 1_843_201,
      Description: description,
      Timeout: 60,
      MemorySize: memory,
      LastModified: new Date(timeOn(cloud.firstDay + changedDay, 14.2) * 1_000).toISOString().replace('Z', '+0000'),
      CodeSha256: `${cloud.random.fork(name).hex(43)}=`,
      Version: '$LATEST',
      TracingConfig: { Mode: 'PassThrough' },
      RevisionId: cloud.random.fork(`revision ${name}`).hex(32),
      State: 'Active',
      LastUpdateStatus: 'Successful',
      PackageType: 'Zip',
      Architectures: ['x86_64'],
      EphemeralStorage: { Size: 512 },
      LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: logLevel, SystemLogLevel: 'INFO', LogGroup: `/aws/lambda/${name}` },
    },
    parts,
  );
  const dimensions = { FunctionName: name };
  const metric = (metricName: string, unit: string, values: readonly number[], kind: 'sum' | 'level' = 'sum'): void => {
    cloud.metrics.push({ namespace: 'AWS/Lambda', name: metricName, region, dimensions, unit, kind, values });
  };
  metric('Invocations', 'Count', invocations.map(Math.round));
  metric(
    'Errors',
    'Count',
    invocations.map((value) => Math.round(value * errors)),
  );
  metric('Duration', 'Milliseconds', flat(cloud.days, duration), 'level');
  metric(
    'ConcurrentExecutions',
    'Count',
    invocations.map((value) => (value * duration) / 86_400_000),
    'level',
  );
  metric('Throttles', 'Count', flat(cloud.days, 0));
  const seconds = invocations.map((value) => (value * duration * memory) / 1_000 / 1_024);
  charge(cloud, 'lambda', 'Lambda-GB-Second', {
    region,
    resource: arn,
    operation: 'Invoke',
    unit: 'Lambda-GB-Second',
    price: 0.0000166667,
    quantity: seconds,
  });
  charge(cloud, 'lambda', 'Request', {
    region,
    resource: arn,
    operation: 'Invoke',
    unit: 'Requests',
    price: 0.0000002,
    quantity: invocations,
  });
  addLogGroup(cloud, { name: `/aws/lambda/${name}`, gigabytes: made.logs ?? invocations.map((value) => value * 0.9e-6), retention: 30 });
  return arn;
}

export interface TableMade {
  readonly name: string;
  readonly indexes?: readonly { readonly name: string; readonly key: string }[];
  readonly writes: readonly number[];
  readonly reads: readonly number[];
  readonly gigabytes: number;
  readonly parts?: Readonly<Record<string, JsonObject | undefined>>;
}

export function addTable(cloud: Cloud, { gigabytes, indexes = [], name, parts = {}, reads, writes }: TableMade): string {
  const region = cloud.home;
  const arn = `arn:aws:dynamodb:${region}:${cloud.own.id}:table/${name}`;
  const items = Math.round(gigabytes * 1.4e6);
  add(
    cloud,
    'table',
    region,
    {
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        ...indexes.map(({ key }) => ({ AttributeName: key, AttributeType: 'S' })),
      ],
      TableName: name,
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      TableStatus: 'ACTIVE',
      CreationDateTime: stamp(timeOn(cloud.firstDay - 420, 12)),
      ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      TableSizeBytes: Math.round(gigabytes * 1e9),
      ItemCount: items,
      TableArn: arn,
      TableId: cloud.random.fork(`table ${name}`).hex(32),
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST', LastUpdateToPayPerRequestDateTime: stamp(timeOn(cloud.firstDay - 420, 12)) },
      ...(indexes.length === 0
        ? {}
        : {
            GlobalSecondaryIndexes: indexes.map((index) => ({
              IndexName: index.name,
              KeySchema: [{ AttributeName: index.key, KeyType: 'HASH' }],
              Projection: { ProjectionType: 'ALL' },
              IndexStatus: 'ACTIVE',
              IndexSizeBytes: Math.round(gigabytes * 0.9e9),
              ItemCount: items,
              IndexArn: `${arn}/index/${index.name}`,
            })),
          }),
    },
    parts,
  );
  const metric = (metricName: string, values: readonly number[], more: Readonly<Record<string, string>> = {}): void => {
    cloud.metrics.push({
      namespace: 'AWS/DynamoDB',
      name: metricName,
      region,
      dimensions: { TableName: name, ...more },
      unit: 'Count',
      kind: 'sum',
      values,
    });
  };
  metric('ConsumedWriteCapacityUnits', writes);
  metric('ConsumedReadCapacityUnits', reads);
  charge(cloud, 'dynamodb', 'WriteRequestUnits', {
    region,
    resource: arn,
    operation: 'PayPerRequestThroughput',
    unit: 'WriteRequestUnits',
    price: 0.00000125,
    quantity: writes,
  });
  charge(cloud, 'dynamodb', 'ReadRequestUnits', {
    region,
    resource: arn,
    operation: 'PayPerRequestThroughput',
    unit: 'ReadRequestUnits',
    price: 0.00000025,
    quantity: reads,
  });
  charge(cloud, 'dynamodb', 'TimedStorage-ByteHrs', {
    region,
    resource: arn,
    operation: 'StandardStorage',
    unit: 'GB-Mo',
    price: 0.25,
    quantity: flat(cloud.days, gigabytes / 30),
  });
  return arn;
}

export interface ServiceMade {
  readonly cluster: string;
  readonly name: string;
  readonly cpu: number;
  readonly memory: number;
  /** Tasks, day by day. */
  readonly tasks: readonly number[];
  readonly changedDay?: number;
  readonly maximum: number;
  readonly minimum: number;
  readonly events?: readonly { readonly day: number; readonly message: string }[];
  readonly percent?: readonly number[];
}

export function addContainerService(cloud: Cloud, made: ServiceMade): string {
  const { changedDay = -35, cluster, cpu, events = [], maximum, memory, minimum, name, tasks } = made;
  const region = cloud.home;
  const prefix = `arn:aws:ecs:${region}:${cloud.own.id}`;
  const clusterArn = `${prefix}:cluster/${cluster}`;
  const arn = `${prefix}:service/${cluster}/${name}`;
  const count = Math.round(tasks.at(-1) ?? 0);
  const definition = `${prefix}:task-definition/${name}:${String(17 + (changedDay > 0 ? 1 : 0))}`;
  const changed = stamp(timeOn(cloud.firstDay + changedDay, 15.4));
  if (!cloud.entries.some(({ data, kind }) => kind === 'ecs-cluster' && data['clusterName'] === cluster)) {
    add(cloud, 'ecs-cluster', region, {
      clusterArn,
      clusterName: cluster,
      status: 'ACTIVE',
      registeredContainerInstancesCount: 0,
      runningTasksCount: count,
      pendingTasksCount: 0,
      activeServicesCount: 2,
      statistics: [],
      tags: [],
      settings: [],
      capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      defaultCapacityProviderStrategy: [],
    });
  }
  add(cloud, 'ecs-service', region, {
    serviceArn: arn,
    serviceName: name,
    clusterArn,
    loadBalancers: [],
    serviceRegistries: [],
    status: 'ACTIVE',
    desiredCount: count,
    runningCount: count,
    pendingCount: 0,
    launchType: 'FARGATE',
    platformVersion: 'LATEST',
    platformFamily: 'Linux',
    taskDefinition: definition,
    deploymentConfiguration: {
      deploymentCircuitBreaker: { enable: false, rollback: false },
      maximumPercent: 200,
      minimumHealthyPercent: 100,
    },
    deployments: [
      {
        id: `ecs-svc/${cloud.random.fork(name).digits(19)}`,
        status: 'PRIMARY',
        taskDefinition: definition,
        desiredCount: count,
        pendingCount: 0,
        runningCount: count,
        failedTasks: 0,
        createdAt: changed,
        updatedAt: changed,
        launchType: 'FARGATE',
        rolloutState: 'COMPLETED',
      },
    ],
    events: events.toReversed().map(({ day, message }, at) => ({
      id: cloud.random.fork(`${name} ${String(at)}`).hex(32),
      createdAt: stamp(timeOn(cloud.firstDay + day, 16)),
      message,
    })),
    createdAt: stamp(timeOn(cloud.firstDay - 260, 9)),
    schedulingStrategy: 'REPLICA',
    propagateTags: 'NONE',
  });
  add(
    cloud,
    'task-definition',
    region,
    { names: [definition, `${name}:18`, `${name}:17`, name] },
    {
      detail: {
        taskDefinitionArn: definition,
        family: name,
        revision: 18,
        status: 'ACTIVE',
        cpu: String(cpu * 1_024),
        memory: String(memory * 1_024),
        networkMode: 'awsvpc',
        requiresCompatibilities: ['FARGATE'],
        registeredAt: changed,
        containerDefinitions: [
          { name, image: `${cloud.own.id}.dkr.ecr.${region}.amazonaws.com/${name}:v18`, cpu: 0, essential: true, portMappings: [] },
        ],
      },
    },
  );
  const resourceId = `service/${cluster}/${name}`;
  add(cloud, 'scalable-target', region, {
    ServiceNamespace: 'ecs',
    ResourceId: resourceId,
    ScalableDimension: 'ecs:service:DesiredCount',
    MinCapacity: minimum,
    MaxCapacity: maximum,
    RoleARN: `arn:aws:iam::${cloud.own.id}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService`,
    CreationTime: stamp(timeOn(cloud.firstDay - 260, 10)),
    SuspendedState: { DynamicScalingInSuspended: false, DynamicScalingOutSuspended: false, ScheduledScalingSuspended: false },
  });
  cloud.metrics.push({
    namespace: 'AWS/ECS',
    name: 'CPUUtilization',
    region,
    dimensions: { ClusterName: cluster, ServiceName: name },
    unit: 'Percent',
    kind: 'level',
    values: made.percent ?? flat(cloud.days, 44),
  });
  cloud.metrics.push({
    namespace: 'ECS/ContainerInsights',
    name: 'RunningTaskCount',
    region,
    dimensions: { ClusterName: cluster, ServiceName: name },
    unit: 'Count',
    kind: 'level',
    values: tasks,
  });
  charge(cloud, 'ecs', 'Fargate-vCPU-Hours:perCPU', {
    region,
    resource: arn,
    operation: 'FargateTask',
    unit: 'hours',
    price: 0.04048,
    quantity: tasks.map((value) => value * 24 * cpu),
  });
  charge(cloud, 'ecs', 'Fargate-GB-Hours', {
    region,
    resource: arn,
    operation: 'FargateTask',
    unit: 'hours',
    price: 0.004445,
    quantity: tasks.map((value) => value * 24 * memory),
  });
  return arn;
}
