// From questions of many runs to Message Batches and back: each is sent once, whoever asks it, however often this process is killed. What is under
// way is followed until it ends, whether or not somebody still waits; what was paid for is kept before anybody is told.

import type { Asked } from './asked.js';
import { customId } from './asked.js';
import { type Batch, type Message, parseBatch, parsePage, parseResult, type Result } from './answers.js';
import { type Collector, openCollector } from './collector.js';
import type { Journal, Sent } from './journal.js';
import { type Failed, failedAs, failedWith, type Outcome } from './outcome.js';
import type { Answer, Upstream } from './upstream.js';

/** Of sending one batch, and of reading one batch's results. */
const MOST_TRIES = 8;
const FIRST_PAUSE_MILLISECONDS = 1_000;
const LONGEST_PAUSE_MILLISECONDS = 120_000;
/** A poll becomes slower, up to so many times the first wait. */
const SLOWEST_POLL = 10;
const SLOWER = 1.5;
const JITTER = 0.2;
const PAGE = 100;
const MOST_PAGES = 10;
/** The clock of the API may differ from ours by so much. */
const CLOCKS_MILLISECONDS = 600_000;

export interface QuestionsOptions {
  readonly journal: Journal;
  readonly upstream: Upstream;
  readonly windowMilliseconds: number;
  readonly pollMilliseconds: number;
  readonly firstPauseMilliseconds?: number;
  readonly now: () => number;
  readonly random: () => number;
  readonly onChange: (standing: Counts) => void;
  /** Nothing can be written down any more: nothing may be sent either. */
  readonly onBroken: (cause: unknown) => void;
  readonly holdsKey: (text: string) => boolean;
}

export interface Counts {
  readonly waiting: number;
  readonly open: number;
  readonly batches: number;
  readonly requests: number;
}

export interface Waiter {
  /** Which run it is, so that it is known when all of them wait. */
  readonly item: string;
  readonly answer: (outcome: Outcome) => void;
}

export interface Questions {
  /** The function that is given back is called when nobody waits for the answer any more. */
  readonly ask: (asked: Asked, waiter: Waiter) => () => void;
  readonly running: (items: number) => void;
  /** Goes on with what an earlier process had sent. */
  readonly goOn: () => void;
  readonly stop: () => void;
}

interface Wanted {
  readonly asked: Asked;
  readonly waiters: Set<Waiter>;
}

type Sending = { readonly id: string } | { readonly failed: Failed; readonly isUnknown: boolean };
type Found = { readonly id: string } | 'none' | 'unknown';

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

export function openQuestions(options: QuestionsOptions): Questions {
  const { holdsKey, journal, now, onBroken, onChange, pollMilliseconds, random, upstream, windowMilliseconds } = options;
  const firstPause = options.firstPauseMilliseconds ?? FIRST_PAUSE_MILLISECONDS;
  const wanted = new Map<string, Wanted>();
  /** Sent, or about to be: it must not be sent once more. */
  const underWay = new Map<string, Sent>();
  /** Of which nobody could say whether they arrived, or what came of them: looked at again when somebody asks for them again. */
  const unknown = new Set<Sent>();
  const naps = new Map<NodeJS.Timeout, () => void>();
  let running = 0;
  let batches = 0;
  let requests = 0;
  let open = 0;
  let isOver = false;
  /** Asked anew after each wait. */
  const isStopped = (): boolean => isOver;

  const waitingItems = (): ReadonlySet<string> =>
    new Set([...wanted.values()].flatMap(({ waiters }) => [...waiters].map(({ item }) => item)));

  const collector: Collector = openCollector({
    windowMilliseconds,
    isEverybodyWaiting: () => running > 0 && waitingItems().size >= running,
    send: (all) => {
      start(() => send(all));
    },
  });

  function changed(): void {
    if (!isStopped()) onChange({ waiting: waitingItems().size, open, batches, requests });
  }

  /** What fails here is a disk that does not write, or a mistake of ours: neither may go on as if nothing were. */
  function start(work: () => Promise<void>): void {
    open += 1;
    changed();
    work()
      .catch((cause: unknown) => {
        if (!isStopped()) onBroken(cause);
      })
      .finally(() => {
        open -= 1;
        changed();
      });
  }

  function nap(milliseconds: number): Promise<void> {
    if (isStopped()) return Promise.resolve();
    return new Promise((wake) => {
      const jittered = milliseconds * (1 - JITTER + 2 * JITTER * random());
      const timer = setTimeout(() => {
        naps.delete(timer);
        wake();
      }, jittered);
      naps.set(timer, wake);
    });
  }

  function pauseAfter(tries: number, answer: Answer): Promise<void> {
    const asked = answer.kind === 'answered' ? answer.retryAfter : undefined;
    return nap(Math.min(LONGEST_PAUSE_MILLISECONDS, asked ?? firstPause * 2 ** tries));
  }

  function settle(hash: string, outcome: Outcome): void {
    underWay.delete(hash);
    const { waiters = new Set<Waiter>() } = wanted.get(hash) ?? {};
    wanted.delete(hash);
    for (const waiter of waiters) waiter.answer(outcome);
    changed();
  }

  function giveUp(batch: Sent, failed: Failed): void {
    for (const hash of batch.hashes) settle(hash, failed);
  }

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

  async function arrive(batch: Sent, body: string): Promise<Sending> {
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
      await pauseAfter(tries, answer);
    }
  }

  async function send(all: readonly Asked[]): Promise<void> {
    const batch = journal.begin(
      all.map(({ hash }) => hash),
      now(),
    );
    for (const hash of batch.hashes) underWay.set(hash, batch);
    const sending = await arrive(batch, bodyOf(all));
    if ('id' in sending) {
      batches += 1;
      requests += all.length;
      changed();
      const arrived = journal.arrived(batch, sending.id);
      await nap(pollMilliseconds);
      await follow(arrived, sending.id);
      return;
    }
    if (isStopped()) return;
    if (sending.isUnknown) unknown.add(batch);
    else journal.close(batch);
    giveUp(batch, sending.failed);
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

  /** Each line as it comes, into the journal first. */
  function take(left: Map<string, string>, line: string): void {
    const result: Result | undefined = parseResult(line);
    const hash = result && left.get(result.customId);
    // Of another batch, or a second time the same: neither is an answer to anything.
    if (result === undefined || hash === undefined) return;
    left.delete(result.customId);
    // T-ECONOMY: a gateway that repeats what it was sent would hand the key to a run.
    const outcome: Outcome = holdsKey(line) ? failedAs('api_error', 'the API repeated the key in its answer', false) : result.outcome;
    // CAST: an outcome that succeeded holds a message that was parsed as one.
    if (outcome.kind === 'succeeded') journal.keep(hash, outcome.message as Message);
    settle(hash, outcome);
  }

  async function follow(batch: Sent, id: string): Promise<void> {
    const hasEnded = await ended(id);
    if (isStopped()) return;
    // What is kept already came before an earlier process ended.
    const left = new Map(batch.hashes.filter((hash) => journal.answerTo(hash) === undefined).map((hash) => [customId(hash), hash]));
    let isRead = !hasEnded || left.size === 0;
    for (let tries = 0; !isRead && tries < MOST_TRIES; tries += 1) {
      const answer = await upstream.results(id, (line) => {
        if (!isStopped()) take(left, line);
      });
      if (isStopped()) return;
      isRead = isWhole(answer);
      if (!isRead) await pauseAfter(tries, answer);
    }
    if (isStopped()) return;
    // T-ECONOMY: results that cannot be read now are paid for, and read when somebody asks again.
    if (isRead) journal.close(batch);
    else unknown.add(batch);
    giveUp({ ...batch, hashes: [...left.values()] }, failedAs('api_error', 'the batch has no result for this request', false));
    for (const hash of batch.hashes) underWay.delete(hash);
  }

  async function recover(batch: Sent): Promise<void> {
    const found = await find(batch);
    if (isStopped()) return;
    if (found === 'unknown') {
      unknown.add(batch);
      giveUp(batch, failedAs('api_error', 'nobody can say now whether this request was sent before', false));
      return;
    }
    if (found !== 'none') {
      await follow(journal.arrived(batch, found.id), found.id);
      return;
    }
    journal.close(batch);
    for (const hash of batch.hashes) {
      underWay.delete(hash);
      const again = wanted.get(hash);
      if (again) collector.add(again.asked);
    }
  }

  function goOnWith(batch: Sent): void {
    for (const hash of batch.hashes) underWay.set(hash, batch);
    const { id } = batch;
    start(() => (id === null ? recover(batch) : follow(batch, id)));
  }

  return {
    ask: (asked, waiter) => {
      const kept = journal.answerTo(asked.hash);
      if (kept) {
        waiter.answer({ kind: 'succeeded', message: kept });
        return () => undefined;
      }
      const { waiters } = wanted.get(asked.hash) ?? { waiters: new Set<Waiter>() };
      wanted.set(asked.hash, { asked, waiters: waiters.add(waiter) });
      const lost = [...unknown].find(({ hashes }) => hashes.includes(asked.hash));
      if (lost) {
        unknown.delete(lost);
        goOnWith(lost);
      } else if (!underWay.has(asked.hash) && !collector.has(asked.hash)) collector.add(asked);
      changed();
      collector.look();
      return () => {
        waiters.delete(waiter);
        if (waiters.size === 0 && wanted.get(asked.hash)?.waiters === waiters) {
          wanted.delete(asked.hash);
          collector.drop(asked.hash);
        }
        collector.look();
        changed();
      };
    },
    running: (items) => {
      running = items;
      collector.look();
    },
    goOn: () => {
      for (const batch of journal.sent()) goOnWith(batch);
    },
    stop: () => {
      isOver = true;
      collector.close();
      for (const [timer, wake] of naps) {
        clearTimeout(timer);
        wake();
      }
      naps.clear();
      upstream.close();
    },
  };
}
