// Bytes of a terminal: what a hand typed, what was pasted, and the one key that always means the same.

import { test } from 'tap';
import { type Key, Keys } from '../../src/terminal/keys.js';
import { fc, runs } from '../random.js';

const OPEN = '\u001b[200~';
const CLOSE = '\u001b[201~';
const MOST = 100_000;

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const fed = (...chunks: readonly string[]): readonly Key[] => {
  const keys = new Keys(MOST);
  return chunks.flatMap((chunk) => keys.feed(bytes(chunk)));
};
/** Fed, and then silence. */
const settled = (keys: Keys, chunks: readonly Uint8Array[]): readonly Key[] => [
  ...chunks.flatMap((chunk) => keys.feed(chunk)),
  ...keys.idle(200),
];
const pasted = (text: string, cutBytes = 0): Key => ({ kind: 'pasted', text, cutBytes });

test('keys are read one by one', async (t) => {
  t.same(fed('aß€\r'), [{ kind: 'text', text: 'aß€' }, { kind: 'enter' }]);
  t.same(fed('\r\n\n'), [{ kind: 'enter' }, { kind: 'enter' }], 'a return and its line feed are one');
  t.same(
    fed('\u007f\b\u0017\u0015\u0004\u0003').map(({ kind }) => kind),
    ['erase', 'erase', 'erase-word', 'erase-line', 'end', 'interrupt'],
  );
  t.same(fed('\u0001\u0000\u000c'), [], 'others mean nothing');
  t.same(fed('\u001a'), [{ kind: 'suspend' }]);
  t.same(
    fed('a\u001b[A', '\u001bOB\u001b[1;5A\u001bOC\u001b[C').map(({ kind }) => kind),
    ['text', 'up', 'down'],
    'of the arrows those up and down, by themselves',
  );
});

test('a character whose bytes come one by one is one character', async (t) => {
  const keys = new Keys(MOST);
  const got = [...bytes('€😀')].flatMap((byte) => keys.feed(Uint8Array.of(byte)));
  t.same(got, [
    { kind: 'text', text: '€' },
    { kind: 'text', text: '😀' },
  ]);
});

test('arrows, function keys, Alt and what a terminal answers by itself are passed over', async (t) => {
  for (const sequence of [
    '\u001b[C',
    '\u001b[1;5A',
    '\u001bOP',
    '\u001bx',
    '\u001b[24~',
    '\u001b]11;rgb:0/0/0\u0007',
    '\u001bP1$r0m\u001b\\',
    CLOSE,
  ]) {
    t.same(fed(`a${sequence}b`), [{ kind: 'text', text: 'ab' }], JSON.stringify(sequence));
    t.same(
      fed('a', ...sequence, 'b')
        .map((key) => (key.kind === 'text' ? key.text : key.kind))
        .join(''),
      'ab',
      'byte by byte',
    );
  }
  const keys = new Keys(MOST);
  t.same([...keys.feed(bytes('\u001b')), ...keys.idle(200), ...keys.feed(bytes('a'))], [{ kind: 'text', text: 'a' }], 'Escape by itself');
  t.same(fed('\u001b[', '\u0003'), [{ kind: 'interrupt' }], 'Ctrl-C is read in the middle of a sequence');
  t.same(fed('\u001b]52;c;', '\u0003'), [{ kind: 'interrupt' }]);
});

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => text.isWellFormed()),
  fc
    .array(fc.constantFrom(CLOSE, OPEN, '\u001b', '\u001b[20', '\u0003', '\u0004', '\r', '\n', '\r\n', 'y\r', '/quit\r', '###', 'a', '€'), {
      maxLength: 12,
    })
    .map((parts) => parts.join('')),
);

/** Cut into pieces, none of which is nothing but Ctrl-C: that would be a key. */
function pieces(whole: Uint8Array, cuts: readonly number[]): readonly Uint8Array[] {
  const at = [...new Set(cuts.map((cut) => cut % (whole.length + 1)))].sort((a, b) => a - b);
  const parts = [0, ...at].map((from, index) => whole.subarray(from, at[index] ?? whole.length)).filter((part) => part.length > 0);
  return parts.some((part) => part.every((byte) => byte === 3)) ? [whole] : parts;
}

test('what stands between the brackets is data, whatever it contains and however it arrives', async (t) => {
  fc.assert(
    fc.property(anything, fc.array(fc.nat(), { maxLength: 6 }), fc.constantFrom('', '\r', '\n', '\r\n'), (text, cuts, enter) => {
      const keys = new Keys(MOST);
      const got = settled(keys, pieces(bytes(OPEN + text + CLOSE + enter), cuts));
      t.same(got, [pasted(text.replace(/\r\n?/gu, '\n')), ...(enter === '' ? [] : [{ kind: 'enter' }])]);
      t.same(keys.feed(bytes('y')), [{ kind: 'text', text: 'y' }], 'and then keys are keys again');
    }),
    runs(400),
  );
});

test('keys that come with the closing bracket are not obeyed', async (t) => {
  const got = settled(new Keys(MOST), [bytes(`${OPEN}x${CLOSE}y\r`)]);
  t.same(got, [pasted('x'), { kind: 'dropped' }]);
});

test('a paste that is not closed is waited for', async (t) => {
  const keys = new Keys(MOST);
  t.same(settled(keys, [bytes(`${OPEN}one`)]), []);
  t.ok(keys.isPasting);
  t.same(keys.idle(60_000), []);
  t.same(settled(keys, [bytes(` two${CLOSE}`)]), [pasted('one two')]);
  t.notOk(keys.isPasting);
});

test('Ctrl-C gives a paste up, its rest is forgotten, and a second one ends the run', async (t) => {
  const keys = new Keys(MOST);
  t.same(settled(keys, [bytes(`${OPEN}one`), bytes('\u0003')]), [{ kind: 'paste-cancelled' }]);
  t.same(settled(keys, [bytes(`two\rquit\r${CLOSE}`)]), [], 'nothing of what was still on its way');
  t.same(keys.feed(bytes('y')), [{ kind: 'text', text: 'y' }]);

  const twice = new Keys(MOST);
  t.same(settled(twice, [bytes(`${OPEN}one`), bytes('\u0003'), bytes('\u0003')]), [{ kind: 'paste-cancelled' }, { kind: 'interrupt' }]);

  const lost = new Keys(MOST);
  settled(lost, [bytes(`${OPEN}one`), bytes('\u0003')]);
  lost.idle(3_000);
  t.same(lost.feed(bytes('y')), [{ kind: 'text', text: 'y' }], 'a bracket that never comes is not waited for');

  t.same(settled(new Keys(MOST), [bytes(`${OPEN}a\u0003b${CLOSE}`)]), [pasted('a\u0003b')], 'in the middle of what is pasted it is a byte');
});

test('of a huge paste the beginning is kept, and what is missing is counted', async (t) => {
  const most = 1_000;
  const keys = new Keys(most);
  const chunk = Buffer.alloc(64 * 1024, 'x');
  keys.feed(bytes(OPEN));
  for (let sent = 0; sent < 320; sent += 1) keys.feed(chunk);
  t.same(settled(keys, [bytes(CLOSE)]), [pasted('x'.repeat(most), 320 * chunk.length - most)]);
  const half = new Keys(5);
  t.same(settled(half, [bytes(`${OPEN}abc€€${CLOSE}`)]), [pasted('abc', 4)], 'no half of a character is kept');
});
