// One Message Batch at a time: made, found again where the answer to its making was lost, waited for, read. Nothing is known here of who asks;
// what was sent is known from the journal.

import type { Asked } from './asked.js';
import { customId } from './asked.js';
import { type Batch, parseBatch, parsePage, parseResult, type Result } from './answers.js';
import type { Journal, Sent } from './journal.js';
import { type Failed, failedAs, failedWith } from './outcome.js';
import { LONGEST_PAUSE_MILLISECONDS, type Pauses } from './pauses.js';
import type { Answer, Upstream } from './upstream.js';

/** Of sending one batch, and of reading one batch's results. */
const MOST_TRIES = 8;
/** A poll becomes slower, up to so many times the first wait. */
const SLOWEST_POLL = 10;
const SLOWER = 1.5;
const PAGE = 100;
const MOST_PAGES = 10;
/** The clock of the API may differ from ours by so much. */
const CLOCKS_MILLISECONDS = 600_000;

export type Sending = { readonly id: string } | { readonly failed: Failed; readonly isUnknown: boolean };
export type Found = { readonly id: string } | 'none' | 'unknown';

export interface BatchesOptions {
  readonly journal: Journal;
  readonly upstream: Upstream;
  readonly pauses: Pauses;
  readonly pollMilliseconds: number;
}

export interface Batches {
  readonly send: (batch: Sent, asked: readonly Asked[]) => Promise<Sending>;
  /** A batch of which nobody knows whether it arrived. */
  readonly find: (batch: Sent) => Promise<Found>;
  /** False when nobody will know any more: the batch is gone, or we are asked to leave. */
  readonly ended: (id: string) => Promise<boolean>;
  /** True when its results were read to their end, or will never be read. */
  readonly read: (id: string, onResult: (result: Result, line: string) => void) => Promise<boolean>;
}

const NO_BATCHES = failedWith(404, 'the server has no Message Batches API', false);

function isClear({ status }: Answer & { readonly kind: 'answered' }): boolean {
  // These say that nothing was made of it; of another error of the server nobody knows.
  return (status >= 300 && status < 500 && status !== 408 && status !== 409) || status === 503 || status === 529;
}

const isLasting = (status: number): boolean => status >= 300 && status < 500 && ![408, 409, 429].includes(status);

/** Its results were read to their end, or will never be read. */
const isWhole = (answer: Answer): boolean => answer.kind === 'answered' && (answer.status === 200 || isLasting(answer.status));

function failureOf(answer: Answer): Failed {
  if (answer.kind === 'failed') return failedAs('timeout_error', 'the Message Batches API cannot be reached', false);
  if (answer.status === 404 || answer.status === 405) return NO_BATCHES;
  const isError = answer.status >= 400 && answer.status <= 599;
  return failedWith(isError ? answer.status : 502, `the Message Batches API answered with status ${String(answer.status)}`, false);
}

const bodyOf = (asked: readonly Asked[]): string =>
  `{"requests":[${asked.map(({ hash, params }) => `{"custom_id":"${customId(hash)}","params":${params}}`).join(',')}]}`;

export function openBatches({ journal, pauses, pollMilliseconds, upstream }: BatchesOptions): Batches {
  const { isStopped, nap } = pauses;

  /** T-ECONOMY: a batch that was sent and whose answer was lost. Its questions name it, and only its results name them. */
  async function isOurs(batch: Sent, { hasEnded, id }: Batch): Promise<boolean | undefined> {
    if (!hasEnded && !(await ended(id))) return undefined;
    const ids = new Set(batch.hashes.map(customId));
    const found = new Set<string>();
    const answer = await upstream.results(id, (line) => {
      const { customId: one = '' } = parseResult(line) ?? {};
      if (ids.has(one)) found.add(one);
    });
    if (found.size > 0) return true;
    return isWhole(answer) ? false : undefined;
  }

  async function find(batch: Sent): Promise<Found> {
    const known = new Set(journal.sent().flatMap(({ id }) => id ?? []));
    const since = batch.at - CLOCKS_MILLISECONDS;
    let after: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await upstream.list(PAGE, after);
      const listed = answer.kind === 'answered' && answer.status === 200 ? parsePage(answer.body) : undefined;
      if (!listed) return 'unknown';
      for (const one of listed.batches) {
        if (one.requests !== batch.hashes.length || known.has(one.id) || one.createdAt < since) continue;
        const ours = await isOurs(batch, one);
        if (ours === undefined) return 'unknown';
        if (ours) return { id: one.id };
      }
      // Newest first: what follows is older than ours can be.
      if (listed.after === undefined || listed.batches.some(({ createdAt }) => createdAt < since)) return 'none';
      after = listed.after;
    }
    return 'none';
  }

  async function send(batch: Sent, asked: readonly Asked[]): Promise<Sending> {
    const body = bodyOf(asked);
    for (let tries = 0; ; tries += 1) {
      const answer = await upstream.create(body);
      const made = answer.kind === 'answered' && answer.status === 200 ? parseBatch(answer.body) : undefined;
      if (made) return { id: made.id };
      const isNothing = answer.kind === 'failed' ? !answer.mayHaveArrived : isClear(answer);
      if (!isNothing) {
        const found = await find(batch);
        if (found === 'unknown') return { failed: failureOf(answer), isUnknown: true };
        if (found !== 'none') return found;
      }
      const isLast = tries + 1 >= MOST_TRIES || (answer.kind === 'answered' && isLasting(answer.status));
      if (isLast || isStopped()) return { failed: failureOf(answer), isUnknown: false };
      await pauses.after(tries, answer);
    }
  }

  /** False when nobody will know any more: the batch is gone, or we are asked to leave. */
  async function ended(id: string): Promise<boolean> {
    let wait = pollMilliseconds;
    while (!isStopped()) {
      const answer = await upstream.retrieve(id);
      if (answer.kind === 'answered' && answer.status === 200 && parseBatch(answer.body)?.hasEnded === true) return true;
      if (answer.kind === 'answered' && answer.status === 404) return false;
      const asked = answer.kind === 'answered' ? (answer.retryAfter ?? 0) : 0;
      await nap(Math.max(wait, Math.min(LONGEST_PAUSE_MILLISECONDS, asked)));
      wait = Math.min(wait * SLOWER, pollMilliseconds * SLOWEST_POLL);
    }
    return false;
  }

  async function read(id: string, onResult: (result: Result, line: string) => void): Promise<boolean> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const answer = await upstream.results(id, (line) => {
        const result = isStopped() ? undefined : parseResult(line);
        if (result) onResult(result, line);
      });
      if (isWhole(answer)) return true;
      if (isStopped()) return false;
      await pauses.after(tries, answer);
    }
    return false;
  }

  return { send, find, ended, read };
}
