// The table that the reports page of the console hands out: a row for each day and SKU, what is taken off in columns of its own, and a
// last line that adds it all up.

import { type Bill, type BillFile, rowsOf } from '../bill/index.js';
import { isoDay } from '../days.js';

const HEADER = [
  'Usage start date',
  'Project name',
  'Project ID',
  'Service description',
  'Service ID',
  'SKU description',
  'SKU ID',
  'Usage amount',
  'Usage unit',
  'List cost ($)',
  'Negotiated savings ($)',
  'Savings programs ($)',
  'Other savings ($)',
  'Unrounded subtotal ($)',
  'Subtotal ($)',
];

interface Sum {
  readonly day: number;
  readonly cells: readonly string[];
  readonly unit: string;
  quantity: number;
  list: number;
  savings: number;
  promotions: number;
}

const cell = (text: string): string => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const exactly = (amount: number): string => amount.toFixed(9).replace(/0{1,7}$/, '');

export function consoleReport(bill: Bill): readonly BillFile[] {
  const sums = new Map<string, Sum>();
  for (const row of rowsOf(bill)) {
    const isUsage = row.kind === 'usage';
    const of = isUsage ? row.line : row.charge;
    const sku = isUsage ? (row.line.sku ?? '') : '';
    const key = `${String(row.day)} ${of.account} ${of.code} ${of.usageType}`;
    const name = isUsage ? row.line.accountName : row.charge.account;
    const cells = [isoDay(bill.firstDay + row.day), name, of.account, of.service, of.code, of.usageType, sku];
    const sum = sums.get(key) ?? {
      day: row.day,
      cells,
      unit: isUsage ? row.line.unit : '',
      quantity: 0,
      list: 0,
      savings: 0,
      promotions: 0,
    };
    if (isUsage) {
      const isPromotion = row.cover?.kind === 'promotion' || row.cover?.kind === 'free-tier';
      sum.quantity += row.quantity;
      sum.list += row.list;
      if (isPromotion) sum.promotions += row.cost - row.list;
      else sum.savings += row.cost - row.list;
    } else sum.list += row.charge.cost;
    sums.set(key, sum);
  }
  const all = [...sums.values()];
  const lines = all.map(({ cells, list, promotions, quantity, savings, unit }) => {
    const net = list + savings + promotions;
    return [
      ...cells,
      exactly(quantity),
      unit,
      list.toFixed(2),
      '0.00',
      savings.toFixed(2),
      promotions.toFixed(2),
      exactly(net),
      net.toFixed(2),
    ];
  });
  const total = all.reduce((sum, { list, promotions, savings }) => sum + list + savings + promotions, 0);
  const last = ['', '', '', '', '', '', '', '', '', '', '', '', 'Total', exactly(total), total.toFixed(2)];
  return [{ name: 'reports.csv', text: `${[HEADER, ...lines, last].map((line) => line.map(cell).join(',')).join('\n')}\n` }];
}
