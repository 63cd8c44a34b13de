// Resource ids as bills write them, turned into the names that commands want.

import type { NameKind } from '../known.js';

type Named = readonly [kind: NameKind, name: string];

/** Ids that say themselves what they are. */
const BY_PREFIX: readonly (readonly [prefix: string, kind: NameKind])[] = [
  ['nat-', 'nat-gateway'],
  ['i-', 'instance'],
  ['vol-', 'volume'],
  ['snap-', 'snapshot'],
  ['eipalloc-', 'address'],
  ['eni-', 'interface'],
  ['vpce-', 'vpc-endpoint'],
  ['fs-', 'file-system'],
];

/** Service of an ARN and the first word of its resource, and the kind of name that follows. */
const BY_ARN: Readonly<Record<string, NameKind>> = {
  'lambda function': 'function',
  'logs log-group': 'log-group',
  'dynamodb table': 'table',
  'rds db': 'db-instance',
  'rds cluster': 'db-cluster',
  'eks cluster': 'eks-cluster',
  'ecs cluster': 'ecs-cluster',
  'sagemaker endpoint': 'endpoint',
  'sagemaker notebook-instance': 'notebook',
  'sagemaker training-job': 'training-job',
  'athena workgroup': 'work-group',
  'glue job': 'job',
  'guardduty detector': 'detector',
  'cloudtrail trail': 'trail',
  'bedrock foundation-model': 'model',
  'bedrock inference-profile': 'model',
  'bedrock provisioned-model': 'provisioned-model',
  'kms key': 'key',
  'secretsmanager secret': 'secret',
  'kafka cluster': 'kafka-cluster',
  'cloudfront distribution': 'distribution',
};

function byPrefix(id: string): readonly Named[] {
  return BY_PREFIX.filter(([prefix]) => id.startsWith(prefix)).map(([, kind]) => [kind, id] as const);
}

function fromArn(arn: string): readonly Named[] {
  const [, , service = '', , , ...rest] = arn.split(':');
  const whole = rest.join(':');
  if (service === 's3') return [['bucket', whole.split('/')[0] ?? '']];
  if (service === 'elasticloadbalancing') return [['load-balancer', arn]];
  const [word = '', ...names] = whole.split(/[:/]/);
  const [first = '', second = '', third = ''] = names;
  if (service === 'ecs' && (word === 'service' || word === 'task')) {
    // Older ARNs leave the cluster out.
    if (second === '') return word === 'service' ? [['ecs-service', first]] : [];
    return [['ecs-cluster', first], ...(word === 'service' ? [['ecs-service', second] as const] : [])];
  }
  if (service === 'wafv2' && first === 'webacl') return [['web-acl', `${second}/${third}`]];
  const kind = BY_ARN[`${service} ${word}`];
  // A log group's name has slashes of its own; what follows its colon is no part of it.
  if (kind === 'log-group') return [[kind, (whole.slice(word.length + 1).split(':')[0] ?? '').trim()]];
  if (kind !== undefined) return [[kind, first]];
  return byPrefix(whole.slice(whole.lastIndexOf('/') + 1));
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

export function namesOf(resource: string, service: string): readonly Named[] {
  const found = resource.startsWith('arn:') ? fromArn(resource) : byPrefix(resource);
  if (found.length > 0) return found.filter(([, name]) => name !== '');
  const isBucket = /S3|Simple Storage/i.test(service) && BUCKET.test(resource);
  return isBucket ? [['bucket', resource]] : [];
}

/** Names by kind, in the order of the bill. */
export function awsNames(
  lines: readonly { readonly resource: string; readonly service: string }[],
): ReadonlyMap<NameKind, readonly string[]> {
  const names = new Map<NameKind, readonly string[]>();
  for (const { resource, service } of lines) {
    if (resource === '') continue;
    for (const [kind, name] of namesOf(resource, service)) names.set(kind, [...new Set([...(names.get(kind) ?? []), name])]);
  }
  return names;
}
