// The session in the README: `npm start`, run now in a home of its own, with the parts that tell the story. `node scripts/document.mjs --session`
// records it anew; a test says whether the program still prints what stands there.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));

/** From the first line that begins so, so many lines; then `…`. */
const PARTS = [
  ['bill ', 5],
  ['round 1', 7],
  ['proposed ', 2],
  ['round 2', 6],
  ['proposed ', 2],
  ['  E3', 3],
  ['cause found', 7],
  ['what to do', 3],
];

export function recordSession() {
  const home = mkdtempSync(join(tmpdir(), 'ghosthunter-session-'));
  try {
    const env = { PATH: '/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8' };
    const { stdout, status } = spawnSync(process.execPath, [MAIN, 'demo'], { env, encoding: 'utf8', timeout: 120_000 });
    if (status !== 0) throw new Error(`the demo ended with ${status}`);
    const lines = stdout.split('\n');
    const shown = ['$ npm start'];
    let at = 0;
    for (const [start, count] of PARTS) {
      const from = lines.findIndex((line, index) => index >= at && line.startsWith(start));
      if (from === -1) throw new Error(`the demo shows no line that begins with ${start}`);
      if (from > at) shown.push('…');
      shown.push(...lines.slice(from, from + count));
      at = from + count;
    }
    return [...shown, '…', ''].map((line) => (line === '' ? '' : `    ${line}`)).join('\n');
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
