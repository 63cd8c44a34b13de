// The engine in plain JavaScript: for what the SQL engine cannot read, and for machines that have none.

import { SHOWN_CHARACTERS, type Row } from '../read/row.js';
import { isBlank, type NumberStyle, parseExact } from './number.js';
import { firstOf, type Group, keyText, type Reject, type Scan, type ScanResult, SHOWN_REJECTS, type Sum } from './scan.js';

interface OpenGroup {
  readonly keys: readonly string[];
  readonly sums: bigint[];
  rows: number;
}

/** T-FLOOD: more groups than this are no bill that a person could read. */
const MOST_GROUPS = 3_000_000;
const SEPARATOR = '\u001f';

export interface PlainOptions {
  readonly style: NumberStyle;
  readonly onRows?: (rows: number) => void;
}

export async function scanPlainly(batches: AsyncIterable<readonly Row[]>, scan: Scan, options: PlainOptions): Promise<ScanResult> {
  const groups = new Map<string, OpenGroup>();
  const rejects: Reject[] = [];
  const wants = Object.entries(scan.where ?? {}).map(([name, values]) => ({
    at: scan.keys.findIndex((key) => key.name === name),
    values: new Set(values),
  }));
  let rejected = 0;
  for await (const batch of batches) {
    for (const row of batch) {
      const amounts = row.kind === 'broken' ? row.reason : amountsOf(row.cells, scan, options.style);
      if (typeof amounts === 'string') {
        rejected += 1;
        if (rejects.length < SHOWN_REJECTS) rejects.push({ line: row.line, reason: amounts, text: shown(row) });
        continue;
      }
      if (row.kind !== 'cells') continue;
      const keys = scan.keys.map((key) => keyText(key, row.cells));
      if (wants.every(({ at, values }) => values.has(keys[at] ?? ''))) add(groups, keys, amounts);
    }
    options.onRows?.(batch.length);
  }
  return { groups: [...groups.values()] satisfies readonly Group[], rejected, rejects };
}

function shown(row: Row): string {
  return (row.kind === 'broken' ? row.text : row.cells.join(',')).slice(0, SHOWN_CHARACTERS).toWellFormed();
}

function add(groups: Map<string, OpenGroup>, keys: readonly string[], amounts: readonly bigint[]): void {
  const name = keys.join(SEPARATOR);
  const known = groups.get(name);
  if (known === undefined) {
    if (groups.size >= MOST_GROUPS) throw new RangeError('too many groups');
    groups.set(name, { keys, sums: [...amounts], rows: 1 });
    return;
  }
  known.rows += 1;
  for (const [at, amount] of amounts.entries()) if (amount !== 0n) known.sums[at] = (known.sums[at] ?? 0n) + amount;
}

/** The amounts of one row, or why it has none. */
function amountsOf(cells: readonly string[], { sums }: Scan, style: NumberStyle): readonly bigint[] | string {
  const amounts: bigint[] = [];
  for (const sum of sums) {
    const amount = amountOf(sum, cells, style);
    if (typeof amount === 'string') return amount;
    amounts.push(amount);
  }
  return amounts;
}

function amountOf(sum: Sum, cells: readonly string[], style: NumberStyle): bigint | string {
  const text = firstOf(sum.columns, cells);
  if (text === '') return sum.name === 'cost' ? 'no amount' : 0n;
  const amount = sum.credits === undefined ? parseExact(text, style) : creditsOf(text, sum.credits);
  // How much was used is good to know; what it cost is the bill.
  if (amount === undefined) return sum.name === 'quantity' ? 0n : `\`${text.slice(0, 60)}\` is not an amount`;
  return amount;
}

/** Credits stand in one cell as JSON; a cell that holds a plain number has added them up already. */
export function creditsOf(text: string, { isOneOf, types }: NonNullable<Sum['credits']>): bigint | undefined {
  if (!text.trimStart().startsWith('[')) return isOneOf ? 0n : parseExact(text);
  let listed: unknown;
  try {
    listed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(listed)) return undefined;
  let total = 0n;
  // CAST: a list that was parsed; its members are looked at one by one.
  for (const credit of listed as readonly unknown[]) {
    if (typeof credit !== 'object' || credit === null) return undefined;
    const type = 'type' in credit && typeof credit.type === 'string' ? credit.type.toUpperCase() : '';
    if (types.includes(type) !== isOneOf) continue;
    const raw: unknown = 'amount' in credit ? credit.amount : undefined;
    const amount = typeof raw === 'number' || typeof raw === 'string' ? parseExact(String(raw)) : undefined;
    if (amount === undefined || isBlank(String(raw))) return undefined;
    total += amount;
  }
  return total;
}
