// What the exit code of `ghosthunter` means. Listed in --help and in the README.

import type { FaultCode } from './fault.js';

export const EXIT = {
  /** Done; of an investigation: nothing was found that needs a cause. */
  ok: 0,
  error: 1,
  usage: 2,
  refused: 3,
  /** A command waits for approval or for its output, or the cloud for a login. */
  needsPerson: 4,
  /** Spent before anything was concluded. */
  budget: 5,
  causeFound: 10,
  inconclusive: 11,
  interrupted: 130,
  terminated: 143,
} as const;

const BY_FAULT: Readonly<Record<FaultCode, number>> = {
  usage: EXIT.usage,
  config: EXIT.usage,
  file: EXIT.usage,
  cage: EXIT.error,
  child: EXIT.error,
  audit: EXIT.error,
  protocol: EXIT.error,
  'needs-person': EXIT.needsPerson,
  budget: EXIT.budget,
};

export function exitCodeOfFault(code: FaultCode): number {
  return BY_FAULT[code];
}
