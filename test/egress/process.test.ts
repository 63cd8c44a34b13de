// The egress process itself, attacked over its model lane by raw frames. The fake API remembers what it saw.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { test } from 'tap';
import type { EgressConfiguration } from '../../src/protocol/index.js';
import { type Answer, answerJson, answerWell, eventsOf, fakeApi, type FakeApi, messageOf } from './fake-api.js';
import { BODY, CEILINGS, type EgressProcess, KEY, type Orchestrator, orchestrate, pause, startEgress, textOf } from './egress-process.js';
import { selfSigned } from './self-signed.js';

const WAIT = { timeout: 40_000 };

interface Stage extends EgressProcess, Orchestrator {
  readonly api: FakeApi;
}

async function stage(t: Test, answer: Answer = answerWell, more: Partial<EgressConfiguration> = {}): Promise<Stage> {
  const api = await fakeApi(answer);
  const egress = startEgress();
  t.teardown(async () => {
    egress.child.kill('SIGKILL');
    await api.close();
  });
  await egress.configure(api.port, more);
  return { ...egress, ...orchestrate(egress.model), api };
}

test('a call goes to the one host with our key, and its answer comes back', WAIT, async (t) => {
  const { api, call, whole, told } = await stage(t);
  const body = ` ${JSON.stringify({ ...BODY, system: 'é€𝄞' })}\n`;
  call(1, { body });
  const frames = await whole(1);
  t.same(frames[0], { kind: 'head', id: 1, status: 200, headers: { 'content-type': 'application/json', 'request-id': 'req_1' } });
  t.same(JSON.parse(textOf(frames)), messageOf('because'));
  t.same(api.seen, [
    {
      method: 'POST',
      url: '/v1/messages',
      headers: {
        host: `127.0.0.1:${String(api.port)}`,
        authorization: `Bearer ${KEY}`,
        'anthropic-version': '2026-10-21',
        accept: 'application/json',
        'accept-encoding': 'identity',
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'user-agent': 'ghosthunter',
        connection: 'keep-alive',
      },
      body,
    },
  ]);
  // 10 tokens in at 4, 5 out at 20 micro-dollars.
  t.same(await told.nth(2), {
    kind: 'spent',
    isWorstCase: false,
    model: 'claude-opus-5-5',
    inputTokens: 10,
    outputTokens: 5,
    microUsd: 140,
    totalMicroUsd: 140,
  });
});

test('nothing the orchestrator adds to a call reaches the API, and our key never reaches the orchestrator', WAIT, async (t) => {
  const { api, call, whole, got } = await stage(t, undefined, { keyHeader: 'x-api-key' });
  const theirs = {
    'x-api-key': 'sk-theirs',
    authorization: 'Bearer sk-theirs',
    host: 'evil.example',
    'proxy-authorization': 'sk-theirs',
    'x-forwarded-host': 'evil.example',
    'anthropic-beta': 'files-api-2025-04-14',
    cookie: 'sk-theirs',
    'transfer-encoding': 'chunked',
    'anthropic-version': '2026-10-21',
  };
  call(1, { headers: theirs });
  await whole(1);
  t.equal(api.seen[0]?.headers['x-api-key'], KEY);
  t.equal(api.seen[0]?.headers['anthropic-version'], '2026-10-21');
  t.notMatch(JSON.stringify(api.seen), /theirs|evil|files-api|chunked/);
  t.notMatch(JSON.stringify(got.all), new RegExp(KEY));
});

test('a far end that repeats our key ends the call, and the orchestrator sees no part of it', WAIT, async (t) => {
  const { api, call, whole, told } = await stage(t, (response, { headers }) => {
    const echo = String(headers.authorization);
    response.writeHead(200, { 'content-type': 'text/plain', 'request-id': echo });
    response.write(`you sent ${echo.slice(0, 12)}`);
    setTimeout(() => response.end(`${echo.slice(12)}, thank you`), 30);
  });
  call(1, { body: JSON.stringify(BODY) });
  const frames = await whole(1);
  t.same(frames.at(0), { kind: 'head', id: 1, status: 200, headers: { 'content-type': 'text/plain' } });
  t.match(frames.at(-1), { kind: 'broken', code: 'answer-holds-key' });
  t.notOk(textOf(frames).includes('sk-'));
  const frame = await told.nth(3);
  t.match(frame, { kind: 'failed', code: 'answer-holds-key' });
  t.notMatch(JSON.stringify(frame), KEY);
  api.answerWith((response) => response.end('sk-ant-the-one-kez sk-'));
  call(2, { body: JSON.stringify(BODY) });
  t.equal(textOf(await whole(2)), 'sk-ant-the-one-kez sk-', 'what only looks like it comes whole');
});

test('another method or path is denied, told to the supervisor, and never leaves', WAIT, async (t) => {
  const { api, call, whole, told } = await stage(t);
  const asked: (readonly [method: string, path: string, code: string])[] = [
    ['GET', '/v1/files', 'method'],
    ['CONNECT', 'evil.example:443', 'method'],
    ['POST', '/v1/files', 'path'],
    ['POST', '/v1/messages/batches', 'path'],
    ['POST', 'http://evil.example/v1/messages', 'path'],
    ['POST', '/v1%2fmessages', 'path'],
    ['POST', '/v1/messages\u0000', 'path'],
    ['POST', `/v1/messages/${'x'.repeat(2_000)}`, 'path'],
    ['POST', `/${'\u{10ffff}'.repeat(1_000)}`, 'path'],
  ];
  for (const [index, [method, path, code]] of asked.entries()) {
    const id = index + 1;
    call(id, { method, path });
    t.match(await whole(id), [{ kind: 'denied', status: 403, code }], path.slice(0, 40));
    t.match(await told.nth(index + 2), { kind: 'denied', code }, path.slice(0, 40));
  }
  t.equal(api.connections(), 0);
  call(100);
  t.equal((await whole(100)).at(-1)?.kind, 'end');
});

test('a body that could make the API fetch for us, another model and too many tokens are denied', WAIT, async (t) => {
  const { api, call, whole, told } = await stage(t);
  const bodies: (readonly [code: string, body: string])[] = [
    ['body-not-allowed', JSON.stringify({ ...BODY, tools: [{ type: 'web_fetch_20260318', name: 'web_fetch' }] })],
    ['body-not-allowed', JSON.stringify({ ...BODY, mcp_servers: [{ type: 'url', url: 'https://evil.example', name: 'x' }] })],
    ['body-not-json', 'model=claude-opus-5-5'],
    ['body-not-json', `{"max_tokens":1,"max_tokens":9,${JSON.stringify(BODY).slice(1)}`],
    ['model', JSON.stringify({ ...BODY, model: 'claude-fable-5-2' })],
    ['max-tokens', JSON.stringify({ ...BODY, max_tokens: 4_097 })],
  ];
  for (const [index, [code, body]] of bodies.entries()) {
    call(index + 1, { body });
    t.match(await whole(index + 1), [{ kind: 'denied', status: 403, code }], body);
    t.match(await told.nth(index + 2), { kind: 'denied', code });
  }
  t.equal(api.connections(), 0);
});

test('without a key every call is denied', WAIT, async (t) => {
  const { api, call, whole } = await stage(t, undefined, { key: null });
  call(1);
  t.match(await whole(1), [{ kind: 'denied', status: 403, code: 'no-key' }]);
  t.equal(api.connections(), 0);
});

test('nothing is read before the supervisor has configured', WAIT, async (t) => {
  const api = await fakeApi();
  const egress = startEgress();
  t.teardown(async () => {
    egress.child.kill('SIGKILL');
    await api.close();
  });
  const { call, whole, got } = orchestrate(egress.model);
  call(1);
  await pause(400);
  t.same([got.all, egress.told.all, api.connections()], [[], [], 0]);
  await egress.configure(api.port);
  t.equal((await whole(1)).at(-1)?.kind, 'end');
});

test('a streamed answer is passed on as it comes', WAIT, async (t) => {
  const events = eventsOf(['be', 'cau', 'se']);
  let finish: () => void = () => undefined;
  const { call, whole, got, told } = await stage(t, (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(events.slice(0, 2).join(''));
    finish = () => response.end(events.slice(2).join(''));
  });
  call(1, { body: JSON.stringify({ ...BODY, stream: true }) });
  await got.find((frame) => frame.kind === 'part');
  t.notOk(got.all.some((frame) => frame.kind === 'end'));
  finish();
  t.equal(textOf(await whole(1)), events.join(''));
  t.match(await told.nth(2), { kind: 'spent', isWorstCase: false, inputTokens: 10, outputTokens: 3 });
});

test('bodies up to the cap are sent as they are; above it the lane ends', WAIT, async (t) => {
  const { api, call, whole, told, ended } = await stage(t, undefined, { ceilings: { ...CEILINGS, microUsd: 1e9 } });
  for (const [id, size] of [1_000_000, 8_000_000].entries()) {
    const body = JSON.stringify({ ...BODY, system: '"'.repeat(size / 2) });
    call(id + 1, { body });
    t.equal((await whole(id + 1)).at(-1)?.kind, 'end', String(size));
    t.equal(api.seen.at(-1)?.body, body);
  }
  call(3, { body: JSON.stringify({ ...BODY, system: 'x'.repeat(9 * 1024 * 1024) }) });
  await ended;
  t.match(await told.find((frame) => frame.kind === 'broke'), { code: 'not-in-schema' });
  t.equal(api.seen.length, 2);
});

test('an aborted call ends at the API, is answered once and booked at its worst', WAIT, async (t) => {
  let wasClosed: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    wasClosed = resolve;
  });
  const { call, send, got, whole, told, api } = await stage(t, (response) => {
    response.once('close', wasClosed);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(eventsOf([])[0]);
  });
  call(1);
  await got.find((frame) => frame.kind === 'part');
  send({ kind: 'abort', id: 2, call: 1 });
  await closed;
  t.match((await whole(1)).at(-1), { kind: 'broken', code: 'aborted' });
  t.match(await told.nth(2), { kind: 'spent', isWorstCase: true, inputTokens: 10, outputTokens: 100 });
  send({ kind: 'abort', id: 3, call: 1 });
  send({ kind: 'abort', id: 4, call: 77 });
  api.answerWith(answerWell);
  call(5);
  t.equal((await whole(5)).at(-1)?.kind, 'end');
});

test('errors of the API pass through, cost nothing, and leave the retry to whoever asked', WAIT, async (t) => {
  const { call, whole, told, api } = await stage(t, answerJson(529, { type: 'error' }, { 'retry-after': '1', 'set-cookie': 'a=b' }));
  call(1);
  const frames = await whole(1);
  t.match(frames[0], { kind: 'head', status: 529, headers: { 'retry-after': '1', 'set-cookie': undefined } });
  t.equal(frames.at(-1)?.kind, 'end');
  t.match(await told.nth(2), { kind: 'spent', microUsd: 0, isWorstCase: false });
  t.equal(api.seen.length, 1);
});

test('a redirect is refused, told, and not followed', WAIT, async (t) => {
  const elsewhere = await fakeApi();
  t.teardown(elsewhere.close);
  const { call, whole, told } = await stage(t, (response) => {
    response.writeHead(307, { location: `http://127.0.0.1:${String(elsewhere.port)}/v1/messages` }).end();
  });
  call(1);
  t.match(await whole(1), [{ kind: 'denied', status: 403, code: 'redirect' }]);
  t.match(await told.nth(3), { kind: 'denied', code: 'redirect' });
  t.equal(elsewhere.connections(), 0);
});

test('a refused address is a denial; a dead host is a failure that names no address to the orchestrator', WAIT, async (t) => {
  const { call, whole, told, api } = await stage(t);
  await api.close();
  call(1);
  t.same(await whole(1), [{ kind: 'broken', id: 1, code: 'connect-failed', message: 'the model call failed: connect-failed' }]);
  t.match(await told.nth(2), { kind: 'spent', microUsd: 0, isWorstCase: false });
  t.match(await told.nth(3), { kind: 'failed', code: 'connect-failed' });

  const strict = startEgress();
  t.teardown(() => strict.child.kill('SIGKILL'));
  await strict.configure(443, { baseUrl: `https://127.0.0.1:${String(api.port)}`, allowPrivateAddress: false });
  const other = orchestrate(strict.model);
  other.call(1);
  t.match(await other.whole(1), [{ kind: 'denied', status: 403, code: 'address' }]);
  t.match(await strict.told.nth(3), { kind: 'denied', code: 'address' });
});

test('the ceilings of the investigation hold: money, tokens, calls', WAIT, async (t) => {
  const dear = answerJson(200, { ...messageOf('x'), usage: { input_tokens: 1_000, output_tokens: 100 } });
  // A call of ours reserves about 600 tokens in and 100 out: 4 400 micro-dollars.
  const money = await stage(t, dear, { ceilings: { ...CEILINGS, microUsd: 10_000 } });
  money.call(1);
  t.equal((await money.whole(1)).at(-1)?.kind, 'end');
  t.match(await money.told.nth(2), { kind: 'spent', microUsd: 6_000, totalMicroUsd: 6_000 });
  money.call(2);
  t.match(await money.whole(2), [{ kind: 'denied', status: 403, code: 'money-spent' }]);
  money.call(3, { body: JSON.stringify({ ...BODY, model: 'local' }) });
  t.equal((await money.whole(3)).at(-1)?.kind, 'end');
  t.match(await money.told.nth(4), { kind: 'spent', microUsd: 0, totalMicroUsd: 6_000 });

  const tokens = await stage(t, dear, { ceilings: { ...CEILINGS, totalTokens: 1_500 } });
  tokens.call(1, { body: JSON.stringify({ ...BODY, model: 'local' }) });
  t.equal((await tokens.whole(1)).at(-1)?.kind, 'end');
  tokens.call(2, { body: JSON.stringify({ ...BODY, model: 'local' }) });
  t.match(await tokens.whole(2), [{ kind: 'denied', code: 'tokens-spent' }]);

  const calls = await stage(t, answerJson(500, {}), { ceilings: { ...CEILINGS, calls: 2 } });
  for (const id of [1, 2]) {
    calls.call(id);
    t.equal((await calls.whole(id)).at(-1)?.kind, 'end');
  }
  calls.call(3);
  t.match(await calls.whole(3), [{ kind: 'denied', code: 'calls-spent' }]);
  t.equal(calls.api.seen.length, 2);
});

test('at most four calls are in flight, and an abort is read while they are', WAIT, async (t) => {
  const waiting: (() => void)[] = [];
  const { call, send, whole, api } = await stage(t, (response, seen, count) => {
    waiting.push(() => {
      answerWell(response, seen, count);
    });
  });
  for (const id of [1, 2, 3, 4]) call(id);
  while (api.seen.length < 4) await pause(5);
  send({ kind: 'abort', id: 5, call: 1 });
  t.match(await whole(1), [{ kind: 'broken', code: 'aborted' }]);
  for (const id of [6, 7, 8]) call(id);
  while (api.seen.length < 5) await pause(5);
  await pause(100);
  t.equal(api.seen.length, 5);
  while (waiting.length > 0) {
    for (const answer of waiting.splice(0)) answer();
    await pause(50);
  }
  for (const id of [2, 3, 4, 6, 7, 8]) t.equal((await whole(id)).at(-1)?.kind, 'end', String(id));
});

test('ten thousand calls at once: memory is bounded, the lane is closed, the supervisor is told', WAIT, async (t) => {
  const { call, told, api, ended, peakMegabytes, child } = await stage(t, undefined, { ceilings: { ...CEILINGS, calls: 50 } });
  const before = peakMegabytes();
  for (let id = 1; id <= 10_000; id += 1) call(id);
  await ended;
  t.match(await told.find((frame) => frame.kind === 'broke'), { code: 'too-many-denials' });
  t.equal(api.seen.length, 50);
  t.equal(told.all.filter((frame) => frame.kind === 'denied').length, 101);
  t.ok(peakMegabytes() - before < 60, `${String(Math.round(peakMegabytes() - before))} MB more`);
  t.equal(child.exitCode, null);
});

test('forty calls of eight megabytes that are never answered: memory is bounded', WAIT, async (t) => {
  const { call, api, peakMegabytes } = await stage(t, () => undefined, { ceilings: { ...CEILINGS, microUsd: 1e12, totalTokens: 1e12 } });
  const body = JSON.stringify({ ...BODY, system: 'x'.repeat(8_000_000) });
  for (let id = 1; id <= 40; id += 1) call(id, { body });
  while (api.seen.length < 4) await pause(20);
  await pause(500);
  t.equal(api.seen.length, 4);
  t.ok(peakMegabytes() < 450, `${String(Math.round(peakMegabytes()))} MB`);
});

test('an answer without end is cut at its cap, also when the orchestrator does not read', WAIT, async (t) => {
  const flood: Answer = (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const more = (): void => {
      while (!response.destroyed && response.write('x'.repeat(100_000)));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  };
  const reads = await stage(t, flood);
  reads.call(1);
  const frames = await reads.whole(1);
  t.match(frames.at(-1), { kind: 'broken', code: 'answer-too-long' });
  t.ok(textOf(frames).length <= 16 * 1024 * 1024);
  t.match(await reads.told.nth(3), { kind: 'failed', code: 'answer-too-long' });

  const sleeps = await stage(t, flood);
  const before = sleeps.peakMegabytes();
  sleeps.model.pause();
  for (const id of [1, 2, 3, 4]) sleeps.call(id);
  await pause(1_500);
  t.same(sleeps.got.all, []);
  t.ok(sleeps.peakMegabytes() - before < 50, `${String(Math.round(sleeps.peakMegabytes() - before))} MB more`);
});

test('an answer whose head is a bomb is refused', WAIT, async (t) => {
  const { call, whole } = await stage(t, (response) => {
    response.writeHead(200, { 'x-bomb': 'y'.repeat(60_000) }).end();
  });
  call(1);
  t.match(await whole(1), [{ kind: 'broken', code: 'answer-head-too-long' }]);
});

const CALL_1 = { kind: 'call', id: 1, method: 'POST', path: '/v1/messages', headers: {}, body: JSON.stringify(BODY) };
const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

const VIOLATIONS: Readonly<Record<string, readonly [code: string, bytes: string | Uint8Array]>> = {
  'not JSON': ['not-json', 'hello\n'],
  'HTTP instead of frames': ['not-json', 'POST /v1/messages HTTP/1.1\r\nhost: evil.example\r\n\r\n'],
  'bytes that are not UTF-8': ['not-utf8', new Uint8Array([0x22, 0xff, 0xfe, 0x22, 0x0a])],
  'an unknown kind': ['not-in-schema', line({ kind: 'configure', id: 1, baseUrl: 'https://evil.example' })],
  'an unknown field': ['not-in-schema', line({ ...CALL_1, host: 'evil.example' })],
  'a missing field': ['not-in-schema', line({ ...CALL_1, body: undefined })],
  'a body that is not text': ['not-in-schema', line({ ...CALL_1, body: BODY })],
  'a header bomb': [
    'not-in-schema',
    line({ ...CALL_1, headers: Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`x-${String(n)}`, ''])) }),
  ],
  'a header that is too long': ['not-in-schema', line({ ...CALL_1, headers: { accept: 'x'.repeat(5_000) } })],
  'a path that is too long': ['not-in-schema', line({ ...CALL_1, path: `/${'x'.repeat(100_000)}` })],
  'a half character': ['not-in-schema', line({ ...CALL_1, path: '/\ud800' })],
  'an id of zero': ['not-in-schema', line({ ...CALL_1, id: 0 })],
  'an id that is not whole': ['not-in-schema', line({ ...CALL_1, id: 1.5 })],
  'a prototype': ['forbidden-key', '{"__proto__":{},"kind":"abort","id":1,"call":1}\n'],
  'a key twice': ['repeated-key', '{"kind":"abort","kind":"call","id":1,"call":1}\n'],
  'two hundred thousand brackets': ['too-deep', `${'['.repeat(200_000)}\n`],
  'an id again': ['id-not-increasing', line({ kind: 'abort', id: 7, call: 1 }) + line({ kind: 'abort', id: 7, call: 1 })],
  'a line without end': ['frame-too-long', 'x'.repeat(19 * 1024 * 1024)],
};

test('one violation on the model lane ends the lane, is told, and leaves the process to the supervisor', WAIT, async (t) => {
  const api = await fakeApi();
  t.teardown(api.close);
  for (const [title, [code, bytes]] of Object.entries(VIOLATIONS)) {
    const egress = startEgress();
    t.teardown(() => egress.child.kill('SIGKILL'));
    await egress.configure(api.port);
    egress.model.resume();
    const ended = new Promise((resolve) => egress.model.once('close', resolve));
    egress.model.write(bytes);
    egress.model.write(line({ ...CALL_1, id: 99 }));
    await ended;
    t.match(await egress.told.find((frame) => frame.kind === 'broke'), { code }, title);
    egress.stop();
    t.equal(await egress.exited, 0, title);
  }
  t.equal(api.connections(), 0);
});

test('it stops when it is told to, and every open call is ended and booked first', WAIT, async (t) => {
  const { call, whole, got, told, stop, exited, ended } = await stage(t, (response) => {
    response.writeHead(200).write('x');
  });
  call(1);
  await got.find((frame) => frame.kind === 'part');
  stop();
  t.match((await whole(1)).at(-1), { kind: 'broken', code: 'aborted' });
  t.equal(await exited, 0);
  await ended;
  t.match(told.all.slice(1), [
    { kind: 'spent', isWorstCase: true },
    { kind: 'stopped', id: 2 },
  ]);
});

test('calls that wait behind a full house are not started by a stop', WAIT, async (t) => {
  const { call, api, stop, told, exited } = await stage(t, () => undefined);
  for (let id = 1; id <= 20; id += 1) call(id);
  while (api.seen.length < 4) await pause(5);
  stop();
  t.equal(await exited, 0);
  await told.find((frame) => frame.kind === 'stopped');
  t.equal(told.all.filter((frame) => frame.kind === 'spent').length, 4);
  t.equal(api.connections(), 4);
});

test('it ends with the supervisor, and when the supervisor breaks the protocol', WAIT, async (t) => {
  const left = await stage(t);
  left.control.destroy();
  t.equal(await left.exited, 0);
  const broken = await stage(t);
  broken.control.write('{"kind":"configure","id":0}\n');
  t.equal(await broken.exited, 1);
  const again = await stage(t);
  again.control.write('{"kind":"stop","id":1}\n');
  t.equal(await again.exited, 1);
  const unchecked = startEgress();
  unchecked.control.write(line({ kind: 'configure', id: 1, baseUrl: 'http://evil.example' }));
  t.equal(await unchecked.exited, 1);
});

test('when the orchestrator leaves, its calls end and the process waits for the supervisor', WAIT, async (t) => {
  const { call, got, model, told, child, stop, exited } = await stage(t, (response) => {
    response.writeHead(200).write('x');
  });
  call(1);
  await got.find((frame) => frame.kind === 'part');
  model.destroy();
  t.match(await told.find((frame) => frame.kind === 'spent'), { isWorstCase: true });
  t.equal(child.exitCode, null);
  stop();
  t.equal(await exited, 0);
});

test('TLS: a certificate the machine trusts is spoken to, under its own name only', WAIT, async (t) => {
  const pair = selfSigned();
  const directory = mkdtempSync(join(tmpdir(), 'egress-'));
  const file = join(directory, 'ca.pem');
  writeFileSync(file, pair.cert);
  const api = await fakeApi(answerWell, pair);
  t.teardown(async () => {
    rmSync(directory, { recursive: true });
    await api.close();
  });
  const trusted = { NODE_EXTRA_CA_CERTS: file };
  const cases: (readonly [host: string, environment: Readonly<Record<string, string>>, last: object])[] = [
    ['localhost', trusted, { kind: 'end' }],
    ['127.0.0.1', trusted, { kind: 'broken', code: 'tls' }],
    ['localhost', {}, { kind: 'broken', code: 'tls' }],
    ['localhost', { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' }, { kind: 'broken', code: 'tls' }],
  ];
  for (const [host, environment, last] of cases) {
    const egress = startEgress(environment);
    t.teardown(() => egress.child.kill('SIGKILL'));
    await egress.configure(0, { baseUrl: `https://${host}:${String(api.port)}` });
    const { call, whole } = orchestrate(egress.model);
    call(1);
    t.match((await whole(1)).at(-1), last, JSON.stringify([host, environment]));
  }
  t.equal(api.seen.length, 1);
});

test('a model whose price nobody knows is counted at the dearest, and that is said once', WAIT, async (t) => {
  const dear = answerJson(200, { ...messageOf('x'), usage: { input_tokens: 1_000, output_tokens: 100 } });
  const { call, told, whole } = await stage(t, dear, { prices: [] });
  const body = JSON.stringify({ ...BODY, model: 'local' });
  call(1, { body });
  await whole(1);
  call(2, { body });
  await whole(2);
  t.match(await told.nth(4), { kind: 'spent' });
  t.same(
    told.all.map((frame) => (frame.kind === 'spent' ? frame.microUsd : frame.kind)),
    ['ready', 'unpriced', 7_500, 7_500],
  );
});

test('what leaves is told before it leaves where somebody wants to see it, to the last byte, and not otherwise', WAIT, async (t) => {
  const body = JSON.stringify({ ...BODY, system: `a${'\u{1d11e}'.repeat(70_000)}` });
  const shown = await stage(t, undefined, { showPrompts: true });
  shown.call(1, { body });
  await shown.whole(1);
  shown.call(2);
  await shown.whole(2);
  const prompts = shown.told.all.flatMap((frame) => (frame.kind === 'prompt' ? [frame] : []));
  const textOfCall = (n: number): string =>
    prompts
      .filter(({ call }) => call === n)
      .map(({ text }) => text)
      .join('');
  t.same(
    [textOfCall(1), textOfCall(2)],
    shown.api.seen.map((one) => one.body),
  );
  t.same(
    prompts.map(({ call, part, parts }) => [call, part, parts]),
    [...Array.from({ length: 18 }, (_, n) => [1, n + 1, 18]), [2, 1, 1]],
  );
  shown.call(3, { path: '/v1/files' });
  await shown.whole(3);
  t.notOk(
    shown.told.all.some((frame) => frame.kind === 'prompt' && frame.call === 3),
    'what is denied does not leave',
  );
  const silent = await stage(t);
  silent.call(1);
  await silent.whole(1);
  t.notOk(silent.told.all.some(({ kind }) => kind === 'prompt'));
});

test('with --economy an answer takes as long as it may, costs half, and is not booked when it is asked for again', WAIT, async (t) => {
  const economy = { percent: 50, callMilliseconds: 30_000 };
  const says = await stage(t, answerWell, { economy });
  says.call(1);
  t.equal((await says.whole(1)).at(-1)?.kind, 'end');
  t.match(await says.told.nth(2), { kind: 'spent', isWorstCase: false, microUsd: 70 });
  const nothing: Answer = () => undefined;
  const arrived = async ({ api }: Stage): Promise<void> => {
    while (api.seen.length === 0) await pause(10);
  };
  for (const [goesOn, isFree] of [
    [true, true],
    [false, false],
  ] as const) {
    const parked = await stage(t, nothing, { economy });
    parked.call(1);
    await arrived(parked);
    parked.stop(goesOn);
    await parked.exited;
    t.match(parked.told.all[1], { kind: 'spent', isWorstCase: !isFree, outputTokens: isFree ? 0 : 100 }, String(goesOn));
  }
  const byItself = await stage(t, nothing);
  byItself.call(1);
  await arrived(byItself);
  byItself.stop(true);
  await byItself.exited;
  t.match(byItself.told.all[1], { kind: 'spent', isWorstCase: true }, 'without --economy nobody keeps an answer');
  const givenUp = await stage(t, nothing, { economy });
  givenUp.call(1);
  await arrived(givenUp);
  givenUp.send({ kind: 'abort', id: 2, call: 1 });
  t.match(await givenUp.told.nth(2), { kind: 'spent', isWorstCase: true }, 'nor does a call become free by being given up');
  const late = await stage(t, nothing, { economy: { percent: 50, callMilliseconds: 200 } });
  late.call(1);
  t.match(await late.whole(1), [{ kind: 'broken', code: 'timeout' }]);
});
