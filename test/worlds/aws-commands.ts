// Command lines for every operation that looks at a graph, with the names of things that are in it.

import { allAt, textOf } from '../../src/worlds/aws/json.js';
import type { Cloud } from '../../src/worlds/aws/cloud.js';
import { knownOperation } from '../../src/worlds/aws/answers.js';
import { OPERATIONS } from '../../src/worlds/aws/operation-table.js';
import { isoDay } from '../../src/worlds/days.js';

const NAMED: Readonly<Record<string, readonly [kind: string, path: string]>> = {
  '--bucket': ['bucket', 'Name'],
  '--function-name': ['function', 'FunctionName'],
  '--load-balancer-arn': ['load-balancer', 'LoadBalancerArn'],
  '--policy-id': ['dlm-policy', 'PolicyId'],
  '--backup-plan-id': ['backup-plan', 'BackupPlanId'],
  '--table-name': ['table', 'TableName'],
  '--work-group': ['work-group', 'Name'],
  '--query-execution-id': ['query-execution', 'QueryExecutionId'],
  '--query-execution-ids': ['query-execution', 'QueryExecutionId'],
  '--endpoint-name': ['endpoint', 'EndpointName'],
  '--endpoint-config-name': ['endpoint-config', 'EndpointConfigName'],
  '--notebook-instance-name': ['notebook', 'NotebookInstanceName'],
  '--log-group-name': ['log-group', 'logGroupName'],
  '--trail-name': ['trail', 'Name'],
  '--detector-id': ['detector', 'id'],
  '--finding-ids': ['finding', 'Id'],
  '--user-name': ['user', 'UserName'],
  '--role-name': ['role', 'RoleName'],
  '--key-id': ['key', 'KeyId'],
  '--services': ['ecs-service', 'serviceName'],
  '--clusters': ['ecs-cluster', 'clusterName'],
  '--tasks': ['ecs-task', 'taskArn'],
  '--cluster': ['ecs-cluster', 'clusterName'],
  '--task-definition': ['task-definition', 'names'],
  '--cluster-name': ['eks-cluster', 'name'],
};

const FIXED: Readonly<Record<string, string>> = {
  '--scope': 'REGIONAL',
  '--service-namespace': 'ecs',
  '--qualifier': 'live',
  '--usage-statistic-type': 'SUM_BY_DATA_SOURCE',
  '--usage-criteria': 'DataSources=S3_LOGS,FLOW_LOGS',
  '--dimension': 'SERVICE',
  '--job-name': 'none',
  '--id': 'none',
  '--name': 'none',
};

export function lastOf(cloud: Cloud, kind: string, path: string): string {
  const found = cloud.entries.filter((entry) => entry.kind === kind && (entry.region === cloud.home || entry.region === 'global')).at(-1);
  return textOf(allAt(found?.data, path)[0]);
}

function valueFor(cloud: Cloud, service: string, flag: string): string {
  if (flag === '--name') return service === 'eks' ? lastOf(cloud, 'eks-cluster', 'name') : lastOf(cloud, 'trail', 'Name');
  if (flag === '--id' && service === 'cloudfront') return lastOf(cloud, 'distribution', 'Id');
  const named = NAMED[flag];
  return named ? lastOf(cloud, ...named) : (FIXED[flag] ?? 'x');
}

/** Words behind `aws`. */
export function commandsFor(cloud: Cloud): readonly (readonly string[])[] {
  const start = isoDay(cloud.firstDay + cloud.start - 7);
  const end = isoDay(cloud.firstDay + cloud.days);
  const month = isoDay(cloud.firstDay);
  return [...OPERATIONS.keys()]
    .filter((name) => name !== 's3 ls')
    .map((name) => {
      const [service = '', operation = ''] = name.split(' ');
      if (name === 'ce get-cost-and-usage' || name === 'ce get-cost-and-usage-with-resources') {
        return [
          service,
          operation,
          `--time-period=Start=${start},End=${end}`,
          '--granularity=DAILY',
          '--metrics',
          'UnblendedCost',
          '--filter={"Dimensions":{"Key":"REGION","Values":["x"]}}',
          '--group-by',
          'Type=DIMENSION,Key=SERVICE',
        ];
      }
      if (name === 'ce get-cost-comparison-drivers') {
        return [
          service,
          operation,
          `--baseline-time-period=Start=${month},End=${start}`,
          `--comparison-time-period=Start=${start},End=${end}`,
          '--metric-for-comparison=UnblendedCost',
        ];
      }
      if (name === 'ce get-anomalies') return [service, operation, `--date-interval=StartDate=${start},EndDate=${end}`];
      if (service === 'ce')
        return [service, operation, `--time-period=Start=${start},End=${end}`, '--granularity=DAILY', '--dimension=SERVICE'];
      if (name === 'cloudwatch get-metric-statistics') {
        const metric = cloud.metrics.at(-1);
        const dimensions = Object.entries(metric?.dimensions ?? {}).map(([key, value]) => `Name=${key},Value=${value}`);
        return [
          service,
          operation,
          `--namespace=${metric?.namespace ?? ''}`,
          `--metric-name=${metric?.name ?? ''}`,
          '--dimensions',
          ...dimensions,
          `--start-time=${start}`,
          `--end-time=${end}`,
          '--period=86400',
          '--statistics',
          'Sum',
          'Average',
          `--region=${metric?.region ?? ''}`,
        ];
      }
      if (name === 'cloudwatch get-metric-data') {
        const metric = cloud.metrics.at(-1);
        const dimensions = Object.entries(metric?.dimensions ?? {}).map(([Name, Value]) => ({ Name, Value }));
        const query = [
          {
            Id: 'a',
            MetricStat: {
              Metric: { Namespace: metric?.namespace, MetricName: metric?.name, Dimensions: dimensions },
              Period: 86_400,
              Stat: 'Sum',
            },
          },
        ];
        return [service, operation, `--metric-data-queries=${JSON.stringify(query)}`, `--start-time=${start}`, `--end-time=${end}`];
      }
      const required = knownOperation(service, operation)?.required ?? [];
      const more = service === 'ecs' && required.length > 0 && !required.includes('--cluster') ? ['--cluster'] : [];
      const isOfService = name === 'ecs describe-services' || name === 'ecs list-services';
      const cluster =
        textOf(allAt(cloud.entries.findLast(({ kind }) => kind === 'ecs-service')?.data, 'clusterArn')[0])
          .split('/')
          .at(-1) ?? '';
      const flags = [
        ...new Set([
          ...required,
          ...more,
          ...(name === 'ecs list-services' ? ['--cluster'] : []),
          ...(name === 'ecs describe-clusters' ? ['--clusters'] : []),
          ...(name === 'wafv2 get-web-acl' ? ['--scope', '--id'] : []),
        ]),
      ];
      return [
        service,
        operation,
        ...flags.map((flag) => `${flag}=${isOfService && flag === '--cluster' ? cluster : valueFor(cloud, service, flag)}`),
      ];
    });
}
