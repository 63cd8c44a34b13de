// One proposal from line to answer: seven layers, audit, budget, run, digest, audit. Nothing is started before its verdict is on disk.

import { createHash } from 'node:crypto';
import { proposalOf } from '../audit/index.js';
import { judge, wireRefusal } from '../gate/index.js';
import type { ProposalAnswer, ProposalRequest } from '../protocol/index.js';
import { errorCode, Fault, printable } from '../shared/index.js';
import type { Armed } from './armed.js';
import type { Digest, RawOutput } from './digest.js';
import type { Runner } from './runners.js';
import type { Spending } from './spending.js';

const MOST_DETAIL = 700;

export interface ProposalDoors {
  readonly armed: Armed;
  readonly spending: Spending;
  readonly run: Runner;
  readonly digest: (raw: RawOutput) => Promise<Digest>;
  /** Keeps what a command printed on this machine; gives the digest that names it. */
  readonly keepRaw: (out: Uint8Array) => string;
}

type NotRunAnswer = Extract<ProposalAnswer, { kind: 'not-run' }>;

async function judgeAndRun(request: ProposalRequest, { armed, spending, run, digest, keepRaw }: ProposalDoors): Promise<ProposalAnswer> {
  const { id, command } = request;
  const { audit, policy, startedAt } = armed;
  const proposal = proposalOf(command);
  const verdict = judge(command, policy, { microUsd: spending.remainingMicroUsd });
  if (!verdict.ok) {
    const refusal = wireRefusal(verdict.error);
    const { layer, layerName, code, part } = refusal;
    await audit.append({ event: 'refused', proposal, layer, layerName, code, part });
    return { kind: 'refused', id, refusal };
  }
  const { canonical, added, cost } = verdict.value;
  const { seq } = await audit.append({ event: 'cleared', proposal, canonical, added: [...added], microUsd: cost });

  async function notRun(code: string, rawDetail: string): Promise<NotRunAnswer> {
    const detail = printable(rawDetail, MOST_DETAIL);
    await audit.append({ event: 'not-run', of: seq, code, detail });
    return { kind: 'not-run', id, code, detail };
  }

  const spent = spending.exhausted(performance.now() - startedAt);
  if (spent) return notRun(spent.code, spent.detail);
  spending.book(cost);
  const output = await run(verdict.value);
  if (!output.ok) return notRun(output.error.code, output.error.detail);
  const { exit, milliseconds, out, cutBytes } = output.value;
  const outputSha256 = createHash('sha256').update(out).digest('hex');
  // Before the output is looked at: that it ran is true even if nobody can read what it printed.
  await audit.append({ event: 'ran', of: seq, canonical, exit, outputSha256, outputBytes: out.length, cutBytes, milliseconds });
  keepRaw(out);
  const digested = await digest({ ...output.value, mask: verdict.value.mask });
  return { kind: 'ran', id, canonical, exit, milliseconds, output: digested.output, errors: digested.errors, cutBytes: digested.cutBytes };
}

/** A fault of the world is caught here, once per request, and answered; a bug is not caught at all. */
export async function answerProposal(request: ProposalRequest, doors: ProposalDoors): Promise<ProposalAnswer> {
  try {
    return await judgeAndRun(request, doors);
  } catch (cause) {
    if (cause instanceof Fault) return { kind: 'not-run', id: request.id, code: cause.code, detail: printable(cause.message, MOST_DETAIL) };
    if (errorCode(cause) !== undefined)
      return { kind: 'not-run', id: request.id, code: 'system', detail: printable(String(cause), MOST_DETAIL) };
    throw cause;
  }
}
