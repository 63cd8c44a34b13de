// Reads of what runs code: scaling groups, functions, containers, clusters.

import { type Entry, entriesOf, type Operation } from '../cloud.js';
import { listed } from '../command.js';
import { type Json, type JsonObject, textAt, textOf } from '../json.js';
import { entryNamed, failed, get, isNamed, list, type Missing, part, type Single } from '../operations.js';

const NO_FUNCTION: Missing = ['ResourceNotFoundException', 'Function not found: arn:aws:lambda:{region}:{account}:function:{}'];
const FUNCTION: Single = { kind: 'function', flag: '--function-name', path: 'FunctionName', missing: NO_FUNCTION };

function ofFunction(name: string, unset: Parameters<typeof part>[2]): Operation {
  return part(FUNCTION, name, unset);
}

const listMappings: Operation = (call, cloud) => {
  const name = call.value('--function-name');
  const source = call.value('--event-source-arn');
  const all = entriesOf(cloud, 'event-source-mapping', call.region).map(({ data }) => data);
  if (name !== undefined && !entryNamed(call, cloud, FUNCTION)) return failed(NO_FUNCTION, name, cloud, call);
  const found = all.filter(
    (one) =>
      (name === undefined || textAt(one, 'FunctionArn').endsWith(`:${name.slice(name.lastIndexOf(':') + 1)}`)) &&
      (source === undefined || one['EventSourceArn'] === source),
  );
  return { json: { EventSourceMappings: found } };
};

function inCluster(call: Parameters<Operation>[0], data: JsonObject): boolean {
  const asked = call.value('--cluster') ?? 'default';
  const arn = textAt(data, 'clusterArn');
  return isNamed(arn.slice(arn.lastIndexOf('/') + 1), asked);
}

/** What ECS finds of what was asked for, and what it misses. */
function described(kind: string, flag: string, member: string, path: string, isInCluster: boolean): Operation {
  return (call, cloud) => {
    const all = entriesOf(cloud, kind, call.region).filter(({ data }) => !isInCluster || inCluster(call, data));
    if (isInCluster && !clusterThere(call, cloud)) return { code: 'ClusterNotFoundException', message: 'Cluster not found.' };
    const asked = listed(call, flag);
    const of = (id: string): Entry | undefined =>
      all.find(({ data }) => textAt(data, path) === id || textAt(data, path).endsWith(`/${id}`));
    const found = asked.flatMap((id) => of(id) ?? []).map(({ data }) => data);
    const failures = asked
      .filter((id) => !of(id))
      .map((id) => ({
        arn: id.startsWith('arn:') ? id : `arn:aws:ecs:${call.region}:${cloud.own.id}:${kind.replace('ecs-', '')}/${id}`,
        reason: 'MISSING',
      }));
    return { json: { [member]: found, failures } };
  };
}

function clusterThere(call: Parameters<Operation>[0], cloud: Parameters<Operation>[1]): boolean {
  const asked = call.value('--cluster') ?? 'default';
  return entriesOf(cloud, 'ecs-cluster', call.region).some(({ data }) => isNamed(textAt(data, 'clusterName'), asked));
}

function arns(kind: string, member: string, path: string): Operation {
  return (call, cloud) => {
    if (kind !== 'ecs-cluster' && !clusterThere(call, cloud)) return { code: 'ClusterNotFoundException', message: 'Cluster not found.' };
    const found = entriesOf(cloud, kind, call.region).filter(({ data }) => kind === 'ecs-cluster' || inCluster(call, data));
    return { json: { [member]: found.map(({ data }): Json => textAt(data, path)) } };
  };
}

/** Newest first. */
function activities(kind: string, member: string, flag: string, path: string): Operation {
  return (call, cloud) => {
    const asked = call.value(flag);
    const found = entriesOf(cloud, kind, call.region).filter(({ data }) => asked === undefined || textOf(data[path]) === asked);
    return { json: { [member]: found.map(({ data }) => data).toReversed() } };
  };
}

const EKS: Single = {
  kind: 'eks-cluster',
  flag: '--name',
  path: 'name',
  member: 'cluster',
  missing: ['ResourceNotFoundException', 'No cluster found for name: {}.'],
};

export const COMPUTE: Readonly<Record<string, Operation>> = {
  'autoscaling describe-auto-scaling-groups': list({
    kind: 'scaling-group',
    member: 'AutoScalingGroups',
    where: { '--auto-scaling-group-names': 'AutoScalingGroupName' },
  }),
  'autoscaling describe-scaling-activities': (call, cloud) => {
    const asked = call.value('--auto-scaling-group-name');
    const isThere =
      asked === undefined || entriesOf(cloud, 'scaling-group', call.region).some(({ data }) => data['AutoScalingGroupName'] === asked);
    if (!isThere) return { code: 'ValidationError', message: 'Group not found' };
    return activities('scaling-activity', 'Activities', '--auto-scaling-group-name', 'AutoScalingGroupName')(call, cloud);
  },
  'autoscaling describe-policies': list({
    kind: 'scaling-policy',
    member: 'ScalingPolicies',
    where: { '--auto-scaling-group-name': 'AutoScalingGroupName' },
  }),
  'autoscaling describe-auto-scaling-instances': list({
    kind: 'scaling-instance',
    member: 'AutoScalingInstances',
    where: { '--instance-ids': 'InstanceId' },
  }),
  'application-autoscaling describe-scaling-activities': activities(
    'app-scaling-activity',
    'ScalingActivities',
    '--resource-id',
    'ResourceId',
  ),
  'application-autoscaling describe-scalable-targets': list({
    kind: 'scalable-target',
    member: 'ScalableTargets',
    where: { '--resource-ids': 'ResourceId', '--service-namespace': 'ServiceNamespace' },
  }),
  'application-autoscaling describe-scaling-policies': list({
    kind: 'app-scaling-policy',
    member: 'ScalingPolicies',
    where: { '--resource-id': 'ResourceId', '--service-namespace': 'ServiceNamespace' },
  }),
  'lambda list-functions': list({ kind: 'function', member: 'Functions' }),
  'lambda get-function-configuration': get(FUNCTION),
  'lambda get-function': get({ ...FUNCTION, one: ({ data }) => ({ Configuration: data, Code: { RepositoryType: 'S3' }, Tags: {} }) }),
  'lambda get-function-concurrency': ofFunction('concurrency', {}),
  'lambda get-function-recursion-config': ofFunction('recursion', { RecursiveLoop: 'Terminate' }),
  'lambda list-provisioned-concurrency-configs': ofFunction('provisioned', { ProvisionedConcurrencyConfigs: [] }),
  'lambda get-provisioned-concurrency-config': ofFunction('provisioned-one', [
    'ProvisionedConcurrencyConfigNotFoundException',
    'No Provisioned Concurrency Config found for this function',
  ]),
  'lambda list-aliases': ofFunction('aliases', { Aliases: [] }),
  'lambda list-versions-by-function': get({ ...FUNCTION, one: ({ data }) => ({ Versions: [data] }) }),
  'lambda get-function-event-invoke-config': ofFunction('invoke-config', [
    'ResourceNotFoundException',
    "The function {} doesn't have an EventInvokeConfig",
  ]),
  'lambda get-policy': ofFunction('policy', ['ResourceNotFoundException', 'The resource you requested does not exist.']),
  'lambda list-event-source-mappings': listMappings,
  'lambda get-account-settings': () => ({
    json: {
      AccountLimit: {
        TotalCodeSize: 80_530_636_800,
        CodeSizeUnzipped: 262_144_000,
        CodeSizeZipped: 52_428_800,
        ConcurrentExecutions: 1_000,
        UnreservedConcurrentExecutions: 1_000,
      },
      AccountUsage: { TotalCodeSize: 184_219_337, FunctionCount: 4 },
    },
  }),
  'ecs list-clusters': arns('ecs-cluster', 'clusterArns', 'clusterArn'),
  'ecs list-services': arns('ecs-service', 'serviceArns', 'serviceArn'),
  'ecs list-tasks': arns('ecs-task', 'taskArns', 'taskArn'),
  'ecs describe-clusters': described('ecs-cluster', '--clusters', 'clusters', 'clusterArn', false),
  'ecs describe-services': described('ecs-service', '--services', 'services', 'serviceArn', true),
  'ecs describe-tasks': described('ecs-task', '--tasks', 'tasks', 'taskArn', true),
  'ecs describe-task-definition': get({
    kind: 'task-definition',
    flag: '--task-definition',
    path: 'names',
    member: 'taskDefinition',
    missing: ['ClientException', 'Unable to describe task definition.'],
    one: ({ parts }) => parts['detail'] ?? {},
  }),
  'eks list-clusters': (call, cloud) => ({
    json: { clusters: entriesOf(cloud, 'eks-cluster', call.region).map(({ data }): Json => textAt(data, 'name')) },
  }),
  'eks describe-cluster': get(EKS),
  'eks list-nodegroups': (call, cloud) => {
    const cluster = entryNamed(call, cloud, { ...EKS, flag: '--cluster-name' });
    return cluster ? { json: cluster.parts['nodegroups'] ?? { nodegroups: [] } } : failed(EKS.missing, call.value('--cluster-name'));
  },
  'eks describe-cluster-versions': list({
    kind: 'eks-version',
    member: 'clusterVersions',
    where: { '--cluster-versions': 'clusterVersion' },
  }),
};
