// Items handed out through Redis, by BullMQ. Redis holds ids and nothing else: what an item is, who works on it and what became of it is in
// the spool, whose leases, audit logs and results make one investigation of a job that Redis delivers twice. BullMQ's own tools show the
// rest: waiting, active, delayed and, as its failed jobs, what was given up.

import { setTimeout as pause } from 'node:timers/promises';
import type { ConnectionOptions, Job, Queue, Worker as BullWorker } from 'bullmq';
import { Fault, printable } from '../../shared/index.js';
import { attempt } from '../attempt.js';
import type { ItemResult } from '../result.js';
import type { Spool } from '../spool/spool.js';
import { openRunning, type WorkerDoors } from '../worker.js';

const BUSY_MILLISECONDS = 3_000;
const RETRY_MILLISECONDS = 2_000;
/** A worker that Redis has not heard of for so long loses its job; whether it loses its item, its lease decides. */
const LOCK_MILLISECONDS = 30_000;
const CONNECT_MILLISECONDS = 10_000;
const DRAIN_MILLISECONDS = 200;
const RECONNECT_MILLISECONDS = 500;
/** How often it is looked whether each item that has no end is still known to Redis. */
const REFILL_MILLISECONDS = 5_000;

export interface QueueDoors extends WorkerDoors {
  readonly url: string;
  readonly root: string;
  /** Puts the items in; a worker that only helps does not. */
  readonly isFilled: boolean;
}

export interface QueueWorker {
  readonly isStopping: () => boolean;
  readonly stop: (atOnce: boolean) => void;
  readonly close: () => Promise<void>;
}

interface Payload {
  readonly item: string;
}

async function loaded(): Promise<typeof import('bullmq')> {
  try {
    return await import('bullmq');
  } catch (cause) {
    throw new Fault('usage', '--queue needs the packages bullmq and ioredis, which are not installed', {
      cause,
      fix: 'npm install bullmq@6.7.0 ioredis@6.0.0 where ghosthunter is installed, or leave --queue out: a spool on a shared disk needs no Redis',
    });
  }
}

/** The password, if there is one, is never shown. Once it is given up nothing is tried again, so that the process can end. */
function connectionOf(url: string, isGivenUp: () => boolean): ConnectionOptions & { readonly host: string } {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'redis:' && parsed?.protocol !== 'rediss:')
    throw new Fault('usage', '--queue takes the address of a Redis', { fix: 'for example redis://queue.internal:6379 or rediss://…' });
  const database = /^\/(\d{1,3})$/u.exec(parsed.pathname)?.[1];
  return {
    host: parsed.hostname.replace(/^\[|\]$/gu, ''),
    port: parsed.port === '' ? 6_379 : Number(parsed.port),
    ...(parsed.username === '' ? {} : { username: decodeURIComponent(parsed.username) }),
    ...(parsed.password === '' ? {} : { password: decodeURIComponent(parsed.password) }),
    ...(database === undefined ? {} : { db: Number(database) }),
    ...(parsed.protocol === 'rediss:' ? { tls: {} } : {}),
    maxRetriesPerRequest: null,
    retryStrategy: () => (isGivenUp() ? null : RECONNECT_MILLISECONDS),
  };
}

/** One queue for each spool, so that a worker of one never meets the items of another. */
export const queueName = ({ id, name }: Spool['rules']): string => `ghosthunter-${name}-${id.slice(0, 8)}`;

async function reached<Value>(work: Promise<Value>, host: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new Fault('usage', `Redis at ${printable(host, 200)} does not answer`, {
          fix: 'look at its address, and whether it may be reached from here',
        }),
      );
    }, CONNECT_MILLISECONDS);
  });
  return Promise.race([work, late]).finally(() => {
    clearTimeout(timer);
  });
}

/** A job for each item that has no end yet. One that was given up before, and is asked for again, gets a new one. */
async function fill(queue: Queue<Payload>, ids: readonly string[], spool: Spool): Promise<void> {
  for (const id of ids) {
    const { dead, result } = spool.standing(id);
    if (dead || result) continue;
    const before = (await queue.getJob(id)) as Job<Payload> | undefined; // CAST: the queue's own kind of job.
    // What BullMQ takes for over and the spool does not: it was given up and asked for again, or its worker died at the wrong moment.
    if (before && ((await before.isFailed()) || (await before.isCompleted()))) await before.remove();
    await queue.add('investigate', { item: id }, { jobId: id, attempts: 1_000, backoff: { type: 'fixed', delay: RETRY_MILLISECONDS } });
  }
}

/** Jobs of items that somebody else has finished meanwhile are delivered once more, to end as well. */
async function drained(queue: Queue<Payload>): Promise<void> {
  for (;;) {
    await queue.promoteJobs();
    const counts = await queue.getJobCounts('wait', 'active', 'delayed', 'prioritized');
    if (Object.values(counts).every((count) => count === 0)) return;
    await pause(DRAIN_MILLISECONDS);
  }
}

export async function startQueueWorker(doors: QueueDoors): Promise<QueueWorker> {
  const { concurrency, ids, isFilled, onAttempted, onRunning, spool, url } = doors;
  const { DelayedError, Queue: Queues, UnrecoverableError, Worker: Workers } = await loaded();
  let isGivenUp = false;
  const connection = connectionOf(url, () => isGivenUp);
  const { host } = connection;
  const name = queueName(spool.rules);
  const queue: Queue<Payload> = new Queues<Payload>(name, { connection });
  queue.on('error', () => undefined);
  try {
    await reached(queue.waitUntilReady(), host);
    if (isFilled) await fill(queue, ids, spool);
  } catch (cause) {
    isGivenUp = true;
    queue.disconnect().catch(() => undefined);
    throw cause;
  }
  const running = openRunning(onRunning);
  let filling: Promise<void> | undefined;
  // A Redis that lost a job, or all of them, loses no item: the spool has it.
  const refill = setInterval(() => {
    if (!isFilled || running.isStopping()) return;
    filling ??= fill(queue, ids, spool)
      // It does not answer now; the next time it may.
      .catch(() => undefined)
      .finally(() => {
        filling = undefined;
      });
  }, REFILL_MILLISECONDS);

  async function later(job: Job<Payload>, token: string | undefined, milliseconds: number): Promise<never> {
    await job.moveToDelayed(Date.now() + milliseconds, token);
    throw new DelayedError();
  }

  async function work(job: Job<Payload>, token: string | undefined): Promise<ItemResult['outcome']> {
    const { item: id } = job.data;
    // T-SPOOL: Redis may say what it likes; only items of this spool are looked at.
    if (!ids.includes(id)) throw new UnrecoverableError('no item of this spool');
    if (running.isStopping()) return later(job, token, BUSY_MILLISECONDS);
    const attempted = await attempt(id, { ...doors, ...running });
    onAttempted(id, attempted);
    switch (attempted.kind) {
      case 'finished':
        return attempted.result.outcome;
      case 'dead':
        throw new UnrecoverableError(attempted.result.error ?? 'failed');
      case 'failed':
        return later(job, token, RETRY_MILLISECONDS * attempted.failures);
      case 'busy':
      case 'lost':
      case 'no-money':
        return later(job, token, BUSY_MILLISECONDS);
      case 'parked':
        return later(job, token, 1);
    }
  }

  const worker: BullWorker<Payload> = new Workers<Payload>(name, work, {
    connection,
    concurrency,
    lockDuration: LOCK_MILLISECONDS,
    stalledInterval: LOCK_MILLISECONDS / 2,
    // Delivered as often as it takes: what is given up is the spool's to say.
    maxStalledCount: 1_000,
  });
  // It connects again by itself; what is lost meanwhile is delivered again.
  worker.on('error', () => undefined);

  return {
    isStopping: running.isStopping,
    stop: running.stop,
    close: async () => {
      clearInterval(refill);
      if (filling) await reached(filling, host).catch(() => undefined);
      if (isFilled && !running.isStopping()) await reached(drained(queue), host).catch(() => undefined);
      // A Redis that does not answer any more must not keep a worker that is done.
      await reached(Promise.all([worker.close(), queue.close()]), host).catch(() => undefined);
      isGivenUp = true;
    },
  };
}
