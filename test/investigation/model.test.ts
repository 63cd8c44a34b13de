// The model's SDK over the real egress process, against a fake API. Then the same, bundled, in a process that has nothing.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { test } from 'tap';
import { ask, type ModelClient, modelClient } from '../../src/investigation/model.js';
import type { EgressConfiguration } from '../../src/protocol/index.js';
import { CEILINGS, type EgressProcess, pause, startEgress } from '../egress/egress-process.js';
import { type Answer, answerJson, answerWell, eventsOf, fakeApi, type FakeApi, messageOf } from '../egress/fake-api.js';

const WAIT = { timeout: 40_000 };
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

interface Stage extends EgressProcess {
  readonly api: FakeApi;
  readonly client: ModelClient;
}

async function stage(t: Test, answer: Answer = answerWell, more: Partial<EgressConfiguration> = {}): Promise<Stage> {
  const api = await fakeApi(answer);
  const egress = startEgress();
  t.teardown(async () => {
    egress.child.kill('SIGKILL');
    await api.close();
  });
  await egress.configure(api.port, more);
  return { ...egress, api, client: modelClient(egress.model, { name: 'claude-opus-5-5', maxTokens: 100 }) };
}

const QUESTION = { model: 'claude-opus-5-5', max_tokens: 100, messages: [{ role: 'user', content: 'why?' }] } as const;
const asked = (content: string): { readonly role: 'user'; readonly content: string }[] => [{ role: 'user', content }];

const streamed =
  (words: readonly string[]): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(eventsOf(words).join(''));
  };

async function failure(promise: Promise<unknown>): Promise<{ readonly name: string; readonly status: unknown; readonly message: string }> {
  try {
    await promise;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { name: error.constructor.name, status: 'status' in error ? error.status : undefined, message: error.message };
  }
  return { name: 'none', status: undefined, message: '' };
}

test('a message is created through the broker, and the SDK sends nothing that names a key', WAIT, async (t) => {
  const { client, api } = await stage(t);
  const message = await client.messages.create({ ...QUESTION, messages: asked('why? € 𝄞') });
  t.match(message, { content: [{ type: 'text', text: 'because' }], usage: { input_tokens: 10, output_tokens: 5 } });
  t.equal(message._request_id, 'req_1');
  t.same(JSON.parse(api.seen[0]?.body ?? ''), { ...QUESTION, messages: asked('why? € 𝄞') });
  t.match(api.seen[0]?.headers['anthropic-version'], /^\d{4}-\d\d-\d\d$/);
});

test('an answer is streamed through the broker', WAIT, async (t) => {
  const { client } = await stage(t, streamed(['be', 'cau', 'se €']));
  t.equal(await ask(client, { system: 's', user: 'u' }), 'because €');
  const words: string[] = [];
  const stream = client.messages.stream({ ...QUESTION, messages: asked('x') });
  stream.on('text', (word) => words.push(word));
  t.match(await stream.finalMessage(), { usage: { output_tokens: 3 } });
  t.same(words, ['be', 'cau', 'se €']);
});

test('a body of one megabyte arrives as it was', WAIT, async (t) => {
  const { client, api } = await stage(t);
  const content = 'line "of" a bill\n'.repeat(65_000);
  await client.messages.create({ ...QUESTION, messages: asked(content) });
  t.same(JSON.parse(api.seen[0]?.body ?? ''), { ...QUESTION, messages: asked(content) });
});

test('the SDK tries again after 529, 429 and a connection that is lost, and says which try it is', WAIT, async (t) => {
  const soon = { 'retry-after-ms': '5' };
  const { client, api } = await stage(t, (response, seen, count) => {
    if (count === 1) answerJson(529, { type: 'error', error: { type: 'overloaded_error' } }, soon)(response, seen, count);
    else if (count === 2) answerJson(429, { type: 'error', error: { type: 'rate_limit_error' } }, soon)(response, seen, count);
    else answerWell(response, seen, count);
  });
  t.match(await client.messages.create({ ...QUESTION, messages: asked('x') }), messageOf('because'));
  t.same(
    api.seen.map(({ headers }) => headers['x-stainless-retry-count']),
    ['0', '1', '2'],
  );
  api.answerWith((response, seen, count) => {
    if (count === 4) response.destroy();
    else answerWell(response, seen, count);
  });
  t.match(await client.messages.create({ ...QUESTION, messages: asked('x') }), messageOf('because'));
  t.equal(api.seen.length, 5);
  api.answerWith(answerJson(400, { type: 'error', error: { type: 'invalid_request_error', message: 'no' } }));
  t.match(await failure(client.messages.create({ ...QUESTION, messages: asked('x') })), { name: 'BadRequestError', status: 400 });
  t.equal(api.seen.length, 6);
});

test('what egress denies is an error of the API to the SDK, and is not tried again', WAIT, async (t) => {
  const { client, api, told } = await stage(t, undefined, { ceilings: { ...CEILINGS, calls: 1 } });
  const denials: readonly (readonly [part: object, code: string])[] = [
    [{ model: 'claude-fable-5-2' }, 'model'],
    [{ max_tokens: 5_000 }, 'max-tokens'],
    [{ tools: [{ type: 'web_search_20260318', name: 'web_search' }] }, 'body-not-allowed'],
  ];
  for (const [index, [part, code]] of denials.entries()) {
    const denied = await failure(client.messages.create({ ...QUESTION, messages: asked('x'), ...part }));
    t.match(denied, { name: 'PermissionDeniedError', status: 403, message: code });
    t.match(await told.nth(index + 2), { kind: 'denied', code });
  }
  const elsewhere = await failure(client.messages.countTokens({ model: QUESTION.model, messages: asked('x') }));
  t.match(elsewhere, { name: 'PermissionDeniedError', message: 'path' });
  t.equal(api.seen.length, 0);
  t.equal((await client.messages.create({ ...QUESTION, messages: asked('x') })).type, 'message');
  t.match(await failure(client.messages.create({ ...QUESTION, messages: asked('x') })), { status: 403, message: 'calls-spent' });
  t.equal(api.seen.length, 1);
});

test('a redirect is an error, asked for once', WAIT, async (t) => {
  const { client, api } = await stage(t, (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end());
  t.match(await failure(client.messages.create({ ...QUESTION, messages: asked('x') })), { status: 403, message: 'redirect' });
  t.equal(api.seen.length, 1);
});

test('an abort reaches the API, before and during the answer', WAIT, async (t) => {
  let closed = 0;
  const { client, api } = await stage(t, (response) => {
    response.once('close', () => {
      closed += 1;
    });
  });
  const before = new AbortController();
  const silent = failure(client.messages.create({ ...QUESTION, messages: asked('x') }, { signal: before.signal }));
  while (api.seen.length < 1) await pause(5);
  before.abort();
  t.match(await silent, { name: 'APIUserAbortError' });

  api.answerWith((response) => {
    response.once('close', () => {
      closed += 1;
    });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(eventsOf(['a', 'b']).slice(0, 3).join(''));
  });
  const stream = client.messages.stream({ ...QUESTION, messages: asked('x') });
  stream.on('text', () => {
    stream.abort();
  });
  t.match(await failure(stream.done()), { name: 'APIUserAbortError' });
  const early = new AbortController();
  early.abort();
  t.match(await failure(client.messages.create({ ...QUESTION, messages: asked('x') }, { signal: early.signal })), {
    name: 'APIUserAbortError',
  });
  while (closed < 2) await pause(5);
  t.equal(api.seen.length, 2);
  api.answerWith(answerWell);
  t.equal((await client.messages.create({ ...QUESTION, messages: asked('x') })).type, 'message');
});

test('twenty calls at once are answered four at a time, and one that is aborted in the queue harms no other', WAIT, async (t) => {
  let open = 0;
  let most = 0;
  const { client } = await stage(t, (response, seen, count) => {
    open += 1;
    most = Math.max(most, open);
    setTimeout(() => {
      open -= 1;
      answerWell(response, seen, count);
    }, 20);
  });
  const aborted = new AbortController();
  const calls = Array.from({ length: 20 }, (_, n) =>
    failure(client.messages.create({ ...QUESTION, messages: asked(String(n)) }, n % 7 === 5 ? { signal: aborted.signal } : {})),
  );
  await pause(10);
  aborted.abort();
  const outcomes = (await Promise.all(calls)).map(({ name }) => name);
  t.same(
    outcomes.filter((name) => name !== 'APIUserAbortError'),
    Array.from({ length: 17 }, () => 'none'),
  );
  t.equal(most, 4);
});

test('an answer that breaks off is an error, and a lane that ends fails every call', WAIT, async (t) => {
  const { client, api, child } = await stage(t, (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(eventsOf(['a']).slice(0, 3).join(''), () => response.destroy());
  });
  t.match(await failure(ask(client, { system: 's', user: 'u' })), { name: 'Fault' });
  api.answerWith(() => undefined);
  const open = failure(client.messages.create({ ...QUESTION, messages: asked('x') }));
  while (api.seen.length < 2) await pause(5);
  child.kill('SIGKILL');
  t.match(await open, { name: 'APIConnectionError' });
  t.match(await failure(client.messages.create({ ...QUESTION, messages: asked('x') })), { name: 'APIConnectionError' });
});

test('the environment of the process does not reach the API', WAIT, async (t) => {
  const planted: Readonly<Record<string, string>> = {
    ANTHROPIC_API_KEY: 'sk-planted',
    ANTHROPIC_AUTH_TOKEN: 'sk-planted',
    ANTHROPIC_BASE_URL: 'http://127.0.0.1:1/planted',
    ANTHROPIC_CUSTOM_HEADERS: 'x-planted: planted',
    ANTHROPIC_PROFILE: 'planted',
  };
  for (const [name, value] of Object.entries(planted)) process.env[name] = value;
  t.teardown(() => {
    for (const name of Object.keys(planted)) Reflect.deleteProperty(process.env, name);
  });
  const { client, api } = await stage(t);
  await client.messages.create({ ...QUESTION, messages: asked('x') });
  t.notMatch(JSON.stringify(api.seen), /planted/);
});

interface Bundle {
  readonly file: string;
  readonly imports: readonly string[];
}

function bundled(t: Test): { readonly program: string; readonly imports: readonly string[] } {
  const directory = mkdtempSync(join(tmpdir(), 'model-'));
  t.teardown(() => {
    rmSync(directory, { recursive: true });
  });
  const program = fileURLToPath(new URL('./caged-model.js', import.meta.url));
  const made = spawnSync(process.execPath, [join(ROOT, 'scripts/bundle-for-cage.mjs'), directory, program], { encoding: 'utf8' });
  // CAST: the command prints this shape.
  const [bundle] = JSON.parse(made.stdout) as readonly Bundle[];
  return { program: join(directory, 'caged-model.mjs'), imports: bundle?.imports ?? [] };
}

test('bundled for the cage it imports nothing that spawns, opens files or dials, and works with nothing around it', WAIT, async (t) => {
  const { program, imports } = bundled(t);
  // `node:net` makes a stream of an inherited descriptor.
  t.same(imports, ['node:net']);

  const api = await fakeApi(streamed(['from ', 'the cage']));
  const egress = startEgress();
  t.teardown(async () => {
    egress.child.kill('SIGKILL');
    await api.close();
  });
  await egress.configure(api.port);
  const caged = spawn(process.execPath, [program, 'why?'], { stdio: ['ignore', 'pipe', 'inherit', 'ignore', 'pipe'], env: {}, cwd: '/' });
  const lane = caged.stdio[4];
  if (!(lane instanceof Socket)) throw new Error('descriptor 4 is not a socket');
  lane.on('error', () => undefined);
  lane.pipe(egress.model).pipe(lane);
  let printed = '';
  caged.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  await new Promise((exited) => caged.once('exit', exited));
  t.same(JSON.parse(printed), { text: 'from the cage' });
  t.match(JSON.parse(api.seen[0]?.body ?? '{}'), { system: 'you are a test' });
});
