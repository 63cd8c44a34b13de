// The economy process as a batch starts it, with the SDK in the place of a run: who is let in, what is spoken, who holds the key.

import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import { type Test, test } from 'tap';
import { openEconomy } from '../../src/supervisor/economy.js';
import { batchServer, type BatchServer, type Said } from '../model-server/batches.js';
import { KEY } from './asking.js';

const ITEM = '0123456789abcdef';
const ON_LINUX = process.platform === 'linux' ? false : 'reads /proc';

interface Place {
  readonly server: BatchServer;
  readonly home: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

async function place(t: Test, say: () => Said = () => 'because', hasBatches = true): Promise<Place> {
  const server = await batchServer({ say, hasBatches });
  t.teardown(server.close);
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-economy-')));
  t.teardown(() => {
    rmSync(home, { recursive: true, force: true });
  });
  return {
    server,
    home,
    folder: join(home, 'journal'),
    environment: {
      ANTHROPIC_API_KEY: KEY,
      GHOSTHUNTER_MODEL_BASE_URL: `http://127.0.0.1:${String(server.port)}`,
      GHOSTHUNTER_MODEL_NAME: 'claude-opus-5-5',
      GHOSTHUNTER_ECONOMY_WINDOW_SECONDS: '0.05',
      GHOSTHUNTER_ECONOMY_POLL_SECONDS: '0.05',
    },
  };
}

interface Opened extends Place {
  readonly address: string;
  readonly token: string;
  readonly close: () => Promise<void>;
  readonly running: (items: number) => void;
}

async function opened(t: Test, at: Place): Promise<Opened> {
  const economy = await openEconomy(
    { folder: at.folder, namesModel: false, onStanding: () => undefined, onBroken: () => t.fail('it broke') },
    { environment: at.environment, home: at.home },
  );
  t.teardown(economy.close);
  const { ANTHROPIC_API_KEY: token = '', GHOSTHUNTER_MODEL_BASE_URL: address = '' } = economy.environmentOf(ITEM);
  return { ...at, address, token, close: economy.close, running: economy.running };
}

const CALL = { model: 'claude-opus-5-5', max_tokens: 100, messages: [{ role: 'user' as const, content: 'why?' }] };

function clientOf({ address, token }: Opened): Anthropic {
  return new Anthropic({ apiKey: null, authToken: token, baseURL: address, maxRetries: 0 });
}

test('a run is answered as the API would, streamed or not', async (t) => {
  const at = await opened(t, await place(t));
  at.running(1);
  const client = clientOf(at);
  const stream = client.messages.stream(CALL);
  t.equal(await stream.finalText(), 'because');
  t.match(await client.messages.create(CALL), { content: [{ text: 'because' }], stop_reason: 'end_turn' });
  t.equal(at.server.batches.length, 1);
  t.equal(at.server.direct.length, 0);
  await at.close();
  t.equal(readdirSync(join(at.folder, 'answers')).length, 1, 'what was paid for is kept until the batch is done');
  const again = await opened(t, at);
  t.equal(await clientOf(again).messages.stream(CALL).finalText(), 'because');
  t.equal(at.server.batches.length, 1);
});

test('an error of a request reaches the run as a status', async (t) => {
  const error = { type: 'error', error: { type: 'invalid_request_error', message: 'this is too long' } };
  const at = await opened(t, await place(t, () => ({ type: 'errored', error })));
  await t.rejects(clientOf(at).messages.stream(CALL).finalText(), { status: 400, message: /this is too long/u });
});

test('without the token, elsewhere, and with what is no call nothing is asked of anybody', async (t) => {
  const at = await opened(t, await place(t));
  const seen = at.server.api.seen.length;
  const call = async (path: string, authorization: string, method = 'POST', body = JSON.stringify(CALL)): Promise<number> => {
    const response = await fetch(`${at.address}${path}`, { method, headers: { authorization }, ...(method === 'GET' ? {} : { body }) });
    await response.text();
    return response.status;
  };
  const own = `Bearer ${at.token}`;
  for (const wrong of ['', 'Bearer', `Bearer ${KEY}`, own.replace(/.$/u, ''), `Bearer ${'x'.repeat(43)}.${ITEM}`, own.slice(0, -17)]) {
    t.equal(await call('/v1/messages', wrong), 401, wrong);
  }
  for (const path of ['/', '/v1/messages/count_tokens', '/v1/messages/batches', '/v1/messages?beta=true', '/v1/files', '//v1/messages']) {
    t.equal(await call(path, own), 404, path);
  }
  t.equal(await call('/v1/messages', own, 'GET'), 404);
  for (const body of ['', '{}', '[', '{"model":7}', `{"model":"m","max_tokens":1,"messages":[${'['.repeat(100)}`]) {
    t.equal(await call('/v1/messages', own, 'POST', body), 400, body);
  }
  t.equal(at.server.api.seen.length, seen);
  t.equal(await call('/v1/messages', own), 200, 'and with all of it right it is');
});

test('the key is in no argument, no environment and nothing that a run is given', { skip: ON_LINUX }, async (t) => {
  const at = await opened(t, await place(t));
  const children = readFileSync(`/proc/self/task/${String(process.pid)}/children`, 'utf8')
    .trim()
    .split(' ');
  const shown = children.map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8') + readFileSync(`/proc/${pid}/environ`, 'utf8')).join('');
  t.match(shown, /workers\/economy\.js/u);
  t.notMatch(shown, KEY);
  t.notMatch(shown, at.token.slice(0, 20));
  t.notMatch(JSON.stringify([at.address, at.token]), KEY);
  t.match(at.address, /^http:\/\/127\.0\.0\.1:\d+$/u);
});

test('what it cannot work with is said before anything is asked', async (t) => {
  const at = await place(t, () => 'because', false);
  await t.rejects(opened(t, at), { code: 'usage' });
  const { ANTHROPIC_API_KEY: _, GHOSTHUNTER_MODEL_BASE_URL: __, ...keyless } = at.environment;
  await t.rejects(opened(t, { ...at, environment: keyless }), { code: 'usage' });
  const { GHOSTHUNTER_MODEL_NAME: ___, ...nameless } = at.environment;
  await t.rejects(opened(t, { ...at, environment: nameless }), { code: 'usage' });
  await at.server.close();
  await t.rejects(opened(t, at), { code: 'usage' });
  t.equal(at.server.direct.length, 0);
});
