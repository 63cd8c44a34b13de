// What can be configured: every key, its type, its default and what it is for. An unknown key is an error, because a misspelled safety
// setting that is silently ignored is worse than none. Where the values come from: configuration/layers.ts.

import { join } from 'node:path';
import * as z from 'zod';
import { POLICY_PART } from '../policy/index.js';
import { LIMITS, type ModelPrice, NOTIFY_EVENTS, TIERS } from '../protocol/index.js';
import { MICRO_USD_PER_USD } from '../shared/index.js';

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

/** Where the API is unless a person says otherwise. */
export const ANTHROPIC = 'https://api.anthropic.com';

/** What a call costs through the Message Batches API, in hundredths of the list price. As of 2026-11-21. */
export const ECONOMY_PERCENT = 50;

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
    .optional()
    .meta({ description: 'the folder that is watched for billing exports', examples: ['~/bills'] }),
  quiet_seconds: positive.max(3_600).default(10).describe('so long a file must not have changed before it is read'),
  scan_minutes: positive
    .max(24 * 60)
    .default(15)
    .describe('how often the inbox is looked through even if nothing was heard of it'),
  schedule: z
    .string()
    .max(40)
    .optional()
    .meta({ description: 'when the sources are asked, UTC', examples: ['06:30', 'every 6h'] }),
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
    .default([])
    .meta({
      description: 'clouds that are asked for their bill: tables with name, provider, profile or configuration, project, table, days',
      examples: [[{ name: 'main', provider: 'aws', profile: 'billing' }]],
    }),
  concurrency: z.int().min(1).max(16).default(1).describe('how many investigations run at a time'),
  active: z.boolean().default(false).describe('whether commands that pass the gate run; otherwise the bill alone is looked at'),
  world: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'a simulated cloud in place of a real one', examples: ['first-light'] }),
  least_amount: z.number().min(0).max(1_000_000_000).default(1).describe('a rise of less money in all is left alone'),
  most_per_bill: z.int().min(1).max(20).default(5).describe('so many rises of one bill are looked into at most'),
  grown_times: z.number().min(1.1).max(1_000).default(2).describe('a known rise is looked into again at so many times its money'),
  daily_usd: positive.max(MOST_BUDGET.usd).default(10).describe('dollars of all investigations of one day'),
});

/** What a person is told of unless they choose otherwise. */
const TOLD_OF = ['cause-found', 'inconclusive', 'needs-person', 'out-of-budget', 'failed', 'spike'] as const;

export const configSchema = z.strictObject({
  model: z
    .strictObject({
      name: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe(`the model that thinks; left out: ${DEFAULT_MODELS.reasoner}, if there is a key and no base_url`),
      compressor: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe(`the model that reads long outputs; left out: ${DEFAULT_MODELS.compressor}, or name where there is a base_url`),
      base_url: z
        .string()
        .min(1)
        .max(2_048)
        .optional()
        .meta({ description: 'a gateway or a local server, without /v1', examples: ['http://localhost:11434'] }),
      key_file: z
        .string()
        .min(1)
        .max(4_096)
        .optional()
        .meta({
          description:
            'a file with the key, yours and closed to others (mode 600); ANTHROPIC_API_KEY and a systemd credential come before it',
          examples: ['~/.config/anthropic.key'],
        }),
      key_header: z.enum(['authorization', 'x-api-key']).default('authorization').describe('the header that carries the key'),
      max_tokens: z.int().min(1).max(128_000).default(8_000).describe('the longest answer of a model'),
      prices: z
        .record(z.string().min(1).max(200), priceSchema)
        .optional()
        .describe('dollars for a million tokens, before the dated prices that ghosthunter knows'),
    })
    .prefault({}),
  budget: z
    .strictObject({
      commands: z.int().min(0).max(MOST_BUDGET.commands).default(15).describe('commands of one run'),
      usd: positive.max(MOST_BUDGET.usd).default(1).describe('dollars of one run, for models and paid reads together'),
      minutes: positive.max(MOST_BUDGET.minutes).default(10).describe('minutes of one run'),
    })
    .prefault({}),
  approval: z
    .strictObject({
      ask_always: z
        .boolean()
        .default(false)
        .describe('whether each command waits for its own yes, and --yes and --approve all are refused'),
    })
    .prefault({}),
  cage: z
    .strictObject({ min_tier: z.enum(TIERS).exclude(['none']).default('landlock').describe('the weakest cage that a run may be in') })
    .prefault({}),
  terminal: z
    .strictObject({
      clipboard: z.boolean().default(true).describe('whether a printed command is offered to the clipboard; or GHOSTHUNTER_NO_CLIPBOARD=1'),
      plain: z.boolean().default(false).describe('text only, as with --plain'),
    })
    .prefault({}),
  cli: z
    .strictObject({
      directories: z
        .array(z.string().startsWith('/'))
        .max(16)
        .default([])
        .meta({
          description: 'where the cloud programs are, searched before the usual places',
          examples: [['/home/me/google-cloud-sdk/bin']],
        }),
    })
    .prefault({}),
  commands: z
    .strictObject({
      readable: z
        .array(z.string().startsWith('/'))
        .max(16)
        .default([])
        .meta({ description: 'what a cloud program may read besides the system and its own installation', examples: [['/opt/python']] }),
      only: z
        .array(z.string().regex(POLICY_PART))
        .max(LIMITS.policyParts)
        .optional()
        .meta({
          description: 'all that may run of what the policy lists: programs, or the first words of their operations',
          examples: [['aws ce', 'aws ec2', 'bq']],
        }),
      timeout_seconds: positive.max(3_600).default(120).describe('the longest that one command may take'),
      output_kilobytes: z.int().min(1).max(16_384).default(1_024).describe('the most of its output that is kept'),
    })
    .prefault({}),
  aws: z
    .strictObject({
      allow_credential_process: z.boolean().default(false).describe('whether a profile may name a program that fetches its credentials'),
      read_only_role: z
        .string()
        .regex(/^arn:aws[a-z-]{0,20}:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/u)
        .optional()
        .meta({
          description: 'a role taken on for reading, in place of your own credentials',
          examples: ['arn:aws:iam::123456789012:role/read-only'],
        }),
    })
    .prefault({}),
  gcp: z.strictObject({ read_only_scopes: z.boolean().default(false).describe('whether to ask for a token that only reads') }).prefault({}),
  privacy: z
    .strictObject({
      pseudonyms: z.boolean().default(true).describe('accounts, people, addresses and projects go to models under other names'),
      hide_from_orchestrator: z
        .boolean()
        .default(false)
        .describe("the same already in the executor's answers: less is seen by whoever took the orchestrator over"),
    })
    .prefault({}),
  notify: z
    .strictObject({
      on: z
        .array(z.enum(NOTIFY_EVENTS).exclude(['test']))
        .max(NOTIFY_EVENTS.length)
        .default([...TOLD_OF])
        .describe('which ends of a run are told'),
      command: z
        .array(z.string().max(4_096))
        .min(1)
        .max(64)
        .optional()
        .meta({
          description: 'a program of yours with its arguments; it reads the event as JSON from its standard input',
          examples: [['/home/me/bin/on-ghosthunter', '--quiet']],
        }),
      webhook_url: z
        .string()
        .min(1)
        .max(2_048)
        .optional()
        .meta({ description: 'an https address that the event is posted to, signed', examples: ['https://hooks.example.com/ghosthunter'] }),
      webhook_secret_file: z
        .string()
        .min(1)
        .max(4_096)
        .optional()
        .meta({ description: 'the secret it is signed with (mode 600)', examples: ['~/.config/ghosthunter-webhook.secret'] }),
      webhook_ca_file: z
        .string()
        .min(1)
        .max(4_096)
        .optional()
        .meta({ description: 'certificates to trust besides the usual ones', examples: ['/etc/ssl/company.pem'] }),
      webhook_allow_private: z.boolean().default(false).describe('whether that address may be in your own network'),
      desktop: z.boolean().default(false).describe('a note on the desktop (notify-send, osascript)'),
      timeout_seconds: positive.max(60).default(10).describe('how long each way may take'),
    })
    .prefault({}),
  economy: z
    .strictObject({
      window_seconds: positive
        .max(3_600)
        .default(15)
        .describe('with batch --economy: so long calls of several runs are collected before they are sent together'),
      poll_seconds: positive
        .max(3_600)
        .default(30)
        .describe('with batch --economy: how often it is asked at first whether a Message Batch has ended'),
    })
    .prefault({}),
  service: serviceSchema.prefault({}),
  batch: z
    .strictObject({
      concurrency: z.int().min(1).max(1_000).optional().describe('investigations at a time; left out: by cores and memory'),
      budget_usd: positive.max(1_000_000).optional().describe('dollars of a whole batch; left out: the budgets of its items together'),
      item_budget_usd: positive.max(MOST_BUDGET.usd).default(1).describe('dollars of each item that says nothing else'),
      max_commands: z.int().min(1).max(MOST_BUDGET.commands).optional().describe('commands of each item that says nothing else'),
      max_minutes: positive.max(MOST_BUDGET.minutes).optional().describe('minutes of each item that says nothing else'),
      attempts: z.int().min(1).max(100).default(3).describe('so often an item is tried before it is given up'),
    })
    .prefault({}),
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

export function configPath(stateDirectory: string): string {
  return join(stateDirectory, 'config.toml');
}
