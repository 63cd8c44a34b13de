// Makes docs/report.webp anew: the beginning of the report of a simulated run, as a browser shows it. `node scripts/document/report-image.mjs [WORLD]`
// Needs chromium; not part of `--check`, because a browser of another version draws another image.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const world = process.argv[2] ?? 'aws-nat-gateway';
const scratch = mkdtempSync(join(tmpdir(), 'ghosthunter-image-'));
const main = join(root, 'dist/src/main.js');
const env = { ...process.env, GHOSTHUNTER_HOME: join(scratch, 'state') };
const image = join(root, 'docs/report.webp');

try {
  // 10: a cause was found.
  const { status } = spawnSync(process.execPath, [main, 'demo', world, '--plain'], { env, stdio: 'ignore', timeout: 120_000 });
  if (status !== 10 && status !== 0) throw new Error(`the demo ended with ${status}`);
  const page = execFileSync(process.execPath, [main, 'report', 'last'], { env, encoding: 'utf8' }).trim();
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', `--user-data-dir=${join(scratch, 'profile')}`];
  execFileSync('chromium', [...flags, '--window-size=900,1560', `--screenshot=${image}`, `file://${page}`], {
    stdio: 'ignore',
    timeout: 60_000,
  });
  console.log(`docs/report.webp: ${Math.round(statSync(image).size / 1024)} KiB`);
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}
