// Somebody else uses the account: machines in a region where nobody works, a key that calls models at night.

import { timeOn } from '../../days.js';
import { flat } from '../../series.js';
import { add } from '../cloud.js';
import type { Described } from '../define.js';
import { spelt } from '../estate/charges.js';
import type { Estate } from '../estate/estate.js';
import { happened, somebody } from '../estate/events.js';
import { addInstance } from '../estate/machines.js';
import { addNetwork } from '../estate/network.js';
import { stamp } from '../json.js';
import { MODEL, tokens } from './data.js';
import { decoys, large, orders, stepped } from './common.js';

const FAR = ['ap-northeast-1', 'ap-south-1', 'sa-east-1', 'ap-southeast-1'] as const;
const STRANGER = '185.220.101.47';

function stolenKey(cloud: Estate, user: string): string {
  const key = `AKIA${cloud.random.fork('stolen').hex(16).toUpperCase()}`;
  const created = stamp(timeOn(cloud.firstDay - 510, 10));
  add(
    cloud,
    'user',
    'global',
    {
      Path: '/',
      UserName: user,
      UserId: `AIDA${cloud.random.fork('thief').hex(17).toUpperCase()}`,
      Arn: `arn:aws:iam::${cloud.own.id}:user/${user}`,
      CreateDate: created,
    },
    {
      keys: { AccessKeyMetadata: [{ UserName: user, AccessKeyId: key, Status: 'Active', CreateDate: created }] },
      policies: { AttachedPolicies: [{ PolicyName: 'AdministratorAccess', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }] },
      authorization: {
        UserPolicyList: [],
        GroupList: [],
        AttachedManagedPolicies: [{ PolicyName: 'AdministratorAccess', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }],
      },
    },
  );
  return key;
}

const mining: Described = {
  name: 'aws-far-region',
  family: 'aws-security',
  about: 'a company in one region, and a bill from two',
  build: (cloud) => {
    const { days, firstDay, own, random, start } = cloud;
    const region = random.fork('far').pick(FAR);
    const user = 'jenkins-legacy';
    const key = stolenKey(cloud, user);
    const network = addNetwork(cloud, { name: 'default', region, octet: 172 });
    const [type, price] = ['c6i.24xlarge', 4.08] as const;
    const count = Math.max(2, Math.round(large(cloud, 0.6, 1.2) / (price * 24)));
    const ids: string[] = [];
    for (let at = 0; at < count; at += 1) {
      const id = addInstance(cloud, {
        network,
        name: '',
        type,
        price,
        cpu: 99.1,
        out: flat(days, 0.3),
        sinceDay: start,
        hour: 2.4,
        keyName: 'k1',
      });
      ids.push(id);
    }
    const stranger = { user, region, address: STRANGER, agent: 'Boto3/1.26.1 Python/3.8.10 Linux/5.4', accessKey: key };
    happened(cloud, { name: 'GetCallerIdentity', source: 'sts', day: start, hour: 1.9, readOnly: true, ...stranger, region: 'us-east-1' });
    happened(cloud, { name: 'DescribeInstanceTypeOfferings', source: 'ec2', day: start, hour: 2.1, readOnly: true, ...stranger });
    happened(cloud, {
      name: 'CreateKeyPair',
      source: 'ec2',
      day: start,
      hour: 2.3,
      ...stranger,
      resources: [['AWS::EC2::KeyPair', 'k1']],
      request: { keyName: 'k1' },
    });
    for (const [at, id] of ids.entries())
      happened(cloud, {
        name: 'RunInstances',
        source: 'ec2',
        day: start,
        hour: 2.4 + at / 60,
        ...stranger,
        resources: [['AWS::EC2::Instance', id]],
        request: { instanceType: type, minCount: 1, maxCount: 1 },
      });
    // The detector of this region is on, too.
    const detectorId = random.fork('far detector').hex(32);
    add(
      cloud,
      'detector',
      region,
      { id: detectorId },
      { detail: { Status: 'ENABLED', FindingPublishingFrequency: 'SIX_HOURS', Features: [] }, usage: { SumByDataSource: [] } },
    );
    for (const [at, id] of ids.slice(0, 3).entries()) {
      add(cloud, 'finding', region, {
        AccountId: own.id,
        Arn: `arn:aws:guardduty:${region}:${own.id}:detector/${detectorId}/finding/${random.fork(`finding ${String(at)}`).hex(32)}`,
        CreatedAt: new Date(timeOn(firstDay + start, 6) * 1_000).toISOString(),
        Description: `EC2 instance ${id} is querying a domain name that is associated with cryptocurrency activity.`,
        Id: random.fork(`finding ${String(at)}`).hex(32),
        Partition: 'aws',
        Region: region,
        Resource: { ResourceType: 'Instance', InstanceDetails: { InstanceId: id, InstanceType: type } },
        SchemaVersion: '2.0',
        Service: { Count: 211, ServiceName: 'guardduty', DetectorId: detectorId },
        Severity: 8,
        Title: 'Bitcoin-related domain name queried by EC2 instance.',
        Type: 'CryptoCurrency:EC2/BitcoinTool.B!DNS',
        UpdatedAt: new Date(timeOn(firstDay + days - 1, 6) * 1_000).toISOString(),
      });
    }
    decoys(cloud);
    return {
      causes: ['A29'],
      spike: { service: spelt('ec2'), usageType: /BoxUsage:c6i\.24xlarge$/u },
      facts: [user, region, ids[0] ?? '', key],
      spared: [
        'ec2 describe-instances',
        'ec2 describe-regions',
        'guardduty list-detectors',
        'guardduty list-findings',
        'iam get-account-authorization-details',
        'iam list-access-keys',
      ],
    };
  },
};

const stolen: Described = {
  name: 'aws-model-calls',
  family: 'aws-security',
  about: 'a company that tried a model once, last winter',
  build: (cloud) => {
    const { days, home, start } = cloud;
    const user = 'mobile-app-uploads';
    const key = stolenKey(cloud, user);
    const region = home === 'us-west-2' ? 'us-east-1' : 'us-west-2';
    tokens(cloud, region, stepped(cloud, 'stolen', { level: 0, extra: large(cloud, 0.6, 1.2), weekend: 1.1 }), () => 2_900);
    const stranger = { user, region, address: STRANGER, agent: 'Python/3.11 aiohttp/3.9.1', accessKey: key };
    happened(cloud, { name: 'ListFoundationModels', source: 'bedrock', day: start, hour: 1.2, readOnly: true, ...stranger });
    happened(cloud, { name: 'PutUseCaseForModelAccess', source: 'bedrock', day: start, hour: 1.3, ...stranger });
    happened(cloud, {
      name: 'CreateFoundationModelAgreement',
      source: 'bedrock',
      day: start,
      hour: 1.35,
      ...stranger,
      request: { modelId: MODEL },
    });
    for (let day = start; day < days; day += 1) {
      for (let at = 0; at < 6; at += 1)
        happened(cloud, {
          name: 'InvokeModelWithResponseStream',
          source: 'bedrock',
          day,
          hour: 0.5 + at * 3.7,
          readOnly: true,
          ...stranger,
          request: { modelId: MODEL },
        });
      for (let at = 0; at < 4; at += 1)
        happened(cloud, {
          name: 'InvokeModel',
          source: 'bedrock',
          day,
          hour: 1.1 + at * 4.9,
          readOnly: true,
          ...stranger,
          request: { modelId: MODEL },
        });
    }
    // A colleague tries something, too, and may.
    const colleague = somebody(cloud, 'experiment');
    addInstance(cloud, {
      network: cloud.network,
      name: 'experiment',
      type: 't3.large',
      price: 0.0832,
      cpu: 12,
      sinceDay: start - 9,
      tags: { owner: colleague },
    });
    orders(cloud);
    decoys(cloud);
    return {
      causes: ['A29', 'A13'],
      spike: { service: spelt('bedrock'), usageType: /(?:input|output)-tokens$/u },
      facts: [user, key, STRANGER],
      spared: [
        'cloudwatch list-metrics',
        'iam list-access-keys',
        'iam get-account-authorization-details',
        'guardduty list-detectors',
        'guardduty list-findings',
        'bedrock list-provisioned-model-throughputs',
      ],
    };
  },
};

export const SECURITY: readonly Described[] = [mining, stolen];
