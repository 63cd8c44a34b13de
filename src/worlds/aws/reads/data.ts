// Reads of databases, queries, streams and models.

import { entriesOf, type Operation } from '../cloud.js';
import { type Json, secondsOf, textAt, textOf } from '../json.js';
import { entryNamed, failed, get, list, type Missing, part, type Single } from '../operations.js';
import { timeGiven } from '../command.js';

const NO_TABLE: Missing = ['ResourceNotFoundException', 'Requested resource not found: Table: {} not found'];
const TABLE: Single = { kind: 'table', flag: '--table-name', path: 'TableName', member: 'Table', missing: NO_TABLE };
const WORK_GROUP: Single = {
  kind: 'work-group',
  flag: '--work-group',
  path: 'Name',
  member: 'WorkGroup',
  missing: ['InvalidRequestException', 'WorkGroup {} is not found.'],
};

function names(kind: string, member: string, path: string): Operation {
  return (call, cloud) => ({ json: { [member]: entriesOf(cloud, kind, call.region).map(({ data }): Json => textAt(data, path)) } });
}

const rdsEvents: Operation = (call, cloud) => {
  const minutes = Number(call.value('--duration') ?? 60);
  const from = Math.max(timeGiven(call, '--start-time') ?? cloud.now - minutes * 60, cloud.now - 14 * 86_400);
  const to = timeGiven(call, '--end-time') ?? cloud.now;
  const found = entriesOf(cloud, 'rds-event', call.region)
    .map(({ data }) => data)
    .filter((event) => {
      const time = secondsOf(event['Date']) ?? 0;
      return (
        time >= from &&
        time <= to &&
        (!call.has('--source-type') || event['SourceType'] === call.value('--source-type')) &&
        (!call.has('--source-identifier') || event['SourceIdentifier'] === call.value('--source-identifier'))
      );
    });
  return { json: { Events: found } };
};

const listExecutions: Operation = (call, cloud) => {
  const group = call.value('--work-group') ?? 'primary';
  if (!entriesOf(cloud, 'work-group', call.region).some(({ data }) => data['Name'] === group)) return failed(WORK_GROUP.missing, group);
  const found = entriesOf(cloud, 'query-execution', call.region).filter(({ data }) => data['WorkGroup'] === group);
  return { json: { QueryExecutionIds: found.map(({ data }): Json => textAt(data, 'QueryExecutionId')).toReversed() } };
};

const batchExecutions: Operation = (call, cloud) => {
  const all = entriesOf(cloud, 'query-execution', call.region).map(({ data }) => data);
  const asked = call.values('--query-execution-ids');
  return {
    json: {
      QueryExecutions: all.filter((one) => asked.includes(textAt(one, 'QueryExecutionId'))),
      UnprocessedQueryExecutionIds: asked
        .filter((id) => !all.some((one) => one['QueryExecutionId'] === id))
        .map((id) => ({ QueryExecutionId: id, ErrorCode: 'INVALID_INPUT', ErrorMessage: `QueryExecution ${id} was not found` })),
    },
  };
};

/** A status, a part of a name: how SageMaker's lists are narrowed. */
function jobs(kind: string, member: string, status: string, name: string): Operation {
  return (call, cloud) => {
    const found = entriesOf(cloud, kind, call.region).map(({ data }) => data);
    const chosen = found.filter(
      (one) =>
        (!call.has('--status-equals') || textOf(one[status]) === call.value('--status-equals')) &&
        (!call.has('--name-contains') || textOf(one[name]).includes(call.value('--name-contains') ?? '')),
    );
    return { json: { [member]: chosen } };
  };
}

const NO_RESOURCE: Missing = ['ValidationException', 'Could not find {}'];

export const DATA: Readonly<Record<string, Operation>> = {
  'rds describe-db-instances': list({
    kind: 'db-instance',
    member: 'DBInstances',
    ids: ['--db-instance-identifier', 'DBInstanceIdentifier', ['DBInstanceNotFound', 'DBInstance {} not found.']],
  }),
  'rds describe-db-clusters': list({
    kind: 'db-cluster',
    member: 'DBClusters',
    ids: ['--db-cluster-identifier', 'DBClusterIdentifier', ['DBClusterNotFoundFault', 'DBCluster {} not found.']],
  }),
  'rds describe-db-snapshots': list({
    kind: 'db-snapshot',
    member: 'DBSnapshots',
    where: { '--snapshot-type': 'SnapshotType', '--db-instance-identifier': 'DBInstanceIdentifier' },
  }),
  'rds describe-db-cluster-snapshots': list({
    kind: 'db-cluster-snapshot',
    member: 'DBClusterSnapshots',
    where: { '--snapshot-type': 'SnapshotType' },
  }),
  'rds describe-events': rdsEvents,
  'rds describe-reserved-db-instances': list({ kind: 'reserved-db', member: 'ReservedDBInstances' }),
  'rds describe-db-major-engine-versions': list({
    kind: 'db-major-version',
    member: 'DBMajorEngineVersions',
    where: { '--engine': 'Engine', '--major-engine-version': 'MajorEngineVersion' },
  }),
  'rds describe-pending-maintenance-actions': list({ kind: 'db-maintenance', member: 'PendingMaintenanceActions' }),
  'dynamodb list-tables': names('table', 'TableNames', 'TableName'),
  'dynamodb describe-table': get(TABLE),
  'dynamodb describe-continuous-backups': part({ ...TABLE, missing: ['TableNotFoundException', 'Table not found: {}'] }, 'backups', {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
    },
  }),
  'dynamodb describe-time-to-live': part(TABLE, 'ttl', { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } }),
  'athena list-work-groups': (call, cloud) => ({
    json: {
      WorkGroups: entriesOf(cloud, 'work-group', call.region).map(({ data }) => ({
        Name: data['Name'],
        State: data['State'],
        Description: data['Description'],
        CreationTime: data['CreationTime'],
        EngineVersion: { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: 'Athena engine version 3' },
      })),
    },
  }),
  'athena get-work-group': get(WORK_GROUP),
  'athena list-query-executions': listExecutions,
  'athena get-query-execution': get({
    kind: 'query-execution',
    flag: '--query-execution-id',
    path: 'QueryExecutionId',
    member: 'QueryExecution',
    missing: ['InvalidRequestException', 'QueryExecution {} was not found'],
  }),
  'athena batch-get-query-execution': batchExecutions,
  'glue get-jobs': list({ kind: 'glue-job', member: 'Jobs' }),
  'glue list-jobs': names('glue-job', 'JobNames', 'Name'),
  'glue get-job': get({
    kind: 'glue-job',
    flag: '--job-name',
    path: 'Name',
    member: 'Job',
    missing: ['EntityNotFoundException', 'Job with name: {} not found.'],
  }),
  'glue get-job-runs': (call, cloud) => {
    const job = entryNamed(call, cloud, { kind: 'glue-job', flag: '--job-name', path: 'Name' });
    return job
      ? { json: job.parts['runs'] ?? { JobRuns: [] } }
      : failed(['EntityNotFoundException', 'Job with name: {} not found.'], call.value('--job-name'));
  },
  'kafka list-clusters-v2': list({ kind: 'kafka-cluster', member: 'ClusterInfoList' }),
  'kafka list-clusters': list({
    kind: 'kafka-cluster',
    member: 'ClusterInfoList',
    one: ({ data }) => ({
      ClusterArn: data['ClusterArn'],
      ClusterName: data['ClusterName'],
      CreationTime: data['CreationTime'],
      State: data['State'],
    }),
  }),
  'elasticache describe-cache-clusters': list({ kind: 'cache-cluster', member: 'CacheClusters' }),
  'sagemaker list-endpoints': jobs('endpoint', 'Endpoints', 'EndpointStatus', 'EndpointName'),
  'sagemaker describe-endpoint': part(
    { kind: 'endpoint', flag: '--endpoint-name', path: 'EndpointName', missing: ['ValidationException', 'Could not find endpoint "{}".'] },
    'detail',
    {},
  ),
  'sagemaker describe-endpoint-config': get({
    kind: 'endpoint-config',
    flag: '--endpoint-config-name',
    path: 'EndpointConfigName',
    missing: ['ValidationException', 'Could not find endpoint configuration "{}".'],
  }),
  'sagemaker list-endpoint-configs': list({
    kind: 'endpoint-config',
    member: 'EndpointConfigs',
    one: ({ data }) => ({ ...data, ProductionVariants: undefined }),
  }),
  'sagemaker list-notebook-instances': jobs('notebook', 'NotebookInstances', 'NotebookInstanceStatus', 'NotebookInstanceName'),
  'sagemaker list-apps': list({ kind: 'sagemaker-app', member: 'Apps' }),
  'sagemaker list-training-jobs': jobs('training-job', 'TrainingJobSummaries', 'TrainingJobStatus', 'TrainingJobName'),
  'bedrock list-provisioned-model-throughputs': list({ kind: 'provisioned-model', member: 'provisionedModelSummaries' }),
  'bedrock list-inference-profiles': list({ kind: 'inference-profile', member: 'inferenceProfileSummaries' }),
  'bedrock list-foundation-models': list({
    kind: 'foundation-model',
    member: 'modelSummaries',
    where: { '--by-provider': 'providerName' },
  }),
  'bedrock get-model-invocation-logging-configuration': () => ({ json: {} }),
  'sagemaker describe-notebook-instance': get({
    kind: 'notebook',
    flag: '--notebook-instance-name',
    path: 'NotebookInstanceName',
    missing: NO_RESOURCE,
  }),
};
