// Brings the answer of a far question home: processes of a run in active mode whose lines are ours, with the same cages, gate, executor, budget
// and audit log as any other. What was printed is taken from the executor's raw store, since a digest is for models and too short for a bill.

import { join } from 'node:path';
import { writeWhole } from '../../../files/index.js';
import { Fault, printable } from '../../../shared/index.js';
import type { RunEvent } from '../../../terminal/index.js';
import type { Config } from '../../config.js';
import { wantsLogin } from '../../investigation/report.js';
import { type Manner, planSession } from '../../plan-session.js';
import { type Session, startSession } from '../../session.js';
import type { Ending, SessionHooks } from '../../session-plan.js';
import type { Surroundings } from '../../state-directory.js';
import { openPaidPages } from './paid-pages.js';
import type { FarQuestion } from './question.js';

export interface FarDoors {
  /** The run that the bill is asked for by: its budget pays, and the audit log has it under this id. */
  readonly run: string;
  readonly approval: 'ask' | 'all';
  /** With the budget of the whole run. */
  readonly config: Config;
  readonly surroundings: Surroundings;
  readonly stateDirectory: string;
  /** Where the bill is written; its owner's alone. */
  readonly folder: string;
  /** How long this run has taken until now; null while nothing of it has begun. */
  readonly taken: () => { readonly milliseconds: number } | null;
  readonly hooks: Pick<SessionHooks, 'show' | 'approve' | 'armed' | 'began' | 'grew' | 'named' | 'said' | 'launched'>;
  readonly onSession: (session: Session) => void;
  readonly note: (text: string) => void;
}

export type Asked = { readonly kind: 'bill'; readonly path: string } | { readonly kind: 'ended'; readonly ending: Ending };

const KIBIBYTES_PRINTED = 16_384;
const MOST_ROUNDS = 40;
const BUDGET: ReadonlySet<string> = new Set(['over-budget', 'commands-spent', 'money-spent', 'time-spent', 'dry-runs-spent']);
/** Those of a process that only asks are its own affair. */
const UNTOLD: ReadonlySet<RunEvent['event']> = new Set(['started', 'bill', 'ended']);

function choiceOf(provider: FarQuestion['provider'], lines: readonly string[], { approval, config }: FarDoors) {
  return {
    mode: 'active',
    approval,
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
}

/** Undefined when all of them were answered. */
async function askRound(provider: FarQuestion['provider'], lines: readonly string[], doors: FarDoors): Promise<Ending | undefined> {
  const { hooks, onSession, run, stateDirectory, surroundings, taken } = doors;
  const config = { ...doors.config, commands: { ...doors.config.commands, output_kilobytes: KIBIBYTES_PRINTED } };
  const before = taken();
  // T-RESUME: a page that began and never answered is asked for again, and counts again; one that answered is found.
  const manner: Manner = { canRun: true, canAsk: false, resumes: before && { ...before, mayRepeat: true }, entries: 0, isOneOfMany: false };
  let fault: Fault | undefined;
  let answered = 0;
  const plan = planSession(choiceOf(provider, lines, doors), config, surroundings, stateDirectory, run, manner);
  const session = startSession(plan, {
    ...hooks,
    show: (shown) => {
      if (!UNTOLD.has(shown.event)) hooks.show(shown);
      if (shown.event !== 'answered') return;
      answered += 1;
      fault ??= faultOf(shown.answer);
      if (fault !== undefined) session.interrupt();
    },
    // Lines of ours are played; nothing is investigated.
    byHand: () => Promise.resolve({ answer: { output: null, note: null } }),
    ask: () => Promise.resolve({ answer: null }),
    ledger: { write: () => ({ code: 'not-allowed-now', detail: 'a bill is only asked for' }), read: () => null },
    beforeTeardown: () => Promise.resolve(),
  });
  onSession(session);
  const ending = await session.ended;
  if (fault !== undefined) throw fault;
  if (ending.outcome !== 'done') return ending;
  if (answered !== lines.length) throw new Fault('protocol', 'other lines were proposed than the bill is asked for with');
  return undefined;
}

type Answer = Extract<RunEvent, { readonly event: 'answered' }>['answer'];

function faultOf(answer: Answer): Fault | undefined {
  const fix = 'the same can be asked by hand: export the bill to a file and give that';
  switch (answer.kind) {
    case 'refused': {
      const { code, hint, layerName } = answer.refusal;
      if (code === 'over-budget') return spentFault(hint);
      return new Fault('usage', `the gate refused a line: ${code} (${layerName})`, { fix: hint });
    }
    case 'not-run': {
      const detail = `${answer.code}: ${printable(answer.detail, 400)}`;
      return BUDGET.has(answer.code) ? spentFault(detail) : new Fault('child', `a line was not run: ${detail}`, { fix });
    }
    case 'ran': {
      if (answer.exit === 0 && answer.cutBytes === 0) return undefined;
      if (answer.exit === 0) return new Fault('file', 'the answer is longer than 16 MiB', { fix: 'ask for fewer days with --days' });
      const said = `the command ended with ${String(answer.exit)}: ${printable(answer.errors || answer.output, 400)}`;
      return wantsLogin(answer.errors)
        ? new Fault('needs-person', said, { fix: 'log in (aws sso login, gcloud auth login), then the same again' })
        : new Fault('child', said, { fix });
    }
  }
}

function spentFault(detail: string): Fault {
  return new Fault('budget', `the budget is spent and the bill is not whole: ${detail}`, {
    fix: 'raise `usd` or `commands` in section [budget] of config.toml, or ask for fewer days with --days',
  });
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

/** The bill as a file. What was paid for within the hour is not paid for again. */
export async function askFar(question: FarQuestion, doors: FarDoors): Promise<Asked> {
  const { folder, note, run, stateDirectory, surroundings } = doors;
  const pages = openPaidPages({ stateDirectory, surroundings, provider: question.provider, now: Date.now });
  const kept: string[] = [];
  const found: string[] = [];
  let lines = question.lines;
  for (let round = 0; lines.length > 0; round += 1) {
    if (round >= MOST_ROUNDS) throw new Fault('file', 'the bill has no end', { fix: 'ask for fewer days with --days' });
    const printedBy = new Map<string, string>();
    for (const line of lines) {
      const page = pages.find(line);
      if (page === undefined) continue;
      printedBy.set(line, page.printed);
      found.push(line);
      note(`asked ${String(page.minutes)} minutes ago, costs nothing now: ${printable(line, 120)}`);
    }
    const open = lines.filter((line) => !printedBy.has(line));
    if (open.length > 0) {
      pages.begin(open, run);
      const ending = await askRound(question.provider, open, doors).catch((cause: unknown) => {
        // The name of a next page may have expired.
        if (round > 0 && cause instanceof Fault && cause.code === 'child') pages.forget(found);
        throw cause;
      });
      if (ending) return { kind: 'ended', ending };
      for (const line of open) {
        const page = pages.find(line);
        if (page === undefined) throw new Fault('audit', 'what a command printed is not what the audit log tells of', { fix: 'ask again' });
        printedBy.set(line, page.printed);
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
  const path = join(folder, question.fileName);
  writeWhole(path, kept.join(''));
  return { kind: 'bill', path };
}
