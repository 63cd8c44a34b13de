// Which format a header is, and why. What is none of them is told which one it is nearest to and what it lacks.

import { Fault } from '../../shared/index.js';
import { AWS_CUR } from './aws-cur.js';
import { AZURE } from './azure.js';
import { COST_EXPLORER } from './cost-explorer.js';
import { FOCUS } from './focus.js';
import { columnKey, type Format } from './format.js';
import { GCP_COST_TABLE, GCP_EXPORT, GCP_OLD_REPORT, GCP_REPORT } from './gcp.js';

/** In order: the first whose signs are all there. */
export const FORMATS: readonly Format[] = [FOCUS, AWS_CUR, GCP_COST_TABLE, GCP_REPORT, GCP_OLD_REPORT, GCP_EXPORT, AZURE, COST_EXPLORER];

export interface Detected {
  readonly format: Format;
  readonly version: string;
  readonly why: string;
}

const SHOWN_COLUMNS = 6;

function hasAll(keys: ReadonlySet<string>, { never = [], signs }: Format): boolean {
  return !never.some((key) => keys.has(key)) && signs.every((names) => names.some((name) => keys.has(name)));
}

/** Whether a line looks like the header of something known. */
export function isKnownHeader(cells: readonly string[]): boolean {
  const keys = new Set(cells.map(columnKey));
  return FORMATS.some((one) => hasAll(keys, one));
}

function share(keys: ReadonlySet<string>, { signs }: Format): number {
  return signs.filter((names) => names.some((name) => keys.has(name))).length / signs.length;
}

export function detectFormat(columns: readonly string[], file: string): Detected {
  const spelled = new Map<string, string>();
  for (const column of columns) if (!spelled.has(columnKey(column))) spelled.set(columnKey(column), column);
  const keys: ReadonlySet<string> = new Set(spelled.keys());
  const format = FORMATS.find((one) => hasAll(keys, one));
  if (format === undefined) throw unknownFormat(keys, columns, file);
  const version = format.versions.find(({ has }) => has.every((name) => keys.has(name)))?.version ?? '';
  const seen = format.signs.map((names) => spelled.get(names.find((name) => keys.has(name)) ?? ''));
  return { format, version, why: `it has the columns ${seen.filter((name) => name !== undefined).join(', ')}` };
}

function unknownFormat(keys: ReadonlySet<string>, columns: readonly string[], file: string): Fault {
  const [nearest] = [...FORMATS].filter(({ id }) => id !== COST_EXPLORER.id).sort((a, b) => share(keys, b) - share(keys, a));
  const lacks = (nearest?.signs ?? []).filter((names) => !names.some((name) => keys.has(name))).map((names) => names[0] ?? '');
  const found = columns.slice(0, SHOWN_COLUMNS).join(', ').slice(0, 300);
  const fix = 'give an unchanged export: FOCUS, AWS CUR or Cost Explorer, Google Cloud billing export, Azure cost export';
  if (nearest === undefined || share(keys, nearest) === 0) {
    return new Fault('file', `${file} is no billing export that is known here; its columns begin ${found}`, { fix });
  }
  return new Fault('file', `${file} is nearest to ${nearest.title}, and lacks ${lacks.join(', ')}; its columns begin ${found}`, { fix });
}
