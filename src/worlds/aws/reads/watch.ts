// Reads of what watches: metrics, logs, trails, recorders, detectors, firewalls.

import { entriesOf, type Operation } from '../cloud.js';
import { type Json, textAt } from '../json.js';
import { describeAlarms, getMetricData, getMetricStatistics, listMetrics } from '../metrics.js';
import { failed, get, list, type Missing, part, type Single } from '../operations.js';
import { lookupEvents } from '../trail.js';

const DETECTOR: Single = {
  kind: 'detector',
  flag: '--detector-id',
  path: 'id',
  missing: ['BadRequestException', 'The request is rejected because the input detectorId is not owned by the current account.'],
};
const NO_TRAIL: Missing = [
  'TrailNotFoundException',
  'Unknown trail: arn:aws:cloudtrail:{region}:{account}:trail/{} for the user: {account}',
];
const TRAIL: Single = { kind: 'trail', flag: '--trail-name', path: 'Name', missing: NO_TRAIL };

const logGroups: Operation = (call, cloud) => {
  const prefix = call.value('--log-group-name-prefix') ?? '';
  const pattern = call.value('--log-group-name-pattern') ?? '';
  const found = entriesOf(cloud, 'log-group', call.region)
    .map(({ data }) => data)
    .filter((one) => textAt(one, 'logGroupName').startsWith(prefix) && textAt(one, 'logGroupName').includes(pattern))
    .toSorted((one, other) => (textAt(one, 'logGroupName') < textAt(other, 'logGroupName') ? -1 : 1));
  return { json: { logGroups: found } };
};

const logStreams: Operation = (call, cloud) => {
  const name = call.value('--log-group-name') ?? call.value('--log-group-identifier');
  const group = entriesOf(cloud, 'log-group', call.region).find(({ data }) => data['logGroupName'] === name || data['arn'] === name);
  if (!group) return failed(['ResourceNotFoundException', 'The specified log group does not exist.']);
  return { json: group.parts['streams'] ?? { logStreams: [] } };
};

const filterLogEvents: Operation = (call, cloud) => {
  const name = call.value('--log-group-name') ?? '';
  const group = entriesOf(cloud, 'log-group', call.region).find(({ data }) => data['logGroupName'] === name);
  if (!group) return failed(['ResourceNotFoundException', 'The specified log group does not exist.']);
  return { json: group.parts['events'] ?? { events: [], searchedLogStreams: [] } };
};

const usageStatistics: Operation = (call, cloud) => {
  const detector = entriesOf(cloud, 'detector', call.region).find(({ data }) => data['id'] === call.value('--detector-id'));
  if (!detector) return failed(DETECTOR.missing);
  const asked = call.value('--usage-statistic-type') ?? '';
  const member =
    {
      SUM_BY_DATA_SOURCE: 'SumByDataSource',
      SUM_BY_FEATURES: 'SumByFeature',
      SUM_BY_ACCOUNT: 'SumByAccount',
      SUM_BY_RESOURCE: 'SumByResource',
      TOP_RESOURCES: 'TopResources',
    }[asked] ?? 'SumByDataSource';
  return { json: { UsageStatistics: { [member]: detector.parts['usage']?.[member] ?? [] } } };
};

const configCounts: Operation = (call, cloud) => {
  const counts = entriesOf(cloud, 'resource-count', call.region).map(({ data }) => data);
  const asked = call.values('--resource-types');
  const found = counts.filter((one) => asked.length === 0 || asked.includes(textAt(one, 'resourceType')));
  const total = found.reduce((sum, one) => sum + Number(one['count'] ?? 0), 0);
  return { json: { totalDiscoveredResources: total, resourceCounts: found } };
};

export const WATCH: Readonly<Record<string, Operation>> = {
  'cloudwatch get-metric-statistics': getMetricStatistics,
  'cloudwatch get-metric-data': getMetricData,
  'cloudwatch list-metrics': listMetrics,
  'cloudwatch describe-alarms': describeAlarms,
  'cloudwatch list-metric-streams': list({ kind: 'metric-stream', member: 'Entries' }),
  'cloudwatch list-dashboards': list({ kind: 'dashboard', member: 'DashboardEntries' }),
  'logs describe-log-groups': logGroups,
  'logs describe-log-streams': logStreams,
  'logs filter-log-events': filterLogEvents,
  'logs describe-subscription-filters': list({
    kind: 'subscription-filter',
    member: 'subscriptionFilters',
    where: { '--log-group-name': 'logGroupName' },
  }),
  'logs describe-metric-filters': list({ kind: 'metric-filter', member: 'metricFilters', where: { '--log-group-name': 'logGroupName' } }),
  'cloudtrail lookup-events': lookupEvents,
  'cloudtrail describe-trails': list({ kind: 'trail', member: 'trailList', where: { '--trail-name-list': 'Name' } }),
  'cloudtrail list-trails': (call, cloud) => ({
    json: {
      Trails: entriesOf(cloud, 'trail', call.region).map(
        ({ data }): Json => ({ TrailARN: data['TrailARN'], Name: data['Name'], HomeRegion: data['HomeRegion'] }),
      ),
    },
  }),
  'cloudtrail get-trail': get({ ...TRAIL, flag: '--name', member: 'Trail' }),
  'cloudtrail get-trail-status': part({ ...TRAIL, flag: '--name' }, 'status', { IsLogging: true }),
  'cloudtrail get-event-selectors': part(TRAIL, 'selectors', {}),
  'cloudtrail get-insight-selectors': part(TRAIL, 'insights', ['InsightNotEnabledException', 'Trail {} does not have Insights enabled.']),
  'configservice describe-configuration-recorders': list({ kind: 'recorder', member: 'ConfigurationRecorders' }),
  'configservice describe-configuration-recorder-status': list({ kind: 'recorder-status', member: 'ConfigurationRecordersStatus' }),
  'configservice describe-config-rules': list({
    kind: 'config-rule',
    member: 'ConfigRules',
    where: { '--config-rule-names': 'ConfigRuleName' },
  }),
  'configservice describe-delivery-channels': list({ kind: 'delivery-channel', member: 'DeliveryChannels' }),
  'configservice get-discovered-resource-counts': configCounts,
  'guardduty list-detectors': (call, cloud) => ({
    json: { DetectorIds: entriesOf(cloud, 'detector', call.region).map(({ data }): Json => textAt(data, 'id')) },
  }),
  'guardduty get-detector': part(DETECTOR, 'detail', {}),
  'guardduty get-usage-statistics': usageStatistics,
  'guardduty list-findings': (call, cloud) => {
    const detector = entriesOf(cloud, 'detector', call.region).some(({ data }) => data['id'] === call.value('--detector-id'));
    if (!detector) return failed(DETECTOR.missing);
    return { json: { FindingIds: entriesOf(cloud, 'finding', call.region).map(({ data }): Json => textAt(data, 'Id')) } };
  },
  'guardduty get-findings': list({ kind: 'finding', member: 'Findings', where: { '--finding-ids': 'Id' } }),
  'wafv2 list-web-acls': (call, cloud) => ({
    json: {
      WebACLs: entriesOf(cloud, 'web-acl', call.value('--scope') === 'CLOUDFRONT' ? 'cloudfront' : call.region).map(
        ({ data }): Json => ({
          Name: data['Name'],
          Id: data['Id'],
          Description: data['Description'],
          LockToken: data['Id'],
          ARN: data['ARN'],
        }),
      ),
    },
  }),
  'wafv2 get-web-acl': (call, cloud) => {
    const found = entriesOf(cloud, 'web-acl', call.value('--scope') === 'CLOUDFRONT' ? 'cloudfront' : call.region).find(
      ({ data }) => data['Id'] === call.value('--id') || data['Name'] === call.value('--name'),
    );
    if (!found)
      return failed([
        'WAFNonexistentItemException',
        'AWS WAF couldn\u2019t perform the operation because your resource doesn\u2019t exist.',
      ]);
    return { json: { WebACL: found.data, LockToken: textAt(found.data, 'Id') } };
  },
  'xray get-sampling-rules': () => ({ json: { SamplingRuleRecords: [] } }),
  'secretsmanager list-secrets': list({ kind: 'secret', member: 'SecretList' }),
};
