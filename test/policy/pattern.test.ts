// A vendor's pattern is used only in a plain form of our own, and only where no text can make it slow.

import { test } from 'tap';
import { known } from '../../scripts/policy/automaton.js';
import { parsePattern } from '../../scripts/policy/pattern.js';
import { exampleOf, patternText } from '../../scripts/policy/pattern-text.js';
import { vendorTexts } from '../../scripts/policy/aws-kinds.js';

function plain(text: string): string | undefined {
  const pattern = parsePattern(text);
  return pattern && patternText(pattern);
}

function isKnown(text: string): boolean {
  const pattern = parsePattern(text);
  return pattern !== undefined && known(pattern) !== undefined;
}

test('a pattern is written back in printable ASCII', async (t) => {
  for (const [written, wanted] of [
    ['^[\\w-]+$', '[\\-0-9A-Z_a-z]+'],
    ['[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*', '[ +\\--:=@-Z_a-z]*'],
    ['^(a|b)$|^c$', 'a|b|c'],
    ['[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*', '[ -~]*'],
    ['\\d{12}', '\\d{12}'],
    ['a{2,}?b{0,1}', 'a{2,}b?'],
    ['[\\t\\n]*x', 'x'],
    ['(?:ab)+[^a]', '(?:ab)+[ -`b-~]'],
    ['(?<name>a)\\x41\\u{42}\\/', 'aAB\\/'],
  ] as const) {
    t.equal(plain(written), wanted, written);
    t.doesNotThrow(() => new RegExp(`^(?:${wanted})$`, 'u'));
  }
});

test('what is not plain is not read', async (t) => {
  for (const text of [
    '(?!x)a',
    '(?<=x)a',
    '(a)\\1',
    '\\bword',
    '(?i)a',
    'a++',
    '[[:alnum:]]',
    '[a&&b]',
    'a^b',
    '(',
    ')',
    '[a',
    '[b-a]',
    '[\\d-x',
    '\\u12',
    '\\p{Script=Greek}',
    '{2}',
    '\t',
    'a\\',
  ])
    t.equal(plain(text), undefined, text);
});

test('a pattern that a text could make slow is refused, one of the same looks that none can is not', async (t) => {
  for (const [slow, quick] of [
    ['(a+)+b', '(a+b)+c'],
    ['(a|a)*b', '(a|b)*c'],
    ['(a*)*b', '(a*b)*c'],
    ['.*a.*b.*', '[^a]*a[^b]*b.*'],
    ['[a-z]+\\w*x', '[a-z]+\\d*x'],
    ['(a|aa)+c', '(a|ba)+c'],
    ['(?:[a-z0-9]+-?)*x', '(?:[a-z0-9]+-)*x'],
  ] as const) {
    t.notOk(isKnown(slow), slow);
    t.ok(isKnown(quick), quick);
  }
});

test('what is known of a pattern', async (t) => {
  const pattern = parsePattern('[a-c]{2,5}(x|yz)?');
  const facts = pattern && known(pattern);
  t.equal(facts?.longest, 7);
  t.equal(facts?.mayBegin('abx'), true);
  t.equal(facts?.mayBegin('axb'), false);
  t.equal(pattern && exampleOf(pattern, 4, 10), 'aaa' + 'x');
  t.equal(pattern && exampleOf(pattern, 20, 30), undefined);
});

test("no value of a vendor's pattern begins like a flag, a file or an address", async (t) => {
  const vendorText = vendorTexts();
  for (const pattern of ['[\\w@-]+', '[a-z:/]{1,64}', '(-|@|a)b*']) {
    const match = new RegExp(`^(?:${String(vendorText(pattern)?.match)})$`, 'u');
    for (const value of ['-a', '@a', '-b', '@b', 'file:/', 'fileb:/', 'http:/', 'https:/'])
      t.notOk(match.test(value), `${pattern} ${value}`);
  }
  t.ok(new RegExp(`^(?:${String(vendorText('[\\w@-]+')?.match)})$`, 'u').test('ab'));
  t.equal(vendorText('.+'), undefined);
  t.equal(vendorText('(?!a)b'), undefined);
});
