// What one item is started with: the words after `ghosthunter`, and an environment with the credentials of one account and no other.

import { isActive, type Item, sourceProvider } from './item.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A run that is begun has its id from whoever starts it; one that had begun goes on. */
export interface RunIdentity {
  readonly run: string;
  readonly goesOn: boolean;
}

/** What an item does not say itself. */
export interface ItemDefaults {
  readonly budgetUsd: number;
  readonly maxCommands: number | undefined;
  readonly maxMinutes: number | undefined;
}

const BIGQUERY = 'bigquery:';

const option = (flag: string, value: string | number | undefined): readonly string[] =>
  // T-SPOOL: joined, so that no value is taken for an option.
  value === undefined ? [] : [`${flag}=${String(value)}`];

function asking({ days, source }: Item): readonly string[] {
  if (source === undefined) return [];
  const table = source.startsWith(BIGQUERY) ? source.slice(BIGQUERY.length) : undefined;
  return [...(table === undefined ? ['--from-cost-explorer'] : option('--from-bigquery', table)), ...option('--days', days)];
}

function beginning(item: Item): readonly string[] {
  return [
    ...option('--provider', providerOf(item)),
    ...(isActive(item) ? ['--active', '--yes'] : []),
    ...asking(item),
    ...option('--world', item.world),
    ...option('--seed', item.seed),
    ...option('--spike', item.spike),
    ...(item.files === undefined ? [] : ['--', ...item.files]),
  ];
}

/** Of an item of which only a profile or a project is said. */
export function providerOf(item: Item): 'aws' | 'gcp' | undefined {
  const { configuration, profile, project, provider = sourceProvider(item), region } = item;
  if (provider !== undefined) return provider;
  if (profile !== undefined || region !== undefined) return 'aws';
  return project !== undefined || configuration !== undefined ? 'gcp' : undefined;
}

export function runArguments(item: Item, { goesOn, run }: RunIdentity, defaults: ItemDefaults, isEconomy = false): readonly string[] {
  return [
    'run',
    '--headless',
    '--json',
    '--tethered',
    ...(isEconomy ? ['--economy'] : []),
    ...(goesOn ? option('--resume', run) : option('--run-id', run)),
    ...option('--budget-usd', item.budget_usd ?? defaults.budgetUsd),
    ...option('--max-commands', item.max_commands ?? defaults.maxCommands),
    ...option('--max-minutes', item.max_minutes ?? defaults.maxMinutes),
    ...(item.offline === true ? ['--offline'] : []),
    ...option('--model', item.model),
    ...option('--compressor', item.compressor),
    ...(goesOn ? (isActive(item) ? ['--yes'] : []) : beginning(item)),
  ];
}

/** They name an account before any profile does, so beside a profile they would ask another account than the item says. */
const AWS_BEFORE_PROFILE = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_DEFAULT_PROFILE',
];
const GCP_BEFORE_CONFIGURATION = [
  'GOOGLE_APPLICATION_CREDENTIALS',
  'CLOUDSDK_AUTH_ACCESS_TOKEN',
  'CLOUDSDK_CORE_ACCOUNT',
  'CLOUDSDK_CORE_PROJECT',
];

function without(environment: Environment, names: readonly string[]): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !names.includes(name)));
}

/** `home` is the state directory of the run; left out, the one of whoever starts the batch. */
export function itemEnvironment(environment: Environment, item: Item, home?: string): Environment {
  const { configuration, profile, project, region } = item;
  const aws = profile === undefined ? environment : { ...without(environment, AWS_BEFORE_PROFILE), AWS_PROFILE: profile };
  const placed = region === undefined ? aws : { ...aws, AWS_REGION: region, AWS_DEFAULT_REGION: region };
  const gcp =
    configuration === undefined ? placed : { ...without(placed, GCP_BEFORE_CONFIGURATION), CLOUDSDK_ACTIVE_CONFIG_NAME: configuration };
  const projected = project === undefined ? gcp : { ...gcp, CLOUDSDK_CORE_PROJECT: project };
  return home === undefined ? projected : { ...projected, GHOSTHUNTER_HOME: home };
}
