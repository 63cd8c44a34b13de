// Between a batch and its economy process: where the Message Batches API is and with which key, how many runs go, how it stands.

import * as z from 'zod';
import { parseBaseUrl } from './base-url.js';
import { modelServer } from './egress-control.js';
import { id, name, text } from './fields.js';
import type { RequestTable } from './request-table.js';

const DAY_MILLISECONDS = 24 * 60 * 60 * 1_000;
const count = z.int().min(0).max(1_000_000);

const configure = z
  .strictObject({
    kind: z.literal('configure'),
    id,
    ...modelServer,
    /** What a run of this batch shows; behind it stands which item it is. */
    token: z.string().regex(/^[A-Za-z0-9_-]{32,128}$/),
    /** Where the journal is. */
    folder: text(4_096).regex(/^\//),
    windowMilliseconds: z.int().min(1).max(DAY_MILLISECONDS),
    pollMilliseconds: z.int().min(1).max(DAY_MILLISECONDS),
  })
  .refine((value) => parseBaseUrl(value.baseUrl, value.allowPrivateAddress).ok, { path: ['baseUrl'] });
/** So many runs go now: when each of them waits, nothing more will come. */
const running = z.strictObject({ kind: z.literal('running'), id, items: count });
const stop = z.strictObject({ kind: z.literal('stop'), id });

export const economyControl = z.discriminatedUnion('kind', [configure, running, stop]);
export type EconomyControl = z.infer<typeof economyControl>;
export type EconomyConfiguration = z.infer<typeof configure>;

export type EconomyState = 'waiting' | 'ready' | 'stopping';

export const economyControls = {
  configure: { in: ['waiting'], then: 'ready', why: 'the one host, the key, the token of the runs, the journal' },
  running: { in: ['ready'], why: 'how many runs go, so that nobody waits for more' },
  stop: { in: ['waiting', 'ready'], then: 'stopping', why: 'write nothing more, then leave' },
} as const satisfies RequestTable<EconomyControl['kind'], EconomyState>;

const ready = z.strictObject({ kind: z.literal('ready'), id, port: z.int().min(1).max(65_535) });
/** It cannot work like that; the words are for the person. */
const refused = z.strictObject({ kind: z.literal('refused'), id, code: name, message: text(400), fix: text(400) });
const stopped = z.strictObject({ kind: z.literal('stopped'), id });
/** Told, when it changes. */
const standing = z.strictObject({
  kind: z.literal('standing'),
  /** Runs that wait for an answer. */
  waiting: count,
  /** Message Batches that are under way. */
  open: count,
  /** Of this process, so far. */
  batches: count,
  requests: count,
});

export const economyTells = z.discriminatedUnion('kind', [ready, refused, stopped, standing]);
export type EconomyTells = z.infer<typeof economyTells>;
export type EconomyStanding = Omit<z.infer<typeof standing>, 'kind'>;
