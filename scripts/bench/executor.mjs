// What the executor adds to a command: from the proposal to its answer, judged, written down and synced, spawned, digested, written down
// again, against the same program started directly with its output read. A cage is the price of a cage, and is shown apart.

import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { arm } from '../../dist/src/executor/armed.js';
import { NO_ALIASES } from '../../dist/src/executor/aliases.js';
import { openDigestThread } from '../../dist/src/executor/digest-thread.js';
import { answerProposal } from '../../dist/src/executor/propose.js';
import { openRawStore } from '../../dist/src/executor/raw-store.js';
import { Repeats } from '../../dist/src/executor/repeats.js';
import { runnerFor } from '../../dist/src/executor/runners.js';
import { Spending } from '../../dist/src/executor/spending.js';
import { pinBinary } from '../../dist/src/programs/index.js';
import { soundAttest } from '../rig/attestations.mjs';

const ROUNDS = 60;
const WARM = 10;
const BAR_MILLISECONDS = 10;
const run = promisify(execFile);

const NOBODY = { onBegan: () => undefined, onEnded: () => undefined, byHand: () => Promise.resolve({ output: null, note: null }) };

function percentile(times, share) {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[Math.floor(share * (sorted.length - 1))];
}

async function proposer(place, tier) {
  const planted = { secrets: ['ya29.invented'], home: place, clis: join(place, 'bin') };
  const attest = soundAttest(planted, tier, {
    stateDirectory: join(place, `state-${tier}`),
    budget: { commands: 10_000, microUsd: 1_000_000, milliseconds: 600_000 },
    resumes: null,
  });
  mkdirSync(attest.stateDirectory, { mode: 0o700 });
  const armed = await arm(attest, () => new Date());
  const doors = {
    armed,
    spending: new Spending(attest.budget),
    repeats: new Repeats(),
    setAside: async (microUsd) => microUsd,
    run: runnerFor(armed, NOBODY),
    approve: async () => ({ ok: true, value: undefined }),
    aliases: NO_ALIASES,
    digest: openDigestThread({ planted: [] }).digest,
    keepRaw: openRawStore(attest.stateDirectory, { now: Date.now }).keep,
  };
  let id = 0;
  return {
    /** Exactly what the executor starts. */
    program: (path) => {
      const pinned = pinBinary('gcloud', [dirname(path)]);
      return armed.workplace.program(pinned.value, []);
    },
    ask: async () => {
      id += 1;
      const answer = await answerProposal({ kind: 'propose', id, command: `gcloud projects list --limit=${id} --format=json` }, doors);
      if (answer.kind !== 'ran' || answer.exit !== 0) throw new Error(JSON.stringify(answer));
    },
    close: () => {
      armed.workplace.close();
      armed.audit.close();
    },
  };
}

const direct =
  ({ file, args, environment = { PATH: '/usr/bin:/bin' }, directory = '/' }) =>
  async () => {
    await run(file, args, { env: environment, cwd: directory });
  };

/** In turn, so that what else the machine does is the same for all. */
async function measure(acts) {
  const times = acts.map(() => []);
  for (let round = -WARM; round < ROUNDS; round += 1) {
    for (const [at, act] of acts.entries()) {
      const started = performance.now();
      await act();
      if (round >= 0) times[at].push(performance.now() - started);
    }
  }
  return times.map((some) => ({ p50: percentile(some, 0.5), p90: percentile(some, 0.9) }));
}

export default async function bench() {
  const place = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-bench-')));
  const bin = join(place, 'bin');
  mkdirSync(bin);
  const tool = join(bin, 'gcloud');
  writeFileSync(tool, '#!/bin/sh\necho "[]"\n');
  chmodSync(tool, 0o755);
  const bare = await proposer(place, 'external');
  const caged = await proposer(place, 'bwrap');
  try {
    const acts = [direct({ file: tool, args: [] }), direct(bare.program(tool)), bare.ask, direct(caged.program(tool)), caged.ask];
    const [alone, kept, throughKeeper, wrapped, throughCage] = await measure(acts);
    const overhead = throughCage.p50 - wrapped.p50;
    const line = (name, { p50, p90 }) =>
      console.log(`  ${name.padEnd(34)} p50 ${p50.toFixed(1).padStart(6)} ms  p90 ${p90.toFixed(1).padStart(6)} ms`);
    console.log(`executor, node ${process.versions.node}, one trivial program, ${ROUNDS} rounds in turn`);
    line('the program alone', alone);
    line('the same in its cage (tier 1)', wrapped);
    line('proposed, in its cage', throughCage);
    line('the same below a keeper', kept);
    line('proposed, below a keeper', throughKeeper);
    console.log(`  the cage itself ${(wrapped.p50 - alone.p50).toFixed(1)} ms, a keeper ${(kept.p50 - alone.p50).toFixed(1)} ms`);
    console.log(`  overhead below a keeper ${(throughKeeper.p50 - kept.p50).toFixed(1)} ms`);
    const isMet = overhead <= BAR_MILLISECONDS;
    console.log(
      `  bar: overhead beyond the program and its cage p50 at most ${BAR_MILLISECONDS} ms: ${overhead.toFixed(1)} ms, ${isMet ? 'met' : 'MISSED'}`,
    );
    return { results: [alone, wrapped, throughCage, kept, throughKeeper], isMet };
  } finally {
    bare.close();
    caged.close();
    rmSync(place, { recursive: true, force: true });
  }
}
