// What the children print is kept for the case that the run fails; the rest is dropped.

import { printableLines } from '../../shared/index.js';
import type { SessionHooks } from '../session-plan.js';

const KEPT_OUTPUT_BYTES = 64 * 1024;

export interface Said {
  readonly hook: SessionHooks['said'];
  readonly lines: () => readonly string[];
}

export function keepSaid(): Said {
  const parts: { readonly child: string; readonly chunk: Uint8Array }[] = [];
  let kept = 0;
  return {
    hook: (child, chunk) => {
      if (kept + chunk.length > KEPT_OUTPUT_BYTES) return;
      kept += chunk.length;
      parts.push({ child, chunk });
    },
    lines: () =>
      parts.flatMap(({ child, chunk }) => printableLines(Buffer.from(chunk).toString('utf8')).map((line) => `${child}: ${line}`)),
  };
}
