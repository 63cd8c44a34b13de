// For each cause its typical line on a bill, in the spellings of the exports, and what the account says when it is the cause.

import type { CauseId } from '../../../src/causes/index.js';
import {
  APP_LB,
  balancer,
  BEFORE,
  event,
  happened,
  launching,
  machine,
  machines,
  measured,
  NETWORK_LB,
  resource,
  routes,
  START,
  THEN,
  WEB,
} from './cloud.js';

export type Place = readonly [service: string, usageType: string, region?: string, resource?: string];

export interface Case {
  readonly cause: CauseId;
  readonly name: string;
  /** The line as CUR, as FOCUS, and as Cost Explorer by service tell it. */
  readonly lines: readonly [Place, Place, Place, ...Place[]];
  readonly shape?: 'new' | 'step' | 'burst' | 'ramp' | 'one-off';
  readonly driver?: 'volume' | 'price';
  readonly drops?: readonly Place[];
  readonly companions?: readonly Place[];
  readonly startDay?: string;
  /** By the name of a probe: what is different from the quiet account. */
  readonly answers: Readonly<Record<string, unknown>>;
}

const REGION = 'us-east-1';
const GPU = 'i-0fedcba9876543210';
const steps = (label: string, times: number, statistic = 'Sum'): unknown => measured(label, 1_000_000, 1_000_000 * times, statistic);
const GROUP = '/aws/lambda/resize';
const miner = { user: 'ci-deploy', type: 'IAMUser', key: 'AKIAEXAMPLEEXAMPLE00', from: '198.51.100.77' };
const finding = {
  Type: 'CryptoCurrency:EC2/BitcoinTool.B!DNS',
  Severity: 8,
  CreatedAt: THEN,
  Id: '0'.repeat(32),
  Resource: { AccessKeyDetails: { UserName: 'ci-deploy', AccessKeyId: 'AKIAEXAMPLEEXAMPLE00' }, InstanceDetails: { InstanceId: GPU } },
};
const queue = (result: string): unknown => ({
  EventSourceMappings: [
    {
      EventSourceArn: 'arn:aws:sqs:us-east-1:123456789012:thumbs',
      FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:resize',
      State: 'Enabled',
      LastModified: THEN,
      LastProcessingResult: result,
    },
  ],
});

export const CASES: readonly Case[] = [
  {
    cause: 'A01',
    name: 'S3 through a NAT gateway',
    lines: [
      ['AmazonEC2', 'USE1-NatGateway-Bytes', REGION],
      ['Amazon Virtual Private Cloud', 'NatGateway-Bytes', REGION],
      ['EC2 - Other', ''],
      ['Amazon Elastic Compute Cloud', 'EUW1-NatGateway-Bytes', 'eu-west-1'],
    ],
    answers: {
      'nat-routes': routes(false),
      'gateway-endpoints': { VpcEndpoints: [] },
      'nat-bytes-out': steps('BytesOutToDestination', 9),
      'nat-bytes-in': steps('BytesInFromDestination', 20),
    },
  },
  {
    cause: 'A02',
    name: 'a balancer across zones',
    lines: [
      ['AmazonEC2', 'DataTransfer-Regional-Bytes', REGION],
      ['Amazon Elastic Compute Cloud', 'EUC1-DataTransfer-Regional-Bytes', 'eu-central-1'],
      ['EC2 - Other', ''],
    ],
    answers: {
      'cross-zone': { Attributes: [{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }] },
      'balancer-changed': happened(
        event('ModifyLoadBalancerAttributes', { resources: [resource('ElasticLoadBalancingV2::LoadBalancer', NETWORK_LB)] }),
      ),
      'network-balancer-bytes': steps('ProcessedBytes', 4),
    },
  },
  {
    cause: 'A03',
    name: 'versions without end',
    shape: 'ramp',
    lines: [
      ['AmazonS3', 'TimedStorage-ByteHrs', REGION, 'acme-exports'],
      ['Amazon Simple Storage Service', 'USW2-TimedStorage-ByteHrs', 'us-west-2'],
      ['Amazon Simple Storage Service', ''],
    ],
    answers: {
      'bucket-versioning': { Status: 'Enabled' },
      'bucket-lifecycle':
        'An error occurred (NoSuchLifecycleConfiguration) when calling the GetBucketLifecycleConfiguration operation: The lifecycle configuration does not exist',
      'bucket-size': steps('BucketSizeBytes', 1.6, 'Average'),
      'bucket-objects': steps('NumberOfObjects', 1.7, 'Average'),
      'unfinished-uploads': { Uploads: [{ UploadId: 'u', Key: 'a/b', Initiated: BEFORE, StorageClass: 'STANDARD' }] },
      'versioning-put': happened(event('PutBucketVersioning', { resources: [resource('S3::Bucket', 'acme-exports')] })),
    },
  },
  {
    cause: 'A04',
    name: 'objects moved between classes',
    shape: 'burst',
    lines: [
      ['AmazonS3', 'Requests-Tier1', REGION, 'acme-exports'],
      ['Amazon Simple Storage Service', 'EU-Requests-Tier2', 'eu-west-1'],
      ['Amazon Simple Storage Service', ''],
      ['AmazonS3', 'USW2-EarlyDelete-SIA', 'us-west-2'],
    ],
    answers: {
      'bucket-lifecycle': { Rules: [{ ID: 'to-glacier', Status: 'Enabled', Transitions: [{ Days: 30, StorageClass: 'GLACIER_IR' }] }] },
      'bucket-request-metrics': { IsTruncated: false, MetricsConfigurationList: [{ Id: 'EntireBucket' }] },
      'bucket-requests': steps('AllRequests', 12),
      'lifecycle-put': happened(event('PutBucketLifecycle', { resources: [resource('S3::Bucket', 'acme-exports')] })),
    },
  },
  {
    cause: 'A05',
    name: 'a function at level DEBUG',
    lines: [
      ['AmazonCloudWatch', 'DataProcessing-Bytes', REGION],
      ['AmazonCloudWatch', 'EUW2-DataProcessing-Bytes', 'eu-west-2'],
      ['CloudWatch', ''],
      ['AmazonCloudWatch', 'USE1-VendedLog-Bytes', REGION],
    ],
    answers: {
      'log-groups': {
        logGroups: [
          { logGroupName: GROUP, creationTime: 1_710_000_000_000, storedBytes: 900_000_000_000 },
          { logGroupName: '/ecs/shop', creationTime: 1_710_000_000_000, storedBytes: 1_000_000 },
        ],
      },
      'log-bytes': steps('IncomingBytes', 30),
      'function-log-level': {
        FunctionName: 'resize',
        LastModified: THEN,
        LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'DEBUG' },
      },
      'function-changed': happened(event('UpdateFunctionConfiguration20150331v2', { resources: [resource('Lambda::Function', 'resize')] })),
    },
  },
  {
    cause: 'A06',
    name: 'a label with many values',
    lines: [
      ['AmazonCloudWatch', 'CW:MetricMonitorUsage', REGION],
      ['AmazonCloudWatch', 'EUC1-CW:MetricMonitorUsage', 'eu-central-1'],
      ['AmazonCloudWatch', ''],
      ['AmazonCloudWatch', 'USE1-CW:GMD-Metrics', REGION],
    ],
    answers: {
      'active-metrics': {
        Metrics: [
          ...Array.from({ length: 90 }, (_, index) => ({
            Namespace: 'Shop/Checkout',
            MetricName: 'latency',
            Dimensions: [{ Name: 'customer_id', Value: `c-${String(index)}` }],
          })),
          '… 410 more',
        ],
      },
    },
  },
  {
    cause: 'A07',
    name: 'volumes left behind',
    shape: 'ramp',
    lines: [
      ['AmazonEC2', 'EBS:VolumeUsage.gp3', REGION],
      ['Amazon Elastic Compute Cloud', 'EUW1-EBS:SnapshotUsage', 'eu-west-1'],
      ['EC2 - Other', ''],
    ],
    answers: {
      'loose-volumes': {
        Volumes: [1, 2, 3].map((n) => ({
          VolumeId: `vol-0aaa${String(n)}`,
          Size: 500,
          VolumeType: 'gp3',
          State: 'available',
          CreateTime: THEN,
          Attachments: [],
        })),
      },
      snapshots: {
        Snapshots: Array.from({ length: 60 }, (_, n) => ({
          SnapshotId: `snap-0${String(n)}`,
          VolumeId: 'vol-0aaa1',
          VolumeSize: 500,
          StartTime: n % 2 === 0 ? THEN : BEFORE,
          State: 'completed',
        })),
      },
      'snapshot-policies': { Policies: [] },
      'snapshot-made': happened(event('CreateSnapshot'), event('CreateSnapshot')),
    },
  },
  {
    cause: 'A08',
    name: 'addresses that nothing uses',
    lines: [
      ['AmazonVPC', 'USE1-PublicIPv4:IdleAddress', REGION],
      ['Amazon Virtual Private Cloud', 'PublicIPv4:InUseAddress', REGION],
      ['Amazon Virtual Private Cloud', ''],
      ['AmazonEC2', 'ElasticIP:IdleAddress', REGION],
    ],
    answers: {
      addresses: {
        Addresses: [1, 2, 3].map((n) => ({ AllocationId: `eipalloc-0${String(n)}`, PublicIp: `198.51.100.${String(n)}`, Domain: 'vpc' })),
      },
      'address-allocated': happened(event('AllocateAddress', { resources: [resource('EC2::EIP', 'eipalloc-01')] })),
    },
  },
  {
    cause: 'A09',
    name: 'a forgotten machine',
    shape: 'new',
    lines: [
      ['AmazonEC2', 'BoxUsage:p4d.24xlarge', REGION, GPU],
      ['Amazon Elastic Compute Cloud', 'EUW1-BoxUsage:g5.12xlarge', 'eu-west-1'],
      ['Amazon Elastic Compute Cloud - Compute', ''],
    ],
    answers: {
      machines: machines(machine(GPU, 'p4d.24xlarge', THEN), machine(WEB, 'm5.large', BEFORE)),
      'launched-by': happened(event('RunInstances', { resources: [resource('EC2::Instance', GPU)] })),
      'machine-load': measured('CPUUtilization', 0, 1.5, 'Average'),
      'security-findings': { FindingIds: [] },
    },
  },
  {
    cause: 'A10',
    name: 'reserved instances ended',
    driver: 'price',
    lines: [
      ['AmazonEC2', 'BoxUsage:m5.2xlarge', REGION],
      ['Amazon Elastic Compute Cloud', 'EUW1-BoxUsage:c6i.xlarge', 'eu-west-1'],
      ['Amazon Elastic Compute Cloud - Compute', ''],
    ],
    answers: {
      'reserved-instances': {
        ReservedInstances: [
          {
            ReservedInstancesId: 'f127bd27-aaaa',
            InstanceType: 'm5.2xlarge',
            InstanceCount: 20,
            State: 'retired',
            Start: '2025-11-03T00:00:00+00:00',
            End: '2026-11-03T00:00:00+00:00',
          },
        ],
      },
      'reservation-coverage': {
        CoveragesByTime: ['2026-10-28', '2026-11-01', START, '2026-11-06'].map((Start, index) => ({
          TimePeriod: { Start, End: Start },
          Groups: [],
          Total: { CoverageHours: { CoverageHoursPercentage: index < 2 ? '91.2' : '12.0' } },
        })),
        Total: {},
      },
      'record-types': {
        ResultsByTime: ['2026-10-28', '2026-11-01', START, '2026-11-06'].map((Start, index) => ({
          TimePeriod: { Start, End: Start },
          Groups: [
            { Keys: ['Usage'], Metrics: { UnblendedCost: { Amount: index < 2 ? '100' : '400', Unit: 'USD' } } },
            { Keys: ['DiscountedUsage'], Metrics: { UnblendedCost: { Amount: index < 2 ? '180' : '10', Unit: 'USD' } } },
          ],
        })),
      },
    },
  },
  {
    cause: 'A11',
    name: 'a database past its support',
    shape: 'new',
    lines: [
      ['AmazonRDS', 'ExtendedSupport:Yr1-Yr2:MySQL5.7', REGION],
      ['Amazon Relational Database Service', 'EUW1-ExtendedSupport:Yr1-Yr2:PostgreSQL11', 'eu-west-1'],
      ['Amazon Relational Database Service', ''],
    ],
    answers: {
      'db-instances': {
        DBInstances: [
          {
            DBInstanceIdentifier: 'legacy',
            DBInstanceClass: 'db.m5.large',
            Engine: 'mysql',
            EngineVersion: '5.7.44',
            InstanceCreateTime: BEFORE,
            EngineLifecycleSupport: 'open-source-rds-extended-support',
          },
        ],
      },
      'database-majors': {
        DBMajorEngineVersions: [
          {
            Engine: 'mysql',
            MajorEngineVersion: '5.7',
            SupportedEngineLifecycles: [
              { LifecycleSupportName: 'open-source-rds-standard-support', LifecycleSupportEndDate: '2026-11-02T23:59:59+00:00' },
            ],
          },
        ],
      },
    },
  },
  {
    cause: 'A12',
    name: 'a cluster past its support',
    shape: 'new',
    lines: [
      ['AmazonEKS', 'USE1-AmazonEKS-Hours:extendedSupport', REGION],
      ['Amazon Elastic Kubernetes Service', 'AmazonEKS-Hours:extendedSupport', REGION],
      ['Amazon Elastic Container Service for Kubernetes', ''],
    ],
    answers: {
      'eks-cluster': { cluster: { name: 'prod', version: '1.31', createdAt: BEFORE, upgradePolicy: { supportType: 'EXTENDED' } } },
      'eks-versions': {
        clusterVersions: [
          {
            clusterVersion: '1.31',
            status: 'extended-support',
            versionStatus: 'EXTENDED_SUPPORT',
            endOfStandardSupportDate: '2026-11-02T00:00:00+00:00',
          },
        ],
      },
    },
  },
  {
    cause: 'A13',
    name: 'a loop of tokens',
    lines: [
      ['AmazonBedrock', 'USE1-Claude3.5Sonnet-input-tokens', REGION],
      ['Claude 3.5 Sonnet (Amazon Bedrock Edition)', 'USE1-MP:USE1_InputTokenCount-Units', REGION],
      ['Amazon Bedrock', ''],
    ],
    answers: {
      'models-called': {
        Metrics: [
          {
            Namespace: 'AWS/Bedrock',
            MetricName: 'Invocations',
            Dimensions: [{ Name: 'ModelId', Value: 'anthropic.claude-3-5-sonnet-20240620-v1:0' }],
          },
        ],
      },
      'model-tokens': steps('InputTokenCount', 25),
      'model-calls': steps('Invocations', 25),
      'model-callers': happened(...[1, 2, 3].map(() => event('InvokeModel', { user: 'summarise', type: 'AssumedRole' }))),
    },
  },
  {
    cause: 'A14',
    name: 'an endpoint left on',
    shape: 'new',
    lines: [
      ['AmazonSageMaker', 'USE1-Host:ml.g5.2xlarge', REGION],
      ['Amazon SageMaker', 'EUW1-Notebk:ml.p3.2xlarge', 'eu-west-1'],
      ['Amazon SageMaker', ''],
    ],
    answers: {
      endpoints: { Endpoints: [{ EndpointName: 'poc', CreationTime: THEN, LastModifiedTime: THEN, EndpointStatus: 'InService' }] },
      'endpoint-calls': measured('Invocations', 0, 0),
      'endpoint-made': happened(event('CreateEndpoint', { resources: [resource('SageMaker::Endpoint', 'poc')] })),
    },
  },
  {
    cause: 'A15',
    name: 'a function that calls itself',
    lines: [
      ['AWSLambda', 'Lambda-GB-Second', REGION, 'arn:aws:lambda:us-east-1:123456789012:function:resize'],
      ['AWS Lambda', 'EUW1-Request', 'eu-west-1'],
      ['AWS Lambda', ''],
    ],
    answers: {
      functions: { Functions: [{ FunctionName: 'resize', LastModified: THEN, Runtime: 'nodejs22.x' }] },
      'function-calls': steps('Invocations', 60),
      'recursion-guard': { RecursiveLoop: 'Allow' },
      'event-sources': queue('PROBLEM: Function call failed'),
      'notification-put': happened(event('PutBucketNotification', { resources: [resource('S3::Bucket', 'acme-exports')] })),
    },
  },
  {
    cause: 'A16',
    name: 'copies kept warm',
    shape: 'new',
    lines: [
      ['AWSLambda', 'Lambda-Provisioned-Concurrency', REGION],
      ['AWS Lambda', 'EUW1-Lambda-Provisioned-GB-Second', 'eu-west-1'],
      ['AWS Lambda', ''],
    ],
    answers: {
      'provisioned-concurrency': {
        ProvisionedConcurrencyConfigs: [
          {
            FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:resize:live',
            RequestedProvisionedConcurrentExecutions: 500,
            Status: 'READY',
            LastModified: THEN,
          },
        ],
      },
      'warm-put': happened(event('PutProvisionedConcurrencyConfig', { resources: [resource('Lambda::Function', 'resize')] })),
      'warm-use': measured('ProvisionedConcurrentExecutions', 0, 20, 'Maximum'),
    },
  },
  {
    cause: 'A17',
    name: 'a table with a new index',
    lines: [
      ['AmazonDynamoDB', 'WriteRequestUnits', REGION, 'arn:aws:dynamodb:us-east-1:123456789012:table/orders'],
      ['Amazon DynamoDB', 'EUW1-ReadRequestUnits', 'eu-west-1'],
      ['Amazon DynamoDB', ''],
    ],
    answers: {
      table: {
        Table: {
          TableName: 'orders',
          BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST', LastUpdateToPayPerRequestDateTime: THEN },
          GlobalSecondaryIndexes: [{ IndexName: 'by-customer', IndexStatus: 'ACTIVE' }],
        },
      },
      'table-writes': steps('ConsumedWriteCapacityUnits', 5),
      'table-changed': happened(event('UpdateTable', { resources: [resource('DynamoDB::Table', 'orders')] })),
    },
  },
  {
    cause: 'A18',
    name: 'a key for each object',
    lines: [
      ['awskms', 'us-east-1-KMS-Requests', REGION],
      ['AWS Key Management Service', 'eu-west-1-KMS-Requests', 'eu-west-1'],
      ['AWS Key Management Service', ''],
    ],
    answers: {
      'bucket-key': {
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'k' }, BucketKeyEnabled: false }],
        },
      },
      'key-users': happened(...Array.from({ length: 40 }, () => event('Decrypt', { user: 'etl' }))),
    },
  },
  {
    cause: 'A19',
    name: 'every change is recorded',
    lines: [
      ['AWSConfig', 'USE1-ConfigurationItemRecorded', REGION],
      ['AWS Config', 'EUW1-ConfigurationItemRecorded', 'eu-west-1'],
      ['AWS Config', ''],
    ],
    answers: {
      'config-recorders': {
        ConfigurationRecorders: [
          {
            name: 'default',
            recordingGroup: { allSupported: true, includeGlobalResourceTypes: true, resourceTypes: [] },
            recordingMode: { recordingFrequency: 'CONTINUOUS' },
          },
        ],
      },
      'config-resources': { resourceCounts: [{ resourceType: 'AWS::EC2::NetworkInterface', count: 900 }] },
      'recorder-put': happened(event('PutConfigurationRecorder')),
    },
  },
  {
    cause: 'A20',
    name: 'a part of GuardDuty switched on',
    lines: [
      ['AmazonGuardDuty', 'USE1-PaidS3DataEventsAnalyzed', REGION],
      ['Amazon GuardDuty', 'EUW1-PaidEventsAnalyzed', 'eu-west-1'],
      ['Amazon GuardDuty', ''],
    ],
    answers: {
      'guardduty-features': {
        CreatedAt: BEFORE,
        UpdatedAt: THEN,
        Status: 'ENABLED',
        Features: [{ Name: 'S3_DATA_EVENTS', Status: 'ENABLED', UpdatedAt: THEN }],
      },
      'guardduty-usage': {
        UsageStatistics: {
          SumByDataSource: [
            { DataSource: 'S3_LOGS', Total: { Amount: '800.1', Unit: 'USD' } },
            { DataSource: 'DNS_LOGS', Total: { Amount: '3', Unit: 'USD' } },
          ],
        },
      },
      'detector-changed': happened(event('UpdateDetector')),
    },
  },
  {
    cause: 'A21',
    name: 'a trail of data events',
    lines: [
      ['AWSCloudTrail', 'USE1-DataEventsRecorded', REGION],
      ['AWS CloudTrail', 'EUW1-PaidEventsRecorded', 'eu-west-1'],
      ['AWS CloudTrail', ''],
    ],
    answers: {
      trails: {
        trailList: [
          { Name: 'main', S3BucketName: 'a', IsMultiRegionTrail: true, HasCustomEventSelectors: false },
          { Name: 'audit', S3BucketName: 'b', IsMultiRegionTrail: true, HasCustomEventSelectors: true },
        ],
      },
      'trail-selectors': {
        TrailARN: 'arn:aws:cloudtrail:us-east-1:123456789012:trail/audit',
        EventSelectors: [
          { ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] },
        ],
      },
      'selectors-put': happened(event('PutEventSelectors', { resources: [resource('CloudTrail::Trail', 'audit')] })),
    },
  },
  {
    cause: 'A22',
    name: 'a machine that sends far more',
    lines: [
      ['AmazonEC2', 'DataTransfer-Out-Bytes', REGION, WEB],
      ['Amazon Elastic Compute Cloud', 'USE1-USW2-AWS-Out-Bytes', REGION],
      ['AWS Data Transfer', ''],
      ['AmazonS3', 'EU-DataTransfer-Out-Bytes', 'eu-west-1'],
    ],
    answers: {
      'instance-out': steps('NetworkOut', 14),
      distributions: { DistributionList: { Quantity: 0, Items: [] } },
      'nat-bytes-out': steps('BytesOutToDestination', 9),
    },
  },
  {
    cause: 'A23',
    name: 'a balancer with more connections',
    lines: [
      ['AWSELB', 'USE1-LCUUsage', REGION, APP_LB],
      ['Elastic Load Balancing', 'EUW1-LoadBalancerUsage', 'eu-west-1'],
      ['Elastic Load Balancing', ''],
    ],
    answers: {
      'balancer-capacity': steps('ConsumedLCUs', 8),
      'balancer-requests': steps('RequestCount', 8),
      'load-balancers': { LoadBalancers: [balancer(APP_LB, 'application', THEN)] },
    },
  },
  {
    cause: 'A24',
    name: 'a query without an index',
    lines: [
      ['AmazonRDS', 'Aurora:StorageIOUsage', REGION, 'arn:aws:rds:us-east-1:123456789012:cluster:shop'],
      ['Amazon Relational Database Service', 'EUW1-Aurora:StorageIOUsage', 'eu-west-1'],
      ['Amazon Relational Database Service', ''],
    ],
    answers: {
      'db-clusters': {
        DBClusters: [
          {
            DBClusterIdentifier: 'shop',
            Engine: 'aurora-postgresql',
            EngineVersion: '16.4',
            StorageType: 'aurora',
            ClusterCreateTime: BEFORE,
          },
        ],
      },
      'cluster-reads': steps('VolumeReadIOPs', 11),
    },
  },
  {
    cause: 'A25',
    name: 'a database made larger',
    lines: [
      ['AmazonRDS', 'InstanceUsage:db.r6g.4xl', REGION, 'arn:aws:rds:us-east-1:123456789012:db:orders'],
      ['Amazon Relational Database Service', 'EUW1-Multi-AZUsage:db.m5.2xl', 'eu-west-1'],
      ['Amazon Relational Database Service', ''],
      ['AmazonRDS', 'USE1-RDS:ChargedBackupUsage', REGION],
    ],
    answers: {
      'db-events': {
        Events: [
          {
            SourceIdentifier: 'orders',
            SourceType: 'db-instance',
            Message: 'Finished applying modification to DB instance class',
            EventCategories: ['configuration change'],
            Date: THEN,
          },
        ],
      },
      'database-modified': happened(event('ModifyDBInstance', { resources: [resource('RDS::DBInstance', 'orders')] })),
    },
  },
  {
    cause: 'A26',
    name: 'a query without a partition filter',
    lines: [
      ['AmazonAthena', 'USE1-DataScannedInTB', REGION],
      ['Amazon Athena', 'EUW1-DataScannedInTB', 'eu-west-1'],
      ['Amazon Athena', ''],
      ['AWSGlue', 'USE1-ETL-DPU-Hour', REGION],
    ],
    answers: {
      'work-group': { WorkGroup: { Name: 'primary', Configuration: { EnforceWorkGroupConfiguration: false } } },
      'query-ids': { QueryExecutionIds: [1, 2, 3, 4, 5, 6].map((n) => `11111111-2222-3333-4444-55555555555${String(n)}`) },
      queries: {
        QueryExecutions: [900, 800, 1, 1, 1, 1].map((gigabytes, n) => ({
          QueryExecutionId: `11111111-2222-3333-4444-55555555555${String(n)}`,
          Query: 'SELECT * FROM events',
          Statistics: { DataScannedInBytes: gigabytes * 1e9 },
          Status: { SubmissionDateTime: THEN, State: 'SUCCEEDED' },
        })),
      },
      'bytes-scanned': steps('ProcessedBytes', 40),
      'glue-jobs': { Jobs: [{ Name: 'nightly', LastModifiedOn: THEN, WorkerType: 'G.2X', NumberOfWorkers: 80 }] },
      'glue-runs': {
        JobRuns: [
          { Id: 'jr_1', StartedOn: '2026-10-28T00:00:00+00:00', ExecutionTime: 600, MaxCapacity: 10, JobRunState: 'SUCCEEDED' },
          { Id: 'jr_2', StartedOn: THEN, ExecutionTime: 36_000, MaxCapacity: 80, JobRunState: 'TIMEOUT' },
        ],
      },
    },
  },
  {
    cause: 'A27',
    name: 'tasks that crash and start again',
    lines: [
      ['AmazonECS', 'USE1-Fargate-vCPU-Hours:perCPU', REGION],
      ['Amazon Elastic Container Service', 'EUW1-Fargate-GB-Hours', 'eu-west-1'],
      ['Amazon Elastic Container Service', ''],
    ],
    answers: {
      'ecs-service-state': {
        services: [
          {
            serviceName: 'shop',
            desiredCount: 40,
            runningCount: 31,
            taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/shop:13',
            deployments: [{ id: 'ecs-svc/2', status: 'PRIMARY', createdAt: THEN, updatedAt: THEN, failedTasks: 0, desiredCount: 40 }],
            events: [{ id: 'e', createdAt: THEN, message: '(service shop) has started 12 tasks.' }],
          },
        ],
      },
      'ecs-scaling': {
        ScalingActivities: [
          { ResourceId: 'service/prod/shop', StartTime: THEN, Description: 'Setting desired count to 40.', Cause: 'monitor alarm' },
        ],
      },
      'ecs-service-changed': happened(event('UpdateService', { resources: [resource('ECS::Service', 'shop')] })),
      'ecs-tasks': steps('RunningTaskCount', 8, 'Average'),
    },
  },
  {
    cause: 'A28',
    name: 'a group that grew',
    lines: [
      ['AmazonEC2', 'BoxUsage:m5.xlarge', REGION],
      ['Amazon Elastic Compute Cloud', 'EUW1-BoxUsage:c6i.xlarge', 'eu-west-1'],
      ['Amazon Elastic Compute Cloud - Compute', ''],
      ['AmazonEC2', 'SpotUsage:m5.xlarge', REGION],
    ],
    driver: 'volume',
    answers: {
      machines: machines(...Array.from({ length: 12 }, (_, n) => machine(`i-0aaa${String(n)}`, 'm5.xlarge', THEN, 'web'))),
      'launched-by': happened(
        ...[1, 2, 3].map(() =>
          event('RunInstances', { user: 'AutoScaling', invokedBy: 'autoscaling.amazonaws.com', from: 'autoscaling.amazonaws.com' }),
        ),
      ),
      'scaling-activities': { Activities: Array.from({ length: 12 }, () => launching('web')) },
      'scaling-groups': {
        AutoScalingGroups: [{ AutoScalingGroupName: 'web', MinSize: 2, MaxSize: 40, DesiredCapacity: 40, CreatedTime: BEFORE }],
      },
      'group-size': steps('GroupInServiceInstances', 8, 'Average'),
      'group-changed': happened(event('UpdateAutoScalingGroup', { resources: [resource('AutoScaling::AutoScalingGroup', 'web')] })),
    },
  },
  {
    cause: 'A29',
    name: 'somebody mines with a stolen key',
    shape: 'new',
    lines: [
      ['AmazonEC2', 'APS1-BoxUsage:c5.24xlarge', 'ap-southeast-1'],
      ['Amazon Elastic Compute Cloud', 'SAE1-BoxUsage:g4dn.12xlarge', 'sa-east-1'],
      ['Amazon Elastic Compute Cloud - Compute', ''],
    ],
    answers: {
      machines: machines(...Array.from({ length: 8 }, (_, n) => machine(`i-0bbb${String(n)}`, 'c5.24xlarge', THEN))),
      'launched-by': happened(
        event('RunInstances', {
          ...miner,
          request: { instancesSet: { items: [{ minCount: 8, maxCount: 8 }] } },
          resources: [resource('EC2::Instance', GPU)],
        }),
      ),
      'machine-load': measured('CPUUtilization', 0, 99, 'Average'),
      'security-findings': { FindingIds: ['0'.repeat(32)] },
      'security-findings-read': { Findings: [finding] },
      'access-key-made': happened(event('CreateAccessKey', miner)),
      users: { Users: [{ UserName: 'support-2', CreateDate: THEN }] },
      'caller-asked': happened(event('GetCallerIdentity', miner)),
    },
  },
  {
    cause: 'A30',
    name: 'support on the first of the month',
    shape: 'one-off',
    startDay: '2026-11-01',
    lines: [
      ['AWSSupportBusiness', 'Dollar', ''],
      ['AWS Support (Business)', '', ''],
      ['Tax', '', ''],
    ],
    answers: {
      'record-types': {
        ResultsByTime: ['2026-10-28', '2026-10-30', '2026-11-01', '2026-11-02'].map((Start, index) => ({
          TimePeriod: { Start, End: Start },
          Groups: [
            { Keys: ['Usage'], Metrics: { UnblendedCost: { Amount: '100', Unit: 'USD' } } },
            { Keys: ['Tax'], Metrics: { UnblendedCost: { Amount: index === 2 ? '900' : '0', Unit: 'USD' } } },
          ],
        })),
      },
    },
  },
  {
    cause: 'A31',
    name: 'bot control of every request',
    shape: 'new',
    lines: [
      ['awswaf', 'USE1-AMR-BotControl-Targeted-Request', REGION],
      ['AWS WAF', 'EUW1-RequestV2-Tier1', 'eu-west-1'],
      ['AWS WAF', ''],
      ['AWSSecretsManager', 'USE1-AWSSecretsManagerAPIRequest', REGION],
    ],
    answers: {
      'web-acl-rules': {
        WebACL: {
          Name: 'front',
          Rules: [
            {
              Name: 'bots',
              Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesBotControlRuleSet' } },
              OverrideAction: { None: {} },
            },
          ],
        },
      },
      'web-acl-changed': happened(event('UpdateWebACL')),
      'waf-requests': steps('AllowedRequests', 1.1),
    },
  },
];

/** The same line on the bill as another cause's, and what tells that it is this one. */
export const RIVALS: readonly Case[] = [
  {
    cause: 'A22',
    name: 'a leak through the NAT gateway, with a free way to S3',
    lines: [
      ['AmazonEC2', 'USE1-NatGateway-Bytes', REGION],
      ['Amazon Virtual Private Cloud', 'NatGateway-Bytes', REGION],
      ['AmazonEC2', 'NatGateway-Bytes', REGION],
    ],
    companions: [['AmazonEC2', 'USE1-DataTransfer-Out-Bytes', REGION]],
    answers: {
      'nat-bytes-out': steps('BytesOutToDestination', 20),
      'instance-out': steps('NetworkOut', 20),
      distributions: { DistributionList: { Quantity: 0, Items: [] } },
    },
  },
  {
    cause: 'A28',
    name: 'a fleet of large machines, started by a group',
    lines: [
      ['AmazonEC2', 'BoxUsage:m5.8xlarge', REGION],
      ['Amazon Elastic Compute Cloud', 'EUW1-BoxUsage:c6i.8xlarge', 'eu-west-1'],
      ['Amazon Elastic Compute Cloud - Compute', ''],
    ],
    answers: {
      machines: machines(...Array.from({ length: 12 }, (_, n) => machine(`i-0aaa${String(n)}`, 'm5.8xlarge', THEN, 'web'))),
      'launched-by': happened(event('RunInstances', { user: 'AutoScaling', invokedBy: 'autoscaling.amazonaws.com' })),
      'scaling-activities': { Activities: Array.from({ length: 12 }, () => launching('web')) },
      'group-size': steps('GroupInServiceInstances', 5, 'Average'),
    },
  },
  {
    cause: 'A29',
    name: 'the machine that looks forgotten is a stranger’s',
    shape: 'new',
    lines: [
      ['AmazonEC2', 'BoxUsage:p4d.24xlarge', REGION],
      ['Amazon Elastic Compute Cloud', 'BoxUsage:g5.12xlarge', REGION],
      ['Amazon Elastic Compute Cloud - Compute', ''],
    ],
    answers: {
      machines: machines(machine(GPU, 'p4d.24xlarge', THEN)),
      'launched-by': happened(event('RunInstances', { ...miner, request: { instancesSet: { items: [{ maxCount: 20 }] } } })),
      'machine-load': measured('CPUUtilization', 0, 97, 'Average'),
      'security-findings': { FindingIds: ['0'.repeat(32)] },
      'security-findings-read': { Findings: [finding] },
      'access-key-made': happened(event('CreateAccessKey', miner)),
    },
  },
  {
    cause: 'A29',
    name: 'a stolen key calls models',
    lines: [
      ['AmazonBedrock', 'USE1-Claude3.5Sonnet-input-tokens', REGION],
      ['Amazon Bedrock', 'USE1-Claude3.5Sonnet-output-tokens', REGION],
      ['Amazon Bedrock', ''],
    ],
    shape: 'new',
    answers: {
      'models-called': {
        Metrics: [
          { Namespace: 'AWS/Bedrock', MetricName: 'Invocations', Dimensions: [{ Name: 'ModelId', Value: 'anthropic.claude-3-opus' }] },
        ],
      },
      'model-tokens': measured('InputTokenCount', 0, 1e9),
      'model-calls': measured('Invocations', 0, 1e6),
      'model-callers': happened(...[1, 2, 3].map(() => event('InvokeModel', miner))),
      'security-findings': { FindingIds: ['0'.repeat(32)] },
      'security-findings-read': { Findings: [finding] },
      'access-key-made': happened(event('CreateAccessKey', miner)),
    },
  },
  {
    cause: 'A10',
    name: 'what looks like a fleet is as large as before',
    lines: [
      ['AmazonEC2', 'BoxUsage:m5.xlarge', REGION],
      ['Amazon Elastic Compute Cloud', 'BoxUsage:m5.xlarge', REGION],
      ['Amazon Elastic Compute Cloud - Compute', ''],
    ],
    answers: {
      'savings-plans': {
        savingsPlans: [
          {
            savingsPlanId: 'sp-1',
            savingsPlanType: 'Compute',
            commitment: '12.5',
            currency: 'USD',
            state: 'retired',
            start: '2025-11-03T00:00:00.000Z',
            end: '2026-11-02T23:59:59.000Z',
          },
        ],
      },
      'plans-coverage': {
        SavingsPlansCoverages: ['2026-10-28', '2026-11-01', START, '2026-11-06'].map((Start, index) => ({
          TimePeriod: { Start, End: Start },
          Coverage: { CoveragePercentage: index < 2 ? '88.0' : '1.0' },
        })),
      },
    },
  },
];
