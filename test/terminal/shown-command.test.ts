// The command of a question is the command: nothing is left out, nothing looks like something else.

import { test } from 'tap';
import { canonicalText } from '../../src/gate/render.js';
import { clipboardSequence } from '../../src/terminal/clipboard.js';
import { isShowable, spelledOut, wrapped } from '../../src/terminal/shown-command.js';
import { lineInRow } from '../../src/terminal/typed-line.js';
import { fc, runs } from '../random.js';

const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 600 }));

test('what is shown is put together again to the command, at any width', async (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 200 }), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 0, max: 300 }),
      (words, columns) => {
        const command = canonicalText(words);
        const lines = wrapped(command, columns);
        t.equal(lines.map((line) => line.slice(2)).join(''), command);
        t.ok(lines.every((line) => line.startsWith('  ')));
        if (columns >= 22) t.ok(lines.every((line) => line.length <= columns));
        // So that a blank where a line ends can be seen to be one.
        t.ok(lines.slice(0, -1).every((line) => line.length === columns));
      },
    ),
    runs(200),
  );
});

test('a command is asked about only if every character of it is plain', async (t) => {
  fc.assert(
    fc.property(text, (command) => {
      t.equal(isShowable(command), command !== '' && [...command].every((one) => one >= ' ' && one <= '~'));
      t.match(spelledOut(command), /^[ -~]*$/u);
    }),
    runs(300),
  );
  for (const trick of ['a\u202eb', 'a\u200bb', 'gсloud', 'a\u001b[2Kb', 'a\rb', 'a\nb', 'a\u0008b', 'a\u00a0b', 'é', '\u0000'])
    t.notOk(isShowable(trick));
  t.equal(spelledOut('a\u202eс\n'), String.raw`a\u{202e}\u{441}\u{a}`);
});

test('what is typed stays in its row, and cannot move the cursor', async (t) => {
  fc.assert(
    fc.property(text, fc.integer({ min: 30, max: 200 }), (typed, columns) => {
      const row = lineInRow('output> ', typed, columns);
      t.notMatch(row, /\p{Cc}/u);
      t.ok([...row].length <= columns);
    }),
    runs(300),
  );
  t.equal(lineInRow('> ', 'abc', 80), '> abc');
  t.equal(lineInRow('> ', 'x'.repeat(100), 30), `> …${'x'.repeat(26)}`);
});

test('a command goes to the clipboard as one sequence of plain characters, or not at all', async (t) => {
  const sequence = clipboardSequence("gcloud logging read 'a'") ?? '';
  const [, base64] = /^\u001b\]52;c;([A-Za-z0-9+/=]+)\u0007$/u.exec(sequence) ?? [];
  t.equal(Buffer.from(base64 ?? '', 'base64').toString(), "gcloud logging read 'a'");
  t.type(clipboardSequence('x'.repeat(6_144)), 'string');
  t.equal(clipboardSequence('x'.repeat(6_145)), undefined);
});
