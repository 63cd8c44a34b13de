// From words on the command line and a manifest to what is to be done: every item, its id, what it may cost at worst. Starts nothing.

import { createHash } from 'node:crypto';
import { createReadStream, existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { freemem, availableParallelism } from 'node:os';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { errorCode, Fault, MICRO_USD_PER_USD, printable } from '../shared/index.js';
import { ECONOMY_MINUTES, economyConcurrency } from './economy.js';
import { type Item, itemId, itemName, type SpoolItem } from './item.js';
import { formatOf, type Manifest, type ManifestFormat, parseManifest } from './manifest.js';

const MOST_BYTES = 64 * 1024 ** 2;
const HASHED_BYTES = 64 * 1024 ** 2;
const MOST_SAID = 20;
/** What one investigation takes with all its processes, and what is left to everything else. */
const RUN_BYTES = 250 * 1024 ** 2;

export interface BatchFlags {
  readonly state?: string;
  readonly concurrency?: string;
  readonly budgetUsd?: string;
  readonly itemBudgetUsd?: string;
  readonly maxCommands?: string;
  readonly maxMinutes?: string;
  readonly attempts?: string;
  readonly output?: string;
  readonly format?: string;
  readonly dryRun?: boolean;
  readonly retryFailed?: boolean;
  readonly worker?: boolean;
  readonly queue?: string;
  readonly economy?: boolean;
  readonly plain?: boolean;
}

/** As the section [batch] of the configuration has it: what counts where no flag says otherwise. */
export interface BatchDefaults {
  readonly concurrency?: number | undefined;
  readonly budget_usd?: number | undefined;
  readonly item_budget_usd: number;
  readonly max_commands?: number | undefined;
  readonly max_minutes?: number | undefined;
  readonly attempts: number;
}

export interface Amounts {
  readonly concurrency: number;
  readonly budgetUsd: number | undefined;
  readonly itemBudgetUsd: number;
  readonly maxCommands: number | undefined;
  readonly maxMinutes: number | undefined;
  readonly attempts: number;
}

/** What does not go together is said before anything is read. */
export function checkFlags(typed: string | undefined, flags: BatchFlags): void {
  if (flags.worker === true && (typed !== undefined || flags.state === undefined))
    throw new Fault('usage', '--worker takes its items from a spool', {
      fix: 'ghosthunter batch --worker --state DIR, without a manifest',
    });
  if (flags.worker !== true && typed === undefined)
    throw new Fault('usage', 'there is no manifest', { fix: 'ghosthunter batch accounts.jsonl; see ghosthunter batch --help' });
  if (flags.queue !== undefined && flags.state === undefined)
    throw new Fault('usage', '--queue hands items out, and their state has to be somewhere', {
      fix: 'add --state DIR, on a disk that all workers share',
    });
  if (flags.economy === true && (flags.worker === true || flags.queue !== undefined))
    throw new Fault('usage', '--economy collects the calls of one process, and excludes --worker and --queue', {
      fix: 'waiting takes no core: one host with much memory does the work of many',
    });
}

function amountOf(flag: string, text: string | undefined, most: number, isWhole: boolean): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,9}(?:\.\d{1,9})?$/u.test(text) ? Number(text) : Number.NaN;
  if (value > 0 && value <= most && (!isWhole || Number.isInteger(value))) return value;
  throw new Fault('usage', `${flag} takes no \`${printable(text, 80)}\``, {
    fix: `a ${isWhole ? 'whole ' : ''}number up to ${String(most)}`,
  });
}

/** As many as there are cores, or fewer where memory is short. */
export function defaultConcurrency(cores: number, freeBytes: number): number {
  return Math.max(1, Math.min(cores, Math.floor(freeBytes / RUN_BYTES)));
}

export function parseAmounts(flags: BatchFlags, defaults: BatchDefaults): Amounts {
  const isEconomy = flags.economy === true;
  const many = isEconomy ? economyConcurrency(freemem(), RUN_BYTES) : defaultConcurrency(availableParallelism(), freemem());
  const otherwise = defaults.concurrency ?? many;
  return {
    concurrency: amountOf('--concurrency', flags.concurrency, 1_000, true) ?? otherwise,
    budgetUsd: amountOf('--budget-usd', flags.budgetUsd, 1_000_000, false) ?? defaults.budget_usd,
    itemBudgetUsd: amountOf('--item-budget-usd', flags.itemBudgetUsd, 10_000, false) ?? defaults.item_budget_usd,
    maxCommands: amountOf('--max-commands', flags.maxCommands, 10_000, true) ?? defaults.max_commands,
    maxMinutes:
      amountOf('--max-minutes', flags.maxMinutes, 24 * 60, false) ?? defaults.max_minutes ?? (isEconomy ? ECONOMY_MINUTES : undefined),
    attempts: amountOf('--attempts', flags.attempts, 100, true) ?? defaults.attempts,
  };
}

export interface ReadManifest {
  readonly name: string;
  /** Tells one manifest from another of the same name. */
  readonly hash: string;
  readonly format: ManifestFormat;
  readonly text: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

function parsedFormat(path: string, asked: string | undefined): ManifestFormat {
  if (asked === 'jsonl' || asked === 'csv' || asked === 'toml') return asked;
  if (asked !== undefined) throw new Fault('usage', `--format takes no \`${printable(asked, 80)}\``, { fix: 'jsonl, csv or toml' });
  const found = formatOf(path);
  if (found !== undefined) return found;
  throw new Fault('usage', `what kind of manifest is ${printable(path, 300)}?`, { fix: '--format jsonl, --format csv or --format toml' });
}

export function readManifest(typed: string, asked: string | undefined): ReadManifest {
  const format = parsedFormat(typed, asked);
  try {
    const path = realpathSync(resolve(typed));
    if (lstatSync(path).size > MOST_BYTES)
      throw new Fault('usage', `${typed} is longer than 64 MB`, { fix: 'make several manifests of it' });
    const text = readFileSync(path, 'utf8');
    const hash = createHash('sha256').update(path).digest('hex').slice(0, 8);
    const name = basename(path, extname(path))
      .replace(/[^\w.-]/gu, '-')
      .slice(0, 60);
    return { name: name === '' ? 'batch' : name, hash, format, text, folder: dirname(path), manifest: parseManifest(text, format) };
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('file', `cannot read ${printable(typed, 300)}: ${errorCode(cause) ?? 'unknown error'}`, {
      cause,
      fix: 'give the path of a manifest',
    });
  }
}

/** All that is wrong, a line each. */
export function manifestFaults(typed: string, { faults, items }: Manifest): readonly string[] {
  const said = faults.slice(0, MOST_SAID).map(({ field, fix, line, message }) => {
    const where = field === '' ? '' : ` field \`${field}\`:`;
    return `${printable(typed, 300)}:${String(line)}:${where} ${message}; fix: ${fix}`;
  });
  const more = faults.length - said.length;
  if (faults.length === 0 && items.length === 0) return [`${printable(typed, 300)} has no item`];
  return more > 0 ? [...said, `and ${String(more)} more`] : said;
}

async function contentOf(path: string): Promise<string> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 'none';
  if (found.isDirectory()) {
    const names = readdirSync(path).sort();
    return names
      .map((name) => `${name} ${String(lstatSync(join(path, name)).size)} ${String(lstatSync(join(path, name)).mtimeMs)}`)
      .join('\n');
  }
  if (!found.isFile() || found.size > HASHED_BYTES) return `${String(found.size)} ${String(found.mtimeMs)}`;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array); // CAST: a stream without encoding gives bytes.
  return hash.digest('hex');
}

/** What its files hold now; a bill that changes makes another item of it. One that is asked for is of the day of the batch. */
async function billOf({ files, source }: Item, folder: string, day: string): Promise<string> {
  if (source !== undefined) return `asked for on ${day}`;
  const contents = await Promise.all((files ?? []).map(async (file) => contentOf(resolve(folder, file))));
  return contents.join('\n');
}

/** `day` is the one on which the batch asks for bills. */
export async function plannedItems({ folder, manifest }: ReadManifest, day: string): Promise<readonly SpoolItem[]> {
  const planned: SpoolItem[] = [];
  for (const [at, { item }] of manifest.items.entries())
    planned.push({ id: itemId(item, await billOf(item, folder, day)), at, folder, item });
  return planned;
}

/** What they cost at most, together. */
export function ceilingOf(items: readonly SpoolItem[], { budgetUsd, itemBudgetUsd }: Amounts): number {
  const all = items.reduce((sum, { item }) => sum + Math.round((item.budget_usd ?? itemBudgetUsd) * MICRO_USD_PER_USD), 0);
  return budgetUsd === undefined ? all : Math.min(all, Math.round(budgetUsd * MICRO_USD_PER_USD));
}

/** Bills that are not there are said before anything is started. */
export function missingFiles(items: readonly SpoolItem[]): readonly string[] {
  return items.flatMap(({ folder, item }) =>
    (item.files ?? []).flatMap((file) =>
      existsSync(resolve(folder, file)) || /[*?]/u.test(basename(file))
        ? []
        : [`${printable(itemName(item), 80)}: cannot find ${printable(file, 300)}`],
    ),
  );
}
