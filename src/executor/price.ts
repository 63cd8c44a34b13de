// T7. What a cleared command will cost, known before it starts. A call has the price of its rule; a query is asked, by a dry run of the very
// words that were cleared, and refused when it would read more than its cap or cost more than is left.

import { createHash } from 'node:crypto';
import { billedBytes, type Cleared, type Scan, SCAN_PRICE, scanOf, scanPrice } from '../gate/index.js';
import { dollars, err, type MicroUsd, ok, type Result } from '../shared/index.js';
import type { Armed } from './armed.js';
import type { Digest, RawOutput } from './digest.js';
import { type DryRunAnswer, parseDryRun, parseLimitExceeded } from './dry-run-output.js';
import type { Output } from './run.js';
import type { NotRun, Runner } from './runners.js';
import type { CostClass, Spending } from './spending.js';

export interface Price {
  readonly cost: CostClass;
  readonly microUsd: MicroUsd;
}

export interface PriceDoors {
  readonly armed: Armed;
  readonly spending: Spending;
  readonly run: Runner;
  readonly digest: (raw: RawOutput) => Promise<Digest>;
}

const NARROW = 'narrow it: fewer days of the partition, fewer columns';

function notRun(code: string, detail: string): Result<never, NotRun> {
  return err({ code, detail });
}

function size(bytes: number): string {
  return `${String(bytes)} bytes (${dollars(scanPrice(bytes))})`;
}

/** Null where the engine does not vouch for an upper end: then only the cap does. */
function priceOf({ accuracy, bytes, tables }: DryRunAnswer): MicroUsd | null {
  return accuracy === 'precise' || accuracy === 'upper-bound' ? scanPrice(billedBytes(bytes, tables)) : null;
}

function judged(answer: DryRunAnswer, { capBytes, mostMicroUsd }: Scan, left: MicroUsd): Result<Price, NotRun> {
  const { bytes, tables } = answer;
  const billed = billedBytes(bytes, tables);
  const reads = `the query would read ${String(bytes)} bytes and be billed for ${size(billed)}`;
  // Over both, it is the tighter one that has to be kept to.
  if (scanPrice(billed) > left && mostMicroUsd >= left)
    return notRun('over-budget', `${reads}; ${dollars(Math.max(0, left))} are left; ${NARROW}`);
  if (billed > capBytes) return notRun('over-cap', `${reads}; its cap is ${size(capBytes)}; ${NARROW}`);
  const microUsd = priceOf(answer) ?? mostMicroUsd;
  if (microUsd <= left) return ok({ cost: 'scan', microUsd });
  return notRun(
    'over-budget',
    `${reads} or more, up to its cap of ${size(capBytes)}; ${dollars(Math.max(0, left))} are left; give a smaller --maximum_bytes_billed`,
  );
}

/** bq's own words, redacted as any output is. */
async function failed({ digest }: PriceDoors, scan: Scan, output: Output): Promise<Result<never, NotRun>> {
  const { errors, output: said } = await digest({ ...output, mask: scan.dryRun.mask });
  const words = `${said} ${errors}`.replace(/\s+/g, ' ').trim();
  const billed = parseLimitExceeded(words);
  if (billed !== undefined)
    return notRun('over-cap', `the query would be billed for ${size(billed)}; its cap is ${size(scan.capBytes)}; ${NARROW}`);
  return notRun('dry-run-failed', words === '' ? `the dry run ended with ${String(output.exit)} and said nothing` : words);
}

async function asked(scan: Scan, of: number, doors: PriceDoors): Promise<Result<Price, NotRun>> {
  const { armed, run, spending } = doors;
  if (!spending.countDryRun()) return notRun('dry-runs-spent', 'no dry run is left in this run, and no query runs without one');
  const ran = await run(scan.dryRun);
  if (!ran.ok) return ran;
  const { cutBytes, exit, milliseconds, out } = ran.value;
  const answer = exit === 0 && cutBytes === 0 ? parseDryRun(Buffer.from(out).toString('utf8')) : undefined;
  await armed.audit.append({
    event: 'preflight',
    of,
    canonical: scan.dryRun.canonical,
    exit,
    bytes: answer?.bytes ?? null,
    accuracy: answer?.accuracy ?? 'none',
    tables: answer?.tables ?? 0,
    microUsd: answer ? priceOf(answer) : null,
    outputSha256: createHash('sha256').update(out).digest('hex'),
    outputBytes: out.length,
    milliseconds,
  });
  if (exit !== 0) return failed(doors, scan, ran.value);
  if (answer) return judged(answer, scan, spending.remainingMicroUsd);
  // A simulated cloud that answers no dry run takes no money either.
  if (armed.attest.mode === 'simulated') return ok({ cost: 'scan', microUsd: scanPrice(SCAN_PRICE.leastBytesPerTable) });
  return notRun('dry-run-unreadable', 'the dry run did not say how much the query would read');
}

/** `of` is the number of the audit entry that cleared it. */
export async function priced(cleared: Cleared, of: number, doors: PriceDoors): Promise<Result<Price, NotRun>> {
  const scan = scanOf(cleared);
  if (!scan) return ok({ cost: 'request', microUsd: cleared.cost });
  // Whoever runs a query by hand sees its cap; nobody has measured it, so all of the cap counts.
  if (doors.armed.attest.mode === 'paranoid') return ok({ cost: 'scan', microUsd: scan.mostMicroUsd });
  return asked(scan, of, doors);
}
