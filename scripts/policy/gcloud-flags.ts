// What each flag and each loose word of a command must look like. A value without a shape is not taken over: the flag is left out and
// counted, and a command that cannot do without it is lost.

import type { Argument, GcloudKinds, Item } from './gcloud-snapshot.js';
import type { PackFlag, PackPositional, PackShape } from './pack-text.js';

/** T4: other identities, other endpoints, files of this machine, pagers, work that goes on after the answer. Whatever the vocabulary says. */
const NEVER =
  /-file$|-files?-|^--(?:file|files|account|configuration|context|kubeconfig|billing-project|universe-domain|trace-token|log-http|http-timeout|document|help|user-output-enabled|verbosity|destination|directory|local-dir|source-dir|cache|output-path|output-dir|zero-terminator|debug|show-log|show-exec-error|additional-headers|read-paths-from-stdin|project|format|flatten|quiet|authority-selector)$|kubeconfig|credential|impersonate|access-token|auth-provider|token-file|(?:de|en)cryption-key|ssh-key|from-stdin/;

/** The same without a value: a flag of this name that takes one names a resource. */
const NEVER_SWITCH = /^--(?:async|stream|follow|less|open|version|tail|watch)$/;

const LIST_MOST = 100;

const PAIRS = 'word-pairs';

const MOST: ReadonlyMap<string, number> = new Map([
  ['--limit', 1_000_000],
  ['--page-size', 1_000],
]);

function isNever(name: string, isSwitch: boolean): boolean {
  const bare = name.startsWith('--no-') ? `--${name.slice('--no-'.length)}` : name;
  return NEVER.test(name) || NEVER.test(bare) || (isSwitch && NEVER_SWITCH.test(bare));
}

/** Where a service of Cloud Run runs: the others are clusters, reached by a kubeconfig of this machine. */
function isPlatform({ name, choices = [] }: Argument): boolean {
  return name === '--platform' && choices.includes('managed');
}

/** Hidden, and still what everybody writes. */
export function isSpoken(flag: Argument): boolean {
  return flag.name === '--gen2' || isPlatform(flag);
}

function bound(raw: number | string | undefined, otherwise: number): number {
  const value = Number(raw ?? otherwise);
  return Number.isSafeInteger(value) ? value : otherwise;
}

export interface Vocabulary {
  readonly flag: (path: string, flag: Argument) => PackFlag | undefined;
  readonly positional: (path: string, word: Argument) => PackPositional | undefined;
  /** Names in the vocabulary that no command has. */
  readonly unused: () => readonly string[];
}

function invert(byShape: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [shape, members] of Object.entries(byShape)) {
    for (const name of members) {
      if (names.has(name)) throw new Error(`\`${name}\` has two shapes`);
      names.set(name, shape);
    }
  }
  return names;
}

/** A named shape read by code stands for itself. */
function shapeNamed(kinds: GcloudKinds, name: string): PackShape {
  return kinds.shapes[name] ?? name;
}

export function vocabularyOf(kinds: GcloudKinds): Vocabulary {
  const flags = invert(kinds.flags);
  const positionals = invert(kinds.positionals);
  const used = new Set<string>();

  const known = (item: Item, name: string | undefined): PackShape | undefined => {
    if (item.choices && item.choices.length > 0) return { choice: item.choices };
    if (item.type === 'int' || (item.type === 'call' && item.builds === 'int')) return undefined;
    const byCall = item.call === undefined ? undefined : kinds.calls[item.call];
    if (byCall !== undefined) return shapeNamed(kinds, byCall);
    return name === undefined ? undefined : shapeNamed(kinds, name);
  };
  const count = (item: Item, name: string): PackShape => ({
    count: [bound(item.lower_bound, 0), Math.min(bound(item.upper_bound, 1_000_000), MOST.get(name) ?? 1_000_000)],
  });
  const isCount = (item: Item): boolean => item.type === 'int' || (item.type === 'call' && item.builds === 'int');
  /** `dns --zone` holds for everything below `dns`; the longest path wins, and any path over the bare name. */
  const look = (table: ReadonlyMap<string, string>, path: string, name: string, key: string): string | undefined => {
    const words = path.split(' ');
    const keys = words.map((_, dropped) => `${words.slice(0, words.length - dropped).join(' ')} ${name}`);
    const exact = keys.find((candidate) => Object.hasOwn(kinds.at, candidate));
    if (exact !== undefined || table.has(key)) used.add(exact ?? key);
    return exact === undefined ? table.get(key) : kinds.at[exact];
  };

  return {
    flag: (path, flag) => {
      if (isNever(flag.name, flag.type === 'switch')) return undefined;
      if (flag.type === 'switch') return 'switch';
      if (isPlatform(flag)) return { kind: { choice: ['managed'] } };
      if (flag.nargs !== undefined && flag.nargs !== 1) return undefined;
      if (isCount(flag)) return { kind: count(flag, flag.name) };
      const name = look(flags, path, flag.name, flag.name);
      if (flag.type === 'list') {
        // A shape that reads the whole value, such as the keys to sort by, is no list of values.
        if (name === 'gcloud-sort') return { kind: name };
        if (flag.by !== undefined) return undefined;
        const item: PackShape | undefined = flag.choices
          ? { choice: flag.choices }
          : flag.item && isCount(flag.item)
            ? count(flag.item, flag.name)
            : known(flag.item ?? { type: 'string' }, name);
        return item === undefined ? undefined : { kind: { list: item, most: Math.min(flag.most ?? LIST_MOST, LIST_MOST) } };
      }
      // A map of words is read whole, by the one shape made for it.
      if (flag.type === 'dict' && name !== PAIRS) return undefined;
      if (!['string', 'call', 'dict'].includes(flag.type)) return undefined;
      const kind = known(flag, name);
      return kind === undefined ? undefined : { kind };
    },
    positional: (path, word) => {
      const nargs = word.nargs ?? 1;
      if (nargs !== 1 && nargs !== '?' && nargs !== '*' && nargs !== '+') return undefined;
      const name = look(positionals, path, word.name, word.name.toLowerCase().replaceAll('_', '-')) ?? 'resource-name';
      const kind = isCount(word) ? count(word, word.name) : ['string', 'call'].includes(word.type) ? known(word, name) : undefined;
      if (kind === undefined) return undefined;
      const [optional, many] = [nargs === '?' || nargs === '*', nargs === '*' || nargs === '+'];
      return { name: word.name.toUpperCase(), kind, ...(optional ? { optional } : {}), ...(many ? { many } : {}) };
    },
    unused: () => [...flags.keys(), ...positionals.keys(), ...Object.keys(kinds.at)].filter((name) => !used.has(name)),
  };
}
