// The four processes of a run and the lanes to them: started, watched, wired. Who may speak to whom is decided here and nowhere else.

import type { BillingTells, LedgerEntry, OrchestratorRequest } from '../protocol/index.js';
import { Fault } from '../shared/index.js';
import type { RunEvent } from '../terminal/index.js';
import { type BillingLink, openBillingLink } from './billing-link.js';
import type { Child, Exit } from './child.js';
import { type ChildName, type Children, describeExit } from './children.js';
import { deferred, within } from './deferred.js';
import { type EgressLink, type EgressNews, openEgressLink } from './egress-link.js';
import { type ExecutorLink, openExecutorLink } from './executor-link.js';
import { type CagedChild, launchCaged, launchTrusted, type TrustedChild } from './launch.js';
import { watchMemory } from './memory.js';
import { Relay } from './relay.js';
import type { Ending, SessionHooks, SessionPlan } from './session-plan.js';

type Hello = Extract<BillingTells, { kind: 'hello' }>;

export interface CagedHello {
  readonly child: CagedChild;
  readonly canaries: Hello['canaries'];
}

export interface Crew {
  readonly children: Children;
  readonly pids: Readonly<Record<string, number>>;
  readonly relay: Relay;
  readonly executor: ExecutorLink;
  readonly executorExit: Promise<Exit>;
  readonly egress: EgressLink;
  readonly billing: BillingLink;
  /** What each cage reported of itself, orchestrator first. */
  readonly hellos: Promise<readonly CagedHello[]>;
  /** The caged ones hold nothing and are ended; the trusted ones are asked, so that they end their own children first. */
  readonly dismiss: (goesOn: boolean) => void;
  readonly close: () => void;
}

/** What a run says of its own end; the first one counts. */
export type End = (ending: Ending) => void;

const EGRESS_STOP_MILLISECONDS = 300;
const CAGED_RESIDENT_BYTES = 1024 ** 3;
const PROGRESS_AFTER_MILLISECONDS = 1_500;

function unknownPrice(model: string): string {
  return `nobody knows what the model ${model} costs: it is counted at the dearest known price; set [model.prices."${model}"] in config.toml`;
}

function onEgressNews(news: EgressNews, executor: ExecutorLink, show: (shown: RunEvent) => void, end: End): void {
  switch (news.kind) {
    case 'broke':
      end({ outcome: 'failed', detail: `the orchestrator broke the protocol towards egress: ${news.code}: ${news.detail}` });
      return;
    case 'denied':
      show({ event: 'denied', code: news.code, detail: news.detail });
      // A failing audit log ends the run by itself, at the next proposal.
      void executor.record('model-call-denied', `${news.code}: ${news.detail}`).catch(() => undefined);
      return;
    case 'failed':
      show({ event: 'warning', text: `a model call failed: ${news.code}: ${news.detail}` });
      return;
    case 'unpriced':
      show({ event: 'warning', text: unknownPrice(news.model) });
      return;
    case 'prompt': {
      const { call, part, parts, text } = news;
      show({ event: 'prompt', call, part, parts, text });
      return;
    }
    case 'spent': {
      const { kind: _, ...cost } = news;
      executor.modelSpent(cost);
      const { model, inputTokens, outputTokens, totalMicroUsd } = cost;
      show({ event: 'model', model, inputTokens, outputTokens, totalMicroUsd });
    }
  }
}

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

interface Launched {
  readonly orchestrator: CagedChild;
  readonly billing: CagedChild;
  readonly egress: TrustedChild;
  readonly executor: TrustedChild;
}

type Watch = <C extends Child>(name: ChildName, child: C) => C;

async function launchAll(plan: SessionPlan, watch: Watch): Promise<Launched> {
  const executor = watch('executor', launchTrusted({ worker: 'executor' }));
  const caged = [
    launchCaged({ role: 'orchestrator', main: plan.orchestrator, readOnly: plan.orchestratorReadOnly, tiers: plan.tiers }),
    launchCaged({ role: 'billing', main: plan.billing, readOnly: plan.bill, tiers: plan.tiers }),
  ] as const;
  const watched = [caged[0].then((child) => watch('orchestrator', child)), caged[1].then((child) => watch('billing', child))] as const;
  // Both are waited for even when one fails, so that none is left behind unwatched.
  await Promise.allSettled(watched);
  const [orchestrator, billing] = await Promise.all(watched);
  const egress = watch('egress', launchTrusted({ worker: 'egress', fd4: orchestrator.second }));
  return { orchestrator, billing, egress, executor };
}

export async function launchCrew(plan: SessionPlan, hooks: SessionHooks, children: Children, end: End): Promise<Crew> {
  function failed(detail: string): void {
    end({ outcome: 'failed', detail });
  }

  const launched = await launchAll(plan, (name, child) => {
    children.watch(child, (exit) => {
      failed(describeExit(name, exit));
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Uint8Array) => {
        hooks.said(name, chunk);
      });
    }
    return child;
  });
  const { orchestrator, billing: billingChild, egress: egressChild, executor: executorChild } = launched;
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
  const executor = openExecutorLink({
    stream: executorChild.lane,
    onBegan: (group, canonical) => {
      children.cliBegan(group);
      hooks.began(canonical);
    },
    onEnded: (group) => {
      children.cliEnded(group);
    },
    onGrew: hooks.grew,
    onNames: hooks.named,
    byHand: (asked) => {
      hooks.show({ event: 'by-hand', ...asked });
      return hooks.byHand(asked);
    },
    approve: (asked) => {
      hooks.show({ event: 'approval', ...asked });
      return hooks.approve(asked);
    },
    onEnding: end,
    setAside: (microUsd) => egress.setAside(microUsd),
    onBroken: (detail) => {
      failed(`the executor broke the protocol: ${detail}`);
    },
  });
  const egress = openEgressLink({
    stream: egressChild.lane,
    onTold: (news) => {
      if (news.kind === 'denied') noteCode(news.code);
      onEgressNews(news, executor, hooks.show, end);
    },
    onBroken: (detail) => {
      failed(`egress broke the protocol: ${detail}`);
    },
  });
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
  if (executorChild.second === undefined) throw new Fault('child', 'the executor has no second lane');
  const relay = new Relay({
    orchestrator: orchestrator.lane,
    executor: executorChild.second,
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
      launched[peer].kill();
    },
  });

  return {
    children,
    pids: Object.fromEntries(Object.entries(launched).map(([name, child]: [string, Child]) => [name, child.pid])),
    relay,
    executor,
    executorExit: executorChild.exited,
    egress,
    billing,
    hellos: Promise.all([orchestratorHello.promise, billingHello.promise]).then(([first, second]) => [
      { child: orchestrator, canaries: first.canaries },
      { child: billingChild, canaries: second.canaries },
    ]),
    dismiss: (goesOn) => {
      // Egress first: what its last calls spent must be on record before the log is closed.
      void within(egress.stop(goesOn), EGRESS_STOP_MILLISECONDS, () => new Fault('child', 'egress does not stop'))
        .catch(() => undefined)
        .finally(() => {
          executor.stop();
        });
      orchestrator.kill();
      billingChild.kill();
    },
    close: () => {
      for (const stop of stopWatching) stop();
      relay.close();
      executor.close();
      egress.close();
      billing.close();
    },
  };
}
