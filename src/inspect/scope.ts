// Which policy a question is about: all that is in a folder, or what `commands.only` leaves of it. What is left is what the executor would know.

import { readPolicy } from '../packs/index.js';
import { narrowedPolicy, type Policy } from '../policy/index.js';
import { printable } from '../shared/index.js';

export interface Scope {
  readonly folder: string;
  /** As it is configured; undefined where nothing is left out. */
  readonly only: readonly string[] | undefined;
}

export function policyIn({ folder, only }: Scope): Policy {
  const policy = readPolicy(folder);
  return only === undefined ? policy : narrowedPolicy(policy, only);
}

/** For people; nothing where nothing is left out. */
export function scopeLines({ only }: Pick<Scope, 'only'>): readonly string[] {
  if (only === undefined) return [];
  const left = only.length === 0 ? 'nothing' : only.join(', ');
  return [printable(`note: \`commands.only\` leaves ${left} of the policy; --whole asks about all of it`, 10_000)];
}
