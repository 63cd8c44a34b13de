// Lines of the bill, by short names of services; usage types get the prefix of their region.

import type { Cover } from '../../bill/index.js';
import type { Account, Cloud } from '../cloud.js';

const SERVICES = {
  ec2: ['AmazonEC2', 'Amazon Elastic Compute Cloud'],
  s3: ['AmazonS3', 'Amazon Simple Storage Service'],
  rds: ['AmazonRDS', 'Amazon Relational Database Service'],
  lambda: ['AWSLambda', 'AWS Lambda'],
  cloudwatch: ['AmazonCloudWatch', 'AmazonCloudWatch'],
  dynamodb: ['AmazonDynamoDB', 'Amazon DynamoDB'],
  cloudfront: ['AmazonCloudFront', 'Amazon CloudFront'],
  ecs: ['AmazonECS', 'Amazon Elastic Container Service'],
  eks: ['AmazonEKS', 'Amazon Elastic Container Service for Kubernetes'],
  redshift: ['AmazonRedshift', 'Amazon Redshift'],
  sagemaker: ['AmazonSageMaker', 'Amazon SageMaker'],
  bedrock: ['AmazonBedrock', 'Amazon Bedrock'],
  athena: ['AmazonAthena', 'Amazon Athena'],
  glue: ['AWSGlue', 'AWS Glue'],
  kms: ['awskms', 'AWS Key Management Service'],
  sqs: ['AWSQueueService', 'Amazon Simple Queue Service'],
  config: ['AWSConfig', 'AWS Config'],
  cloudtrail: ['AWSCloudTrail', 'AWS CloudTrail'],
  guardduty: ['AmazonGuardDuty', 'Amazon GuardDuty'],
  waf: ['awswaf', 'AWS WAF'],
  secrets: ['AWSSecretsManager', 'AWS Secrets Manager'],
  elb: ['AWSELB', 'Elastic Load Balancing'],
  vpc: ['AmazonVPC', 'Amazon Virtual Private Cloud'],
  elasticache: ['AmazonElastiCache', 'Amazon ElastiCache'],
  backup: ['AWSBackup', 'AWS Backup'],
  msk: ['AmazonMSK', 'Amazon Managed Streaming for Apache Kafka'],
  route53: ['AmazonRoute53', 'Amazon Route 53'],
  sns: ['AmazonSNS', 'Amazon Simple Notification Service'],
  textract: ['AmazonTextract', 'Amazon Textract'],
  connect: ['AmazonConnect', 'Amazon Connect'],
  opensearch: ['AmazonES', 'Amazon OpenSearch Service'],
} as const;
export type ServiceName = keyof typeof SERVICES;

const PREFIXES: Readonly<Record<string, string>> = {
  'us-east-1': '',
  'us-east-2': 'USE2-',
  'us-west-2': 'USW2-',
  'eu-west-1': 'EU-',
  'eu-west-2': 'EUW2-',
  'eu-central-1': 'EUC1-',
  'eu-north-1': 'EUN1-',
  'ap-southeast-1': 'APS1-',
  'ap-southeast-2': 'APS2-',
  'ap-northeast-1': 'APN1-',
  'ap-south-1': 'APS3-',
  'sa-east-1': 'SAE1-',
};

export interface Charged {
  readonly region?: string;
  readonly account?: Account;
  readonly resource?: string;
  readonly operation?: string;
  readonly zone?: string;
  readonly unit: string;
  readonly price: number;
  /** What it cost day by day; or how much was used. */
  readonly dollars?: readonly number[];
  readonly quantity?: readonly number[];
  readonly covers?: readonly Cover[];
  readonly tags?: Readonly<Record<string, string>>;
  /** Without the prefix of a region. */
  readonly isBare?: boolean;
}

export function charge(cloud: Cloud, service: ServiceName, usageType: string, charged: Charged): void {
  const {
    account = cloud.own,
    covers,
    dollars = [],
    isBare = false,
    operation = '',
    price,
    region = cloud.home,
    resource = '',
    tags,
    unit,
    zone,
  } = charged;
  const [code, name] = SERVICES[service];
  cloud.lines.push({
    account: account.id,
    accountName: account.name,
    service: name,
    code,
    usageType: isBare ? usageType : `${PREFIXES[region] ?? ''}${usageType}`,
    operation,
    region,
    ...(zone === undefined ? {} : { zone }),
    resource,
    unit,
    price,
    quantity: charged.quantity ?? dollars.map((amount) => amount / price),
    ...(covers ? { covers } : {}),
    ...(tags ? { tags } : {}),
  });
}

/** How a bill may spell a service: by its code or by its name. */
export function spelt(...services: readonly ServiceName[]): RegExp {
  return new RegExp(`^(?:${services.flatMap((service) => SERVICES[service]).join('|')})$`, 'u');
}

export function serviceCode(service: ServiceName): string {
  return SERVICES[service][0];
}

export function serviceTitle(service: ServiceName): string {
  return SERVICES[service][1];
}
