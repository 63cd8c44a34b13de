// T-MONEY. A paid read takes its money before it starts: first egress lets models spend so much less, then the booking is on disk, then the command
// may start. Whatever is lost on the way, a message or a process, less is left and never more.

import type { AuditLog } from '../audit/index.js';
import { dollars, err, type MicroUsd, ok, type Result } from '../shared/index.js';
import type { Output } from './run.js';
import type { NotRun } from './runners.js';
import type { Booking, Spending } from './spending.js';

export interface PayDoors {
  readonly armed: { readonly audit: AuditLog };
  readonly spending: Spending;
  /** Has egress let models spend so much less; how much that is, all or nothing. */
  readonly setAside: (microUsd: MicroUsd) => Promise<MicroUsd>;
}

/** The codes of a runner that gave up before anything was asked of the cloud. */
const UNPAID: ReadonlySet<string> = new Set(['not-started', 'no-binary', 'binary-changed', 'other-provider', 'skipped']);

function moneySpent(microUsd: MicroUsd, left: MicroUsd): Result<never, NotRun> {
  const detail = `it costs ${dollars(microUsd)}; ${dollars(Math.max(0, left))} of the budget are not spent, and models have taken it or may`;
  return err({ code: 'money-spent', detail });
}

/** What is free needs no booking. */
export async function pay(booking: Booking, doors: PayDoors): Promise<Result<undefined, NotRun>> {
  const { cost, microUsd, of } = booking;
  const { armed, setAside, spending } = doors;
  if (microUsd === 0) return ok(undefined);
  if (microUsd > spending.remainingMicroUsd) return moneySpent(microUsd, spending.remainingMicroUsd);
  const missing = spending.missing(microUsd);
  if (missing > 0) spending.takeAside(await setAside(missing));
  // While it was asked, more may have become known of what models spent.
  if (spending.missing(microUsd) > 0 || microUsd > spending.remainingMicroUsd) return moneySpent(microUsd, spending.remainingMicroUsd);
  spending.book(booking);
  await armed.audit.append({ event: 'booked', of, cost, microUsd, totalMicroUsd: spending.total.microUsd });
  return ok(undefined);
}

/** What the command came to. T7: one that may have run is paid, whatever became of its answer. */
export function settled(of: number, output: Result<Output, NotRun>, spending: Spending): MicroUsd {
  if (!output.ok && UNPAID.has(output.error.code)) spending.release(of);
  return spending.bookings.find((booking) => booking.of === of)?.microUsd ?? 0;
}
