// One run: starts the cages, waits until both are seen to hold, starts and arms the executor and egress, lets the round begin, and ends
// everything again, whatever happened. It relays and shows; it judges nothing and speaks to neither the model nor the cloud.

import { adoptOrphans, attest, becomeUndumpable, closeStrayDescriptors, failuresOf, isPassed } from '../cage/index.js';
import { type Attestation, weakestTier } from '../protocol/index.js';
import { Fault } from '../shared/index.js';
import { Children } from './children.js';
import { type Crew, launchCrew } from './crew.js';
import { type Deferred, deferred, within } from './deferred.js';
import type { Ending, SessionHooks, SessionPlan } from './session-plan.js';
import type { Trusted } from './trusted.js';

export interface Session {
  /** Settles when no process of this run is left; rejects with a Fault when it could not be started safely. */
  readonly ended: Promise<Ending>;
  /** The first stops cleanly, the second kills. */
  readonly interrupt: () => void;
  /** What the person wrote while nothing was asked; kept until the executor is ready. */
  readonly note: (text: string) => void;
}

type Spent = Parameters<SessionHooks['armed']>[0];

const HELLO_MS = 10_000;
const ARM_MS = 15_000;
const RECORD_MS = 1_000;
const LEAVE_MS = 2_000;
/** The hello of the cage entry; the orchestrator's own requests come after it. */
const HELLO_ID = 1;

/** Both cages seen from outside and from inside; anything that disagrees ends the run before a credential was loaded. */
async function attestations(crew: Crew): Promise<readonly Attestation[]> {
  const late = (): Fault => new Fault('cage', 'a caged process did not report within 10 s', { fix: 'run `ghosthunter doctor`' });
  const hellos = await within(crew.hellos, HELLO_MS, late);
  const seen = hellos.map(({ child, canaries }) => attest(child, canaries));
  const broken = seen.find((one) => !isPassed(one));
  if (broken)
    throw new Fault('cage', `a cage did not hold: ${broken.role} in ${broken.tier}: ${failuresOf(broken).join('; ')}`, {
      fix: 'run `ghosthunter doctor`; nothing was started',
    });
  return seen;
}

/** What rose, asked by us before anybody else may ask; what cannot be read as a bill ends the run here. */
async function settled(plan: SessionPlan, hooks: SessionHooks, crew: Crew): Promise<Pick<SessionPlan, 'executor' | 'welcome'>> {
  if (plan.spikes === null) return plan;
  const answer = await crew.relay.askSpikes(plan.spikes);
  if (answer.kind === 'bill-fault')
    throw new Fault('file', answer.detail, { fix: 'give a billing export; `ghosthunter spikes` reads the same ones' });
  if (answer.kind !== 'spikes-found') throw new Fault('protocol', `billing answered ${answer.kind}`);
  const { currency, executor, rank, welcome } = plan.settle(answer, plan);
  hooks.show({ event: 'spikes', answer, currency, rank, provider: executor.provider, canRun: welcome.canRun });
  return { executor, welcome };
}

/** What is left of the budget when a run goes on. */
function leftOf({ budget, ...welcome }: SessionPlan['welcome'], executor: SessionPlan['executor'], spent: Spent): SessionPlan['welcome'] {
  const milliseconds = executor.resumes?.milliseconds ?? 0;
  return {
    ...welcome,
    budget: {
      commands: Math.max(0, budget.commands - spent.commands),
      microUsd: Math.max(0, budget.microUsd - spent.microUsd),
      milliseconds: Math.max(0, budget.milliseconds - milliseconds),
    },
  };
}

/** Egress, where there is one: it may spend what is left. */
async function configured(egress: SessionPlan['egress'], spent: Spent, trusted: Trusted): Promise<void> {
  if (egress === null) return;
  const ceilings = { ...egress.ceilings, microUsd: Math.max(0, egress.ceilings.microUsd - spent.microUsd) };
  await trusted.egress?.configure({ ...egress, ceilings });
}

async function begin(plan: SessionPlan, hooks: SessionHooks, crew: Crew): Promise<Trusted> {
  const seen = await attestations(crew);
  crew.billing.go();
  // While the bill is read the others make themselves ready; where many runs share the machine, the processors have better to do.
  const early = plan.isOneOfMany ? undefined : crew.startTrusted(seen);
  const { executor, welcome } = await settled(plan, hooks, crew);
  const trusted = early ?? crew.startTrusted(seen);
  if (!plan.isOneOfMany) crew.relay.go();
  const late = (): Fault => new Fault('child', 'the executor or egress did not get ready in time');
  const { auditHead, notes, spent } = await within(trusted.arm(executor), ARM_MS, late);
  await within(configured(plan.egress, spent, trusted), ARM_MS, late);
  // One after the other: beside it another run has use for the processor.
  if (plan.isOneOfMany) crew.relay.go();
  hooks.armed(spent);
  hooks.show({
    event: 'started',
    run: plan.run,
    mode: executor.mode,
    provider: executor.provider,
    tier: weakestTier(seen.map((one) => one.tier)),
    steppedDown: [...new Set(seen.flatMap((one) => one.steppedDown))],
    auditHead,
  });
  for (const text of notes) hooks.show({ event: 'warning', text });
  crew.relay.start({ kind: 'welcome', id: HELLO_ID, ...leftOf(welcome, executor, spent) });
  return trusted;
}

/** Whatever ended the run is on disk before the processes are gone, as long as the executor lives. */
async function recordEnding(crew: Crew, ending: Ending): Promise<void> {
  const trusted = crew.trusted();
  if (ending.outcome === 'done' || !trusted) return;
  const late = (): Fault => new Fault('child', 'the executor did not record the end');
  await within(trusted.executor.record(ending.outcome, ending.detail), RECORD_MS, late).catch(() => undefined);
}

/** Once everybody is gone. T-AUDIT: a run whose log could not be finished is not done. */
async function lastWord(ending: Ending, crew: Crew | undefined): Promise<Ending> {
  const trusted = crew?.trusted();
  if (!trusted || ending.outcome !== 'done') return ending;
  const { code } = await trusted.executorExit;
  return code === 0 ? ending : { outcome: 'failed', detail: 'the executor could not finish: the audit log has no end of this run' };
}

async function runSession(
  plan: SessionPlan,
  hooks: SessionHooks,
  children: Children,
  over: Deferred<Ending>,
  onReady: (trusted: Trusted) => void,
): Promise<Ending> {
  let crew: Crew | undefined;
  let ending: Ending;
  let goesOn = false;
  const deadline = setTimeout(() => {
    over.resolve({ outcome: 'out-of-budget', detail: `the run took longer than ${String(Math.round(plan.milliseconds / 1_000))} s` });
  }, plan.milliseconds);
  const started = launchCrew(plan, hooks, children, over.resolve).then((launched) => {
    crew = launched;
    return begin(plan, hooks, launched).then(onReady);
  });
  try {
    await Promise.race([started, over.promise]);
    ending = await over.promise;
    goesOn = ending.outcome === 'interrupted';
    if (crew) await recordEnding(crew, ending);
    await hooks.beforeTeardown(crew?.pids() ?? {});
  } finally {
    clearTimeout(deadline);
    children.expectEnd();
    crew?.dismiss(goesOn);
    await children.ended(LEAVE_MS);
    crew?.close();
    // A launch that was overtaken by the end has nothing left to say.
    await started.catch(() => undefined);
  }
  return lastWord(ending, crew);
}

export function startSession(plan: SessionPlan, hooks: SessionHooks): Session {
  // T-LEAK: what our own starter left open would be open in every process that we start.
  closeStrayDescriptors();
  // T-MEMORY: the person's environment is in our memory.
  becomeUndumpable();
  // T-ORPHAN: the commands of an executor that is killed become our children.
  adoptOrphans();
  const over = deferred<Ending>();
  const children = new Children();
  let interrupts = 0;
  let executor: Trusted['executor'] | undefined;
  const notes: string[] = [];
  return {
    ended: runSession(plan, hooks, children, over, (trusted) => {
      executor = trusted.executor;
      for (const note of notes) executor.note(note);
    }),
    note: (text) => {
      if (executor) executor.note(text);
      else notes.push(text);
    },
    interrupt: () => {
      interrupts += 1;
      if (interrupts === 1) over.resolve({ outcome: 'interrupted', detail: 'asked to stop' });
      else children.killAll();
    },
  };
}
