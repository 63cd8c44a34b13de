// Runs a module of yours as the orchestrator: node scripts/in-cage.mjs [--tier bwrap|landlock] [--seconds N] FILE.mjs
// In the exact cage of a real run, beside a live supervisor, egress and executor, all of them holding invented secrets. Prints what the
// module printed, then one JSON line with what leaked. Exit 0: nothing leaked. 1: something did. 2: usage, or no such cage can be built here.

import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runInCage } from './rig/cage-run.mjs';
import { plantedVariables } from './rig/planted.mjs';
import { runUnprivileged } from './rig/unprivileged.mjs';

const SELF = fileURLToPath(import.meta.url);
const TIERS = ['bwrap', 'landlock'];
const INSIDE = 'GHOSTHUNTER_RIG_INSIDE';

function usage(message) {
  process.stderr.write(`in-cage: ${message}\nusage: node scripts/in-cage.mjs [--tier bwrap|landlock] [--seconds N] FILE.mjs\n`);
  process.exit(2);
}

function parseCommandLine() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { tier: { type: 'string' }, seconds: { type: 'string', default: '20' } },
    });
  } catch (cause) {
    return usage(cause.message);
  }
}

function isClean({ secretsSeen, spawned, filesTouched, connections, victimsAlive }) {
  return [secretsSeen, spawned, filesTouched, connections].every((list) => list.length === 0) && victimsAlive;
}

const { values, positionals } = parseCommandLine();
const [file] = positionals;
const seconds = Number(values.seconds);
if (values.tier !== undefined && !TIERS.includes(values.tier)) usage(`no tier \`${values.tier}\``);
if (!(seconds > 0)) usage('--seconds needs a number above 0');
if (file === undefined || positionals.length > 1) usage('give one file');
if (!existsSync(file)) usage(`${file} does not exist`);
if (!existsSync(join(dirname(SELF), '..', 'dist'))) usage('there is no build: run `npm ci` first');

/** The one a run here would get first. */
async function bestTier() {
  const { findBubblewrap } = await import('../dist/src/cage/index.js');
  const found = findBubblewrap();
  if (!found.ok) process.stderr.write(`in-cage: no bubblewrap (${found.error}), so tier landlock\n`);
  return found.ok ? 'bwrap' : 'landlock';
}

if (process.env[INSIDE] === undefined) {
  // The ordinary user may not be able to read the file where it lies.
  const folder = mkdtempSync(join(tmpdir(), 'ghosthunter-attack-'));
  const module = join(folder, 'attack.mjs');
  copyFileSync(resolve(file), module);
  chmodSync(folder, 0o755);
  chmodSync(module, 0o644);
  try {
    const args = ['--tier', values.tier ?? (await bestTier()), '--seconds', values.seconds, module];
    process.exitCode = await runUnprivileged(SELF, args, { ...plantedVariables(), [INSIDE]: '1' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
} else {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== INSIDE && name !== 'PATH'));
  const { leaks, ending } = await runInCage({
    module: file,
    tier: values.tier,
    seconds,
    env,
    onOutput: (text) => process.stdout.write(text),
  }).catch((cause) => {
    if (cause.name !== 'Fault') throw cause;
    // No cage, so nothing was run in it: `ghosthunter doctor` says why.
    process.stderr.write(`in-cage: ${cause.message}\nfix: ${cause.fix ?? 'run `ghosthunter doctor`'}\n`);
    process.exit(2);
  });
  process.stderr.write(`\nin-cage: the run ended: ${ending.outcome} ${ending.detail}\n`);
  process.stdout.write(`${JSON.stringify(leaks)}\n`);
  process.exitCode = isClean(leaks) ? 0 : 1;
}
