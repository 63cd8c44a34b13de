// The two processes that are trusted: the executor, which holds the credentials of the cloud, and egress, which holds the key of the model.
// T-SECRET: neither exists before both cages were seen to hold; and where no model is asked there is no egress at all.

import type { Duplex } from 'node:stream';
import type { Attestation, Attest } from '../protocol/index.js';
import { Fault } from '../shared/index.js';
import type { RunEvent } from '../terminal/index.js';
import type { Child, Exit } from './child.js';
import type { ChildName, Children } from './children.js';
import { within } from './deferred.js';
import { type EgressLink, type EgressNews, openEgressLink } from './egress-link.js';
import { type ExecutorLink, openExecutorLink } from './executor-link.js';
import { launchTrusted } from './launch.js';
import type { Ending, SessionHooks } from './session-plan.js';

/** What a run says of its own end; the first one counts. */
export type End = (ending: Ending) => void;

export interface Trusted {
  readonly pids: Readonly<Record<string, number>>;
  readonly executor: ExecutorLink;
  readonly executorExit: Promise<Exit>;
  /** The lane on which the executor is given proposals and answers them. */
  readonly proposals: Duplex;
  /** Arms the executor with what was seen of the cages. */
  readonly arm: (executor: Omit<Attest, 'kind' | 'id' | 'attestations'>) => ReturnType<ExecutorLink['arm']>;
  readonly egress: EgressLink | undefined;
  readonly kill: () => void;
  /** Asked, not ended: so that they end their own children first. */
  readonly dismiss: (goesOn: boolean) => void;
  readonly close: () => void;
}

export interface TrustedDoors {
  readonly asksModels: boolean;
  readonly attestations: readonly Attestation[];
  /** The other end of the orchestrator's lane to its models. */
  readonly modelLane: Duplex;
  readonly hooks: SessionHooks;
  readonly children: Children;
  readonly watch: <C extends Child>(name: ChildName, child: C) => C;
  readonly end: End;
  /** A call was denied, and by what. */
  readonly onDenied: (code: string) => void;
}

const EGRESS_STOP_MILLISECONDS = 300;

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

export function startTrusted({ asksModels, attestations, children, end, hooks, modelLane, onDenied, watch }: TrustedDoors): Trusted {
  function failed(detail: string): void {
    end({ outcome: 'failed', detail });
  }

  const executorChild = watch('executor', launchTrusted({ worker: 'executor' }));
  const egressChild = asksModels ? watch('egress', launchTrusted({ worker: 'egress', fd4: modelLane })) : undefined;
  if (executorChild.second === undefined) throw new Fault('child', 'the executor has no second lane');
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
    // Where no model spends anything, all of the budget is there for reads; the executor knows how much that is.
    setAside: (microUsd) => (egress === undefined ? Promise.resolve(microUsd) : egress.setAside(microUsd)),
    onBroken: (detail) => {
      failed(`the executor broke the protocol: ${detail}`);
    },
  });
  const egress =
    egressChild &&
    openEgressLink({
      stream: egressChild.lane,
      onTold: (news) => {
        if (news.kind === 'denied') onDenied(news.code);
        onEgressNews(news, executor, hooks.show, end);
      },
      onBroken: (detail) => {
        failed(`egress broke the protocol: ${detail}`);
      },
    });

  return {
    pids: { ...(egressChild && { egress: egressChild.pid }), executor: executorChild.pid },
    executor,
    executorExit: executorChild.exited,
    proposals: executorChild.second,
    arm: (attest) => executor.arm({ ...attest, attestations: [...attestations] }),
    egress,
    kill: () => {
      executorChild.kill();
    },
    dismiss: (goesOn) => {
      // Egress first: what its last calls spent must be on record before the log is closed.
      const stopped = egress?.stop(goesOn) ?? Promise.resolve();
      void within(stopped, EGRESS_STOP_MILLISECONDS, () => new Fault('child', 'egress does not stop'))
        .catch(() => undefined)
        .finally(() => {
          executor.stop();
        });
    },
    close: () => {
      executor.close();
      egress?.close();
    },
  };
}
