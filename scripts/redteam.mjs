// `npm run redteam`: attacks our own cage, protocol and processes, per tier that this machine can build, on the running Node.
// node scripts/redteam.mjs [--tier bwrap|landlock] [--only THEME[,THEME]] [--json]
// Exit 0: everything that was tried was refused exactly as expected, by a bench whose controls get through. 1: not so. 2: usage.

import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadTheme, openNativeLibrary, performInCage, performPlain } from './rig/acts.mjs';
import { judgeAct } from './rig/judge.mjs';
import { plantedVariables } from './rig/planted.mjs';
import { runUnprivileged } from './rig/unprivileged.mjs';

const SELF = fileURLToPath(import.meta.url);
const TIERS = ['bwrap', 'landlock'];
const INSIDE = ['files', 'exec', 'processes', 'sockets', 'surface', 'powers', 'terminal', 'descriptors'];
const UNPRIVILEGED = 'GHOSTHUNTER_RIG_INSIDE';

const { values } = parseArgs({
  options: { tier: { type: 'string' }, only: { type: 'string' }, json: { type: 'boolean', default: false } },
});

async function attack(env) {
  openNativeLibrary();
  const folder = mkdtempSync(join(tmpdir(), 'ghosthunter-redteam-'));
  chmodSync(folder, 0o755);
  const tiers = values.tier === undefined ? TIERS : [values.tier];
  const results = [];
  try {
    for (const name of INSIDE.filter((theme) => values.only === undefined || values.only.split(',').includes(theme))) {
      const theme = await loadTheme(name);
      const plain = await performPlain(theme, { env, folder });
      if (plain.failure) console.log(`control: ${plain.failure}`);
      for (const tier of tiers) {
        const caged = await performInCage(theme, { tier, env, folder });
        if (caged.failure) console.log(`${tier}: ${caged.failure}`);
        for (const act of theme.acts) {
          const result = judgeAct(act, tier, plain.outcomes.get(act.at)?.outcome, caged.outcomes.get(act.at)?.outcome);
          results.push(result);
          console.log(`${result.verdict.padEnd(5)} ${tier.padEnd(8)} ${String(act.number).padStart(2)} ${act.name}: ${result.text}`);
        }
        if (process.env.DEBUG_TEXT) for (const r of caged.runs) console.log(r.text.slice(-1500));
        for (const { report } of caged.runs) console.log(JSON.stringify([report.ending, report.harmed, report.leaks]).slice(0, 600));
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const failed = results.filter(({ verdict }) => verdict === 'FAIL').length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

if (process.env[UNPRIVILEGED] === undefined) {
  process.exitCode = await runUnprivileged(SELF, process.argv.slice(2), {
    ...plantedVariables(),
    [UNPRIVILEGED]: '1',
    ...(process.env.DEBUG_TEXT && { DEBUG_TEXT: 'verbose-text' }),
  });
} else {
  const { [UNPRIVILEGED]: _, PATH: __, ...env } = process.env;
  process.exitCode = await attack(env);
}
void existsSync;
void dirname;
