// T-PRIVACY. Accounts, people, projects and addresses under names of our own, for everything that goes to a model, and back for everything that
// comes from it. One map for a run; it never leaves this process.

import { openPseudonyms } from '../digest/index.js';
import type { Dossier, Report, Spike } from './state.js';

export interface Names {
  readonly hide: (text: string) => string;
  readonly show: (text: string) => string;
}

export const NO_NAMES: Names = { hide: (text) => text, show: (text) => text };

const ACCOUNT_ID = /^\d{12}$/;
const BILLING_ACCOUNT = /^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$/;

function accountsOf({ drops, moves, oneOffs, spikes }: Report): readonly string[] {
  const ofSpike = ({ key, scopes }: Spike): readonly string[] => [
    key.account,
    ...scopes.flatMap(({ where }) => where.filter(({ dimension }) => dimension === 'account').map(({ value }) => value)),
  ];
  const ofMoves = moves.flatMap(({ from, to }) =>
    [...from, ...to].filter(({ dimension }) => dimension === 'account').map(({ value }) => value),
  );
  return [...[...spikes, ...drops, ...oneOffs].flatMap(ofSpike), ...ofMoves];
}

export function openNames({ found, welcome }: Dossier): Names {
  if (!welcome.pseudonyms) return NO_NAMES;
  const named = [...new Set(found.reports.flatMap(accountsOf))];
  return openPseudonyms({
    accounts: named.filter((name) => ACCOUNT_ID.test(name)),
    projects: named.filter((name) => !ACCOUNT_ID.test(name) && !BILLING_ACCOUNT.test(name)),
    addresses: true,
    people: true,
    isStrict: true,
  });
}
