// Pages of a far bill that were paid for within the hour. What a page says lies in the executor's raw store, and that it was paid the audit
// log says; here is only where to look, written down before it is asked for, so that a kill at any instant loses no page that was answered.
// A page is found again by its line and by who asked: another account's bill is another bill.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import * as z from 'zod';
import { entryIn, isThereALog, type LogEntry, readEntriesBack } from '../../../audit/index.js';
import { writeWhole } from '../../../files/index.js';
import { errorCode } from '../../../shared/index.js';
import { credentialVariables } from '../../credentials.js';
import type { Surroundings } from '../../state-directory.js';
import type { FarQuestion } from './question.js';

export interface PaidPage {
  readonly printed: string;
  readonly minutes: number;
}

export interface PaidPages {
  readonly find: (line: string) => PaidPage | undefined;
  /** A process of this run is about to propose these lines, in this order, and no others. */
  readonly begin: (lines: readonly string[], run: string) => void;
  /** What was asked with the help of these failed: the next time begins anew. */
  readonly forget: (lines: readonly string[]) => void;
}

const FOLDER = 'far';
const FRESH_MS = 3_600_000;
/** A page about to be asked for: by which run, behind which entry of the audit log, as which of its lines. */
const page = z.strictObject({
  run: z.string().regex(/^[0-9]{8}-[0-9]{4}-[0-9a-f]{6}$/u),
  after: z.int().min(0),
  nth: z.int().min(0),
  at: z.number(),
});
type Asked = z.infer<typeof page>;
/** What changes by the hour says nothing about whose bill it is. */
const SECRET = /(?:SECRET_ACCESS_KEY|SESSION_TOKEN|ACCESS_TOKEN)$/u;
const DIGEST = /^[0-9a-f]{64}$/u;

export interface PaidPagesDoors {
  readonly stateDirectory: string;
  readonly surroundings: Pick<Surroundings, 'environment' | 'home'>;
  readonly provider: FarQuestion['provider'];
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

type Variables = Readonly<Record<string, string>>;

/** Files that say who asks; none of them is read. */
function filesOf(provider: FarQuestion['provider'], variables: Variables, home: string): readonly string[] {
  const named = Object.values(variables).filter(isAbsolute);
  if (provider === 'aws') return [...named, join(home, '.aws/credentials'), join(home, '.aws/config')];
  const gcloud = variables['CLOUDSDK_CONFIG'] ?? join(home, '.config/gcloud');
  const configuration = variables['CLOUDSDK_ACTIVE_CONFIG_NAME'] ?? 'default';
  const own = ['credentials.db', 'application_default_credentials.json', 'active_config', `configurations/config_${configuration}`];
  return [...named, ...own.map((name) => join(gcloud, name))];
}

function asker({ provider, surroundings: { environment, home } }: PaidPagesDoors): string {
  const variables = credentialVariables(environment, provider);
  const told = Object.entries(variables).filter(([name]) => !SECRET.test(name));
  // One that was written anew may be another account's. A folder changes with every token that a program keeps there.
  const files = filesOf(provider, variables, home).map((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    return [path, found?.isFile() === true ? found.mtimeMs : 0];
  });
  return JSON.stringify([provider, told.sort(), files]);
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Entries of a run behind a place of the log, in order; undefined where one of the log was changed. */
function entriesOf(stateDirectory: string, { after, run }: Asked): readonly LogEntry[] | undefined {
  const found: LogEntry[] = [];
  if (!isThereALog(stateDirectory)) return found;
  for (const { bytes } of readEntriesBack(stateDirectory)) {
    const entry = entryIn(bytes);
    if (entry === undefined) return undefined;
    if (entry.seq <= after) break;
    if (entry.run === run) found.push(entry);
  }
  return found.reverse();
}

interface Printed {
  readonly outputSha256: string;
  readonly time: string;
}

/** What the log says of this line: it ran to its end, and nothing of what it printed was cut. */
function printedBy(line: string, { nth }: Asked, entries: readonly LogEntry[]): Printed | undefined {
  const begin = entries.findIndex(({ event }) => event === 'start');
  const next = entries.findIndex(({ event }, at) => at > begin && event === 'start');
  // Lines of a later process are others.
  const ours = entries.slice(begin + 1, next === -1 ? entries.length : next);
  const proposed = ours.filter(({ event }) => event === 'cleared' || event === 'refused')[nth];
  const proposal = z.object({ sha256: z.union([z.string(), z.null()]) }).safeParse(proposed?.fields['proposal']);
  // T-AUDIT: a line that held what looks like a secret has no digest there; then its place alone says which it was.
  const isIt = proposal.success && (proposal.data.sha256 === null || proposal.data.sha256 === digestOf(line));
  if (proposed?.event !== 'cleared' || !isIt) return undefined;
  const ran = ours.find(({ event, fields }) => event === 'ran' && fields['of'] === proposed.seq);
  const { cutBytes, exit, outputSha256 } = ran?.fields ?? {};
  if (ran === undefined || exit !== 0 || cutBytes !== 0 || typeof outputSha256 !== 'string' || !DIGEST.test(outputSha256)) return undefined;
  return { outputSha256, time: ran.time };
}

export function openPaidPages(doors: PaidPagesDoors): PaidPages {
  const { now, stateDirectory } = doors;
  const folder = join(stateDirectory, FOLDER);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) if (!isFresh(statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs)) drop(name);
  const who = asker(doors);
  const walked = new Map<string, readonly LogEntry[]>();

  function isFresh(at: number | undefined): boolean {
    return at !== undefined && at <= now() + 1_000 && now() - at < FRESH_MS;
  }
  function drop(name: string): void {
    rmSync(join(folder, name), { force: true });
  }
  /** The days are in the line. */
  function nameOf(line: string): string {
    return digestOf(JSON.stringify([line, who]));
  }
  function lastSeq(): number {
    if (!isThereALog(stateDirectory)) return 0;
    for (const { bytes } of readEntriesBack(stateDirectory)) return entryIn(bytes)?.seq ?? 0;
    return 0;
  }
  function entriesFor(asked: Asked): readonly LogEntry[] {
    const key = `${asked.run} ${String(asked.after)}`;
    const entries = walked.get(key) ?? entriesOf(stateDirectory, asked) ?? [];
    walked.set(key, entries);
    return entries;
  }
  return {
    find: (line) => {
      const asked = page.safeParse(parsed(readIfThere(join(folder, nameOf(line)))));
      if (!asked.success || !isFresh(asked.data.at)) return undefined;
      const found = printedBy(line, asked.data, entriesFor(asked.data));
      const printed = found && readIfThere(join(stateDirectory, 'raw', found.outputSha256));
      // T-FILES: what was changed since is not what was paid for.
      if (found === undefined || printed === undefined || digestOf(printed) !== found.outputSha256) return undefined;
      return { printed, minutes: Math.floor(Math.max(0, now() - Date.parse(found.time)) / 60_000) };
    },
    begin: (lines, run) => {
      walked.clear();
      const after = lastSeq();
      for (const [nth, line] of lines.entries())
        writeWhole(join(folder, nameOf(line)), JSON.stringify({ run, after, nth, at: now() } satisfies Asked));
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
