// What a rule may say about a value: a shape by name, a closed list, or a number in a range; alone or as a list.
// The gate has one file for each name here; a name without a shape does not compile.

import * as z from 'zod';

export const SHAPE_NAMES = [
  'aws-region',
  'bq-dataset',
  'bq-table',
  'cost-grouping',
  'cloudwatch-dimension',
  'cloudwatch-namespace',
  'date-period',
  'duration',
  'ec2-filter',
  'ec2-instance-id',
  'ec2-volume-id',
  'filter',
  'gcp-billing-account',
  'gcp-location',
  'instant',
  'json-only',
  'log-filter',
  'log-group',
  'metric-name',
  'nat-gateway-id',
  'project-id',
  'resource-name',
  'sort-keys',
] as const;

export type ShapeName = (typeof SHAPE_NAMES)[number];

const choice = z.strictObject({
  choice: z
    .array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/))
    .min(1)
    .max(100),
});
const count = z.strictObject({ count: z.tuple([z.int().min(0), z.int().min(0)]) });
const single = z.union([z.enum(SHAPE_NAMES), choice, count]);

/** One value. */
export const valueKind = single;
export type ValueKind = z.infer<typeof valueKind>;

/** `words`: `--flag a b c`, as the AWS CLI writes lists. `commas`: `--flag=a,b,c`, as gcloud does. */
export const flagKind = z.union([z.literal('switch'), single, z.strictObject({ words: single }), z.strictObject({ commas: single })]);
export type FlagKind = z.infer<typeof flagKind>;
