// What became of an item: the line on standard output, the file in the spool, and the row of the summary are all this.

import { join } from 'node:path';
import * as z from 'zod';
import { type Item, itemAccount, itemName, type SpoolItem } from './item.js';
import type { ItemEnded } from './run-item.js';
import { providerOf } from './run-arguments.js';
import type { Seen, SeenReport } from './seen.js';

const text = z.string();
const orNull = <Schema extends z.ZodType>(schema: Schema) => z.union([schema, z.null()]);

export const itemResult = z.strictObject({
  schema_version: z.literal(1),
  /** Of its content: the same item has the same in every batch. */
  item: text,
  name: text,
  account: text,
  provider: orNull(z.enum(['aws', 'gcp'])),
  outcome: z.enum(['cause-found', 'nothing-found', 'inconclusive', 'failed']),
  cause: orNull(text),
  title: orNull(text),
  confidence: orNull(z.number()),
  severity: orNull(text),
  service: orNull(text),
  /** What the bill rose by, in billionths of its currency. */
  money: orNull(z.strictObject({ currency: text, excess: text, perDay: text, projectedMonth: text })),
  spent: z.strictObject({ commands: z.int().min(0), microUsd: z.int().min(0), milliseconds: z.number().min(0) }),
  run: text,
  /** Of the spool where items have homes of their own, else of the state directory. */
  folder: text,
  error: orNull(text),
  fix: orNull(text),
});
export type ItemResult = z.infer<typeof itemResult>;

export interface Made {
  readonly spoolItem: SpoolItem;
  readonly run: string;
  readonly folder: string;
}

function base({ folder, run, spoolItem: { id, item } }: Made, seen: Seen): ItemResult {
  return {
    schema_version: 1,
    item: id,
    name: itemName(item),
    account: itemAccount(item),
    provider: providerOf(item) ?? null,
    outcome: 'failed',
    cause: null,
    title: null,
    confidence: null,
    severity: null,
    service: null,
    money: null,
    spent: { commands: seen.commands, microUsd: seen.microUsd, milliseconds: 0 },
    run,
    folder,
    error: null,
    fix: null,
  };
}

export function failedResult(made: Made, seen: Seen, error: string, fix: string): ItemResult {
  return { ...base(made, seen), error, fix };
}

function place(item: Item, report: SeenReport): Pick<ItemResult, 'account' | 'provider' | 'severity' | 'service'> {
  const { spike } = report;
  const own = item.account ?? item.project ?? item.profile ?? item.configuration;
  const provider = spike?.key.provider.toLowerCase();
  return {
    account: own ?? (spike?.key.account === undefined || spike.key.account === '' ? itemAccount(item) : spike.key.account),
    provider: provider === 'aws' || provider === 'gcp' ? provider : (providerOf(item) ?? null),
    severity: spike?.severity ?? null,
    service: spike?.key.service ?? null,
  };
}

export type Verdict =
  | { readonly kind: 'finished'; readonly result: ItemResult }
  /** Trying again the same way would end the same way. */
  | { readonly kind: 'dead'; readonly result: ItemResult }
  | { readonly kind: 'failed'; readonly error: string; readonly fix: string }
  /** It was asked to stop, and goes on another time. */
  | { readonly kind: 'parked' };

const AGAIN = 'ghosthunter batch --retry-failed tries it again';

/** An investigation that has concluded. */
export function judgedReport(made: Made, report: SeenReport): Verdict {
  const { conclusion, ending, spent } = report;
  const seen: Seen = { report, wasStarted: true, commands: spent.commands, microUsd: spent.microUsd, ending };
  if (!conclusion || report.outcome === 'not-concluded') return { kind: 'failed', error: 'it ended without a conclusion', fix: AGAIN };
  if (ending.outcome === 'needs-person')
    return {
      kind: 'dead',
      result: failedResult(made, seen, 'the cloud answered no command', `log in with the credentials of this item; then ${AGAIN}`),
    };
  const { cause, confidence, money, title } = conclusion;
  const { item } = made.spoolItem;
  return {
    kind: 'finished',
    result: { ...base(made, seen), ...place(item, report), outcome: report.outcome, cause, title, confidence, money, spent },
  };
}

const INTERRUPTED: readonly (number | null)[] = [130, 143, null];

export function judgedEnd(made: Made, ended: ItemEnded, isStopping: boolean, goesOn: boolean): Verdict {
  const { code, error, fix, seen, signal } = ended;
  if (seen.report?.conclusion) return judgedReport(made, seen.report);
  if (isStopping && INTERRUPTED.includes(code)) return { kind: 'parked' };
  if (code === 5)
    return {
      kind: 'dead',
      result: failedResult(
        made,
        seen,
        'its budget was spent before a conclusion',
        `a larger budget_usd, max_commands or max_minutes; then ${AGAIN}`,
      ),
    };
  const said = error ?? seen.ending?.detail ?? (signal === null ? `it ended with code ${String(code)}` : `it was ended by ${signal}`);
  const way = fix ?? AGAIN;
  // Wrong flags or a bill that cannot be read stay wrong; a run that goes on may only have been left by a worker that is not quite gone.
  const isLasting = (code === 2 && !goesOn) || code === 4;
  return isLasting ? { kind: 'dead', result: failedResult(made, seen, said, way) } : { kind: 'failed', error: said, fix: way };
}

/** With absolute paths, for whoever reads it on this host. */
export function shownResult(result: ItemResult, root: string): object {
  const { folder, ...rest } = result;
  const path = join(root, folder);
  const hasReport = result.outcome !== 'failed';
  return { ...rest, folder: path, reports: hasReport ? [join(path, 'report.json'), join(path, 'report.md')] : [] };
}
