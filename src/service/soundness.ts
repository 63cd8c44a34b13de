// Whether configuration and policies are sound. Runs read them themselves: while they are broken none is started.

import { Fault } from '../shared/index.js';
import type { Log } from './log.js';

const MOST_CHARACTERS = 2_000;

export interface Soundness {
  /** Read anew. What has changed since is logged. */
  readonly isSound: () => boolean;
  /** What is wrong, as far as is known. */
  readonly fault: () => string | null;
  readonly accept: () => void;
  readonly refuse: (fault: Fault) => void;
}

export function openSoundness(readSettings: () => unknown, log: Log): Soundness {
  let known: string | null = null;
  const accept = (): void => {
    known = null;
  };
  const refuse = ({ message }: Fault): void => {
    known = message.slice(0, MOST_CHARACTERS);
  };
  return {
    fault: () => known,
    accept,
    refuse,
    isSound: () => {
      try {
        readSettings();
        if (known !== null) log('notice', 'configuration-sound', {});
        accept();
        return true;
      } catch (cause) {
        if (!(cause instanceof Fault)) throw cause;
        if (known !== cause.message) log('error', 'configuration-invalid', { why: cause.message, fix: cause.fix ?? null });
        refuse(cause);
        return false;
      }
    },
  };
}
