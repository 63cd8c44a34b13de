// A refusal in words: what would be accepted instead. Built from the policy and from our own text; of the line it repeats nothing.

import { BINARIES, type Pack, type Rule } from '../policy/index.js';
import { dollars } from '../shared/index.js';
import type { KnownPath, Reason } from './refusal.js';
import { similarAmong } from './similar.js';

const MOST_NEAR = 3;
const MOST_PATHS = 5;
const FEW = 10;

/** What was made for a policy, a pack or a rule, for as long as that one lives. */
function keptFor<Key extends object, Made>(make: (key: Key) => Made): (key: Key) => Made {
  const kept = new WeakMap<Key, Made>();
  return (key) => {
    const before = kept.get(key);
    if (before !== undefined) return before;
    const made = make(key);
    kept.set(key, made);
    return made;
  };
}

const similarGroups = keptFor((groups: readonly string[]) =>
  similarAmong(
    groups.filter((group) => group !== '*'),
    MOST_PATHS,
  ),
);
const similarPaths = keptFor((pack: Pack) => similarAmong(pack.paths, MOST_PATHS));
const similarFlags = keptFor((rule: Rule) => similarAmong(rule.flagNames(), MOST_NEAR));
const allFlags = keptFor((rule: Rule) => rule.flagNames().join(' '));

/** A few listed operations: those most like the path and the word that is not listed. */
function nearPaths({ binary, path, pack, groups }: KnownPath, word: string): readonly string[] {
  const near = pack ? similarPaths(pack).to(path === '' ? word : `${path} ${word}`) : similarGroups(groups()).to(word);
  return near.map((listed) => `${binary} ${listed}`);
}

/** All there is, where a person has left little; a whole program lists too much. */
function fewGroups({ binary, groups }: KnownPath): string {
  const few = groups();
  const isFew = few.length > 0 && few.length <= FEW && !few.includes('*');
  return isFew ? `listed: ${few.map((group) => `${binary} ${group}`).join('; ')}` : 'no operation of this program is listed';
}

function perhaps(near: readonly string[], otherwise: string): string {
  return near.length === 0 ? otherwise : `listed and near: ${near.join('; ')}`;
}

function shown(expects: string, example: string): string {
  return example === '' ? expects : `${expects}, such as ${example}`;
}

export function hintFor(reason: Reason): string {
  switch (reason.code) {
    case 'too-long':
      return 'propose a shorter command';
    case 'empty':
      return 'propose one command';
    case 'control-character':
    case 'not-ascii':
      return 'write printable ASCII; a line break may stand inside quotes only';
    case 'open-quote':
      return 'close the quote';
    case 'operator':
      return 'propose one plain command: no pipes, lists, redirections or groups; quote a value that holds such a character';
    case 'expansion':
      return 'nothing is expanded; write the value itself, in single quotes if it holds this character';
    case 'backslash':
      return 'use single quotes instead of a backslash';
    case 'glob':
    case 'brace':
    case 'tilde':
    case 'comment':
    case 'history':
      return 'put the value in single quotes';
    case 'assignment':
      return 'begin with the program; no variables are set';
    case 'not-plain':
      return 'write plain words, or put values in single quotes';
    case 'unknown-binary':
      return `begin with one of: ${BINARIES.join(', ')}`;
    case 'unknown-subcommand':
      return perhaps(nearPaths(reason.known, reason.part.text), fewGroups(reason.known));
    case 'missing-subcommand':
      return perhaps(nearPaths(reason.known, ''), 'name the operation');
    case 'unknown-track':
      return `listed in: ${reason.tracks.join(', ')}`;
    case 'flag-before-path':
      return 'write the whole operation first, then its flags';
    case 'unknown-flag':
      return `${perhaps(similarFlags(reason.rule).to(reason.part.text), 'this operation takes no flags')}; all: ${allFlags(reason.rule)}`;
    case 'repeated-flag':
      return 'give each flag once';
    case 'double-dash':
      return 'leave out --';
    case 'missing-value':
    case 'missing-flag':
      return `needs ${shown(reason.expects, reason.example)}`;
    case 'conflicting-flags':
      return `leave out this one or ${reason.other}: the program takes one of the two`;
    case 'unexpected-value':
      return 'this flag takes no value';
    case 'misplaced-argument':
      return 'write it last, after the flags';
    case 'extra-argument':
      return 'leave it out; this operation does not take it; a value with blanks needs quotes';
    case 'file-or-url':
      return 'write the value itself, not where it may be read from';
    case 'bad-value':
      return `${reason.of} takes ${shown(reason.expects, reason.example)}`;
    case 'too-many-values':
      return `${reason.of} takes at most ${reason.most} values`;
    case 'mutating-word':
    case 'unproven-word':
      return 'propose an operation that only reads';
    case 'credential-word':
      return 'propose an operation whose answer holds no credential';
    case 'masked-member':
      return 'the answer holds what may be a secret: ask for it as json, or name other members';
    case 'forbidden-flag':
      return 'leave the flag out';
    case 'sql-statement':
      return 'propose one SELECT, or WITH … SELECT';
    case 'sql-function':
      return 'use the built-in functions that only compute';
    case 'sql-view':
      return 'use a view or a column of INFORMATION_SCHEMA that tells of jobs, storage, tables or reservations';
    case 'sql-unreadable':
      return 'write plain GoogleSQL: SELECT, joins, WITH, windows, PIVOT; no pipe syntax and no legacy SQL';
    case 'unbounded':
      return `needs ${reason.needs}`;
    case 'too-much':
      return `give ${reason.instead}`;
    case 'over-budget':
      return `one call costs ${dollars(reason.costs)}, ${dollars(reason.remaining)} is left; propose something that is free`;
  }
}
