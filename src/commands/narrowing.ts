// What `commands.only` leaves of the policy here, for commands that answer as the executor would. The configuration is read only where there may
// be one: reading it takes longer than a judgement.

import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../shared/index.js';
import type { Surroundings } from '../supervisor/index.js';
import type { CommandContext } from './context.js';

export interface NarrowingFlags {
  /** Other policies than those that hold here. */
  readonly policies?: string;
  readonly whole?: boolean;
}

/** In doubt there is one. */
function mayBeAt(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (cause) {
    return errorCode(cause) !== 'ENOENT' && errorCode(cause) !== 'ENOTDIR';
  }
}

function isProjectAbove(folder: string): boolean {
  return mayBeAt(join(folder, '.ghosthunter.toml')) || (dirname(folder) !== folder && isProjectAbove(dirname(folder)));
}

/** INVARIANT: true wherever the configuration says anything of `commands.only`; which file counts is for its reader to say. */
function mayBeConfigured({ environment, home }: Surroundings, workingDirectory: string): boolean {
  const isNamed = ['GHOSTHUNTER_HOME', 'GHOSTHUNTER_COMMANDS_ONLY'].some((name) => (environment[name] ?? '') !== '');
  return isNamed || mayBeAt(join(home, '.ghosthunter', 'config.toml')) || isProjectAbove(workingDirectory);
}

/** Undefined where nothing is left out. */
export async function narrowedTo({ policies, whole }: NarrowingFlags, context: CommandContext): Promise<readonly string[] | undefined> {
  if (policies !== undefined || whole === true) return undefined;
  const surroundings = context.surroundings();
  if (!mayBeConfigured(surroundings, process.cwd())) return undefined;
  const { readConfig } = await import('../supervisor/index.js');
  return readConfig(surroundings).commands.only;
}
