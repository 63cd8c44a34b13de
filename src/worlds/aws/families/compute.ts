// What runs code: a machine left on, a group that grew, a function that calls itself, containers without end, functions kept warm.

import { timeOn } from '../../days.js';
import { flat } from '../../series.js';
import { add } from '../cloud.js';
import type { Described } from '../define.js';
import { charge, spelt } from '../estate/charges.js';
import { weekly, type Estate } from '../estate/estate.js';
import { asRole, happened, somebody } from '../estate/events.js';
import { addInstance } from '../estate/machines.js';
import { addBalancer } from '../estate/network.js';
import { addBucket, addContainerService, addFunction } from '../estate/stores.js';
import { stamp } from '../json.js';
import { bench, decoys, large, orders, release, stepped } from './common.js';

const GPUS = [
  ['p3.8xlarge', 12.24],
  ['g5.12xlarge', 5.672],
  ['p4d.24xlarge', 32.773],
  ['g5.48xlarge', 16.288],
] as const;

function launched(cloud: Estate, id: string, type: string, user: string, day: number, hour: number, region = cloud.home): void {
  happened(cloud, {
    name: 'RunInstances',
    source: 'ec2',
    day,
    hour,
    user,
    region,
    resources: [['AWS::EC2::Instance', id]],
    request: { instanceType: type, instancesSet: { items: [{ minCount: 1, maxCount: 1 }] } },
  });
}

const gpu: Described = {
  name: 'aws-gpu',
  family: 'aws-compute',
  about: 'a team that tries models on machines of its own',
  build: (cloud) => {
    const { network, start } = cloud;
    const wanted = large(cloud, 0.4, 0.9);
    // The largest that this account's bill would notice and not drown in.
    const fitting = GPUS.filter(([, price]) => price * 24 <= wanted * 1.6).toSorted((one, other) => other[1] - one[1]);
    const [type, price] = fitting[0] ?? ['g5.12xlarge', 5.672];
    const count = Math.max(1, Math.round(wanted / (price * 24)));
    const who = somebody(cloud, 'gpu');
    const ids = Array.from({ length: count }, (_, at) => {
      const id = addInstance(cloud, {
        network,
        name: `finetune-${String(at + 1)}`,
        type,
        price,
        cpu: 1.4,
        out: flat(cloud.days, 0.02),
        sinceDay: start,
        hour: 0.4,
        tags: { owner: who, purpose: 'fine-tuning test' },
      });
      launched(cloud, id, type, who, start, 0.4 + at / 20);
      return id;
    });
    // A training machine of last month, long gone.
    addInstance(cloud, {
      network,
      name: 'eval-run',
      type: 'g4dn.xlarge',
      price: 0.526,
      cpu: 88,
      sinceDay: start - 20,
      untilDay: start - 19,
      tags: { owner: somebody(cloud, 'eval') },
    });
    decoys(cloud);
    return {
      causes: ['A09'],
      spike: { service: spelt('ec2'), usageType: new RegExp(`BoxUsage:${type.replace('.', String.raw`\.`)}$`, 'u') },
      facts: [ids[0] ?? '', who],
      spared: ['ec2 describe-instances'],
    };
  },
};

const group: Described = {
  name: 'aws-scaling-group',
  family: 'aws-compute',
  about: 'a fleet that grows and shrinks with its queue',
  build: (cloud) => {
    const { company, firstDay, home, network, own, random, start } = cloud;
    const [type, price] = ['c5.2xlarge', 0.34] as const;
    const name = `${company}-render`;
    const before = 3;
    const more = Math.max(6, Math.round(large(cloud, 0.4, 0.8) / (price * 24)));
    const who = somebody(cloud, 'group');
    const ids: string[] = [];
    for (let at = 0; at < before + more; at += 1) {
      const isNew = at >= before;
      ids.push(
        addInstance(cloud, {
          network,
          name,
          type,
          price,
          cpu: isNew ? 4 : 46,
          sinceDay: isNew ? start : -60,
          hour: 0.3,
          group: name,
          tags: { app: 'render' },
        }),
      );
    }
    const arn = `arn:aws:autoscaling:${home}:${own.id}:autoScalingGroup:${random.fork('group').hex(32)}:autoScalingGroupName/${name}`;
    const launch = { LaunchTemplateId: `lt-0${random.fork('lt').hex(16)}`, LaunchTemplateName: name, Version: '9' };
    add(cloud, 'scaling-group', home, {
      AutoScalingGroupName: name,
      AutoScalingGroupARN: arn,
      LaunchTemplate: launch,
      MinSize: 2,
      MaxSize: before + more,
      DesiredCapacity: before + more,
      DefaultCooldown: 300,
      AvailabilityZones: [`${home}a`, `${home}b`, `${home}c`],
      LoadBalancerNames: [],
      TargetGroupARNs: [],
      HealthCheckType: 'EC2',
      HealthCheckGracePeriod: 300,
      Instances: ids.map((InstanceId) => ({
        InstanceId,
        InstanceType: type,
        AvailabilityZone: `${home}a`,
        LifecycleState: 'InService',
        HealthStatus: 'Healthy',
        LaunchTemplate: launch,
        ProtectedFromScaleIn: false,
      })),
      CreatedTime: stamp(timeOn(firstDay - 220, 9)),
      SuspendedProcesses: [{ ProcessName: 'AlarmNotification', SuspensionReason: `User suspended at ${String(firstDay)}` }],
      VPCZoneIdentifier: network.privateSubnets.join(','),
      EnabledMetrics: [],
      Tags: [{ ResourceId: name, ResourceType: 'auto-scaling-group', Key: 'app', Value: 'render', PropagateAtLaunch: true }],
      TerminationPolicies: ['Default'],
      NewInstancesProtectedFromScaleIn: false,
    });
    for (const [at, id] of ids.slice(before).entries()) {
      const time = timeOn(firstDay + start, 0.3 + at / 200);
      add(cloud, 'scaling-activity', home, {
        ActivityId: random.fork(`activity ${id}`).hex(32),
        AutoScalingGroupName: name,
        Description: `Launching a new EC2 instance: ${id}`,
        Cause: `At ${new Date(time * 1_000).toISOString()} a user request update of AutoScalingGroup constraints to min: 2, max: ${String(before + more)}, desired: ${String(before + more)} changing the desired capacity from ${String(before + at)} to ${String(before + at + 1)}. An instance was started in response to a difference between desired and actual capacity.`,
        StartTime: stamp(time),
        EndTime: stamp(time + 42),
        StatusCode: 'Successful',
        Progress: 100,
        Details: `{"Subnet ID":"${network.privateSubnets[0] ?? ''}","Availability Zone":"${home}a"}`,
        AutoScalingGroupARN: arn,
      });
      if (at < 30)
        happened(cloud, {
          name: 'RunInstances',
          source: 'ec2',
          day: start,
          hour: 0.3 + at / 200,
          user: 'autoscaling.amazonaws.com',
          userType: 'AWSService',
          resources: [['AWS::EC2::Instance', id]],
          address: 'autoscaling.amazonaws.com',
          agent: 'autoscaling.amazonaws.com',
          request: { instanceType: type, launchTemplate: { launchTemplateName: name, version: '9' } },
        });
    }
    happened(cloud, {
      name: 'UpdateAutoScalingGroup',
      source: 'autoscaling',
      day: start,
      hour: 0.25,
      user: who,
      resources: [['AWS::AutoScaling::AutoScalingGroup', name]],
      request: { autoScalingGroupName: name, maxSize: before + more, desiredCapacity: before + more },
    });
    decoys(cloud, bench);
    return {
      causes: ['A28'],
      spike: { service: spelt('ec2'), usageType: /BoxUsage:c5\.2xlarge$/u },
      facts: [name, who],
      spared: ['autoscaling describe-scaling-activities', 'autoscaling describe-auto-scaling-groups', 'ec2 describe-instances'],
    };
  },
};

const loop: Described = {
  name: 'aws-lambda-loop',
  family: 'aws-compute',
  about: 'functions that work on files as they arrive',
  build: (cloud) => {
    const { company, own, start, home } = cloud;
    const name = `${company}-resize`;
    const bucket = `${company}-pictures`;
    const [memory, duration] = [1_024, 900];
    const perCall = (((memory / 1_024) * duration) / 1_000) * 0.0000166667 + 0.0000002;
    const invocations = stepped(cloud, 'loop', {
      level: (cloud.scale * 0.02) / perCall,
      extra: large(cloud, 0.5, 0.9) / perCall,
      weekend: 1,
    });
    const arn = addFunction(cloud, {
      name,
      memory,
      duration,
      invocations,
      changedDay: start,
      errors: 0.004,
      description: 'pictures in several sizes',
      logs: invocations.map((value) => value * 0.3e-6),
      parts: { recursion: { RecursiveLoop: 'Allow' } },
    });
    const rule = { Id: 'resize', LambdaFunctionArn: arn, Events: ['s3:ObjectCreated:*'] };
    addBucket(cloud, {
      name: bucket,
      gigabytes: flat(cloud.days, cloud.scale * 2).map((value, day) => value + Math.max(0, day - start) * 30),
      writes: invocations,
      reads: invocations,
      parts: { notification: { LambdaFunctionConfigurations: [rule] } },
    });
    // The same with a prefix, which ends.
    addBucket(cloud, {
      name: `${company}-scans`,
      gigabytes: flat(cloud.days, 90),
      parts: {
        notification: {
          LambdaFunctionConfigurations: [
            {
              ...rule,
              Id: 'ocr',
              LambdaFunctionArn: `arn:aws:lambda:${home}:${own.id}:function:${company}-thumbnails`,
              Filter: { Key: { FilterRules: [{ Name: 'Prefix', Value: 'incoming/' }] } },
            },
          ],
        },
      },
    });
    const who = somebody(cloud, 'loop');
    happened(cloud, {
      name: 'PutBucketNotification',
      source: 's3',
      day: start,
      hour: 0.2,
      user: asRole('Terraform', who),
      resources: [['AWS::S3::Bucket', bucket]],
      request: {
        bucketName: bucket,
        NotificationConfiguration: { CloudFunctionConfiguration: { CloudFunction: arn, Event: 's3:ObjectCreated:*' } },
      },
    });
    happened(cloud, {
      name: 'UpdateFunctionCode20150331v2',
      source: 'lambda',
      day: start,
      hour: 0.1,
      user: asRole('Terraform', who),
      resources: [['AWS::Lambda::Function', name]],
      request: { functionName: name },
    });
    decoys(cloud, release);
    return {
      causes: ['A15'],
      spike: { service: spelt('lambda'), usageType: /Lambda-GB-Second$|Request$/u },
      facts: [name, bucket],
      spared: [
        'lambda list-functions',
        'lambda get-function-recursion-config',
        's3api get-bucket-notification-configuration',
        'cloudwatch list-metrics',
      ],
    };
  },
};

const containers: Described = {
  name: 'aws-fargate',
  family: 'aws-compute',
  about: 'services in containers that follow their load',
  build: (cloud) => {
    const { company, days, firstDay, home, random, start } = cloud;
    const cluster = `${company}-jobs`;
    const name = 'importer';
    const cost = 24 * (2 * 0.04048 + 4 * 0.004445);
    const before = Math.max(2, Math.round((cloud.scale * 0.03) / cost));
    const after = before + Math.max(4, Math.round(large(cloud, 0.4, 0.8) / cost));
    const tasks = flat(days, before).map((value, day) => (day < start ? value : after));
    const resourceId = `service/${cluster}/${name}`;
    const who = somebody(cloud, 'containers');
    addContainerService(cloud, {
      cluster,
      name,
      cpu: 2,
      memory: 4,
      tasks,
      minimum: after,
      maximum: after + 10,
      changedDay: start,
      percent: tasks.map((value) => (value > before ? 5 : 47)),
      events: [
        { day: start - 6, message: `(service ${name}) has reached a steady state.` },
        {
          day: start,
          message: `Message: Successfully set desired count to ${String(after)}. Change successfully fulfilled by ecs. Cause: minimum capacity was set to ${String(after)}`,
        },
      ],
    });
    add(cloud, 'app-scaling-activity', home, {
      ActivityId: random.fork('activity').hex(32),
      ServiceNamespace: 'ecs',
      ResourceId: resourceId,
      ScalableDimension: 'ecs:service:DesiredCount',
      Description: `Setting desired count to ${String(after)}.`,
      Cause: `minimum capacity was set to ${String(after)}`,
      StartTime: stamp(timeOn(firstDay + start, 0.2)),
      EndTime: stamp(timeOn(firstDay + start, 0.23)),
      StatusCode: 'Successful',
      StatusMessage: `Successfully set desired count to ${String(after)}. Change successfully fulfilled by ecs.`,
    });
    happened(cloud, {
      name: 'RegisterScalableTarget',
      source: 'application-autoscaling',
      day: start,
      hour: 0.15,
      user: asRole('Terraform', who),
      resources: [],
      request: {
        serviceNamespace: 'ecs',
        resourceId,
        scalableDimension: 'ecs:service:DesiredCount',
        minCapacity: after,
        maxCapacity: after + 10,
      },
    });
    orders(cloud);
    decoys(cloud, release);
    return {
      causes: ['A27'],
      spike: { service: spelt('ecs'), usageType: /Fargate-(?:vCPU-Hours:perCPU|GB-Hours)$/u },
      facts: [name, cluster, who],
      spared: ['ecs list-clusters', 'ecs list-services', 'ecs describe-services', 'application-autoscaling describe-scaling-activities'],
    };
  },
};

const warm: Described = {
  name: 'aws-provisioned',
  family: 'aws-compute',
  about: 'functions behind a shop that must answer fast',
  build: (cloud) => {
    const { company, days, firstDay, start } = cloud;
    const name = `${company}-quotes`;
    const dollars = large(cloud, 0.3, 0.6);
    const memory = 2_048;
    const price = 0.0000041667;
    const count = Math.max(10, Math.round(dollars / ((memory / 1_024) * 86_400 * price)));
    const config = {
      RequestedProvisionedConcurrentExecutions: count,
      AvailableProvisionedConcurrentExecutions: count,
      AllocatedProvisionedConcurrentExecutions: count,
      Status: 'READY',
      LastModified: `${new Date(timeOn(firstDay + start, 0.2) * 1_000).toISOString().slice(0, 19)}+0000`,
    };
    const arn = addFunction(cloud, {
      name,
      memory,
      duration: 110,
      invocations: weekly(cloud, 'quotes', cloud.scale * 700),
      changedDay: start - 11,
      parts: {
        provisioned: {
          ProvisionedConcurrencyConfigs: [{ FunctionArn: `arn:aws:lambda:${cloud.home}:${cloud.own.id}:function:${name}:live`, ...config }],
        },
        'provisioned-one': config,
        aliases: {
          Aliases: [
            {
              AliasArn: `arn:aws:lambda:${cloud.home}:${cloud.own.id}:function:${name}:live`,
              Name: 'live',
              FunctionVersion: '14',
              Description: '',
            },
          ],
        },
      },
    });
    const seconds = flat(days, count * (memory / 1_024) * 86_400).map((value, day) => (day < start ? 0 : value));
    charge(cloud, 'lambda', 'Lambda-Provisioned-Concurrency', {
      unit: 'Lambda-GB-Second',
      price,
      operation: 'ProvisionedConcurrency',
      resource: arn,
      quantity: seconds,
    });
    const dimensions = { FunctionName: name, Resource: `${name}:live` };
    cloud.metrics.push({
      namespace: 'AWS/Lambda',
      name: 'ProvisionedConcurrencyUtilization',
      region: cloud.home,
      dimensions,
      unit: 'Count',
      kind: 'level',
      values: flat(days, 0.02).map((value, day) => (day < start ? 0 : value)),
    });
    cloud.metrics.push({
      namespace: 'AWS/Lambda',
      name: 'ProvisionedConcurrentExecutions',
      region: cloud.home,
      dimensions,
      unit: 'Count',
      kind: 'level',
      values: flat(days, count * 0.02).map((value, day) => (day < start ? 0 : value)),
    });
    const who = somebody(cloud, 'warm');
    happened(cloud, {
      name: 'PutProvisionedConcurrencyConfig',
      source: 'lambda',
      day: start,
      hour: 0.2,
      user: asRole('Terraform', who),
      resources: [['AWS::Lambda::Function', name]],
      request: { functionName: name, qualifier: 'live', provisionedConcurrentExecutions: count },
    });
    decoys(cloud);
    return {
      causes: ['A16'],
      spike: { service: spelt('lambda'), usageType: /Lambda-Provisioned-Concurrency$/u },
      facts: [name, who],
      spared: ['lambda list-functions', 'lambda list-provisioned-concurrency-configs'],
    };
  },
};

/** More work for a load balancer: somebody fetches everything. */
const balancer: Described = {
  name: 'aws-load-balancer',
  family: 'aws-compute',
  about: 'several load balancers, one in front of a public search',
  build: (cloud) => {
    const { company, home, network, start } = cloud;
    const dollars = large(cloud, 0.25, 0.5);
    const units = stepped(cloud, 'units', { level: (cloud.scale * 0.02) / 0.008, extra: dollars / 0.008, weekend: 1 });
    const requests = units.map((value) => value * 90_000);
    const name = `${company}-search`;
    const arn = addBalancer(cloud, { network, name, type: 'application', crossZone: true, units, requests });
    const tail = arn.slice(arn.indexOf('loadbalancer/') + 13);
    const metric = (metricName: string, unit: string, values: readonly number[], kind: 'sum' | 'level' = 'sum'): void => {
      cloud.metrics.push({
        namespace: 'AWS/ApplicationELB',
        name: metricName,
        region: home,
        dimensions: { LoadBalancer: tail },
        unit,
        kind,
        values,
      });
    };
    metric(
      'NewConnectionCount',
      'Count',
      units.map((value) => value * 88_000),
    );
    metric(
      'ActiveConnectionCount',
      'Count',
      units.map((value) => value * 20),
    );
    metric(
      'RuleEvaluations',
      'Count',
      units.map((value) => value * 90_000),
    );
    metric(
      'HTTPCode_Target_4XX_Count',
      'Count',
      units.map((value, day) => value * (day < start ? 900 : 61_000)),
    );
    add(cloud, 'listener', home, {
      ListenerArn: arn.replace(':loadbalancer/', ':listener/'),
      LoadBalancerArn: arn,
      Port: 443,
      Protocol: 'HTTPS',
      DefaultActions: [],
    });
    decoys(cloud);
    return {
      causes: ['A23'],
      spike: { service: spelt('elb'), usageType: /LCUUsage$/u },
      facts: [name],
      spared: ['elbv2 describe-load-balancers', 'cloudwatch list-metrics'],
    };
  },
};

export const COMPUTE: readonly Described[] = [gpu, group, loop, containers, warm, balancer];
