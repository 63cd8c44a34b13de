// What the questions about the audit log are given: where it is, where answers go, what time it is.

import { Fault } from '../shared/index.js';
import type { Ink, Pour, Screen } from '../terminal/index.js';
import type { FilterFlags } from './filter.js';

export interface AuditFlags extends FilterFlags {
  readonly limit?: string;
  readonly json?: boolean;
  readonly follow?: boolean;
  readonly expect?: readonly string[];
  readonly format?: string;
  readonly output?: string;
}

export interface AuditDoors {
  /** Of the log. */
  readonly directory: string;
  readonly screen: Pick<Screen, 'out' | 'err' | 'columns'>;
  readonly pour: Pour;
  readonly ink: Ink;
  readonly now: () => Date;
  /** Waits for a moment; false when the person wants no more. */
  readonly pause: () => Promise<boolean>;
}

export function limitOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Fault('usage', `--limit takes a number of entries, not \`${text}\``, { fix: 'such as --limit=20' });
}
