// Cost Explorer's own table, as its console saves it: a row of totals, a column of totals, names with `($)` behind them.

import { isoDay } from '../days.js';
import { type Bill, type BillFile, decimal, money, rowsOf } from './bill.js';
import { csv, type Rec } from './csv.js';

export function explorerTable(bill: Bill): readonly BillFile[] {
  const sums = new Map<string, number>();
  const names = new Set<string>();
  for (const row of rowsOf(bill)) {
    if (row.kind === 'once' && row.charge.kind === 'purchase') continue;
    const name = row.kind === 'once' ? row.charge.service : row.line.service;
    const key = `${String(row.day)} ${name}`;
    names.add(name);
    sums.set(key, money((sums.get(key) ?? 0) + (row.kind === 'once' ? row.charge.cost : row.cost)));
  }
  const sorted = [...names].toSorted();
  const days = Array.from({ length: bill.days }, (_, day) => day);
  const at = (day: number, name: string): number => sums.get(`${String(day)} ${name}`) ?? 0;
  const label = (name: string): string => `${name}($)`;
  const row = (title: string, cell: (name: string) => number): Rec => ({
    Service: title,
    ...Object.fromEntries(sorted.map((name) => [label(name), decimal(cell(name))])),
    'Total costs($)': decimal(sorted.reduce((sum, name) => sum + cell(name), 0)),
  });
  const total = row('Service total', (name) => days.reduce((sum, day) => sum + at(day, name), 0));
  const records = [total, ...days.map((day) => row(isoDay(bill.firstDay + day), (name) => at(day, name)))];
  return [
    {
      name: 'costs.csv',
      text: csv(
        ['Service', ...sorted.map(label), 'Total costs($)'],
        records.map((record) => [record]),
      ),
    },
  ];
}
