// From the text of a model to a thought, or to what to tell it about why there is none. T-MODEL: it may be anything: another shape, keys
// twice, names of a prototype, nesting without end, evidence that does not exist, causes that nobody knows.

import type * as z from 'zod';
import { type Draft, type Hypothesis, LIMITS, parseJson } from '../protocol/index.js';
import { err, ok, type Result } from '../shared/index.js';
import { lineOf } from './line-of.js';
import { type RawDraft, type RawRound, rawRound } from './prompt/form.js';
import { causeTitle, isKnownCause } from './prompt/taxonomy.js';
import type { Thought } from './reasoner.js';
import type { Dossier, State } from './state.js';

/** As long as the entries of the ledger let them be. */
const MOST = {
  prose: 600,
  title: 200,
  statement: 3_000,
  seen: 400,
  command: 2_000,
  thinking: 2_000,
  cited: 40,
  hypotheses: 4,
  list: 12,
  answers: 6,
  next: 3,
};

/** The answer as it is used, and what had to be set right in it. */
export interface Read<Value> {
  readonly value: Value;
  readonly notices: readonly string[];
}

export interface Reading {
  readonly dossier: Dossier;
  readonly state: State;
  /** Names of ours back into the names that they stand for. */
  readonly show: (text: string) => string;
  readonly thinking: string;
}

export function cut(text: string, most: number): string {
  return text.trim().slice(0, most).toWellFormed();
}

const FENCE = /^```[a-z]{0,10}\n([^]*)\n```$/;

/** Servers without a structured output put a fence around it. */
function bare(text: string): string {
  const trimmed = text.trim();
  return FENCE.exec(trimmed)?.[1] ?? trimmed;
}

function parsed<Value>(text: string, schema: z.ZodType<Value>): Result<Value, string> {
  const json = parseJson(bare(text));
  if (!json.ok) return err(`it is not one plain JSON object: ${json.error.detail}`);
  const value = schema.safeParse(json.value);
  if (value.success) return ok(value.data);
  const wrong = value.error.issues.slice(0, 3).map(({ message, path }) => `${path.join('.')}: ${message}`);
  return err(`it does not have the form: ${cut(wrong.join('; '), MOST.prose)}`);
}

interface Judge {
  readonly cause: (id: string) => Hypothesis['cause'];
  readonly cited: (ids: readonly string[]) => string[];
  readonly prose: (text: string, most?: number) => string;
  readonly notices: readonly string[];
}

function openJudge({ dossier, show, state }: Reading): Judge {
  const notices: string[] = [];
  const known = new Set(state.evidence.map(({ evidence }) => evidence));
  const note = (text: string): void => {
    if (!notices.includes(text)) notices.push(text);
  };
  return {
    notices,
    cause: (id) => {
      if (isKnownCause(id, dossier.welcome.provider)) return id;
      if (id !== 'other') note(`the list of causes has no \`${cut(show(id), 20)}\` for this provider: it was counted as "other"`);
      return 'other';
    },
    cited: (ids) => {
      const real = [...new Set(ids)].filter((id) => known.has(id));
      const unreal = ids.filter((id) => !known.has(id));
      if (unreal.length > 0)
        note(
          `there is no evidence ${unreal
            .map((id) => `\`${cut(show(id), 12)}\``)
            .slice(0, 5)
            .join(', ')}: what cited it was dropped`,
        );
      return real.slice(0, MOST.cited);
    },
    prose: (text, most = MOST.prose) => cut(show(text), most),
  };
}

function commandOf(words: readonly string[], show: Reading['show']): Result<string, string> {
  const line = lineOf(words.map(show));
  if (line.trim() === '') return err('the command is empty');
  if (line.length > LIMITS.commandCharacters) return err(`the command is longer than ${String(LIMITS.commandCharacters)} characters`);
  return line.isWellFormed() ? ok(line) : err('the command holds half a character');
}

function hypothesesOf(
  raw: RawRound['hypotheses'],
  judge: Judge,
): { readonly hypotheses: Hypothesis[]; readonly notices: readonly string[] } {
  const notices: string[] = [];
  const byCause = new Map<string, Hypothesis>();
  for (const one of raw.toSorted((left, right) => right.confidence - left.confidence)) {
    const cause = judge.cause(one.cause_id);
    // The strongest of a kind stands for it.
    if (byCause.has(cause)) continue;
    byCause.set(cause, {
      cause,
      statement: judge.prose(one.statement),
      confidence: one.confidence,
      for: judge.cited(one.for),
      against: judge.cited(one.against),
      refute: judge.prose(one.what_would_refute),
    });
  }
  const all = [...byCause.values()];
  if (all.length < 2) notices.push('give at least two hypotheses that compete');
  if (all.length > MOST.hypotheses) notices.push(`more than ${String(MOST.hypotheses)} hypotheses: the weakest were dropped`);
  const kept = all.slice(0, MOST.hypotheses);
  const sum = kept.reduce((total, { confidence }) => total + confidence, 0);
  if (sum <= 1) return { hypotheses: kept, notices };
  notices.push('the confidences added up to more than 1 and were scaled down: they are probabilities of causes that exclude each other');
  return { hypotheses: kept.map((one) => ({ ...one, confidence: one.confidence / sum })), notices };
}

function draftOf(raw: RawDraft, judge: Judge, show: Reading['show']): Draft {
  const next = raw.next.flatMap(({ answers, why, words }) => {
    const line = commandOf(words, show);
    if (!line.ok) return [];
    const told = answers
      .slice(0, MOST.answers)
      .map(({ means, seen }) => ({ seen: judge.prose(seen, MOST.seen), means: judge.prose(means, MOST.seen) }));
    return [{ command: line.value, why: judge.prose(why), answers: told }];
  });
  const cause = judge.cause(raw.cause_id);
  return {
    cause,
    title: judge.prose(raw.title, MOST.title) || causeTitle(cause).slice(0, MOST.title),
    statement: judge.prose(raw.statement, MOST.statement),
    confidence: raw.confidence,
    evidence: judge.cited(raw.evidence),
    ruledOut: raw.ruled_out.slice(0, MOST.list).map(({ cause_id: id, evidence, why }) => {
      const ruled = judge.cause(id);
      return { cause: ruled, title: causeTitle(ruled).slice(0, MOST.title), why: judge.prose(why), evidence: judge.cited(evidence) };
    }),
    notVerified: raw.not_verified.slice(0, MOST.list).map((text) => judge.prose(text)),
    fixes: raw.fixes.slice(0, MOST.list).map(({ command, urgency, verify, what }) => ({
      urgency,
      what: judge.prose(what) || 'see the statement',
      command: command === null ? null : judge.prose(command, MOST.command),
      verify: verify === null ? null : judge.prose(verify, MOST.command),
    })),
    next: next.slice(0, MOST.next),
  };
}

function actionOf({ action }: RawRound, judge: Judge, show: Reading['show']): Result<Thought['action'], string> {
  switch (action.do) {
    case 'command': {
      const line = commandOf(action.words, show);
      return line.ok ? ok({ do: 'command', command: line.value, why: judge.prose(action.why) }) : line;
    }
    case 'query': {
      const sql = show(action.sql);
      if (!sql.isWellFormed() || sql.length > LIMITS.sqlCharacters) return err('the query is no text that can be sent');
      return ok({ do: 'query', sql, why: judge.prose(action.why) });
    }
    case 'ask': {
      const question = judge.prose(action.question);
      return question === '' ? err('the question is empty') : ok({ do: 'ask', question });
    }
    case 'conclude':
      return ok({ do: 'conclude', why: judge.prose(action.why), draft: draftOf(action.draft, judge, show) });
  }
}

export function readRound(text: string, reading: Reading): Result<Read<Thought>, string> {
  const raw = parsed(text, rawRound);
  if (!raw.ok) return raw;
  const judge = openJudge(reading);
  const action = actionOf(raw.value, judge, reading.show);
  if (!action.ok) return action;
  const { hypotheses, notices } = hypothesesOf(raw.value.hypotheses, judge);
  const unknown = Math.max(0, 1 - hypotheses.reduce((sum, { confidence }) => sum + confidence, 0));
  const thinking = cut(reading.show(reading.thinking), MOST.thinking);
  const thought: Thought = { by: 'model', hypotheses, unknown, action: action.value, thinking };
  return ok({ value: thought, notices: [...judge.notices, ...notices] });
}

export function readDraft(text: string, reading: Reading): Result<Read<Draft>, string> {
  const read = readRound(text, reading);
  if (!read.ok) return read;
  const { notices, value } = read.value;
  const draft = value.action.do === 'conclude' ? value.action.draft : undefined;
  return draft === undefined ? err('the investigation has ended: only the action "conclude" is possible') : ok({ value: draft, notices });
}
