// Why a call was not let through. A closed list: the audit log and the tests name the same codes.

export type DenialCode =
  | 'method'
  | 'path'
  | 'no-key'
  | 'body-too-long'
  | 'body-not-json'
  | 'body-not-allowed'
  | 'model'
  | 'max-tokens'
  | 'calls-spent'
  | 'tokens-spent'
  | 'money-spent'
  | 'address'
  | 'redirect'
  | 'answer-status';

export interface Denial {
  readonly code: DenialCode;
  /** Shown to the orchestrator: what to do instead, and nothing about the network. */
  readonly message: string;
  /** For the audit log only. */
  readonly detail: string;
}

export function denial(code: DenialCode, message: string, detail = message): Denial {
  return { code, message, detail };
}
