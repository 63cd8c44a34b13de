// From questions of many runs to Message Batches and back: each is sent once, whoever asks it, however often this process is killed. What is under
// way is followed until it ends, whether or not somebody still waits; what was paid for is kept before anybody is told.

import type { Asked } from './asked.js';
import { customId } from './asked.js';
import type { Message, Result } from './answers.js';
import { openBatches } from './batches.js';
import { type Collector, openCollector } from './collector.js';
import type { Journal, Sent } from './journal.js';
import { type Failed, failedAs, type Outcome } from './outcome.js';
import { openPauses } from './pauses.js';
import type { Upstream } from './upstream.js';

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

export function openQuestions(options: QuestionsOptions): Questions {
  const { holdsKey, journal, now, onBroken, onChange, pollMilliseconds, random, upstream, windowMilliseconds } = options;
  const pauses = openPauses(random, options.firstPauseMilliseconds);
  const { isStopped } = pauses;
  const api = openBatches({ journal, upstream, pauses, pollMilliseconds });
  const wanted = new Map<string, Wanted>();
  /** Sent, or about to be: it must not be sent once more. */
  const underWay = new Map<string, Sent>();
  /** Of which nobody could say whether they arrived, or what came of them: looked at again when somebody asks for them again. */
  const unknown = new Set<Sent>();
  let running = 0;
  let batches = 0;
  let requests = 0;
  let open = 0;

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

  async function send(all: readonly Asked[]): Promise<void> {
    const batch = journal.begin(
      all.map(({ hash }) => hash),
      now(),
    );
    for (const hash of batch.hashes) underWay.set(hash, batch);
    const sending = await api.send(batch, all);
    if ('id' in sending) {
      batches += 1;
      requests += all.length;
      changed();
      const arrived = journal.arrived(batch, sending.id);
      await pauses.nap(pollMilliseconds);
      await follow(arrived, sending.id);
      return;
    }
    if (isStopped()) return;
    if (sending.isUnknown) unknown.add(batch);
    else journal.close(batch);
    giveUp(batch, sending.failed);
  }

  /** Each result as it comes, into the journal first. */
  function take(left: Map<string, string>, result: Result, line: string): void {
    const hash = left.get(result.customId);
    // Of another batch, or a second time the same: neither is an answer to anything.
    if (hash === undefined) return;
    left.delete(result.customId);
    // T-ECONOMY: a gateway that repeats what it was sent would hand the key to a run.
    const outcome: Outcome = holdsKey(line) ? failedAs('api_error', 'the API repeated the key in its answer', false) : result.outcome;
    // CAST: an outcome that succeeded holds a message that was parsed as one.
    if (outcome.kind === 'succeeded') journal.keep(hash, outcome.message as Message);
    settle(hash, outcome);
  }

  async function follow(batch: Sent, id: string): Promise<void> {
    const hasEnded = await api.ended(id);
    if (isStopped()) return;
    // What is kept already came before an earlier process ended.
    const left = new Map(batch.hashes.filter((hash) => journal.answerTo(hash) === undefined).map((hash) => [customId(hash), hash]));
    const isRead =
      !hasEnded ||
      left.size === 0 ||
      (await api.read(id, (result, line) => {
        take(left, result, line);
      }));
    if (isStopped()) return;
    // T-ECONOMY: results that cannot be read now are paid for, and read when somebody asks again.
    if (isRead) journal.close(batch);
    else unknown.add(batch);
    giveUp({ ...batch, hashes: [...left.values()] }, failedAs('api_error', 'the batch has no result for this request', false));
    for (const hash of batch.hashes) underWay.delete(hash);
  }

  async function recover(batch: Sent): Promise<void> {
    const found = await api.find(batch);
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
      pauses.stop();
      collector.close();
      upstream.close();
    },
  };
}
