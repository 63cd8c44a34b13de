// Records into CSV text, clean or as dirty as the world writes it.

import type { Dirt } from './rows.js';

export type Rec = Readonly<Record<string, string>>;

const NUMBER = /^-?[0-9]+\.[0-9]+$/u;

/** Thousands in points, the fraction behind a comma. */
function german(value: string): string {
  if (!NUMBER.test(value)) return value;
  const [whole = '', fraction = ''] = value.replace('-', '').split('.');
  let grouped = '';
  for (const [index, digit] of [...whole].entries()) grouped += (index > 0 && (whole.length - index) % 3 === 0 ? '.' : '') + digit;
  return `${value.startsWith('-') ? '-' : ''}${grouped},${fraction}`;
}

export function csv(columns: readonly string[], records: readonly Rec[], dirt: Dirt): string {
  const between = dirt.decimalComma === true ? ';' : ',';
  const field = (value: string): string => {
    const text = dirt.decimalComma === true ? german(value) : value;
    return text.includes('"') || text.includes(between) || text.includes('\n') ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [columns, ...records.map((record) => columns.map((column) => record[column] ?? ''))];
  return `${lines.map((line) => line.map(field).join(between)).join('\n')}\n`;
}
