// What the supervisor itself saw a run use, a line at a time, so that a run that goes on knows how long the killed one took. What began and
// what was paid is known better by the audit log, and read there.

import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { syncFolder } from '../../files/index.js';
import { parseJson } from '../../protocol/index.js';
import { errorCode, Fault } from '../../shared/index.js';

export const SPENT_NAME = 'spent';
/** A line for every two seconds of a day is far less. */
export const MOST_SPENT_BYTES = 16 * 1024 ** 2;
const EVERY_MS = 2_000;
const MOST_CANONICAL = 2_000;

const line = z.strictObject({
  /** Milliseconds since the run was armed, in all its processes together. */
  at: z.int().min(0),
  commands: z.int().min(0).optional(),
  microUsd: z.int().min(0).optional(),
  began: z.string().optional(),
});

export interface SpentBefore {
  readonly milliseconds: number;
  /** The executor was ready: something may be in the audit log. */
  readonly wasArmed: boolean;
}

export interface SpentFile {
  readonly armed: () => void;
  readonly began: (canonical: string) => void;
  readonly used: (commands: number, microUsd: number) => void;
  readonly milliseconds: () => number;
  /** What a further process of this run goes on behind; null while nothing has begun that the audit log would know. */
  readonly taken: () => { readonly milliseconds: number } | null;
  readonly close: () => void;
}

export function readSpent(folder: string): SpentBefore {
  let text: string;
  try {
    text = readFileSync(join(folder, SPENT_NAME), 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return { milliseconds: 0, wasArmed: false };
    throw new Fault('file', `cannot read ${join(folder, SPENT_NAME)}`, { cause, fix: 'make it readable for you' });
  }
  return parseSpent(text);
}

export function parseSpent(text: string): SpentBefore {
  const times = text.split('\n').flatMap((one) => {
    // The last line may be cut short.
    const json = parseJson(one);
    const parsed = json.ok ? line.safeParse(json.value) : undefined;
    return parsed?.success === true ? [parsed.data.at] : [];
  });
  return { milliseconds: Math.max(0, ...times.slice(-1)), wasArmed: text !== '' };
}

export function openSpent(folder: string, before: number, wasArmed = false): SpentFile {
  const file = openSync(join(folder, SPENT_NAME), 'a', 0o600);
  let since: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isOpen = true;
  const milliseconds = (): number => before + (since === undefined ? 0 : Math.round(performance.now() - since));

  function write(fields: Omit<z.infer<typeof line>, 'at'>): void {
    if (!isOpen) return;
    try {
      writeSync(file, `${JSON.stringify({ at: milliseconds(), ...fields })}\n`);
    } catch (cause) {
      // Nothing that runs depends on it: the ledger and the audit log fail by themselves, and say so.
      if (errorCode(cause) === undefined) throw cause;
    }
  }

  return {
    milliseconds,
    taken: () => (wasArmed || since !== undefined ? { milliseconds: milliseconds() } : null),
    armed: () => {
      // The second process of this run, with the same clock.
      if (since !== undefined) {
        write({});
        return;
      }
      since = performance.now();
      write({});
      // On disk before anything can begin: without it the run that goes on would not ask the audit log what had.
      fsyncSync(file);
      syncFolder(folder);
      timer = setInterval(() => {
        write({});
      }, EVERY_MS).unref();
    },
    began: (canonical) => {
      write({ began: canonical.slice(0, MOST_CANONICAL).toWellFormed() });
    },
    used: (commands, microUsd) => {
      write({ commands, microUsd });
    },
    close: () => {
      clearInterval(timer);
      // A run that was stopped before it was armed has begun nothing, and the audit log knows nothing of it.
      if (since !== undefined) write({});
      isOpen = false;
      closeSync(file);
    },
  };
}

/** Of a run that does not go on. */
export const NO_SPENT: SpentFile = {
  armed: () => undefined,
  began: () => undefined,
  used: () => undefined,
  milliseconds: () => 0,
  taken: () => null,
  close: () => undefined,
};
