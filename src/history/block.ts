// One entry with everything that it says, a field a line.

import type { LogEntry } from '../audit/index.js';
import { printable } from '../shared/index.js';
import type { Ink } from '../terminal/index.js';
import { leavesOf, money, wordFor } from './field.js';

const MOST_VALUE = 100_000;

/** Names for people; a field that is not here goes by its own. */
const LABELS: Readonly<Record<string, string>> = {
  'proposal.text': 'proposal',
  'proposal.sha256': 'proposal sha256',
  canonical: 'command',
  microUsd: 'money',
  totalMicroUsd: 'money in all',
  cost: 'for',
  layerName: 'layer name',
  of: 'of entry',
  outputSha256: 'output sha256',
  outputBytes: 'output bytes',
  cutBytes: 'bytes cut off',
  milliseconds: 'duration',
  'torn.bytes': 'torn bytes',
  'torn.sha256': 'torn sha256',
  'previous.file': 'continues',
  'previous.seq': 'last entry there',
  'previous.hash': 'last hash there',
};

function shown(path: string, value: unknown): string {
  if ((path === 'microUsd' || path === 'totalMicroUsd') && typeof value === 'number') return money(value);
  if (path === 'milliseconds') return `${String(value)} ms`;
  if (path === 'exit' && value === -1) return '-1 (ended by a signal)';
  if (path === 'proposal.sha256' && value === null) return 'none, since the line held a secret';
  if (path === 'time' && typeof value === 'string') return `${value.replace('T', ' ').replace('Z', '')} UTC`;
  if (Array.isArray(value)) return value.map(String).join(' ');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}

export function blockOf(entry: LogEntry, ink: Ink): readonly string[] {
  const { seq, fields, prev, hash } = entry;
  const lines = [
    ...leavesOf(fields).filter(([path]) => path !== 'seq' && path !== 'event'),
    ['prev', prev] as const,
    ['hash', hash] as const,
  ]
    .filter(([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0))
    .map(([path, value]) => [LABELS[path] ?? path, shown(path, value)] as const);
  const width = Math.max(...lines.map(([label]) => label.length));
  return [
    `entry ${String(seq)}: ${printable(wordFor(entry))}`,
    ...lines.map(([label, value]) => `  ${ink.faint(printable(label).padEnd(width))}  ${printable(value, MOST_VALUE)}`),
  ];
}
