// The catalogue of causes applied to one spike: what is believed after what was read, what is known, what was asked. A fold over the
// ledger's evidence, so that it stands the same after a resume.

import {
  type Belief,
  CAUSES,
  type Cause,
  type CauseId,
  type Choice,
  choices,
  type Known,
  knownFrom,
  learn,
  type Output,
  prior,
  type Probe,
  PROBES,
  type Reading,
  seen,
  type Weighed,
  updated,
  weighed,
} from '../causes/index.js';
import type { Evidence } from '../protocol/index.js';
import type { Dossier, State } from './state.js';

/** A probe whose answer could not be read: it is spent, and changes nothing. */
export const UNREAD = 'unread';

const DENIED = /AccessDenied|UnauthorizedOperation|AuthorizationError|not authorized|PERMISSION_DENIED|does not have permission|Forbidden/;

export function isDenied(text: string, exit: number): boolean {
  return exit !== 0 && DENIED.test(text);
}

export interface Standing {
  readonly causes: readonly Cause[];
  readonly probes: readonly Probe[];
  readonly prior: Belief;
  readonly belief: Belief;
  readonly known: Known;
  /** Commands that were proposed, as they were written. */
  readonly asked: ReadonlySet<string>;
  readonly spent: ReadonlySet<string>;
}

/** Everything of a provider's part of the catalogue; of both where the bill does not say. */
function ofProvider<One extends { readonly provider: 'aws' | 'gcp' }>(all: readonly One[], { welcome }: Dossier): readonly One[] {
  return all.filter(({ provider }) => provider === welcome.provider);
}

function openStanding(dossier: Dossier): Standing {
  const view = seen(dossier.report, dossier.spike);
  const causes = ofProvider(CAUSES, dossier);
  const before = prior(causes, view);
  return {
    causes,
    probes: ofProvider(PROBES, dossier),
    prior: before,
    belief: before,
    known: knownFrom(view, dossier.welcome.today),
    asked: new Set(),
    spent: new Set(),
  };
}

function isOf(probe: Probe, command: string): boolean {
  return command === probe.operation || command.startsWith(`${probe.operation} `);
}

function spentBy(probes: readonly Probe[], { asked, excerpt, outcome, reading }: Evidence): readonly string[] {
  if (outcome === 'failed' && DENIED.test(excerpt)) return probes.filter((probe) => isOf(probe, asked)).map(({ name }) => name);
  return reading === null ? [] : [reading.probe];
}

function weigh(standing: Standing, evidence: Evidence): Standing {
  if (evidence.source !== 'command') return standing;
  const { probes } = standing;
  const probe = probes.find(({ name }) => name === evidence.reading?.probe);
  return {
    ...standing,
    asked: new Set([...standing.asked, evidence.asked]),
    spent: new Set([...standing.spent, ...spentBy(probes, evidence)]),
    belief: probe && evidence.reading ? updated(standing.belief, probe, evidence.reading.outcome) : standing.belief,
    known: learn(standing.known, evidence.reading?.learned ?? []),
  };
}

export function standingOf(dossier: Dossier, state: State): Standing {
  return state.evidence.reduce(weigh, openStanding(dossier));
}

export function openChoices({ asked, belief, causes, known, probes, spent }: Standing): readonly Choice[] {
  const compromises = new Set(causes.filter(({ isCompromise }) => isCompromise === true).map(({ id }) => id));
  return choices({ belief, known, probes, compromises, asked, spent });
}

export interface Read {
  readonly probe: string;
  readonly reading: Reading | undefined;
  readonly weighed: Weighed;
}

/** What the catalogue makes of an output: by the probe that would have asked exactly this, or by whichever can read it. */
export function readOutput({ belief, known, probes }: Standing, command: string, text: string): Read | undefined {
  const output: Output = { text, json: parsed(text), command };
  const readers = probes.filter((probe) => isOf(probe, command));
  const exact = readers.filter((probe) => probe.needs.every((kind) => known.names.has(kind)) && probe.command(known) === command);
  for (const probe of exact.length > 0 ? exact : readers) {
    const reading = probe.read(output, known);
    if (reading) return { probe: probe.name, reading, weighed: weighed(belief, probe, reading.outcome) };
  }
  const [first] = exact.length > 0 ? exact : readers;
  return first && { probe: first.name, reading: undefined, weighed: { supports: [], weakens: [] } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

export function causeOf({ causes }: Standing, id: string): Cause | undefined {
  return causes.find((cause) => cause.id === id);
}

export function ranked(belief: Belief): readonly (readonly [CauseId, number])[] {
  return [...belief]
    .flatMap(([cause, weight]) => (cause === 'other' ? [] : [[cause, weight] as const]))
    .toSorted(([, one], [, other]) => other - one);
}
