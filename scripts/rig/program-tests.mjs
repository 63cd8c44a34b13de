// Probes that are tests: what runs below the executor attacked from within, programs that were swapped, outputs and children without end,
// settings that redirect. Each file is started by itself, and each of its tests is a check.

import { spawn } from 'node:child_process';
import { join } from 'node:path';

const FILES = ['executor/cli-cage', 'executor/executor', 'executor/home', 'executor/real-clis', 'programs/pin'];
const SECONDS = 300;
const ENDED = /^(ok|not ok) (\d+) - (.*?)(?: # (?:time=\S+|(SKIP) ?(.*)))?$/;

async function tapOf(file) {
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, TAP_TIMEOUT: String(SECONDS), TAP_COLORS: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: SECONDS * 1_000,
    killSignal: 'SIGKILL',
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { out, code };
}

function noteOf(line) {
  const [, verdict, number = '0', name = '', skip, why = ''] = ENDED.exec(line) ?? [];
  if (verdict === undefined) return [];
  const outcome = skip ? why : verdict === 'ok' ? 'held' : 'did not hold';
  return [
    {
      number: Number(number),
      name: name.replace(/\\#/g, '#'),
      inside: outcome,
      verdict: skip ? 'SKIP' : verdict === 'ok' ? 'ok' : 'FAIL',
      text: outcome,
    },
  ];
}

export async function attackPrograms(folder, note) {
  for (const file of FILES) {
    const { code, out } = await tapOf(join(folder, 'dist', 'test', `${file}.test.js`));
    const notes = out.split('\n').flatMap(noteOf);
    for (const one of notes) note({ ...one, theme: file, tier: 'all', expected: 'held' });
    // A file that died without saying so is no success.
    if (notes.length === 0 || (code !== 0 && notes.every(({ verdict }) => verdict !== 'FAIL')))
      note({
        number: 0,
        theme: file,
        tier: 'all',
        name: 'the whole file',
        expected: 'held',
        inside: `ended with ${code}`,
        verdict: 'FAIL',
        text: `ended with ${code}`,
      });
  }
}
