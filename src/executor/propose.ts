// One proposal from line to answer: seven layers, audit, budget, price, run, digest, audit. Nothing is started before its verdict is on
// disk, and nothing paid before its price is.

import { createHash } from 'node:crypto';
import { proposalOf } from '../audit/index.js';
import { redactLine } from '../digest/index.js';
import { type Cleared, judge, wireRefusal } from '../gate/index.js';
import type { ProposalAnswer, ProposalRequest } from '../protocol/index.js';
import { errorCode, Fault, type MicroUsd } from '../shared/index.js';
import type { Aliases } from './aliases.js';
import type { Approve } from './approval.js';
import type { Armed } from './armed.js';
import type { Digest, RawOutput } from './digest.js';
import { faultDetail, shownDetail } from './fault-detail.js';
import { pay, settled } from './pay.js';
import { digestedNote, loggedNote } from './person-note.js';
import { priced } from './price.js';
import type { Earlier, Repeats } from './repeats.js';
import type { Output } from './run.js';
import type { NotRun, Runner } from './runners.js';
import type { Spending } from './spending.js';

export interface ProposalDoors {
  readonly aliases: Aliases;
  readonly armed: Armed;
  readonly spending: Spending;
  readonly repeats: Repeats;
  /** Has egress let models spend so much less; how much that is, all or nothing. */
  readonly setAside: (microUsd: MicroUsd) => Promise<MicroUsd>;
  /** Called before anything of a command starts, its dry run too. */
  readonly approve: Approve;
  readonly run: Runner;
  readonly digest: (raw: RawOutput) => Promise<Digest>;
  /** What the person wrote while nothing was asked; once. */
  readonly takeCarried: () => string | null;
  /** Keeps what a command printed on this machine; gives the digest that names it. */
  readonly keepRaw: (out: Uint8Array) => string;
}

type Unaccounted<Answer> = Answer extends ProposalAnswer ? Omit<Answer, 'spent' | 'left'> : never;
type Outcome = Unaccounted<ProposalAnswer>;

/** A command on its way: its proposal, what it was cleared as, and where the log says so. */
interface OnItsWay {
  readonly id: number;
  readonly cleared: Cleared;
  readonly of: number;
}

interface NotRunWith extends NotRun {
  /** What it counts as all the same. */
  readonly microUsd?: MicroUsd;
  readonly earlier?: Earlier;
}

async function noted({ of }: OnItsWay, written: string | null, { armed, digest, takeCarried }: ProposalDoors): Promise<string | null> {
  const both = [takeCarried(), written].filter((one) => one !== null).join('\n');
  const note = await digestedNote(both === '' ? null : both, digest);
  if (note !== null) await armed.audit.append({ event: 'noted', of, note: loggedNote(note) });
  return note;
}

async function notRun(way: OnItsWay, why: NotRunWith, doors: ProposalDoors): Promise<Outcome> {
  const { id, of } = way;
  const { code, earlier = null, microUsd = 0 } = why;
  const detail = shownDetail(why.detail);
  await doors.armed.audit.append({ event: 'not-run', of, code, detail, microUsd });
  return { kind: 'not-run', id, code, detail, earlier, note: await noted(way, why.note ?? null, doors) };
}

async function answered(way: OnItsWay, output: Output, microUsd: MicroUsd, doors: ProposalDoors): Promise<Outcome> {
  const { armed, digest, keepRaw, repeats } = doors;
  const { cleared, id, of } = way;
  const { exit, milliseconds, out, cutBytes } = output;
  const { canonical, mask } = cleared;
  const outputSha256 = createHash('sha256').update(out).digest('hex');
  try {
    // Before the log tells of it: whoever goes on after a kill, and finds there that it was paid, finds what it printed.
    keepRaw(out);
  } finally {
    // Before the output is looked at: that it ran is true even if nobody can read or keep what it printed.
    await armed.audit.append({
      event: 'ran',
      of,
      canonical,
      exit,
      outputSha256,
      outputBytes: out.length,
      cutBytes,
      milliseconds,
      microUsd,
    });
  }
  const digested = await digest({ ...output, mask });
  // What nobody could read may be asked for again.
  if (exit === 0) repeats.note(cleared, { id, outputSha256 });
  const note = await noted(way, output.note ?? null, doors);
  return {
    kind: 'ran',
    id,
    canonical,
    exit,
    milliseconds,
    microUsd,
    output: digested.output,
    errors: digested.errors,
    cutBytes: digested.cutBytes,
    note,
  };
}

async function priceAndRun(way: OnItsWay, doors: ProposalDoors): Promise<Outcome> {
  const { cleared, of } = way;
  const { approve, armed, repeats, run, spending } = doors;
  const earlier = repeats.earlier(cleared);
  if (earlier) {
    const detail = `proposal ${String(earlier.id)} was answered with this already, by the output with the sha256 ${earlier.outputSha256}`;
    return notRun(way, { code: 'repeated', detail, earlier }, doors);
  }
  if (repeats.hasBegunBefore(cleared))
    return notRun(way, { code: 'repeated', detail: 'it began before this run was resumed, and is not started a second time' }, doors);
  const elapsed = (): number => performance.now() - armed.startedAt;
  const spent = spending.exhausted(elapsed());
  if (spent) return notRun(way, spent, doors);
  const approved = await approve(cleared, of);
  if (!approved.ok) return notRun(way, approved.error, doors);
  const price = await priced(cleared, of, doors);
  if (!price.ok) return notRun(way, price.error, doors);
  const paid = await pay({ of, canonical: cleared.canonical, at: Math.round(elapsed()), ...price.value }, doors);
  if (!paid.ok) return notRun(way, paid.error, doors);
  spending.countCommand();
  const output = await run(cleared);
  const microUsd = settled(of, output, spending);
  return output.ok ? answered(way, output.value, microUsd, doors) : notRun(way, { ...output.error, microUsd }, doors);
}

async function judgeAndRun({ id, command }: ProposalRequest, doors: ProposalDoors): Promise<Outcome> {
  const { audit, policy } = doors.armed;
  const proposal = proposalOf(command, redactLine);
  const verdict = judge(command, policy, { microUsd: doors.spending.remainingMicroUsd });
  if (!verdict.ok) {
    const refusal = wireRefusal(verdict.error);
    const { layer, layerName, code, part } = refusal;
    await audit.append({ event: 'refused', proposal, layer, layerName, code, part });
    return { kind: 'refused', id, refusal };
  }
  const { canonical, added, cost } = verdict.value;
  const { seq } = await audit.append({ event: 'cleared', proposal, canonical, added: [...added], microUsd: cost });
  return priceAndRun({ id, cleared: verdict.value, of: seq }, doors);
}

/** A fault of the world is caught here, once per request, and answered; a bug is not caught at all. */
async function outcomeOf(request: ProposalRequest, doors: ProposalDoors): Promise<Outcome> {
  try {
    return await judgeAndRun(request, doors);
  } catch (cause) {
    // T-FENCE: whoever was cut off and comes back has nothing left to answer.
    if (doors.armed.audit.isTakenOver) throw cause;
    if (cause instanceof Fault)
      return { kind: 'not-run', id: request.id, code: cause.code, detail: faultDetail(cause), earlier: null, note: null };
    if (errorCode(cause) !== undefined)
      return { kind: 'not-run', id: request.id, code: 'system', detail: shownDetail(String(cause)), earlier: null, note: null };
    throw cause;
  }
}

export async function answerProposal(request: ProposalRequest, doors: ProposalDoors): Promise<ProposalAnswer> {
  const outcome = await outcomeOf(doors.aliases.meant(request), doors);
  return doors.aliases.hidden({ ...outcome, ...doors.spending.accounts(performance.now() - doors.armed.startedAt) });
}
