// Every way a peer can break the protocol. A violation is never repaired: it ends that child and is recorded.

import { printable } from '../shared/index.js';

export type ViolationCode =
  | 'frame-too-long'
  | 'frame-too-slow'
  | 'not-utf8'
  | 'not-json'
  | 'too-deep'
  | 'repeated-key'
  | 'forbidden-key'
  | 'not-in-schema'
  | 'id-not-increasing'
  | 'not-allowed-now'
  | 'unknown-answer'
  | 'not-in-ledger'
  | 'cut-off';

export interface Violation {
  readonly code: ViolationCode;
  readonly detail: string;
}

/** T-IPC: the detail may quote the peer, so it is bounded and printable before it is logged or sent on in a frame of ours. */
export function violation(code: ViolationCode, detail: string): Violation {
  return { code, detail: printable(detail, 200) };
}
