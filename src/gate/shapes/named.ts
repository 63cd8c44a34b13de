// The shapes that are read by code, by the names that a pack uses. A name without a shape, or a shape that no name reaches, does not
// compile.

import type { ShapeName } from '../../policy/index.js';
import { awsRegion } from './aws-region.js';
import { boolean } from './boolean.js';
import { datePeriod } from './date-period.js';
import { date } from './date.js';
import { duration } from './duration.js';
import { epochMilliseconds } from './epoch-milliseconds.js';
import { fieldSelector } from './field-selector.js';
import { gcloudFilter } from './gcloud-filter.js';
import { gcloudFlatten } from './gcloud-flatten.js';
import { gcloudFormat } from './gcloud-format.js';
import { gcloudSort } from './gcloud-sort.js';
import { instant } from './instant.js';
import { jmespath } from './jmespath.js';
import { json } from './json.js';
import { kubeOutput } from './kube-output.js';
import { kubeResources } from './kube-resources.js';
import { labelSelector } from './label-selector.js';
import { logFilter } from './log-filter.js';
import { logPattern } from './log-pattern.js';
import type { Shape } from './shape.js';
import { sql } from './sql.js';
import { sqlParameter } from './sql-parameter.js';

export const NAMED: Readonly<Record<ShapeName, Shape>> = {
  'aws-region': awsRegion,
  boolean,
  date,
  'date-period': datePeriod,
  duration,
  'epoch-milliseconds': epochMilliseconds,
  'field-selector': fieldSelector,
  'gcloud-filter': gcloudFilter,
  'gcloud-flatten': gcloudFlatten,
  'gcloud-format': gcloudFormat,
  'gcloud-sort': gcloudSort,
  instant,
  jmespath,
  json,
  'kube-output': kubeOutput,
  'kube-resources': kubeResources,
  'label-selector': labelSelector,
  'log-filter': logFilter,
  'log-pattern': logPattern,
  sql,
  'sql-parameter': sqlParameter,
};
