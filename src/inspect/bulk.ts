// `ghosthunter validate --ndjson`: as many answers as lines, in their order. What is in memory at a time does not grow with the input:
// reading waits for judging, judging for the reader of the answers.

import type { Readable } from 'node:stream';
import type { Pour } from '../terminal/index.js';
import { openBlocks } from './blocks.js';
import { type Block, judgeLines } from './judge-lines.js';
import { type JudgingPlan, openJudging } from './judging.js';
import type { Threads } from './threads.js';

/** Below this many bytes an answer is there before a thread would have started. */
const IN_PROCESS_BYTES = 256 * 1024;

export type BulkEnd = 'answered' | 'nobody-listens' | 'interrupted';

interface Line {
  /** Takes the next block, and waits while too much is under way. */
  readonly send: (block: Block) => Promise<void>;
  readonly finish: () => Promise<void>;
}

function openLine(plan: JudgingPlan, pour: Pour, stop: (cause?: Error) => void): Line {
  const judging = openJudging(plan);
  let threads: Threads | undefined;
  let judgedBytes = 0;
  let last = Promise.resolve(true);
  const underWay: Promise<boolean>[] = [];

  async function judged(block: Block): Promise<Uint8Array> {
    judgedBytes += block.bytes.length;
    if (judgedBytes < IN_PROCESS_BYTES) return judgeLines(block, judging);
    if (threads === undefined) {
      const { openThreads } = await import('./threads.js');
      threads ??= openThreads(plan);
    }
    return threads.judge(block);
  }

  async function poured(before: Promise<boolean>, answers: Promise<Uint8Array>): Promise<boolean> {
    const [isHeard, bytes] = await Promise.all([before, answers]);
    return isHeard && (await pour(bytes));
  }

  return {
    send: async (block) => {
      last = poured(last, judged(block));
      last.then(
        (isHeard) => {
          if (!isHeard) stop();
        },
        (cause: unknown) => {
          stop(cause instanceof Error ? cause : new Error('judging failed', { cause }));
        },
      );
      underWay.push(last);
      if (underWay.length > (threads?.width ?? 0)) await underWay.shift();
    },
    finish: async () => {
      try {
        await Promise.all(underWay);
      } finally {
        await threads?.close();
      }
    },
  };
}

/** Ends when the input does, when nobody reads the answers any more, or on Ctrl-C; throws what the policies are to blame for. */
export async function judgeStream(input: Readable, pour: Pour, plan: JudgingPlan): Promise<BulkEnd> {
  const stopped: { how?: Exclude<BulkEnd, 'answered'>; fault?: Error } = {};
  function stop(how: Exclude<BulkEnd, 'answered'>, fault?: Error): void {
    if (stopped.how !== undefined) return;
    stopped.how = how;
    if (fault) stopped.fault = fault;
    input.destroy();
  }
  const onInterrupt = (): void => {
    stop('interrupted');
  };
  process.once('SIGINT', onInterrupt);
  const line = openLine(plan, pour, (cause) => {
    stop('nobody-listens', cause);
  });
  const blocks = openBlocks();
  try {
    // CAST: a stream without an encoding gives bytes.
    for await (const chunk of input as AsyncIterable<Uint8Array>) {
      for (const block of blocks.push(chunk)) await line.send(block);
    }
    for (const block of blocks.end()) await line.send(block);
    await line.finish();
  } catch (cause) {
    await line.finish().catch(() => undefined);
    // Reading ends with an error when we are the ones who stop it.
    if (stopped.how === undefined) throw cause;
  } finally {
    process.off('SIGINT', onInterrupt);
  }
  if (stopped.fault) throw stopped.fault;
  return stopped.how ?? 'answered';
}
