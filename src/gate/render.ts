// Typed arguments into the words that run, in one form only, and those words into text that a shell reads back as the same words.

import { GRAMMARS } from '../policy/index.js';
import type { ReadOnly, TypedFlag } from './stages.js';

/** What every shell leaves alone; at the front `=` means a path to zsh, and `%` a process to fish. */
const PLAIN = /^[A-Za-z0-9_.,/:@+-][A-Za-z0-9_.,/:@%+=-]*$/;

/**
 * A quote ends the single quotes and stands escaped between them. In fish a backslash inside single quotes escapes a quote, the closing one
 * too, and another backslash, so there it stands in double quotes, where two are one in every shell.
 */
function unquotable(run: string, at: number, word: string): string {
  if (!run.includes('\\')) return String.raw`'\''`.repeat(run.length);
  if (run.length === 1 && at + 1 < word.length) return run;
  return `'"${run.replaceAll('\\', '\\\\')}"'`;
}

function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replace(/['\\]+/gu, unquotable)}'`;
}

export function canonicalText(argv: readonly string[]): string {
  return argv.map(quoted).join(' ');
}

/** One-letter flags take their value as the next word. */
function withValue(name: string, text: string): readonly string[] {
  return name.startsWith('--') ? [`${name}=${text}`] : [name, text];
}

function flagWords({ name, argument }: TypedFlag): readonly string[] {
  switch (argument.kind) {
    case 'switch':
      return [name];
    case 'toggle':
      return [`${name}=${String(argument.isOn)}`];
    case 'words':
      return [name, ...argument.items.map(({ text }) => text)];
    case 'commas':
      return withValue(name, argument.items.map(({ text }) => text).join(','));
    case 'text':
    case 'count':
    case 'instant':
    case 'duration':
    case 'period':
    case 'sql':
    case 'json':
      return withValue(name, argument.text);
  }
}

/** Given by people who know one version of a program, and refused by the other. What it asks for is so anyway: the environment says it. */
function isSilent(name: string): boolean {
  return name === '--no-cli-pager';
}

interface Added {
  readonly name: string;
  readonly word: string;
}

interface Block {
  readonly name: string;
  readonly words: readonly string[];
}

function pushLoose(argv: string[], { positionals }: ReadOnly): void {
  for (const { items } of positionals) for (const { text } of items) argv.push(text);
}

/** Flags in the order of their names, so that two spellings of one command have one canonical form. */
export function renderArgv(command: ReadOnly, added: readonly Added[]): readonly string[] {
  const { rule, track } = command;
  const blocks: Block[] = [];
  for (const flag of command.flags) if (!isSilent(flag.name)) blocks.push({ name: flag.name, words: flagWords(flag) });
  for (const { name, word } of added) blocks.push({ name, words: [word] });
  blocks.sort((a, b) => (a.name === b.name ? 0 : a.name < b.name ? -1 : 1));
  const argv: string[] = track === undefined ? [rule.binary, ...rule.path] : [rule.binary, track, ...rule.path];
  const isLooseFirst = GRAMMARS[rule.binary].positionals !== 'after-flags';
  if (isLooseFirst) pushLoose(argv, command);
  for (const { words } of blocks) argv.push(...words);
  if (!isLooseFirst) pushLoose(argv, command);
  return argv;
}
