// Reads of who may do what, of the organisation, of money, and of what stands at the edge.

import type { Operation } from '../cloud.js';
import { getReservationCoverage, getReservationUtilization, getSavingsPlansCoverage, getSavingsPlansUtilization } from '../commitments.js';
import { getCostAndUsage, getCostComparisonDrivers, getDimensionValues } from '../explorer.js';
import { listed } from '../command.js';
import { type JsonObject, textAt } from '../json.js';
import { get, list, type Missing, part, type Single } from '../operations.js';

const NO_USER: Missing = ['NoSuchEntity', 'The user with name {} cannot be found.'];
const USER: Single = { kind: 'user', flag: '--user-name', path: 'UserName', member: 'User', missing: NO_USER };
const ROLE: Single = {
  kind: 'role',
  flag: '--role-name',
  path: 'RoleName',
  member: 'Role',
  missing: ['NoSuchEntity', 'The role with name {} cannot be found.'],
};
const DISTRIBUTION: Single = {
  kind: 'distribution',
  flag: '--id',
  path: 'Id',
  member: 'Distribution',
  missing: ['NoSuchDistribution', 'The specified distribution does not exist.'],
};

const authorization: Operation = (call, cloud) => {
  const asked = call.values('--filter');
  const isAsked = (one: string): boolean => asked.length === 0 || asked.includes(one);
  const of = (kind: string): readonly JsonObject[] =>
    cloud.entries
      .filter((entry) => entry.kind === kind)
      .map(({ data, parts }) => ({ ...data, MaxSessionDuration: undefined, ...(parts['authorization'] ?? {}) }));
  return {
    json: {
      UserDetailList: isAsked('User') ? of('user') : [],
      GroupDetailList: [],
      RoleDetailList: isAsked('Role') ? of('role') : [],
      Policies: [],
      IsTruncated: false,
    },
  };
};

const accounts: Operation = (_, { others, own, payer }) => ({
  json: {
    Accounts: [payer, own, ...others].map(({ email, id, name }) => ({
      Id: id,
      Arn: `arn:aws:organizations::${payer.id}:account/o-exampleorg/${id}`,
      Email: email,
      Name: name,
      Status: 'ACTIVE',
      JoinedMethod: id === payer.id ? 'INVITED' : 'CREATED',
      JoinedTimestamp: { epochSeconds: 1_583_000_000 },
    })),
  },
});

const savingsPlans: Operation = (call, cloud) => {
  const states = listed(call, '--states');
  const plans = cloud.entries.filter(({ kind }) => kind === 'savings-plan').map(({ data }) => data);
  return { json: { savingsPlans: plans.filter((one) => states.length === 0 || states.includes(textAt(one, 'state'))) } };
};

export const PEOPLE: Readonly<Record<string, Operation>> = {
  'sts get-caller-identity': (_, { own }) => ({
    json: {
      UserId: 'AROA4EXAMPLE7COSTREADER:investigation',
      Account: own.id,
      Arn: `arn:aws:sts::${own.id}:assumed-role/CostReader/investigation`,
    },
  }),
  'iam list-users': list({ kind: 'user', member: 'Users' }),
  'iam get-user': get(USER),
  'iam list-roles': list({ kind: 'role', member: 'Roles' }),
  'iam get-role': get(ROLE),
  'iam list-access-keys': part(USER, 'keys', { AccessKeyMetadata: [] }),
  'iam list-attached-user-policies': part(USER, 'policies', { AttachedPolicies: [] }),
  'iam list-attached-role-policies': part(ROLE, 'policies', { AttachedPolicies: [] }),
  'iam list-groups-for-user': part(USER, 'groups', { Groups: [] }),
  'iam list-mfa-devices': part(USER, 'mfa', { MFADevices: [] }),
  'iam get-account-authorization-details': authorization,
  'iam list-account-aliases': (_, { own }) => ({ json: { AccountAliases: [own.name.toLowerCase().replaceAll(' ', '-')] } }),
  'organizations list-accounts': accounts,
  'organizations describe-organization': (_, { payer }) => ({
    json: {
      Organization: {
        Id: 'o-exampleorg',
        Arn: `arn:aws:organizations::${payer.id}:organization/o-exampleorg`,
        FeatureSet: 'ALL',
        MasterAccountArn: `arn:aws:organizations::${payer.id}:account/o-exampleorg/${payer.id}`,
        MasterAccountId: payer.id,
        MasterAccountEmail: payer.email,
      },
    },
  }),
  'ce get-cost-and-usage': getCostAndUsage,
  'ce get-cost-and-usage-with-resources': getCostAndUsage,
  'ce get-dimension-values': getDimensionValues,
  'ce get-cost-comparison-drivers': getCostComparisonDrivers,
  'ce get-reservation-utilization': getReservationUtilization,
  'ce get-reservation-coverage': getReservationCoverage,
  'ce get-savings-plans-coverage': getSavingsPlansCoverage,
  'ce get-savings-plans-utilization': getSavingsPlansUtilization,
  'ce get-anomalies': list({ kind: 'anomaly', member: 'Anomalies' }),
  'ce get-anomaly-monitors': list({ kind: 'anomaly-monitor', member: 'AnomalyMonitors' }),
  'savingsplans describe-savings-plans': savingsPlans,
  'budgets describe-budgets': list({ kind: 'budget', member: 'Budgets' }),
  'cloudfront list-distributions': (_, cloud) => {
    const items = cloud.entries.filter(({ kind }) => kind === 'distribution').map(({ data }) => data);
    return { json: { DistributionList: { Marker: '', MaxItems: 100, IsTruncated: false, Quantity: items.length, Items: items } } };
  },
  'cloudfront get-distribution': get({
    ...DISTRIBUTION,
    one: ({ data }) => ({
      Id: data['Id'],
      ARN: data['ARN'],
      Status: data['Status'],
      DomainName: data['DomainName'],
      DistributionConfig: { Aliases: data['Aliases'], Origins: data['Origins'], Comment: data['Comment'], Enabled: data['Enabled'] },
    }),
  }),
  'kms list-keys': (call, cloud) => ({
    json: {
      Keys: cloud.entries
        .filter(({ kind, region }) => kind === 'key' && region === call.region)
        .map(({ data }) => ({ KeyId: data['KeyId'], KeyArn: data['Arn'] })),
      Truncated: false,
    },
  }),
  'kms describe-key': get({
    kind: 'key',
    flag: '--key-id',
    path: 'KeyId',
    member: 'KeyMetadata',
    missing: ['NotFoundException', "Key 'arn:aws:kms:{region}:{account}:key/{}' does not exist"],
  }),
  'kms list-aliases': list({ kind: 'key-alias', member: 'Aliases' }),
  'route53 list-hosted-zones': list({ kind: 'hosted-zone', member: 'HostedZones', also: { IsTruncated: false, MaxItems: '100' } }),
  'sqs list-queues': (call, cloud) => {
    const urls = cloud.entries
      .filter(({ kind, region }) => kind === 'queue' && region === call.region)
      .map(({ data }) => textAt(data, 'QueueUrl'));
    return { json: urls.length === 0 ? {} : { QueueUrls: urls } };
  },
  'sns list-topics': list({ kind: 'topic', member: 'Topics' }),
};
