// The loop: think, check the thought by the rules, write it down, do what it says, write down what came of it; until a rule says that it is
// enough. Everything is in the ledger before the next step, so that a killed run goes on where it stood.

import type { Draft, Evidence, LedgerEntry, OrchestratorAnswer, Round, SpikesFound, Welcome } from '../protocol/index.js';
import { LIMITS } from '../protocol/index.js';
import { Fault, printable } from '../shared/index.js';
import type { Asker } from './asker.js';
import { standingOf } from './catalogue.js';
import { concluded, nothingFound } from './conclude.js';
import { type Answered, billEvidence, commandEvidence, personEvidence, queryEvidence, repeatedEvidence } from './evidence.js';
import { fitted } from './fitted.js';
import { offlineReasoner } from './offline.js';
import type { Compressor, Reasoner } from './reasoner.js';
import { bounded, stop, type Stop, stopOf } from './rules.js';
import { advanced, type Dossier, openState, type Report, type State } from './state.js';

const TOP_SPIKES = 20;
const MOST_ROUNDS = 40;

export interface Thinkers {
  readonly model: Reasoner | undefined;
  readonly compressor: Compressor | undefined;
}

/** The report with the most unexpected money among those that have a spike. */
function reportOf({ reports }: SpikesFound): Report | undefined {
  const withSpikes = reports.filter(({ spikes }) => spikes.length > 0);
  return withSpikes.toSorted((one, other) => Number(other.unexpected) - Number(one.unexpected))[0];
}

function alsoSeen({ reports }: SpikesFound): readonly string[] {
  return reports.flatMap(({ drops, moves, oneOffs }) => [
    ...oneOffs.slice(0, 3).map(({ key, startDay }) => `A one-off charge of ${key.service} is on ${startDay}; it is no rise of what runs.`),
    ...moves.slice(0, 3).map(({ service, startDay }) => `Money of ${service} moved from one place to another on ${startDay}.`),
    ...drops.slice(0, 3).map(({ key, startDay }) => `${key.service} fell on ${startDay}.`),
  ]);
}

function dossierOf(welcome: Welcome, found: SpikesFound): Dossier | undefined {
  const report = reportOf(found);
  const spike = report?.spikes.find(({ rank }) => rank === (welcome.spike ?? 1));
  return report && spike && { welcome, found, report, spike };
}

function draftIn({ action }: Pick<Round, 'action'>): { readonly draft?: Draft } {
  return action.do === 'conclude' && action.draft !== undefined ? { draft: action.draft } : {};
}

class Investigation {
  readonly #asker: Asker;
  readonly #dossier: Dossier;
  readonly #compressor: Compressor | undefined;
  #reasoner: Reasoner;
  state: State;

  constructor(asker: Asker, dossier: Dossier, { compressor, model }: Thinkers, state: State) {
    this.#asker = asker;
    this.#dossier = dossier;
    this.#compressor = compressor;
    this.#reasoner = model ?? offlineReasoner;
    this.state = state;
  }

  async run(): Promise<void> {
    if (this.state.evidence.length === 0) await this.#write(billEvidence(this.state, this.#dossier.spike));
    await this.#finishRound();
    while (this.state.conclusion === undefined) {
      const last = this.state.rounds.at(-1);
      if (last?.action.do === 'conclude') await this.#conclude(stopOf(last.action.why) ?? 'said-enough');
      else {
        await this.#write(await this.#think());
        await this.#finishRound();
      }
    }
  }

  async #write(whole: LedgerEntry): Promise<void> {
    const entry = fitted(whole);
    await this.#asker.ask({ kind: 'write-entry', entry });
    // A draft that no frame holds is used all the same; only a run that goes on has to ask for it again.
    this.state = advanced(this.state, whole.entry === 'round' ? whole : entry);
  }

  /** A model that refuses or fails is not asked again: the catalogue carries on, and the report says so. */
  async #thought<Thing>(of: (reasoner: Reasoner) => Promise<Thing>): Promise<Thing> {
    try {
      return await of(this.#reasoner);
    } catch (cause) {
      if (!(cause instanceof Fault) || this.#reasoner.by === 'offline') throw cause;
      this.#reasoner = offlineReasoner;
      const text = printable(`the model does not go on (${cause.message}); the catalogue of causes carries on`, 800);
      await this.#write({ entry: 'notice', text });
      return of(offlineReasoner);
    }
  }

  async #think(): Promise<Round> {
    const thought = await this.#thought((reasoner) => reasoner.think(this.#dossier, this.state));
    const now = bounded(thought, this.state);
    const { canRun } = this.#dossier.welcome;
    const stopped = stop({ state: this.state, now, canRun, mostRounds: MOST_ROUNDS });
    const action = stopped === undefined ? thought.action : { ...draftIn(thought), do: 'conclude' as const, why: stopped };
    const number = this.state.rounds.length + 1;
    return { entry: 'round', round: number, ...thought, ...now, hypotheses: [...now.hypotheses], action };
  }

  async #conclude(stopped: Stop | 'said-enough'): Promise<void> {
    const last = this.state.rounds.at(-1);
    const { draft } = last === undefined ? {} : draftIn(last);
    // Written with the thought to conclude, and nothing was learned since.
    if (last !== undefined && draft !== undefined) {
      await this.#write(concluded(this.#dossier, this.state, { draft, by: last.by, stopped }));
      return;
    }
    const asked = await this.#thought((reasoner) => reasoner.conclude(this.#dossier, this.state));
    await this.#write(concluded(this.#dossier, this.state, { draft: asked, by: this.#reasoner.by, stopped }));
  }

  /** Does what the last round says, unless the ledger has it done. A command that had begun when a run was killed is refused by the executor. */
  async #finishRound(): Promise<void> {
    const last = this.state.rounds.at(-1);
    if (last === undefined || last.action.do === 'conclude') return;
    if (this.state.evidence.some(({ round }) => round === last.round)) return;
    const at: Answered = {
      dossier: this.#dossier,
      state: this.state,
      standing: standingOf(this.#dossier, this.state),
      round: last.round,
      compressor: this.#compressor,
    };
    await this.#write(await this.#done(at, last.action));
  }

  async #done(at: Answered, action: Exclude<Round['action'], { do: 'conclude' }>): Promise<Evidence> {
    const [source, asked] =
      action.do === 'command'
        ? (['command', action.command] as const)
        : action.do === 'query'
          ? (['query', action.sql] as const)
          : (['person', action.question] as const);
    const earlier = this.state.evidence.find((one) => one.source === source && one.asked === asked);
    if (earlier) return repeatedEvidence(at, { source, asked }, earlier.evidence);
    switch (action.do) {
      case 'command': {
        const answer = await this.#asker.ask({ kind: 'propose', command: asked });
        this.#count(answer);
        return commandEvidence(at, asked, answer);
      }
      case 'query':
        return queryEvidence(at, asked, await this.#asker.ask({ kind: 'query', sql: asked }));
      case 'ask': {
        if (!at.dossier.welcome.canAsk) return personEvidence(at, asked, null);
        const answer = await this.#asker.ask({ kind: 'ask-person', question: asked });
        return personEvidence(at, asked, answer.kind === 'person-said' ? answer.text : null);
      }
    }
  }

  #count(answer: OrchestratorAnswer): void {
    if (answer.kind === 'ran' || answer.kind === 'refused' || answer.kind === 'not-run') this.state = { ...this.state, left: answer.left };
  }
}

/** What a killed run had written, as the supervisor kept it. */
async function recalled(asker: Asker, { budget, entries }: Welcome): Promise<State> {
  let state = openState(budget);
  for (let index = 0; index < Math.min(entries, LIMITS.ledgerEntries); index += 1) {
    const answer = await asker.ask({ kind: 'read-entry', index });
    if (answer.kind === 'entry' && answer.entry !== null) state = advanced(state, answer.entry);
  }
  return state;
}

export async function investigate(asker: Asker, welcome: Welcome, thinkers: (dossier: Dossier) => Promise<Thinkers>): Promise<void> {
  const state = await recalled(asker, welcome);
  if (state.conclusion) return;
  const found = await asker.ask({ kind: 'spikes', since: null, top: TOP_SPIKES, currency: null });
  if (found.kind !== 'spikes-found') {
    const detail = found.kind === 'bill-fault' ? found.detail : `the bill answered ${found.kind}`;
    throw new Fault('protocol', `there is nothing to look into: ${printable(detail, 400)}`);
  }
  const dossier = dossierOf(welcome, found);
  if (dossier === undefined) {
    await asker.ask({ kind: 'write-entry', entry: nothingFound(alsoSeen(found)) });
    return;
  }
  if (welcome.entries === 0) {
    await asker.ask({ kind: 'write-entry', entry: { entry: 'opened', currency: dossier.report.currency, spike: dossier.spike.rank } });
  }
  await new Investigation(asker, dossier, await thinkers(dossier), state).run();
}
