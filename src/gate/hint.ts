// A refusal in words: what would be accepted instead. Built from the policy and from our own text; of the line it repeats nothing.

import { BINARIES, type PathNode } from '../policy/index.js';
import { dollars, unreachable } from '../shared/index.js';
import { nearest } from './nearest.js';
import type { Reason } from './refusal.js';

const MOST_NEAR = 3;
const MOST_PATHS = 5;

/** The paths of rules at and below a node, as a person would type them. */
function* pathsBelow(node: PathNode): Generator<string> {
  if (node.rule) yield [node.rule.binary, ...node.rule.path].join(' ');
  for (const next of node.next.values()) yield* pathsBelow(next);
}

/** A few listed operations, first those behind the words most like the one that is not listed. */
function nearPaths(node: PathNode, word: string): readonly string[] {
  const paths: string[] = [];
  for (const like of nearest(word, node.next, MOST_NEAR)) {
    for (const path of pathsBelow(like)) {
      if (paths.length === MOST_PATHS) return paths;
      paths.push(path);
    }
  }
  return paths;
}

function nearFlags(listed: readonly string[], name: string): readonly string[] {
  const named = listed.map((flag) => [flag, flag] as const);
  return nearest(name, named, MOST_NEAR);
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
      return 'write one line of printable ASCII';
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
      return perhaps(nearPaths(reason.under, reason.part.text), 'no operation of this program is listed');
    case 'missing-subcommand':
      return perhaps(nearPaths(reason.under, ''), 'no operation of this program is listed');
    case 'flag-before-path':
      return 'write the whole operation first, then its flags';
    case 'unknown-flag':
      return `${perhaps(nearFlags(reason.listed, reason.part.text), 'this operation takes no flags')}; all: ${reason.listed.join(' ')}`;
    case 'repeated-flag':
      return 'give each flag once';
    case 'double-dash':
      return 'leave out --';
    case 'missing-value':
    case 'missing-flag':
      return `needs ${shown(reason.expects, reason.example)}`;
    case 'unexpected-value':
      return 'this flag takes no value';
    case 'misplaced-argument':
      return reason.place === 'before-flags' ? 'write it right after the operation, before the flags' : 'write it last, after the flags';
    case 'extra-argument':
      return 'leave it out; this operation does not take it';
    case 'file-or-url':
      return 'write the value itself, not where it may be read from';
    case 'bad-value':
      return `${reason.of} takes ${shown(reason.expects, reason.example)}`;
    case 'mutating-word':
    case 'unproven-word':
      return 'propose an operation that only reads';
    case 'credential-word':
      return 'propose an operation whose answer holds no credential';
    case 'forbidden-flag':
      return 'leave the flag out';
    case 'unbounded':
      return `needs ${reason.needs}`;
    case 'too-much':
      return `at most ${reason.most}`;
    case 'over-budget':
      return `one call costs ${dollars(reason.costs)}, ${dollars(reason.remaining)} is left; propose something that is free`;
    default:
      return unreachable(reason);
  }
}
