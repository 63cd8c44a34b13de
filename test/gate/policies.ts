// The policies that the tests judge by.

import { readFileSync } from 'node:fs';
import { type Policy, parsePolicy } from '../../src/policy/index.js';

const ROOT = new URL('../../../', import.meta.url);

export function readText(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}

export function policyOf(documents: readonly unknown[]): Policy {
  const parsed = parsePolicy(documents);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

export function shippedPolicy(): Policy {
  return policyOf(['gcloud', 'bq', 'aws'].map((binary): unknown => JSON.parse(readText(`policies/${binary}.json`))));
}

export function testPolicy(name: string): Policy {
  const documents: unknown = JSON.parse(readText(`test/corpus/${name}`));
  if (!Array.isArray(documents)) throw new Error(name);
  return policyOf(documents);
}

/** Enough for any call. */
export const PLENTY = { microUsd: 10_000_000 };
