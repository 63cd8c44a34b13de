// What a thread does: a block of lines in, the bytes of their answers out. The policies are opened once for each thread.

import { Fault, type FaultCode } from '../shared/index.js';
import { type Block, judgeLines } from './judge-lines.js';
import { type BulkJudging, type JudgingPlan, openJudging } from './judging.js';

export interface Task {
  readonly plan: JudgingPlan;
  readonly block: Block;
}

/** A fault loses its class on the way out of a thread, so it goes as data. */
export type Done =
  | { readonly kind: 'answers'; readonly bytes: Uint8Array }
  | { readonly kind: 'fault'; readonly code: FaultCode; readonly message: string; readonly fix: string | undefined };

/** INVARIANT: all tasks of a thread have the same plan. */
let judging: BulkJudging | undefined;

export function judgeBlock({ plan, block }: Task): Done {
  try {
    judging ??= openJudging(plan);
    return { kind: 'answers', bytes: judgeLines(block, judging) };
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    const { code, message, fix } = cause;
    return { kind: 'fault', code, message, fix };
  }
}
