// What the broker adds to a model call: a call in frames through the real egress process, against `fetch` straight to the same
// server on loopback, taking turns in the same run. Needs dist/.

import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const BAR_MILLISECONDS = 8;
const TURNS = 300;
const WARM_UP = 30;

const ANSWER = JSON.stringify({
  type: 'message',
  content: [{ type: 'text', text: 'x'.repeat(1_000) }],
  usage: { input_tokens: 300, output_tokens: 250 },
});
const bodyOf = (characters) =>
  JSON.stringify({ model: 'local', max_tokens: 500, messages: [{ role: 'user', content: 'x'.repeat(characters) }] });

async function startServer() {
  const server = createServer((request, response) => {
    request.resume();
    request.once('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(ANSWER);
    });
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
}

async function startBroker(port) {
  const { Lane } = await import(join(root, 'dist/src/channel/index.js'));
  const { egressTells, LIMITS, modelAnswer } = await import(join(root, 'dist/src/protocol/index.js'));
  const child = spawn(process.execPath, [join(root, 'dist/workers/egress.js'), String(process.pid)], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe'],
    env: {},
  });
  let ready;
  const isReady = new Promise((resolve) => {
    ready = resolve;
  });
  const lane = (fd, schema, onFrame) =>
    new Lane({
      stream: child.stdio[fd],
      cap: LIMITS.answerBytes,
      schema,
      onFrame,
      onEnd() {},
      onViolation: (broken) => console.error(broken),
    });
  const control = lane(3, egressTells, ready);
  const ended = new Map();
  const model = lane(4, modelAnswer, (frame) => {
    if (frame.kind === 'end') ended.get(frame.id)();
    else if (frame.kind === 'denied' || frame.kind === 'broken') throw new Error(JSON.stringify(frame));
  });
  control.send({
    kind: 'configure',
    id: 1,
    baseUrl: `http://127.0.0.1:${port}`,
    allowPrivateAddress: true,
    key: 'none',
    keyHeader: 'authorization',
    prices: [],
    showPrompts: false,
    models: ['local'],
    ceilings: { microUsd: 0, outputTokensPerCall: 1_000, totalTokens: 1e12, calls: 1e6 },
  });
  await isReady;
  let id = 0;
  const call = (body) =>
    new Promise((resolve) => {
      id += 1;
      ended.set(id, resolve);
      model.send({ kind: 'call', id, method: 'POST', path: '/v1/messages', headers: { 'anthropic-version': '2026-10-21' }, body });
    });
  return { call, stop: () => control.send({ kind: 'stop', id: 2 }) };
}

function percentile(sorted, part) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

async function compare(name, body, turns, direct, broker) {
  const times = { direct: [], broker: [] };
  for (let turn = -WARM_UP; turn < turns; turn += 1) {
    for (const [kind, call] of [
      ['direct', direct],
      ['broker', broker],
    ]) {
      const began = performance.now();
      await call(body);
      if (turn >= 0) times[kind].push(performance.now() - began);
    }
  }
  for (const list of Object.values(times)) list.sort((a, b) => a - b);
  const p50 = percentile(times.broker, 0.5);
  const baseline = percentile(times.direct, 0.5);
  const result = { name, p50, p95: percentile(times.broker, 0.95), baseline, ratio: p50 / baseline };
  const ms = (value) => `${value.toFixed(2)} ms`;
  console.log(`${name}: broker p50 ${ms(p50)}, p95 ${ms(result.p95)}; direct p50 ${ms(baseline)}; ratio ${result.ratio.toFixed(2)}`);
  return result;
}

export default async function run() {
  const server = await startServer();
  const { port } = server.address();
  const broker = await startBroker(port);
  const direct = async (body) => {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/messages`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    await answer.text();
  };
  const small = await compare('model call, 1 KB', bodyOf(1_000), TURNS, direct, broker.call);
  const large = await compare('model call, 1 MiB', bodyOf(1_048_576), 30, direct, broker.call);
  broker.stop();
  server.closeAllConnections();
  server.close();
  const isMet = small.p50 <= BAR_MILLISECONDS;
  console.log(`bar: 1 KB broker p50 at most ${BAR_MILLISECONDS} ms: ${isMet ? 'met' : 'MISSED'}`);
  return { results: [small, large], isMet };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = (await run()).isMet ? 0 : 1;
