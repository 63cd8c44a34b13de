// What the three clouds sell, as their bills call it: enough for a bill to look like one. Prices are of the right size, no more.

export interface Meter {
  readonly usageType: string;
  readonly unit: string;
  readonly price: number;
}

export interface Product {
  readonly service: string;
  /** What the bill calls it where it uses a short name. */
  readonly code: string;
  readonly meters: readonly Meter[];
}

export interface Cloud {
  readonly provider: string;
  readonly regions: readonly string[];
  readonly products: readonly Product[];
}

const meters = (text: string): readonly Meter[] =>
  text.split(';').map((one) => {
    const [usageType = '', unit = '', price = ''] = one.split('|').map((part) => part.trim());
    return { usageType, unit, price: Number(price) };
  });

const product = (service: string, code: string, text: string): Product => ({ service, code, meters: meters(text) });

const AWS: Cloud = {
  provider: 'AWS',
  regions: ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-southeast-2'],
  products: [
    product(
      'Amazon Elastic Compute Cloud',
      'AmazonEC2',
      'BoxUsage:m5.xlarge|Hrs|0.192; BoxUsage:c6i.2xlarge|Hrs|0.34; NatGateway-Bytes|GB|0.045; NatGateway-Hours|Hrs|0.045; EBS:VolumeUsage.gp3|GB-Mo|0.08; EBS:SnapshotUsage|GB-Mo|0.05; DataTransfer-Regional-Bytes|GB|0.01',
    ),
    product(
      'Amazon Simple Storage Service',
      'AmazonS3',
      'TimedStorage-ByteHrs|GB-Mo|0.023; Requests-Tier1|Requests|0.000005; Requests-Tier2|Requests|0.0000004; DataTransfer-Out-Bytes|GB|0.09',
    ),
    product(
      'Amazon Relational Database Service',
      'AmazonRDS',
      'InstanceUsage:db.r5.xlarge|Hrs|0.5; Aurora:StorageIOUsage|IOs|0.0000002; RDS:GP2-Storage|GB-Mo|0.115; RDS:ChargedBackupUsage|GB-Mo|0.095',
    ),
    product('AWS Lambda', 'AWSLambda', 'Lambda-GB-Second|Lambda-GB-Second|0.0000166667; Request|Requests|0.0000002'),
    product(
      'AmazonCloudWatch',
      'AmazonCloudWatch',
      'DataProcessing-Bytes|GB|0.5; CW:MetricMonitorUsage|Metrics|0.3; TimedStorage-ByteHrs|GB-Mo|0.03; CW:Requests|Requests|0.00001',
    ),
    product(
      'Amazon DynamoDB',
      'AmazonDynamoDB',
      'WriteRequestUnits|WRU|0.00000125; ReadRequestUnits|RRU|0.00000025; TimedStorage-ByteHrs|GB-Mo|0.25',
    ),
    product('Amazon CloudFront', 'AmazonCloudFront', 'DataTransfer-Out-Bytes|GB|0.085; Requests-Tier2-HTTPS|Requests|0.000001'),
    product('Amazon ElastiCache', 'AmazonElastiCache', 'NodeUsage:cache.r6g.large|Hrs|0.206; BackupUsage|GB-Mo|0.085'),
    product('Amazon Elastic Container Service', 'AmazonECS', 'Fargate-vCPU-Hours:perCPU|hours|0.04048; Fargate-GB-Hours|hours|0.004445'),
    product('Amazon Elastic Container Service for Kubernetes', 'AmazonEKS', 'AmazonEKS-Hours:perCluster|Hrs|0.1'),
    product('Amazon Redshift', 'AmazonRedshift', 'Node:ra3.xlplus|Hrs|1.086; RMS:ra3|GB-Mo|0.024'),
    product(
      'Amazon SageMaker',
      'AmazonSageMaker',
      'Host:ml.m5.xlarge|Hrs|0.23; Train:ml.p3.2xlarge|Hrs|3.825; Notebk:ml.t3.medium|Hrs|0.05',
    ),
    product('Amazon Bedrock', 'AmazonBedrock', 'MP:input-tokens|1K tokens|0.003; MP:output-tokens|1K tokens|0.015'),
    product('Amazon Athena', 'AmazonAthena', 'DataScannedInTB|Terabytes|5'),
    product('AWS Glue', 'AWSGlue', 'ETL-DPU-Hour|DPU-Hour|0.44; Crawler-DPU-Hour|DPU-Hour|0.44'),
    product('Amazon Kinesis', 'AmazonKinesis', 'Storage-ShardHour|Hrs|0.015; PutRequestPayloadUnits|PutRequest|0.000000014'),
    product('AWS Key Management Service', 'awskms', 'KMS-Requests|Requests|0.000003; KMS-Keys|Keys|1'),
    product('Amazon Simple Queue Service', 'AWSQueueService', 'Requests-Tier1|Requests|0.0000004'),
    product('AWS Config', 'AWSConfig', 'ConfigurationItemRecorded|ConfigurationItemRecorded|0.003'),
    product('AWS CloudTrail', 'AWSCloudTrail', 'DataEventsRecorded|Events|0.000001; PaidEventsRecorded|Events|0.00002'),
    product('Amazon GuardDuty', 'AmazonGuardDuty', 'PaidS3DataEventsAnalyzed|Events|0.0000008; PaidEventsAnalyzed|Events|0.000004'),
    product('AWS WAF', 'awswaf', 'WebACLV2|WebACL|5; AMR-BotControl-Targeted-Request|Requests|0.00001'),
    product(
      'AWS Secrets Manager',
      'AWSSecretsManager',
      'AWSSecretsManager-Secrets|Secrets|0.4; AWSSecretsManagerAPIRequest|Requests|0.000005',
    ),
    product('Elastic Load Balancing', 'AWSELB', 'LoadBalancerUsage|Hrs|0.0225; LCUUsage|LCU-Hrs|0.008'),
    product(
      'Amazon Virtual Private Cloud',
      'AmazonVPC',
      'PublicIPv4:InUseAddress|Hrs|0.005; VpcEndpoint-Hours|Hrs|0.01; VpcEndpoint-Bytes|GB|0.01',
    ),
    product('Amazon OpenSearch Service', 'AmazonES', 'ESInstance:r6g.large|Hrs|0.167; ES:GP3-Storage|GB-Mo|0.122'),
  ],
};

const GCP: Cloud = {
  provider: 'Google Cloud',
  regions: ['us-central1', 'us-east1', 'europe-west1', 'europe-west4', 'asia-southeast1'],
  products: [
    product(
      'Compute Engine',
      '6F81-5844-456A',
      'N2 Instance Core running in Americas|hour|0.031611; N2 Instance Ram running in Americas|gibibyte hour|0.004237; Storage PD Capacity|gibibyte month|0.04; Storage PD Snapshot|gibibyte month|0.026; Nvidia Tesla T4 GPU|hour|0.35',
    ),
    product(
      'BigQuery',
      '24E6-581D-38E5',
      'Analysis|tebibyte|6.25; Active Logical Storage|gibibyte month|0.02; Streaming Insert|mebibyte|0.00001',
    ),
    product(
      'Cloud Storage',
      '95FF-2EF5-5EA1',
      'Standard Storage US Multi-region|gibibyte month|0.026; Regional Standard Class A Operations|count|0.000005; Download Worldwide|gibibyte|0.12',
    ),
    product(
      'Cloud Run',
      '152E-C115-5142',
      'CPU Allocation Time|second|0.000024; Memory Allocation Time|gibibyte second|0.0000025; Min Instance CPU|second|0.0000025',
    ),
    product(
      'Cloud SQL',
      '9662-B51E-5089',
      'Cloud SQL for PostgreSQL: Zonal - vCPU|hour|0.0413; Cloud SQL for PostgreSQL: Zonal - RAM|gibibyte hour|0.007; Storage SSD|gibibyte month|0.17',
    ),
    product('Kubernetes Engine', 'CCD8-9BF1-090E', 'Regional Kubernetes Clusters|hour|0.1; Autopilot Pod mCPU Requests|hour|0.0000445'),
    product('Cloud Logging', '5490-F7B7-8DF6', 'Log Storage cost|gibibyte|0.5; Log Retention cost|gibibyte month|0.01'),
    product(
      'Networking',
      'E505-1604-58F8',
      'Network Inter Zone Data Transfer Out|gibibyte|0.01; Network Internet Data Transfer Out|gibibyte|0.085; Cloud NAT Data Processing|gibibyte|0.045; Static Ip Charge|hour|0.01',
    ),
    product(
      'Vertex AI',
      'C7E2-9256-1C43',
      'Online Prediction N1 Core|hour|0.0364; Gemini Text Input|count|0.00000125; Gemini Text Output|count|0.00000375',
    ),
    product('Cloud Pub/Sub', 'A1E8-BE35-7EBC', 'Message Delivery Basic|tebibyte|40; Retained Acknowledged Messages|gibibyte month|0.27'),
    product('Cloud Dataflow', '57D6-8B49-5B5A', 'vCPU Time Streaming|hour|0.069; Data Shuffled|gibibyte|0.011'),
    product('Cloud Spanner', 'CC63-0873-48FD', 'Regional Node|hour|0.9; Storage|gibibyte month|0.3'),
    product('Cloud Functions', '29E7-DA93-CA13', 'Invocations|count|0.0000004; CPU Time|gigahertz second|0.00001'),
    product('Cloud Composer', '1992-3666-B975', 'Composer vCPU|hour|0.045'),
    product('Memorystore for Redis', '5AF5-2C11-D467', 'Redis Capacity Standard M3|gibibyte hour|0.035'),
    product('Artifact Registry', '149C-F9EC-3994', 'Artifact Registry Storage|gibibyte month|0.1'),
    product('Secret Manager', 'EE82-7A5E-871C', 'Secret access operations|count|0.000003'),
    product('Cloud Monitoring', '58CD-E7C3-72CA', 'Metric Volume|mebibyte|0.258'),
  ],
};

const AZURE: Cloud = {
  provider: 'Microsoft',
  regions: ['eastus', 'westus2', 'westeurope', 'northeurope', 'uksouth'],
  products: [
    product('Virtual Machines', 'Microsoft.Compute', 'D4s v5|1 Hour|0.192; E8s v5|1 Hour|0.504; B2s|1 Hour|0.0416'),
    product(
      'Storage',
      'Microsoft.Storage',
      'Hot LRS Data Stored|1 GB/Month|0.0184; Hot Write Operations|10K|0.05; P30 LRS Disk|1/Month|122',
    ),
    product('SQL Database', 'Microsoft.Sql', 'vCore|1 Hour|0.25; Data Stored|1 GB/Month|0.115'),
    product('Azure App Service', 'Microsoft.Web', 'P1 v3 App|1 Hour|0.31'),
    product('Azure Kubernetes Service', 'Microsoft.ContainerService', 'Standard Uptime SLA|1 Hour|0.1'),
    product('Bandwidth', 'Microsoft.Network', 'Standard Data Transfer Out|1 GB|0.087; Inter-Region Egress|1 GB|0.02'),
    product('Azure Cosmos DB', 'Microsoft.DocumentDB', '100 RU/s|1/Hour|0.008; Data Stored|1 GB/Month|0.25'),
    product('Log Analytics', 'Microsoft.OperationalInsights', 'Pay-as-you-go Data Ingestion|1 GB|2.3; Data Retention|1 GB/Month|0.1'),
    product('Azure OpenAI', 'Microsoft.CognitiveServices', 'gpt-4o Input Tokens|1K|0.0025; gpt-4o Output Tokens|1K|0.01'),
    product('Functions', 'Microsoft.Web', 'Execution Time|1 GB Second|0.000016; Total Executions|10|0.000002'),
    product('Event Hubs', 'Microsoft.EventHub', 'Standard Throughput Unit|1 Hour|0.03; Standard Ingress Events|1M|0.028'),
    product('Azure Monitor', 'Microsoft.Insights', 'Metrics Ingestion|10M|0.16'),
    product('Redis Cache', 'Microsoft.Cache', 'C1 Cache Instance|1 Hour|0.055'),
    product('Key Vault', 'Microsoft.KeyVault', 'Operations|10K|0.03'),
    product('NAT Gateway', 'Microsoft.Network', 'Standard Data Processed|1 GB|0.045; Standard Gateway|1 Hour|0.045'),
    product('Azure Databricks', 'Microsoft.Databricks', 'Premium All-purpose Compute DBU|1 Hour|0.55'),
  ],
};

export const CLOUDS = [AWS, GCP, AZURE] as const;

const ALL = CLOUDS.flatMap(({ products }) => products);

/** The short name that a bill has beside the long one. */
export function codeOf(service: string): string {
  return ALL.find((one) => one.service === service)?.code ?? service.replaceAll(/[^A-Za-z0-9]/gu, '');
}
