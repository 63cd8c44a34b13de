// Runs the hostile peer of test/redteam/inside/wire.mjs as the orchestrator of a live run, and says what came of it.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInCage } from './cage-run.mjs';

const WIRE = join(resolve(dirname(fileURLToPath(import.meta.url)), '..', '..'), 'test/redteam/inside/wire.mjs');
const SECONDS = 20;

export const frame = (value) => Buffer.from(`${JSON.stringify(value)}\n`);
export const bytes = (lane, content, times = 1) => ({ write: lane, bytes: Buffer.from(content).toString('base64'), times });

function parseLines(text) {
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

/** What a live run answered to these steps. */
export async function runWire(steps, { tier, env, folder, seconds = SECONDS, deaf = false, quiet = false, adjust, look }) {
  const scenePath = join(mkdtempSync(join(folder, 'wire-')), 'scene.json');
  writeFileSync(scenePath, '');
  let text = '';
  const report = await runInCage({
    module: WIRE,
    tier,
    seconds,
    env,
    extraReadOnly: [scenePath],
    adjust,
    look,
    onOutput: (part) => {
      text += part;
    },
    onLaunched: () => writeFileSync(scenePath, `${JSON.stringify({ steps, deaf, quiet })}\n`),
  });
  const said = parseLines(text);
  const answers = (lane) => said.filter(({ received }) => received === lane).map(({ line }) => JSON.parse(line));
  const entries = report.log
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return { ...report, said, answers, entries };
}

/** Nothing that the run was to protect came to harm; else what did. */
export function damage({ harmed, leaks }) {
  const { secretsSeen, spawned, filesTouched, connections, victimsAlive } = leaks;
  return [
    ...harmed,
    ...secretsSeen.map(() => 'a secret was seen'),
    ...spawned.map((one) => `spawned ${one}`),
    ...filesTouched.map((one) => `touched ${one}`),
    ...connections.map((one) => `reached ${one}`),
    ...(victimsAlive ? [] : ['a victim is not alive']),
  ];
}

export const unharmed = (report) => damage(report).join('; ') || 'unharmed';
