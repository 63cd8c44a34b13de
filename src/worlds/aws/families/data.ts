// Data and models: an index too many, a query without an index, scans, tokens, endpoints that nobody calls.

import { timeOn } from '../../days.js';
import { uuidFrom } from '../../random.js';
import { flat, times } from '../../series.js';
import { add } from '../cloud.js';
import type { Described } from '../define.js';
import { charge, spelt } from '../estate/charges.js';
import { weekly, type Estate } from '../estate/estate.js';
import { asRole, happened, somebody } from '../estate/events.js';
import { addDatabase } from '../estate/machines.js';
import { addBucket, addFunction, addTable } from '../estate/stores.js';
import { stamp } from '../json.js';
import { bench, decoys, large, newThing, orders, stepped } from './common.js';

const index: Described = {
  name: 'aws-dynamodb',
  family: 'aws-data',
  about: 'tables that are paid by the request',
  build: (cloud) => {
    const { company, start } = cloud;
    const name = `${company}-events`;
    const price = 0.00000125;
    const writes = stepped(cloud, 'table', { level: (cloud.scale * 0.05) / price, extra: large(cloud, 0.35, 0.7) / price });
    const gsi = { name: 'by-customer', key: 'customer_id' };
    addTable(cloud, {
      name,
      writes,
      reads: weekly(cloud, 'table reads', (cloud.scale * 0.01) / 0.00000025),
      gigabytes: 320,
      indexes: [gsi, { name: 'by-day', key: 'day' }, { name: 'by-source', key: 'source' }],
    });
    for (const one of ['by-customer', 'by-day', 'by-source']) {
      cloud.metrics.push({
        namespace: 'AWS/DynamoDB',
        name: 'ConsumedWriteCapacityUnits',
        region: cloud.home,
        dimensions: { TableName: name, GlobalSecondaryIndexName: one },
        unit: 'Count',
        kind: 'sum',
        values: writes.map((value, day) => (day < start && one !== 'by-day' ? 0 : value * 0.3)),
      });
    }
    const who = somebody(cloud, 'index');
    happened(cloud, {
      name: 'UpdateTable',
      source: 'dynamodb',
      day: start,
      hour: 0.2,
      user: asRole('Terraform', who),
      resources: [['AWS::DynamoDB::Table', name]],
      request: {
        tableName: name,
        globalSecondaryIndexUpdates: [
          { create: { indexName: 'by-customer', projection: { projectionType: 'ALL' } } },
          { create: { indexName: 'by-source', projection: { projectionType: 'ALL' } } },
        ],
      },
    });
    decoys(cloud);
    return {
      causes: ['A17'],
      spike: { service: spelt('dynamodb'), usageType: /WriteRequestUnits$/u },
      facts: [name, 'by-customer'],
      spared: ['dynamodb list-tables', 'dynamodb describe-table', 'cloudwatch list-metrics'],
    };
  },
};

const aurora: Described = {
  name: 'aws-aurora',
  family: 'aws-data',
  about: 'a cluster of databases that also feeds reports',
  build: (cloud) => {
    const { company, firstDay, home, own, start } = cloud;
    const cluster = `${company}-ledger`;
    const price = 0.0000002;
    const reads = stepped(cloud, 'reads', { level: (cloud.scale * 0.05) / price, extra: large(cloud, 0.35, 0.7) / price, weekend: 0.95 });
    const arn = `arn:aws:rds:${home}:${own.id}:cluster:${cluster}`;
    const member = (id: string, isWriter: boolean): { readonly DBInstanceIdentifier: string; readonly IsClusterWriter: boolean } => ({
      DBInstanceIdentifier: id,
      IsClusterWriter: isWriter,
    });
    add(cloud, 'db-cluster', home, {
      AllocatedStorage: 1,
      AvailabilityZones: [`${home}a`, `${home}b`, `${home}c`],
      BackupRetentionPeriod: 7,
      DBClusterIdentifier: cluster,
      Status: 'available',
      Engine: 'aurora-postgresql',
      EngineVersion: '15.6',
      Port: 5_432,
      MasterUsername: 'dbadmin',
      DBClusterMembers: [member(`${cluster}-1`, true), member(`${cluster}-2`, false)],
      ClusterCreateTime: stamp(timeOn(firstDay - 380, 9)),
      EngineMode: 'provisioned',
      StorageType: 'aurora',
      DBClusterArn: arn,
      EngineLifecycleSupport: 'open-source-rds-extended-support-disabled',
      StorageEncrypted: true,
      MultiAZ: true,
    });
    for (const id of ['1', '2'])
      addDatabase(cloud, {
        name: `${cluster}-${id}`,
        type: 'db.r6g.large',
        price: 0.26,
        engine: 'aurora-postgresql',
        version: '15.6',
        cluster,
      });
    charge(cloud, 'rds', 'Aurora:StorageIOUsage', {
      unit: 'IOs',
      price,
      operation: 'CreateDBInstance:0021',
      resource: arn,
      quantity: reads,
    });
    charge(cloud, 'rds', 'Aurora:StorageUsage', {
      unit: 'GB-Mo',
      price: 0.1,
      operation: 'CreateDBInstance:0021',
      resource: arn,
      quantity: flat(cloud.days, 30),
    });
    const metric = (name: string, values: readonly number[]): void => {
      cloud.metrics.push({
        namespace: 'AWS/RDS',
        name,
        region: home,
        dimensions: { DBClusterIdentifier: cluster },
        unit: 'Count',
        kind: 'sum',
        values,
      });
    };
    metric('VolumeReadIOPs', times(reads, 0.97));
    metric('VolumeWriteIOPs', flat(cloud.days, (cloud.scale * 0.003) / price));
    cloud.metrics.push({
      namespace: 'AWS/RDS',
      name: 'BufferCacheHitRatio',
      region: home,
      dimensions: { DBInstanceIdentifier: `${cluster}-2` },
      unit: 'Percent',
      kind: 'level',
      values: flat(cloud.days, 99.4).map((value, day) => (day < start ? value : 71.2)),
    });
    const who = somebody(cloud, 'aurora');
    add(cloud, 'rds-event', home, {
      SourceIdentifier: `${cluster}-2`,
      SourceType: 'db-instance',
      Message: 'Performance Insights has been enabled',
      EventCategories: ['configuration change'],
      Date: stamp(timeOn(firstDay + start - 3, 10)),
      SourceArn: `arn:aws:rds:${home}:${own.id}:db:${cluster}-2`,
    });
    addFunction(cloud, {
      name: `${company}-ledger-report`,
      memory: 512,
      invocations: flat(cloud.days, 96).map((value, day) => (day < start ? 0 : value)),
      duration: 41_000,
      description: 'balances, every quarter of an hour',
      changedDay: start,
    });
    happened(cloud, {
      name: 'CreateFunction20150331',
      source: 'lambda',
      day: start,
      hour: 0.2,
      user: asRole('Terraform', who),
      resources: [['AWS::Lambda::Function', `${company}-ledger-report`]],
      request: { functionName: `${company}-ledger-report` },
    });
    decoys(cloud, newThing);
    return {
      causes: ['A24'],
      spike: { service: spelt('rds'), usageType: /Aurora:StorageIOUsage$/u },
      facts: [cluster],
      spared: ['rds describe-db-clusters', 'rds describe-db-instances', 'cloudwatch list-metrics'],
    };
  },
};

const scans: Described = {
  name: 'aws-athena',
  family: 'aws-data',
  about: 'analysts who ask questions of files in a bucket',
  build: (cloud) => {
    const { company, days, firstDay, home, random, start } = cloud;
    const dollars = stepped(cloud, 'scans', { level: cloud.scale * 0.02, extra: large(cloud, 0.35, 0.7), weekend: 0.9 });
    charge(cloud, 'athena', 'DataScannedInTB', {
      unit: 'Terabytes',
      price: 5,
      operation: 'RunQuery',
      resource: `arn:aws:athena:${home}:${cloud.own.id}:workgroup/dashboards`,
      dollars,
    });
    const groups = [
      ['primary', 1, 0.02],
      ['dashboards', 24, 0.98],
    ] as const;
    const who = somebody(cloud, 'scans');
    for (const [name] of groups) {
      add(cloud, 'work-group', home, {
        Name: name,
        State: 'ENABLED',
        Description: '',
        CreationTime: stamp(timeOn(firstDay - 300, 9)),
        Configuration: {
          ResultConfiguration: { OutputLocation: `s3://${company}-athena-results/` },
          EnforceWorkGroupConfiguration: true,
          PublishCloudWatchMetricsEnabled: true,
          RequesterPaysEnabled: false,
          EngineVersion: { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: 'Athena engine version 3' },
        },
      });
    }
    for (let day = Math.max(0, start - 4); day < days; day += 1) {
      for (const [name, queries, share] of groups) {
        const isHeavy = name === 'dashboards' && day >= start;
        const count = isHeavy ? queries : 2;
        const bytes = (((dollars[day] ?? 0) / 5) * 1e12 * share) / count;
        for (let at = 0; at < count; at += 1) {
          const time = timeOn(firstDay + day, (at * 24) / count + 0.4);
          const id = uuidFrom(random.fork(`query ${name} ${String(day)} ${String(at)}`));
          const text = isHeavy
            ? 'SELECT tenant, count(*) FROM clicks GROUP BY tenant'
            : "SELECT tenant, count(*) FROM clicks WHERE dt = date '2026-06-01' GROUP BY tenant";
          add(cloud, 'query-execution', home, {
            QueryExecutionId: id,
            Query: text,
            StatementType: 'DML',
            ResultConfiguration: { OutputLocation: `s3://${company}-athena-results/${id}.csv` },
            QueryExecutionContext: { Database: 'web' },
            Status: { State: 'SUCCEEDED', SubmissionDateTime: stamp(time), CompletionDateTime: stamp(time + 38) },
            Statistics: {
              EngineExecutionTimeInMillis: isHeavy ? 37_211 : 2_118,
              DataScannedInBytes: Math.round(bytes),
              TotalExecutionTimeInMillis: isHeavy ? 37_604 : 2_402,
            },
            WorkGroup: name,
            EngineVersion: { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: 'Athena engine version 3' },
            SubstatementType: 'SELECT',
          });
        }
      }
    }
    for (const [name, , share] of groups) {
      cloud.metrics.push({
        namespace: 'AWS/Athena',
        name: 'ProcessedBytes',
        region: home,
        dimensions: { WorkGroup: name, QueryState: 'SUCCEEDED', QueryType: 'DML' },
        unit: 'Bytes',
        kind: 'sum',
        values: dollars.map((value) => (value / 5) * 1e12 * share),
      });
    }
    addBucket(cloud, { name: `${company}-athena-results`, gigabytes: flat(days, 12) });
    happened(cloud, {
      name: 'StartQueryExecution',
      source: 'athena',
      day: start,
      hour: 0.4,
      user: asRole('Dashboards', who),
      resources: [],
      request: { workGroup: 'dashboards', queryString: '***' },
    });
    decoys(cloud);
    return {
      causes: ['A26'],
      spike: { service: spelt('athena'), usageType: /DataScannedInTB$/u },
      facts: ['dashboards', who],
      spared: [
        'athena list-work-groups',
        'athena list-query-executions',
        'athena get-work-group',
        'athena batch-get-query-execution',
        'athena get-query-execution',
      ],
    };
  },
};

export const MODEL = 'anthropic.claude-sonnet-4-5-20250929-v1:0';

/** Metrics of calls to a model, and what they cost. */
export function tokens(cloud: Estate, region: string, dollars: readonly number[], perCall: (day: number) => number): void {
  const input = dollars.map((value) => (value * 0.62) / 0.000003);
  const output = dollars.map((value) => (value * 0.38) / 0.000015);
  const metric = (name: string, values: readonly number[]): void => {
    cloud.metrics.push({ namespace: 'AWS/Bedrock', name, region, dimensions: { ModelId: MODEL }, unit: 'Count', kind: 'sum', values });
  };
  metric('InputTokenCount', input);
  metric('OutputTokenCount', output);
  metric(
    'Invocations',
    input.map((value, day) => Math.round(value / perCall(day))),
  );
  cloud.metrics.push({
    namespace: 'AWS/Bedrock',
    name: 'InvocationLatency',
    region,
    dimensions: { ModelId: MODEL },
    unit: 'Milliseconds',
    kind: 'level',
    values: flat(cloud.days, 4_100),
  });
  const thousand = {
    region,
    unit: '1K tokens',
    operation: 'InvokeModelInference',
    resource: `arn:aws:bedrock:${region}::foundation-model/${MODEL}`,
  };
  charge(cloud, 'bedrock', 'Claude4.5Sonnet-input-tokens', { ...thousand, price: 0.003, quantity: times(input, 0.001) });
  charge(cloud, 'bedrock', 'Claude4.5Sonnet-output-tokens', { ...thousand, price: 0.015, quantity: times(output, 0.001) });
}

const runaway: Described = {
  name: 'aws-bedrock',
  family: 'aws-data',
  about: 'an assistant for customers that calls a model',
  build: (cloud) => {
    const { company, days, home, start } = cloud;
    const dollars = stepped(cloud, 'tokens', { level: cloud.scale * 0.04, extra: large(cloud, 0.4, 0.9), weekend: 0.95 });
    tokens(cloud, home, dollars, (day) => (day < start ? 1_900 : 41_000));
    const name = `${company}-assistant`;
    const who = somebody(cloud, 'assistant');
    addFunction(cloud, {
      name,
      memory: 1_024,
      invocations: weekly(cloud, 'assistant', cloud.scale * 60),
      duration: 5_200,
      description: 'answers of the help desk',
      changedDay: start,
    });
    happened(cloud, {
      name: 'UpdateFunctionCode20150331v2',
      source: 'lambda',
      day: start,
      hour: 0.2,
      user: asRole('Terraform', who),
      resources: [['AWS::Lambda::Function', name]],
      request: { functionName: name },
    });
    for (let day = Math.max(start - 3, 0); day < days; day += 1) {
      for (let at = 0; at < (day < start ? 2 : 6); at += 1) {
        happened(cloud, {
          name: 'InvokeModel',
          source: 'bedrock',
          day,
          hour: 6 + at * 2.6,
          user: asRole(`lambda-${name}`, name),
          readOnly: true,
          agent: 'Boto3/1.35 md/Botocore#1.35 exec-env/AWS_Lambda_python3.12',
          address: '10.0.1.9',
          request: { modelId: MODEL },
        });
      }
    }
    orders(cloud);
    decoys(cloud, newThing);
    return {
      causes: ['A13'],
      spike: { service: spelt('bedrock'), usageType: /(?:input|output)-tokens$/u },
      facts: [MODEL, name],
      spared: ['cloudwatch list-metrics', 'bedrock list-provisioned-model-throughputs'],
    };
  },
};

const endpoints: Described = {
  name: 'aws-sagemaker',
  family: 'aws-data',
  about: 'models behind endpoints of their own',
  build: (cloud) => {
    const { company, days, firstDay, home, own, start } = cloud;
    const type = 'ml.g5.2xlarge';
    const price = 1.515;
    const count = Math.max(1, Math.round(large(cloud, 0.35, 0.7) / (price * 24)));
    const who = somebody(cloud, 'endpoints');
    const endpoint = (name: string, machine: string, since: number, number: number, calls: number, cost: number): void => {
      const arn = `arn:aws:sagemaker:${home}:${own.id}:endpoint/${name}`;
      const created = stamp(timeOn(firstDay + since, 0.2));
      add(
        cloud,
        'endpoint',
        home,
        { EndpointName: name, EndpointArn: arn, CreationTime: created, LastModifiedTime: created, EndpointStatus: 'InService' },
        {
          detail: {
            EndpointName: name,
            EndpointArn: arn,
            EndpointConfigName: `${name}-config`,
            ProductionVariants: [
              { VariantName: 'AllTraffic', CurrentWeight: 1, DesiredWeight: 1, CurrentInstanceCount: number, DesiredInstanceCount: number },
            ],
            EndpointStatus: 'InService',
            CreationTime: created,
            LastModifiedTime: created,
          },
        },
      );
      add(cloud, 'endpoint-config', home, {
        EndpointConfigName: `${name}-config`,
        EndpointConfigArn: `arn:aws:sagemaker:${home}:${own.id}:endpoint-config/${name}-config`,
        ProductionVariants: [
          { VariantName: 'AllTraffic', ModelName: name, InitialInstanceCount: number, InstanceType: machine, InitialVariantWeight: 1 },
        ],
        CreationTime: created,
      });
      const dimensions = { EndpointName: name, VariantName: 'AllTraffic' };
      const up = (value: number): readonly number[] => flat(days, value).map((one, day) => (day < since ? 0 : one));
      cloud.metrics.push({
        namespace: 'AWS/SageMaker',
        name: 'Invocations',
        region: home,
        dimensions,
        unit: 'Count',
        kind: 'sum',
        values: up(calls),
      });
      cloud.metrics.push({
        namespace: '/aws/sagemaker/Endpoints',
        name: 'CPUUtilization',
        region: home,
        dimensions,
        unit: 'Percent',
        kind: 'level',
        values: up(calls > 0 ? 43 : 0.6),
      });
      charge(cloud, 'sagemaker', `Host:${machine}`, {
        unit: 'Hrs',
        price: cost,
        operation: 'RunInstance',
        resource: arn,
        quantity: up(24 * number),
      });
    };
    endpoint(`${company}-ranking`, 'ml.m5.large', -140, 1, 84_000, 0.115);
    endpoint(`${company}-similar-items-test`, type, start, count, 0, price);
    happened(cloud, {
      name: 'CreateEndpoint',
      source: 'sagemaker',
      day: start,
      hour: 0.2,
      user: who,
      resources: [['AWS::SageMaker::Endpoint', `${company}-similar-items-test`]],
      request: { endpointName: `${company}-similar-items-test`, endpointConfigName: `${company}-similar-items-test-config` },
    });
    add(cloud, 'notebook', home, {
      NotebookInstanceName: 'exploration',
      NotebookInstanceArn: `arn:aws:sagemaker:${home}:${own.id}:notebook-instance/exploration`,
      NotebookInstanceStatus: 'Stopped',
      InstanceType: 'ml.t3.medium',
      CreationTime: stamp(timeOn(firstDay - 90, 9)),
      LastModifiedTime: stamp(timeOn(firstDay - 30, 9)),
    });
    decoys(cloud, bench);
    return {
      causes: ['A14'],
      spike: { service: spelt('sagemaker'), usageType: /Host:ml\.g5\.2xlarge$/u },
      facts: [`${company}-similar-items-test`, who],
      spared: ['sagemaker list-endpoints', 'sagemaker describe-endpoint', 'cloudwatch list-metrics'],
    };
  },
};

export const DATA: readonly Described[] = [index, aurora, scans, runaway, endpoints];
