// What of a gcloud command may, or must, be given together: the groups of its parser, over the flags and words that a pack lists.

import type { SnapshotCommand } from './gcloud-snapshot.js';
import type { PackPositional, PackTogether } from './pack-text.js';

export interface Listed {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly positionals: readonly PackPositional[];
  readonly globals: ReadonlyMap<string, unknown>;
}

/** The name by which a pack lists what the parser calls so: a word has its name in capitals there. */
function listedName(name: string, { flags, positionals, globals }: Listed): string | undefined {
  if (name in flags || globals.has(name)) return name;
  const word = name.toUpperCase().replaceAll('-', '_');
  return positionals.find((positional) => positional.name.toUpperCase().replaceAll('-', '_') === word)?.name;
}

function listedNames(names: readonly string[], listed: Listed): readonly string[] {
  return names.flatMap((name) => listedName(name, listed) ?? []);
}

function isInEveryLine(name: string, { positionals }: Listed): boolean {
  return positionals.some((positional) => positional.name === name && positional.optional !== true);
}

/** A rule, or nothing when it cannot be broken. `impossible` when no listed line could keep it. */
function togetherOf(rule: NonNullable<SnapshotCommand['rules']>[number], listed: Listed): PackTogether | 'impossible' | undefined {
  if (rule.apart) {
    const sides = rule.apart.map((side) => listedNames(side, listed)).filter((side) => side.length > 0);
    return sides.length > 1 ? { apart: sides } : undefined;
  }
  if (rule.least) {
    const least = listedNames(rule.least, listed);
    if (least.some((name) => isInEveryLine(name, listed))) return undefined;
    return least.length > 0 ? { least } : 'impossible';
  }
  const of = listedNames(rule.of ?? [], listed);
  const needs = listedNames(rule.needs ?? [], listed).filter((name) => !isInEveryLine(name, listed));
  return of.length > 0 && needs.length > 0 ? { of, needs } : undefined;
}

/** Flags that ask for what is not listed, so that no line could give them. */
export function askingTooMuch({ rules = [] }: SnapshotCommand, listed: Listed): readonly string[] {
  const far = rules.filter(({ needs = [] }) => listedNames(needs, listed).length < needs.length);
  return [...new Set(far.flatMap(({ of = [] }) => listedNames(of, listed).filter((name) => name in listed.flags)))];
}

/** gcloud keeps a word that it calls the project where it keeps `--project`: the later of the two would be both. */
function oneProject({ positionals }: Listed): readonly PackTogether[] {
  return positionals.some(({ name }) => name === 'PROJECT') ? [{ apart: [['PROJECT'], ['--project']] }] : [];
}

export function togetherIn({ rules = [] }: SnapshotCommand, listed: Listed): readonly PackTogether[] | undefined {
  const together = [...rules.map((rule) => togetherOf(rule, listed)).filter((rule) => rule !== undefined), ...oneProject(listed)];
  const possible = together.filter((rule) => rule !== 'impossible');
  return possible.length === together.length ? possible : undefined;
}
