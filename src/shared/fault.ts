// A fault: the world failed (a file, a process, a setting), not our code and not a refused proposal.
// Caught in main.ts, and once per request. Every fault says what the user can do next.

export type FaultCode = 'usage' | 'config' | 'file' | 'cage' | 'child' | 'audit' | 'protocol' | 'needs-person' | 'budget';

export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: FaultCode;
  readonly fix: string | undefined;

  constructor(code: FaultCode, message: string, options: { readonly fix?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.fix = options.fix;
  }
}
