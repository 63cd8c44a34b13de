// Which cloud CLIs there are, where, and whether they may be trusted to be what they are called.

import { delimiter, join } from 'node:path';
import { isFileAt, pinBinary, STANDARD_DIRECTORIES } from '../../programs/index.js';
import { printable } from '../../shared/index.js';
import type { Config } from '../config.js';
import { askVersion } from '../launch.js';
import type { Surroundings } from '../state-directory.js';
import { type Check, fine, warning } from './check.js';

const CLIS = ['gcloud', 'bq', 'gsutil', 'aws', 'kubectl', 'az'] as const;

const VERSION_ARGUMENTS: Readonly<Record<(typeof CLIS)[number], readonly string[]>> = {
  gcloud: ['--version'],
  bq: ['version'],
  gsutil: ['version'],
  aws: ['--version'],
  kubectl: ['version', '--client'],
  az: ['version'],
};

function onPath(name: string, path: string | undefined): string | undefined {
  return (path ?? '')
    .split(delimiter)
    .filter((directory) => directory.startsWith('/'))
    .map((directory) => join(directory, name))
    .find(isFileAt);
}

async function checkCli(name: (typeof CLIS)[number], config: Config, { environment }: Surroundings): Promise<Check> {
  const pinned = pinBinary(name, [...config.cli.directories, ...STANDARD_DIRECTORIES]);
  if (pinned.ok) {
    const version = await askVersion(pinned.value.path, VERSION_ARGUMENTS[name]);
    return fine(name, `${pinned.value.path}, owner ${String(pinned.value.owner)}, ${printable(version, 120)}`);
  }
  const elsewhere = onPath(name, environment['PATH']);
  if (elsewhere === undefined) return warning(name, 'not installed', `needed only for --active with ${name} commands`);
  return warning(name, pinned.error, `if you trust ${elsewhere}, add its directory to \`directories\` in section [cli] of config.toml`);
}

export function checkClis(config: Config, surroundings: Surroundings): Promise<readonly Check[]> {
  return Promise.all(CLIS.map((name) => checkCli(name, config, surroundings)));
}
