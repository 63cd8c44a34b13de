// The engine in plain JavaScript: for what the SQL engine cannot read, and for machines that have none.

import { SHOWN_CHARACTERS, type Row } from '../read/row.js';
import { isBlank, type NumberStyle, parseExact } from './number.js';
import { firstOf, type Group, keyText, NO_AMOUNT, type Reject, type Scan, type ScanResult, SHOWN_REJECTS, type Sum } from './scan.js';

interface OpenGroup {
  readonly keys: readonly string[];
  readonly day: string;
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
  const groups = groupsOf(scan);
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
      if (wants.every(({ at, values }) => values.has(keys[at] ?? ''))) groups.add(keys, amounts);
    }
    options.onRows?.(batch.length);
  }
  return { groups: ofDearest(groups.all(), scan), rejected, rejects };
}

function shown(row: Row): string {
  return (row.kind === 'broken' ? row.text : row.cells.join(',')).slice(0, SHOWN_CHARACTERS).toWellFormed();
}

interface Groups {
  readonly add: (keys: string[], amounts: readonly bigint[]) => void;
  readonly all: () => readonly Group[];
}

/** A piece of a text keeps the whole of it in memory; this one is kept when the text is long gone. */
function apart(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/** First by everything but the day: what a line is for does not change from day to day. */
function groupsOf({ keys: asked }: Scan): Groups {
  const kinds = new Map<string, { readonly keys: readonly string[]; readonly days: Map<string, OpenGroup> }>();
  const all: OpenGroup[] = [];
  const dayPlace = asked.findIndex(({ name }) => name === 'day');
  return {
    add: (keys, amounts) => {
      const day = keys[dayPlace] ?? '';
      keys[dayPlace] = '';
      const name = keys.join(SEPARATOR);
      let kind = kinds.get(name);
      if (kind === undefined) {
        kind = { keys: keys.map(apart), days: new Map() };
        kinds.set(name, kind);
      }
      const known = kind.days.get(day);
      if (known === undefined) {
        if (all.length >= MOST_GROUPS) throw new RangeError('too many groups');
        const group: OpenGroup = { keys: kind.keys, day: apart(day), sums: [...amounts], rows: 1 };
        kind.days.set(group.day, group);
        all.push(group);
        return;
      }
      known.rows += 1;
      for (const [at, amount] of amounts.entries()) if (amount !== 0n) known.sums[at] = (known.sums[at] ?? 0n) + amount;
    },
    all: () => all,
  };
}

/** The same choice as the SQL engine makes: by all amounts but the quantity, then by name. */
function ofDearest(groups: readonly Group[], { dearest, keys, sums }: Scan): readonly Group[] {
  if (dearest === undefined) return groups;
  const place = keys.findIndex(({ name }) => name === 'resource');
  const weighed = [...sums.entries()].filter(([, { name }]) => name !== 'quantity').map(([at]) => at);
  const days = new Set(dearest.days);
  const costs = new Map<string, bigint>();
  for (const { day, keys: own, sums: amounts } of groups) {
    const resource = own[place] ?? '';
    if (resource === '' || !days.has(day)) continue;
    costs.set(
      resource,
      weighed.reduce((sum, at) => sum + (amounts[at] ?? 0n), costs.get(resource) ?? 0n),
    );
  }
  const sorted = [...costs].sort(([a, x], [b, y]) => (x > y ? -1 : x < y ? 1 : a < b ? -1 : 1)).slice(0, dearest.most);
  const chosen = new Set(sorted.map(([name]) => name));
  return groups.filter(({ keys: own }) => chosen.has(own[place] ?? ''));
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
  if (text === '') return sum.name === 'cost' ? NO_AMOUNT : 0n;
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
