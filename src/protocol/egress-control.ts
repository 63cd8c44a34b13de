// Between supervisor and egress, on a descriptor of their own. The key travels here once, never in an environment or argv.

import * as z from 'zod';
import { parseBaseUrl } from './base-url.js';
import { id, name, text } from './fields.js';
import { LIMITS } from './limits.js';
import type { RequestTable } from './request-table.js';

/** A key goes into a header: visible ASCII, so that it cannot bring a header of its own. */
export const modelKey = z.string().regex(/^[\x21-\x7e]{1,4096}$/);

/** Which server a model is at, and what it is shown there. */
export const modelServer = {
  baseUrl: text(2_048),
  /** True only when the person configured a base URL of their own: then its address may be private or loopback. */
  allowPrivateAddress: z.boolean(),
  /** Null for a server of one's own that wants none. */
  key: z.union([modelKey, z.null()]),
  keyHeader: z.enum(['authorization', 'x-api-key']),
} as const;

const rate = z.int().min(0).max(1_000_000_000_000);
/** What a person says that a model costs, and on which day they looked: micro-dollars for a million tokens. */
const modelPrice = z.strictObject({
  model: text(LIMITS.modelNameCharacters),
  asOf: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  rates: z.strictObject({ input: rate, cacheWrite5m: rate, cacheWrite1h: rate, cacheRead: rate, output: rate }),
});
export type ModelPrice = z.infer<typeof modelPrice>;

const configure = z
  .strictObject({
    kind: z.literal('configure'),
    id,
    ...modelServer,
    models: z.array(text(LIMITS.modelNameCharacters)).max(16),
    /** Before the list prices that egress knows. */
    prices: z.array(modelPrice).max(32),
    /** Whether every body that leaves is told first. */
    showPrompts: z.boolean(),
    ceilings: z.strictObject({
      microUsd: z.int().min(0),
      outputTokensPerCall: z.int().min(1),
      totalTokens: z.int().min(0),
      calls: z.int().min(0),
    }),
    /** The calls go through the Message Batches API: for so many hundredths of the price, and an answer may take so long. */
    economy: z
      .strictObject({
        percent: z.int().min(1).max(100),
        callMilliseconds: z
          .int()
          .min(1)
          .max(24 * 60 * 60 * 1_000),
      })
      .optional(),
  })
  .refine((value) => parseBaseUrl(value.baseUrl, value.allowPrivateAddress).ok, { path: ['baseUrl'] });
/** The executor is about to pay for a read: models may spend so much less, from now on and for good. */
const setAside = z.strictObject({ kind: z.literal('set-aside'), id, microUsd: z.int().min(1) });
/** The end of the run; with `goesOn` only for now. */
const stop = z.strictObject({ kind: z.literal('stop'), id, goesOn: z.boolean().optional() });

export const egressControl = z.discriminatedUnion('kind', [configure, setAside, stop]);
export type EgressControl = z.infer<typeof egressControl>;
export type EgressConfiguration = z.infer<typeof configure>;

export type EgressState = 'waiting' | 'ready' | 'stopping';

export const egressControls = {
  configure: { in: ['waiting'], then: 'ready', why: 'the one host, the key, the ceilings' },
  'set-aside': { in: ['ready'], why: 'money of the one budget that models may no longer spend' },
  stop: { in: ['waiting', 'ready'], then: 'stopping', why: 'end every call, then leave' },
} as const satisfies RequestTable<EgressControl['kind'], EgressState>;

const ready = z.strictObject({ kind: z.literal('ready'), id });
const stopped = z.strictObject({ kind: z.literal('stopped'), id });
/** What was set aside: all that was asked for, or nothing because calls have taken it, or may. */
const isSetAside = z.strictObject({ kind: z.literal('is-set-aside'), id, microUsd: z.int().min(0) });
export const modelCallCost = {
  model: text(200),
  /** True when the call broke before the API said what it used: then the most it can have used is booked. */
  isWorstCase: z.boolean(),
  inputTokens: z.int().min(0),
  outputTokens: z.int().min(0),
  microUsd: z.union([z.int().min(0), z.null()]),
  totalMicroUsd: z.int().min(0),
};
/** Told: a call ended; what it used, and the money where the price is known. */
const spent = z.strictObject({ kind: z.literal('spent'), ...modelCallCost });
/** Told: a call was denied here; for the audit log. */
const denied = z.strictObject({ kind: z.literal('denied'), code: name, detail: text(800) });
/** Told: a call was let through and not answered in full: no route, no TLS, time-out, an answer that broke off or passed its cap. */
const failed = z.strictObject({ kind: z.literal('failed'), code: name, detail: text(800) });
/** Told, once for a model: nobody knows its price, and it is counted at the dearest that is known. */
const unpriced = z.strictObject({ kind: z.literal('unpriced'), model: text(LIMITS.modelNameCharacters) });
/** Told before a body leaves, if asked for: its exact text, in parts. */
const prompt = z.strictObject({
  kind: z.literal('prompt'),
  /** Which of the calls that were let through, counted from one. */
  call: z.int().min(1),
  part: z.int().min(1),
  parts: z.int().min(1),
  text: text(LIMITS.promptPartCharacters),
});
/** Told: the orchestrator broke the protocol on the model lane. */
const broke = z.strictObject({ kind: z.literal('broke'), code: name, detail: text(800) });

export const egressTells = z.discriminatedUnion('kind', [ready, stopped, isSetAside, spent, denied, failed, unpriced, prompt, broke]);
export type EgressTells = z.infer<typeof egressTells>;
