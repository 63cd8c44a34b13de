// Entries as comma-separated values, for a spreadsheet. Threat T-TERMINAL, in a spreadsheet: a cell that begins like a formula is one, and
// can send what stands in other cells elsewhere.

import type { LogEntry } from '../audit/index.js';
import { printable } from '../shared/index.js';
import { leavesOf, wordFor } from './field.js';

/** Columns by the field that they show. */
const COLUMNS = {
  seq: 'seq',
  time: 'time',
  run: 'run',
  event: 'event',
  of: 'of',
  layer: 'layer',
  layerName: 'layer_name',
  code: 'code',
  'proposal.text': 'proposal',
  canonical: 'canonical',
  added: 'added',
  part: 'part',
  exit: 'exit',
  outputBytes: 'output_bytes',
  cutBytes: 'cut_bytes',
  milliseconds: 'milliseconds',
  microUsd: 'micro_usd',
  mode: 'mode',
  provider: 'provider',
  tier: 'tier',
  detail: 'detail',
  'proposal.sha256': 'proposal_sha256',
  outputSha256: 'output_sha256',
} as const;
const PATHS = Object.keys(COLUMNS);
const MOST_CELL = 100_000;

/** What a spreadsheet may take for the beginning of a formula, in any of its spellings, whatever blanks and quotes stand before it. */
const FORMULA = /^[\s'"]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]/;

function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  // A number of ours is no formula.
  if (typeof value === 'number') return String(value);
  const text = printable(
    Array.isArray(value) ? value.map(String).join(' ') : typeof value === 'string' ? value : JSON.stringify(value),
    MOST_CELL,
  );
  return `"${FORMULA.test(text) ? "'" : ''}${text.replaceAll('"', '""')}"`;
}

export const CSV_HEAD: string = [...Object.values(COLUMNS), 'decision', 'prev', 'hash', 'more'].join(',');

export function csvOf(entry: LogEntry): string {
  const leaves = new Map(leavesOf(entry.fields));
  const cells = PATHS.map((path) => cell(leaves.get(path)));
  for (const path of PATHS) leaves.delete(path);
  const more = leaves.size === 0 ? undefined : Object.fromEntries(leaves);
  return [...cells, cell(wordFor(entry)), cell(entry.prev), cell(entry.hash), cell(more)].join(',');
}
