// A cleared query as its dry run: what it would read, for nothing. The second and last maker of `Cleared`: it takes a sealed value, adds
// one word and asks for an answer that can be read, and nothing else about the line can change here.

import { SCAN_PRICE, scanPrice } from './bounds/scan-price.js';
import { Cleared } from './cleared.js';
import { flagNamed } from './given.js';
import { canonicalText } from './render.js';
import type { MicroUsd } from '../shared/index.js';

const CAP = '--maximum_bytes_billed=';

export interface Scan {
  /** The same query, sealed, with `--dry_run`. */
  readonly dryRun: Cleared;
  /** The most bytes that the query lets itself be billed. */
  readonly capBytes: number;
  /** The most that the query can cost. */
  readonly mostMicroUsd: MicroUsd;
}

/** bq prints a dry run as `--format` says; only JSON says how sure the number is and how many tables it is about. */
function asked(word: string): string {
  return word.startsWith('--format=') ? '--format=json' : word;
}

/** What is no cap bounds nothing. */
function capOf(word: string): number {
  return word.startsWith(CAP) ? Number(word.slice(CAP.length)) : Number.MAX_SAFE_INTEGER;
}

/**
 * What there is to know before a query runs; undefined for what is not billed by the byte, or is a dry run itself.
 * INVARIANT: the flags of `bq query` are one word each, and behind them stands the SQL alone.
 */
export function scanOf(cleared: Cleared): Scan | undefined {
  const { argv, binary, command, mask, path } = cleared;
  if (command.rule.bound !== 'sql' || flagNamed(command, '--dry_run')) return undefined;
  const words = argv.slice(0, 1 + path.length);
  const flags = argv.slice(1 + path.length, -1);
  const dry = [...words, '--dry_run', ...flags.map(asked), ...argv.slice(-1)];
  const dryRun = Cleared.seal({ binary, path, argv: dry, canonical: canonicalText(dry), added: ['--dry_run'], cost: 0, mask, command });
  const capBytes = Math.min(...flags.map(capOf));
  // However small the cap: what is billed at all is billed as the least of one table.
  return { dryRun, capBytes, mostMicroUsd: scanPrice(Math.max(capBytes, SCAN_PRICE.leastBytesPerTable)) };
}
