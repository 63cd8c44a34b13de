// What dump-aws.py writes: the command table of the AWS CLI. Only what the compile step reads is named here.

import * as z from 'zod';

const shape = z.object({
  type: z.enum([
    'string',
    'character',
    'integer',
    'long',
    'short',
    'byte',
    'float',
    'double',
    'boolean',
    'timestamp',
    'blob',
    'list',
    'map',
    'structure',
    'bigdecimal',
    'biginteger',
    'bigDecimal',
    'bigInteger',
  ]),
  enum: z.array(z.string()).optional(),
  pattern: z.string().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  union: z.boolean().optional(),
  document: z.boolean().optional(),
  sensitive: z.boolean().optional(),
  of: z.int().optional(),
  key: z.int().optional(),
  value: z.int().optional(),
  members: z.record(z.string(), z.int()).optional(),
  required: z.array(z.string()).optional(),
});

const flag = z.object({
  shape: z.int().optional(),
  named: z.string().optional(),
  member: z.string().optional(),
  custom: z.string().optional(),
  cliType: z.string().optional(),
  choices: z.array(z.string()).optional(),
  required: z.boolean().optional(),
  hidden: z.boolean().optional(),
  /** Stands in the place of a flag of the service that has the same name. */
  shadows: z.boolean().optional(),
  positional: z.boolean().optional(),
  switch: z.string().optional(),
});

const command = z.object({
  operation: z.string().optional(),
  custom: z.boolean().optional(),
  waiter: z.boolean().optional(),
  hidden: z.boolean().optional(),
  readonly: z.boolean().optional(),
  iam: z.tuple([z.string(), z.string()]).optional(),
  'streaming-output': z.boolean().optional(),
  'event-stream-output': z.boolean().optional(),
  'streaming-input': z.boolean().optional(),
  'event-stream-input': z.boolean().optional(),
  sensitive: z.array(z.string()).optional(),
  named: z.array(z.string()).optional(),
  hints: z.array(z.string()).optional(),
  flags: z.record(z.string(), flag),
});

const awsSnapshot = z.object({
  schema: z.literal(1),
  source: z.string(),
  iam: z.string(),
  shapes: z.array(shape),
  commands: z.record(z.string(), command),
});

export type AwsShape = z.infer<typeof shape>;
export type AwsFlag = z.infer<typeof flag>;
export type AwsCommand = z.infer<typeof command>;
export type AwsSnapshot = z.infer<typeof awsSnapshot>;

export function parseAwsSnapshot(raw: unknown): AwsSnapshot {
  return awsSnapshot.parse(raw);
}
