// What was asked of gcloud, and how a listing or one document is handed out.

import type { WorldAnswer } from '../../world.js';
import type { Cloud, JsonObject } from '../cloud.js';
import { atPath } from './at-path.js';
import { filterOf } from './filter.js';
import { printed } from './print.js';
import { said } from './says.js';
import type { Words } from './words.js';

export interface Asked {
  readonly cloud: Cloud;
  /** Words of the command: `compute instances list`. */
  readonly command: string;
  readonly verb: string;
  /** What is named after it. */
  readonly names: readonly string[];
  readonly words: Words;
  readonly project: string;
}

/** What filters, sorts, cuts and prints a listing, as each listing of gcloud does. */
export function listed({ cloud, words: { flags } }: Asked, documents: readonly JsonObject[]): WorldAnswer {
  const filter = flags.get('--filter');
  const test = filter === undefined ? () => true : filterOf(filter, { now: cloud.now });
  const sortBy = (flags.get('--sort-by') ?? '').split(',').filter((key) => key !== '');
  const kept = sortBy.reduceRight<readonly JsonObject[]>((rows, key) => sortedBy(rows, key), documents.filter(test));
  const limit = Number(flags.get('--limit') ?? Number.POSITIVE_INFINITY);
  return said(printed(kept.slice(0, limit), flags.get('--format') ?? 'json', false));
}

export function sortedBy(rows: readonly JsonObject[], key: string): readonly JsonObject[] {
  const sign = key.startsWith('~') ? -1 : 1;
  const path = key.replace(/^~/, '');
  const valueOf = (row: JsonObject): string => {
    const value = atPath(row, path);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const isNumber = rows.every((row) => /^-?\d+(?:\.\d+)?$/.test(valueOf(row)));
  return rows.toSorted((one, other) => {
    const [a, b] = [valueOf(one), valueOf(other)];
    return sign * (isNumber ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0);
  });
}

export function shownOne({ words: { flags } }: Asked, document: JsonObject): WorldAnswer {
  return said(printed([document], flags.get('--format') ?? 'json', true));
}
