// What the relay costs: a 1 KB proposal from one child through a parent that parses and admits it, forwards the bytes to another
// child and relays the answer back, against the same child answered by the parent itself. Half a round trip is one relayed frame.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Lane } from '../../dist/src/channel/index.js';
import { Desk, LIMITS, OpenRequests, orchestratorRequest, proposalAnswer } from '../../dist/src/protocol/index.js';

const ACCOUNT = { commands: 1, microUsd: 0, milliseconds: 1 };
const ROUNDS = 3_000;
const BAR_MILLISECONDS = 0.15;
const PEER = fileURLToPath(new URL('peers/ipc-peer.mjs', import.meta.url));
const TABLE = { propose: { in: ['ready'], why: 'the bench' } };

function start(...args) {
  const child = spawn(process.execPath, [PEER, ...args], { env: {}, stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
  return { child, stream: child.stdio[3], output: text(child.stdout) };
}

function listen(stream, schema, onFrame) {
  const lane = new Lane({
    stream,
    cap: LIMITS.answerBytes,
    schema,
    onFrame,
    onEnd: () => undefined,
    onViolation: ({ code, detail }) => {
      throw new Error(`${code}: ${detail}`);
    },
  });
  return lane;
}

function admitted(desk, request) {
  const verdict = desk.admit(request);
  if (!verdict.ok) throw new Error(verdict.error.code);
}

/** The parent answers by itself. */
async function direct(rounds) {
  const asker = start('ask', String(rounds));
  const desk = new Desk(TABLE, 'ready');
  const output = 'x'.repeat(900);
  const lane = listen(asker.stream, orchestratorRequest, (request) => {
    admitted(desk, request);
    const { id } = request;
    lane.send({
      kind: 'ran',
      id,
      canonical: 'aws sts get-caller-identity',
      exit: 0,
      output,
      errors: '',
      cutBytes: 0,
      milliseconds: 1,
      microUsd: 0,
      note: null,
      spent: ACCOUNT,
      left: ACCOUNT,
    });
  });
  return JSON.parse(await asker.output);
}

/** The parent relays, as the supervisor does. */
async function relayed(rounds) {
  const answerer = start('answer');
  const asker = start('ask', String(rounds));
  const desk = new Desk(TABLE, 'ready');
  const open = new OpenRequests();
  const near = listen(asker.stream, orchestratorRequest, (request, line) => {
    admitted(desk, request);
    open.add(request.id, request.kind);
    far.forward(line);
  });
  const far = listen(answerer.stream, proposalAnswer, ({ id }, line) => {
    if (!open.close(id).ok) throw new Error('an answer that nobody asked for');
    near.forward(line);
  });
  const times = JSON.parse(await asker.output);
  far.finish();
  if (answerer.child.exitCode === null) await once(answerer.child, 'exit');
  return times;
}

function perFrame(roundTrips) {
  const sorted = roundTrips.map((time) => time / 2).sort((one, other) => one - other);
  const at = (share) => sorted[Math.floor(share * (sorted.length - 1))];
  return { p50: at(0.5), p99: at(0.99) };
}

export default async function run() {
  const straight = perFrame(await direct(ROUNDS));
  const through = perFrame(await relayed(ROUNDS));
  const ms = (value) => `${value.toFixed(3)} ms`;
  const isMet = through.p50 <= BAR_MILLISECONDS;
  console.log(`ipc, node ${process.versions.node}, 1 KB frames, ${ROUNDS} round trips`);
  console.log(`  direct   p50 ${ms(straight.p50)}  p99 ${ms(straight.p99)}`);
  console.log(`  relayed  p50 ${ms(through.p50)}  p99 ${ms(through.p99)}  ratio ${(through.p50 / straight.p50).toFixed(2)}`);
  console.log(`  bar: a relayed frame p50 at most ${BAR_MILLISECONDS} ms: ${isMet ? 'met' : 'MISSED'}`);
  return { results: [straight, through], isMet };
}
