// The executor's two lanes: control from the supervisor on the first, forwarded proposals on the second. The lanes share nothing, so no
// byte of the orchestrator can be taken for a word of the supervisor.

import { writeSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { killDescendants } from '../cage/index.js';
import { Lane } from '../channel/index.js';
import {
  type AskedApproval,
  type AskedByHand,
  type Attest,
  type Decided,
  Desk,
  type ExecutorControl,
  type ExecutorState,
  type ExecutorTells,
  executorControl,
  executorControls,
  type HandedBack,
  LIMITS,
  type ModelSpent,
  type Named,
  OpenRequests,
} from '../protocol/index.js';
import { Fault, type MicroUsd, printable } from '../shared/index.js';
import { NO_ALIASES, openAliases } from './aliases.js';
import { openApproval } from './approval.js';
import { type Armed, arm } from './armed.js';
import { judgeAttestations } from './attested.js';
import { openDigestThread } from './digest-thread.js';
import { faultDetail } from './fault-detail.js';
import { plantedIn } from './planted.js';
import { openProposalLane } from './proposal-lane.js';
import { answerProposal } from './propose.js';
import { openRawStore } from './raw-store.js';
import { Repeats } from './repeats.js';
import type { Running } from './run.js';
import { runnerFor } from './runners.js';
import { Spending } from './spending.js';

/** A supervisor that does not answer costs this long, and then the read is not paid. */
/** As many as one frame takes, however long they are. */
const NAMES_AT_ONCE = 200;
const SET_ASIDE_MILLISECONDS = 5_000;
const MOST_NOTES = 32;
const GREW_MILLISECONDS = 250;

interface Serving {
  readonly armed: Armed;
  readonly spending: Spending;
}

/** `leave` ends the process. Whatever happens, no command outlives the executor. */
export function serveExecutor(controlStream: Duplex, proposalStream: Duplex, leave: (code: number) => void): void {
  const desk = new Desk<ExecutorControl['kind'], ExecutorState>(executorControls, 'waiting');
  const running = new Set<Running>();
  const pastes = new OpenRequests<(pasted: HandedBack) => void>();
  const approvals = new OpenRequests<(decided: Decided) => void>();
  const asides = new OpenRequests<(microUsd: MicroUsd) => void>();
  let serving: Serving | undefined;
  let asks = 0;
  let carried = '';
  let growing: NodeJS.Timeout | undefined;

  /** T-ORPHAN: the supervisor may be dead and our own death signal on its way, so keepers go last. */
  function endCommands(): void {
    killDescendants(new Set([...running].map(({ group }) => group)));
    for (const one of running) one.kill();
  }

  function over(code: number): void {
    endCommands();
    serving?.armed.workplace?.close();
    leave(code);
  }

  function fail(cause: unknown): void {
    // A fault is the world's, and its words are meant for a person; a stack is for whoever looks for a bug.
    const words = cause instanceof Fault ? cause.message : cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    writeSync(2, `${printable(words)}\n`);
    over(1);
  }

  const proposals = openProposalLane({ stream: proposalStream, onOver: over, onBug: fail });

  function askByHand(asked: AskedByHand): Promise<HandedBack> {
    asks += 1;
    const ask = asks;
    return new Promise((resolve) => {
      pastes.add(ask, resolve);
      control.send({ kind: 'by-hand', ask, ...asked });
    });
  }

  function askApproval(asked: AskedApproval): Promise<Decided> {
    asks += 1;
    const ask = asks;
    return new Promise((resolve) => {
      approvals.add(ask, resolve);
      control.send({ kind: 'approve', ask, ...asked });
    });
  }

  function setAside(microUsd: MicroUsd): Promise<MicroUsd> {
    asks += 1;
    const ask = asks;
    return new Promise((resolve) => {
      // Its answer may still come; it is then nobody's money, which errs on the safe side.
      const late = setTimeout(() => {
        resolve(0);
      }, SET_ASIDE_MILLISECONDS);
      asides.add(ask, (amount) => {
        clearTimeout(late);
        resolve(amount);
      });
      control.send({ kind: 'reserve', ask, microUsd });
    });
  }

  /** For the person who waits; how it ends is said by its answer. */
  function watchGrowth({ group, printed }: Running): void {
    let told = 0;
    clearInterval(growing);
    growing = setInterval(() => {
      const bytes = printed();
      if (bytes > told) control.send({ kind: 'grew', group, bytes });
      told = bytes;
    }, GREW_MILLISECONDS).unref();
  }

  function takeCarried(): string | null {
    const note = carried;
    carried = '';
    return note === '' ? null : note;
  }

  function begin(armed: Armed): Serving {
    const spending = new Spending(armed.attest.budget, armed.before);
    const { digest, getReady } = openDigestThread({ planted: plantedIn(armed.workplace?.variables ?? {}) });
    const raw = openRawStore(armed.attest.stateDirectory, { now: Date.now });
    const run = runnerFor(armed, {
      onBegan: (one, canonical) => {
        running.add(one);
        getReady();
        control.send({ kind: 'began', group: one.group, canonical });
        watchGrowth(one);
      },
      onEnded: (one) => {
        running.delete(one);
        clearInterval(growing);
        // Commands run one after the other, so what is left is of this one.
        killDescendants();
        control.send({ kind: 'ended', group: one.group });
      },
      byHand: askByHand,
    });
    const approve = openApproval({ attest: armed.attest, audit: armed.audit, ask: askApproval });
    const places = Object.entries(armed.workplace?.places ?? {});
    const projects = places.flatMap(([place, value]) => (place.endsWith('_PROJECT') ? [value] : []));
    const tell = (names: readonly Named[]): void => {
      for (let at = 0; at < names.length; at += NAMES_AT_ONCE) control.send({ kind: 'names', names: names.slice(at, at + NAMES_AT_ONCE) });
    };
    const aliases = armed.attest.pseudonyms ? openAliases({ projects, tell }) : NO_ALIASES;
    const doors = {
      aliases,
      armed,
      spending,
      repeats: new Repeats(armed.attest.resumes?.mayRepeat === true ? [] : armed.before.begun),
      setAside,
      approve,
      run,
      digest,
      keepRaw: raw.keep,
      takeCarried,
    };
    proposals.open((request) => answerProposal(request, doors));
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
      const notes = (armed.workplace?.notes ?? []).slice(0, MOST_NOTES).map((note) => printable(note, 400));
      // Begun before it is said: what cannot begin declines, and answers its attestation once.
      serving = begin(armed);
      control.send({ kind: 'ready', id: attest.id, auditHead: armed.audit.head.hash, notes, spent: serving.spending.total });
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
      control.send({ kind: 'declined', id: attest.id, code: cause.code, detail: faultDetail(cause) });
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

  /** An answer to a question that was not asked, or was answered before, is a broken protocol. */
  function onAnswer<Answer>(open: OpenRequests<(answer: Answer) => void>, ask: number, answer: Answer): Promise<void> {
    const asked = open.close(ask);
    if (asked.ok) asked.value(answer);
    else over(1);
    return Promise.resolve();
  }

  async function onModelSpent({ kind: event, id: _, model, ...cost }: ModelSpent): Promise<void> {
    serving?.spending.noteModels(cost.totalMicroUsd);
    try {
      await serving?.armed.audit.append({ event, model: printable(model), ...cost });
    } catch (cause) {
      // T-AUDIT: a log that fails ends the run by itself, at the next proposal or at its end, and says why.
      if (!(cause instanceof Fault) || serving?.armed.audit.isTakenOver === true) throw cause;
    }
  }

  function onControl(request: ExecutorControl): Promise<void> {
    switch (request.kind) {
      case 'attest':
        return onAttest(request);
      case 'record':
        return onRecord(request);
      case 'handed-back':
        return onAnswer(pastes, request.ask, { output: request.output, note: request.note });
      case 'decided':
        return onAnswer(approvals, request.ask, { decision: request.decision, note: request.note });
      case 'reserved':
        return onAnswer(asides, request.ask, request.microUsd);
      case 'model-spent':
        return onModelSpent(request);
      case 'person-note':
        carried = `${carried === '' ? '' : `${carried}\n`}${request.note}`.slice(0, LIMITS.noteCharacters).toWellFormed();
        return Promise.resolve();
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
