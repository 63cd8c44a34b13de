// Many lines through the gate, and what it let through to the real parser of its program: as it was written, and as it would run. The
// gate must have read both as the program does.

import { shell } from '../../src/gate/1-shell.js';
import { judge } from '../../src/gate/index.js';
import type { Policy } from '../../src/policy/index.js';
import { believedOf, believedOfCanonical } from './believed.js';
import { type Belief, differences } from './compare.js';
import { lineFor, type Line, lineOf, nearMiss } from './generate.js';
import { type Answer, type Cli, type Launch, type Oracle, openOracle } from './oracle.js';
import type { Command } from './pack-file.js';
import { commaText } from './spelling.js';
import { once, pick, seeded, type Source } from './source.js';
import { isSame, type Value } from './value.js';

export interface Asked {
  readonly line: string;
  readonly words: readonly string[];
  readonly argv: readonly string[];
  readonly canonical: string;
  readonly belief: Belief;
  readonly beliefOfCanonical: Belief;
}

export interface Difference {
  readonly line: string;
  /** The words that the program was given, or what the gate itself made of its own canonical form. */
  readonly of: 'line' | 'canonical' | 'meaning' | 'again';
  readonly found: readonly string[];
}

/** Everything a line can be judged with that is not the line. */
export interface Bench {
  readonly policy: Policy;
  readonly oracle: Oracle;
  readonly cli: Cli;
}

const PLENTY = { microUsd: 1_000_000_000 };
const BATCH = 400;

export interface Accepted {
  readonly asked: Asked;
  /** What the generator meant; nothing for a line that it spoiled. */
  readonly meant: Line | undefined;
}

function wordsOf(line: string): readonly string[] {
  const split = shell.check(line);
  return split.ok ? split.value.words.map(({ text }) => text) : [];
}

/** The line if the gate lets it through. */
export function accept(policy: Policy, line: string, words = wordsOf(line)): Asked | undefined {
  const verdict = judge(line, policy, PLENTY);
  if (!verdict.ok) return undefined;
  const { argv, canonical } = verdict.value;
  return { line, words, argv, canonical, belief: believedOf(verdict.value), beliefOfCanonical: believedOfCanonical(verdict.value) };
}

/** A plausible line, or one in eight times one that is almost it; nothing if the gate refuses. */
export function acceptedLine(source: Source, policy: Policy, commands: readonly Command[]): Accepted | undefined {
  const meant = lineFor(source, pick(source, commands));
  const isSpoiled = once(source, 8);
  const words = isSpoiled ? nearMiss(source, meant.words) : meant.words;
  const asked = accept(policy, lineOf(source, words), words);
  return asked && { asked, meant: isSpoiled ? undefined : meant };
}

function meaningOf({ binary, path, flags, positionals }: Line | Belief): Value {
  return { binary, path, flags: Object.fromEntries(flags), positionals };
}

/** The gate against itself: what was meant, and its own canonical form once more. */
function ownDifferences(policy: Policy, { asked, meant }: Accepted): readonly Difference[] {
  const { line, belief, beliefOfCanonical, argv, canonical } = asked;
  const again = accept(policy, canonical, argv);
  const isAgain = again !== undefined && isSame(again.argv, argv) && isSame(meaningOf(again.belief), meaningOf(beliefOfCanonical));
  const isMeant = meant === undefined || isSame(meaningOf(meant), meaningOf(belief));
  return [
    ...(isAgain ? [] : [{ line, of: 'again' as const, found: [again === undefined ? `refused: ${canonical}` : again.canonical] }]),
    ...(isMeant ? [] : [{ line, of: 'meaning' as const, found: [JSON.stringify(meaningOf(belief))] }]),
  ];
}

/** The packs are those of one release: what another, older or newer, does not know says nothing. Nor does what a cluster does not hold. */
function saysNothing(cli: Cli, { flags }: Belief, answer: Answer): boolean {
  if (answer.ok) return false;
  if (cli === 'kubectl') return /the server doesn't have a resource type|couldn't find resource/.test(answer.error);
  if (!cli.startsWith('aws')) return false;
  // Only version 2 has a pager to turn off, and YAML.
  const isForV2 = flags.has('--no-cli-pager') || commaText(flags.get('--output') ?? '').startsWith('yaml');
  if (cli === 'aws') return isForV2 || /argument (?:command|operation): Invalid choice/.test(answer.error);
  return /Invalid choice|Unknown options|arguments are required|Unknown parameter/.test(answer.error);
}

/** Every difference over these lines, the program asked twice for each. */
export async function compare({ policy, oracle, cli }: Bench, accepted: readonly Accepted[]): Promise<readonly Difference[]> {
  const all: Difference[] = [];
  for (let start = 0; start < accepted.length; start += BATCH) {
    const part = accepted.slice(start, start + BATCH);
    const answers = await oracle.ask(part.flatMap(({ asked }) => [asked.words, asked.argv]));
    for (const [index, one] of part.entries()) {
      const { line, belief, beliefOfCanonical } = one.asked;
      const [ofLine, ofCanonical] = answers.slice(2 * index, 2 * index + 2);
      if (ofLine === undefined || ofCanonical === undefined) throw new Error('an answer is missing');
      all.push(...ownDifferences(policy, one));
      if (saysNothing(cli, belief, ofLine)) continue;
      const asWritten = { line, of: 'line' as const, found: differences(belief, ofLine) };
      const asRun = { line, of: 'canonical' as const, found: differences(beliefOfCanonical, ofCanonical) };
      all.push(...[asWritten, asRun].filter(({ found }) => found.length > 0));
    }
  }
  return all;
}

export interface Run {
  readonly launch: Launch;
  readonly policy: Policy;
  readonly commands: readonly Command[];
  readonly seed: number;
  /** How many lines that the gate lets through. */
  readonly count: number;
}

export interface Outcome {
  readonly tried: number;
  readonly accepted: readonly Asked[];
  readonly differences: readonly Difference[];
}

/** With one oracle of its own. */
async function runPart({ launch, policy, commands, seed, count }: Run): Promise<Outcome> {
  const source = seeded(seed);
  const oracle = openOracle(launch);
  const asked: Asked[] = [];
  const found: Difference[] = [];
  let tried = 0;
  try {
    while (asked.length < count && tried < 30 * count) {
      const accepted: Accepted[] = [];
      const most = Math.min(BATCH, count - asked.length);
      for (let tries = 0; tries < 4 * BATCH && accepted.length < most; tries += 1) {
        tried += 1;
        const one = acceptedLine(source, policy, commands);
        if (one) accepted.push(one);
      }
      found.push(...(await compare({ policy, oracle, cli: launch.cli }, accepted)));
      asked.push(...accepted.map((one) => one.asked));
    }
  } finally {
    oracle.close();
  }
  return { tried, accepted: asked, differences: found };
}

function groupOf({ binary, path }: Command): string {
  const [first = '', second = ''] = path;
  return binary === 'gcloud' && /^(?:alpha|beta)$/.test(first) ? second : first;
}

/** The same command groups always go to the same oracle, which keeps what it has loaded. */
export function splitByGroup(commands: readonly Command[], parts: number): readonly (readonly Command[])[] {
  const groups = [...new Set(commands.map(groupOf))];
  return Array.from({ length: parts }, (_, part) => commands.filter((command) => groups.indexOf(groupOf(command)) % parts === part)).filter(
    (part) => part.length > 0,
  );
}

/** Few groups, so that few have to be loaded: other ones with another seed. */
export function someGroups(source: Source, commands: readonly Command[], count: number): readonly Command[] {
  const groups = [...new Set(commands.map(groupOf))];
  const chosen = new Set(Array.from({ length: count }, () => pick(source, groups)));
  return commands.filter((command) => chosen.has(groupOf(command)));
}

/** With as many oracles as `parts`, at the same time. */
export async function run(whole: Run, parts: number): Promise<Outcome> {
  const split = splitByGroup(whole.commands, parts);
  const outcomes = await Promise.all(
    split.map((commands, index) => {
      const share = Math.round((whole.count * commands.length) / whole.commands.length);
      return runPart({ ...whole, commands, seed: whole.seed + index, count: share });
    }),
  );
  return {
    tried: outcomes.reduce((sum, { tried }) => sum + tried, 0),
    accepted: outcomes.flatMap(({ accepted }) => accepted),
    differences: outcomes.flatMap((one) => one.differences),
  };
}
