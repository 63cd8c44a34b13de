// The digest in a thread of its own, with limits on its time and memory. Threat T-OUTPUT: an output made to be slow or large to read.
// A thread that dies or is late withholds the output; nothing passes unread.

import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { Fault } from '../shared/index.js';
import type { Digest, DigestResult, DigestTask, RawOutput } from './digest.js';

const THREAD = fileURLToPath(new URL('../../workers/digest.js', import.meta.url));
const MILLISECONDS = 10_000;
const HEAP_MEGABYTES = 256;

export interface DigestThreadOptions {
  /** Exact values that must not appear in an output in any spelling. */
  readonly planted?: readonly string[];
  readonly milliseconds?: number;
  readonly heapMegabytes?: number;
  readonly thread?: string;
}

export interface DigestThread {
  readonly digest: (raw: RawOutput) => Promise<Digest>;
  /** A command runs: the thread makes itself ready beside it. An executor that runs nothing has none. */
  readonly getReady: () => void;
}

type Pool = Piscina<DigestTask, DigestResult>;

export function openDigestThread({
  planted = [],
  milliseconds = MILLISECONDS,
  heapMegabytes = HEAP_MEGABYTES,
  thread = THREAD,
}: DigestThreadOptions = {}): DigestThread {
  let pool: Pool | undefined;
  function openPool(): Pool {
    const opened: Pool = new Piscina({
      filename: thread,
      minThreads: 1,
      maxThreads: 1,
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    });
    // A thread that died with nothing to do, or while it began: what waits for it is withheld at once, the next output has a new one.
    opened.on('error', () => {
      if (pool === opened) pool = undefined;
      void opened.destroy();
    });
    return opened;
  }
  // Outlives a thread: a new one must not give a number again that stands for another secret.
  let after = 0;
  return {
    getReady: () => {
      pool ??= openPool();
    },
    digest: async ({ out, err, cutBytes, mask }) => {
      try {
        pool ??= openPool();
        const { lastNumber, ...digest } = await pool.run(
          { out, err, cutBytes, mask, planted, after },
          { name: 'digestTask', signal: AbortSignal.timeout(milliseconds) },
        );
        after = lastNumber;
        return digest;
      } catch (cause) {
        throw new Fault('child', 'the output was withheld: it could not be digested in time', { cause });
      }
    },
  };
}
