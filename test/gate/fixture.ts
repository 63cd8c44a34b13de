// Small packs with one of everything, for tests that are about the gate and not about what is listed.

import type { Policy } from '../../src/policy/index.js';
import { policyOf } from './policies.js';

const NAME = { match: '[A-Za-z0-9][A-Za-z0-9_.-]*', size: [1, 64], of: 'a name', example: 'orders-primary' };
const ID = { match: 'i-[0-9a-f]{8}(?:[0-9a-f]{9})?', size: [10, 19], of: 'an instance id', example: 'i-0a1b2c3d4e5f60718' };
const TEXT = { match: '[ -~]+', size: [1, 200], of: 'text', example: 'web 1' };
const QUEUE = {
  match: 'https://sqs\\.us-east-1\\.amazonaws\\.com/[0-9]{12}/[a-z-]+',
  size: [1, 200],
  of: 'a queue',
  example: 'https://sqs.us-east-1.amazonaws.com/123456789012/q',
};

export const AWS_PACK = {
  schema: 1,
  binary: 'aws',
  group: '*',
  shapes: [
    ID,
    { list: 0, most: 3 },
    TEXT,
    { list: 2, most: 5 },
    { fields: { Name: 2, Values: 3 }, required: ['Name'] },
    { list: 4, most: 5 },
    { choice: ['DAILY', 'MONTHLY'] },
    'date-period',
    { fields: { Dimensions: 9, And: 10 } },
    { fields: { Key: 2, Values: 3 } },
    { list: 8, most: 5 },
    QUEUE,
    { map: [2, 2], most: 3 },
    { count: [1, 100] },
    { decimal: [0, 1] },
    { list: 14, least: 2, most: 4 },
  ],
  commands: {
    'ce get-cost-and-usage': {
      flags: { '--time-period': 7, '--granularity': 6, '--filter': 8 },
      required: ['--granularity'],
      bound: 'cost-period',
      microUsd: 10_000,
    },
    'ec2 describe-instances': {
      flags: {
        '--instance-ids': 1,
        '--filters': 5,
        '--dry-run': 'switch',
        '--no-dry-run': 'switch',
        '--max-results': 13,
        '--share': 14,
        '--corner': 15,
        '--tags': 12,
      },
    },
    'ec2 describe-volumes': { flags: {} },
    'sqs get-queue-attributes': { flags: { '--queue-url': 11 }, required: ['--queue-url'] },
  },
};

export const GCLOUD_PACK = {
  schema: 1,
  binary: 'gcloud',
  group: '*',
  shapes: ['gcloud-filter', { count: [1, 1000] }, NAME, { list: 2, most: 3 }, { map: [2, 2], most: 2 }],
  commands: {
    'compute instances list': { flags: { '--filter': 0, '--limit': 1, '--zones': 3, '--labels': 4 } },
    'projects describe': { flags: {}, positionals: [{ name: 'PROJECT_ID', kind: 2 }] },
    'projects list': { flags: { '--limit': 1 }, tracks: ['ga', 'beta'] },
    'things list': { flags: { '--all': 'switch' }, required: ['--all'], tracks: ['alpha'] },
    'things list all show': { flags: {} },
    'things show': { flags: {}, positionals: [{ name: 'THING', kind: 2, optional: true, many: true }] },
  },
};

export const BQ_PACK = {
  schema: 1,
  binary: 'bq',
  group: '*',
  shapes: [NAME, { count: [1, 900_000_000_000] }, 'sql', 'sql-parameter', { choice: ['false'] }],
  commands: {
    query: {
      flags: { '--maximum_bytes_billed': 1, '--parameter': { kind: 3, form: 'repeat' }, '--use_legacy_sql': 4, '--use_cache': 'toggle' },
      required: ['--use_legacy_sql'],
      positionals: [{ name: 'SQL', kind: 2 }],
      bound: 'sql',
    },
    show: { flags: { '--schema': 'toggle' }, aliases: { '-s': '--schema' }, positionals: [{ name: 'TABLE', kind: 0 }] },
  },
};

export const GSUTIL_PACK = {
  schema: 1,
  binary: 'gsutil',
  group: '*',
  shapes: [{ match: 'gs://[a-z-]+(?:/[A-Za-z0-9/*.=_-]*)?', size: [6, 200], of: 'a URL', example: 'gs://b/p/' }, NAME],
  commands: {
    ls: {
      flags: { '-l': 'switch', '-h': 'switch', '-r': 'switch', '-p': 1 },
      positionals: [{ name: 'URL', kind: 0, many: true, optional: true }],
      bound: 'object-list',
    },
  },
};

export const KUBECTL_PACK = {
  schema: 1,
  binary: 'kubectl',
  group: '*',
  shapes: [NAME, { count: [1, 5000] }, 'duration'],
  commands: {
    get: { flags: { '--show-labels': 'toggle' }, positionals: [{ name: 'TYPE', kind: 0, many: true }] },
    logs: { flags: { '--tail': 1, '--since': 2, '--previous': 'toggle' }, positionals: [{ name: 'POD', kind: 0 }], bound: 'pod-logs' },
  },
};

export const AZ_PACK = {
  schema: 1,
  binary: 'az',
  group: '*',
  shapes: [NAME, { list: 0, most: 3 }],
  commands: { 'vm list': { flags: { '--resource-group': 0, '--names': 1 }, aliases: { '-g': '--resource-group' } } },
};

export const FIXTURE: Policy = policyOf([AWS_PACK, GCLOUD_PACK, BQ_PACK, GSUTIL_PACK, KUBECTL_PACK, AZ_PACK]);
