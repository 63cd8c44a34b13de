// Prepared answers, over several questions.

import { test } from 'tap';
import { type Answers, openAnswers } from '../../src/terminal/answers.js';
import { fc, runs } from '../random.js';

async function* chunks(...parts: readonly string[]): AsyncGenerator<string> {
  for (const part of parts) yield await Promise.resolve(part);
}

const opened = (...parts: readonly string[]): Answers => openAnswers(chunks(...parts), 1_000);
const output = (text: string, cutBytes = 0) => ({ kind: 'answer', note: undefined, output: { text, cutBytes } });
const NOTHING = { kind: 'answer', note: undefined, output: undefined };
const ENDED = { kind: 'ended' };

async function all(answers: Answers): Promise<readonly unknown[]> {
  const got: unknown[] = [];
  for (;;) {
    const one = await answers.next();
    if (one.kind === 'ended') return got;
    got.push(one);
  }
}

test('an answer is the lines up to the mark', async (t) => {
  t.same(await all(opened('[\n  {"a": 1}\r\n', ']\n  ###  \n["second"]\n###\nthird')), [
    output('[\n  {"a": 1}\n]'),
    output('["second"]'),
    output('third'),
  ]);
});

test('a line that only looks like the mark belongs to the answer', async (t) => {
  t.same(await all(opened('#### a\n### too\n', `${' '.repeat(100)}###\n###\n`)), [output(`#### a\n### too\n${' '.repeat(100)}###`)]);
});

test('nothing, or /skip, is no output; a note before it is a note; a path is a text', async (t) => {
  t.same(await all(opened('###\n \n###\n/skip\n###\n/note one\n/note two\n[]\n###\n/note three\n###\n/etc/passwd\n###\n/quit\n')), [
    NOTHING,
    NOTHING,
    NOTHING,
    { ...output('[]'), note: 'one\ntwo' },
    { ...NOTHING, note: 'three' },
    output('/etc/passwd'),
    output('/quit'),
  ]);
});

test('when they are used up, they stay used up', async (t) => {
  const answers = opened('a\n###\n\n  \n');
  t.same([await answers.next(), await answers.next(), await answers.next()], [output('a'), ENDED, ENDED]);
});

test('more than fits is cut between two characters, and counted', async (t) => {
  const answers = openAnswers(
    chunks('abcd\n###\nabc€€\n###\nabc😀\n###\n', ...Array.from({ length: 100 }, () => 'x'.repeat(1_000)), '\n###\nlast'),
    4,
  );
  t.same(await all(answers), [output('abcd', 1), output('abc€', 4), output('abc', 5), output('xxxx', 99_997), output('last')]);
});

test('it does not matter where the chunks are cut', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('###', '\n', '# ', 'a', '\r\n', '/note x', '/skip'), { maxLength: 20 }),
      fc.array(fc.nat({ max: 5 }), { maxLength: 20 }),
      async (parts, lengths) => {
        const whole = parts.join('');
        const cut: string[] = [];
        let rest = whole;
        for (const length of lengths) {
          cut.push(rest.slice(0, length));
          rest = rest.slice(length);
        }
        t.same(await all(opened(...cut, rest)), await all(opened(whole)));
      },
    ),
    runs(200),
  );
});
