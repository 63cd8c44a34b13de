// What may be asked of a running service over its socket, and what it answers. T-SOCKET: whoever reaches the socket may ask for what the
// configuration of the service allows, and for no more.

import * as z from 'zod';
import { TIERS } from './attestation.js';
import { id, name, text } from './fields.js';
import { LIMITS } from './limits.js';
import type { RequestTable } from './request-table.js';

const path = text(4_096).regex(/^\//);
const job = z.string().regex(/^[0-9]{8}-[0-9]{4}-[0-9a-f]{6}$/);

const status = z.strictObject({ kind: z.literal('status'), id });
const scan = z.strictObject({ kind: z.literal('scan'), id });
const submit = z.strictObject({
  kind: z.literal('submit'),
  id,
  /** Of whoever asks: two versions may mean different things by the same words. */
  version: text(64),
  files: z.array(path).min(1).max(LIMITS.billFiles),
  spike: z.union([z.int().min(1).max(LIMITS.spikes), z.null()]),
  active: z.boolean(),
  offline: z.boolean(),
  provider: z.union([z.enum(['aws', 'gcp']), z.null()]),
});
const follow = z.strictObject({ kind: z.literal('follow'), id, job });

export const serviceRequest = z.discriminatedUnion('kind', [status, scan, submit, follow]);
export type ServiceRequest = z.infer<typeof serviceRequest>;

export const serviceRequests = {
  status: { in: ['open'], why: 'what the service is doing' },
  scan: { in: ['open'], why: 'look at the inbox and ask the sources now' },
  submit: { in: ['open'], why: 'one investigation, within what the configuration allows' },
  follow: { in: ['open'], why: 'the events of an investigation, from its first' },
} as const satisfies RequestTable<ServiceRequest['kind'], 'open'>;

const told = z.strictObject({
  job,
  origin: z.enum(['inbox', 'schedule', 'submitted']),
  name: text(4_096),
  spike: z.union([text(600), z.null()]),
  state: z.enum(['waiting', 'begun', 'done', 'failed']),
  outcome: text(4_096),
  microUsd: z.number().min(0),
  made: z.number().min(0),
  ended: z.union([z.number().min(0), z.null()]),
});
export type ToldJob = z.infer<typeof told>;

const statusIs = z.strictObject({
  kind: z.literal('status-is'),
  id,
  version: text(64),
  pid: z.int().min(1),
  since: z.number().min(0),
  tier: z.union([z.enum(TIERS), z.null()]),
  inbox: text(4_096),
  mode: z.enum(['bill', 'active', 'simulated']),
  hasModelKey: z.boolean(),
  /** Set while an invalid configuration is not followed. */
  fault: z.union([text(2_000), z.null()]),
  lastScan: z.union([z.number().min(0), z.null()]),
  nextScan: z.union([z.number().min(0), z.null()]),
  nextSources: z.union([z.number().min(0), z.null()]),
  knownSpikes: z.int().min(0),
  waiting: z.int().min(0),
  begun: z.int().min(0),
  /** The latest last. */
  jobs: z.array(told).max(50),
});
export type ServiceStatus = z.infer<typeof statusIs>;

export const serviceAnswer = z.discriminatedUnion('kind', [
  statusIs,
  z.strictObject({ kind: z.literal('scan-began'), id }),
  z.strictObject({ kind: z.literal('accepted'), id, job }),
  /** One event of the run, as its own JSON. */
  z.strictObject({ kind: z.literal('event'), id, line: text(LIMITS.serviceEventCharacters) }),
  z.strictObject({ kind: z.literal('ended'), id, exit: z.int().min(0).max(255), outcome: text(4_096) }),
  z.strictObject({ kind: z.literal('no'), id, code: name, detail: text(2_000), fix: text(2_000) }),
]);
export type ServiceAnswer = z.infer<typeof serviceAnswer>;
