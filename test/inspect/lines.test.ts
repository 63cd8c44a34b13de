// Many lines: how bytes become blocks, and blocks answers.

import { test } from 'tap';
import { type Answer, answerTo } from '../../src/inspect/answer.js';
import { answerText } from '../../src/inspect/answer-text.js';
import { openBlocks } from '../../src/inspect/blocks.js';
import { openKnownAnswers } from '../../src/inspect/known-answers.js';
import { judgeLines, MOST_LINE_BYTES } from '../../src/inspect/judge-lines.js';
import { judgeBlock } from '../../src/inspect/judge-thread.js';
import { openJudging, planOf } from '../../src/inspect/judging.js';
import { fc, runs } from '../random.js';
import { policiesFolder } from './folder.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Every block of a text that comes in pieces of these sizes; a line that was cut is `<cut>`. */
function blocksOf(bytes: Uint8Array, sizes: readonly number[]): string {
  const blocks = openBlocks();
  const all: { bytes: Uint8Array; isAfterCut: boolean }[] = [];
  let from = 0;
  for (let turn = 0; from < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    all.push(...blocks.push(bytes.subarray(from, from + size)));
    from += size;
  }
  all.push(...blocks.end());
  return all.map((block) => `${block.isAfterCut ? '<cut>\n' : ''}${textOf(block.bytes)}`).join('');
}

const LONG = 'x'.repeat(MOST_LINE_BYTES + 1);

test('bytes become whole lines, however they come', (t) => {
  const lines = fc.array(fc.stringMatching(/^[a-c]{0,12}$/), { maxLength: 20 });
  const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 });
  const isKept = (text: string, hasEnd: boolean, by: readonly number[]): boolean =>
    blocksOf(bytesOf(hasEnd ? `${text}\n` : text), by) === (hasEnd ? `${text}\n` : text);
  const property = fc.property(lines, fc.boolean(), sizes, (all, hasEnd, by) => isKept(all.join('\n'), hasEnd, by));
  t.doesNotThrow(() => {
    fc.assert(property, runs(200));
  });
  t.end();
});

test('a line that is too long is dropped where it stands, and its neighbours are kept', (t) => {
  const at = (text: string): string => blocksOf(bytesOf(text), [65_536]);
  const kept = 'x'.repeat(MOST_LINE_BYTES);
  t.equal(at(`a\n${kept}\nb\n`), `a\n${kept}\nb\n`);
  // Within one piece nothing is held, so nothing need be dropped: the length is seen when the line is read.
  t.equal(at(`a\n${LONG.repeat(2)}\nb\n`), 'a\n<cut>\nb\n');
  t.equal(at(`${LONG.repeat(2)}\n${LONG.repeat(2)}\nb`), '<cut>\n<cut>\nb');
  t.equal(at(`a\n${LONG.repeat(2)}`), 'a\n<cut>\n');
  t.equal(at(`${LONG.repeat(2)}\n`), '<cut>\n');
  t.equal(at(`${LONG.repeat(2)}\n${LONG.repeat(2)}`), '<cut>\n<cut>\n');
  t.equal(at(''), '');
  t.end();
});

test('every line has one answer, in the order of the lines', (t) => {
  const judging = openJudging(planOf(policiesFolder(t), 1_000_000));
  const answers = (bytes: Uint8Array, isAfterCut = false): readonly unknown[] =>
    textOf(judgeLines({ bytes, isAfterCut }, judging))
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line));

  const good = '{"id":7,"command":"gcloud projects list --limit=5","more":1}';
  t.same(answers(bytesOf(good)), [
    {
      id: 7,
      command: 'gcloud projects list --limit=5',
      decision: 'accept',
      layer: null,
      code: null,
      reason: null,
      hint: null,
      binary: 'gcloud',
      path: ['projects', 'list'],
      argv: ['gcloud', 'projects', 'list', '--format=json', '--limit=5', '--quiet'],
      canonical: 'gcloud projects list --format=json --limit=5 --quiet',
      added: ['--format=json', '--quiet'],
      class: 'read',
    },
  ]);

  const bad = [
    'x',
    '1',
    'null',
    '[]',
    '{}',
    '{"command":1}',
    '{"command":"ls","id":{}}',
    '{"command":"ls"',
    '"ls"',
    '\ufeff{"command":"ls"}',
  ];
  t.match(
    answers(bytesOf(`${bad.join('\n')}\n`)),
    bad.map(() => ({ id: null, command: null, decision: 'reject', layer: null, code: 'bad-request', argv: [] })),
  );
  t.match(answers(Buffer.concat([bytesOf(`${good}\n`), Buffer.from([0xff, 0x0a]), bytesOf(good)])), [
    { id: 7 },
    { code: 'bad-request' },
    { id: 7 },
  ]);
  t.match(answers(bytesOf(`\n \n\t\r\n${good}\r\n\n`)), [{ id: 7, decision: 'accept' }]);
  t.match(answers(bytesOf(`${good}\n`), true), [{ layer: 1, code: 'too-long', id: null }, { id: 7 }]);
  t.match(answers(bytesOf(`{"command":"${LONG}"}\n${good}`)), [{ layer: 1, code: 'too-long', command: null }, { id: 7 }]);
  t.match(answers(bytesOf(`{"command":"${'é'.repeat(MOST_LINE_BYTES / 2)}"}\n${good}`)), [
    { layer: 1, code: 'too-long', command: null },
    { id: 7 },
  ]);
  t.match(answers(bytesOf('{"id":"a","command":"ls\\u202e\u202e"}')), [
    { id: 'a', command: 'ls\u202e\u202e', layer: 1, code: 'not-ascii' },
  ]);
  t.match(answers(bytesOf('{"id":null,"command":"ls"}')), [{ id: null, layer: 2 }]);
  t.end();
});

test('an answer holds nothing that a terminal obeys', (t) => {
  const judging = openJudging(planOf(policiesFolder(t), 1_000_000));
  const out = textOf(judgeLines({ bytes: bytesOf('{"command":"ls \u202e\u009b\u007f"}'), isAfterCut: false }, judging));
  t.match(out, /^[ -~]+\n$/);
  t.match(JSON.parse(out), { command: 'ls \u202e\u009b\u007f' });
  t.end();
});

test('an answer written by hand is the JSON of that answer, in ASCII', (t) => {
  const judging = openJudging(planOf(policiesFolder(t), 1_000_000));
  const id = fc.oneof(fc.string({ unit: 'binary' }), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null));
  const command = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('gcloud projects list', 'bq query --use_legacy_sql=false \'SELECT "a\\\\"\''),
  );
  const isSame = (answer: Answer): boolean => {
    const text = answerText(answer);
    return /^[ -~]*$/.test(text) && JSON.stringify(JSON.parse(text)) === JSON.stringify(answer);
  };
  t.doesNotThrow(() => {
    fc.assert(
      fc.property(id, command, (some, line) => isSame(answerTo(some, line, judging))),
      runs(300),
    );
  });
  t.end();
});

test('what is refused has no argv, and says what it is as far as that is known', (t) => {
  const judging = openJudging(planOf(policiesFolder(t), 1_000_000));
  const answer = (command: string): unknown =>
    JSON.parse(textOf(judgeLines({ bytes: bytesOf(JSON.stringify({ command })), isAfterCut: false }, judging)));
  const none = { decision: 'reject', argv: [], canonical: null, added: [] };
  t.match(answer('ls'), { ...none, layer: 2, binary: null, path: [], class: null });
  t.match(answer('aws ec2 terminate-instances --instance-ids i-1'), {
    ...none,
    layer: 3,
    binary: 'aws',
    path: ['ec2', 'terminate-instances'],
    class: 'mutate',
  });
  t.match(answer('aws --region us-east-1 iam create-user x'), { ...none, layer: 3, path: ['iam', 'create-user'], class: 'mutate' });
  t.match(answer('gcloud beta compute instances delete x'), {
    ...none,
    layer: 3,
    path: ['compute', 'instances', 'delete'],
    class: 'mutate',
  });
  t.match(answer('gcloud info'), { ...none, layer: 3, path: ['info'], class: 'local-io' });
  t.match(answer('bq rm -t x'), { ...none, layer: 3, path: ['rm'], class: 'mutate' });
  t.match(answer('aws ec2 frobnicate'), { ...none, layer: 3, path: [], class: null });
  t.match(answer('kubectl get pods'), { ...none, layer: 3, path: [], class: null });
  t.match(answer('aws ec2 describe-volumes --frobnicate'), { ...none, layer: 4, path: ['ec2', 'describe-volumes'], class: 'read' });
  t.match(answer(`aws ec2 ${'x '.repeat(200)}`), { ...none, layer: 3, path: [] });
  t.end();
});

test('a thread answers as the process does, and tells a fault as data', (t) => {
  const plan = planOf(policiesFolder(t), 1_000_000);
  const block = { bytes: bytesOf('{"id":1,"command":"gcloud projects list"}\n{"id":2,"command":"ls"}\n'), isAfterCut: false };
  const done = judgeBlock({ plan, block });
  t.equal(done.kind === 'answers' && textOf(done.bytes), textOf(judgeLines(block, openJudging(plan))));
  t.end();
});

test('an answer that is known is the answer, however much else is asked; what comes once is not kept', (t) => {
  const known = openKnownAnswers();
  let made = 0;
  const ask = (command: string, size = 1): number => {
    const before = made;
    const body = known.bodyOf(command, () => {
      made += 1;
      return command.repeat(size);
    });
    t.ok(body === command.repeat(size));
    return made - before;
  };
  t.same([ask('a'), ask('a'), ask('a'), ask('b')], [1, 1, 0, 1]);
  for (let index = 0; index < 20_000; index += 1) {
    const other = String(index);
    known.bodyOf(other, () => other);
    known.bodyOf(other, () => other);
  }
  t.equal(ask('a'), 1, 'what was asked long ago is judged again');
  const long = 'x'.repeat(2_000);
  t.same([ask(long), ask(long), ask(long)], [1, 1, 1], 'what is long is not kept');
  t.same([ask('y', 2_000), ask('y', 2_000), ask('y', 2_000)], [1, 1, 1], 'nor what has a long answer');
  t.end();
});
