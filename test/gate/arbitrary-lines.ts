// Random lines for the properties of the gate: proposals that a rule allows, in every spelling, and lines that are almost one.

import { shapeOf } from '../../src/gate/shapes/shapes.js';
import { type FlagKind, POSITIONALS, type Rule, type ValueKind } from '../../src/policy/index.js';
import { shippedPolicy } from './policies.js';
import { fc } from '../random.js';

export const shipped = shippedPolicy();

/** Values that the bounds of a rule also accept; the others come from the shape's own example. */
const WITHIN_BOUNDS: ReadonlyMap<string, string> = new Map([
  ['--limit', '50'],
  ['--freshness', '6h'],
  ['--start-time', '2026-03-26T00:00:00Z'],
  ['--end-time', '2026-03-27'],
  ['--period', '3600'],
]);

const QUERIES = ['status=RUNNING', 'a:b AND NOT c>=2', `name~'^a"b$' AND (labels.x=y)`, 'x="two  words"', `t='Bob\\'s'`, 'a=(b c "d")'];

function valueOf(name: string, kind: ValueKind): fc.Arbitrary<string> {
  if (kind === 'filter' || kind === 'log-filter') return fc.constantFrom(...QUERIES);
  const fitting = WITHIN_BOUNDS.get(name);
  if (fitting !== undefined) return fc.constant(fitting);
  if (typeof kind === 'object' && 'choice' in kind) return fc.constantFrom(...kind.choice);
  return fc.constant(shapeOf(kind).example);
}

/** The words of one flag with its value, in each form in which it may be written. */
function flagOf(name: string, kind: FlagKind): fc.Arbitrary<readonly string[]> {
  if (kind === 'switch') return fc.constant([name]);
  if (typeof kind === 'object' && 'words' in kind)
    return fc.array(valueOf(name, kind.words), { minLength: 1, maxLength: 3 }).map((values) => [name, ...values]);
  const value =
    typeof kind === 'object' && 'commas' in kind
      ? fc.array(valueOf(name, kind.commas), { minLength: 1, maxLength: 3 }).map((values) => values.join(','))
      : valueOf(name, kind);
  return fc.tuple(value, fc.boolean()).map(([text, isJoined]) => (isJoined ? [`${name}=${text}`] : [name, text]));
}

const NEEDED = new Set(WITHIN_BOUNDS.keys()).add('--time-period');

export interface Written {
  readonly rule: Rule;
  /** In the order in which they stand in the line. */
  readonly flags: readonly (readonly string[])[];
  readonly positionals: readonly string[];
}

export function wordsOf({ rule, flags, positionals }: Written): readonly string[] {
  const rest = POSITIONALS[rule.binary] === 'before-flags' ? [...positionals, ...flags.flat()] : [...flags.flat(), ...positionals];
  return [rule.binary, ...rule.path, ...rest];
}

function writtenBy(rule: Rule): fc.Arbitrary<Written> {
  const isNeeded = (name: string): boolean => rule.required.has(name) || (rule.cost.bound !== undefined && NEEDED.has(name));
  const needed = [...rule.flags].filter(([name]) => isNeeded(name));
  const others = [...rule.flags].filter(([name]) => !isNeeded(name));
  return fc
    .subarray(others)
    .chain((chosen) => fc.shuffledSubarray([...needed, ...chosen], { minLength: needed.length + chosen.length }))
    .chain((chosen) =>
      fc.record({
        rule: fc.constant(rule),
        flags: fc.tuple(...chosen.map(([name, kind]) => flagOf(name, kind))),
        positionals: fc.tuple(...rule.positionals.map(({ name, value }) => valueOf(name, value))),
      }),
    );
}

/** A command that some rule of the shipped policies allows. */
export const written: fc.Arbitrary<Written> = fc.constantFrom(...shipped.rules).chain(writtenBy);

/** One word as a shell would read it, in one of the ways in which a person would quote it. */
export function quotings(word: string): readonly string[] {
  const inSingle = `'${word.replaceAll("'", String.raw`'\''`)}'`;
  const inDouble = `"${word.replaceAll('\\', String.raw`\\`).replaceAll('"', String.raw`\"`)}"`;
  const isBare = /^[A-Za-z0-9_.,/:@%+-][A-Za-z0-9_.,/:@%+=-]*$/.test(word);
  return [inSingle, ...(/[$`]/.test(word) ? [] : [inDouble]), ...(isBare ? [word, `${word.slice(0, 3)}''${word.slice(3)}`] : [])];
}

export function quotedPlainly(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
}

/** A line that a shell splits into these words. */
export function lineOf(words: readonly string[]): fc.Arbitrary<string> {
  const spelled = words.map((word) => fc.tuple(fc.constantFrom(...quotings(word)), fc.constantFrom(' ', '  ')));
  return fc.tuple(...spelled).map((parts) => parts.flat().join(''));
}

const PIECES = [
  ...Array.from(`'"\\ =-~$\`;&|<>(){}[]*?#!^@,:/.`),
  '--',
  ' -- ',
  ' --limit=5',
  ' --quiet',
  ' --format=json',
  ' --endpoint-url=http://x.example',
  ' -x',
  '--limit',
  ' help',
  ' delete',
  "''",
  '\n',
  '\t',
  '\u00a0',
  '\u200b',
  'file://x',
  '@=',
  'timestamp',
  ' OR a=b',
  '9',
  'a',
];

/** A line that is almost a proposal: pieces put in, cut out or doubled, at the level of characters and of words. */
export const almost: fc.Arbitrary<string> = written
  .chain((command) => lineOf(wordsOf(command)))
  .chain((line) =>
    fc
      .array(
        fc.record({
          at: fc.nat(line.length),
          gone: fc.constantFrom(0, 0, 0, 1, 2, 9),
          put: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...PIECES) }, { weight: 1, arbitrary: fc.constant('') }),
        }),
        { maxLength: 3 },
      )
      .map((edits) => edits.reduce((text, { at, gone, put }) => text.slice(0, at) + put + text.slice(at + gone), line)),
  );
