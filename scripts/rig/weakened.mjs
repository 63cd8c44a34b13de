// A cage that lacks one of its protections, built from the plan of a real one; and what the supervisor and the executor make of it.

import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { soundAttest } from './attestations.mjs';
import { plant } from './planted.mjs';
import { startTrustedAlone } from './trusted.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const DIST = join(ROOT, 'dist');

const [{ attest, closeStrayDescriptors, failuresOf, isPassed, CANARIES, AT_LAUNCH }, { plansOf, profileOf, startCage }] = await Promise.all(
  [import(join(DIST, 'src/cage/index.js')), import(join(DIST, 'src/supervisor/launch.js'))],
);
const { architectureOf } = await import(join(DIST, 'src/cage/seccomp/architecture.js'));

const HELLO_MILLISECONDS = 10_000;

function helloOf(lane) {
  let text = '';
  return new Promise((done, failed) => {
    const late = setTimeout(() => failed(new Error('no hello')), HELLO_MILLISECONDS);
    lane.on('data', (part) => {
      text += part;
      if (!text.includes('\n')) return;
      clearTimeout(late);
      done(JSON.parse(text.slice(0, text.indexOf('\n'))));
    });
  });
}

/** An entry that tries nothing and says that everything was refused: what a canary says is believed only as far as it goes. */
function liar(tier, particulars, folder) {
  const place = mkdtempSync(join(folder, 'liar-'));
  const path = join(place, 'cage-entry.cjs');
  chmodSync(place, 0o755);
  const said = Object.entries(CANARIES[tier]).map(([name, good]) => ({
    name,
    outcome: good === AT_LAUNCH ? (particulars[name] ?? '') : good[0],
  }));
  const code = `
    const canaries = ${JSON.stringify(said)}.map(({ name, outcome }) => ({ name, outcome: name === 'own-pid' ? String(process.pid) : outcome }));
    require('node:fs').writeSync(3, JSON.stringify({ kind: 'hello', id: 1, protocol: 1, canaries }) + '\\n');
    setInterval(() => undefined, 1000);
  `;
  writeFileSync(path, code);
  return path;
}

/** struct sock_filter: code, two jumps, a constant. */
function instruction(code, jumpIfNot, constant) {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt8(jumpIfNot, 3);
  bytes.writeUInt32LE(constant, 4);
  return bytes;
}

const [LOAD, JUMP_IF_EQUAL, RETURN] = [0x20, 0x15, 0x06];
const ALLOW = 0x7fff_0000;

/** What stands in front of a filter so that these calls pass it. */
export function letThrough(calls) {
  const { numbers } = architectureOf(process.arch);
  const known = calls.flatMap((call) => (numbers[call] === undefined ? [] : [numbers[call]]));
  const passes = known.flatMap((number) => [instruction(JUMP_IF_EQUAL, 1, number), instruction(RETURN, 0, ALLOW)]);
  return Buffer.concat([instruction(LOAD, 0, 0), ...passes]);
}

const leftBehind = () =>
  ['/tmp', '/var/tmp', '/dev/shm'].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.startsWith('.ghosthunter-canary-'))
      .map((name) => join(folder, name)),
  );

/** The cage after `change`, looked at and listened to as at every start. */
async function look(role, tier, { change = (plan) => plan, lies = false, folder }) {
  closeStrayDescriptors();
  const honest = profileOf({ role, readOnly: [] });
  const [first] = await plansOf(tier, honest);
  if (!first.ok) throw new Error(first.error);
  const profile = lies ? { ...honest, entry: liar(tier, first.value.particulars, folder) } : honest;
  const [plan] = await plansOf(tier, profile);
  const before = leftBehind();
  const started = await startCage(change(plan.value, folder), profile);
  if (!started.ok) return { notStarted: started.error };
  const child = started.value;
  try {
    const { canaries } = await helloOf(child.lane);
    return attest({ ...child, tier, steppedDown: [] }, canaries);
  } finally {
    child.kill();
    await child.exited;
    // A cage that lets files be made and not removed keeps what its canaries made.
    for (const path of leftBehind()) if (!before.includes(path)) rmSync(path, { force: true });
  }
}

/** Given to a real executor as it is: does it load credentials and run? */
async function executorOn(attestation, tier, role) {
  const planted = await plant();
  const executor = await startTrustedAlone('executor');
  try {
    const attestations = soundAttest(planted, tier).attestations.map((one) => (one.role === role ? attestation : one));
    executor.control.send(soundAttest(planted, tier, { attestations }));
    const [answer] = await executor.control.upTo(1);
    executor.second.send({ kind: 'propose', id: 1, command: 'gcloud projects list --limit=1' });
    if (answer?.kind === 'ready') await executor.second.upTo(1);
    const ran = planted.cliRuns().length > 0 ? 'ran' : 'ran nothing';
    return `executor ${[answer?.kind, answer?.code].filter(Boolean).join(' ')}, ${ran}`;
  } finally {
    executor.kill();
    await executor.ended();
    planted.close();
  }
}

/** `noticed` are the names of what must have failed; `change` what was done to the plan. */
export async function noticed({ role = 'orchestrator', tier, names, ...how }) {
  const attestation = await look(role, tier, how);
  if (attestation.notStarted !== undefined) return 'not started';
  const failed = [...attestation.outside, ...attestation.canaries].filter(({ passed }) => !passed).map(({ name }) => name);
  const missed = names.filter((name) => !failed.includes(name));
  const verdict = isPassed(attestation) ? 'passed' : failuresOf(attestation).length > 0 ? 'failed' : 'failed without a reason';
  const what =
    missed.length === 0 && (names.length > 0 || failed.length === 0)
      ? 'noticed'
      : `not noticed: ${missed.join(' ')} (but ${failed.join(' ')})`;
  return [verdict, what, await executorOn(attestation, tier, role)].join(', ');
}
