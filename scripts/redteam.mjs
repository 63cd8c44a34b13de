// `npm run redteam`: attacks our own cage, protocol and processes, per tier that this machine can build, on the running Node.
// node scripts/redteam.mjs [--tier bwrap|landlock] [--only THEME,THEME] [--without THEME] [--json]
// Exit 0: everything that was tried was refused exactly as expected, by a bench whose controls get through. 1: not so. 2: usage.

import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle, loadTheme, openNativeLibrary, performPlain } from './rig/acts.mjs';

import { openAside } from './rig/aside.mjs';
import { whyNoCage } from './rig/cages.mjs';
import { judgeAct } from './rig/judge.mjs';
import { loadChecks, performChecks } from './rig/outside.mjs';
import { plantedVariables } from './rig/planted.mjs';
import { attackPrograms } from './rig/program-tests.mjs';
import { runUnprivileged } from './rig/unprivileged.mjs';
import { unharmed } from './rig/wire.mjs';

const SELF = fileURLToPath(import.meta.url);
const TIERS = ['bwrap', 'landlock'];
const INSIDE = ['files', 'exec', 'processes', 'sockets', 'surface', 'powers', 'terminal', 'descriptors'];
const OUTSIDE = ['frames', 'egress', 'executor', 'start', 'lifecycle'];
/** What `npm test` tries as well. */
const PROGRAMS = 'programs';
const THEMES = [...INSIDE, ...OUTSIDE, PROGRAMS];
const UNPRIVILEGED = 'GHOSTHUNTER_RIG_INSIDE';

function usage(message) {
  process.stderr.write(
    `redteam: ${message}\nusage: node scripts/redteam.mjs [--tier bwrap|landlock] [--only THEME,THEME] [--without THEME] [--json]\n`,
  );
  process.exit(2);
}

function parseCommandLine() {
  try {
    return parseArgs({
      options: {
        tier: { type: 'string' },
        only: { type: 'string' },
        without: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    }).values;
  } catch (cause) {
    return usage(cause.message);
  }
}

const { tier: askedTier, only, without, json: asJson } = parseCommandLine();
const askedTiers = TIERS.filter((tier) => askedTier === undefined || askedTier === tier);
const asked = (only?.split(',') ?? THEMES).filter((name) => name !== without);
const strangers = asked.filter((name) => !THEMES.includes(name));
if (askedTiers.length === 0) usage(`no tier \`${askedTier}\``);
if (strangers.length > 0) usage(`no theme \`${strangers.join(', ')}\`; there are ${THEMES.join(', ')}`);
if (!existsSync(join(dirname(SELF), '..', 'dist'))) usage('there is no build: run `npm ci` first');

const skipped = process.env.GHOSTHUNTER_RIG_CI ? 'FAIL' : 'SKIP';
const results = [];

function note(result) {
  results.push(result);
  if (asJson) process.stdout.write(`${JSON.stringify(result)}\n`);
  else {
    const { verdict, tier, number, theme, name, text } = result;
    process.stdout.write(`${verdict.padEnd(4)} ${tier.padEnd(8)} ${String(number).padStart(2)} ${theme}: ${name}: ${text}\n`);
  }
}

async function askAside(task) {
  const aside = openAside();
  const answer = await aside.ask(task);
  await aside.close();
  return answer ?? { outcomes: new Map(), runs: [], failure: 'the bench itself died' };
}

async function attackInside(name, stage, tiers) {
  const theme = await loadTheme(name);
  const module = await bundle(theme, stage.folder);
  // Most of it is waiting, so all at once.
  const [plain, ...cages] = await Promise.all([
    performPlain(theme, { ...stage, module }),
    ...tiers.map((tier) => askAside({ kind: 'cage', name, module, stage: { ...stage, tier } })),
  ]);
  for (const [at, tier] of tiers.entries()) {
    const caged = cages[at];
    for (const act of theme.acts) note(judgeAct(act, tier, plain.outcomes.get(act.at)?.outcome, caged.outcomes.get(act.at)?.outcome));
    const harm = caged.runs.map(({ report }) => unharmed(report)).find((found) => found !== 'unharmed') ?? caged.failure ?? 'unharmed';
    const verdict = harm === 'unharmed' ? 'ok' : 'FAIL';
    note({ number: 0, theme: name, name: 'the others after all of this', tier, expected: 'unharmed', inside: harm, verdict, text: harm });
  }
  if (plain.failure) process.stderr.write(`redteam: control of ${name}: ${plain.failure}\n`);
}

/** A tier that cannot be built here is not attacked: said loudly, and in CI as good as an attack that got through. */
async function availableTiers() {
  const available = [];
  for (const tier of askedTiers) {
    const why = await whyNoCage(tier);
    if (why === undefined) available.push(tier);
    else
      note({ number: 42, theme: 'tiers', name: 'this tier is attacked', tier, expected: 'yes', inside: why, verdict: skipped, text: why });
  }
  return available;
}

async function attack(env) {
  openNativeLibrary();
  const folder = mkdtempSync(join(tmpdir(), 'ghosthunter-redteam-'));
  chmodSync(folder, 0o755);
  const stage = { env, folder };
  try {
    const tiers = await availableTiers();
    for (const name of asked) {
      if (name === PROGRAMS) await attackPrograms(join(dirname(SELF), '..'), note);
      else if (INSIDE.includes(name)) await attackInside(name, stage, tiers);
      else for (const tier of tiers) await performChecks(await loadChecks(name), { ...stage, tier, tiers }, note);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function finish() {
  const count = (verdict) => results.filter((result) => result.verdict === verdict).length;
  const [failed, omitted] = [count('FAIL'), count('SKIP')];
  const skips = omitted === 0 ? '' : `, ${omitted} SKIPPED`;
  process.stdout.write(`${results.length - failed - omitted} passed, ${failed} failed${skips}\n`);
  process.exitCode = failed === 0 && results.length > omitted ? 0 : 1;
}

if (process.env[UNPRIVILEGED] === undefined) {
  const passedOn = Object.fromEntries(
    ['CI', 'TMPDIR'].flatMap((name) => (process.env[name] ? [[`GHOSTHUNTER_RIG_${name}`, process.env[name]]] : [])),
  );
  process.exitCode = await runUnprivileged(SELF, process.argv.slice(2), { ...plantedVariables(), ...passedOn, [UNPRIVILEGED]: '1' });
} else {
  const ours = (name) => name === 'PATH' || name.startsWith('GHOSTHUNTER_RIG_');
  const secrets = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours(name)));
  process.env.TMPDIR = process.env.GHOSTHUNTER_RIG_TMPDIR ?? '/tmp';
  await attack(secrets);
  finish();
}
