// The only file that writes to the terminal. Everything else hands it lines of printable text.

import { errorCode } from '../shared/index.js';

export interface Screen {
  /** Results: what a pipe should get. */
  readonly out: (line: string) => void;
  /** Progress, warnings, questions: what a person should see. */
  readonly err: (line: string) => void;
  /** Where a person types or pastes. */
  readonly input: NodeJS.ReadStream;
  /** Columns of the terminal that results go to; undefined when they go elsewhere. */
  readonly columns: number | undefined;
}

/** A reader that left (`| head`) or a terminal that was closed is not an error: the rest is simply not written. */
const NOBODY_LISTENS: ReadonlySet<string> = new Set(['EPIPE', 'EIO', 'ENOTCONN']);

function outliveReader(stream: NodeJS.WriteStream): void {
  stream.on('error', (cause: unknown) => {
    if (!NOBODY_LISTENS.has(errorCode(cause) ?? '')) throw cause;
  });
}

export function openScreen(): Screen {
  outliveReader(process.stdout);
  outliveReader(process.stderr);
  return {
    input: process.stdin,
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    out: (line) => {
      process.stdout.write(`${line}\n`);
    },
    err: (line) => {
      process.stderr.write(`${line}\n`);
    },
  };
}

/** For results by the megabyte: waits while the reader is slow; false once nobody reads any more. */
export type Pour = (bytes: Uint8Array) => Promise<boolean>;

/** Beside a screen, which outlives a reader that left. */
export function openPour(): Pour {
  return (bytes) =>
    new Promise((resolve) => {
      process.stdout.write(bytes, (fault) => {
        resolve(fault == null);
      });
    });
}
