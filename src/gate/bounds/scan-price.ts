// What BigQuery takes for a scan, on demand: the one place that holds the price. Integers, rounded up: a budget may end too early,
// never too late.

import type { MicroUsd } from '../../shared/index.js';

const MEBIBYTE = 1_048_576;

/** The list price of the on-demand analysis of one tebibyte, and the least that is billed, in most regions. */
export const SCAN_PRICE = {
  asOf: '2026-11-21',
  microUsdPerTebibyte: 6_250_000,
  leastBytesPerTable: 10 * MEBIBYTE,
  roundedUpToBytes: MEBIBYTE,
} as const;

const TEBIBYTE = 1_099_511_627_776n;
const RATE = BigInt(SCAN_PRICE.microUsdPerTebibyte);

/** INVARIANT: `bytes` is a whole number that is not negative. */
export function scanPrice(bytes: number): MicroUsd {
  return Number((BigInt(bytes) * RATE + TEBIBYTE - 1n) / TEBIBYTE);
}

/** As many whole bytes as the money pays for; none for what is no sum of money. */
export function bytesFor(microUsd: MicroUsd): number {
  if (!(microUsd > 0)) return 0;
  const whole = BigInt(Math.floor(Math.min(microUsd, Number.MAX_SAFE_INTEGER)));
  return Number((whole * TEBIBYTE) / RATE);
}

/**
 * The most that can be billed for so many bytes of so many tables: each table is billed its own least, and of their sizes only the sum is
 * known, so all bytes may be of one of them.
 */
export function billedBytes(bytes: number, tables: number): number {
  const { leastBytesPerTable, roundedUpToBytes } = SCAN_PRICE;
  if (bytes === 0 && tables === 0) return 0;
  const rounded = Math.ceil(bytes / roundedUpToBytes) * roundedUpToBytes;
  return Math.max(leastBytesPerTable, rounded) + Math.max(0, tables - 1) * leastBytesPerTable;
}
