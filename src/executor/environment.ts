// The environment of a CLI, built from nothing. Only the chosen provider's variables are in it; prompts, pagers, colour, telemetry
// and self-updates are off. Nothing is copied from the executor's own environment, which is empty.

import type { Attest } from '../protocol/index.js';

const COMMON: Readonly<Record<string, string>> = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  // What the gate reads as UTC must be UTC to the program.
  TZ: 'UTC',
  TERM: 'dumb',
  NO_COLOR: '1',
  PAGER: 'cat',
  // T-CONFIG: modules from a home would be loaded before the program's own.
  PYTHONNOUSERSITE: '1',
  PYTHONDONTWRITEBYTECODE: '1',
};

const QUIET: Readonly<Record<Attest['provider'], Readonly<Record<string, string>>>> = {
  aws: { AWS_PAGER: '', AWS_CLI_AUTO_PROMPT: 'off', AWS_EC2_METADATA_DISABLED: 'true' },
  gcp: {
    CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
    CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: '1',
    CLOUDSDK_CORE_DISABLE_COLOR: '1',
    CLOUDSDK_CORE_DISABLE_FILE_LOGGING: '1',
    CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: '1',
    CLOUDSDK_SURVEY_DISABLE_PROMPTS: '1',
  },
};

/** `home` is the CLI's own, not the person's. */
export function cliEnvironment(attest: Pick<Attest, 'provider' | 'credentials' | 'home'>): Readonly<Record<string, string>> {
  return { ...attest.credentials, ...COMMON, ...QUIET[attest.provider], HOME: attest.home };
}
