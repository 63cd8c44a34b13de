// The state directory, the configuration, the audit log, the credentials and the key. Says where things are, never what is in them.

import { existsSync } from 'node:fs';
import { isThereALog, verifyLog } from '../../audit/index.js';
import { Fault } from '../../shared/index.js';
import { type Config, configPath, DEFAULT_CONFIG } from '../config.js';
import { readLayers } from '../configuration/layers.js';
import { credentialPlaces, type Provider } from '../credentials.js';
import { keyPlace, readModelKey } from '../model-key.js';
import { directoryFault, type Surroundings, stateDirectoryPath } from '../state-directory.js';
import { type Check, failed, fine } from './check.js';

export function checkStateDirectory(path: string): Check {
  if (!existsSync(path)) return fine('state', `${path} will be created by the first run`);
  const fault = directoryFault(path);
  return fault === undefined ? fine('state', path) : failed('state', `${path} ${fault}`, `chown it to yourself and run: chmod 700 ${path}`);
}

export interface CheckedConfig {
  readonly check: Check;
  readonly config: Config;
}

export function checkConfig(surroundings: Surroundings, workingDirectory: string = process.cwd()): CheckedConfig {
  try {
    const { config, projectPath } = readLayers(surroundings, workingDirectory);
    const project = projectPath === null ? '' : `, tightened by ${projectPath}`;
    const base = config.model.base_url === undefined ? '' : `; model at ${config.model.base_url}`;
    return { config, check: fine('config', `${configPath(stateDirectoryPath(surroundings))}${project}${base}`) };
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    return { config: DEFAULT_CONFIG, check: failed('config', cause.message, cause.fix ?? 'correct the file') };
  }
}

export async function checkAudit(stateDirectory: string): Promise<Check> {
  if (!isThereALog(stateDirectory)) return fine('audit', 'no log yet');
  try {
    const verdict = await verifyLog(stateDirectory);
    if (verdict.ok) return fine('audit', `${String(verdict.entries)} entries, chain intact`);
    const where = `the chain breaks at entry ${String(verdict.seq)}, ${verdict.file} line ${String(verdict.line)}: ${verdict.code}`;
    return failed('audit', where, `keep all files of the log as evidence, find out who wrote to them, then move them away`);
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    return failed('audit', cause.message, cause.fix ?? 'ghosthunter audit verify');
  }
}

const PROVIDERS: readonly Provider[] = ['aws', 'gcp'];

export function checkCredentials({ environment, home }: Surroundings): readonly Check[] {
  return PROVIDERS.map((provider) => {
    const places = credentialPlaces(environment, home, provider);
    return fine(
      `credentials-${provider}`,
      places.length === 0 ? 'none found; paranoid mode and the simulated cloud need none' : places.join(', '),
    );
  });
}

export function checkKey(surroundings: Surroundings, config: Config): Check {
  const place = keyPlace(config, surroundings);
  if (!place) return fine('model-key', 'none; everything that needs no model works');
  try {
    readModelKey(config, surroundings);
    return fine('model-key', `present in ${place.name}`);
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    return failed('model-key', cause.message, cause.fix ?? 'correct `key_file` in section [model] of config.toml');
  }
}
