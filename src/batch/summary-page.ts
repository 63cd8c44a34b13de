// The portfolio as a page of the same kind as every report: one file, no script, nothing fetched, and rules that forbid both.

import { type Markup, markup, NOTHING, page } from '../report/index.js';
import { dollars } from '../shared/index.js';
import { type Group, ITEM_HEADS, itemRow, moneyText, monthText, type Summary, tallyText } from './summary.js';

const NUMBERS: ReadonlySet<string> = new Set(['Items', 'Confidence', 'More than expected', 'In 30 days like these']);

function table(heads: readonly string[], rows: readonly (readonly string[])[]): Markup {
  const kind = (at: number): string => (NUMBERS.has(heads[at] ?? '') ? 'number' : '');
  return markup`<table><thead><tr>${heads.map((head, at) => markup`<th scope="col" class="${kind(at)}">${head}</th>`)}</tr></thead><tbody>${rows.map((row) => markup`<tr>${row.map((cell, at) => markup`<td class="${kind(at)}">${cell}</td>`)}</tr>`)}</tbody></table>`;
}

function section(title: string, groups: readonly Group[]): Markup {
  if (groups.length === 0) return NOTHING;
  const rows = groups.map((group) => [group.title, String(group.items.length), moneyText(group.money), monthText(group.money)]);
  return markup`<h2>${title}</h2>${table(['What', 'Items', 'More than expected', 'In 30 days like these'], rows)}`;
}

export function summaryPage(summary: Summary): string {
  const { accounts, batch, causes, items, money, spent, tally } = summary;
  return page(batch, [
    markup`<h1>${batch}</h1><p class="sum">${tallyText(tally)}.</p><p>More than expected: <strong>${moneyText(money)}</strong>. Looking into it took ${spent.commands} commands and ${dollars(spent.microUsd)}.</p>`,
    section('Causes', causes),
    section('Accounts', accounts),
    markup`<h2>Items</h2>${table(ITEM_HEADS, items.map(itemRow))}`,
  ]);
}
