// A small account in which nothing happened, as the CLI prints it, and the ways in which single reads differ when something did.

export const START = '2026-11-03';
export const BEFORE = '2026-03-11T09:14:02+00:00';
export const THEN = '2026-11-03T02:41:07+00:00';
const FIRST = Date.parse('2026-10-20T00:00:00Z');
const DAY = 86_400_000;
const DAYS = 26;

/** What a metric says, day by day: so much before the start, so much since. */
export function measured(label: string, before: number, since: number, statistic = 'Sum'): unknown {
  const points = Array.from({ length: DAYS }, (_, index) => {
    const time = new Date(FIRST + index * DAY).toISOString();
    const value = (time.slice(0, 10) < START ? before : since) * (1 + ((index * 7) % 5) / 50);
    return { Timestamp: time.replace('.000Z', '+00:00'), [statistic]: value, Unit: 'Count' };
  });
  // The CLI gives them in no order.
  return { Label: label, Datapoints: [...points.slice(9), ...points.slice(0, 9)] };
}

export interface Who {
  readonly user?: string;
  readonly type?: string;
  readonly key?: string;
  readonly from?: string;
  readonly at?: string;
  readonly resources?: readonly { readonly ResourceType: string; readonly ResourceName: string }[];
  readonly request?: unknown;
  readonly invokedBy?: string;
}

export function event(name: string, who: Who = {}): unknown {
  const {
    at = THEN,
    from = '203.0.113.7',
    invokedBy,
    key = 'ASIAEXAMPLEEXAMPLE00',
    request = null,
    resources = [],
    type = 'AssumedRole',
    user = 'alice',
  } = who;
  const identity = {
    type,
    arn: `arn:aws:iam::123456789012:user/${user}`,
    accessKeyId: key,
    userName: user,
    ...(invokedBy === undefined ? {} : { invokedBy }),
  };
  const detail = {
    eventVersion: '1.08',
    userIdentity: identity,
    eventTime: at.replace('+00:00', 'Z'),
    eventName: name,
    sourceIPAddress: from,
    requestParameters: request,
  };
  return {
    EventId: '0e0f1a2b-0000-4000-8000-000000000001',
    EventName: name,
    ReadOnly: 'false',
    AccessKeyId: key,
    EventTime: at,
    EventSource: 'ec2.amazonaws.com',
    Username: user,
    Resources: resources,
    CloudTrailEvent: JSON.stringify(detail),
  };
}

export const happened = (...events: readonly unknown[]): unknown => ({ Events: events });
export const resource = (type: string, name: string): { readonly ResourceType: string; readonly ResourceName: string } => ({
  ResourceType: `AWS::${type}`,
  ResourceName: name,
});

export function machine(id: string, type: string, launched: string, group?: string): unknown {
  return {
    InstanceId: id,
    InstanceType: type,
    LaunchTime: launched,
    State: { Code: 16, Name: 'running' },
    Placement: { AvailabilityZone: 'us-east-1a' },
    Tags: group === undefined ? [] : [{ Key: 'aws:autoscaling:groupName', Value: group }],
  };
}

export const machines = (...all: readonly unknown[]): unknown => ({
  Reservations: all.map((one) => ({ Instances: [one], OwnerId: '123456789012' })),
});

export function launching(group: string, at = THEN): unknown {
  const what = 'Launching a new EC2 instance: i-0aaa1111bbbb2222c';
  const why = 'At 2026-11-03T02:41:00Z a user request update of AutoScalingGroup constraints changed the desired capacity from 4 to 40.';
  return {
    ActivityId: 'a',
    AutoScalingGroupName: group,
    Description: what,
    Cause: why,
    StartTime: at,
    StatusCode: 'Successful',
    Progress: 100,
  };
}

export const NAT = 'nat-0abc1234567890def';
export const VPC = 'vpc-0abc1234567890def';
export const NETWORK_LB = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/chat/50dc6c495c0c9188';
export const APP_LB = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/shop/1234567890abcdef';
export const WEB = 'i-0123456789abcdef0';

const local = { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active' };
export const toNat = { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: NAT, State: 'active' };
const toStore = { DestinationPrefixListId: 'pl-63a5400a', GatewayId: 'vpce-0abc1234567890def', State: 'active' };
export const routes = (isFree: boolean): unknown => ({
  RouteTables: [
    { RouteTableId: 'rtb-0aaaaaaaaaaaaaaaa', VpcId: VPC, Routes: [local, { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-0abc' }] },
    { RouteTableId: 'rtb-0bbbbbbbbbbbbbbbb', VpcId: VPC, Routes: [local, toNat, ...(isFree ? [toStore] : [])] },
  ],
});

export const balancer = (arn: string, type: string, made: string): unknown => ({
  LoadBalancerArn: arn,
  LoadBalancerName: arn.split('/')[2],
  Type: type,
  CreatedTime: made,
  State: { Code: 'active' },
  AvailabilityZones: [{ ZoneName: 'us-east-1a' }, { ZoneName: 'us-east-1b' }],
});

/** By operation: what an account says in which nothing of note happened. */
export const QUIET: Readonly<Record<string, unknown>> = {
  'ec2 describe-route-tables': routes(true),
  'ec2 describe-vpc-endpoints': {
    VpcEndpoints: [
      {
        VpcEndpointId: 'vpce-0abc1234567890def',
        VpcEndpointType: 'Gateway',
        VpcId: VPC,
        ServiceName: 'com.amazonaws.us-east-1.s3',
        State: 'available',
        RouteTableIds: ['rtb-0bbbbbbbbbbbbbbbb'],
        CreationTimestamp: BEFORE,
      },
    ],
  },
  'ec2 describe-nat-gateways': {
    NatGateways: [{ NatGatewayId: NAT, VpcId: VPC, SubnetId: 'subnet-0abc', State: 'available', CreateTime: BEFORE }],
  },
  'elbv2 describe-load-balancers': { LoadBalancers: [balancer(APP_LB, 'application', BEFORE), balancer(NETWORK_LB, 'network', BEFORE)] },
  'elbv2 describe-load-balancer-attributes': {
    Attributes: [
      { Key: 'deletion_protection.enabled', Value: 'false' },
      { Key: 'load_balancing.cross_zone.enabled', Value: 'false' },
    ],
  },
  'kafka list-clusters-v2': { ClusterInfoList: [] },
  'ec2 describe-addresses': {
    Addresses: [
      { AllocationId: 'eipalloc-0aaa', AssociationId: 'eipassoc-0aaa', PublicIp: '198.51.100.4', InstanceId: WEB, Domain: 'vpc' },
    ],
  },
  'ec2 describe-network-interfaces': {
    NetworkInterfaces: [
      {
        NetworkInterfaceId: 'eni-0aaa',
        InterfaceType: 'interface',
        Association: { PublicIp: '198.51.100.4' },
        Attachment: { AttachTime: BEFORE },
      },
    ],
  },
  'cloudfront list-distributions': {
    DistributionList: { Quantity: 1, Items: [{ Id: 'E1ABCDEF', Enabled: true, DomainName: 'd1.cloudfront.net' }] },
  },
  's3api get-bucket-replication':
    'An error occurred (ReplicationConfigurationNotFoundError) when calling the GetBucketReplication operation: The replication configuration was not found',
  's3api list-buckets': {
    Buckets: [
      { Name: 'acme-assets', CreationDate: BEFORE },
      { Name: 'acme-exports', CreationDate: BEFORE },
    ],
    Owner: { ID: 'x' },
  },
  's3api get-bucket-versioning': '',
  's3api get-bucket-lifecycle-configuration': {
    Rules: [{ ID: 'old', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 30 } }],
  },
  's3api list-multipart-uploads': '',
  's3api list-bucket-metrics-configurations': '',
  's3api get-bucket-encryption': {
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
    },
  },
  's3api get-bucket-notification-configuration': '',
  'ec2 describe-volumes': { Volumes: [] },
  'ec2 describe-snapshots': {
    Snapshots: [{ SnapshotId: 'snap-0aaa', VolumeId: 'vol-0aaa', StartTime: BEFORE, VolumeSize: 20, State: 'completed' }],
  },
  'dlm get-lifecycle-policies': { Policies: [{ PolicyId: 'policy-0aaa', State: 'ENABLED', Description: 'nightly' }] },
  'backup list-backup-jobs': { BackupJobs: [] },
  'logs describe-log-groups': {
    logGroups: ['/aws/lambda/resize', '/aws/lambda/mail', '/ecs/shop'].map((logGroupName, index) => ({
      logGroupName,
      creationTime: 1_710_000_000_000 + index,
      storedBytes: 4_000_000 + index,
      retentionInDays: 14,
      arn: `arn:aws:logs:us-east-1:123456789012:log-group:${logGroupName}:*`,
    })),
  },
  'lambda get-function-configuration': {
    FunctionName: 'resize',
    LastModified: '2026-03-11T09:14:02.000+0000',
    LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/resize' },
    Environment: { Variables: { LOG_LEVEL: 'warn' } },
  },
  'ec2 describe-flow-logs': { FlowLogs: [] },
  'cloudwatch list-metrics': {
    Metrics: [
      { Namespace: 'AWS/EC2', MetricName: 'CPUUtilization', Dimensions: [{ Name: 'InstanceId', Value: WEB }] },
      { Namespace: 'Shop', MetricName: 'Orders', Dimensions: [] },
    ],
  },
  'cloudwatch list-metric-streams': { Entries: [] },
  'ec2 describe-instances': machines(machine(WEB, 'm5.large', BEFORE)),
  'autoscaling describe-scaling-activities': { Activities: [] },
  'autoscaling describe-auto-scaling-groups': {
    AutoScalingGroups: [{ AutoScalingGroupName: 'web', MinSize: 2, MaxSize: 20, DesiredCapacity: 4, Instances: [], CreatedTime: BEFORE }],
  },
  'ec2 describe-spot-price-history': { SpotPriceHistory: [] },
  'ec2 describe-reserved-instances': { ReservedInstances: [] },
  'savingsplans describe-savings-plans': { savingsPlans: [] },
  'rds describe-reserved-db-instances': { ReservedDBInstances: [] },
  'ce get-savings-plans-coverage': { SavingsPlansCoverages: [] },
  'ce get-reservation-coverage': { CoveragesByTime: [], Total: {} },
  'ce get-cost-and-usage': {
    ResultsByTime: ['2026-10-28', '2026-10-30', '2026-11-01', START, '2026-11-05'].map((Start, index) => ({
      TimePeriod: { Start, End: Start },
      Total: {},
      Groups: [
        { Keys: ['Usage'], Metrics: { UnblendedCost: { Amount: index < 3 ? '102.5' : '410.1', Unit: 'USD' } } },
        { Keys: ['Tax'], Metrics: { UnblendedCost: { Amount: '0', Unit: 'USD' } } },
      ],
      Estimated: true,
    })),
  },
  'ce get-cost-comparison-drivers': { CostComparisonDrivers: [] },
  'rds describe-db-instances': {
    DBInstances: [
      {
        DBInstanceIdentifier: 'orders',
        DBInstanceClass: 'db.r6g.large',
        Engine: 'postgres',
        EngineVersion: '16.4',
        MultiAZ: false,
        InstanceCreateTime: BEFORE,
        EngineLifecycleSupport: 'open-source-rds-extended-support',
      },
    ],
  },
  'rds describe-db-clusters': { DBClusters: [] },
  'rds describe-db-major-engine-versions': {
    DBMajorEngineVersions: [
      {
        Engine: 'postgres',
        MajorEngineVersion: '16',
        SupportedEngineLifecycles: [
          {
            LifecycleSupportName: 'open-source-rds-standard-support',
            LifecycleSupportStartDate: '2024-02-29',
            LifecycleSupportEndDate: '2029-02-28',
          },
        ],
      },
    ],
  },
  'rds describe-events': {
    Events: [
      { SourceIdentifier: 'orders', SourceType: 'db-instance', Message: 'Backing up DB instance', EventCategories: ['backup'], Date: THEN },
    ],
  },
  'rds describe-db-snapshots': { DBSnapshots: [] },
  'eks list-clusters': { clusters: ['prod'] },
  'eks describe-cluster': { cluster: { name: 'prod', version: '1.34', createdAt: BEFORE, upgradePolicy: { supportType: 'EXTENDED' } } },
  'eks describe-cluster-versions': {
    clusterVersions: [{ clusterVersion: '1.34', status: 'STANDARD_SUPPORT', endOfStandardSupportDate: '2026-12-02T00:00:00+00:00' }],
  },
  'bedrock list-provisioned-model-throughputs': { provisionedModelSummaries: [] },
  'sagemaker list-endpoints': { Endpoints: [] },
  'sagemaker list-notebook-instances': { NotebookInstances: [] },
  'sagemaker list-apps': { Apps: [] },
  'sagemaker list-training-jobs': { TrainingJobSummaries: [] },
  'lambda list-functions': {
    Functions: ['resize', 'mail'].map((FunctionName) => ({
      FunctionName,
      LastModified: '2026-03-11T09:14:02.000+0000',
      Runtime: 'nodejs22.x',
      MemorySize: 512,
      Timeout: 30,
    })),
  },
  'lambda get-function-recursion-config': { RecursiveLoop: 'Terminate' },
  'lambda list-event-source-mappings': { EventSourceMappings: [] },
  'lambda list-provisioned-concurrency-configs': { ProvisionedConcurrencyConfigs: [] },
  'dynamodb list-tables': { TableNames: ['orders', 'sessions'] },
  'dynamodb describe-table': {
    Table: { TableName: 'orders', TableStatus: 'ACTIVE', CreationDateTime: BEFORE, ProvisionedThroughput: { WriteCapacityUnits: 20 } },
  },
  'dynamodb describe-continuous-backups': {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
    },
  },
  'kms list-keys': { Keys: [{ KeyId: '1234abcd-12ab-34cd-56ef-1234567890ab', KeyArn: 'arn:aws:kms:us-east-1:123456789012:key/1234abcd' }] },
  'guardduty list-detectors': { DetectorIds: ['12abc34d567e8fa901bc2d34e56789f0'] },
  'guardduty list-findings': { FindingIds: [] },
  'guardduty get-findings': { Findings: [{ Type: 'Policy:IAMUser/RootCredentialUsage', Severity: 2, CreatedAt: BEFORE, Resource: {} }] },
  'guardduty get-detector': {
    CreatedAt: BEFORE,
    UpdatedAt: BEFORE,
    Status: 'ENABLED',
    Features: [{ Name: 'CLOUD_TRAIL', Status: 'ENABLED', UpdatedAt: BEFORE }],
  },
  'guardduty get-usage-statistics': {
    UsageStatistics: {
      SumByDataSource: ['CLOUD_TRAIL', 'FLOW_LOGS', 'DNS_LOGS'].map((DataSource) => ({
        DataSource,
        Total: { Amount: '1.5', Unit: 'USD' },
      })),
    },
  },
  'iam list-users': {
    Users: [{ UserName: 'alice', UserId: 'AIDA1', CreateDate: BEFORE, Path: '/', Arn: 'arn:aws:iam::123456789012:user/alice' }],
  },
  'configservice describe-configuration-recorders': {
    ConfigurationRecorders: [
      {
        name: 'default',
        recordingGroup: { allSupported: false, resourceTypes: ['AWS::S3::Bucket'] },
        recordingMode: { recordingFrequency: 'DAILY' },
      },
    ],
  },
  'configservice get-discovered-resource-counts': {
    totalDiscoveredResources: 9,
    resourceCounts: [{ resourceType: 'AWS::S3::Bucket', count: 9 }],
  },
  'cloudtrail describe-trails': {
    trailList: [
      {
        Name: 'main',
        S3BucketName: 'acme-trail',
        TrailARN: 'arn:aws:cloudtrail:us-east-1:123456789012:trail/main',
        IsMultiRegionTrail: true,
        HasCustomEventSelectors: false,
      },
    ],
  },
  'cloudtrail get-event-selectors': {
    TrailARN: 'arn:aws:cloudtrail:us-east-1:123456789012:trail/main',
    EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [] }],
  },
  'cloudtrail lookup-events': { Events: [] },
  'ecs list-clusters': { clusterArns: ['arn:aws:ecs:us-east-1:123456789012:cluster/prod'] },
  'ecs list-services': { serviceArns: ['arn:aws:ecs:us-east-1:123456789012:service/prod/shop'] },
  'ecs describe-services': {
    services: [
      {
        serviceName: 'shop',
        desiredCount: 4,
        runningCount: 4,
        taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/shop:12',
        deployments: [{ id: 'ecs-svc/1', status: 'PRIMARY', createdAt: BEFORE, updatedAt: BEFORE, failedTasks: 0, desiredCount: 4 }],
        events: [{ id: 'e', createdAt: BEFORE, message: '(service shop) has reached a steady state.' }],
      },
    ],
  },
  'application-autoscaling describe-scaling-activities': { ScalingActivities: [] },
  'application-autoscaling describe-scalable-targets': { ScalableTargets: [] },
  'athena list-work-groups': { WorkGroups: [{ Name: 'primary', State: 'ENABLED', CreationTime: BEFORE }] },
  'athena get-work-group': { WorkGroup: { Name: 'primary', Configuration: { BytesScannedCutoffPerQuery: 10_000_000_000 } } },
  'athena list-query-executions': { QueryExecutionIds: [] },
  'athena batch-get-query-execution': { QueryExecutions: [], UnprocessedQueryExecutionIds: [] },
  'glue get-jobs': { Jobs: [] },
  'glue get-job-runs': { JobRuns: [] },
  'wafv2 list-web-acls': {
    WebACLs: [
      { Name: 'front', Id: '11111111-2222-3333-4444-555555555555', ARN: 'arn:aws:wafv2:us-east-1:123456789012:regional/webacl/front/1' },
    ],
  },
  'wafv2 get-web-acl': {
    WebACL: { Name: 'front', Rules: [{ Name: 'rate', Statement: { RateBasedStatement: { Limit: 2000 } }, Action: { Block: {} } }] },
  },
  'secretsmanager list-secrets': { SecretList: [] },
};

/** A plausible name of every kind that a read may want. */
export const NAMES: Readonly<Record<string, readonly string[]>> = {
  'nat-gateway': [NAT, 'nat-0bbb1234567890def'],
  vpc: [VPC],
  'nat-route-table': ['rtb-0bbbbbbbbbbbbbbbb'],
  'load-balancer': [APP_LB, APP_LB.replace('shop', 'mail')],
  'network-balancer': [NETWORK_LB, NETWORK_LB.replace('chat', 'game')],
  instance: [WEB, 'i-0fedcba9876543210', 'i-0aaaabbbbccccdddd'],
  'instance-type': ['m5.xlarge'],
  bucket: ['acme-exports', 'acme-assets', 'acme-logs'],
  'metrics-filter': ['EntireBucket'],
  'log-group': ['/aws/lambda/resize', '/ecs/shop', '/aws/eks/prod/cluster', 'flow'],
  function: ['resize', 'mail', 'thumbs', 'report'],
  asg: ['web', 'batch'],
  engine: ['mysql'],
  'eks-cluster': ['prod', 'test', 'dev'],
  model: ['anthropic.claude-3-5-sonnet-20240620-v1:0', 'amazon.nova-pro-v1:0', 'meta.llama3-70b-instruct-v1:0'],
  endpoint: ['poc'],
  table: ['orders', 'sessions', 'carts'],
  'db-cluster': ['shop', 'reports'],
  'db-instance': ['orders'],
  detector: ['12abc34d567e8fa901bc2d34e56789f0'],
  finding: ['0123456789abcdef0123456789abcdef'],
  trail: ['main', 'audit'],
  'ecs-cluster': ['prod'],
  'ecs-service': ['shop', 'mail', 'jobs'],
  'work-group': ['primary', 'analysts'],
  query: ['11111111-2222-3333-4444-555555555551', '11111111-2222-3333-4444-555555555552'],
  job: ['nightly'],
  'web-acl': ['front/11111111-2222-3333-4444-555555555555'],
};
