// Questions of many runs against a server of batches: each is paid once, whatever is killed or lost on the way.

import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Test, test } from 'tap';
import { fakeApi } from '../egress/fake-api.js';
import { type BatchServer, type BatchServerOptions, batchMessage, batchServer, type Params } from '../model-server/batches.js';
import { asking, begin, folder, KEY, textIn } from './asking.js';

const echo = (params: Params): string => `you said ${JSON.stringify(params['messages'])}`;

async function server(t: Test, options: Partial<BatchServerOptions> = {}): Promise<BatchServer> {
  const opened = await batchServer({ say: echo, ...options });
  t.teardown(opened.close);
  return opened;
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !isSo(); tries += 1) await pause(10);
}

test('what is asked together goes out as one batch, and each has its own answer', async (t) => {
  const api = await server(t);
  const { ask, broken, counts, journal, questions } = begin(t, api.port, folder(t), 5_000);
  questions.running(3);
  const answers = await Promise.all(['one', 'two', 'three'].map((text) => ask(asking(text), text)));
  for (const [at, text] of ['one', 'two', 'three'].entries()) t.match(answers[at] && textIn(answers[at]), new RegExp(text, 'u'));
  t.equal(api.batches.length, 1, 'nobody waited for the window: each run waited');
  t.ok(counts.some(({ waiting }) => waiting === 3));
  await until(() => journal.sent().length === 0);
  t.strictSame(journal.sent(), []);
  t.equal(counts.at(-1)?.requests, 3);
  t.notMatch(api.batches[0]?.requests[0]?.params ?? {}, { stream: true }, 'how an answer is sent is between us and the run');
  t.equal(api.api.seen.filter(({ headers }) => headers['x-api-key'] === KEY).length, api.api.seen.length);
  t.strictSame(broken, []);
});

test('the same question is paid once: beside each other, later, and after a kill', async (t) => {
  const api = await server(t, { milliseconds: 100 });
  const path = folder(t);
  const first = begin(t, api.port, path);
  const [one, other] = await Promise.all([first.ask(asking('x'), 'a'), first.ask(asking('x', { stream: false }), 'b')]);
  t.strictSame(one, other);
  t.strictSame(await first.ask(asking('x'), 'a'), one);
  void first.ask(asking('y'));
  await until(() => api.batches.length === 2);
  first.questions.stop();
  const second = begin(t, api.port, path);
  second.questions.goOn();
  t.match(textIn(await second.ask(asking('y'))), /y/u);
  t.strictSame(await second.ask(asking('x')), one);
  t.equal(api.batches.length, 2);
  t.strictSame([...api.paid.values()], [1, 1]);
});

test('a batch whose answer was lost is found again by what its results are called, among batches of others', async (t) => {
  const other = { id: 'msgbatch_other', createdAt: Date.now(), requests: [{ custom_id: 'gh-not-ours', params: { model: 'm' } }] };
  const api = await server(t, {
    milliseconds: 60,
    others: [other],
    onCreate: (response, count) => {
      if (count === 1) response.destroy();
      return count === 1;
    },
  });
  const { ask, broken } = begin(t, api.port, folder(t));
  t.match(textIn(await ask(asking('lost'))), /lost/u);
  t.equal(api.batches.length, 1);
  t.strictSame(broken, []);
});

test('killed between the sending and the note of it: the next process finds it, or sends what never arrived', async (t) => {
  const api = await server(t);
  const path = folder(t);
  const before = begin(t, api.port, path);
  await before.ask(asking('arrived'));
  await until(() => before.journal.sent().length === 0);
  before.questions.stop();
  // As if the process had been killed right after the API had it, and before it was written down.
  const arrived = asking('arrived again');
  const never = asking('never');
  before.journal.begin([arrived.hash], Date.now());
  before.journal.begin([never.hash], Date.now());
  await fetch(`http://127.0.0.1:${String(api.port)}/v1/messages/batches`, {
    method: 'POST',
    body: `{"requests":[{"custom_id":"gh-${arrived.hash.slice(0, 40)}","params":${arrived.params}}]}`,
  });
  const after = begin(t, api.port, path);
  after.questions.goOn();
  t.match(textIn(await after.ask(arrived)), /arrived again/u);
  t.match(textIn(await after.ask(never)), /never/u);
  t.equal(api.batches.length, 3);
  t.ok([...api.paid.values()].every((times) => times === 1));
  t.strictSame(after.broken, []);
});

test('an error of one request is an error of that one, with the status that the API has for it', async (t) => {
  const results: Readonly<Record<string, object>> = {
    bad: { type: 'errored', error: { type: 'error', error: { type: 'invalid_request_error', message: 'no' } } },
    busy: { type: 'errored', error: { type: 'error', error: { type: 'overloaded_error', message: 'no' } } },
    old: { type: 'expired' },
    stopped: { type: 'canceled' },
    odd: { type: 'toString' },
    half: { type: 'succeeded', message: { type: 'message' } },
  };
  const api = await server(t, {
    say: (params) => {
      const name = Object.keys(results).find((one) => JSON.stringify(params['messages']).includes(`"${one}"`));
      // CAST: each of them has a type.
      return name === undefined ? echo(params) : (results[name] as { readonly type: string });
    },
  });
  const { ask } = begin(t, api.port, folder(t));
  const told = await Promise.all(['bad', 'busy', 'old', 'stopped', 'odd', 'half', 'good'].map((text) => ask(asking(text), text)));
  t.strictSame(told.slice(0, 6).map(textIn), [
    '400 invalid_request_error',
    '529 overloaded_error',
    '504 timeout_error',
    '500 api_error',
    '500 api_error',
    '500 api_error',
  ]);
  t.match(told[6] && textIn(told[6]), /good/u);
  t.equal(api.batches.length, 1);
  t.equal(textIn(await ask(asking('busy'))), '529 overloaded_error');
  t.equal(api.batches.length, 2, 'what failed was not paid, and may be asked once more');
});

test('lines that answer nothing, answer twice or hold the key change nothing', async (t) => {
  const api = await server(t, {
    lines: ({ requests: [first] }) => {
      const id = first?.custom_id ?? '';
      const forged = (message: unknown): string => JSON.stringify({ custom_id: id, result: { type: 'succeeded', message } });
      return [
        '',
        'not json',
        '{"custom_id":"gh-nobody","result":{"type":"succeeded","message":{}}}',
        `{"custom_id":"${id}","custom_id":"x","result":{"type":"expired"}}`,
        '['.repeat(5_000),
        JSON.stringify({ custom_id: '__proto__', result: { type: 'expired' } }),
        forged(batchMessage('m', 'the first line counts')),
      ];
    },
  });
  const { ask } = begin(t, api.port, folder(t));
  t.match(textIn(await ask(asking('x'))), /the first line counts/u);
  const leaky = await server(t, { say: () => `your key is ${KEY}` });
  const other = begin(t, leaky.port, folder(t));
  t.equal(textIn(await other.ask(asking('x'))), '500 api_error');
  await until(() => other.journal.sent().length === 0);
  t.strictSame(other.journal.sent(), []);
});

test('no address in an answer is used, whatever it says', async (t) => {
  const elsewhere = await fakeApi();
  t.teardown(elsewhere.close);
  const api = await server(t, { resultsUrl: `http://127.0.0.1:${String(elsewhere.port)}/v1/messages/batches/msgbatch_1/results` });
  const { ask } = begin(t, api.port, folder(t));
  t.match(textIn(await ask(asking('x'))), /you said/u);
  t.equal(elsewhere.connections(), 0);
});

test('a server that is busy is asked again, and one that has no batches is not', async (t) => {
  const api = await server(t, {
    isMade: false,
    onCreate: (response, count) => {
      if (count > 2) return false;
      response.writeHead(count === 1 ? 429 : 529, { 'retry-after-ms': '5' });
      response.end('{}');
      return true;
    },
  });
  t.match(textIn(await begin(t, api.port, folder(t)).ask(asking('x'))), /you said/u);
  t.equal(api.batches.length, 1);
  const none = await server(t, { hasBatches: false });
  const path = folder(t);
  const stage = begin(t, none.port, path);
  t.equal(textIn(await stage.ask(asking('x'))), '404 not_found_error');
  await until(() => stage.journal.sent().length === 0);
  t.strictSame(readdirSync(join(path, 'sent')), [], 'what never arrived is not kept');
});

test('who goes away before anything was sent is not paid for', async (t) => {
  const api = await server(t);
  const { counts, questions } = begin(t, api.port, folder(t), 60);
  const leave = questions.ask(asking('x'), { item: 'a', answer: () => t.fail('nobody waits') });
  leave();
  await pause(150);
  t.equal(api.batches.length, 0);
  t.equal(counts.at(-1)?.waiting, 0);
});

test('what cannot be written down is not sent', async (t) => {
  const api = await server(t);
  const path = folder(t);
  const { broken, questions } = begin(t, api.port, path);
  rmSync(path, { recursive: true });
  questions.ask(asking('x'), { item: 'a', answer: () => t.fail('there is no answer') });
  await until(() => broken.length > 0);
  t.match(broken, [{ code: 'file' }]);
  t.equal(api.batches.length, 0);
});
