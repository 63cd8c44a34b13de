// Brings the answer of a far question home: a run in active mode whose lines are ours, with the same cages, gate, executor, budget and audit
// log as any other. What it printed is taken from the executor's raw store, since a digest is for models and too short for a bill.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_ASIDES } from '../../asides.js';
import { entryIn, readEntriesBack } from '../../../audit/index.js';
import { dollars, errorCode, Fault, MICRO_USD_PER_USD, printable } from '../../../shared/index.js';
import { openTeletype, type Screen } from '../../../terminal/index.js';
import type { Config } from '../../config.js';
import { openPerson, type Person } from '../../person.js';
import { newRunId } from '../../investigation/open.js';
import { planSession } from '../../run-command.js';
import { startSession } from '../../session.js';
import type { Surroundings } from '../../state-directory.js';
import { openPaidPages } from './paid-pages.js';
import type { FarQuestion } from './question.js';

export interface FarDoors {
  readonly config: Config;
  readonly surroundings: Surroundings;
  readonly stateDirectory: string;
  readonly screen: Screen;
  /** Every cleared line may run: the person said so. */
  readonly isAgreed: boolean;
  /** Where the bill is written; a folder of this run. */
  readonly scratch: string;
}

const KIBIBYTES_PRINTED = 16_384;
const MOST_ROUNDS = 40;
const BUDGET: ReadonlySet<string> = new Set(['over-budget', 'commands-spent', 'money-spent', 'time-spent', 'dry-runs-spent']);
const DIGEST = /^[0-9a-f]{64}$/u;

interface Answered {
  readonly line: string;
  readonly printed: string;
  readonly outputSha256: string;
  readonly microUsd: number;
}

interface Left {
  readonly commands: number;
  readonly usd: number;
}

function personFor({ config, screen, surroundings }: FarDoors): Person {
  const isPlain = config.terminal.plain || ['dumb', undefined].includes(surroundings.environment['TERM']);
  const began = performance.now();
  return openPerson({
    screen,
    teletype: openTeletype(isPlain),
    answers: undefined,
    home: surroundings.home,
    copies: false,
    asides: NO_ASIDES,
    time: () => ({ spent: performance.now() - began, most: config.budget.minutes * 60_000 }),
  });
}

/** What the audit log says that this run printed, in its order: the digests name the raw outputs. */
function printedIn(stateDirectory: string, run: string): readonly Readonly<Record<string, unknown>>[] {
  const found: Readonly<Record<string, unknown>>[] = [];
  for (const { bytes } of readEntriesBack(stateDirectory)) {
    const entry = entryIn(bytes);
    if (entry?.run !== run) break;
    if (entry.event === 'ran') found.unshift(entry.fields);
  }
  return found;
}

function rawOutput(stateDirectory: string, digest: unknown): string {
  if (typeof digest !== 'string' || !DIGEST.test(digest)) throw new Fault('audit', 'the audit log names no output');
  try {
    return readFileSync(join(stateDirectory, 'raw', digest), 'utf8');
  } catch (cause) {
    if (errorCode(cause) === undefined) throw cause;
    throw new Fault('file', 'what a command printed is not kept', { cause, fix: 'ask again' });
  }
}

async function askRound(
  provider: FarQuestion['provider'],
  lines: readonly string[],
  left: Left,
  doors: FarDoors,
  always: Set<string>,
): Promise<readonly Answered[]> {
  const { isAgreed, screen, stateDirectory, surroundings } = doors;
  const config: Config = {
    ...doors.config,
    budget: { ...doors.config.budget, ...left },
    commands: { ...doors.config.commands, output_kilobytes: KIBIBYTES_PRINTED },
  };
  const run = newRunId(new Date());
  const choice = {
    mode: 'active',
    approval: isAgreed ? 'all' : 'ask',
    provider,
    world: undefined,
    files: [],
    notes: [],
    spike: null,
    script: lines,
    model: null,
    compressor: null,
    reasoner: { by: 'offline', model: null, compressor: null, why: 'a bill is only asked for' },
    key: null,
    showPrompts: false,
    minimumTier: config.cage.min_tier,
  } as const;
  const person = personFor(doors);
  const answered: { readonly line: string; readonly microUsd: number }[] = [];
  let fault: Fault | undefined;
  const session = startSession(planSession(choice, config, surroundings, stateDirectory, run), {
    show: (shown) => {
      if (shown.event === 'warning') screen.err(`note: ${printable(shown.text)}`);
      if (shown.event !== 'answered') return;
      const { answer, command } = shown;
      if (answer.kind === 'ran' && answer.exit === 0 && answer.cutBytes === 0) {
        answered.push({ line: command, microUsd: answer.microUsd });
        screen.err(`asked, ${dollars(answer.microUsd)}: ${printable(command, 120)}`);
      } else fault ??= faultOf(answer);
      if (fault !== undefined) session.interrupt();
    },
    byHand: (asked) => person.byHand(asked),
    approve: async (asked) => {
      // Each round is a run of its own; what a person said of all such commands was said of the whole question.
      if (always.has(asked.subcommand)) return { answer: { decision: 'always', note: null } };
      const spoken = await person.approve(asked);
      if ('answer' in spoken && spoken.answer.decision === 'always') always.add(asked.subcommand);
      return spoken;
    },
    named: () => undefined,
    said: () => undefined,
    launched: () => undefined,
    // Lines of ours are played; nothing is investigated.
    ledger: { write: () => ({ code: 'not-allowed-now', detail: 'a bill is only asked for' }), read: () => null },
    ask: () => Promise.resolve({ answer: null }),
    armed: () => undefined,
    began: () => undefined,
    grew: () => undefined,
    beforeTeardown: () => Promise.resolve(),
  });
  const stop = (): void => {
    session.interrupt();
  };
  process.once('SIGINT', stop);
  const ending = await session.ended.finally(() => {
    process.off('SIGINT', stop);
    person.close();
  });
  if (fault !== undefined) throw fault;
  if (ending.outcome !== 'done') {
    const code = ending.outcome === 'needs-person' ? 'needs-person' : 'child';
    throw new Fault(code, `the bill could not be asked for: ${ending.outcome}: ${ending.detail}`, {
      fix: 'ghosthunter audit tail says what happened',
    });
  }
  const outputs = printedIn(stateDirectory, run).map(({ outputSha256 }) => ({
    outputSha256: String(outputSha256),
    printed: rawOutput(stateDirectory, outputSha256),
  }));
  if (outputs.length !== answered.length) throw new Fault('audit', 'the audit log tells of other commands than the executor');
  return answered.map((one, at) => ({ ...one, ...(outputs[at] ?? { outputSha256: '', printed: '' }) }));
}

type Unanswered = Parameters<Parameters<typeof startSession>[1]['show']>[0] & { readonly event: 'answered' };

function faultOf(answer: Unanswered['answer']): Fault {
  const fix = 'the same can be asked by hand: export the bill to a file and give that';
  switch (answer.kind) {
    case 'refused':
      return new Fault(
        answer.refusal.code === 'over-budget' ? 'budget' : 'usage',
        `the gate refused a line: ${answer.refusal.code} (${answer.refusal.layerName})`,
        {
          fix: answer.refusal.hint,
        },
      );
    case 'not-run':
      return new Fault(
        BUDGET.has(answer.code) ? 'budget' : 'child',
        `a line was not run: ${answer.code}: ${printable(answer.detail, 400)}`,
        { fix },
      );
    case 'ran':
      if (answer.exit === 0) return new Fault('file', 'the answer is longer than 16 MiB', { fix: 'ask for fewer days with --days' });
      return new Fault('child', `the command ended with ${String(answer.exit)}: ${printable(answer.errors || answer.output, 400)}`, {
        fix,
      });
  }
}

/** JSON, whatever a program says before it. */
function jsonIn(printed: string): unknown {
  const at = printed.search(/[[{]/u);
  try {
    return JSON.parse(at === -1 ? '' : printed.slice(at));
  } catch {
    return undefined;
  }
}

/** The path of the bill. Each round may cost: what is left of the budget goes to the next. What was paid for within the hour does not. */
export async function askFar(question: FarQuestion, doors: FarDoors): Promise<string> {
  const { config, scratch, screen, stateDirectory, surroundings } = doors;
  const pages = openPaidPages({ stateDirectory, surroundings, provider: question.provider, now: Date.now });
  const always = new Set<string>();
  const kept: string[] = [];
  const found: string[] = [];
  let lines = question.lines;
  let left: Left = { commands: config.budget.commands, usd: config.budget.usd };
  for (let round = 0; lines.length > 0; round += 1) {
    if (round >= MOST_ROUNDS) throw new Fault('file', 'the bill has no end', { fix: 'ask for fewer days with --days' });
    const printedBy = new Map<string, string>();
    for (const line of lines) {
      const page = pages.find(line);
      if (page === undefined) continue;
      printedBy.set(line, page.printed);
      found.push(line);
      screen.err(`asked ${String(page.minutes)} minutes ago, costs nothing now: ${printable(line, 120)}`);
    }
    const open = lines.filter((line) => !printedBy.has(line));
    if (open.length > 0) {
      if (left.commands < 1 || left.usd <= 0) throw spentFault();
      const answers = await askRound(question.provider, open, left, doors, always).catch((cause: unknown) => {
        // The name of a next page may have expired.
        if (round > 0) pages.forget(found);
        throw cause;
      });
      const spent = answers.reduce((sum, { microUsd }) => sum + microUsd, 0) / MICRO_USD_PER_USD;
      left = { commands: left.commands - answers.length, usd: left.usd - spent };
      for (const [at, { outputSha256, printed }] of answers.entries()) {
        const line = open[at] ?? '';
        printedBy.set(line, printed);
        pages.keep(line, outputSha256);
      }
    }
    const next: string[] = [];
    for (const line of lines) {
      const page = question.read(jsonIn(printedBy.get(line) ?? ''), line);
      if (page === undefined) {
        pages.forget(lines);
        throw new Fault('file', 'the answer is no bill', { fix: 'ghosthunter audit tail says what was asked' });
      }
      kept.push(...page.kept.map((value) => `${JSON.stringify(value)}\n`));
      if (page.next !== undefined) next.push(page.next);
    }
    lines = next;
  }
  const path = join(scratch, question.fileName);
  writeFileSync(path, kept.join(''), { flag: 'wx', mode: 0o600 });
  return path;
}

function spentFault(): Fault {
  return new Fault('budget', 'the budget is spent and the bill is not whole', {
    fix: 'raise `usd` or `commands` in section [budget] of config.toml, or ask for fewer days with --days',
  });
}
