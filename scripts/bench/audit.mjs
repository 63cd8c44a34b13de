// What the audit log costs: an entry on disk before anything starts, against the same entry that nobody waits for; how fast the log of a
// large fleet is verified, and how soon its last entries are shown.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs, { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AuditLog, proposalOf, verifyLog } from '../../dist/src/audit/index.js';
import { chained, START } from '../../dist/src/audit/chain.js';

const APPENDS = 2_000;
const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
/** `audit=1024` verifies a log of so many megabytes. */
const DEFAULT_MEGABYTES = 128;
const FILE_BYTES = 64 * 1024 ** 2;
/** Of what must be done anyway: a line that is synced, bytes that are hashed. The machine may be busy. */
const BAR_APPEND = 3;
const BAR_VERIFY = 25;
const LINE =
  "gcloud logging read 'severity>=ERROR AND resource.type=gce_instance' --project=acme-web-prod --limit=50 --freshness=1d --format=json";

const options = { run: '20261121-1204-3f9c1e', now: () => new Date() };
const event = () => ({
  event: 'cleared',
  proposal: proposalOf(LINE, (text) => text),
  canonical: `${LINE} --quiet`,
  added: ['--quiet'],
  microUsd: 0,
});

function spread(times) {
  const sorted = [...times].sort((one, other) => one - other);
  return { p50: sorted[Math.floor(sorted.length * 0.5)], p99: sorted[Math.floor(sorted.length * 0.99)] };
}

async function appends(directory, beside = () => undefined) {
  const log = await AuditLog.open(directory, options);
  const times = [];
  for (let entry = 0; entry < APPENDS; entry += 1) {
    beside();
    const start = performance.now();
    await log.append(event());
    times.push(performance.now() - start);
  }
  log.close();
  return spread(times);
}

async function unsynced(directory) {
  const sound = fs.fdatasyncSync;
  Object.assign(fs, { fdatasyncSync: () => undefined });
  syncBuiltinESMExports();
  try {
    return await appends(directory);
  } finally {
    Object.assign(fs, { fdatasyncSync: sound });
    syncBuiltinESMExports();
  }
}

/** The least that a synced line can cost here, taking turns with entries. */
function openBare(path) {
  const file = openSync(path, 'ax', 0o600);
  const times = [];
  const line = `${'x'.repeat(700)}\n`;
  return {
    one: () => {
      const start = performance.now();
      writeSync(file, line);
      fdatasyncSync(file);
      times.push(performance.now() - start);
    },
    close: () => {
      closeSync(file);
      return spread(times);
    },
  };
}

/** A log as many runs leave it, without waiting for the disk at each entry. */
function fill(directory, bytes) {
  fs.mkdirSync(directory, { mode: 0o700 });
  let last = START;
  let written = 0;
  let first = 1;
  let text = '';
  let inFile = 0;
  let file = openSync(join(directory, 'audit.log'), 'wx', 0o600);
  const put = (content) => {
    const { line, point } = chained(last, { time: '2026-11-21T12:04:05.000Z', run: options.run, ...content });
    last = point;
    text += `${line}\n`;
    inFile += line.length + 1;
    written += line.length + 1;
    if (text.length < 1_000_000) return;
    writeSync(file, text);
    text = '';
  };
  const judged = event();
  while (written < bytes) {
    put(judged);
    if (inFile < FILE_BYTES) continue;
    writeSync(file, text);
    text = '';
    closeSync(file);
    const full = `audit.log.${first}`;
    fs.renameSync(join(directory, 'audit.log'), join(directory, full));
    file = openSync(join(directory, 'audit.log'), 'wx', 0o600);
    first = last.seq + 1;
    inFile = 0;
    put({ event: 'continued', previous: { file: full, ...last } });
  }
  writeSync(file, text);
  closeSync(file);
  fs.writeFileSync(join(directory, 'audit.head'), `${String(last.seq).padStart(16, '0')} ${last.hash}\n`, { mode: 0o600 });
  return { written, entries: last.seq };
}

/** The least that reading and hashing all of it costs. */
function hashed(directory) {
  const start = process.cpuUsage();
  const piece = Buffer.alloc(262_144);
  for (const name of fs.readdirSync(directory)) {
    const hash = createHash('sha256');
    const file = openSync(join(directory, name), 'r');
    for (let length = 1; length > 0; ) {
      length = fs.readSync(file, piece);
      hash.update(piece.subarray(0, length));
    }
    closeSync(file);
    hash.digest();
  }
  return seconds(process.cpuUsage(start));
}

const seconds = ({ user, system }) => (user + system) / 1_000_000;

function timed(directory, ...args) {
  const start = performance.now();
  const { status, stdout } = spawnSync('/usr/bin/env', [process.execPath, MAIN, 'audit', ...args], {
    env: { GHOSTHUNTER_HOME: directory, HOME: directory, PATH: process.env.PATH },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 ** 2,
  });
  if (status !== 0) throw new Error(`audit ${args.join(' ')} ended with ${status}`);
  return { milliseconds: performance.now() - start, bytes: stdout.length };
}

export default async function run(megabytes) {
  const folder = mkdtempSync(join(tmpdir(), 'ghosthunter-bench-'));
  const ms = (value) => `${value.toFixed(3)} ms`;
  try {
    const without = await unsynced(join(folder, 'unsynced'));
    const bare = openBare(join(folder, 'bare'));
    const synced = await appends(join(folder, 'synced'), bare.one);
    const floor = bare.close();
    const { written, entries } = fill(join(folder, 'large'), Number(megabytes ?? DEFAULT_MEGABYTES) * 1_000_000);
    const before = process.memoryUsage().rss;
    const hashing = hashed(join(folder, 'large'));
    const start = performance.now();
    const cpu = process.cpuUsage();
    const said = await verifyLog(join(folder, 'large'));
    const took = (performance.now() - start) / 1_000;
    const verifying = seconds(process.cpuUsage(cpu));
    const grown = (process.memoryUsage().rss - before) / 1024 ** 2;
    if (!said.ok || said.entries !== entries) throw new Error(`verify: ${JSON.stringify(said)}`);
    const rate = (time) => (written / 1_000_000 / time).toFixed(0);
    const list = timed(join(folder, 'large'), 'list', '--limit', '20');
    const none = timed(join(folder, 'large'), 'list', '--decision', 'refused');
    console.log(
      `audit, node ${process.versions.node}, ${APPENDS} entries of ${statSync(join(folder, 'synced/audit.log')).size / APPENDS} bytes`,
    );
    console.log(`  a bare line, synced  p50 ${ms(floor.p50)}  p99 ${ms(floor.p99)}`);
    console.log(`  append, not synced   p50 ${ms(without.p50)}  p99 ${ms(without.p99)}`);
    console.log(
      `  append, synced       p50 ${ms(synced.p50)}  p99 ${ms(synced.p99)}  ratio ${(synced.p50 / without.p50).toFixed(2)} to not synced, ${(synced.p50 / floor.p50).toFixed(2)} to a bare line`,
    );
    console.log(
      `  verify ${(written / 1_000_000).toFixed(0)} MB, ${said.files} files, ${entries} entries: ${took.toFixed(1)} s, ${rate(took)} MB/s (${rate(verifying)} of processor time, ${(verifying / hashing).toFixed(1)} times hashing it), memory +${grown.toFixed(0)} MB`,
    );
    console.log(`  the last 20 of it: ${list.milliseconds.toFixed(0)} ms; all of it looked through: ${none.milliseconds.toFixed(0)} ms`);
    const isMet = synced.p50 <= BAR_APPEND * floor.p50 && verifying <= BAR_VERIFY * hashing;
    console.log(
      `  bar: append synced p50 at most ${BAR_APPEND} times a bare line, verify at most ${BAR_VERIFY} times hashing: ${isMet ? 'met' : 'MISSED'}`,
    );
    return { results: [{ floor, without, synced, verifying, hashing }], isMet };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
