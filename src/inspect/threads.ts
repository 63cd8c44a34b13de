// Threads that judge: loaded only when there is so much to judge that starting them pays.

import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { Fault } from '../shared/index.js';
import type { Done, Task } from './judge-thread.js';
import type { Block } from './judge-lines.js';
import type { JudgingPlan } from './judging.js';

const THREAD = fileURLToPath(new URL('../../workers/judge.js', import.meta.url));
const MOST_THREADS = 16;
const BLOCKS_EACH = 4;

export interface Threads {
  readonly judge: (block: Block) => Promise<Uint8Array>;
  /** How many blocks keep all of them at work. */
  readonly width: number;
  readonly close: () => Promise<void>;
}

export function openThreads(plan: JudgingPlan): Threads {
  const count = Math.min(availableParallelism(), MOST_THREADS);
  const pool = new Piscina<Task, Done>({
    filename: THREAD,
    name: 'judgeBlock',
    minThreads: count,
    maxThreads: count,
    // One at work and the next ones there already, so that a thread need not wait for us.
    concurrentTasksPerWorker: BLOCKS_EACH,
    env: {},
  });
  return {
    judge: async (block) => {
      const done = await pool.run({ plan, block });
      if (done.kind === 'answers') return done.bytes;
      throw new Fault(done.code, done.message, done.fix === undefined ? {} : { fix: done.fix });
    },
    width: count * BLOCKS_EACH,
    close: () => pool.destroy(),
  };
}
