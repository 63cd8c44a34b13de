// Services as bills spell them: the codes of CUR, the long names of FOCUS and Cost Explorer, the short ones of its console.

import type { Known } from '../known.js';
import type { Mark } from '../signature.js';

const service = (names: string): RegExp => new RegExp(`^(?:Amazon ?|AWS ?)?(?:${names})`, 'i');

export const EC2 = service('EC2(?! Container)|Elastic Compute Cloud');
/** Where Cost Explorer keeps machines apart from what goes with them. */
export const EC2_COMPUTE = service('EC2-Instances|Elastic Compute Cloud - Compute');
export const EC2_OTHER = service('EC2 ?- ?Other');
/** Where a bill does not keep them apart. */
export const EC2_WHOLE = service('EC2$|Elastic Compute Cloud$');
export const VPC = service('VPC|Virtual Private Cloud');
export const TRANSFER = service('Data ?Transfer');
export const S3 = service('S3|Simple Storage Service');
export const CLOUDWATCH = service('CloudWatch');
export const ELB = service('ELB|Elastic Load Balancing|EC2-ELB|Load Balancing');
export const RDS = service('RDS|Relational Database Service|Aurora');
export const DYNAMODB = service('DynamoDB');
export const LAMBDA = service('Lambda');
export const EKS = service('EKS|Elastic Kubernetes|Elastic Container Service for Kubernetes');
export const ECS = service('ECS|Fargate|Elastic Container Service(?! for)|EC2 Container Service');
export const BEDROCK = /^(?:Amazon ?)?Bedrock|\(Amazon Bedrock Edition\)|^Claude|^AWS ?Marketplace/i;
export const SAGEMAKER = service('SageMaker');
export const KMS = service('KMS|Key Management');
export const CONFIG = service('Config(?:$|[^a-z])');
export const GUARDDUTY = service('GuardDuty');
export const CLOUDTRAIL = service('CloudTrail');
export const CLOUDFRONT = service('CloudFront');
export const ATHENA = service('Athena');
export const GLUE = service('Glue');
export const WAF = service('WAF|Shield');
export const SECRETS = service('Secrets ?Manager');

/** The usage type is not known, or only as the number of a SKU. */
const UNSAID = /^$|^[A-Z0-9]{16}$|^SKU-/;

/** A usage type by its tail: a region, or two, may stand before it. */
export function tail(names: string): RegExp {
  return new RegExp(`(?:^|[-:_ ])(?:${names})`, 'i');
}

export function marked(where: RegExp | undefined, usage: RegExp, tells: number): Mark {
  return { ...(where === undefined ? {} : { service: where }), usage, tells };
}

/** Whether what rose is of this kind; a bill that says no more than the service may be. */
export function isAbout({ names }: Known, usage: RegExp, ...services: readonly RegExp[]): boolean {
  const usages = names.get('usage-type') ?? [];
  if (usages.some((one) => usage.test(one))) return true;
  return usages.every((one) => UNSAID.test(one)) && (names.get('service') ?? []).some((name) => services.some((one) => one.test(name)));
}

/** The bill says no more than the service. */
export function unsaid(where: RegExp, tells: number): Mark {
  return { service: where, usage: UNSAID, tells };
}
