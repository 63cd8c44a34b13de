// Names of accounts, people and machines replaced by names of our own, the same for the same one, and back: for whoever does not want a
// model to know them. The map stays with whoever made it.

export type PseudonymKind = 'account' | 'email' | 'project' | 'billing-account' | 'address';

export interface Pseudonyms {
  readonly hide: (text: string) => string;
  /** The text as a person may read it. */
  readonly show: (text: string) => string;
  /** Pseudonym to name. It never leaves the process that made it. */
  readonly map: ReadonlyMap<string, string>;
}

export interface PseudonymOptions {
  /** Projects, billing accounts and other names that only the caller knows. */
  readonly projects?: readonly string[];
  readonly billingAccounts?: readonly string[];
  readonly addresses?: boolean;
}

const ACCOUNT = /(?<![\w.-])\d{12}(?![\w.]|-\w)/g;
const EMAIL = /[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}/g;
const BILLING_ACCOUNT = /\b[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}\b/g;
const ADDRESS = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;
const OWN = /\b(?:account|email|project|billing-account|address)-\d+\b/g;
const NAME_END = '(?![A-Za-z0-9-])';

const quoted = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function anyOf(names: readonly string[]): RegExp | undefined {
  const longestFirst = names.filter((name) => name.length >= 4).toSorted((one, other) => other.length - one.length);
  return longestFirst.length === 0 ? undefined : new RegExp(`(?<![A-Za-z0-9-])(?:${longestFirst.map(quoted).join('|')})${NAME_END}`, 'g');
}

export function openPseudonyms({ projects = [], billingAccounts = [], addresses = false }: PseudonymOptions = {}): Pseudonyms {
  const known = new Map<string, string>();
  const map = new Map<string, string>();
  const counts = new Map<PseudonymKind, number>();

  function pseudonym(kind: PseudonymKind, name: string): string {
    const key = `${kind} ${name}`;
    const given = known.get(key);
    if (given !== undefined) return given;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    const made = `${kind}-${String(count)}`;
    known.set(key, made);
    map.set(made, name);
    return made;
  }

  const rules: readonly (readonly [PseudonymKind, RegExp])[] = [
    ['email', EMAIL],
    ['billing-account', BILLING_ACCOUNT],
    ['account', ACCOUNT],
    ...(addresses ? [['address', ADDRESS] as const] : []),
  ];
  const named = [
    ['project', anyOf(projects)],
    ['billing-account', anyOf(billingAccounts)],
  ] as const;

  return {
    hide: (text) => {
      let hidden = text;
      for (const [kind, pattern] of named) if (pattern) hidden = hidden.replace(pattern, (name) => pseudonym(kind, name));
      for (const [kind, pattern] of rules) hidden = hidden.replace(pattern, (name) => pseudonym(kind, name));
      return hidden;
    },
    show: (text) => text.replace(OWN, (made) => map.get(made) ?? made),
    map,
  };
}
