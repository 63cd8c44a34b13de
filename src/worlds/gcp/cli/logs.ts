// `gcloud logging read`: entries of the cloud, the newest first, those that the filter lets pass.

import type { WorldAnswer } from '../../world.js';
import { type Cloud, type JsonObject, plain } from '../cloud.js';
import { filterOf } from './filter.js';
import type { Asked } from './asked.js';
import { printed } from './print.js';
import { said } from './says.js';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

function freshnessOf(text: string): number {
  const [, digits = '1', unit = 'd'] = /^(\d+)([smhdw])?$/.exec(text) ?? [];
  return Number(digits) * (UNITS[unit] ?? 86_400_000);
}

const timeOf = ({ json }: { readonly json: JsonObject }): number => Date.parse(plain(json['timestamp']));

/** Text that names a field of a log entry loosely is looked for everywhere, as the real search does with a bare word. */
export function readLogs({ cloud, names, project, words: { flags } }: Asked): WorldAnswer {
  const filter = names[0] ?? '';
  const isTimed = /\btimestamp\b/.test(filter);
  // Without a time of its own, the last day only; times are of the world, whose today is the day after its bill.
  const since = isTimed ? Number.NEGATIVE_INFINITY : cloud.now - freshnessOf(flags.get('--freshness') ?? '1d');
  const test = filterOf(filter, { now: cloud.now, isLog: true });
  const limit = Number(flags.get('--limit') ?? Number.POSITIVE_INFINITY);
  const found = cloud.logs
    .filter((line) => line.project === project && timeOf(line) >= since && timeOf(line) <= cloud.now && test(line.json))
    .toSorted((one, other) => timeOf(other) - timeOf(one))
    .slice(0, limit)
    .map(({ json }) => json);
  return said(printed(found, flags.get('--format') ?? 'json', false));
}

export function logNames(cloud: Cloud, project: string): readonly JsonObject[] {
  const names = cloud.logs.filter((line) => line.project === project).map(({ json }) => plain(json['logName']));
  return [...new Set(names)].sort().map((name) => ({ name }));
}
