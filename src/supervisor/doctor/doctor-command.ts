// `ghosthunter doctor`: reads only, changes nothing, and ends each finding with what to do.

import { closeStrayDescriptors } from '../../cage/index.js';
import { EXIT, printable } from '../../shared/index.js';
import type { Screen } from '../../terminal/index.js';
import { type Surroundings, stateDirectoryPath } from '../state-directory.js';
import { checkCages } from './cage.js';
import type { Check } from './check.js';
import { checkClis } from './cli.js';
import { checkAudit, checkConfig, checkCredentials, checkKey, checkStateDirectory } from './files.js';
import { checkLingering } from './lingering.js';
import { checkReach } from './reach.js';
import { checkNode, checkTerminal, checkUser } from './machine.js';

const MARK = { ok: 'ok  ', warning: 'warn', failed: 'FAIL' } as const;

async function allChecks(surroundings: Surroundings, columns: number | undefined): Promise<readonly Check[]> {
  const stateDirectory = stateDirectoryPath(surroundings);
  const { check, config } = checkConfig(surroundings);
  const cages = await checkCages(process.platform);
  return [
    checkNode(process.versions.node),
    checkUser(process.getuid?.()),
    ...cages,
    checkStateDirectory(stateDirectory),
    check,
    await checkAudit(stateDirectory),
    ...checkCredentials(surroundings),
    ...checkReach(surroundings, config),
    checkKey(surroundings, config),
    ...(await checkClis(config, surroundings)),
    ...checkLingering(surroundings),
    checkTerminal(columns),
  ];
}

export async function doctorCommand(flags: { readonly json?: boolean }, surroundings: Surroundings, screen: Screen): Promise<number> {
  closeStrayDescriptors();
  const checks = await allChecks(surroundings, screen.columns);
  const healthy = checks.every((check) => check.status !== 'failed');
  if (flags.json === true) screen.out(JSON.stringify({ schema_version: 1, healthy, checks }, null, 2));
  else {
    const width = Math.max(...checks.map((check) => check.name.length));
    for (const { name, status, seen, fix } of checks) {
      screen.out(`${MARK[status]}  ${name.padEnd(width)}  ${printable(seen)}`);
      if (fix !== null && fix !== '') screen.out(`      ${' '.repeat(width)}  fix: ${printable(fix)}`);
    }
    screen.out(healthy ? 'ready' : 'not ready: see the lines marked FAIL');
  }
  return healthy ? EXIT.ok : EXIT.error;
}
