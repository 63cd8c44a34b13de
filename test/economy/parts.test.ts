// The parts of the economy process by themselves: events as the SDK reads them, the journal, the window, what a question is known by.

import { chmodSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Anthropic from '@anthropic-ai/sdk';
import { test } from 'tap';
import { type Message, parseBatch, parseMessage, parsePage, parseResult } from '../../src/economy/answers.js';
import { customId, parseAsked } from '../../src/economy/asked.js';
import { openCollector } from '../../src/economy/collector.js';
import { eventsOf } from '../../src/economy/events.js';
import { openJournal } from '../../src/economy/journal.js';
import { batchMessage } from '../model-server/batches.js';
import { fc, runs } from '../random.js';
import { asking, folder } from './asking.js';

function messageOf(content: readonly object[], more: object = {}): Message {
  const found = parseMessage({ ...batchMessage('claude-opus-5-5', ''), content, ...more });
  if (!found) throw new Error('no message');
  return found;
}

async function readBySdk(message: Message): Promise<unknown> {
  const client = new Anthropic({
    apiKey: 'none',
    fetch: () => Promise.resolve(new Response([...eventsOf(message)].join(''), { headers: { 'content-type': 'text/event-stream' } })),
  });
  const stream = client.messages.stream({ model: 'm', max_tokens: 1, messages: [{ role: 'user', content: 'x' }] });
  return stream.finalMessage();
}

test('a whole message, told as events, is the same message to whoever reads it with the SDK', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          fc.record({ type: fc.constant('text'), text: fc.string({ unit: 'binary', maxLength: 40 }), citations: fc.constant(null) }),
          fc.record({ type: fc.constant('thinking'), thinking: fc.string({ maxLength: 40 }), signature: fc.constant('c2ln') }),
          fc.record({ type: fc.constant('redacted_thinking'), data: fc.constant('eA==') }),
        ),
        { maxLength: 4 },
      ),
      fc.constantFrom('end_turn', 'max_tokens', 'refusal', 'stop_sequence'),
      async (content, stop) => {
        const message = messageOf(content, { stop_reason: stop });
        t.match(await readBySdk(message), { content, stop_reason: stop, usage: message.usage, model: 'claude-opus-5-5' });
      },
    ),
    runs(50),
  );
});

test('a long text is told in pieces that cut no character in two', async (t) => {
  const text = `${'x'.repeat(4_095)}😀${'y'.repeat(9_000)}`;
  t.match(await readBySdk(messageOf([{ type: 'text', text }])), { content: [{ text }] });
  t.ok([...eventsOf(messageOf([{ type: 'text', text }]))].every((event) => event.isWellFormed()));
});

test('a question is known by all that decides its answer, and by nothing else', (t) => {
  const one = asking('x');
  t.equal(asking('x', { stream: false }).hash, one.hash);
  t.not(asking('x', { max_tokens: 101 }).hash, one.hash);
  t.not(asking('y').hash, one.hash);
  t.match(customId(one.hash), /^[a-zA-Z0-9_-]{1,64}$/u);
  for (const text of ['', '[]', '{"model":"m"}', '{"model":"m","model":"n","max_tokens":1,"messages":[{}]}'])
    t.equal(parseAsked(text), undefined);
  t.end();
});

test('what is no batch, no list and no result is read as nothing', (t) => {
  const sound = {
    id: 'msgbatch_1',
    processing_status: 'ended',
    created_at: '2026-11-21T00:00:00Z',
    request_counts: { processing: 0, succeeded: 2, errored: 1, canceled: 0, expired: 0 },
  };
  t.match(parseBatch(JSON.stringify(sound)), { id: 'msgbatch_1', hasEnded: true, requests: 3 });
  for (const id of ['../../files', 'a/b', 'a?b', '', 'x'.repeat(200)]) t.equal(parseBatch(JSON.stringify({ ...sound, id })), undefined);
  t.match(parsePage(JSON.stringify({ data: [sound, 7, { id: '..' }], has_more: true, last_id: 'b' })), {
    batches: [{ requests: 3 }],
    after: 'b',
  });
  t.equal(parsePage('{"data":7}'), undefined);
  for (const line of ['', '7', '[]', '{}', '{"custom_id":7,"result":{"type":"expired"}}', '{"custom_id":"a"}'])
    t.equal(parseResult(line), undefined);
  t.match(parseResult('{"custom_id":"a","result":{"type":"expired"}}'), { customId: 'a', outcome: { status: 504 } });
  t.end();
});

test('the journal keeps what was sent and what came, closed to others, and forgets what the API has forgotten', (t) => {
  const path = folder(t);
  const journal = openJournal(path, Date.now());
  const [one, other] = [asking('x').hash, asking('y').hash];
  const batch = journal.begin([one, other], 7);
  t.match(openJournal(path, Date.now()).sent(), [{ id: null, at: 7, hashes: [one, other] }]);
  journal.arrived(batch, 'msgbatch_1');
  t.match(openJournal(path, Date.now()).sent(), [{ id: 'msgbatch_1', hashes: [one, other] }]);
  journal.keep(one, messageOf([{ type: 'text', text: 'kept' }]));
  t.match(journal.answerTo(one), { content: [{ text: 'kept' }] });
  t.equal(journal.answerTo(other), undefined);
  for (const place of [path, join(path, 'sent'), join(path, 'answers')]) t.equal(statSync(place).mode & 0o077, 0);
  const answers = join(path, 'answers');
  for (const name of readdirSync(answers)) t.equal(statSync(join(answers, name)).mode & 0o077, 0);
  journal.close(batch);
  t.strictSame(journal.sent(), []);
  writeFileSync(join(answers, `${'0'.repeat(24)}.json.unfinished`), 'half');
  const long = (Date.now() - 30 * 86_400_000) / 1_000;
  utimesSync(join(answers, `${one}.json`), long, long);
  t.equal(openJournal(path, Date.now()).answerTo(one), undefined);
  t.strictSame(readdirSync(answers), []);
  t.end();
});

test('a journal that others can open, or that was changed, is not trusted', (t) => {
  const path = folder(t);
  mkdirSync(path, { mode: 0o700 });
  chmodSync(path, 0o755);
  t.throws(() => openJournal(path, Date.now()), { code: 'file' });
  chmodSync(path, 0o700);
  const journal = openJournal(path, Date.now());
  writeFileSync(join(path, 'sent', `${'a'.repeat(24)}.json`), '{"schema_version":2}');
  t.throws(() => journal.sent(), { code: 'file' });
  t.end();
});

test('questions wait for the window, or until nothing more can come, or until it is enough', async (t) => {
  const sent: string[][] = [];
  let isEverybody = false;
  const collector = openCollector({
    windowMilliseconds: 80,
    settleMilliseconds: 5,
    mostRequests: 2,
    isEverybodyWaiting: () => isEverybody,
    send: (all) => sent.push(all.map(({ hash }) => hash)),
  });
  t.teardown(collector.close);
  const [one, two, three] = [asking('1'), asking('2'), asking('3')];
  collector.add(one);
  await pause(20);
  t.strictSame(sent, []);
  await pause(150);
  t.strictSame(sent, [[one.hash]]);
  isEverybody = true;
  collector.add(two);
  await pause(50);
  t.strictSame(sent, [[one.hash], [two.hash]]);
  isEverybody = false;
  for (const each of [one, two, three]) collector.add(each);
  t.strictSame(sent.slice(2), [[one.hash, two.hash]], 'two are enough, and the third waits');
  collector.drop(three.hash);
  await pause(150);
  t.equal(sent.length, 3, 'what nobody wants any more is not sent');
});
