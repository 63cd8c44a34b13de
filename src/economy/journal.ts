// What was sent and what came back, on disk before anything follows from it: a batch that is being sent, then its id, then each answer that was
// paid for. After a kill at any instant what is here says what must not be sent again. Of a question only its digest is kept.
// INVARIANT: a question whose answer is not kept, and that stands in no batch here, was never sent.

import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { syncFolder, writeWhole } from '../files/index.js';
import { parseJson } from '../protocol/index.js';
import { errorCode, Fault } from '../shared/index.js';
import { type Message, parseMessage } from './answers.js';

/** The API keeps results for 29 days; ours are not older. */
const KEPT_MILLISECONDS = 29 * 24 * 60 * 60 * 1_000;
const OTHERS = 0o077;
const HASH = /^[0-9a-f]{64}$/u;
const NAME = /^[0-9a-f]{24}\.json$/u;

const sent = z.strictObject({
  schema_version: z.literal(1),
  /** Null while it is not known whether it arrived. */
  id: z.union([z.string().regex(/^[A-Za-z0-9_-]{1,128}$/), z.null()]),
  /** Milliseconds since 1970, by the clock of this machine. */
  at: z.number(),
  hashes: z.array(z.string().regex(HASH)).min(1),
});
const answer = z.strictObject({ schema_version: z.literal(1), hash: z.string().regex(HASH), message: z.unknown() });

/** A batch that was sent, or was about to be. */
export interface Sent {
  readonly name: string;
  readonly id: string | null;
  readonly at: number;
  readonly hashes: readonly string[];
}

export interface Journal {
  readonly sent: () => readonly Sent[];
  /** On disk when it returns, before the batch is sent. */
  readonly begin: (hashes: readonly string[], at: number) => Sent;
  /** The API has it, under this id. */
  readonly arrived: (batch: Sent, id: string) => Sent;
  /** It never arrived, or each of its answers is kept or lost for good. */
  readonly close: (batch: Sent) => void;
  readonly keep: (hash: string, message: Message) => void;
  readonly answerTo: (hash: string) => Message | undefined;
}

function diskFault(what: string, path: string, cause: unknown): Fault {
  const code = errorCode(cause);
  if (code === undefined) throw cause;
  return new Fault('file', `cannot ${what} ${path}: ${code}`, { cause, fix: 'look at what is there, and at the disk it is on' });
}

/** T-ECONOMY: whoever can write here could answer in the place of the model. */
function ownFolder(path: string): string {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const { mode, uid } = lstatSync(path);
    const isOwn = process.getuid === undefined || uid === process.getuid();
    if (lstatSync(path).isDirectory() && isOwn && (mode & OTHERS) === 0) return path;
  } catch (cause) {
    throw diskFault('make', path, cause);
  }
  throw new Fault('file', `${path} is no directory of yours alone`, { fix: `chmod 700 ${path}, or remove it` });
}

function write(path: string, value: object): void {
  writeWhole(path, `${JSON.stringify(value)}\n`);
}

/** Undefined for what is not there or was not written by this version. */
function readWhole<Value>(path: string, schema: z.ZodType<Value>): Value | undefined {
  try {
    const json = parseJson(readFileSync(path, 'utf8'));
    return json.ok ? schema.safeParse(json.value).data : undefined;
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return undefined;
    throw diskFault('read', path, cause);
  }
}

/** Drafts of a killed process, and answers that nobody asked for again for so long that the API has forgotten them too. */
function sweep(folder: string, before: number): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.endsWith('.unfinished') || lstatSync(path).mtimeMs < before) rmSync(path, { force: true });
  }
}

export function openJournal(folder: string, now: number): Journal {
  ownFolder(folder);
  const batches = ownFolder(join(folder, 'sent'));
  const answers = ownFolder(join(folder, 'answers'));
  for (const each of [batches, answers]) sweep(each, now - KEPT_MILLISECONDS);
  const pathOf = (hash: string): string => join(answers, `${hash}.json`);

  function note({ at, hashes, id, name }: Sent): void {
    write(join(batches, name), { schema_version: 1, id, at, hashes });
  }

  return {
    sent: () =>
      readdirSync(batches)
        .filter((name) => NAME.test(name))
        .flatMap((name) => {
          const found = readWhole(join(batches, name), sent);
          // T-ECONOMY: without it something that was paid for would be sent once more.
          if (!found)
            throw new Fault('file', `${join(batches, name)} is not what this version wrote`, {
              fix: 'remove it: what it says is paid again',
            });
          return [{ name, id: found.id, at: found.at, hashes: found.hashes }];
        }),
    begin: (hashes, at) => {
      const batch = { name: `${randomBytes(12).toString('hex')}.json`, id: null, at, hashes };
      note(batch);
      return batch;
    },
    arrived: (batch, id) => {
      const known = { ...batch, id };
      note(known);
      return known;
    },
    close: ({ name }) => {
      rmSync(join(batches, name), { force: true });
      syncFolder(batches);
    },
    keep: (hash, message) => {
      write(pathOf(hash), { schema_version: 1, hash, message });
    },
    answerTo: (hash) => {
      const found = readWhole(pathOf(hash), answer);
      return found?.hash === hash ? parseMessage(found.message) : undefined;
    },
  };
}
