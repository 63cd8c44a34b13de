// Pages of a far bill that were paid for within the hour. What a page says lies in the executor's raw store; here is only which one it is.
// A page is found again by its line, the day and who asked: another account's bill is another bill.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { errorCode } from '../../../shared/index.js';
import { credentialPlaces, credentialVariables } from '../../credentials.js';
import type { Surroundings } from '../../state-directory.js';
import type { FarQuestion } from './question.js';

export interface PaidPage {
  readonly printed: string;
  readonly minutes: number;
}

export interface PaidPages {
  readonly find: (line: string) => PaidPage | undefined;
  readonly keep: (line: string, outputSha256: string) => void;
  /** What was asked with the help of these failed: the next time begins anew. */
  readonly forget: (lines: readonly string[]) => void;
}

const FOLDER = 'far';
const FRESH_MS = 3_600_000;
const page = z.strictObject({ outputSha256: z.string().regex(/^[0-9a-f]{64}$/u), at: z.number() });
/** What changes by the hour says nothing about whose bill it is. */
const SECRET = /(?:SECRET_ACCESS_KEY|SESSION_TOKEN|ACCESS_TOKEN)$/u;

export interface PaidPagesDoors {
  readonly stateDirectory: string;
  readonly surroundings: Pick<Surroundings, 'environment' | 'home'>;
  readonly provider: FarQuestion['provider'];
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

function asker({ provider, surroundings: { environment, home } }: PaidPagesDoors): string {
  const variables = Object.entries(credentialVariables(environment, provider)).filter(([name]) => !SECRET.test(name));
  // A file of credentials that was written anew may be another account's.
  const places = credentialPlaces(environment, home, provider).map((path) => [
    path,
    statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0,
  ]);
  return JSON.stringify([provider, variables.sort(), places]);
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export function openPaidPages(doors: PaidPagesDoors): PaidPages {
  const { now, stateDirectory } = doors;
  const folder = join(stateDirectory, FOLDER);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) if (!isFresh(statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs)) drop(name);
  const who = asker(doors);

  function isFresh(at: number | undefined): boolean {
    return at !== undefined && at <= now() + 1_000 && now() - at < FRESH_MS;
  }
  function drop(name: string): void {
    rmSync(join(folder, name), { force: true });
  }
  function nameOf(line: string): string {
    return digestOf(JSON.stringify([line, new Date(now()).toISOString().slice(0, 10), who]));
  }
  return {
    find: (line) => {
      const text = readIfThere(join(folder, nameOf(line)));
      const found = page.safeParse(parsed(text));
      if (!found.success || !isFresh(found.data.at)) return undefined;
      const { at, outputSha256 } = found.data;
      const printed = readIfThere(join(stateDirectory, 'raw', outputSha256));
      // T-FILES: what was changed since is not what was paid for.
      if (printed === undefined || digestOf(printed) !== outputSha256) return undefined;
      return { printed, minutes: Math.floor(Math.max(0, now() - at) / 60_000) };
    },
    keep: (line, outputSha256) => {
      const name = nameOf(line);
      const fresh = join(folder, `.${name}.${String(process.pid)}`);
      writeFileSync(fresh, JSON.stringify({ outputSha256, at: now() }), { flag: 'wx', mode: 0o600 });
      renameSync(fresh, join(folder, name));
    },
    forget: (lines) => {
      for (const line of lines) drop(nameOf(line));
    },
  };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return undefined;
    throw cause;
  }
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
