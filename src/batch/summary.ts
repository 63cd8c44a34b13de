// The portfolio: over all items, which causes, how much money, whose. As data, as Markdown and as a page; all three say the same.

import { amount, dollars, type MicroUsd, printable } from '../shared/index.js';
import type { ItemResult } from './result.js';
import { type Tally, tallyOf } from './tally.js';

/** In billionths, one currency. */
export interface Sum {
  readonly currency: string;
  readonly excess: string;
  readonly projectedMonth: string;
}

export interface Group {
  readonly key: string;
  readonly title: string;
  readonly items: readonly string[];
  readonly money: readonly Sum[];
}

export interface Summary {
  readonly schema_version: 1;
  readonly batch: string;
  readonly tally: Tally;
  readonly spent: { readonly commands: number; readonly microUsd: MicroUsd };
  readonly money: readonly Sum[];
  readonly causes: readonly Group[];
  readonly accounts: readonly Group[];
  readonly items: readonly ItemResult[];
}

function sumsOf(results: readonly ItemResult[]): readonly Sum[] {
  const sums = new Map<string, { excess: bigint; month: bigint }>();
  for (const { money } of results) {
    if (!money) continue;
    const sum = sums.get(money.currency) ?? { excess: 0n, month: 0n };
    sums.set(money.currency, { excess: sum.excess + BigInt(money.excess), month: sum.month + BigInt(money.projectedMonth) });
  }
  return [...sums].map(([currency, { excess, month }]) => ({ currency, excess: String(excess), projectedMonth: String(month) }));
}

const most = ({ money }: Group): bigint => money.reduce((all, { excess }) => all + BigInt(excess), 0n);

function grouped(results: readonly ItemResult[], keyOf: (result: ItemResult) => readonly [key: string, title: string]): readonly Group[] {
  const groups = new Map<string, { readonly title: string; readonly members: ItemResult[] }>();
  for (const result of results) {
    const [key, title] = keyOf(result);
    const group = groups.get(key) ?? { title, members: [] };
    group.members.push(result);
    groups.set(key, group);
  }
  const all = [...groups].map(([key, { members, title }]) => ({
    key,
    title,
    items: members.map(({ name }) => name),
    money: sumsOf(members),
  }));
  return all.sort((one, other) => (most(other) > most(one) ? 1 : most(other) < most(one) ? -1 : other.items.length - one.items.length));
}

/** `results` in the order of the manifest. */
export function summaryOf(batch: string, items: number, results: readonly ItemResult[]): Summary {
  const found = results.filter(({ outcome }) => outcome === 'cause-found');
  const rose = results.filter(({ money }) => money !== null);
  return {
    schema_version: 1,
    batch,
    tally: tallyOf(items, results),
    spent: {
      commands: results.reduce((sum, { spent }) => sum + spent.commands, 0),
      microUsd: results.reduce((sum, { spent }) => sum + spent.microUsd, 0),
    },
    money: sumsOf(rose),
    causes: grouped(found, ({ cause, title }) => [cause ?? title ?? '', title ?? '']),
    accounts: grouped(rose, ({ account }) => [account, account]),
    items: results,
  };
}

export const moneyText = (sums: readonly Sum[]): string => sums.map(({ currency, excess }) => amount(excess, currency)).join(' + ') || '-';
export const monthText = (sums: readonly Sum[]): string =>
  sums.map(({ currency, projectedMonth }) => amount(projectedMonth, currency)).join(' + ') || '-';

export function tallyText({ clean, failed, found, inconclusive, items, left }: Tally): string {
  const parts = [
    `${String(found)} with a cause`,
    `${String(clean)} clean`,
    `${String(inconclusive)} inconclusive`,
    `${String(failed)} failed`,
  ];
  return `${String(items)} items: ${[...parts, ...(left === 0 ? [] : [`${String(left)} left`])].join(', ')}`;
}

/** T-PAGE: names come from bills and manifests; none may be a table cell's end or a link. */
const cell = (text: string): string => printable(text, 300).replace(/[\\|[\]<>`*_]/gu, (character) => `\\${character}`);
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

function table(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [row(heads), `|${heads.map(() => '---').join('|')}|`, ...rows.map(row)];
}

export function itemRow({ account, confidence, error, fix, money, name, outcome, title }: ItemResult): readonly string[] {
  const what = outcome === 'failed' ? `${error ?? ''}${fix === null ? '' : `; fix: ${fix}`}` : (title ?? '');
  return [
    name,
    account,
    outcome,
    what,
    confidence === null ? '-' : `${String(Math.round(100 * confidence))} %`,
    money ? amount(money.excess, money.currency) : '-',
  ];
}
export const ITEM_HEADS = ['Item', 'Account', 'Outcome', 'Cause', 'Confidence', 'More than expected'] as const;

export function summaryMarkdown({ accounts, batch, causes, items, money, spent, tally }: Summary): string {
  const section = (title: string, groups: readonly Group[]): readonly string[] =>
    groups.length === 0
      ? []
      : [
          '',
          `## ${title}`,
          '',
          ...table(
            ['What', 'Items', 'More than expected', 'In 30 days like these'],
            groups.map((group) => [group.title, String(group.items.length), moneyText(group.money), monthText(group.money)]),
          ),
        ];
  return [
    `# ${cell(batch)}`,
    '',
    `${tallyText(tally)}.`,
    '',
    `More than expected: ${moneyText(money)}. Looking into it took ${String(spent.commands)} commands and ${dollars(spent.microUsd)}.`,
    ...section('Causes', causes),
    ...section('Accounts', accounts),
    '',
    '## Items',
    '',
    ...table(ITEM_HEADS, items.map(itemRow)),
    '',
  ].join('\n');
}
