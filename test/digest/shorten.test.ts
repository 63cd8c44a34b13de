// What is too long is made to fit, stays JSON if it was, and says what it lost.

import { test } from 'tap';
import { evidenceOf, openRedactor } from '../../src/digest/index.js';
import { fc, runs } from '../random.js';

const redactor = openRedactor();
const shortened = (text: string, most: number): ReturnType<typeof evidenceOf> =>
  evidenceOf(Buffer.from(text), { mask: [], most, redactor });

test('the longest list gives way first, and says how much it lost', async (t) => {
  const { text, cuts } = shortened(JSON.stringify({ small: [1, 2, 3], long: Array.from({ length: 1_000 }, (_, at) => ({ at })) }), 2_000);
  const value: { small: unknown; long: unknown[] } = JSON.parse(text) as never; // CAST: the shape of what went in.
  t.same(value.small, [1, 2, 3]);
  const last = value.long.at(-1);
  t.match(last, /^… \d+ more$/);
  t.equal(value.long.length - 1 + Number(/\d+/.exec(String(last))?.[0]), 1_000);
  t.match(cuts, [{ where: 'long', kept: value.long.length - 1, dropped: 1_001 - value.long.length }]);
});

test('a long text, a deep value and many members give way too', async (t) => {
  const long = shortened(JSON.stringify({ id: 'a', log: 'x'.repeat(10_000) }), 1_000);
  t.match(JSON.parse(long.text), { id: 'a', log: /^x+… \d+ more characters$/ });
  const deep = shortened(`${'['.repeat(500)}1${']'.repeat(500)}`, 400);
  t.doesNotThrow(() => {
    JSON.parse(deep.text);
  });
  const wide = shortened(JSON.stringify(Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`member-${String(at)}`, at]))), 2_000);
  t.match(JSON.parse(wide.text), { '…': /^\d+ more members$/ });
});

test('lines keep their head and their tail', async (t) => {
  const lines = ['NAME STATE', ...Array.from({ length: 5_000 }, (_, at) => `machine-${String(at)} RUNNING`)];
  const { text, cuts } = shortened(lines.join('\n'), 2_000);
  const shown = text.split('\n');
  t.equal(shown[0], 'NAME STATE');
  t.equal(shown.at(-1), 'machine-4999 RUNNING');
  t.match(text, /… \d+ lines \(\d+ characters\) left out …/);
  t.equal(shown.length - 1 + (cuts[0]?.dropped ?? 0), lines.length);
});

test('one endless line keeps its beginning and its end', async (t) => {
  const { text, cuts } = shortened(`begin${'x'.repeat(10_000)}end`, 1_000);
  t.match(text, /^begin.* characters left out .*end$/s);
  t.match(cuts, [{ where: 'characters' }]);
});

test('whatever fits is not touched', async (t) => {
  const text = '{\n  "a": [1, 2]\n}\n';
  t.match(shortened(text, text.length), { text, cuts: [], cutCharacters: 0 });
});

test('JSON stays JSON and the bound holds, whatever the value', async (t) => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 8 }), fc.integer({ min: 60, max: 2_000 }), (json, most) => {
      const { text } = shortened(`[${json}]`, most);
      JSON.parse(text);
      return text.length <= most;
    }),
    runs(500),
  );
  t.pass();
});

test('the bound holds for any text, and a character is never cut in two', async (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), fc.integer({ min: 200, max: 1_000 }), (text, most) => {
      const shown = shortened(text, most).text;
      return shown.length <= most && shown.isWellFormed();
    }),
    runs(300),
  );
  t.pass();
});
