// ~/.ghosthunter/config.toml, read once by the supervisor. Every key is known and typed; an unknown one is an error, because
// a misspelled safety setting that is silently ignored is worse than none.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import * as z from 'zod';
import { type ModelPrice, parseBaseUrl, TIERS } from '../protocol/index.js';
import { errorCode, Fault, MICRO_USD_PER_USD } from '../shared/index.js';

const positive = z.number().positive();

/** Dollars for a million tokens, and the day on which somebody looked: prices change. */
const usdPerMillion = z.number().min(0).max(100_000);
const priceSchema = z.strictObject({
  as_of: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  input: usdPerMillion,
  output: usdPerMillion,
  cache_read: usdPerMillion.optional(),
  cache_write_5m: usdPerMillion.optional(),
  cache_write_1h: usdPerMillion.optional(),
});

/** Used where there is a key and nobody named others. As of 2026-11-21. */
export const DEFAULT_MODELS = { reasoner: 'claude-opus-5-5', compressor: 'claude-sonnet-5-5' } as const;

/** What a budget may be, in the configuration and on the command line alike. */
export const MOST_BUDGET = { commands: 10_000, usd: 10_000, minutes: 24 * 60 } as const;

const sourceName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/u);
/** These become words of a command. */
const word = z.string().regex(/^[A-Za-z0-9_][\w.:@/-]{0,199}$/u);

/** What the daemon watches and asks, and within what. */
const serviceSchema = z.strictObject({
  inbox: z
    .string()
    .regex(/^(?:\/|~\/)/u)
    .max(4_096)
    .optional(),
  quiet_seconds: positive.max(3_600).default(10),
  scan_minutes: positive.max(24 * 60).default(15),
  schedule: z.string().max(40).optional(),
  sources: z
    .array(
      z.strictObject({
        name: sourceName,
        provider: z.enum(['aws', 'gcp']),
        profile: word.optional(),
        configuration: word.optional(),
        project: word.optional(),
        table: word.optional(),
        days: z.int().min(14).max(180).default(60),
      }),
    )
    .max(100)
    .default([]),
  concurrency: z.int().min(1).max(16).default(1),
  active: z.boolean().default(false),
  world: z.string().min(1).max(100).optional(),
  least_amount: z.number().min(0).max(1_000_000_000).default(1),
  most_per_bill: z.int().min(1).max(20).default(5),
  grown_times: z.number().min(1.1).max(1_000).default(2),
  daily_usd: positive.max(MOST_BUDGET.usd).default(10),
});

const configSchema = z.strictObject({
  model: z
    .strictObject({
      name: z.string().min(1).max(200).optional(),
      compressor: z.string().min(1).max(200).optional(),
      base_url: z.string().min(1).max(2_048).optional(),
      key_file: z.string().min(1).max(4_096).optional(),
      key_header: z.enum(['authorization', 'x-api-key']).default('authorization'),
      max_tokens: z.int().min(1).max(128_000).default(8_000),
      prices: z.record(z.string().min(1).max(200), priceSchema).optional(),
    })
    .prefault({}),
  budget: z
    .strictObject({
      commands: z.int().min(0).max(MOST_BUDGET.commands).default(15),
      usd: positive.max(MOST_BUDGET.usd).default(1),
      minutes: positive.max(MOST_BUDGET.minutes).default(10),
    })
    .prefault({}),
  cage: z.strictObject({ min_tier: z.enum(TIERS).exclude(['none']).default('landlock') }).prefault({}),
  terminal: z.strictObject({ clipboard: z.boolean().default(true), plain: z.boolean().default(false) }).prefault({}),
  cli: z.strictObject({ directories: z.array(z.string().startsWith('/')).max(16).default([]) }).prefault({}),
  commands: z
    .strictObject({
      readable: z.array(z.string().startsWith('/')).max(16).default([]),
      timeout_seconds: positive.max(3_600).default(120),
      output_kilobytes: z.int().min(1).max(16_384).default(1_024),
    })
    .prefault({}),
  aws: z
    .strictObject({
      allow_credential_process: z.boolean().default(false),
      read_only_role: z
        .string()
        .regex(/^arn:aws[a-z-]{0,20}:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/u)
        .optional(),
    })
    .prefault({}),
  privacy: z.strictObject({ pseudonyms: z.boolean().default(true), hide_from_orchestrator: z.boolean().default(false) }).prefault({}),
  gcp: z.strictObject({ read_only_scopes: z.boolean().default(false) }).prefault({}),
  service: serviceSchema.prefault({}),
});

export type Config = z.infer<typeof configSchema>;

export const DEFAULT_CONFIG: Config = configSchema.parse({});

/** What is not said about the cache is taken at its dearest: nothing saved by reading, twice the price for writing. */
export function modelPrices({ model }: Config): ModelPrice[] {
  const micro = (usd: number): number => Math.round(usd * MICRO_USD_PER_USD);
  return Object.entries(model.prices ?? {}).map(
    ([name, { as_of: asOf, cache_read: read, cache_write_1h: hour, cache_write_5m: minutes, input, output }]) => ({
      model: name,
      asOf,
      rates: {
        input: micro(input),
        cacheWrite5m: micro(minutes ?? hour ?? 2 * input),
        cacheWrite1h: micro(hour ?? 2 * input),
        cacheRead: micro(read ?? input),
        output: micro(output),
      },
    }),
  );
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return undefined;
    throw new Fault('config', `cannot read ${path}`, { cause, fix: 'make the file readable for you, or move it away' });
  }
}

export function configPath(stateDirectory: string): string {
  return join(stateDirectory, 'config.toml');
}

/** A base URL of the person's own may be private or loopback; it is never the orchestrator's choice. */
function withSoundBaseUrl(config: Config, path: string): Config {
  if (config.model.base_url === undefined) return config;
  const base = parseBaseUrl(config.model.base_url, true);
  if (base.ok) return config;
  throw new Fault('config', `${path}: \`model.base_url\`: ${base.error.message}`, {
    fix: 'for example base_url = "http://localhost:11434"',
  });
}

export function parseConfig(text: string, path: string): Config {
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (cause) {
    const where = cause instanceof TomlError ? `line ${String(cause.line)}, column ${String(cause.column)}` : 'its first line';
    throw new Fault('config', `${path} is not TOML at ${where}`, {
      cause,
      fix: 'correct that line; strings need quotes, sections look like [budget]',
    });
  }
  const config = configSchema.safeParse(raw);
  if (config.success) return withSoundBaseUrl(config.data, path);
  const [issue] = config.error.issues;
  const at = issue?.path.join('.') ?? '';
  const key = at === '' ? 'the file' : `\`${at}\``;
  throw new Fault('config', `${path}: ${key}: ${issue?.message.toLowerCase() ?? 'not valid'}`, { fix: `correct or remove it in ${path}` });
}

export function readConfig(stateDirectory: string): Config {
  const path = configPath(stateDirectory);
  const text = readText(path);
  return text === undefined ? DEFAULT_CONFIG : parseConfig(text, path);
}
