// Every way a peer can break the protocol. A violation is never repaired: it ends that child and is recorded.

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
  | 'cut-off';

export interface Violation {
  readonly code: ViolationCode;
  readonly detail: string;
}

export function violation(code: ViolationCode, detail: string): Violation {
  return { code, detail };
}
