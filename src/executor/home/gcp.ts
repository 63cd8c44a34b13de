// gcloud's, bq's and gsutil's settings and credentials, prepared: one account's credential, and of the person's active configuration only who
// asks and where. T-CONFIG: an endpoint, a proxy, a certificate file, an impersonated account, a `virtenv`, a `.bigqueryrc` or a `.boto` in
// the person's home would change what a judged command does.

import { join } from 'node:path';
import { Fault } from '../../shared/index.js';
import type { Furnished, HomeWish } from './aws.js';
import { isPlainValue, type IniSection, parseIni, writeIni } from './ini.js';
import type { CopiedFile } from './kept-copies.js';
import { personsPath, readPersons, writePrivate } from './private-files.js';
import { readSqliteTable } from './sqlite-table.js';

const KEPT: Readonly<Record<string, readonly string[]>> = {
  core: ['account', 'project'],
  compute: ['region', 'zone'],
  billing: ['quota_project'],
};
/** Where these are set somebody relies on them, and is told. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  auth: ['impersonate_service_account', 'access_token_file', 'credential_file_override', 'token_host'],
  api_endpoint_overrides: [],
  proxy: [],
  core: ['custom_ca_certs_file', 'universe_domain'],
  context_aware: [],
};

const CONFIGURATION = 'ghosthunter';

/** bq and gsutil look for updates by themselves; gsutil would also read the system's own file. */
const BOTO = '[GSUtil]\nsoftware_update_check_period = 0\n';

type Values = ReadonlyMap<string, string>;

function valuesIn(sections: readonly IniSection[], name: string): Values {
  return sections.find((section) => section.name === name)?.values ?? new Map<string, string>();
}

function keptOf(sections: readonly IniSection[]): readonly IniSection[] {
  return Object.entries(KEPT).map(([name, keys]) => {
    const values = valuesIn(sections, name);
    return { name, values: new Map(keys.flatMap((key) => (isPlainValue(values.get(key) ?? '') ? [[key, values.get(key) ?? '']] : []))) };
  });
}

function toldOf(sections: readonly IniSection[]): readonly string[] {
  return Object.entries(TOLD).flatMap(([name, keys]) => {
    const set = [...valuesIn(sections, name).keys()];
    return set
      .filter((key) => keys.length === 0 || keys.includes(key))
      .map((key) => `${name}/${key} of the gcloud configuration is not used`);
  });
}

function activeSections(configuration: string, variables: HomeWish['variables']): readonly IniSection[] {
  const chosen = variables['CLOUDSDK_ACTIVE_CONFIG_NAME'] ?? readPersons(join(configuration, 'active_config'))?.toString('utf8').trim();
  const name = chosen === undefined || chosen === '' ? 'default' : chosen;
  if (!/^[a-z][a-z0-9-]{0,63}$/u.test(name)) return [];
  return parseIni(readPersons(join(configuration, 'configurations', `config_${name}`))?.toString('utf8') ?? '');
}

/** The credential of one account, out of those of all. */
function storedCredential(configuration: string, account: string): string | undefined {
  const stored = readPersons(join(configuration, 'credentials.db'));
  const rows = stored && readSqliteTable(stored, 'credentials');
  const found = rows?.find(([name]) => name === account)?.[1];
  if (typeof found === 'string') return found;
  if (!isAccountName(account)) return undefined;
  return readPersons(join(configuration, 'legacy_credentials', account, 'adc.json'))?.toString('utf8');
}

/** As part of a path. */
function isAccountName(account: string): boolean {
  return /^[A-Za-z0-9._%+@-]{1,254}$/u.test(account) && !account.startsWith('.');
}

type Json = Readonly<Record<string, unknown>>;

function objectIn(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : undefined;
  } catch {
    // Not JSON: no credential either.
    return undefined;
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' && isPlainValue(value) ? value : '');

/** What gsutil reads beside our own settings; gcloud hands it the file of this name. */
function botoOf(credential: Json, path: string): string | undefined {
  if (credential['type'] === 'service_account') return `[Credentials]\ngs_service_key_file = ${path}\n`;
  if (credential['type'] !== 'authorized_user') return undefined;
  const { client_id: id, client_secret: secret, refresh_token: token } = credential;
  return `[OAuth2]\nclient_id = ${textOf(id)}\nclient_secret = ${textOf(secret)}\n\n[Credentials]\ngs_oauth2_refresh_token = ${textOf(token)}\n`;
}

interface Moved {
  readonly credential: Json;
  readonly copies: readonly CopiedFile[];
  readonly notes: readonly string[];
}

/** A credential of another cloud's identity names where its token comes from: a file is copied, a program is not run. */
function moved(credential: Json, wish: HomeWish): Moved {
  const source: unknown = credential['credential_source'];
  if (typeof source !== 'object' || source === null) return { credential, copies: [], notes: [] };
  if ('executable' in source) {
    const { executable: _executable, ...rest } = source;
    return {
      credential: { ...credential, credential_source: rest },
      copies: [],
      notes: ['the program that the credential names is not run'],
    };
  }
  if (!('file' in source) || typeof source.file !== 'string') return { credential, copies: [], notes: [] };
  const file = personsPath(source.file, wish.personsHome);
  const copy = join(wish.home, '.config/gcloud/subject-token');
  return {
    credential: { ...credential, credential_source: { ...source, file: copy } },
    copies: file === undefined ? [] : [{ source: file, copy, isRefreshedByCli: false }],
    notes: [],
  };
}

interface Account {
  readonly account: string | undefined;
  readonly credential: Json | undefined;
}

function accountOf(wish: HomeWish, configuration: string, sections: readonly IniSection[]): Account {
  const { variables, personsHome } = wish;
  const account = variables['CLOUDSDK_CORE_ACCOUNT'] ?? valuesIn(sections, 'core').get('account');
  if (variables['CLOUDSDK_AUTH_ACCESS_TOKEN'] !== undefined) return { account, credential: undefined };
  if (account !== undefined) return { account, credential: objectIn(storedCredential(configuration, account) ?? '') };
  const named = personsPath(variables['GOOGLE_APPLICATION_CREDENTIALS'] ?? '', personsHome);
  const credential = named === undefined ? undefined : objectIn(readPersons(named)?.toString('utf8') ?? '');
  const email: unknown = credential?.['client_email'];
  return { account: typeof email === 'string' ? email : undefined, credential };
}

/** Settings beside the program, which gcloud reads for everybody; they may not say more than ours may. */
export function installationFault(text: string): string | undefined {
  const harmless = new Set([
    'core/disable_usage_reporting',
    'component_manager/disable_update_check',
    'core/disable_prompts',
    'survey/disable_prompts',
  ]);
  const found = parseIni(text).flatMap(({ name, values }) => [...values.keys()].map((key) => `${name}/${key}`));
  const kept = new Set(Object.entries(KEPT).flatMap(([name, keys]) => keys.map((key) => `${name}/${key}`)));
  return found.find((key) => !harmless.has(key) && !kept.has(key));
}

function placesOf(variables: HomeWish['variables'], sections: readonly IniSection[]): Furnished['places'] {
  const project = variables['CLOUDSDK_CORE_PROJECT'] ?? valuesIn(sections, 'core').get('project') ?? '';
  return isPlainValue(project) ? { CLOUDSDK_CORE_PROJECT: project } : {};
}

export function furnishGcp(wish: HomeWish): Furnished {
  const { variables, personsHome, home } = wish;
  const configuration = personsPath(variables['CLOUDSDK_CONFIG'] ?? '~/.config/gcloud', personsHome);
  if (configuration === undefined)
    throw new Fault('config', 'CLOUDSDK_CONFIG is not an absolute path', { fix: 'give the whole path, or unset it' });
  const sections = activeSections(configuration, variables);
  const own = join(home, '.config/gcloud');
  const { account, credential } = accountOf(wish, configuration, sections);
  const { copies, credential: ready, notes } = credential ? moved(credential, wish) : { credential: undefined, copies: [], notes: [] };
  const file = join(own, 'credential.json');
  const kept = keptOf(sections);
  const hasAccount = account !== undefined && isPlainValue(account);
  const written = [
    ...kept.filter(({ values }) => values.size > 0),
    ...(hasAccount && !kept.some(({ values }) => values.has('account')) ? [{ name: 'core', values: new Map([['account', account]]) }] : []),
    ...(ready ? [{ name: 'auth', values: new Map([['credential_file_override', file]]) }] : []),
  ];
  writePrivate(join(own, 'active_config'), CONFIGURATION);
  writePrivate(join(own, 'configurations', `config_${CONFIGURATION}`), writeIni(merged(written)));
  if (ready) writePrivate(file, `${JSON.stringify(ready)}\n`);
  const boto = ready && botoOf(ready, file);
  if (boto !== undefined && hasAccount && isAccountName(account)) writePrivate(join(own, 'legacy_credentials', account, '.boto'), boto);
  const settings = { BIGQUERYRC: join(home, 'bigqueryrc'), BOTO_CONFIG: join(home, 'boto') };
  writePrivate(settings.BIGQUERYRC, '');
  writePrivate(settings.BOTO_CONFIG, BOTO);
  // With a credential at hand nobody asks the machine, over the network, whether it has another.
  if (ready || variables['CLOUDSDK_AUTH_ACCESS_TOKEN'] !== undefined) writePrivate(join(own, 'gce'), 'False');
  const { CLOUDSDK_CORE_PROJECT: project, CLOUDSDK_AUTH_ACCESS_TOKEN: token } = variables;
  return {
    variables: {
      ...settings,
      CLOUDSDK_CONFIG: own,
      ...(project === undefined ? {} : { CLOUDSDK_CORE_PROJECT: project }),
      ...(hasAccount ? { CLOUDSDK_CORE_ACCOUNT: account } : {}),
      ...(token === undefined ? {} : { CLOUDSDK_AUTH_ACCESS_TOKEN: token }),
      ...(token === undefined && !ready ? {} : { CLOUDSDK_CORE_CHECK_GCE_METADATA: 'false' }),
    },
    copies,
    places: placesOf(variables, sections),
    notes: [...toldOf(sections), ...notes],
  };
}

/** Sections of one name are written once. */
function merged(sections: readonly IniSection[]): readonly IniSection[] {
  const names = [...new Set(sections.map(({ name }) => name))];
  return names.map((name) => ({
    name,
    values: new Map(sections.filter((section) => section.name === name).flatMap(({ values }) => [...values])),
  }));
}
