// The protocol without a socket: bytes into lines, lines into frames, who may ask what and when.

import { deepStrictEqual, equal } from 'node:assert/strict';
import { test } from 'tap';
import type * as z from 'zod';
import {
  billAnswer,
  billingHello,
  billingTells,
  billRequest,
  billRequests,
  Desk,
  economyControl,
  economyTells,
  egressControl,
  egressControls,
  egressTells,
  executorControl,
  executorControls,
  executorTells,
  frameBytes,
  LIMITS,
  modelAnswer,
  modelRequest,
  modelRequests,
  OpenRequests,
  orchestratorAnswer,
  orchestratorRequest,
  orchestratorRequests,
  parseFrame,
  parseJson,
  proposalAnswer,
  proposalRequest,
  proposalRequests,
  type RequestRule,
  Splitter,
  type Violation,
  violation,
} from '../../src/protocol/index.js';
import { Sequence } from '../../src/protocol/sequence.js';
import type { Result } from '../../src/shared/index.js';
import * as arbitrary from './arbitrary-frames.js';
import { BROKEN_FRAMES, BYE } from './broken-frames.js';
import { fc, runs } from '../random.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const withoutNewline = (frame: object): Uint8Array => frameBytes(frame).subarray(0, -1);

const codeOf = (result: Result<unknown, Violation>): string => (result.ok ? 'accepted' : result.error.code);

interface Direction {
  readonly name: string;
  readonly schema: z.ZodType<object>;
  readonly frames: fc.Arbitrary<object>;
}

const DIRECTIONS: readonly Direction[] = [
  { name: 'orchestrator to supervisor', schema: orchestratorRequest, frames: arbitrary.orchestratorRequests },
  { name: 'supervisor to orchestrator', schema: orchestratorAnswer, frames: arbitrary.orchestratorAnswers },
  { name: 'executor to supervisor, forwarded', schema: proposalAnswer, frames: arbitrary.proposalAnswers },
  { name: 'billing to supervisor, forwarded', schema: billAnswer, frames: arbitrary.billAnswers },
  { name: 'orchestrator to egress', schema: modelRequest, frames: arbitrary.modelRequests },
  { name: 'egress to orchestrator', schema: modelAnswer, frames: arbitrary.modelAnswers },
  { name: 'supervisor to executor', schema: executorControl, frames: arbitrary.executorControls },
  { name: 'executor to supervisor', schema: executorTells, frames: arbitrary.executorTells },
  { name: 'supervisor to egress', schema: egressControl, frames: arbitrary.egressControls },
  { name: 'batch to economy', schema: economyControl, frames: arbitrary.economyControls },
  { name: 'economy to batch', schema: economyTells, frames: arbitrary.economyTells },
  { name: 'egress to supervisor', schema: egressTells, frames: arbitrary.egressTells },
  { name: 'billing to supervisor', schema: billingTells, frames: arbitrary.billingTells },
];

test('a broken frame is refused with its code, and the frame beside it is not', async (t) => {
  for (const { title, bytes: broken, code, fine } of BROKEN_FRAMES) {
    const refused = parseFrame(broken, orchestratorRequest);
    t.match(refused, { ok: false, error: { code } }, title);
    t.equal(parseFrame(fine, orchestratorRequest).ok, true, `the frame beside: ${title}`);
  }
});

test('nesting is refused before a parser sees it', async (t) => {
  t.match(parseFrame(bytes('['.repeat(200_000)), orchestratorRequest), { ok: false, error: { code: 'too-deep' } });
  t.match(parseFrame(bytes('{"a":'.repeat(200_000)), orchestratorRequest), { ok: false, error: { code: 'too-deep' } });
  const deepest = `${'['.repeat(LIMITS.depth)}${']'.repeat(LIMITS.depth)}`;
  t.equal(parseJson(deepest).ok, true, 'the deepest that is allowed');
  t.equal(parseJson(`[${deepest.slice(1, -1)},[[]]]`).ok, true, 'what was closed no longer counts');
});

test('a forwarded lane takes only what is forwarded', async (t) => {
  t.equal(parseFrame(bytes('{"kind":"propose","id":1,"command":"aws s3 ls"}'), proposalRequest).ok, true);
  t.match(parseFrame(bytes(BYE), proposalRequest), { ok: false, error: { code: 'not-in-schema' } });
  t.equal(parseFrame(bytes('{"kind":"describe-bill","id":1}'), billRequest).ok, true);
  t.match(parseFrame(bytes(BYE), billRequest), { ok: false, error: { code: 'not-in-schema' } });
});

test('what a peer wrote does not pass through the detail of a violation', async (t) => {
  const key = `${'x'.repeat(5_000)}\\u001b[2J`;
  const frame = bytes(`{"kind":"call","id":1,"method":"","path":"","headers":{"${'y'.repeat(5_000)}":""},"body":""}`);
  const refused = parseFrame(frame, modelRequest);
  t.match(refused, { ok: false, error: { code: 'not-in-schema' } });
  t.ok(!refused.ok && refused.error.detail.length < 300, 'bounded, so that it fits a frame of ours');
  t.match(parseFrame(bytes(`{"${key}":1}`), modelRequest), { ok: false, error: { code: 'forbidden-key' } });
  t.equal(violation('not-json', 'a\u001b[2Jb').detail, 'a\\u{1b}[2Jb');
});

test('a frame is one line, whatever its text', async (t) => {
  const property = fc.property(fc.string({ unit: 'binary' }), (text) => {
    const line = frameBytes({ text });
    return line.indexOf(0x0a) === line.length - 1;
  });
  fc.assert(property);
  t.same(frameBytes({ kind: 'bye', id: 1 }), bytes(`${BYE}\n`));
});

for (const { name, schema, frames } of DIRECTIONS) {
  test(`${name}: what was written is what is read`, async (t) => {
    const property = fc.property(frames, (frame) => {
      deepStrictEqual(parseFrame(withoutNewline(frame), schema), { ok: true, value: frame });
    });
    fc.assert(property, runs(100));
    t.pass();
  });

  test(`${name}: one key more or one key less is refused`, async (t) => {
    const property = fc.property(frames, (frame) => {
      equal(codeOf(parseFrame(withoutNewline({ ...frame, more: 1 }), schema)), 'not-in-schema');
      for (const missing of Object.keys(frame)) {
        const less = Object.fromEntries(Object.entries(frame).filter(([key]) => key !== missing));
        equal(codeOf(parseFrame(withoutNewline(less), schema)), 'not-in-schema');
      }
    });
    fc.assert(property);
    t.pass();
  });
}

function linesOf(splitter: Splitter, chunk: Uint8Array): Uint8Array[] {
  splitter.feed(chunk);
  const lines: Uint8Array[] = [];
  for (;;) {
    const line = splitter.next();
    if (!line.ok) throw new Error(line.error.code);
    if (line.value === undefined) return lines;
    lines.push(line.value);
  }
}

test('wherever the bytes are cut, the lines are the same', async (t) => {
  const property = fc.property(fc.array(arbitrary.orchestratorAnswers, { maxLength: 6 }), fc.array(fc.nat()), (frames, places) => {
    const stream = Buffer.concat(frames.map((frame) => frameBytes(frame)));
    const cuts = places.map((place) => place % (stream.length + 1)).sort((one, other) => one - other);
    const splitter = new Splitter(LIMITS.answerBytes);
    const lines = [0, ...cuts].flatMap((from, index) => linesOf(splitter, stream.subarray(from, cuts[index] ?? stream.length)));
    deepStrictEqual(
      lines.map((line) => parseFrame(line, orchestratorAnswer)),
      frames.map((value) => ({ ok: true, value })),
    );
    equal(splitter.isMidFrame, false);
  });
  fc.assert(property, runs(200));
  t.pass();
});

test('the cap holds before the newline and counts across chunks', async (t) => {
  const splitter = new Splitter(4);
  t.same(linesOf(splitter, bytes('abcd\nab')), [bytes('abcd')]);
  t.equal(splitter.isMidFrame, true);
  t.same(linesOf(splitter, bytes('cd')), []);
  t.same(linesOf(splitter, bytes('\n')), [bytes('abcd')], 'exactly the cap');
  t.equal(splitter.isMidFrame, false);
  t.same(linesOf(splitter, bytes('abcd')), []);
  splitter.feed(bytes('e'));
  t.match(splitter.next(), { ok: false, error: { code: 'frame-too-long' } });
  const whole = new Splitter(4);
  whole.feed(bytes('abcde\n'));
  t.match(whole.next(), { ok: false, error: { code: 'frame-too-long' } });
});

test('a line that comes byte by byte costs one buffer, not one object a byte', async (t) => {
  const size = 300_000;
  const splitter = new Splitter(size);
  const byte = bytes('x');
  const before = process.memoryUsage();
  for (let sent = 0; sent < size; sent += 1) linesOf(splitter, byte);
  const after = process.memoryUsage();
  const grown = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  t.ok(grown < 40 * size, `${String(grown)} bytes for ${String(size)}`);
  t.equal(linesOf(splitter, bytes('\n'))[0]?.length, size);
});

test('ids only grow', async (t) => {
  const ids = new Sequence();
  t.equal(ids.take(1).ok, true);
  t.equal(ids.take(7).ok, true, 'a gap is allowed');
  for (const id of [7, 6, 1]) t.match(ids.take(id), { ok: false, error: { code: 'id-not-increasing' } }, String(id));
  t.equal(ids.take(8).ok, true);
});

test('a desk admits what its table says, in the state it says', async (t) => {
  const desk = new Desk(orchestratorRequests, 'new');
  t.match(desk.admit({ kind: 'propose', id: 1 }), { ok: false, error: { code: 'not-allowed-now' } }, 'before hello');
  t.equal(desk.admit({ kind: 'hello', id: 2 }).ok, true);
  t.equal(desk.state, 'ready');
  t.equal(desk.admit({ kind: 'propose', id: 3 }).ok, true);
  t.equal(desk.state, 'ready', 'a rule without `then` keeps the state');
  t.match(desk.admit({ kind: 'propose', id: 3 }), { ok: false, error: { code: 'id-not-increasing' } });
  t.match(desk.admit({ kind: 'hello', id: 4 }), { ok: false, error: { code: 'not-allowed-now' } }, 'a second hello');
  t.equal(desk.admit({ kind: 'bye', id: 5 }).ok, true);
  t.match(desk.admit({ kind: 'bye', id: 6 }), { ok: false, error: { code: 'not-allowed-now' } }, 'after bye');
});

test('the request tables are these', async (t) => {
  const shape = (table: Readonly<Record<string, RequestRule<string>>>): unknown =>
    Object.fromEntries(
      Object.entries(table).map(([kind, rule]) => [kind, `${rule.in.join(' ')}${rule.then === undefined ? '' : ` > ${rule.then}`}`]),
    );
  t.strictSame(shape(orchestratorRequests), {
    hello: 'new > ready',
    propose: 'ready',
    'describe-bill': 'ready',
    query: 'ready',
    spikes: 'ready',
    'write-entry': 'ready',
    'read-entry': 'ready',
    'ask-person': 'ready',
    note: 'ready',
    bye: 'new ready > leaving',
  });
  t.strictSame(shape(proposalRequests), { propose: 'ready' });
  t.strictSame(shape(billRequests), { 'describe-bill': 'ready', query: 'ready', spikes: 'ready' });
  t.strictSame(shape(modelRequests), { call: 'open', abort: 'open' });
  t.strictSame(shape(executorControls), {
    attest: 'waiting > ready',
    record: 'waiting ready',
    'handed-back': 'ready',
    decided: 'ready',
    reserved: 'ready stopping',
    'model-spent': 'ready stopping',
    'person-note': 'ready stopping',
    stop: 'waiting ready > stopping',
  });
  t.strictSame(shape(egressControls), {
    configure: 'waiting > ready',
    'set-aside': 'ready',
    stop: 'waiting ready > stopping',
  });
  t.strictSame(shape(billingHello), { hello: 'new > ready', progress: 'ready' });
});

test('an answer closes the request that it names, once', async (t) => {
  const open = new OpenRequests<string>();
  open.add(3, 'third');
  open.add(4, 'fourth');
  t.equal(open.count, 2);
  t.strictSame(open.close(3), { ok: true, value: 'third' });
  t.match(open.close(3), { ok: false, error: { code: 'unknown-answer' } }, 'a second answer');
  t.match(open.close(99), { ok: false, error: { code: 'unknown-answer' } }, 'an answer that nobody asked for');
  t.strictSame(open.closeAll(), ['fourth']);
  t.equal(open.count, 0);
});
