// A terminal without one: what is written to it, and somebody who types.

import type { Teletype } from '../../src/terminal/screen.js';

export interface FakeTeletype extends Teletype {
  readonly written: () => string;
  /** What was written until now was looked at. */
  readonly forget: () => void;
  readonly isRaw: () => boolean;
  readonly isHeard: () => boolean;
  /** Each text at once, and a moment between them. */
  readonly type: (...texts: readonly string[]) => Promise<void>;
  /** Waits until this was written since the last time it was waited for. */
  readonly shows: (text: string) => Promise<void>;
  readonly hangUp: () => void;
}

const MOST_MS = 5_000;

export const moment = (milliseconds: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, milliseconds));

export function fakeTeletype(isPlain = false): FakeTeletype {
  let written = '';
  let seen = 0;
  let raw = false;
  let hear: ((bytes: Uint8Array) => void) | undefined;
  let gone: (() => void) | undefined;
  return {
    isPlain,
    write: (text) => {
      written += text;
    },
    columns: () => 80,
    setRaw: (isRaw) => {
      raw = isRaw;
    },
    hear: (onBytes, onGone) => {
      hear = onBytes;
      gone = onGone;
      return () => {
        hear = undefined;
      };
    },
    suspend: () => undefined,
    written: () => written,
    forget: () => {
      written = '';
      seen = 0;
    },
    isRaw: () => raw,
    isHeard: () => hear !== undefined,
    type: async (...texts) => {
      for (const text of texts) {
        hear?.(Buffer.from(text, 'utf8'));
        await moment(60);
      }
    },
    shows: async (text) => {
      const until = performance.now() + MOST_MS;
      while (!written.slice(seen).includes(text)) {
        if (performance.now() > until) throw new Error(`never shown: ${text}; but ${JSON.stringify(written.slice(seen))}`);
        await moment(10);
      }
      seen = written.indexOf(text, seen) + text.length;
    },
    hangUp: () => gone?.(),
  };
}
