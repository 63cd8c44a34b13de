// What can be found out about this machine without asking anybody: programs, names of profiles and projects, whether a key is there. Names
// only: no value of a credential is read.

import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { namesIn } from '../../files/index.js';
import { isFileAt, pinBinary, STANDARD_DIRECTORIES } from '../../programs/index.js';
import { errorCode } from '../../shared/index.js';
import { DEFAULT_CONFIG } from '../config.js';
import { keyPlace } from '../model-key.js';
import type { Surroundings } from '../state-directory.js';

const CLIS = ['aws', 'gcloud', 'bq', 'gsutil', 'kubectl'] as const;
const MOST_NAMES = 20;
const MOST_BYTES = 256 * 1024;

export interface Detected {
  /** Found where programs are looked for anyway. */
  readonly programs: readonly string[];
  /** Folders of PATH outside of those that hold one, which only the person can vouch for. */
  readonly folders: readonly { readonly folder: string; readonly programs: readonly string[] }[];
  readonly profiles: readonly string[];
  readonly projects: readonly string[];
  /** The name of the place; null where there is no key. */
  readonly key: string | null;
  readonly hasDesktop: boolean;
  readonly hasUserManager: boolean;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(0, MOST_BYTES);
  } catch (cause) {
    if (errorCode(cause) === undefined) throw cause;
    return '';
  }
}

/** Section names of the files of the AWS CLI: `[default]`, `[profile audit]`. */
function awsProfiles({ environment, home }: Surroundings): readonly string[] {
  const files = [
    environment['AWS_CONFIG_FILE'] ?? join(home, '.aws/config'),
    environment['AWS_SHARED_CREDENTIALS_FILE'] ?? join(home, '.aws/credentials'),
  ];
  const names = files.flatMap((path) =>
    [...textOf(path).matchAll(/^\[(?:profile )?([\w.@+-]{1,64})\]\s*$/gmu)].map(([, name = '']) => name),
  );
  return [...new Set(names)].filter((name) => !name.startsWith('sso-session')).slice(0, MOST_NAMES);
}

/** Of the configurations of gcloud. */
function gcpProjects({ environment, home }: Surroundings): readonly string[] {
  const folder = join(environment['CLOUDSDK_CONFIG'] ?? join(home, '.config/gcloud'), 'configurations');
  const named = namesIn(folder)
    .filter((name) => name.startsWith('config_'))
    .flatMap((name) =>
      [...textOf(join(folder, name)).matchAll(/^project\s*=\s*([a-z0-9:.-]{1,64})\s*$/gmu)].map(([, project = '']) => project),
    );
  return [...new Set([environment['CLOUDSDK_CORE_PROJECT'] ?? '', ...named])].filter((name) => name !== '').slice(0, MOST_NAMES);
}

function isStandard(name: string): boolean {
  return pinBinary(name, STANDARD_DIRECTORIES).ok;
}

function otherFolders({ environment }: Surroundings, missing: readonly string[]): Detected['folders'] {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder.startsWith('/'));
  return [...new Set(folders)].flatMap((folder) => {
    const programs = missing.filter((name) => isFileAt(join(folder, name)) && pinBinary(name, [folder]).ok);
    return programs.length === 0 ? [] : [{ folder, programs }];
  });
}

export function detect(surroundings: Surroundings): Detected {
  const { environment } = surroundings;
  const programs = CLIS.filter(isStandard);
  const runtime = environment['XDG_RUNTIME_DIR'] ?? '';
  const missing = CLIS.filter((name) => !programs.includes(name));
  return {
    programs,
    folders: otherFolders(surroundings, missing),
    profiles: awsProfiles(surroundings),
    projects: gcpProjects(surroundings),
    key: keyPlace(DEFAULT_CONFIG, surroundings)?.name ?? null,
    hasDesktop:
      process.platform === 'darwin' || ((environment['DBUS_SESSION_BUS_ADDRESS'] ?? '') !== '' && isFileAt('/usr/bin/notify-send')),
    hasUserManager: runtime.startsWith('/') && existsSync(join(runtime, 'systemd/private')),
  };
}

/** For the person, one line each. */
export function detectedLines(found: Detected): readonly string[] {
  const list = (names: readonly string[], none: string): string => (names.length === 0 ? none : names.join(', '));
  const elsewhere = found.folders.map(({ folder, programs }) => `${programs.join(', ')} in ${folder}`);
  return [
    `cloud programs   ${list([...found.programs, ...elsewhere], 'none; needed only for --active')}`,
    `AWS profiles     ${list(found.profiles, 'none')}`,
    `Google projects  ${list(found.projects, 'none')}`,
    `model key        ${found.key ?? 'none; the catalogue of causes needs none'}`,
    `systemd of users ${found.hasUserManager ? 'runs' : 'does not run here'}`,
  ];
}
