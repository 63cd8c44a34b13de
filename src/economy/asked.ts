// What a run asks, and what it is known by. Trusts egress to have judged the body; checks it as far as the rest depends on it.

import { createHash } from 'node:crypto';
import * as z from 'zod';
import { LIMITS, parseJson } from '../protocol/index.js';

/** Of a Message Batch's request: at most 64 of letters, digits, hyphens and underscores. */
const ID_DIGITS = 40;

const body = z.looseObject({
  model: z.string().min(1).max(LIMITS.modelNameCharacters),
  max_tokens: z.int().min(1),
  messages: z.array(z.unknown()).min(1),
  stream: z.boolean().optional(),
});

export interface Asked {
  /** Of everything that decides the answer: the same question has the same, in every process and on every day. */
  readonly hash: string;
  /** JSON, without how the answer is to be sent. */
  readonly params: string;
  readonly isStream: boolean;
}

export function parseAsked(text: string): Asked | undefined {
  const json = parseJson(text);
  const parsed = json.ok ? body.safeParse(json.value) : undefined;
  if (parsed?.success !== true) return undefined;
  const { stream = false, ...rest } = parsed.data;
  const params = JSON.stringify(rest);
  return { hash: createHash('sha256').update(params).digest('hex'), params, isStream: stream };
}

export const customId = (hash: string): string => `gh-${hash.slice(0, ID_DIGITS)}`;
