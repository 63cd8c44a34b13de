// Outputs made to be slow: time grows with their length, not with its square. Threat T-OUTPUT.

import { test } from 'tap';
import { evidenceOf, openRedactor } from '../../src/digest/index.js';
import { fastest } from '../fastest.js';

const BYTES = 512 * 1024;
const MILLISECONDS = 2_500;
const redactor = openRedactor();

const SHAPES: Readonly<Record<string, string>> = {
  'names without end': 'password=',
  'names of columns': 'password,secret\n',
  'names under names': 'name: password\n',
  'addresses without an end': 'https://a:b',
  'quotation marks': '"',
  backslashes: '\\',
  'escapes of escapes': '\\\\u005c',
  'percent signs': '%25',
  'blocks that begin': '-----BEGIN PRIVATE KEY-----',
  'blocks that end': '-----END PRIVATE KEY-----',
  'base64 without end': 'Ab3x',
  'tags that begin': '<system ',
  'verbs without objects': 'ignore ',
  'objects without verbs': 'previous instructions ',
  roles: '\nassistant: a b c d',
  'foreign verbs': '忽略',
  brackets: '[',
  braces: '{"a":',
  'marks that we make': '[redacted 1: x] [instruction-like text: x] ',
  'invisible characters': '\u200b',
  'halves of characters': '\ud800',
  cookies: 'cookie: a=b ',
  'equals signs': '=',
  'beginnings of tokens': 'ghp_',
  'beginnings of other tokens': 'sk-',
  'marks inside of tokens': 'AzFu',
  'beginnings of web tokens': 'eyJ.',
  'pairs without values': '{"name": "password", ',
  blanks: ' ',
  tabs: 'token\t',
};

for (const [name, unit] of Object.entries(SHAPES)) {
  test(`an output of nothing but ${name} is digested in time`, async (t) => {
    const bytes = Buffer.from(unit.repeat(Math.ceil(BYTES / unit.length)));
    const took = fastest(MILLISECONDS, () => evidenceOf(bytes, { mask: [], most: 131_072, redactor }));
    t.ok(took <= MILLISECONDS, `${took.toFixed(0)} ms`);
  });
}
