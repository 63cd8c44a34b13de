// The executor's two lanes: control from the supervisor on the first, forwarded proposals on the second. The lanes share nothing, so no
// byte of the orchestrator can be taken for a word of the supervisor.

import { writeSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { killDescendants } from '../cage/index.js';
import { Lane } from '../channel/index.js';
import {
  type Attest,
  Desk,
  type ExecutorControl,
  type ExecutorState,
  type ExecutorTells,
  executorControl,
  executorControls,
  type HandedBack,
  LIMITS,
  OpenRequests,
} from '../protocol/index.js';
import { Fault, printable } from '../shared/index.js';
import { type Armed, arm } from './armed.js';
import { judgeAttestations } from './attested.js';
import { openDigestThread } from './digest-thread.js';
import { plantedIn } from './planted.js';
import { openProposalLane } from './proposal-lane.js';
import { answerProposal } from './propose.js';
import { openRawStore } from './raw-store.js';
import type { Running } from './run.js';
import { runnerFor } from './runners.js';
import { Spending } from './spending.js';

const MOST_DETAIL = 700;

interface Serving {
  readonly armed: Armed;
  readonly spending: Spending;
}

/** `leave` ends the process. Whatever happens, no command outlives the executor. */
export function serveExecutor(controlStream: Duplex, proposalStream: Duplex, leave: (code: number) => void): void {
  const desk = new Desk<ExecutorControl['kind'], ExecutorState>(executorControls, 'waiting');
  const running = new Set<Running>();
  const pastes = new OpenRequests<(pasted: HandedBack) => void>();
  let serving: Serving | undefined;
  let asks = 0;

  /** T-ORPHAN: the supervisor may be dead and our own death signal on its way, so keepers go last. */
  function endCommands(): void {
    killDescendants(new Set([...running].map(({ group }) => group)));
    for (const one of running) one.kill();
  }

  function over(code: number): void {
    endCommands();
    leave(code);
  }

  function fail(cause: unknown): void {
    // A fault is the world's, and its words are meant for a person; a stack is for whoever looks for a bug.
    const words = cause instanceof Fault ? cause.message : cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    writeSync(2, `${printable(words)}\n`);
    over(1);
  }

  const proposals = openProposalLane({ stream: proposalStream, onOver: over, onBug: fail });

  function askPerson(canonical: string): Promise<HandedBack> {
    asks += 1;
    const ask = asks;
    return new Promise((resolve) => {
      pastes.add(ask, resolve);
      control.send({ kind: 'by-hand', ask, canonical });
    });
  }

  function begin(armed: Armed): Serving {
    const spending = new Spending(armed.attest.budget);
    const digest = openDigestThread({ planted: plantedIn(armed.attest.credentials) });
    const raw = openRawStore(armed.attest.stateDirectory, { now: Date.now });
    const run = runnerFor(armed, {
      onBegan: (one, canonical) => {
        running.add(one);
        control.send({ kind: 'began', group: one.group, canonical });
      },
      onEnded: (one) => {
        running.delete(one);
        // Commands run one after the other, so what is left is of this one.
        killDescendants();
        control.send({ kind: 'ended', group: one.group });
      },
      byHand: askPerson,
    });
    proposals.open((request) => answerProposal(request, { armed, spending, run, digest, keepRaw: raw.keep }));
    return { armed, spending };
  }

  async function onAttest(attest: Attest): Promise<void> {
    const judged = judgeAttestations(attest, process.platform);
    if (!judged.ok) {
      control.send({ kind: 'declined', id: attest.id, ...judged.error });
      return;
    }
    try {
      const armed = await arm(attest, () => new Date());
      control.send({ kind: 'ready', id: attest.id, auditHead: armed.audit.head.hash });
      serving = begin(armed);
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
      control.send({ kind: 'declined', id: attest.id, code: cause.code, detail: printable(cause.message, MOST_DETAIL) });
    }
  }

  async function onRecord(request: Extract<ExecutorControl, { kind: 'record' }>): Promise<void> {
    await serving?.armed.audit.append({ event: 'record', name: request.event, detail: printable(request.detail) });
    control.send({ kind: 'recorded', id: request.id });
  }

  async function onStop(id: number): Promise<void> {
    endCommands();
    await serving?.armed.audit.append({ event: 'stop', ...serving.spending.total, detail: '' });
    control.send({ kind: 'stopped', id });
    control.finish();
    over(0);
  }

  function onHandedBack(ask: number, output: HandedBack): Promise<void> {
    const paste = pastes.close(ask);
    if (paste.ok) paste.value(output);
    else over(1);
    return Promise.resolve();
  }

  function onControl(request: ExecutorControl): Promise<void> {
    switch (request.kind) {
      case 'attest':
        return onAttest(request);
      case 'record':
        return onRecord(request);
      case 'handed-back':
        return onHandedBack(request.ask, request.output);
      case 'stop':
        return onStop(request.id);
    }
  }

  const control = new Lane<ExecutorControl, ExecutorTells>({
    stream: controlStream,
    cap: LIMITS.answerBytes,
    schema: executorControl,
    onFrame: (request) => {
      if (desk.admit(request).ok) onControl(request).catch(fail);
      else over(1);
    },
    onEnd: () => {
      over(0);
    },
    onViolation: () => {
      over(1);
    },
  });
}
