// What came back from outside, as evidence of the ledger: short, with what the catalogue read in it.

import type { Evidence, Finding, OrchestratorAnswer } from '../protocol/index.js';
import { isDenied, type Read, readOutput, type Standing } from './catalogue.js';
import { short } from './fitted.js';
import type { Compressor } from './reasoner.js';
import { type Dossier, nextEvidence, type Spike, type State, UNREAD } from './state.js';

const EXCERPT = 3_000;
const FINDING = 400;
const MOST_FINDINGS = 24;
const MOST_LEARNED = 20;
const MOST_VALUES = 20;

function blank(state: State, round: number, of: Pick<Evidence, 'source' | 'asked' | 'outcome'>): Evidence {
  return {
    entry: 'evidence',
    evidence: nextEvidence(state),
    round,
    ...of,
    findings: [],
    reading: null,
    supports: [],
    weakens: [],
    excerpt: '',
    microUsd: 0,
  };
}

/** The bill itself, first of all: what is claimed from it alone can be cited. */
export function billEvidence(state: State, spike: Spike): Evidence {
  const where = spike.scopes.flatMap(({ share, where: place }) =>
    place.length === 0
      ? []
      : [`${String(Math.round(share * 100))} % of it: ${place.map(({ dimension, value }) => `${dimension} ${value}`).join(', ')}`],
  );
  const texts = [...spike.why, ...where].filter((text) => text !== '');
  return {
    ...blank(state, 0, { source: 'bill', asked: 'the bill', outcome: 'answered' }),
    findings: texts.slice(0, MOST_FINDINGS).map((text) => ({ text: short(text, FINDING), at: `spikes[${String(spike.rank)}]` })),
  };
}

function boundedReading({ probe, reading }: Read): Evidence['reading'] {
  return {
    probe,
    outcome: reading?.outcome ?? UNREAD,
    learned: (reading?.learned ?? []).slice(0, MOST_LEARNED).map(({ name, values }) => ({
      name,
      values: values.filter((value) => value !== '' && value.length <= 300).slice(0, MOST_VALUES),
    })),
  };
}

export interface Answered {
  readonly dossier: Dossier;
  readonly state: State;
  readonly standing: Standing;
  readonly round: number;
  readonly compressor: Compressor | undefined;
}

async function findingsOf(
  read: Read | undefined,
  { compressor, dossier }: Answered,
  raw: Parameters<Compressor['findings']>[1],
): Promise<readonly Finding[]> {
  const own = (read?.reading?.findings ?? []).map(({ at, text }) => ({ text: short(text, FINDING), at: short(at, 200) }));
  if (own.length > 0 || compressor === undefined) return own;
  return compressor.findings(dossier, raw);
}

type Ran = Extract<OrchestratorAnswer, { kind: 'ran' }>;

async function ranEvidence(at: Answered, command: string, answer: Ran): Promise<Evidence> {
  const { round, standing, state } = at;
  const text = answer.exit === 0 ? answer.output : `${answer.errors}\n${answer.output}`.trim();
  // "There is no such configuration" is said as a failure, and is an answer; "you may not" is none.
  const read = isDenied(text, answer.exit) ? spentOnly(standing, command) : readOutput(standing, command, text);
  const hasFailed = answer.exit !== 0 && read?.reading === undefined;
  const raw = { source: 'command' as const, asked: command, output: answer.output, errors: answer.errors };
  const findings = hasFailed ? [] : await findingsOf(read, at, raw);
  const note =
    answer.note === null ? [] : [{ text: short(`the person notes: ${answer.note.split('\n').join('; ')}`, FINDING), at: 'note' }];
  return {
    ...blank(state, round, { source: 'command', asked: command, outcome: hasFailed ? 'failed' : 'answered' }),
    findings: [...findings, ...note].filter((one) => one.text !== '').slice(0, MOST_FINDINGS),
    reading: read ? boundedReading(read) : null,
    supports: (read?.weighed.supports ?? []).slice(0, 16),
    weakens: (read?.weighed.weakens ?? []).slice(0, 16),
    excerpt: short(text, EXCERPT),
    microUsd: answer.microUsd,
  };
}

/** The probe that asked, with nothing read: it is not asked a second time. */
function spentOnly(standing: Standing, command: string): Read | undefined {
  const read = readOutput(standing, command, '');
  return read && { ...read, reading: undefined, weighed: { supports: [], weakens: [] } };
}

export async function commandEvidence(at: Answered, command: string, answer: OrchestratorAnswer): Promise<Evidence> {
  const { round, standing, state } = at;
  const made = (outcome: Evidence['outcome'], excerpt: string): Evidence => {
    const read = spentOnly(standing, command);
    const base = blank(state, round, { source: 'command', asked: command, outcome });
    return { ...base, reading: read ? boundedReading(read) : null, excerpt: short(excerpt, EXCERPT) };
  };
  if (answer.kind === 'ran') return ranEvidence(at, command, answer);
  if (answer.kind === 'refused') {
    const { code, hint, layer, layerName, part } = answer.refusal;
    return made('refused', `layer ${String(layer)} (${layerName}): ${code}: ${part}\n${hint}`);
  }
  if (answer.kind !== 'not-run') return made('not-run', `an answer of another kind: ${answer.kind}`);
  return made('not-run', [`${answer.code}: ${answer.detail}`, ...(answer.note === null ? [] : [answer.note])].join('\n'));
}

function table(answer: Extract<OrchestratorAnswer, { kind: 'rows' }>): string {
  const lines = [answer.columns, ...answer.rows].map((row) => row.map((cell) => cell ?? '').join(' | '));
  return `${lines.join('\n')}${answer.isCut ? '\n(there was more)' : ''}`;
}

export function queryEvidence({ round, state }: Answered, sql: string, answer: OrchestratorAnswer): Evidence {
  const made = (outcome: Evidence['outcome'], excerpt: string): Evidence => ({
    ...blank(state, round, { source: 'query', asked: sql, outcome }),
    excerpt: short(excerpt, EXCERPT),
  });
  if (answer.kind === 'rows') return made('answered', table(answer));
  return made('failed', answer.kind === 'no-rows' ? `${answer.code}: ${answer.detail}` : `no answer: ${answer.kind}`);
}

export function personEvidence({ round, state }: Answered, question: string, said: string | null): Evidence {
  return {
    ...blank(state, round, { source: 'person', asked: question, outcome: said === null ? 'not-run' : 'answered' }),
    excerpt: short(said ?? 'nobody answered', EXCERPT),
  };
}

/** A step that was thought of before: what it gave is in the ledger already. */
export function repeatedEvidence({ round, state }: Answered, of: Pick<Evidence, 'source' | 'asked'>, earlier: string): Evidence {
  return { ...blank(state, round, { ...of, outcome: 'refused' }), excerpt: `asked before: see ${earlier}; nothing ran` };
}
