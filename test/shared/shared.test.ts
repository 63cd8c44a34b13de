// The words that every zone uses: results, faults, money, printable text.

import { test } from 'tap';
import {
  dollars,
  EXIT,
  err,
  errorCode,
  exitCodeOfFault,
  Fault,
  MICRO_USD_PER_USD,
  ok,
  printable,
  printableJson,
  printableLines,
  unreachable,
} from '../../src/shared/index.js';
import { fc, runs } from '../random.js';

test('a result is one side or the other', async (t) => {
  t.same(ok(1), { ok: true, value: 1 });
  t.same(err('no'), { ok: false, error: 'no' });
});

test('a fault keeps its code, its fix and its cause', async (t) => {
  const cause = new Error('inner');
  const full = new Fault('file', 'cannot read `x`', { fix: 'make it readable', cause });
  t.match(full, { name: 'Fault', code: 'file', fix: 'make it readable', cause });
  t.ok(full instanceof Error);
  const bare = new Fault('usage', 'no such flag');
  t.equal(bare.fix, undefined);
  t.notOk('cause' in bare, 'no empty cause is shown to a person');
});

test('reaching the end of an exhaustive switch is an error', async (t) => {
  // @ts-expect-error a value here means that a case was forgotten
  t.throws(() => unreachable('forgotten'), Error);
});

test('money is shown in dollars and cents, rounded, with the sign in front', async (t) => {
  t.equal(dollars(0), '$0.00');
  t.equal(dollars(MICRO_USD_PER_USD), '$1.00');
  t.equal(dollars(1_234_567_890), '$1234.57');
  t.equal(dollars(14_999), '$0.01');
  t.equal(dollars(15_000), '$0.02');
  t.equal(dollars(999_999), '$1.00');
  t.equal(dollars(-12_500_000), '-$12.50');
});

test('below a cent money is shown to the last micro-dollar: nothing paid looks like nothing', async (t) => {
  t.equal(dollars(500), '$0.0005');
  t.equal(dollars(5_000), '$0.005');
  t.equal(dollars(9_999), '$0.009999');
  t.equal(dollars(10_000), '$0.01');
  t.equal(dollars(60), '$0.00006');
  t.equal(dollars(1), '$0.000001');
  t.equal(dollars(-63), '-$0.000063');
  const amounts = Array.from({ length: 9_999 }, (_, n) => n + 1);
  t.same(
    amounts.filter((amount) => Math.round(Number(dollars(amount).slice(1)) * MICRO_USD_PER_USD) !== amount),
    [],
  );
});

/** Each would move the cursor, hide, reorder or forge something. */
const DECEIVING = [
  ['escape', '\u001b[2J'],
  ['bell', '\u0007'],
  ['backspace', 'rm\u0008\u0008ls'],
  ['carriage return', 'shown\rforged'],
  ['line feed', 'one\nforged: two'],
  ['tab', 'a\tb'],
  ['delete', '\u007f'],
  ['C1 control sequence introducer', '\u009b2J'],
  ['next line', '\u0085'],
  ['line separator', '\u2028'],
  ['paragraph separator', '\u2029'],
  ['right-to-left override', 'a\u202eb'],
  ['bidi isolate', '\u2066'],
  ['zero-width space', 'a\u200bb'],
  ['zero-width joiner', '\u200d'],
  ['byte order mark', '\ufeff'],
  ['soft hyphen', '\u00ad'],
  ['tag letter', '\u{e0041}'],
  ['variation selector', 'a\ufe0f'],
  ['Hangul filler', '\u3164'],
  ['combining grapheme joiner', '\u034f'],
  ['no-break space', 'rm\u00a0-rf'],
  ['ideographic space', '\u3000'],
  ['braille blank', '\u2800'],
  ['private use', '\ue000'],
  ['unassigned', '\u0378'],
  ['half of a character', '\ud83d'],
] as const;

test('text that deceives is spelled out', async (t) => {
  for (const [name, text] of DECEIVING) {
    const shown = printable(text);
    t.not(shown, text, name);
    t.match(shown, /\\u\{[0-9a-f]+\}/, name);
    t.equal(printable(shown), shown, `${name}, shown twice, is the same`);
  }
  t.equal(printable('\u001b[31mred'), '\\u{1b}[31mred');
});

test('text that a person can read stays as it is', async (t) => {
  for (const text of ['aws ec2 describe-instances', 'größer – „so“', '日本語', 'Ω≈ç√', '😀', 'a\\b', '']) t.equal(printable(text), text);
});

test('long text is cut and says how much is missing', async (t) => {
  t.equal(printable('abcdef', 6), 'abcdef');
  t.equal(printable('abcdef', 4), 'abcd… (2 more)');
  t.equal(printable('ab😀', 3), 'ab\\u{d83d}… (1 more)', 'a character cut in half is not shown as whole');
});

test('no text whatsoever comes out with a control, a format character or a foreign blank', async (t) => {
  const property = fc.property(fc.string({ unit: 'binary' }), (text) => !/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(printable(text)));
  fc.assert(property, runs(2_000));
  t.pass();
});

test('a block keeps its lines and nothing else', async (t) => {
  t.same(printableLines('one\ntwo\r\n\tthree'), ['one', 'two', '    three']);
  t.same(printableLines('a\rb\u2028c'), ['a\\u{d}b\\u{2028}c'], 'only a line feed begins a line');
  t.same(printableLines('abcdef', 4), ['abcd', '… (2 more characters)']);
  t.same(printableLines('abcd', 4), ['abcd']);
});

test('every fault has its exit code', async (t) => {
  t.same((['usage', 'config', 'file', 'cage', 'child', 'audit', 'protocol', 'needs-person', 'budget'] as const).map(exitCodeOfFault), [
    EXIT.usage,
    EXIT.usage,
    EXIT.usage,
    EXIT.error,
    EXIT.error,
    EXIT.error,
    EXIT.error,
    EXIT.needsPerson,
    EXIT.budget,
  ]);
});

test('the code of a system error is told, and nothing else is taken for one', async (t) => {
  t.equal(errorCode(Object.assign(new Error('no'), { code: 'ENOENT' })), 'ENOENT');
  for (const other of [new Error('no'), Object.assign(new Error('no'), { code: 2 }), { code: 'ENOENT' }, undefined])
    t.equal(errorCode(other), undefined);
});

test('printable JSON is ASCII where a terminal would obey or a reader be misled, and the same value', async (t) => {
  const value = { text: 'a\u202eb\u009b[2J\u{e0041}', plain: 'ä €' };
  const shown = printableJson(value);
  t.same(JSON.parse(shown), value);
  t.notMatch(shown, /[\u202e\u009b]|\u{e0041}/u);
  t.match(shown, /ä €/u);
});
