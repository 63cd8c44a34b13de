// Every shape a rule may name. A name without a shape, or a shape that no name reaches, does not compile.

import type { ShapeName, ValueKind } from '../../policy/index.js';
import { awsRegion } from './aws-region.js';
import { bqDataset } from './bq-dataset.js';
import { bqTable } from './bq-table.js';
import { cloudwatchDimension } from './cloudwatch-dimension.js';
import { cloudwatchNamespace } from './cloudwatch-namespace.js';
import { costGrouping } from './cost-grouping.js';
import { count } from './count.js';
import { datePeriod } from './date-period.js';
import { duration } from './duration.js';
import { ec2Filter } from './ec2-filter.js';
import { ec2InstanceId, ec2VolumeId, natGatewayId } from './ec2-id.js';
import { filter } from './filter.js';
import { gcpBillingAccount } from './gcp-billing-account.js';
import { gcpLocation } from './gcp-location.js';
import { instant } from './instant.js';
import { jsonOnly } from './json-only.js';
import { logFilter } from './log-filter.js';
import { logGroup } from './log-group.js';
import { metricName } from './metric-name.js';
import { projectId } from './project-id.js';
import { resourceName } from './resource-name.js';
import { choice, type Shape } from './shape.js';
import { sortKeys } from './sort-keys.js';

const SHAPES: Readonly<Record<ShapeName, Shape>> = {
  'aws-region': awsRegion,
  'bq-dataset': bqDataset,
  'bq-table': bqTable,
  'cloudwatch-dimension': cloudwatchDimension,
  'cloudwatch-namespace': cloudwatchNamespace,
  'cost-grouping': costGrouping,
  'date-period': datePeriod,
  duration,
  'ec2-filter': ec2Filter,
  'ec2-instance-id': ec2InstanceId,
  'ec2-volume-id': ec2VolumeId,
  filter,
  'gcp-billing-account': gcpBillingAccount,
  'gcp-location': gcpLocation,
  instant,
  'json-only': jsonOnly,
  'log-filter': logFilter,
  'log-group': logGroup,
  'metric-name': metricName,
  'nat-gateway-id': natGatewayId,
  'project-id': projectId,
  'resource-name': resourceName,
  'sort-keys': sortKeys,
};

export function shapeOf(kind: ValueKind): Shape {
  if (typeof kind === 'string') return SHAPES[kind];
  if ('choice' in kind) return choice(kind.choice);
  return count(kind.count[0], kind.count[1]);
}
