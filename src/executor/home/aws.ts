// The AWS CLI's settings and credentials, prepared: of the person's files the chosen profile and what it is built on, and of these only
// what says who asks and where. T-CONFIG: an alias, a service model, an endpoint, a plugin, a credential program in the person's home
// would change what a judged command does.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isPlainValue, type IniSection, parseIni, writeIni } from './ini.js';
import type { CopiedFile } from './kept-copies.js';
import { personsPath, readPersons, writePrivate } from './private-files.js';

export interface HomeWish {
  /** The chosen provider's variables, as the person has them. */
  readonly variables: Readonly<Record<string, string>>;
  readonly personsHome: string;
  /** The CLI's. */
  readonly home: string;
  readonly allowCredentialProcess: boolean;
}

export interface Furnished {
  /** In place of the person's variables. */
  readonly variables: Readonly<Record<string, string>>;
  readonly copies: readonly CopiedFile[];
  /** Where, not who: what stays when other credentials take the place of the person's. */
  readonly places: Readonly<Record<string, string>>;
  /** What the person should know: settings of theirs that do not count here. */
  readonly notes: readonly string[];
}

/** Who asks, and in which region. Nothing that names a program, a host, a file of code or a way to print. */
const KEPT: ReadonlySet<string> = new Set([
  'region',
  'role_arn',
  'source_profile',
  'credential_source',
  'external_id',
  'mfa_serial',
  'role_session_name',
  'duration_seconds',
  'sso_session',
  'sso_start_url',
  'sso_region',
  'sso_account_id',
  'sso_role_name',
  'sso_registration_scopes',
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'web_identity_token_file',
]);
/** Of a section, to which our own reader and the CLI's must both be led. */
const NAMES: ReadonlySet<string> = new Set(['source_profile', 'sso_session']);
/** Parts of a host's name to the CLI. */
const REGIONS: ReadonlySet<string> = new Set(['region', 'sso_region']);
/** Where these are set somebody relies on them, and is told. */
const TOLD = ['credential_process', 'endpoint_url', 'services', 'ca_bundle'];
const LONGEST_CHAIN = 8;
const FILE_VARIABLES: ReadonlySet<string> = new Set(['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_WEB_IDENTITY_TOKEN_FILE']);

function isKept(key: string, value: string, allowProgram: boolean): boolean {
  if (!isPlainValue(value)) return false;
  if (REGIONS.has(key)) return /^[a-z0-9-]{1,63}$/u.test(value);
  if (NAMES.has(key)) return isPlainName(value);
  return KEPT.has(key) || (allowProgram && key === 'credential_process');
}

/** A name that the CLI's reader and ours split alike. */
function isPlainName(name: string): boolean {
  return isPlainValue(name) && !/["'\\\]]/u.test(name);
}

function unquoted(name: string): string {
  const quoted = /^"([^"]*)"$|^'([^']*)'$/u.exec(name);
  return quoted?.[1] ?? quoted?.[2] ?? name;
}

/** `[profile x]` of the configuration, `[sso-session x]`. */
function named(sections: readonly IniSection[], kind: string, name: string): IniSection | undefined {
  return sections.find((section) => {
    const [word = '', ...rest] = section.name.split(/[ \t]+/u);
    return word === kind && unquoted(rest.join(' ')) === name;
  });
}

interface PersonsFiles {
  readonly config: readonly IniSection[];
  readonly credentials: readonly IniSection[];
}

interface Profile {
  readonly name: string;
  readonly config: ReadonlyMap<string, string>;
  readonly credentials: ReadonlyMap<string, string>;
}

const NOTHING: ReadonlyMap<string, string> = new Map();

function profileIn({ config, credentials }: PersonsFiles, name: string): Profile {
  const plain = name === 'default' ? config.find((section) => section.name === 'default') : undefined;
  return {
    name,
    config: (plain ?? named(config, 'profile', name))?.values ?? NOTHING,
    credentials: credentials.find((section) => section.name === name)?.values ?? NOTHING,
  };
}

/** The chosen profile, and those whose credentials it starts from. */
function chain(files: PersonsFiles, chosen: string): readonly Profile[] {
  const found: Profile[] = [];
  for (let name: string | undefined = chosen; name !== undefined && isPlainName(name) && found.length < LONGEST_CHAIN; ) {
    const next = name;
    if (found.some((profile) => profile.name === next)) break;
    const profile = profileIn(files, name);
    found.push(profile);
    name = profile.credentials.get('source_profile') ?? profile.config.get('source_profile');
  }
  return found;
}

function kept(values: ReadonlyMap<string, string>, allowProgram: boolean): ReadonlyMap<string, string> {
  return new Map([...values].filter(([key, value]) => isKept(key, value, allowProgram)));
}

function toldOf(profiles: readonly Profile[], allowProgram: boolean): readonly string[] {
  return profiles.flatMap(({ config, credentials, name }) =>
    TOLD.filter((key) => (config.has(key) || credentials.has(key)) && !(allowProgram && key === 'credential_process')).map((key) =>
      key === 'credential_process'
        ? `credential_process of profile ${name} is not used; \`allow_credential_process = true\` in section [aws] of config.toml allows it`
        : `${key} of profile ${name} is not used`,
    ),
  );
}

/** The CLI names a token's file by what it was fetched for. */
function tokenFiles(profiles: readonly Profile[]): readonly string[] {
  const keys = profiles.flatMap(({ config }) =>
    [config.get('sso_session'), config.get('sso_start_url')].filter((key) => key !== undefined),
  );
  return [...new Set(keys)].map((key) => `${createHash('sha1').update(key).digest('hex')}.json`);
}

function sectionsOf(profiles: readonly Profile[], config: readonly IniSection[], allowProgram: boolean): readonly IniSection[] {
  const sessions = [...new Set(profiles.flatMap((profile) => profile.config.get('sso_session') ?? []))].filter(isPlainName);
  return [
    ...profiles.map((profile) => ({
      name: profile.name === 'default' ? 'default' : `profile "${profile.name}"`,
      values: kept(profile.config, allowProgram),
    })),
    ...sessions.map((name) => ({
      name: `sso-session "${name}"`,
      values: kept(named(config, 'sso-session', name)?.values ?? NOTHING, false),
    })),
  ];
}

function placesOf(variables: HomeWish['variables'], profile: Profile | undefined): Furnished['places'] {
  const region = variables['AWS_REGION'] ?? variables['AWS_DEFAULT_REGION'] ?? profile?.config.get('region') ?? '';
  return isKept('region', region, false) ? { AWS_REGION: region } : {};
}

export function furnishAws({ variables, personsHome, home, allowCredentialProcess }: HomeWish): Furnished {
  const read = (variable: string, otherwise: string): readonly IniSection[] => {
    const path = personsPath(variables[variable] ?? otherwise, personsHome);
    return path === undefined ? [] : parseIni(readPersons(path)?.toString('utf8') ?? '');
  };
  const files = {
    config: read('AWS_CONFIG_FILE', '~/.aws/config'),
    credentials: read('AWS_SHARED_CREDENTIALS_FILE', '~/.aws/credentials'),
  };
  const chosen = variables['AWS_PROFILE'] ?? variables['AWS_DEFAULT_PROFILE'] ?? 'default';
  const profiles = chain(files, chosen);
  const copies: CopiedFile[] = tokenFiles(profiles).map((name) => ({
    source: join(personsHome, '.aws/sso/cache', name),
    copy: join(home, '.aws/sso/cache', name),
    isRefreshedByCli: true,
  }));

  /** A copy of the token, and where it is. */
  function tokenCopy(persons: string): string | undefined {
    const source = personsPath(persons, personsHome);
    if (source === undefined) return undefined;
    const copy = join(home, '.aws', `web-identity-${String(copies.length)}`);
    copies.push({ source, copy, isRefreshedByCli: false });
    return copy;
  }

  function moved(section: IniSection): IniSection {
    const token = section.values.get('web_identity_token_file');
    if (token === undefined) return section;
    const copy = tokenCopy(token);
    const values = new Map(section.values);
    if (copy === undefined) values.delete('web_identity_token_file');
    else values.set('web_identity_token_file', copy);
    return { name: section.name, values };
  }

  const config = sectionsOf(profiles, files.config, allowCredentialProcess).map(moved);
  const credentials = profiles.map(({ credentials: values, name }) => moved({ name, values: kept(values, allowCredentialProcess) }));
  const paths = { AWS_CONFIG_FILE: join(home, '.aws/config'), AWS_SHARED_CREDENTIALS_FILE: join(home, '.aws/credentials') };
  writePrivate(paths.AWS_CONFIG_FILE, writeIni(config));
  writePrivate(paths.AWS_SHARED_CREDENTIALS_FILE, writeIni(credentials));
  const token = variables['AWS_WEB_IDENTITY_TOKEN_FILE'];
  const tokenPath = token === undefined ? undefined : tokenCopy(token);
  return {
    variables: {
      ...Object.fromEntries(Object.entries(variables).filter(([name]) => !FILE_VARIABLES.has(name))),
      ...paths,
      ...(tokenPath === undefined ? {} : { AWS_WEB_IDENTITY_TOKEN_FILE: tokenPath }),
    },
    copies,
    places: placesOf(variables, profiles[0]),
    notes: toldOf(profiles, allowCredentialProcess),
  };
}
