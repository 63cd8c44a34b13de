// A refusal in words: what is wrong, and where. What would be accepted instead is the hint.

import { printable } from '../shared/index.js';
import type { Reason, RefusalCode } from './refusal.js';

const MOST_PART = 300;

const WRONG: Readonly<Record<RefusalCode, string>> = {
  'too-long': 'longer than what is read',
  empty: 'no command',
  'control-character': 'a control character',
  'not-ascii': 'not printable ASCII',
  'open-quote': 'a quote that is not closed',
  operator: 'a shell would act on it',
  expansion: 'a shell would expand it',
  backslash: 'a backslash that shells read differently',
  glob: 'a shell would match files with it',
  brace: 'a shell would expand the brace',
  tilde: 'a shell would put a home directory here',
  comment: 'a shell would ignore the rest',
  history: 'a shell would take a former command for it',
  assignment: 'a shell would set a variable',
  'not-plain': 'two readers take the words apart differently',
  'unknown-binary': 'not a program that may run',
  'unknown-subcommand': 'not listed here',
  'missing-subcommand': 'the operation ends too early',
  'unknown-track': 'not listed in this release track',
  'flag-before-path': 'a flag among the words of the operation',
  'unknown-flag': 'this operation lists no such flag',
  'repeated-flag': 'given before',
  'conflicting-flags': 'cannot stand beside another one',
  'double-dash': 'ends the flags',
  'missing-value': 'needs a value',
  'unexpected-value': 'takes no value',
  'missing-flag': 'required and not given',
  'misplaced-argument': 'stands before a flag',
  'extra-argument': 'this operation has no place for it',
  'file-or-url': 'names a file or an address to read from',
  'bad-value': 'not a value of this shape',
  'too-many-values': 'one value too many',
  'mutating-word': 'changes something',
  'unproven-word': 'does not begin like a read',
  'credential-word': 'hands out a credential or a secret',
  'masked-member': 'would carry what the digest empties past it',
  'forbidden-flag': 'changes who asks, whom, or how safely',
  'sql-statement': 'not one plain query',
  'sql-function': 'calls what is not known to compute only',
  'sql-view': 'a view that may show more than its own rows',
  'sql-unreadable': 'not readable as a query',
  unbounded: 'not bounded',
  'too-much': 'bounded too widely',
  'over-budget': 'costs more than is left',
};

const PLAIN = /^[ -~]*$/;

/** A look-alike shown as itself would be a refusal without a reason. */
export function shownPart({ part }: Reason): string {
  const { text, at } = part;
  const spelled = PLAIN.test(text)
    ? text
    : text.replace(/[^ -~]/gu, (character) => `\\u{${String(character.codePointAt(0)?.toString(16))}}`);
  return `${printable(spelled, MOST_PART)} (column ${String(at + 1)})`;
}

export function reasonFor(reason: Reason): string {
  return `${WRONG[reason.code]}: ${shownPart(reason)}`;
}
