// The unit on disk and in the user's manager: put there, and taken away with everything that belongs to it. What is there already and is
// right is left as it is.

import { existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorCode, Fault, printable } from '../shared/index.js';
import { CLOUD_CREDENTIALS, type Config, folderOf, type Surroundings, stateDirectoryPath } from '../supervisor/index.js';
import { agentFile } from './launchd-text.js';
import { memoryFolder, openMemory } from './memory.js';
import { agentFolder, socketPath, unitFolder } from './places.js';
import { ask, programAt } from './programs.js';
import { KEY_CREDENTIAL, UNIT_NAME, type UnitCredential, type UnitFile, unitFile } from './unit-text.js';

export const FOREGROUND = 'run the same in the foreground: ghosthunter service run';

export interface InstallFlags {
  readonly keyFile?: string;
  readonly awsCredentials?: string;
  readonly gcpCredentials?: string;
  readonly encrypted?: boolean;
}

/** Kept in the unit, so that it finds the same state as the person who installs it. Nothing of this is secret. */
function environmentOf({ environment }: Surroundings): Readonly<Record<string, string>> {
  const home = environment['GHOSTHUNTER_HOME'];
  return home === undefined || home === '' ? {} : { GHOSTHUNTER_HOME: home };
}

function commandOf(): readonly string[] {
  const main = realpathSync(fileURLToPath(new URL('../main.js', import.meta.url)));
  return [process.execPath, main, 'service', 'run'];
}

function credentialOf(name: string, named: string, { encrypted }: InstallFlags, { home }: Surroundings): UnitCredential {
  const path = named.startsWith('~/') ? join(home, named.slice(2)) : named;
  if (!path.startsWith('/') || /[\n:]/u.test(path))
    throw new Fault('usage', `\`${printable(named)}\` is no path for a unit`, { fix: 'give the whole path, without a colon' });
  if (!existsSync(path))
    throw new Fault('file', `${path} does not exist`, { fix: 'write the secret there, readable for you alone, then install again' });
  return { name, path, isEncrypted: encrypted === true };
}

/** The key of the model, and the files that the clouds are asked with. */
function credentialsOf(flags: InstallFlags, config: Config, surroundings: Surroundings): readonly UnitCredential[] {
  const named: readonly (readonly [name: string, path: string | undefined])[] = [
    [KEY_CREDENTIAL, flags.keyFile ?? config.model.key_file],
    [CLOUD_CREDENTIALS.aws.name, flags.awsCredentials],
    [CLOUD_CREDENTIALS.gcp.name, flags.gcpCredentials],
  ];
  const found = named.flatMap(([name, path]) => (path === undefined ? [] : [credentialOf(name, path, flags, surroundings)]));
  if (found.length === 0 && flags.encrypted === true)
    throw new Fault('usage', '--encrypted says how secrets are kept, and none is named', { fix: 'add --key-file with its path' });
  return found;
}

export function plannedUnit(flags: InstallFlags, config: Config, surroundings: Surroundings): UnitFile {
  return unitFile({
    command: commandOf(),
    environment: environmentOf(surroundings),
    credentials: credentialsOf(flags, config, surroundings),
  });
}

export function plannedAgent(surroundings: Surroundings): UnitFile {
  const logFile = join(surroundings.home, 'Library', 'Logs', 'ghosthunter.log');
  return agentFile({ command: commandOf(), environment: environmentOf(surroundings), logFile });
}

export interface ManagerState {
  readonly isThere: boolean;
  readonly version: number;
  /** What to say where there is none. */
  readonly why: string;
}

/** Is there a manager of this user that can be spoken to? */
export async function userManager({ environment }: Surroundings): Promise<ManagerState> {
  if (process.platform !== 'linux' || programAt('systemctl') === undefined)
    return { isThere: false, version: 0, why: 'this machine has no systemd' };
  const said = await ask('systemctl', ['--user', 'show', '--property=Version'], environment);
  const version = Number(/^Version=v?(\d{1,4})/mu.exec(said.out)?.[1] ?? 0);
  if (said.code === 0) return { isThere: true, version, why: '' };
  return { isThere: false, version, why: `no systemd user manager answers (${printable(said.err.trim().split('\n')[0] ?? '', 200)})` };
}

function writeUnit(folder: string, { name, text }: UnitFile): boolean {
  const path = join(folder, name);
  try {
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === true && readFileSync(path, 'utf8') === text) return false;
    mkdirSync(folder, { recursive: true });
    // T-PATH: a link that stands there is replaced and not followed.
    const fresh = join(folder, `.${name}.${String(process.pid)}`);
    writeFileSync(fresh, text, { mode: 0o644, flag: 'wx' });
    renameSync(fresh, path);
    return true;
  } catch (cause) {
    throw new Fault('file', `cannot write ${path}: ${errorCode(cause) ?? 'unknown error'}`, { cause, fix: `look at what is in ${folder}` });
  }
}

async function systemctl(surroundings: Surroundings, ...args: readonly string[]): Promise<void> {
  const said = await ask('systemctl', ['--user', ...args], surroundings.environment);
  if (said.code === 0) return;
  throw new Fault('child', `systemctl --user ${args.join(' ')} failed: ${printable(said.err.trim(), 400)}`, {
    fix: 'ghosthunter service logs, or: systemctl --user status ghosthunter.service',
  });
}

export interface Installed {
  readonly path: string;
  readonly changed: boolean;
}

/** Throws where it does not start: `enable --now` waits for its READY. */
export async function install(
  flags: InstallFlags & { readonly start: boolean },
  config: Config,
  surroundings: Surroundings,
): Promise<Installed> {
  const manager = await userManager(surroundings);
  if (!manager.isThere) throw new Fault('usage', manager.why, { fix: `${FOREGROUND}, or log in as this user itself (not by su or sudo)` });
  const unit = plannedUnit(flags, config, surroundings);
  if (flags.encrypted === true && manager.version < 256) {
    throw new Fault('usage', `systemd ${String(manager.version)} decrypts no credentials for users`, {
      fix: 'that takes version 256; leave --encrypted out and keep the key in a file of yours, mode 600',
    });
  }
  const folder = unitFolder(surroundings);
  const changed = writeUnit(folder, unit);
  await systemctl(surroundings, 'daemon-reload');
  await systemctl(surroundings, 'enable', '--quiet', UNIT_NAME);
  if (flags.start) await systemctl(surroundings, changed ? 'restart' : 'start', UNIT_NAME);
  return { path: join(folder, unit.name), changed };
}

export interface Uninstalled {
  readonly removed: readonly string[];
}

function remove(path: string, removed: string[]): void {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return;
  rmSync(path, { recursive: true, force: true });
  removed.push(path);
}

export async function uninstall(flags: { readonly purge?: boolean }, surroundings: Surroundings): Promise<Uninstalled> {
  const folder = unitFolder(surroundings);
  const { environment } = surroundings;
  const hasManager = (await userManager(surroundings)).isThere;
  if (hasManager) await ask('systemctl', ['--user', 'disable', '--now', UNIT_NAME], environment);
  const removed: string[] = [];
  for (const name of [UNIT_NAME, `${UNIT_NAME}.d`, `default.target.wants/${UNIT_NAME}`]) remove(join(folder, name), removed);
  if (hasManager) {
    await systemctl(surroundings, 'daemon-reload');
    await ask('systemctl', ['--user', 'reset-failed', UNIT_NAME], environment);
  }
  if (process.platform === 'darwin') remove(join(agentFolder(surroundings), plannedAgent(surroundings).name), removed);
  remove(socketPath(surroundings), removed);
  if (flags.purge === true) {
    const stateDirectory = stateDirectoryPath(surroundings);
    if (existsSync(memoryFolder(stateDirectory))) {
      // Its own investigations; those of a person and the audit log stay.
      for (const { id } of openMemory(stateDirectory).now().jobs) remove(folderOf(stateDirectory, id), removed);
      remove(memoryFolder(stateDirectory), removed);
    }
  }
  return { removed };
}
