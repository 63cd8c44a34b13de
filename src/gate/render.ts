// Typed arguments into the words that run, in one form only, and those words into text that a shell reads back as the same words.

import { POSITIONALS } from '../policy/index.js';
import type { ReadOnly, TypedFlag } from './stages.js';

/** What every shell leaves alone; `=` at the front means a path to zsh. */
const PLAIN = /^[A-Za-z0-9_.,/:@%+-][A-Za-z0-9_.,/:@%+=-]*$/;

function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

export function canonicalText(argv: readonly string[]): string {
  return argv.map(quoted).join(' ');
}

function flagWords({ name, argument }: TypedFlag): readonly string[] {
  switch (argument.kind) {
    case 'switch':
      return [name];
    case 'words':
      return [name, ...argument.items.map(({ text }) => text)];
    case 'commas':
      return [`${name}=${argument.items.map(({ text }) => text).join(',')}`];
    case 'text':
    case 'count':
    case 'instant':
    case 'duration':
    case 'period':
      return [`${name}=${argument.text}`];
  }
}

/** Flags in the order of their names, so that two spellings of one command have one canonical form. */
export function renderArgv(command: ReadOnly, added: ReadonlyMap<string, string>): readonly string[] {
  const { rule } = command;
  const blocks = [
    ...command.flags.map((flag) => ({ name: flag.name, words: flagWords(flag) })),
    ...[...added].map(([name, word]) => ({ name, words: [word] })),
  ];
  const flags = blocks.toSorted((a, b) => (a.name < b.name ? -1 : 1)).flatMap(({ words }) => words);
  const positionals = command.positionals.map(({ text }) => text);
  const rest = POSITIONALS[rule.binary] === 'before-flags' ? [...positionals, ...flags] : [...flags, ...positionals];
  return [rule.binary, ...rule.path, ...rest];
}
