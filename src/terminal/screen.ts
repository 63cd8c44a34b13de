// The only file that writes to the terminal. Everything else hands it lines of printable text.

import { fstatSync, writeSync } from 'node:fs';
import type { WriteStream } from 'node:tty';
import { errorCode } from '../shared/index.js';
import { isInForeground, moveIn, sendToBackground } from './tenants.js';

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

let begun = 0;

/** The first sign of life of what takes a moment; whatever is written next stands in its place. Only where a person looks at it. */
export function sayBeginning(text: string): void {
  if (!process.stderr.isTTY || !process.stdout.isTTY) return;
  begun = text.length;
  process.stderr.write(text);
}

/** Whether somebody sits here who sees a question and can answer it. */
export function isAttended(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY && process.stderr.isTTY;
}

/** Blanks and no sequence: it may be a terminal that knows none. */
function inPlaceOfBegun(): string {
  const blanks = ' '.repeat(begun);
  begun = 0;
  return blanks === '' ? '' : `\r${blanks}\r`;
}

export function openScreen(): Screen {
  outliveReader(process.stdout);
  outliveReader(process.stderr);
  return {
    input: process.stdin,
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    out: (line) => {
      process.stdout.write(`${inPlaceOfBegun()}${line}\n`);
    },
    err: (line) => {
      process.stderr.write(`${inPlaceOfBegun()}${line}\n`);
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

/** Nothing but a terminal that was closed: whoever hears of it ends the run. */
function unlessGone(work: () => void): void {
  try {
    work();
  } catch (cause) {
    if (errorCode(cause) === undefined) throw cause;
  }
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
  /** Puts this process into the background; what is called once it is back. */
  readonly suspend: (onBack: () => void) => void;
}

const COLUMNS = 80;
const ROWS = 24;
const STANDARD_OUTPUT = 1;
const STANDARD_ERROR = 2;
const PASTES_ON = '\u001b[?2004h';
const PASTES_OFF = '\u001b[?2004l';

/** Undefined where nobody can both see a question and answer it. */
export function openTeletype(isPlain: boolean): Teletype | undefined {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !stderr.isTTY) return undefined;
  let isRaw = false;
  let again: (() => void) | undefined;

  function setMode(raw: boolean): void {
    unlessGone(() => {
      stdin.setRawMode(raw);
    });
  }

  function tellPastes(sequence: string): void {
    unlessGone(() => {
      if (!isPlain) writeSync(STANDARD_ERROR, sequence);
    });
  }

  // A shell with a terminal in raw mode is hard to use; and after a stop it gives the terminal back as it likes it.
  moveIn({
    leave: () => {
      if (!isRaw) return;
      setMode(false);
      tellPastes(PASTES_OFF);
    },
    back: () => {
      if (!isRaw) return;
      setMode(false);
      setMode(true);
      tellPastes(PASTES_ON);
      again?.();
      again = undefined;
    },
  });

  return {
    isPlain,
    write: (text) => {
      stderr.write(text);
    },
    columns: () => stderr.columns || COLUMNS,
    setRaw: (raw) => {
      if (raw === isRaw) return;
      isRaw = raw;
      setMode(raw);
    },
    hear: (onBytes, onGone) => {
      stdin.on('data', onBytes).once('end', onGone).once('close', onGone).once('error', onGone).resume();
      return () => {
        stdin.off('data', onBytes).off('end', onGone).off('close', onGone).off('error', onGone).pause();
      };
    },
    suspend: (onBack) => {
      again = onBack;
      sendToBackground();
    },
  };
}

/** A terminal whose last rows are drawn again and again. */
export interface Pane {
  /** Our own words and sequences only; text from outside has passed `printable`. */
  readonly write: (text: string) => void;
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** Calls them until the function that it returns is called: when the size has changed, before somebody else has the terminal, and after. */
  readonly watch: (on: { readonly resized: () => void; readonly leave: () => void; readonly back: () => void }) => () => void;
}

function windowSize(stream: WriteStream): readonly [number, number] {
  try {
    return stream.getWindowSize();
  } catch (cause) {
    if (errorCode(cause) === undefined) throw cause;
    return [0, 0];
  }
}

/** Undefined where results and progress do not go to one and the same terminal, or somebody else works at it. */
export function openPane(): Pane | undefined {
  const { stderr, stdout } = process;
  if (!isInForeground()) return undefined;
  if (!stdout.isTTY || !stderr.isTTY || fstatSync(STANDARD_OUTPUT).rdev !== fstatSync(STANDARD_ERROR).rdev) return undefined;
  return {
    write: (text) => {
      unlessGone(() => {
        stderr.write(inPlaceOfBegun() + text);
      });
    },
    // Asked anew: what is drawn between a resize and its signal would be drawn for a terminal that is no more.
    size: () => {
      const [columns, rows] = windowSize(stderr);
      return { columns: columns || COLUMNS, rows: rows || ROWS };
    },
    watch: ({ back, leave, resized }) => {
      const moveOut = moveIn({ leave, back });
      stderr.on('resize', resized);
      return () => {
        stderr.off('resize', resized);
        moveOut();
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
