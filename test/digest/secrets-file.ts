// Reads test/digest/corpus/secrets.txt: templates become texts, and what must not survive of them is known.

import { readText } from '../gate/policies.js';
import type { Chance } from './made-secrets.js';

export interface SecretCase {
  readonly kind: string;
  readonly text: string;
  readonly secrets: readonly string[];
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const SETS: Readonly<Record<string, string>> = {
  a: `${LOWER}${UPPER}${DIGITS}`,
  u: `${UPPER}${DIGITS}`,
  h: `${DIGITS}abcdef`,
  d: DIGITS,
  b: `${LOWER}${UPPER}${DIGITS}+/`,
  w: `${LOWER}${UPPER}${DIGITS}-_`,
  l: `${LOWER}${DIGITS}`,
};

function filled(template: string, chance: Chance): string {
  return template.replace(/\{([auhdbwl])(\d+)\}/g, (_, set: string, count: string) => {
    const characters = SETS[set] ?? '';
    return Array.from({ length: Number(count) }, () => characters.charAt(chance.below(characters.length))).join('');
  });
}

function decoded(written: string): string {
  if (!written.startsWith('json ')) return written;
  const value: unknown = JSON.parse(written.slice('json '.length));
  if (typeof value !== 'string') throw new Error(written);
  return value;
}

export function secretCases(chance: Chance): readonly SecretCase[] {
  const lines = readText('test/digest/corpus/secrets.txt').split('\n');
  return lines
    .filter((line) => line.trim() !== '' && !line.startsWith('# '))
    .map((line) => {
      const [, kind = '', written = ''] = /^(.{1,24}?) {2,}(.*)$/.exec(line) ?? [];
      const marked = decoded(filled(written, chance));
      const secrets = [...marked.matchAll(/‹([^›]*)›/g)].map(([, secret = '']) => secret);
      if (secrets.length === 0) throw new Error(`no secret is marked: ${line}`);
      return { kind, text: marked.replace(/[‹›]/g, ''), secrets };
    });
}
