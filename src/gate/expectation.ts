// What a kind of value would accept, in words, and one that it does: for hints. Nothing is decided here.

import type { Kind } from '../policy/index.js';
import { NAMED } from './shapes/named.js';

export interface Expectation {
  readonly expects: string;
  readonly example: string;
}

export const SWITCH_EXPECTATION: Expectation = { expects: 'the flag itself', example: '' };

const MOST_CHOICES = 12;
const MOST_DEPTH = 3;

function choices(all: readonly string[]): Expectation {
  const [example = ''] = all;
  const shown = all.slice(0, MOST_CHOICES).join(', ');
  return { expects: `one of ${shown}${all.length > MOST_CHOICES ? ', …' : ''}`, example };
}

function fieldsExpectation(fields: ReadonlyMap<string, Kind>, depth: number): Expectation {
  const shown = [...fields].slice(0, 3);
  const example = shown.map(([name, kind]) => `${name}=${describe(kind, depth + 1).example}`).join(',');
  return { expects: `a structure of ${[...fields.keys()].slice(0, MOST_CHOICES).join(', ')}`, example };
}

function describe(kind: Kind, depth: number): Expectation {
  if (depth > MOST_DEPTH) return { expects: 'a structure', example: '…' };
  switch (kind.kind) {
    case 'named':
      return NAMED[kind.name];
    case 'choice':
      return choices([...kind.choice]);
    case 'count':
      return { expects: `a whole number from ${String(kind.least)} to ${String(kind.most)}`, example: String(Math.max(kind.least, 1)) };
    case 'decimal':
      return { expects: `a number from ${String(kind.least)} to ${String(kind.most)}`, example: String(kind.least) };
    case 'match':
      return { expects: kind.of, example: kind.example };
    case 'list': {
      const { expects, example } = describe(kind.item, depth + 1);
      return { expects: `${expects}; ${kind.least > 1 ? `at least ${String(kind.least)} of them` : 'several are allowed'}`, example };
    }
    case 'fields':
      return fieldsExpectation(kind.fields, depth);
    case 'map': {
      const key = describe(kind.key, depth + 1);
      const value = describe(kind.value, depth + 1);
      return { expects: `pairs of ${key.expects} and ${value.expects}`, example: `${key.example}=${value.example}` };
    }
  }
}

const described = new WeakMap<Kind, Expectation>();

/** Made once for each kind: some are choices of a thousand. */
export function expectationOf(kind: Kind): Expectation {
  const before = described.get(kind);
  if (before) return before;
  const expectation = describe(kind, 0);
  described.set(kind, expectation);
  return expectation;
}
