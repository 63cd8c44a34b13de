// Which of the person's variables belong to which provider. The supervisor uses none of them: it hands the chosen provider's to
// the executor after the attestation, and `doctor` says whether they exist. Nothing here reads a value of a credential file.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

export type Provider = 'aws' | 'gcp';

/** Variables that authenticate or choose an account; never endpoints, proxies, CA bundles or code to load. */
const VARIABLES: Readonly<Record<Provider, readonly string[]>> = {
  aws: [
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_PROFILE',
    'AWS_DEFAULT_PROFILE',
    'AWS_REGION',
    'AWS_DEFAULT_REGION',
    'AWS_SHARED_CREDENTIALS_FILE',
    'AWS_CONFIG_FILE',
    'AWS_ROLE_ARN',
    'AWS_ROLE_SESSION_NAME',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
  ],
  gcp: [
    'GOOGLE_APPLICATION_CREDENTIALS',
    'CLOUDSDK_CONFIG',
    'CLOUDSDK_ACTIVE_CONFIG_NAME',
    'CLOUDSDK_CORE_PROJECT',
    'CLOUDSDK_CORE_ACCOUNT',
    'CLOUDSDK_AUTH_ACCESS_TOKEN',
  ],
};

const AUTHENTICATING: Readonly<Record<Provider, readonly string[]>> = {
  aws: ['AWS_ACCESS_KEY_ID', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_PROFILE'],
  gcp: ['GOOGLE_APPLICATION_CREDENTIALS', 'CLOUDSDK_AUTH_ACCESS_TOKEN'],
};

const FILES: Readonly<Record<Provider, readonly string[]>> = {
  aws: ['.aws/credentials', '.aws/config', '.aws/sso/cache'],
  gcp: ['.config/gcloud/credentials.db', '.config/gcloud/application_default_credentials.json'],
};

/** Files that a manager hands to a unit (`LoadCredential=aws-credentials:/path`), and what names them to the programs. */
export const CLOUD_CREDENTIALS: Readonly<Record<Provider, { readonly name: string; readonly variable: string }>> = {
  aws: { name: 'aws-credentials', variable: 'AWS_SHARED_CREDENTIALS_FILE' },
  gcp: { name: 'gcp-credentials', variable: 'GOOGLE_APPLICATION_CREDENTIALS' },
};

type Environment = Readonly<Record<string, string | undefined>>;

/** The chosen provider's variables, for the executor and nobody else. */
export function credentialVariables(environment: Environment, provider: Provider): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of VARIABLES[provider]) {
    const value = environment[name];
    if (value !== undefined && value !== '') found[name] = value;
  }
  const { name, variable } = CLOUD_CREDENTIALS[provider];
  const folder = environment['CREDENTIALS_DIRECTORY'] ?? '';
  // By its path, so that nobody reads it but the executor.
  if (found[variable] === undefined && folder.startsWith('/') && existsSync(join(folder, name))) found[variable] = join(folder, name);
  return found;
}

/** Names of the places where credentials of a provider are present; never their content. */
export function credentialPlaces(environment: Environment, home: string, provider: Provider): readonly string[] {
  const variables = AUTHENTICATING[provider].filter((name) => (environment[name] ?? '') !== '');
  const files = FILES[provider].filter((file) => existsSync(join(home, file))).map((file) => `~/${file}`);
  return [...variables, ...files];
}
