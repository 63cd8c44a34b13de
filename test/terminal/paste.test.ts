// What a person pastes, over several questions.

import { PassThrough } from 'node:stream';
import { type Test, test } from 'tap';
import { openPastes, type Pastes } from '../../src/terminal/paste.js';

interface Typed {
  readonly pastes: Pastes;
  readonly input: PassThrough;
}

function typed(t: Test, most = 1_000): Typed {
  const input = new PassThrough();
  const pastes = openPastes(input, most);
  t.teardown(() => {
    pastes.close();
    input.destroy();
  });
  return { pastes, input };
}

const soon = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 10));
const text = (pasted: string) => ({ text: pasted, cutBytes: 0 });

test('a paste is the lines up to the mark', async (t) => {
  const { pastes, input } = typed(t);
  const answer = pastes.next();
  input.write('[\n  {"a": 1}\r\n');
  await soon();
  input.write(']\n  ###  \n');
  t.same(await answer, text('[\n  {"a": 1}\n]'));
});

test('a line that only begins like the mark belongs to the paste', async (t) => {
  const { pastes, input } = typed(t);
  input.write('#### a heading\n### too\n###\n');
  t.same(await pastes.next(), text('#### a heading\n### too'));
});

test('what stands behind the mark answers the next question', async (t) => {
  const { pastes, input } = typed(t);
  input.write('first\n###\nsecond\n###\nthi');
  t.same(await pastes.next(), text('first'));
  await soon();
  t.same(await pastes.next(), text('second'));
  const third = pastes.next();
  input.write('rd\n###\n');
  t.same(await third, text('third'));
});

test('an empty answer skips the command, and only that one', async (t) => {
  const { pastes, input } = typed(t);
  input.write('###\n \n\n###\nsomething\n###\n');
  t.equal(await pastes.next(), undefined);
  t.equal(await pastes.next(), undefined);
  t.same(await pastes.next(), text('something'));
});

test('the end of the input ends the paste, and every later question is skipped', { timeout: 5_000 }, async (t) => {
  const { pastes, input } = typed(t);
  const answer = pastes.next();
  input.end('no mark, no newline');
  t.same(await answer, text('no mark, no newline'));
  t.equal(await pastes.next(), undefined);
  t.equal(await pastes.next(), undefined);
});

test('nothing is read before there is a question', async (t) => {
  const { pastes, input } = typed(t);
  input.write('early\n');
  await soon();
  t.equal(input.readableLength, 6);
  input.write('###\n');
  t.same(await pastes.next(), text('early'));
});

test('more than fits is cut between two characters, and counted', async (t) => {
  const { pastes, input } = typed(t, 4);
  input.write('abcd\n###\nabc\u20ac\u20ac\n###\nabc\u{1f600}\n###\n');
  t.same(await pastes.next(), text('abcd'));
  t.same(await pastes.next(), { text: 'abc\u20ac', cutBytes: 3 });
  const half = await pastes.next();
  t.same(half, { text: 'abc', cutBytes: 4 });
});

test('a question that is given up is answered with nothing', { timeout: 5_000 }, async (t) => {
  const { pastes } = typed(t);
  const answer = pastes.next();
  pastes.close();
  t.equal(await answer, undefined);
});
