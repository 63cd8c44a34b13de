// Could the credentials of an active run change anything? What can be known without asking the cloud: whether the person configured that
// they are exchanged for some that only read. What a role or an account is allowed to do only the cloud knows.

import type { Config } from '../config.js';
import { credentialPlaces } from '../credentials.js';
import type { Surroundings } from '../state-directory.js';
import { type Check, fine, warning } from './check.js';

function checkAws(config: Config): Check {
  const role = config.aws.read_only_role;
  if (role !== undefined) return fine('reach-aws', `an active run takes on ${role} with a policy that only reads`);
  return warning(
    'reach-aws',
    'an active run uses the credentials as they are: they may be able to change things, and only the allowlist stands before that',
    'set `read_only_role` in section [aws] of config.toml to a role that you may assume, or choose a profile that only reads',
  );
}

function checkGcp(config: Config, { environment }: Surroundings): Check {
  if ((environment['CLOUDSDK_AUTH_ACCESS_TOKEN'] ?? '') !== '')
    return warning('reach-gcp', 'an access token is used as it is; its scopes are not known here', 'ask for it with scopes that only read');
  if (config.gcp.read_only_scopes) return fine('reach-gcp', 'an active run asks for a token with scopes that only read');
  return warning(
    'reach-gcp',
    'an active run uses the account as it is: it may be able to change things, and only the allowlist stands before that',
    'use an account with viewer roles, or, with the key of a service account, `read_only_scopes = true` in section [gcp] of config.toml',
  );
}

/** Nothing is said of a provider without credentials. */
export function checkReach(surroundings: Surroundings, config: Config): readonly Check[] {
  const { environment, home } = surroundings;
  return [
    ...(credentialPlaces(environment, home, 'aws').length > 0 ? [checkAws(config)] : []),
    ...(credentialPlaces(environment, home, 'gcp').length > 0 ? [checkGcp(config, surroundings)] : []),
  ];
}
