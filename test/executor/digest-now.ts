import { type Digest, digestTask, type RawOutput } from '../../src/executor/digest.js';

/** For whoever has one output and no thread. */
export function digest(raw: RawOutput): Digest {
  const { output, errors, cutBytes, cuts } = digestTask({ ...raw, planted: [], after: 0 });
  return { output, errors, cutBytes, cuts };
}
