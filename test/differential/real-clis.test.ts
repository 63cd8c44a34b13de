// What the gate lets through, the real parser of its program reads as the gate does: the same command, the same values. Both the line
// as it was written and the canonical form that runs; and that form is the same words to the gate again, and to real shells.

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { readCorpus } from '../gate/corpus-file.js';
import { shippedPolicy } from '../gate/policies.js';
import { differences } from './compare.js';
import { FACTS } from './facts.js';
import { type Answer, CLIS, type Cli, findCli, openOracle } from './oracle.js';
import { readCommands } from './pack-file.js';
import { accept, compare, run, someGroups } from './run.js';
import { shellAt, wordsByShell } from './shell-words.js';
import { seeded } from './source.js';

const IS_LONG = process.env['GHOSTHUNTER_LONG'] === '1';
const SEED = IS_LONG ? Math.floor(Math.random() * 1e9) : 20_261_121;
const PARTS = 2;
const SHELLS = ['dash', 'bash'];

/** How many lines, of how many groups of commands, in an ordinary run; and how many lines of all of them in a long one. */
const AMOUNTS: Readonly<Record<Cli, { readonly lines: number; readonly groups: number; readonly long: number }>> = {
  aws: { lines: 1_500, groups: 12, long: 120_000 },
  'aws-v2': { lines: 1_000, groups: 12, long: 40_000 },
  gcloud: { lines: 1_000, groups: 10, long: 60_000 },
  bq: { lines: 1_000, groups: 10, long: 15_000 },
  gsutil: { lines: 500, groups: 10, long: 5_000 },
  kubectl: { lines: 40, groups: 10, long: 2_000 },
};

const NEEDS: Readonly<Record<Cli, string>> = {
  aws: 'needs version 1 of the AWS CLI',
  'aws-v2': 'needs version 2 of the AWS CLI in GHOSTHUNTER_AWS_V2',
  gcloud: 'needs the Google Cloud SDK',
  bq: 'needs the Google Cloud SDK with bq',
  gsutil: 'needs the Google Cloud SDK with gsutil',
  kubectl: 'needs kubectl',
};

const policy = shippedPolicy();
const everyCommand = readCommands(fileURLToPath(new URL('../../../policies', import.meta.url)));

const corpus = readdirSync(new URL('../../../test/corpus', import.meta.url))
  .filter((name) => name.endsWith('.txt'))
  .flatMap((name) =>
    readCorpus(name)
      .cases.filter(({ refused }) => refused === undefined)
      .map(({ line }) => line),
  );

/** The share of generated lines that the gate lets through and the program then refuses: only of the release the packs are not made from. */
const MOST_REFUSED: Readonly<Partial<Record<Cli, number>>> = { 'aws-v2': 0.02 };
const REFUSED = /^(?:usage|validation):/;

function isRefusal(found: readonly string[]): boolean {
  return found.length > 0 && found.every((one) => REFUSED.test(one));
}

function shownFact(answer: Answer): string {
  if (!answer.ok) return 'refused';
  if (answer.options !== undefined)
    return [
      answer.operation,
      ...(Array.isArray(answer.globals) ? answer.globals : []).map(([name]) => name),
      ...answer.options.map(([name]) => name),
    ].join(' ');
  const args = Object.entries(answer.args ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
  return `${answer.operation} ${JSON.stringify(Object.fromEntries(args))}`;
}

for (const cli of CLIS) {
  const launch = findCli(cli);
  const skip = launch === undefined && NEEDS[cli];
  const binary = cli === 'aws-v2' ? 'aws' : cli;
  const commands = everyCommand.filter((command) => command.binary === binary);

  test(`${cli}: the facts that the rules rest on are still true`, { skip }, async (t) => {
    if (launch === undefined) return;
    const oracle = openOracle(launch);
    const facts = FACTS.filter((fact) => fact.cli === cli);
    const answers = await oracle.ask(facts.map(({ words }) => words));
    oracle.close();
    for (const [index, { words, reads }] of facts.entries()) {
      const answer = answers[index];
      t.equal(answer && shownFact(answer), reads, words.join(' '));
    }
  });

  // What kubectl reads shows only in what it asks a server for, which says little about a single value.
  if (cli === 'kubectl') continue;

  test(`${cli}: what the gate lets through is read as the gate reads it`, { skip }, async (t) => {
    if (launch === undefined) return;
    const { lines, groups, long } = AMOUNTS[cli];
    const chosen = IS_LONG ? commands : someGroups(seeded(SEED), commands, groups);
    const outcome = await run({ launch, policy, commands: chosen, seed: SEED, count: IS_LONG ? long : lines }, PARTS);
    t.comment(`seed ${String(SEED)}: ${String(outcome.accepted.length)} of ${String(outcome.tried)} lines let through`);
    t.ok(outcome.accepted.length > lines / 2, 'the gate let most of what was tried through');
    const misread = outcome.differences.filter((one) => !isRefusal(one.found));
    t.same(misread.slice(0, 5), [], `${String(misread.length)} lines are read as something else`);
    const refused = outcome.differences.filter((one) => isRefusal(one.found));
    const most = 2 * (MOST_REFUSED[cli] ?? 0) * outcome.accepted.length;
    t.ok(refused.length <= most, `a line or its canonical form is refused: ${JSON.stringify(refused.slice(0, 5))}`);
    for (const shell of SHELLS.map(shellAt).filter((path) => path !== undefined)) {
      const words = wordsByShell(
        shell,
        outcome.accepted.map(({ canonical }) => canonical),
      );
      const different = outcome.accepted.filter(({ argv }, index) => JSON.stringify(words[index]) !== JSON.stringify(argv));
      t.same(
        different.slice(0, 5).map(({ canonical }) => canonical),
        [],
        `${shell} splits every canonical line into the words that run`,
      );
    }
  });

  test(`${cli}: the lines of the corpus are read as the gate reads them`, { skip }, async (t) => {
    if (launch === undefined) return;
    const lines = corpus.filter((line) => line.startsWith(`${binary} `));
    const accepted = lines.flatMap((line) => {
      const asked = accept(policy, line);
      return asked ? [{ asked, meant: undefined }] : [];
    });
    const oracle = openOracle(launch);
    t.same(await compare({ policy, oracle, cli }, accepted), [], `${String(accepted.length)} lines`);
    // The comparison itself: one value believed wrongly is one difference.
    const [first] = accepted;
    if (first) {
      const [answer] = await oracle.ask([first.asked.argv]);
      const { beliefOfCanonical: belief } = first.asked;
      const wrong = { ...belief, flags: new Map([...belief.flags, ['--of-nobody', 'x']]) };
      t.equal(answer && differences(belief, answer).length, 0);
      t.equal(answer && differences(wrong, answer).length, 1, 'a wrong belief is noticed');
    }
    oracle.close();
  });
}
