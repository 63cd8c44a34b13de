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
import type { Reasoner } from './reasoner.js';
import type { Dossier, State } from './state.js';

export interface ModelReasonerOptions {
  /** The same for everything of a run that speaks to a model. */
  readonly names: Names;
  /** Other ones for each question: what it calls somebody then hangs on the ledger alone, and on nothing that was asked before a kill. */
  readonly freshNames?: () => Names;
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
/** As many as a round of the ledger takes; fewer are told. */
const MOST_CORRECTIONS = 12;

interface Prompt {
  readonly names: Names;
  /** The parts that stay, each hidden once: what was told under a name stays told under it. */
  readonly dossier: (dossier: Dossier) => string;
  readonly ledger: (state: State, shortBefore: number) => readonly string[];
}

function openPrompt(names: Names, key: string): Prompt {
  const told = new Map<string, string>();

  function once(name: string, text: () => string): string {
    const known = told.get(name);
    if (known !== undefined) return known;
    const hidden = names.hide(text());
    told.set(name, hidden);
    return hidden;
  }

  return {
    names,
    dossier: (dossier) => once(`dossier ${dossier.report.currency} ${String(dossier.spike.rank)}`, () => dossierText(dossier, key)),
    ledger: (state, shortBefore) =>
      ledgerPieces(state, { key, shortBefore }).map(({ name, text }) => once(`${name} before ${String(shortBefore)}`, text)),
  };
}

interface Question {
  readonly dossier: Dossier;
  readonly state: State;
  readonly wanted: 'round' | 'draft';
}

export function openModelReasoner(client: ModelClient, options: ModelReasonerOptions): Reasoner {
  const { freshNames, now = () => performance.now(), onNotice, onProgress } = options;
  const key = options.frameKey ?? newFrameKey();
  const lasting = openPrompt(options.names, key);
  /** The oldest evidence, before this one, is told by its findings alone. */
  let shortBefore = 0;
  let isPlain = false;

  function requestFor(
    { ledger: ledgerOf, dossier: dossierOf, names }: Prompt,
    { dossier, state, wanted }: Question,
    repair: string | undefined,
  ): ReturnType<typeof requestOf> {
    const { economy, mode, provider } = dossier.welcome;
    // In this order: who is told first has the first names.
    const told = dossierOf(dossier);
    const ledger = ledgerOf(state, shortBefore);
    const ask = names.hide(
      askText(state, {
        wanted,
        advice: advice(dossier, state),
        corrections: state.rounds.at(-1)?.corrections ?? [],
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

  function watcher({ show }: Names): (grown: Growth) => void {
    return onProgress === undefined ? () => undefined : openProgress({ onProgress, show, now });
  }

  function adapt(which: Again, state: State): void {
    if (which === 'window') shortBefore = Math.max(0, state.evidence.length - ALWAYS_FULL);
    if (which === 'plain') isPlain = true;
  }

  async function answered<Value>(
    question: Question,
    read: (text: string, reading: Reading) => Result<Read<Value>, string>,
  ): Promise<Read<Value>> {
    const { dossier, state } = question;
    const prompt = freshNames === undefined ? lasting : openPrompt(freshNames(), key);
    const { show } = prompt.names;
    const tried = new Set<Again>();
    let repair: string | undefined;
    for (let call = 1; ; call += 1) {
      const outcome = await callModel(client, requestFor(prompt, question, repair), limitsFor(state), watcher(prompt.names));
      const reply = judgeOutcome(outcome);
      const value = reply.ok ? read(reply.value.text, { dossier, state, show, thinking: reply.value.thinking }) : reply;
      if (value.ok) {
        for (const notice of value.value.notices) onNotice?.(notice);
        return value.value;
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
      const { notices, value } = await answered({ dossier, state, wanted: 'round' }, readRound);
      return notices.length === 0 ? value : { ...value, corrections: notices.slice(-MOST_CORRECTIONS) };
    },
    conclude: async (dossier, state) => (await answered({ dossier, state, wanted: 'draft' }, readDraft)).value,
  };
}
