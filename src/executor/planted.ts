// Which of the executor's own values must not come out of it again: what its variables authenticate with, and what the files that they
// name hold. A name of a region or a profile is none.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyNames } from '../digest/index.js';
import { errorCode } from '../shared/index.js';

const KEY_IDS = new Set(['AWS_ACCESS_KEY_ID']);
const FILES = ['GOOGLE_APPLICATION_CREDENTIALS', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE', 'AWS_WEB_IDENTITY_TOKEN_FILE'];
const SHORTEST = 12;
const MOST_FILE = 65_536;
const MOST_VALUES = 64;

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(0, MOST_FILE);
  } catch (cause) {
    // A file that is not there or cannot be read gives nothing away; the CLI will say so.
    if (errorCode(cause) === undefined) throw cause;
    return '';
  }
}

interface Pair {
  readonly name: string;
  readonly value: string;
}

/** The members of a JSON key; else what stands as `name = value`. */
function pairsIn(text: string): readonly Pair[] {
  const pairs: Pair[] = [];
  const member = (name: string, value: unknown): unknown => {
    if (typeof value === 'string') pairs.push({ name, value });
    return value;
  };
  try {
    JSON.parse(text, member);
  } catch {
    // No JSON: the lines of an INI file.
    for (const [, name = '', value = ''] of text.matchAll(/^[ \t]{0,8}([A-Za-z_]{3,40})[ \t]{0,8}=[ \t]{0,8}(\S{12,8192})/gm))
      pairs.push({ name, value });
  }
  return pairs;
}

/** What a file authenticates with: a key line by line, a file of one token whole. */
function valuesIn(text: string): readonly string[] {
  const judge = keyNames();
  const pairs = pairsIn(text);
  const isToken = pairs.length === 0 && /^\S+$/.test(text.trim());
  const named = pairs.filter(({ name }) => judge(name) !== undefined || KEY_IDS.has(name.toUpperCase())).map(({ value }) => value);
  return [...named.flatMap((value) => value.split('\n')), ...(isToken ? [text.trim()] : [])].filter((value) => !value.startsWith('-----'));
}

function filesOf(credentials: Readonly<Record<string, string>>): readonly string[] {
  const { CLOUDSDK_CONFIG: gcloud } = credentials;
  return [...FILES.flatMap((name) => credentials[name] ?? []), ...(gcloud === undefined ? [] : [join(gcloud, 'credential.json')])];
}

/** Threat: a command is brought to print the credential it runs with. */
export function plantedIn(credentials: Readonly<Record<string, string>>): readonly string[] {
  const judge = keyNames();
  const own = Object.entries(credentials)
    .filter(([name]) => (judge(name) !== undefined || KEY_IDS.has(name)) && !FILES.includes(name))
    .map(([, value]) => value);
  const inFiles = filesOf(credentials).flatMap((path) => valuesIn(textOf(path)));
  return [...new Set([...own, ...inFiles])].filter((value) => value.length >= SHORTEST).slice(0, MOST_VALUES);
}
