// The only file that writes to the terminal. Everything else hands it lines of printable text.

import { writeSync } from 'node:fs';
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

/** A terminal that a person sits at: questions go to it, and keys come from it one by one. */
export interface Teletype {
  /** Our own words and sequences only; text from outside has passed `printable`. */
  readonly write: (text: string) => void;
  readonly columns: () => number;
  /** It can show text and nothing else, or is read aloud: no sequences. */
  readonly isPlain: boolean;
  readonly setRaw: (isRaw: boolean) => void;
  /** Hands on what is typed until the function that it returns is called. */
  readonly hear: (onBytes: (bytes: Uint8Array) => void, onGone: () => void) => () => void;
}

const COLUMNS = 80;
const STANDARD_ERROR = 2;
/** Pastes without brackets again. */
const AS_IT_WAS = '\u001b[?2004l';

/** Undefined where nobody can both see a question and answer it. */
export function openTeletype(isPlain: boolean): Teletype | undefined {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !stderr.isTTY) return undefined;
  let isRaw = false;

  function setMode(raw: boolean): void {
    try {
      stdin.setRawMode(raw);
    } catch (cause) {
      // The terminal was closed; whoever hears of it ends the run.
      if (errorCode(cause) === undefined) throw cause;
    }
  }

  // However this process ends, short of being killed outright: a shell with a terminal in raw mode is hard to use.
  process.once('exit', () => {
    if (!isRaw) return;
    setMode(false);
    try {
      if (!isPlain) writeSync(STANDARD_ERROR, AS_IT_WAS);
    } catch (cause) {
      if (errorCode(cause) === undefined) throw cause;
    }
  });
  // The shell gave the terminal back as it likes it.
  process.on('SIGCONT', () => {
    if (!isRaw) return;
    setMode(false);
    setMode(true);
  });

  return {
    isPlain,
    write: (text) => {
      stderr.write(text);
    },
    columns: () => stderr.columns || COLUMNS,
    setRaw: (raw) => {
      isRaw = raw;
      setMode(raw);
    },
    hear: (onBytes, onGone) => {
      stdin.on('data', onBytes).once('end', onGone).once('close', onGone).once('error', onGone).resume();
      return () => {
        stdin.off('data', onBytes).off('end', onGone).off('close', onGone).off('error', onGone).pause();
      };
    },
  };
}

/** One line at the bottom of a terminal that says how far something is; it is written over again and again. */
export interface StatusLine {
  readonly columns: () => number;
  /** Our own words only. */
  readonly show: (text: string) => void;
  /** Before anything else is written. */
  readonly clear: () => void;
}

const TO_ITS_BEGINNING = '\r\u001b[K';

/** Undefined where nobody sees it, or it could not be written over. */
export function openStatusLine(isPlain: boolean): StatusLine | undefined {
  const { stderr } = process;
  if (!stderr.isTTY || isPlain) return undefined;
  return {
    columns: () => stderr.columns || COLUMNS,
    show: (text) => {
      stderr.write(`${TO_ITS_BEGINNING}${text}`);
    },
    clear: () => {
      stderr.write(TO_ITS_BEGINNING);
    },
  };
}
