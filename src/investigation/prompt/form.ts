// The form of an answer, twice: as the JSON schema that the API holds a model to, and as what we hold any answer to. The first is a courtesy
// of the far end and is believed by nobody.

import * as z from 'zod';
import { LIMITS } from '../../protocol/index.js';

const MOST_WORDS = 120;
const PROSE = 4_000;

const prose = z.string().max(PROSE);
const confidence = z.number().min(0).max(1);
const cited = z.array(z.string().max(20)).max(100);
const words = z.array(z.string().max(LIMITS.commandCharacters)).min(1).max(MOST_WORDS);

const hypothesis = z.strictObject({
  cause_id: z.string().max(40),
  statement: prose,
  confidence,
  for: cited,
  against: cited,
  what_would_refute: prose,
});

const rawDraft = z.strictObject({
  cause_id: z.string().max(40),
  title: prose,
  statement: prose,
  confidence,
  evidence: cited,
  ruled_out: z.array(z.strictObject({ cause_id: z.string().max(40), why: prose, evidence: cited })).max(20),
  not_verified: z.array(prose).max(20),
  fixes: z
    .array(
      z.strictObject({
        urgency: z.enum(['now', 'soon', 'later']),
        what: prose.min(1),
        command: prose.nullable(),
        verify: prose.nullable(),
      }),
    )
    .max(20),
  next: z.array(z.strictObject({ words, why: prose, answers: z.array(z.strictObject({ seen: prose, means: prose })).max(12) })).max(6),
});
export type RawDraft = z.infer<typeof rawDraft>;

export const rawRound = z.strictObject({
  hypotheses: z.array(hypothesis).min(1).max(12),
  action: z.discriminatedUnion('do', [
    z.strictObject({ do: z.literal('command'), words, why: prose }),
    z.strictObject({ do: z.literal('query'), sql: z.string().min(1).max(LIMITS.sqlCharacters), why: prose }),
    z.strictObject({ do: z.literal('ask'), question: prose.min(1) }),
    z.strictObject({ do: z.literal('conclude'), why: prose, draft: rawDraft }),
  ]),
});
export type RawRound = z.infer<typeof rawRound>;

type Schema = Readonly<Record<string, unknown>>;

const STRING: Schema = { type: 'string' };
const NUMBER: Schema = { type: 'number' };
const OR_NULL: Schema = { anyOf: [STRING, { type: 'null' }] };
const listOf = (items: Schema): Schema => ({ type: 'array', items });
const only = (...values: readonly string[]): Schema => ({ type: 'string', enum: values });

/** Every property is required and no other is allowed: what the API's strict output wants. */
function object(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

const LIST = listOf(STRING);

const draftSchema = object({
  cause_id: STRING,
  title: STRING,
  statement: STRING,
  confidence: NUMBER,
  evidence: LIST,
  ruled_out: listOf(object({ cause_id: STRING, why: STRING, evidence: LIST })),
  not_verified: LIST,
  fixes: listOf(object({ urgency: only('now', 'soon', 'later'), what: STRING, command: OR_NULL, verify: OR_NULL })),
  next: listOf(object({ words: LIST, why: STRING, answers: listOf(object({ seen: STRING, means: STRING })) })),
});

const roundSchema = object({
  hypotheses: listOf(
    object({ cause_id: STRING, statement: STRING, confidence: NUMBER, for: LIST, against: LIST, what_would_refute: STRING }),
  ),
  action: {
    anyOf: [
      object({ do: only('command'), words: LIST, why: STRING }),
      object({ do: only('query'), sql: STRING, why: STRING }),
      object({ do: only('ask'), question: STRING }),
      object({ do: only('conclude'), why: STRING, draft: draftSchema }),
    ],
  },
});

/** One for every call of a run: another one would make the far end forget what it has cached. */
export const SCHEMA = roundSchema;
