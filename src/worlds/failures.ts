// Some reads fail, always the same ones in the same world: a role may not do everything, and a service has a bad moment.

import { shareOf } from './random.js';

export interface Failing {
  readonly seed: number;
  /** Of operations that are denied. */
  readonly denied?: number;
  /** Of exact command lines that are throttled. */
  readonly throttled?: number;
  /** Operations that always work: without them nobody could find out anything. */
  readonly spared: readonly string[];
}

export type Failure = 'denied' | 'throttled' | undefined;

const DENIED = 0.1;
const THROTTLED = 0.02;

/** `operation` is the words of the command without its flags; `line` all of it. */
export function failureOf({ denied = DENIED, seed, spared, throttled = THROTTLED }: Failing, operation: string, line: string): Failure {
  if (spared.includes(operation)) return undefined;
  if (shareOf(`denied ${String(seed)} ${operation}`) < denied) return 'denied';
  return shareOf(`throttled ${String(seed)} ${line}`) < throttled ? 'throttled' : undefined;
}
