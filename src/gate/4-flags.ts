// Layer 4: Operation → Flagged. Every flag is one that the rule lists, in exactly that spelling, once, with as many values as it
// takes. T4: an unlisted flag can change the identity, the host, the output or the whole request; an abbreviation hides one; of a
// repeated flag each reader picks another.

import { type FlagRule, GRAMMARS, type Kind, type Rule } from '../policy/index.js';
import { err, ok, type Result } from '../shared/index.js';
import { expectationOf, SWITCH_EXPECTATION } from './expectation.js';
import type { Layer } from './layer.js';
import type { Reason } from './refusal.js';
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

function isFlag({ text }: Word): boolean {
  return text.startsWith('-');
}

/** `-lh` into `-l` and `-h`. Nothing with a value may be in a cluster. */
function unclustered(rule: Rule, word: Word): readonly Word[] {
  const { text, at } = word;
  if (!/^-[A-Za-z]{2,8}$/.test(text)) return [word];
  const letters = Array.from(text.slice(1), (letter) => ({ text: `-${letter}`, at }));
  return letters.every((letter) => rule.flag(letter.text)?.form === 'switch') ? letters : [word];
}

function unknownFlag(rule: Rule, word: Word, name: string): Reason {
  if (word.text === '--') return { code: 'double-dash', part: word };
  return { code: 'unknown-flag', part: { text: name, at: word.at }, rule };
}

function isMany(kind: Kind | undefined): boolean {
  return kind?.kind === 'list';
}

/** The words from there on that are values of the flag before. No value begins with a dash, so a flag never eats another. */
function followingValues(rule: Rule, { form, kind }: FlagRule, words: readonly Word[], from: number): readonly Word[] {
  if (form === 'switch' || form === 'toggle' || form === 'joined') return [];
  const most = isMany(kind) && GRAMMARS[rule.binary].lists === 'words' ? words.length : from + 1;
  let end = from;
  for (let word = words[end]; word && end < most && !isFlag(word); word = words[end]) end += 1;
  return words.slice(from, end);
}

function expectation({ kind }: FlagRule): { readonly expects: string; readonly example: string } {
  return kind ? expectationOf(kind) : SWITCH_EXPECTATION;
}

interface ReadFlag {
  readonly given: GivenFlag;
  /** How many of the following words it took. */
  readonly took: number;
}

function readFlag(rule: Rule, word: Word, words: readonly Word[], from: number): Result<ReadFlag, Reason> {
  const { name, joined } = splitFlag(word);
  const flag = rule.flag(name);
  if (flag === undefined) return err(unknownFlag(rule, word, name));
  if (flag.form === 'switch' && joined) return err({ code: 'unexpected-value', part: word });
  const values = joined ? [joined] : followingValues(rule, flag, words, from);
  if (flag.kind && values.length === 0) return err({ code: 'missing-value', part: word, ...expectation(flag) });
  return ok({ given: { flag, values, at: word.at }, took: joined ? 0 : values.length });
}

/** T4: the same flag again, or its opposite: each reader believes another of the two. */
function isAgain(before: FlagRule, { name, form, opposite }: FlagRule): boolean {
  if (before.name === name) return form !== 'repeat';
  return before.name === opposite || name === before.opposite;
}

interface Given {
  readonly flags: readonly GivenFlag[];
  readonly loose: readonly Word[];
}

interface NamedPositionals {
  readonly positionals: readonly GivenPositional[];
  readonly extra: Word | undefined;
}

/** The loose word that does not stand where its program would read it. */
function misplacedWord({ binary, positionals }: Rule, loose: readonly Word[], isNext: boolean): Word | undefined {
  const isFixed = positionals.every(({ many, optional }) => !many && !optional);
  return isNext || isFixed || GRAMMARS[binary].positionals !== 'in-one-place' ? undefined : loose[0];
}

/** Flags and loose words apart. T4: bq and gsutil read no flag behind a loose word, and join it to what they were asked. */
function readRest({ rule, rest }: Operation): Result<Given, Reason> {
  const { positionals: place, clusters } = GRAMMARS[rule.binary];
  const words = clusters ? rest.flatMap((word) => unclustered(rule, word)) : rest;
  const flags: GivenFlag[] = [];
  const loose: Word[] = [];
  let taken = 0;
  let nextLoose = 0;
  for (const [index, word] of words.entries()) {
    if (index < taken) continue;
    if (!isFlag(word)) {
      const early = misplacedWord(rule, loose, index === nextLoose);
      if (early) return err({ code: 'misplaced-argument', part: early });
      loose.push(word);
      nextLoose = index + 1;
      continue;
    }
    const flag = readFlag(rule, word, words, index + 1);
    if (!flag.ok) return flag;
    const { given, took } = flag.value;
    if (flags.some((before) => isAgain(before.flag, given.flag))) return err({ code: 'repeated-flag', part: word });
    const [misplaced] = place === 'after-flags' ? loose : [];
    if (misplaced) return err({ code: 'misplaced-argument', part: misplaced });
    flags.push(given);
    taken = index + 1 + took;
  }
  return ok({ flags, loose });
}

function namePositionals(rule: Rule, loose: readonly Word[], end: number): Result<NamedPositionals, Reason> {
  const named: GivenPositional[] = [];
  let taken = 0;
  for (const positional of rule.positionals) {
    const values = loose.slice(taken, positional.many ? loose.length : taken + 1);
    taken += values.length;
    if (values.length > 0) named.push({ positional, values });
    else if (!positional.optional)
      return err({ code: 'missing-flag', part: { text: positional.name, at: end }, ...expectationOf(positional.kind) });
  }
  return ok({ positionals: named, extra: loose[taken] });
}

function missingFlag(rule: Rule, given: readonly GivenFlag[], end: number): Reason | undefined {
  for (const name of rule.required) {
    const flag = rule.flag(name);
    if (given.some((one) => one.flag.name === name || one.flag.name === flag?.opposite)) continue;
    return { code: 'missing-flag', part: { text: name, at: end }, ...(flag ? expectation(flag) : SWITCH_EXPECTATION) };
  }
  return undefined;
}

/** T4: a flag among the words of the path is one of the program's own; where another would end, only the program knows. */
function earlyFlag({ rule, early }: Operation): Reason | undefined {
  if (!early) return undefined;
  const { name } = splitFlag(early);
  return rule.flag(name) ? { code: 'flag-before-path', part: early } : unknownFlag(rule, early, name);
}

/** Whether a flag or a loose word of that name is there, or the flag that turns it off. */
function isGivenIn(rule: Rule, names: ReadonlySet<string>, name: string): boolean {
  return names.has(name) || names.has(rule.flag(name)?.opposite ?? name);
}

function togetherReason(rule: Rule, flags: readonly GivenFlag[], positionals: readonly GivenPositional[], end: number): Reason | undefined {
  if (rule.together.length === 0) return undefined;
  const names = new Set<string>();
  for (const { flag } of flags) names.add(flag.name);
  for (const { positional } of positionals) names.add(positional.name);
  const used = (all: readonly string[]): string | undefined => all.find((name) => isGivenIn(rule, names, name));
  for (const one of rule.together) {
    if ('apart' in one) {
      const [first, second] = one.apart.map(used).filter((name) => name !== undefined);
      if (first !== undefined && second !== undefined) return { code: 'conflicting-flags', part: { text: second, at: end }, other: first };
    } else if ('least' in one) {
      if (used(one.least) === undefined)
        return {
          code: 'missing-flag',
          part: { text: one.least.join(' '), at: end },
          expects: `one of ${one.least.join(', ')}`,
          example: '',
        };
    } else if (used(one.of) !== undefined) {
      const missing = one.needs.find((name) => !isGivenIn(rule, names, name));
      if (missing !== undefined) return { code: 'missing-flag', part: { text: missing, at: end }, expects: `${missing} too`, example: '' };
    }
  }
  return undefined;
}

export const flags: Layer<Operation, Flagged> = {
  name: 'flags',
  check: (operation) => {
    const early = earlyFlag(operation);
    if (early) return err(early);
    const { rule, track, end } = operation;
    const given = readRest(operation);
    if (!given.ok) return given;
    const positionals = namePositionals(rule, given.value.loose, end);
    if (!positionals.ok) return positionals;
    const missing = missingFlag(rule, given.value.flags, end);
    if (missing) return err(missing);
    const together = togetherReason(rule, given.value.flags, positionals.value.positionals, end);
    if (together) return err(together);
    return ok({ stage: 'flagged', rule, track, flags: given.value.flags, ...positionals.value, end });
  },
};
