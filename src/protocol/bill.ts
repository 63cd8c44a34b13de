// What may be asked about the bill, and what is answered. Asked by the untrusted side, forwarded as it came, answered by a process that
// holds the bill and nothing else.

import * as z from 'zod';
import { id, name, text } from './fields.js';
import { LIMITS } from './limits.js';
import type { RequestTable } from './request-table.js';

const describeBill = z.strictObject({ kind: z.literal('describe-bill'), id });
const query = z.strictObject({ kind: z.literal('query'), id, sql: text(LIMITS.sqlCharacters).min(1) });
const currency = text(16).min(1);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const spikes = z.strictObject({
  kind: z.literal('spikes'),
  id,
  since: z.union([day, z.null()]),
  top: z.int().min(1).max(LIMITS.spikes),
  currency: z.union([currency, z.null()]),
});

export const BILL_QUESTIONS = [describeBill, query, spikes] as const;

/** What the billing process accepts on the forwarded lane. */
export const billRequest = z.discriminatedUnion('kind', BILL_QUESTIONS);
export type BillRequest = z.infer<typeof billRequest>;

export const billRequests = {
  'describe-bill': { in: ['ready'], why: 'what the bill files are' },
  query: { in: ['ready'], why: 'one SELECT over the loaded bill' },
  spikes: { in: ['ready'], why: 'what rose, by how much and where' },
} as const satisfies RequestTable<BillRequest['kind'], 'waiting' | 'ready'>;

const billFile = z.strictObject({
  name: text(255),
  bytes: z.int().min(0),
  lines: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  columns: z.array(text(200)).max(1_000),
});
const bill = z.strictObject({ kind: z.literal('bill'), id, files: z.array(billFile).max(LIMITS.billFiles) });
const billFault = z.strictObject({ kind: z.literal('bill-fault'), id, detail: text(800) });

/** The answer to a query; a cell is text as it may be shown, or nothing. */
const rows = z.strictObject({
  kind: z.literal('rows'),
  id,
  columns: z.array(text(200)).max(LIMITS.queryColumns),
  rows: z.array(z.array(z.union([text(LIMITS.queryCellCharacters), z.null()])).max(LIMITS.queryColumns)).max(LIMITS.queryRows),
  /** There were more rows, or more text, than an answer holds. */
  isCut: z.boolean(),
  milliseconds: z.int().min(0),
});
const noRows = z.strictObject({ kind: z.literal('no-rows'), id, code: name, detail: text(800) });

/** Money as whole nano-units of the currency: a number of JSON could not hold it. */
const nano = z.string().regex(/^-?\d{1,19}$/);
const place = text(300);
const leaf = z.strictObject({ provider: place, account: place, service: place, usageType: place, region: place });
const where = z
  .array(z.strictObject({ dimension: z.enum(['provider', 'account', 'service', 'usageType', 'region', 'resource']), value: place }))
  .max(6);
const scope = z.strictObject({
  where,
  excess: nano,
  share: z.number(),
});
export const spike = z.strictObject({
  rank: z.int().min(1),
  severity: z.enum(['critical', 'high', 'medium', 'low']),
  shape: z.enum(['new', 'step', 'burst', 'ramp', 'one-off']),
  key: leaf,
  startDay: day,
  endDay: day,
  isOngoing: z.boolean(),
  excess: nano,
  expectedPerDay: nano,
  seenPerDay: nano,
  share: z.number(),
  daily: z.array(nano).max(LIMITS.billDays),
  expected: z.array(nano).max(LIMITS.billDays),
  scopes: z.array(scope).max(64),
  priceVolume: z.union([z.strictObject({ volume: nano, price: nano, mixed: nano, unit: place }), z.null()]),
  why: z.array(text(1_000)).max(64),
});
/** Money that went from one slice to another: no spike, though both ends look like one. */
const move = z.strictObject({
  service: place,
  from: where,
  to: where,
  startDay: day,
  perDay: nano,
  why: z.array(text(1_000)).max(64),
});
export const spikeReport = z.strictObject({
  currency,
  firstDay: day,
  lastDay: day,
  total: nano,
  unexpected: nano,
  incomplete: z.union([z.strictObject({ days: z.int().min(0), share: z.number() }), z.null()]),
  spikes: z.array(spike).max(LIMITS.spikes),
  drops: z.array(spike).max(LIMITS.spikes),
  oneOffs: z.array(spike).max(LIMITS.spikes),
  moves: z.array(move).max(LIMITS.spikes),
});
export const loadedFile = z.strictObject({
  name: text(400),
  format: name,
  version: text(40),
  provider: place,
  why: text(400),
  rows: z.int().min(0),
  rejected: z.int().min(0),
  rejects: z.array(z.strictObject({ line: z.int().min(0), reason: text(400), text: text(400) })).max(20),
  firstDay: z.union([day, z.literal('')]),
  lastDay: z.union([day, z.literal('')]),
});
const found = z.strictObject({
  kind: z.literal('spikes-found'),
  id,
  reports: z.array(spikeReport).max(32),
  files: z.array(loadedFile).max(1_000),
  notes: z.array(text(600)).max(1_000),
  engine: z.enum(['duckdb', 'javascript']),
});
export type SpikesFound = z.infer<typeof found>;

export const BILL_ANSWERS = [bill, billFault, rows, noRows, found] as const;
export const billAnswer = z.discriminatedUnion('kind', BILL_ANSWERS);
export type BillAnswer = z.infer<typeof billAnswer>;
