// `ghosthunter spikes`: what rose in a bill. No key, no model: one caged process reads the bill and is asked. Credentials only where the bill
// is asked for where it lies, and then through the gate and by the executor, as in any run.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adoptOrphans, becomeUndumpable, closeStrayDescriptors } from '../../cage/index.js';
import { LIMITS } from '../../protocol/index.js';
import { EXIT, Fault, printable, printableJson } from '../../shared/index.js';
import { spikesPage } from '../../report/index.js';
import { inkFor, isColoured, type Screen, spikesLines } from '../../terminal/index.js';
import { readConfig } from '../configuration/layers.js';
import { readyStateDirectory, stateDirectoryPath, type Surroundings } from '../state-directory.js';
import { tiersToTry } from '../tiers.js';
import { openCagedBill } from './caged-bill.js';
import { askAlone } from './far/ask-alone.js';
import { type FarFlags, parseSource, questionOf } from './far/source.js';
import { keepInput, type MeantFiles, meantFiles } from './paths.js';
import { reportFile, writeReport } from './report-file.js';

export interface SpikesFlags extends FarFlags {
  readonly json?: boolean;
  readonly top?: string;
  readonly since?: string;
  readonly currency?: string;
  /** Without a path: `spikes.html` where the person stands. */
  readonly html?: string | true;
  readonly force?: boolean;
  readonly fromAthena?: boolean;
  readonly yes?: boolean;
}

const DEFAULT_TOP = 10;
const PROGRESS_AFTER_MS = 1_500;
const STDIN = '-';

function parseTop(text: string | undefined): number {
  if (text === undefined) return DEFAULT_TOP;
  const top = /^[1-9]\d{0,2}$/u.test(text) ? Number(text) : 0;
  if (top < 1 || top > LIMITS.spikes) throw new Fault('usage', `--top takes 1 to ${String(LIMITS.spikes)}`, { fix: 'for example --top=5' });
  return top;
}

function parseSince(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (/^\d{4}-\d{2}-\d{2}$/u.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new Fault('usage', `\`${text}\` is no day`, { fix: 'for example --since=2026-05-01' });
}

function parseCurrency(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (text.length <= 16 && /^[A-Za-z0-9]+$/u.test(text)) return text.toUpperCase();
  throw new Fault('usage', `\`${text}\` is no currency`, { fix: 'for example --currency=EUR' });
}

async function meantBills(
  typed: readonly string[],
  scratch: string,
  screen: Screen,
  askFor: (() => Promise<string>) | undefined,
): Promise<MeantFiles> {
  if (askFor !== undefined) return { files: [await askFor()], notes: [] };
  if (typed.includes(STDIN)) return { files: [await keepInput(screen.input, scratch)], notes: [] };
  return meantFiles(typed, process.cwd());
}

export async function spikesCommand(
  typed: readonly string[],
  flags: SpikesFlags,
  surroundings: Surroundings,
  screen: Screen,
): Promise<number> {
  const question = { top: parseTop(flags.top), since: parseSince(flags.since), currency: parseCurrency(flags.currency) };
  if (flags.fromAthena === true) {
    throw new Fault('usage', 'a query of Athena writes a file with its result, and nothing here may write', {
      fix: 'use --from-cost-explorer, or run the query yourself and give its result: ghosthunter spikes result.csv',
    });
  }
  const far = parseSource(flags, new Date().toISOString().slice(0, 10));
  if (far !== undefined && typed.length > 0) {
    throw new Fault('usage', 'files and a bill that is asked for exclude each other: the same money would count twice', {
      fix: 'leave the files out',
    });
  }
  const report = flags.html === undefined ? undefined : reportFile(flags.html, flags.force === true, process.cwd());
  const { environment } = surroundings;
  const stateDirectory = readyStateDirectory(stateDirectoryPath(surroundings));
  const config = readConfig(surroundings);
  // T-LEAK, T-MEMORY, T-ORPHAN: as for every run.
  closeStrayDescriptors();
  becomeUndumpable();
  adoptOrphans();
  const scratch = mkdtempSync(join(tmpdir(), 'ghosthunter-'));
  const alone = { config, surroundings, stateDirectory, screen, isAgreed: flags.yes === true, folder: scratch };
  try {
    const meant = await meantBills(typed, scratch, screen, far && (() => askAlone(questionOf(far), alone)));
    const { tried } = tiersToTry({ mode: 'paranoid', minimumTier: config.cage.min_tier }, surroundings, process.platform);
    const started = performance.now();
    const bill = await openCagedBill({
      files: meant.files,
      tiers: tried,
      onProgress: ({ at, file, of, share }) => {
        if (performance.now() - started < PROGRESS_AFTER_MS) return;
        screen.err(`reading ${printable(file)} (${String(at)} of ${String(of)}): ${String(Math.round(share * 100))} %`);
      },
    });
    try {
      const answer = await bill.ask({ kind: 'spikes', ...question });
      if (answer.kind === 'bill-fault') throw new Fault('file', answer.detail);
      if (answer.kind !== 'spikes-found') throw new Fault('protocol', `billing answered ${answer.kind}`);
      for (const note of meant.notes) screen.err(`note: ${printable(note)}`);
      if (report !== undefined) {
        writeReport(report, spikesPage(answer));
        screen.err(`report: ${printable(report.path)}`);
      }
      if (flags.json === true) screen.out(printableJson(answer));
      else {
        const isPlain = config.terminal.plain || environment['TERM'] === 'dumb';
        const ink = inkFor(!isPlain && isColoured(screen.columns, environment));
        for (const line of spikesLines(answer, { ink, isPlain })) screen.out(line);
      }
    } finally {
      await bill.close();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return EXIT.ok;
}
