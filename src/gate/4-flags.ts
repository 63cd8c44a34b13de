// Layer 4: Operation → Flagged. Every flag is one that the rule lists, in exactly that spelling, once, with as many values as it
// takes. T4: an unlisted flag can change the identity, the host, the output or the whole request; an abbreviation hides one; of a
// repeated flag each reader picks another.

import { type FlagKind, POSITIONALS, type Rule } from '../policy/index.js';
import { err, ok, type Result } from '../shared/index.js';
import type { Layer } from './layer.js';
import type { Reason } from './refusal.js';
import { safetyFlags } from './safety-flags.js';
import { shapeOf } from './shapes/shapes.js';
import type { Flagged, GivenFlag, GivenPositional, Operation, Word } from './stages.js';

interface Split {
  readonly name: string;
  /** The value behind `=`. */
  readonly joined: Word | undefined;
}

/** `--name=value` into its halves. The column of a quoted value is that of its flag. */
function splitFlag(word: Word): Split {
  const equals = word.text.indexOf('=');
  if (equals === -1) return { name: word.text, joined: undefined };
  return { name: word.text.slice(0, equals), joined: { text: word.text.slice(equals + 1), at: word.at } };
}

function kindOf(rule: Rule, name: string): FlagKind | undefined {
  // T4: ours first: a rule can list `--format` more widely, but not make it start a pager.
  return safetyFlags(rule).find((flag) => flag.name === name)?.kind ?? rule.flags.get(name);
}

function unknownFlag(rule: Rule, word: Word, name: string): Reason {
  if (word.text === '--') return { code: 'double-dash', part: word };
  const listed = [...new Set([...rule.flags.keys(), ...safetyFlags(rule).map((flag) => flag.name)])];
  return { code: 'unknown-flag', part: { text: name, at: word.at }, listed };
}

function expectation(kind: FlagKind): { readonly expects: string; readonly example: string } {
  if (kind === 'switch') return { expects: 'no value', example: '' };
  if (typeof kind === 'object' && 'words' in kind) return shapeOf(kind.words);
  if (typeof kind === 'object' && 'commas' in kind) return shapeOf(kind.commas);
  return shapeOf(kind);
}

/** The words behind a flag that are its values. No value begins with a dash, so a flag never eats another. */
function followingValues(kind: FlagKind, rest: readonly Word[]): readonly Word[] {
  if (kind === 'switch') return [];
  const most = typeof kind === 'object' && 'words' in kind ? rest.length : 1;
  const end = rest.findIndex(({ text }, index) => index >= most || text.startsWith('-'));
  return end === -1 ? rest : rest.slice(0, end);
}

function readFlag(rule: Rule, word: Word, rest: readonly Word[]): Result<GivenFlag, Reason> {
  const { name, joined } = splitFlag(word);
  const kind = kindOf(rule, name);
  if (kind === undefined) return err(unknownFlag(rule, word, name));
  if (kind === 'switch' && joined) return err({ code: 'unexpected-value', part: word });
  const values = joined ? [joined] : followingValues(kind, rest);
  if (kind !== 'switch' && values.length === 0) return err({ code: 'missing-value', part: word, ...expectation(kind) });
  return ok({ name, kind, values, at: word.at });
}

interface Given {
  readonly flags: readonly GivenFlag[];
  readonly loose: readonly Word[];
}

/** Flags and loose words apart; the loose ones stand together on the side where the program wants them. */
function readRest(rule: Rule, rest: readonly Word[]): Result<Given, Reason> {
  const place = POSITIONALS[rule.binary];
  const flags: GivenFlag[] = [];
  const loose: Word[] = [];
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index];
    if (word === undefined) break;
    if (!word.text.startsWith('-')) {
      if (place === 'before-flags' && flags.length > 0) return err(strayWord(rule, word, loose.length, place));
      loose.push(word);
      continue;
    }
    const flag = readFlag(rule, word, rest.slice(index + 1));
    if (!flag.ok) return flag;
    if (flags.some(({ name }) => name === flag.value.name)) return err({ code: 'repeated-flag', part: word });
    const [misplaced] = place === 'after-flags' ? loose : [];
    if (misplaced) return err({ code: 'misplaced-argument', part: misplaced, place });
    flags.push(flag.value);
    if (!word.text.includes('=')) index += flag.value.values.length;
  }
  return ok({ flags, loose });
}

/** A word that no flag takes: in the wrong place if the rule still wants one, otherwise one too many. */
function strayWord(rule: Rule, word: Word, taken: number, place: 'before-flags' | 'after-flags'): Reason {
  if (taken < rule.positionals.length) return { code: 'misplaced-argument', part: word, place };
  return { code: 'extra-argument', part: word };
}

function namePositionals(rule: Rule, loose: readonly Word[], end: number): Result<readonly GivenPositional[], Reason> {
  const extra = loose[rule.positionals.length];
  if (extra) return err({ code: 'extra-argument', part: extra });
  const named: GivenPositional[] = [];
  for (const [index, { name, value: kind, optional }] of rule.positionals.entries()) {
    const value = loose[index];
    if (value) named.push({ name, kind, value });
    else if (!optional) return err({ code: 'missing-flag', part: { text: name, at: end }, ...expectation(kind) });
  }
  return ok(named);
}

function missingFlag(rule: Rule, given: readonly GivenFlag[], end: number): Reason | undefined {
  for (const [name, kind] of rule.required) {
    if (!given.some((flag) => flag.name === name)) return { code: 'missing-flag', part: { text: name, at: end }, ...expectation(kind) };
  }
  return undefined;
}

export const flags: Layer<Operation, Flagged> = {
  name: 'flags',
  check: ({ rule, rest, end }) => {
    const given = readRest(rule, rest);
    if (!given.ok) return given;
    const positionals = namePositionals(rule, given.value.loose, end);
    if (!positionals.ok) return positionals;
    const missing = missingFlag(rule, given.value.flags, end);
    if (missing) return err(missing);
    return ok({ stage: 'flagged', rule, flags: given.value.flags, positionals: positionals.value, end });
  },
};
