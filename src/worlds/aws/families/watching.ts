// What is paid for watching: logs, metrics, recorded changes, analysed events, trails, keys.

import { timeOn } from '../../days.js';
import { flat, times } from '../../series.js';
import { add, amend } from '../cloud.js';
import type { Described } from '../define.js';
import { charge, spelt } from '../estate/charges.js';
import { weekly, type Estate } from '../estate/estate.js';
import { asRole, happened, somebody } from '../estate/events.js';
import { addBucket, addFunction, addLogGroup } from '../estate/stores.js';
import { isList, stamp, textAt } from '../json.js';
import { manyMetrics } from '../metrics.js';
import { decoys, large, newThing, orders, stepped } from './common.js';

/** A function that began to log everything. */
export function debugLogs(cloud: Estate, dollars: number): { readonly name: string; readonly who: string } {
  const { company, start } = cloud;
  const name = `${company}-pricing`;
  const who = somebody(cloud, 'debug');
  const logs = stepped(cloud, 'debug', { level: (cloud.scale * 0.01) / 0.5, extra: dollars / 0.5 });
  addFunction(cloud, {
    name,
    memory: 512,
    invocations: weekly(cloud, 'pricing', cloud.scale * 1_100),
    duration: 140,
    logLevel: 'DEBUG',
    logs,
    changedDay: start,
  });
  happened(cloud, {
    name: 'UpdateFunctionConfiguration20150331v2',
    source: 'lambda',
    day: start,
    hour: 0.3,
    user: asRole('Terraform', who),
    resources: [['AWS::Lambda::Function', name]],
    request: { functionName: name, loggingConfig: { logFormat: 'JSON', applicationLogLevel: 'DEBUG' } },
  });
  return { name, who };
}

const logs: Described = {
  name: 'aws-debug-logs',
  family: 'aws-watching',
  about: 'functions and containers that write logs, some of them a lot',
  build: (cloud) => {
    const { name } = debugLogs(cloud, large(cloud));
    addLogGroup(cloud, {
      name: `/vpc/${cloud.company}/rejects`,
      gigabytes: weekly(cloud, 'rejects', (cloud.scale * 0.012) / 0.5),
      retention: 14,
    });
    decoys(cloud);
    return {
      causes: ['A05'],
      spike: { service: spelt('cloudwatch'), usageType: /DataProcessing-Bytes$/u },
      facts: [name, `/aws/lambda/${name}`],
      spared: ['logs describe-log-groups', 'lambda get-function-configuration', 'cloudwatch list-metrics'],
    };
  },
};

const metrics: Described = {
  name: 'aws-metrics',
  family: 'aws-watching',
  about: 'services that publish figures of their own',
  build: (cloud) => {
    const { company, days, home, start } = cloud;
    const namespace = 'Checkout';
    const extra = large(cloud, 0.35, 0.7);
    charge(cloud, 'cloudwatch', 'CW:MetricMonitorUsage', {
      unit: 'Metrics',
      price: 0.3,
      operation: 'MetricStorage',
      dollars: stepped(cloud, 'cardinality', { level: cloud.scale * 0.02, extra, weekend: 0.95 }),
    });
    const listed = Math.min(1_900, Math.round((extra * 30) / 0.3));
    for (const data of manyMetrics(namespace, 'request_latency', 'customer_id', listed, 'c-')) add(cloud, 'metric', home, data);
    for (const service of ['checkout', 'catalog', 'search'])
      cloud.metrics.push({
        namespace: 'Shop',
        name: 'requests',
        region: home,
        dimensions: { service },
        unit: 'Count',
        kind: 'sum',
        values: flat(days, 42_000),
      });
    const who = somebody(cloud, 'metrics');
    happened(cloud, {
      name: 'UpdateService',
      source: 'ecs',
      day: start,
      hour: 0.2,
      user: asRole('Terraform', who),
      resources: [['AWS::ECS::Service', 'checkout']],
      request: { cluster: `${company}-core`, service: 'checkout', taskDefinition: 'checkout:18' },
    });
    add(cloud, 'metric-stream', home, {
      Arn: `arn:aws:cloudwatch:${home}:${cloud.own.id}:metric-stream/vendor`,
      CreationDate: stamp(timeOn(cloud.firstDay - 220, 9)),
      LastUpdateDate: stamp(timeOn(cloud.firstDay - 220, 9)),
      Name: 'vendor',
      FirehoseArn: `arn:aws:firehose:${home}:${cloud.own.id}:deliverystream/vendor`,
      State: 'stopped',
      OutputFormat: 'json',
    });
    decoys(cloud);
    return {
      causes: ['A06'],
      spike: { service: spelt('cloudwatch'), usageType: /CW:MetricMonitorUsage$/u },
      facts: [namespace, 'customer_id'],
      spared: ['cloudwatch list-metrics', 'cloudwatch list-metric-streams'],
    };
  },
};

const recorder: Described = {
  name: 'aws-config-churn',
  family: 'aws-watching',
  about: 'an account in which every change is recorded',
  build: (cloud) => {
    const { company, days, home, own, start } = cloud;
    const dollars = large(cloud, 0.3, 0.6);
    charge(cloud, 'config', 'ConfigurationItemRecorded', {
      unit: 'ConfigurationItemRecorded',
      price: 0.003,
      operation: 'None',
      dollars: stepped(cloud, 'items', { level: cloud.scale * 0.006, extra: dollars, weekend: 0.95 }),
    });
    amend(
      cloud,
      'resource-count',
      (data) => data['resourceType'] === 'AWS::EC2::NetworkInterface',
      (entry) => ({ ...entry, data: { ...entry.data, count: 48_211 } }),
    );
    add(cloud, 'resource-count', home, { resourceType: 'AWS::EC2::SecurityGroup', count: 31 });
    cloud.metrics.push({
      namespace: 'AWS/Config',
      name: 'ConfigurationItemsRecorded',
      region: home,
      dimensions: { ResourceType: 'AWS::EC2::NetworkInterface' },
      unit: 'Count',
      kind: 'sum',
      values: stepped(cloud, 'interfaces', { level: 900, extra: dollars / 0.003 }),
    });
    const who = somebody(cloud, 'recorder');
    happened(cloud, {
      name: 'PutConfigurationRecorder',
      source: 'config',
      day: start,
      hour: 0.1,
      user: who,
      resources: [['AWS::Config::ConfigurationRecorder', 'default']],
      request: {
        configurationRecorder: {
          name: 'default',
          recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
          recordingMode: { recordingFrequency: 'CONTINUOUS' },
        },
      },
    });
    for (let day = start; day < days; day += 1)
      happened(cloud, {
        name: 'CreateNetworkInterface',
        source: 'ec2',
        day,
        hour: 7,
        user: asRole(`${company}-web`, 'batch'),
        resources: [['AWS::EC2::NetworkInterface', `eni-0${cloud.random.fork(`eni ${String(day)}`).hex(16)}`]],
        request: { description: 'short-lived task' },
      });
    add(cloud, 'config-rule', home, {
      ConfigRuleName: 'required-tags',
      ConfigRuleArn: `arn:aws:config:${home}:${own.id}:config-rule/config-rule-1`,
      ConfigRuleId: 'config-rule-1',
      Source: { Owner: 'AWS', SourceIdentifier: 'REQUIRED_TAGS' },
      ConfigRuleState: 'ACTIVE',
    });
    decoys(cloud);
    return {
      causes: ['A19'],
      spike: { service: spelt('config'), usageType: /ConfigurationItemRecorded$/u },
      facts: ['AWS::EC2::NetworkInterface', who],
      spared: ['configservice describe-configuration-recorders', 'configservice get-discovered-resource-counts'],
    };
  },
};

const detector: Described = {
  name: 'aws-guardduty',
  family: 'aws-watching',
  about: 'a security team that turned on what it could',
  build: (cloud) => {
    const { company, days, start } = cloud;
    const extra = large(cloud, 0.3, 0.6);
    charge(cloud, 'guardduty', 'PaidS3DataEventsAnalyzed', {
      unit: 'Events',
      price: 0.0000008,
      dollars: stepped(cloud, 's3 events', { level: 0, extra }),
    });
    amend(
      cloud,
      'detector',
      () => true,
      (entry) => {
        const usage = entry.parts['usage']?.['SumByDataSource'];
        const more = { DataSource: 'S3_LOGS', Total: { Amount: (extra * (days - start)).toFixed(2), Unit: 'USD' } };
        const detail = entry.parts['detail'] ?? {};
        const features = isList(detail['Features']) ? detail['Features'] : [];
        return {
          ...entry,
          parts: {
            detail: {
              ...detail,
              Features: [...features, { Name: 'S3_DATA_EVENTS', Status: 'ENABLED', UpdatedAt: stamp(timeOn(cloud.firstDay + start, 0.1)) }],
            },
            usage: {
              SumByDataSource: [more, ...(isList(usage) ? usage : [])],
              SumByFeature: [
                { Feature: 'S3_DATA_EVENTS', Total: more.Total },
                { Feature: 'FLOW_LOGS', Total: { Amount: (cloud.scale * 0.18).toFixed(2), Unit: 'USD' } },
              ],
              TopResources: [{ Resource: `arn:aws:s3:::${company}-assets`, Total: more.Total }],
            },
          },
        };
      },
    );
    const who = somebody(cloud, 'detector');
    happened(cloud, {
      name: 'UpdateDetector',
      source: 'guardduty',
      day: start,
      hour: 0.1,
      user: who,
      resources: [],
      request: { features: [{ name: 'S3_DATA_EVENTS', status: 'ENABLED' }] },
    });
    decoys(cloud);
    return {
      causes: ['A20'],
      spike: { service: spelt('guardduty'), usageType: /PaidS3DataEventsAnalyzed$/u },
      facts: ['S3_LOGS', who],
      spared: ['guardduty list-detectors', 'guardduty get-usage-statistics', 'guardduty get-detector'],
    };
  },
};

const trail: Described = {
  name: 'aws-data-events',
  family: 'aws-watching',
  about: 'an account that is audited twice a year',
  build: (cloud) => {
    const { company, home, own, start } = cloud;
    const name = `${company}-forensics`;
    const dollars = stepped(cloud, 'data events', { level: cloud.scale * 0.004, extra: large(cloud, 0.3, 0.6) });
    charge(cloud, 'cloudtrail', 'DataEventsRecorded', {
      unit: 'Events',
      price: 0.000001,
      operation: 'None',
      resource: `arn:aws:cloudtrail:${home}:${own.id}:trail/${name}`,
      dollars,
    });
    const arn = `arn:aws:cloudtrail:${home}:${own.id}:trail/${name}`;
    add(
      cloud,
      'trail',
      home,
      {
        Name: name,
        S3BucketName: `${company}-forensics-logs`,
        IncludeGlobalServiceEvents: true,
        IsMultiRegionTrail: true,
        HomeRegion: home,
        TrailARN: arn,
        LogFileValidationEnabled: false,
        HasCustomEventSelectors: true,
        HasInsightSelectors: false,
        IsOrganizationTrail: false,
      },
      {
        status: { IsLogging: true, StartLoggingTime: stamp(timeOn(cloud.firstDay + start, 0.1)) },
        selectors: {
          TrailARN: arn,
          AdvancedEventSelectors: [
            {
              Name: 'all S3 objects',
              FieldSelectors: [
                { Field: 'eventCategory', Equals: ['Data'] },
                { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
              ],
            },
          ],
        },
      },
    );
    addBucket(cloud, {
      name: `${company}-forensics-logs`,
      gigabytes: flat(cloud.days, 0).map((_, day) => (day < start ? 0 : (day - start + 1) * 12)),
      sinceDay: start,
    });
    const who = somebody(cloud, 'trail');
    happened(cloud, {
      name: 'CreateTrail',
      source: 'cloudtrail',
      day: start,
      hour: 0.05,
      user: who,
      resources: [['AWS::CloudTrail::Trail', arn]],
      request: { name, isMultiRegionTrail: true },
    });
    happened(cloud, {
      name: 'PutEventSelectors',
      source: 'cloudtrail',
      day: start,
      hour: 0.1,
      user: who,
      resources: [['AWS::CloudTrail::Trail', arn]],
      request: { trailName: name, advancedEventSelectors: [{ name: 'all S3 objects' }] },
    });
    orders(cloud);
    decoys(cloud);
    return {
      causes: ['A21'],
      spike: { service: spelt('cloudtrail'), usageType: /DataEventsRecorded$/u },
      facts: [name, who],
      spared: ['cloudtrail describe-trails', 'cloudtrail get-event-selectors'],
    };
  },
};

const keys: Described = {
  name: 'aws-kms',
  family: 'aws-watching',
  about: 'encrypted buckets that are read from everywhere',
  build: (cloud) => {
    const { company, home, own, start } = cloud;
    const name = `${company}-profiles`;
    const key = textAt(cloud.entries.find(({ kind }) => kind === 'key')?.data, 'Arn');
    const extra = large(cloud, 0.3, 0.6);
    const reads = stepped(cloud, 'decrypts', { level: (cloud.scale * 0.01) / 0.000003, extra: extra / 0.000003 });
    charge(cloud, 'kms', 'KMS-Requests', { unit: 'Requests', price: 0.000003, operation: 'Decrypt', resource: key, quantity: reads });
    addBucket(cloud, {
      name,
      gigabytes: flat(cloud.days, cloud.scale * 3),
      reads: times(reads, 1),
      parts: {
        encryption: {
          ServerSideEncryptionConfiguration: {
            Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key }, BucketKeyEnabled: false }],
          },
        },
      },
    });
    addBucket(cloud, {
      name: `${company}-invoices`,
      gigabytes: flat(cloud.days, 300),
      parts: {
        encryption: {
          ServerSideEncryptionConfiguration: {
            Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key }, BucketKeyEnabled: true }],
          },
        },
      },
    });
    const who = somebody(cloud, 'keys');
    happened(cloud, {
      name: 'PutBucketEncryption',
      source: 's3',
      day: start,
      hour: 0.2,
      user: asRole('Terraform', who),
      resources: [['AWS::S3::Bucket', name]],
      request: { bucketName: name, ServerSideEncryptionConfiguration: { Rule: { BucketKeyEnabled: false } } },
    });
    for (let at = 0; at < 40; at += 1) {
      happened(cloud, {
        name: 'Decrypt',
        source: 'kms',
        day: cloud.days - 1,
        hour: 8 + at / 30,
        user: asRole(`${company}-web`, `i-0${cloud.random.fork('reader').hex(16)}`),
        readOnly: true,
        resources: [['AWS::KMS::Key', key]],
        agent: 'AWS Internal',
        address: 's3.amazonaws.com',
        request: { encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::${name}/p/${String(at)}` }, encryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
      });
    }
    cloud.metrics.push({
      namespace: 'AWS/Usage',
      name: 'CallCount',
      region: home,
      dimensions: { Type: 'API', Resource: 'CryptographicOperationsSymmetric', Service: 'KMS', Class: 'None' },
      unit: 'Count',
      kind: 'sum',
      values: reads,
    });
    decoys(cloud, newThing);
    return {
      causes: ['A18'],
      spike: { service: spelt('kms'), usageType: /KMS-Requests$/u },
      facts: [name, own.id],
      spared: ['s3api list-buckets', 's3api get-bucket-encryption'],
    };
  },
};

export const WATCHING: readonly Described[] = [logs, metrics, recorder, detector, trail, keys];
