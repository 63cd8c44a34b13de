// Layer 2: Words → Invocation. The first word is one of our programs by its bare name: no path, no look-alike, no wrapper.

import { BINARIES } from '../policy/index.js';
import { err, ok } from '../shared/index.js';
import type { Layer } from './layer.js';
import type { Invocation, Words } from './stages.js';

export const binary: Layer<Words, Invocation> = {
  name: 'binary',
  check: ({ words, line }) => {
    const [first] = words;
    const found = BINARIES.find((name) => name === first.text);
    if (found === undefined) return err({ code: 'unknown-binary', part: first });
    return ok({ stage: 'invocation', binary: found, rest: words.slice(1), end: line.length });
  },
};
