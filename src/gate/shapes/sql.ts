// One query of BigQuery. What reads as SQL but is more than a query gets through here with its reason: layer 6 refuses it.

import { parseSql } from '../sql/index.js';
import { type Shape, shaped } from './shape.js';

export const sql: Shape = {
  expects: 'one SELECT in single quotes',
  example: 'SELECT SUM(cost) FROM `p.d.t` WHERE _PARTITIONDATE >= "2026-03-01"',
  parse: (raw) => {
    // T5: bq reads a text that begins with a dash as a flag, quoted or not; and no reader agrees with another on what is not printable.
    if (raw.startsWith('-') || /[^\t\n -~]/.test(raw)) return undefined;
    const query = parseSql(raw);
    if (!query.ok && query.error.code === 'sql-syntax') return undefined;
    return { kind: 'sql', text: shaped(raw), query };
  },
};
