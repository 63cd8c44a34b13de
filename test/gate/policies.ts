// The policies that the tests judge by.

import { readFileSync } from 'node:fs';
import { readPolicy } from '../../src/packs/index.js';
import { BINARIES, openPolicy, type PackEntry, type Policy } from '../../src/policy/index.js';

const ROOT = new URL('../../../', import.meta.url);

export function readText(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const GLOBALS = 'globals';

/** A policy of packs that are given, one for each program at most, with the shipped flags of the programs themselves. */
export function policyOf(packs: readonly unknown[]): Policy {
  const entry = (file: string): PackEntry => ({ file, sha256: '', commands: 0 });
  const byBinary = new Map(packs.map((pack) => [isObject(pack) ? String(pack['binary']) : '', pack]));
  const known = BINARIES.filter((binary) => byBinary.has(binary));
  const index = { globals: entry(GLOBALS), packs: Object.fromEntries(known.map((binary) => [binary, { '*': entry(binary) }])) };
  return openPolicy(index, ({ file }): unknown => (file === GLOBALS ? JSON.parse(readText('policies/globals.json')) : byBinary.get(file)));
}

let shipped: Policy | undefined;

export function shippedPolicy(): Policy {
  shipped ??= readPolicy();
  return shipped;
}

export function testPolicy(name: string): Policy {
  const packs: unknown = JSON.parse(readText(`test/corpus/${name}`));
  if (!Array.isArray(packs)) throw new Error(name);
  return policyOf(packs);
}

/** Enough for any call. */
export const PLENTY = { microUsd: 10_000_000 };
