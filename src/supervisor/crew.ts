// The processes of a run and the lanes to them: started, watched, wired. Who may speak to whom is decided here and nowhere else.

import type { Attestation, BillingTells, LedgerEntry, OrchestratorRequest } from '../protocol/index.js';
import type { RunEvent } from '../terminal/index.js';
import { type BillingLink, openBillingLink } from './billing-link.js';
import type { Child } from './child.js';
import { type ChildName, type Children, describeExit } from './children.js';
import { deferred } from './deferred.js';
import { type CagedChild, launchCaged } from './launch.js';
import { watchMemory } from './memory.js';
import { Relay } from './relay.js';
import type { SessionHooks, SessionPlan } from './session-plan.js';
import { type End, startTrusted, type Trusted } from './trusted.js';

type Hello = Extract<BillingTells, { kind: 'hello' }>;

export interface CagedHello {
  readonly child: CagedChild;
  readonly canaries: Hello['canaries'];
}

export interface Crew {
  readonly relay: Relay;
  readonly billing: BillingLink;
  /** What each cage reported of itself, orchestrator first. */
  readonly hellos: Promise<readonly CagedHello[]>;
  /** Starts the others, once, with what was seen of the cages. */
  readonly startTrusted: (attestations: readonly Attestation[]) => Trusted;
  /** Undefined until they were started. */
  readonly trusted: () => Trusted | undefined;
  /** Of every process that was started. */
  readonly pids: () => Readonly<Record<string, number>>;
  /** The caged ones hold nothing and are ended; the trusted ones are asked. */
  readonly dismiss: (goesOn: boolean) => void;
  readonly close: () => void;
}

const CAGED_RESIDENT_BYTES = 1024 ** 3;
const PROGRESS_AFTER_MILLISECONDS = 1_500;

function showEntry(entry: LedgerEntry, show: (shown: RunEvent) => void): void {
  switch (entry.entry) {
    case 'opened':
      return;
    case 'round':
      show({ event: 'round', round: entry });
      return;
    case 'evidence':
      show({ event: 'evidence', evidence: entry });
      return;
    case 'notice':
      show({ event: 'notice', text: entry.text });
      return;
    case 'conclusion':
      show({ event: 'conclusion', conclusion: entry });
  }
}

/** Whatever goes wrong with the terminal, the question has an answer: that nobody said anything. */
async function askPerson(question: string, hooks: SessionHooks, end: End): Promise<string | null> {
  hooks.show({ event: 'question', question });
  try {
    const { answer, ending } = await hooks.ask(question);
    if (ending) end(ending);
    return answer ?? null;
  } catch (cause) {
    end({ outcome: 'failed', detail: cause instanceof Error ? cause.message : 'no answer from the person' });
    return null;
  }
}

/** The budget had an end before the round had one. */
const EXHAUSTED: ReadonlySet<string> = new Set(['commands-spent', 'money-spent', 'time-spent', 'calls-spent', 'tokens-spent']);

type Watch = <C extends Child>(name: ChildName, child: C) => C;

async function launchCages(plan: SessionPlan, watch: Watch): Promise<Readonly<Record<'orchestrator' | 'billing', CagedChild>>> {
  const launch = async (name: 'orchestrator' | 'billing', readOnly: readonly string[]): Promise<CagedChild> =>
    watch(name, await launchCaged({ role: name, main: plan[name], readOnly, tiers: plan.tiers }));
  const first = launch('billing', plan.bill);
  // One after the other where the processors are shared.
  if (plan.isOneOfMany) await first;
  const both = [launch('orchestrator', plan.orchestratorReadOnly), first] as const;
  // Both are waited for even when one fails, so that none is left behind unwatched.
  await Promise.allSettled(both);
  const [orchestrator, billing] = await Promise.all(both);
  return { orchestrator, billing };
}

export async function launchCrew(plan: SessionPlan, hooks: SessionHooks, children: Children, end: End): Promise<Crew> {
  function failed(detail: string): void {
    end({ outcome: 'failed', detail });
  }

  const watch: Watch = (name, child) => {
    children.watch(child, (exit) => {
      failed(describeExit(name, exit));
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Uint8Array) => {
        hooks.said(name, chunk);
      });
    }
    return child;
  };
  const { orchestrator, billing: billingChild } = await launchCages(plan, watch);
  let trusted: Trusted | undefined;
  const launchedAt = performance.now();
  const stopWatching = [orchestrator, billingChild].map((child) =>
    watchMemory(child.pid, CAGED_RESIDENT_BYTES, (bytes) => {
      failed(`the ${child.role} held ${String(Math.round(bytes / 1024 ** 2))} MiB of memory`);
      child.kill();
    }),
  );

  let exhausted: string | undefined;
  function noteCode(code: string): void {
    if (EXHAUSTED.has(code)) exhausted ??= code;
  }

  const orchestratorHello = deferred<OrchestratorRequest & { kind: 'hello' }>();
  const billingHello = deferred<Hello>();
  const billing = openBillingLink({
    stream: billingChild.lane,
    onHello: billingHello.resolve,
    onProgress: ({ at, file, of, share }) => {
      // A small bill is read before anybody wonders.
      if (performance.now() - launchedAt > PROGRESS_AFTER_MILLISECONDS) hooks.show({ event: 'reading', file, at, of, share });
    },
    onViolation: (broken) => {
      failed(`billing broke the protocol: ${broken.code}: ${broken.detail}`);
    },
  });
  const kill = {
    orchestrator: orchestrator.kill,
    billing: billingChild.kill,
    executor: () => trusted?.kill(),
  };
  const relay = new Relay({
    orchestrator: orchestrator.lane,
    billing: billingChild.second,
    onHello: orchestratorHello.resolve,
    onProposal: (command) => {
      hooks.show({ event: 'proposed', command });
    },
    onAnswer: (command, answer) => {
      hooks.show({ event: 'answered', command, answer });
      if (answer.kind === 'not-run') noteCode(answer.code);
      // T-AUDIT: what can no longer be written down may not go on, nor pass for a run that went well.
      if (answer.kind === 'not-run' && answer.code === 'audit') failed(`the audit log failed: ${answer.detail}`);
    },
    onBill: (answer) => {
      // Shown already, when we asked ourselves.
      if (answer.kind !== 'spikes-found' || plan.spikes === null) hooks.show({ event: 'bill', answer });
    },
    onNote: (text) => {
      hooks.show({ event: 'note', text });
    },
    ledger: {
      read: hooks.ledger.read,
      write: (entry) => {
        const broken = hooks.ledger.write(entry);
        if (!broken) showEntry(entry, hooks.show);
        return broken;
      },
    },
    onQuestion: (question) => askPerson(question, hooks, end),
    onFault: (fault) => {
      failed(fault.message);
    },
    onBye: () => {
      children.expectEnd();
      end(exhausted === undefined ? { outcome: 'done', detail: '' } : { outcome: 'out-of-budget', detail: exhausted });
    },
    onViolation: (peer, broken) => {
      failed(`${peer} broke the protocol: ${broken.code}: ${broken.detail}`);
      kill[peer]();
    },
  });

  const pids = (): Readonly<Record<string, number>> => ({ orchestrator: orchestrator.pid, billing: billingChild.pid, ...trusted?.pids });

  return {
    relay,
    billing,
    hellos: Promise.all([orchestratorHello.promise, billingHello.promise]).then(([first, second]) => [
      { child: orchestrator, canaries: first.canaries },
      { child: billingChild, canaries: second.canaries },
    ]),
    startTrusted: (attestations) => {
      const modelLane = orchestrator.second;
      const asksModels = plan.egress !== null;
      trusted = startTrusted({ asksModels, attestations, children, end, hooks, modelLane, onDenied: noteCode, watch });
      relay.meet(trusted.proposals);
      hooks.launched(pids());
      return trusted;
    },
    trusted: () => trusted,
    pids,
    dismiss: (goesOn) => {
      trusted?.dismiss(goesOn);
      orchestrator.kill();
      billingChild.kill();
    },
    close: () => {
      for (const stop of stopWatching) stop();
      relay.close();
      billing.close();
      trusted?.close();
      orchestrator.second.destroy();
    },
  };
}
