// Plays a world as a person would: `ghosthunter run --world`, four processes, the real gate; what happened is read from its report.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openWorld } from '../../../dist/src/worlds/index.js';

const MAIN = fileURLToPath(new URL('../../../dist/src/main.js', import.meta.url));

function started(args, home) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: { PATH: process.env.PATH, HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
    child.once('error', reject).once('close', (code) => resolve({ code, out, err }));
  });
}

/** What the audit log says: the only account that the orchestrator cannot write. */
function auditOf(home) {
  return readFileSync(join(home, '.ghosthunter', 'audit.log'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

export async function playThrough(id, flags = []) {
  const world = openWorld(id);
  const home = mkdtempSync(join(tmpdir(), 'ghosthunter-bench-'));
  try {
    const { code, err, out } = await started(['run', '--world', id, '--json', ...flags], home);
    const events = out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
    const report = events.findLast(({ event }) => event === 'report');
    if (!report) throw new Error(`${id} ended with ${code} and no report: ${err}`);
    return {
      world,
      code,
      audit: auditOf(home),
      found: { reports: report.reports },
      entries: [...report.rounds, ...report.evidence],
      proposals: report.commands.map(({ answer, code: reason, command }) => ({ command, verdict: answer === 'refused' ? reason : 'cleared' })),
      conclusion: report.conclusion,
    };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
