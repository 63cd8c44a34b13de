// One investigation of a batch: which bill, whose cloud, within what. Parsed strictly: a misspelled `budget_usd` that is silently ignored
// costs money in five hundred accounts.

import { createHash } from 'node:crypto';
import * as z from 'zod';
import { err, ok, printable, type Result } from '../shared/index.js';

const MOST_FILES = 256;
const LONGEST = 4_096;

const word = z
  .string()
  .min(1)
  .max(LONGEST)
  // T-SPOOL: what begins with a dash would be an option of the run.
  .refine((text) => !text.startsWith('-'), 'begins with a dash')
  .refine((text) => !text.includes('\0'), 'holds a character that no name has');
const name = z.string().min(1).max(200);
const positive = z.number().positive();

const SOURCE = /^(?:cost-explorer|bigquery:[\w-]{1,200}\.[\w-]{1,200}\.[\w-]{1,200})$/u;

const schema = z.strictObject({
  /** For people; several items may have the same. */
  name: name.optional(),
  provider: z.enum(['aws', 'gcp']).optional(),
  /** Said in the summary; the credentials decide whose account is asked. */
  account: word.optional(),
  /** AWS: a profile of ~/.aws/config. */
  profile: word.optional(),
  region: word.optional(),
  /** Google Cloud: a project, and a configuration of gcloud. */
  project: word.optional(),
  configuration: word.optional(),
  /** Billing exports, folders of them, patterns; relative ones from the folder of the manifest. */
  files: z.array(word).min(1).max(MOST_FILES).optional(),
  /** In place of files: `cost-explorer` or `bigquery:project.dataset.table`, asked with the credentials of this item. */
  source: word.refine((text) => SOURCE.test(text), 'is neither cost-explorer nor bigquery:project.dataset.table').optional(),
  /** So many days of it. */
  days: z.int().min(14).max(180).optional(),
  /** Commands that pass the gate run with the credentials of this item, without a question. */
  active: z.boolean().optional(),
  world: word.optional(),
  seed: z.int().min(0).max(999_999_999).optional(),
  spike: z.int().min(1).max(20).optional(),
  offline: z.boolean().optional(),
  model: word.optional(),
  compressor: word.optional(),
  max_commands: z.int().min(0).max(10_000).optional(),
  budget_usd: positive.max(10_000).optional(),
  max_minutes: positive.max(24 * 60).optional(),
});

export type Item = z.infer<typeof schema>;
export type ItemField = keyof Item;

export const ITEM_FIELDS: readonly string[] = Object.keys(schema.shape);

/** An item as a spool keeps it. */
export interface SpoolItem {
  readonly id: string;
  /** Its place in the manifest. */
  readonly at: number;
  /** Where relative files are from. */
  readonly folder: string;
  readonly item: Item;
}

/** What is wrong with an item, and where in it. */
export interface ItemFault {
  /** Empty where it is the item as a whole. */
  readonly field: string;
  readonly message: string;
  readonly fix: string;
}

const AWS_ONLY = ['profile', 'region'] as const;
const GCP_ONLY = ['project', 'configuration'] as const;

/** Whose bill it is that an item asks for. */
export function sourceProvider({ source }: Pick<Item, 'source'>): 'aws' | 'gcp' | undefined {
  return source === undefined ? undefined : source === 'cost-explorer' ? 'aws' : 'gcp';
}

function sourceFault({ active, days, files, source, world }: Item): ItemFault | undefined {
  if (source === undefined) {
    if (days === undefined) return undefined;
    return { field: 'days', message: '`days` is for a bill that is asked for', fix: 'leave it out, or give `source`' };
  }
  const other = files === undefined ? (world === undefined ? undefined : 'world') : 'files';
  if (other !== undefined) return { field: other, message: `\`source\` and \`${other}\` exclude each other`, fix: 'leave one of them out' };
  if (active === false)
    return { field: 'active', message: 'what `source` names is asked with credentials', fix: 'leave `active` out, or give `files`' };
  return undefined;
}

function providerFault(item: Item): ItemFault | undefined {
  const aws = AWS_ONLY.find((field) => item[field] !== undefined);
  const gcp = GCP_ONLY.find((field) => item[field] !== undefined);
  const asked = sourceProvider(item);
  if (asked !== undefined && item.provider !== undefined && item.provider !== asked) {
    return { field: 'source', message: `\`source\` is of ${asked}, and \`provider\` says ${item.provider}`, fix: 'leave `provider` out' };
  }
  const provider = item.provider ?? asked;
  const wrong = provider === 'aws' ? gcp : provider === 'gcp' ? aws : aws === undefined ? undefined : gcp;
  if (wrong === undefined) return undefined;
  const of = AWS_ONLY.some((field) => field === wrong) ? 'AWS' : 'Google Cloud';
  return { field: wrong, message: `\`${wrong}\` is of ${of}, and this item is not`, fix: 'one item for each account or project' };
}

function meaningFault(item: Item): ItemFault | undefined {
  const { active, compressor, files, model, offline, seed, source, world } = item;
  if (world === undefined && files === undefined && source === undefined) {
    const fix = 'give `files`, or `source` for a bill that is asked for, or `world` for a simulated cloud';
    return { field: 'files', message: 'there is no bill to look at', fix };
  }
  const sourced = sourceFault(item);
  if (sourced) return sourced;
  if (world !== undefined && files !== undefined)
    return { field: 'world', message: '`world` and `files` exclude each other', fix: 'leave one of them out' };
  if (world !== undefined && active === true)
    return { field: 'active', message: '`world` and `active` exclude each other', fix: 'leave one of them out' };
  if (world === undefined && seed !== undefined)
    return { field: 'seed', message: '`seed` is for a simulated cloud', fix: 'leave it out, or give `world`' };
  if (offline === true && (model !== undefined || compressor !== undefined))
    return { field: 'offline', message: '`offline` and a model exclude each other', fix: 'leave one of them out' };
  return providerFault(item);
}

/** An item as it stands in a manifest; a single file may stand alone. */
export function parseItem(raw: unknown): Result<Item, ItemFault> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return err({
      field: '',
      message: 'is not an object of named fields',
      fix: 'for example {"files": ["bill.csv"], "project": "shop-prod"}',
    });
  const bare = 'files' in raw && typeof raw.files === 'string' ? { ...raw, files: [raw.files] } : raw;
  const parsed = schema.safeParse(bare);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    if (unknown !== undefined)
      return err({ field: unknown, message: `there is no field \`${printable(unknown, 80)}\``, fix: `one of: ${ITEM_FIELDS.join(', ')}` });
    const [field = ''] = issue?.path ?? [];
    const message = `\`${String(field)}\` ${issue?.message.replace(/^Invalid input: /u, '').toLowerCase() ?? 'is not valid'}`;
    return err({ field: String(field), message, fix: 'correct it, or leave it out' });
  }
  const fault = meaningFault(parsed.data);
  return fault === undefined ? ok(parsed.data) : err(fault);
}

/** The same text for the same item, in whatever order its fields stand. */
export function canonicalItem(item: Item): string {
  return JSON.stringify(
    ITEM_FIELDS.flatMap((field) => {
      // CAST: ITEM_FIELDS are the keys of the schema.
      const value = item[field as ItemField];
      return value === undefined ? [] : [[field, value]];
    }),
  );
}

/** Whether its commands run with credentials. */
export function isActive({ active, source }: Pick<Item, 'active' | 'source'>): boolean {
  return active === true || source !== undefined;
}

/**
 * `bill` says what its files hold, or of which day the batch is that asks for it: a bill that was changed is another item, since a run does not
 * go on with another bill.
 */
export function itemId(item: Item, bill = ''): string {
  return createHash('sha256').update(canonicalItem(item)).update('\n').update(bill).digest('hex').slice(0, 16);
}

/** For people: what the item is called, or what tells it from others. */
export function itemName(item: Item): string {
  const { account, configuration, files, name: own, profile, project, seed, source, world } = item;
  const simulated = world === undefined ? undefined : `${world}${seed === undefined ? '' : `-s${String(seed)}`}`;
  return own ?? project ?? account ?? profile ?? configuration ?? simulated ?? files?.[0]?.split('/').at(-1) ?? source ?? '';
}

/** Whose money it is, in the portfolio. */
export function itemAccount(item: Item): string {
  return item.account ?? item.project ?? item.profile ?? item.configuration ?? itemName(item);
}
