// The digest in a thread of its own, with limits on its time and memory. Threat T-OUTPUT: an output made to be slow or large to read.

import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { Fault } from '../shared/index.js';
import type { Digest, RawOutput } from './digest.js';

const THREAD = fileURLToPath(new URL('../../workers/digest.js', import.meta.url));
const MILLISECONDS = 10_000;
const HEAP_MEGABYTES = 128;

export function openDigestThread(): (raw: RawOutput) => Promise<Digest> {
  const threads = new Piscina<RawOutput, Digest>({
    filename: THREAD,
    minThreads: 1,
    maxThreads: 1,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
  });
  return async ({ out, err, cutBytes, mask }) => {
    try {
      return await threads.run({ out, err, cutBytes, mask }, { name: 'digest', signal: AbortSignal.timeout(MILLISECONDS) });
    } catch (cause) {
      throw new Fault('child', 'the output could not be digested in time', { cause });
    }
  };
}
