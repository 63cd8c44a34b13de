// A model that reasons. It is asked anew in every round, with everything that is known; between rounds it remembers nothing and is owed nothing.
// What it says is read as text from a stranger: whatever it wants to run goes the way of every proposal.

import type { Result } from '../shared/index.js';
import { advice } from './advice.js';
import { judgeOutcome, malformed, type Again, type Setback } from './judge-reply.js';
import { CALL_LIMITS, callModel, type CallLimits, type Growth } from './model-call.js';
import type { ModelClient } from './model.js';
import { modelFault } from './model-fault.js';
import type { Names } from './names.js';
import { openProgress } from './progress.js';
import { askText } from './prompt/ask.js';
import { dossierText } from './prompt/dossier.js';
import { newFrameKey } from './prompt/frame.js';
import { grammar } from './prompt/grammar.js';
import { ledgerPieces } from './prompt/ledger.js';
import { requestOf } from './prompt/request.js';
import { RULES } from './prompt/rules.js';
import { taxonomy } from './prompt/taxonomy.js';
import { type Read, readDraft, readRound, type Reading } from './read-answer.js';
import type { Draft, Reasoner } from './reasoner.js';
import type { Dossier, State } from './state.js';

export interface ModelReasonerOptions {
  /** The same for everything of a run that speaks to a model. */
  readonly names: Names;
  /** A line for somebody who waits; seldom enough to be read. */
  readonly onProgress?: (text: string) => void;
  /** Something in an answer had to be set right; the model is told as well. */
  readonly onNotice?: (text: string) => void;
  readonly limits?: Partial<CallLimits>;
  readonly frameKey?: string;
  readonly now?: () => number;
}

/** Of one question: the first, and one more for each of a few setbacks. */
const MOST_CALLS = 4;
/** Evidence that is always told in full, however much there is. */
const ALWAYS_FULL = 2;

interface Prompt {
  /** The parts that stay, each hidden once: what was told under a name stays told under it. */
  readonly dossier: (dossier: Dossier) => string;
  readonly ledger: (state: State) => readonly string[];
  /** From now on the oldest evidence is told by its findings alone. */
  readonly shorten: (state: State) => void;
}

function openPrompt(names: Names, key: string): Prompt {
  const told = new Map<string, string>();
  let shortBefore = 0;

  function once(name: string, text: () => string): string {
    const known = told.get(name);
    if (known !== undefined) return known;
    const hidden = names.hide(text());
    told.set(name, hidden);
    return hidden;
  }

  return {
    dossier: (dossier) => once(`dossier ${dossier.report.currency} ${String(dossier.spike.rank)}`, () => dossierText(dossier, key)),
    ledger: (state) =>
      ledgerPieces(state, { key, shortBefore }).map(({ name, text }) => once(`${name} before ${String(shortBefore)}`, text)),
    shorten: (state) => {
      shortBefore = Math.max(0, state.evidence.length - ALWAYS_FULL);
    },
  };
}

interface Kept {
  readonly draft: Draft;
  readonly rounds: number;
  readonly evidence: number;
}

export function openModelReasoner(client: ModelClient, options: ModelReasonerOptions): Reasoner {
  const { names, now = () => performance.now(), onNotice, onProgress } = options;
  const prompt = openPrompt(names, options.frameKey ?? newFrameKey());
  /** What was wrong with the last answer that could be used all the same. */
  let corrections: readonly string[] = [];
  let isPlain = false;
  let kept: Kept | undefined;

  function requestFor(dossier: Dossier, state: State, wanted: 'round' | 'draft', repair: string | undefined): ReturnType<typeof requestOf> {
    const { economy, mode, provider } = dossier.welcome;
    // In this order: who is told first has the first names.
    const told = prompt.dossier(dossier);
    const ledger = prompt.ledger(state);
    const ask = names.hide(
      askText(state, {
        wanted,
        advice: advice(dossier, state),
        corrections,
        repair: repair && names.show(repair),
        isPatient: economy !== undefined,
      }),
    );
    return requestOf({
      model: client.name,
      maxTokens: client.maxTokens,
      rules: [RULES, grammar(provider), taxonomy(provider)].join('\n\n'),
      dossier: told,
      ledger,
      ask,
      isSlow: mode === 'paranoid' || economy !== undefined,
      isPlain,
    });
  }

  /** Half of the time that is left: a model that never ends leaves the other half to the catalogue. */
  function limitsFor(state: State): CallLimits {
    const limits = { ...CALL_LIMITS, ...options.limits };
    return { ...limits, totalMilliseconds: Math.max(1, Math.min(limits.totalMilliseconds, state.left.milliseconds / 2)) };
  }

  function watcher(): (grown: Growth) => void {
    return onProgress === undefined ? () => undefined : openProgress({ onProgress, show: names.show, now });
  }

  function adapt(which: Again, state: State): void {
    if (which === 'window') prompt.shorten(state);
    if (which === 'plain') isPlain = true;
  }

  async function answered<Value>(
    dossier: Dossier,
    state: State,
    wanted: 'round' | 'draft',
    read: (text: string, reading: Reading) => Result<Read<Value>, string>,
  ): Promise<Value> {
    const tried = new Set<Again>();
    let repair: string | undefined;
    for (let call = 1; ; call += 1) {
      const outcome = await callModel(client, requestFor(dossier, state, wanted, repair), limitsFor(state), watcher());
      const reply = judgeOutcome(outcome);
      const value = reply.ok ? read(reply.value.text, { dossier, state, show: names.show, thinking: reply.value.thinking }) : reply;
      if (value.ok) {
        corrections = value.value.notices;
        for (const notice of corrections) onNotice?.(notice);
        return value.value.value;
      }
      const setback: Setback = typeof value.error === 'string' ? malformed(value.error) : value.error;
      const { again } = setback;
      // What plain calls cannot mend either is the end.
      const isTried = again === undefined || tried.has(again) || (again === 'plain' && isPlain);
      if (isTried || call >= MOST_CALLS) throw modelFault(setback.trouble, setback.why);
      tried.add(again);
      repair = setback.repair;
      adapt(again, state);
    }
  }

  return {
    by: 'model',
    think: async (dossier, state) => {
      kept = undefined;
      const { draft, thought } = await answered(dossier, state, 'round', readRound);
      if (draft !== undefined) kept = { draft, rounds: state.rounds.length, evidence: state.evidence.length };
      return thought;
    },
    conclude: async (dossier, state) => {
      // Written with the thought to conclude, and nothing was learned since.
      const isOfNow = kept !== undefined && kept.evidence === state.evidence.length && state.rounds.length - kept.rounds <= 1;
      if (kept !== undefined && isOfNow) return kept.draft;
      return answered(dossier, state, 'draft', readDraft);
    },
  };
}
