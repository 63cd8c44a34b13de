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
}

export function openDigestThread({
  planted = [],
  milliseconds = MILLISECONDS,
  heapMegabytes = HEAP_MEGABYTES,
}: DigestThreadOptions = {}): (raw: RawOutput) => Promise<Digest> {
  const threads = new Piscina<DigestTask, DigestResult>({
    filename: THREAD,
    minThreads: 1,
    maxThreads: 1,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
  });
  // Outlives a thread: a new one must not give a number again that stands for another secret.
  let after = 0;
  return async ({ out, err, cutBytes, mask }) => {
    try {
      const { lastNumber, ...digest } = await threads.run(
        { out, err, cutBytes, mask, planted, after },
        { name: 'digestTask', signal: AbortSignal.timeout(milliseconds) },
      );
      after = lastNumber;
      return digest;
    } catch (cause) {
      throw new Fault('child', 'the output was withheld: it could not be digested in time', { cause });
    }
  };
}
