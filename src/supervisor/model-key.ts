// Where the key of the model comes from: a variable, a credential of systemd, or a file. It is held here only until egress has it, and stands in
// no argument, no environment of another process, no log.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readSecretFile } from '../programs/index.js';
import { modelKey } from '../protocol/index.js';
import { Fault } from '../shared/index.js';
import type { Config } from './config.js';
import type { Surroundings } from './state-directory.js';

export const KEY_VARIABLE = 'ANTHROPIC_API_KEY';
/** The name of the credential in a unit: `LoadCredential=model-key:/path`. */
export const KEY_CREDENTIAL = 'model-key';

/** Systemd may give a group the right to read, which stands for one user; others may never. */
const OTHERS = 0o007;

export interface KeyPlace {
  /** For a person. */
  readonly name: string;
  readonly read: () => string;
}

export function inHome(path: string, home: string): string {
  return path.startsWith('~/') ? join(home, path.slice(2)) : path;
}

function fromFile(path: string, name: string, othersMayNot?: number): KeyPlace {
  return {
    name,
    read: () => {
      const read = readSecretFile(path, othersMayNot);
      if (read.ok) return read.value;
      throw new Fault('config', `the model key in ${name}: ${read.error.message}`, { fix: read.error.fix });
    },
  };
}

/** The first place that is named; undefined where none is. */
export function keyPlace({ model }: Pick<Config, 'model'>, { environment, home }: Surroundings): KeyPlace | undefined {
  const fromVariable = environment[KEY_VARIABLE] ?? '';
  if (fromVariable !== '') return { name: KEY_VARIABLE, read: () => fromVariable };
  const credentials = environment['CREDENTIALS_DIRECTORY'] ?? '';
  const credential = credentials.startsWith('/') ? join(credentials, KEY_CREDENTIAL) : undefined;
  // A unit may have credentials for others than us.
  if (credential !== undefined && readSecretFile(credential, OTHERS).ok)
    return fromFile(credential, `the credential ${KEY_CREDENTIAL}`, OTHERS);
  const { key_file: file } = model;
  return file === undefined ? undefined : fromFile(inHome(file, home), file);
}

export function readModelKey(config: Pick<Config, 'model'>, surroundings: Surroundings): string | null {
  const place = keyPlace(config, surroundings);
  if (!place) return null;
  const key = place.read();
  if (modelKey.safeParse(key).success) return key;
  throw new Fault('config', `the model key in ${place.name} is empty, or holds characters that no key has`, {
    fix: 'copy it again, without blanks or quotes',
  });
}

/** Whether one is named; it is not read, so that whoever only wants to know does not hold it. */
export function hasModelKey({ model }: Pick<Config, 'model'>, { environment }: Surroundings): boolean {
  const credentials = environment['CREDENTIALS_DIRECTORY'] ?? '';
  const isCredential = credentials.startsWith('/') && existsSync(join(credentials, KEY_CREDENTIAL));
  return (environment[KEY_VARIABLE] ?? '') !== '' || isCredential || model.key_file !== undefined;
}
