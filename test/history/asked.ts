// A log to ask about, and what the questions about it answer, without a process.

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { type AuditEvent, AuditLog, proposalOf } from '../../src/audit/index.js';
import type { AuditDoors, AuditFlags } from '../../src/history/doors.js';
import { inkFor } from '../../src/terminal/index.js';

export const NOW = new Date('2026-11-21T12:00:00.000Z');

export function folder(t: Test): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-history-')));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

const asItIs = (text: string): string => text;

export const cleared = (line: string): AuditEvent => ({
  event: 'cleared',
  proposal: proposalOf(line, asItIs),
  canonical: `${line} --quiet`,
  added: ['--quiet'],
  microUsd: 5_000,
});
export const ran = (of: number): AuditEvent => ({
  event: 'ran',
  of,
  canonical: 'gcloud projects list --quiet',
  exit: 0,
  outputSha256: 'a'.repeat(64),
  outputBytes: 1_234,
  cutBytes: 0,
  milliseconds: 68,
  microUsd: 0,
});
export const notRun = (of: number): AuditEvent => ({
  event: 'not-run',
  of,
  code: 'commands-spent',
  detail: 'the budget is spent',
  microUsd: 0,
});
export const refused = (line: string, layer: number): AuditEvent => ({
  event: 'refused',
  proposal: proposalOf(line, asItIs),
  layer,
  layerName: 'subcommand',
  code: 'unknown-subcommand',
  part: 'delete',
});
export const started: AuditEvent = { event: 'start', mode: 'simulated', provider: 'gcp', tier: 'bwrap', detail: '' };
export const stopped: AuditEvent = { event: 'stop', commands: 1, microUsd: 5_000, detail: '' };

export interface Written {
  readonly run: string;
  /** Hours before NOW. */
  readonly ago: number;
  readonly events: readonly AuditEvent[];
}

export async function write(directory: string, runs: readonly Written[], fileBytes = 1_000_000): Promise<void> {
  for (const { run, ago, events } of runs) {
    const log = await AuditLog.open(directory, { run, now: () => new Date(NOW.getTime() - ago * 3_600_000), fileBytes });
    for (const event of events) await log.append(event);
    log.close();
  }
}

/** Entries 1 to 12: a run of ten days ago, one of yesterday, one of now. */
export const THREE_RUNS: readonly Written[] = [
  { run: 'run-old', ago: 240, events: [started, refused('gcloud projects delete acme', 3), stopped] },
  {
    run: 'run-mid',
    ago: 24,
    events: [started, cleared('gcloud projects list'), ran(5), cleared('gcloud services list'), notRun(7), stopped],
  },
  { run: 'run-new', ago: 0, events: [started, refused('aws s3 ls; rm -rf /', 1), refused('aws s3 mb s3://x', 3)] },
];

export interface Answered {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

export interface Ways {
  readonly columns?: number;
  readonly coloured?: boolean;
  readonly pause?: () => Promise<boolean>;
  /** Reads no more after so many pieces. */
  readonly pieces?: number;
}

export async function ask(
  question: (flags: AuditFlags, doors: AuditDoors) => Promise<number>,
  directory: string,
  flags: AuditFlags = {},
  { columns, coloured = false, pause = () => Promise.resolve(false), pieces = Number.POSITIVE_INFINITY }: Ways = {},
): Promise<Answered> {
  let out = '';
  let err = '';
  let left = pieces;
  const code = await question(flags, {
    directory,
    screen: {
      columns,
      out: (line) => {
        out += `${line}\n`;
      },
      err: (line) => {
        err += `${line}\n`;
      },
    },
    pour: (bytes) => {
      left -= 1;
      if (left >= 0) out += Buffer.from(bytes).toString('utf8');
      return Promise.resolve(left > 0);
    },
    ink: inkFor(coloured),
    now: () => NOW,
    pause,
  });
  return { out, err, code };
}

/** Numbers of the entries that were answered as JSON. */
export const numbersIn = ({ out }: Answered): readonly number[] =>
  out
    .split('\n')
    .slice(0, -1)
    // CAST: entries of the log above.
    .map((line) => (JSON.parse(line) as { readonly seq: number }).seq);
