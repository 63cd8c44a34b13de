// Which evidence came of which command: by its words, in order.

import type { Evidence } from '../../protocol/index.js';
import type { SeenCommand } from '../../report/index.js';

/** Where not all commands were seen, those that were are the last ones: so they are matched from the end. */
export function withEvidence(commands: readonly SeenCommand[], evidence: readonly Evidence[]): SeenCommand[] {
  const free = evidence.filter(({ source }) => source === 'command');
  return commands
    .toReversed()
    .map((one) => {
      const at = free.findLastIndex(({ asked }) => asked === one.command);
      const [found] = at === -1 ? [] : free.splice(at, 1);
      return { ...one, evidence: found?.evidence ?? null };
    })
    .toReversed();
}
