// Text that speaks to the model comes out broken and marked; what nobody sees comes out spelled.

import { test } from 'tap';
import { evidenceOf, openRedactor } from '../../src/digest/index.js';
import { neutralised } from '../../src/digest/neutralise/instructions.js';
import { readText } from '../gate/policies.js';
import { fc, runs } from '../random.js';

const MARK = '[instruction-like text: ';
const redactor = openRedactor();

function evidence(text: string): string {
  return evidenceOf(Buffer.from(text), { mask: [], most: 131_072, redactor }).text;
}

function lineOf(written: string): string {
  if (!written.startsWith('json ')) return written;
  const decoded: unknown = JSON.parse(written.slice('json '.length));
  if (typeof decoded !== 'string') throw new Error(written);
  return decoded;
}

const INJECTIONS = readText('test/digest/corpus/injections.txt')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('# '))
  .map(lineOf);
/** A role or a heading is one at the beginning of a line. */
const beginsLine = (text: string): boolean => /^(?:human|assistant|system|#)/i.test(text);

const PLACES: readonly (readonly [string, (text: string) => string])[] = [
  ['alone', (text) => text],
  ['a tag', (text) => JSON.stringify({ Tags: [{ Key: 'Name', Value: text }] }, null, 4)],
  ['a line of a log', (text) => `2026-11-01T00:00:00Z INFO x ${text} y=1`],
  ['a cell', (text) => `| a | ${text} | b |`],
];

for (const injection of INJECTIONS) {
  test(`an instruction is broken and marked: ${JSON.stringify(injection)}`, async (t) => {
    for (const [place, put] of beginsLine(injection) ? PLACES.slice(0, 2) : PLACES) {
      const shown = evidence(put(injection));
      t.ok(shown.includes(MARK), place);
      t.notOk(shown.includes(injection), place);
      t.equal(neutralised(shown).text, shown, 'a second time it stays');
    }
    t.same(Object.keys(JSON.parse(evidence(JSON.stringify({ a: injection, b: 1 }))) as object), ['a', 'b']); // CAST: an object went in.
  });
}

test('ordinary text is not taken for an instruction', async (t) => {
  const ordinary = [
    'You are now logged in as [dev@example.com].',
    '"IgnorePublicAcls": true,',
    'user: alice',
    'system: linux',
    '"Type": "SYSTEM"',
    'usage: app <user> <output>',
    'Ignoring unknown field in response',
    '"ignore_above": 256',
    'override the default rule group action',
    '"systemPromptId": "p-1"',
  ];
  for (const text of ordinary) t.equal(neutralised(text).text, text);
  const corpus = readText('test/digest/corpus/ordinary-output.txt');
  t.equal(neutralised(corpus).text, corpus);
});

test('nothing that is not seen is left, and nothing is left out', async (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const shown = evidence(text);
      return shown.isWellFormed() && !/[\p{C}\p{DI}\p{Zl}\p{Zp}]/u.test(shown.replaceAll('\n', ''));
    }),
    runs(500),
  );
  t.equal(evidence('a\u200bb\u202ec\ufe0fd\u{e0041}e'), 'a\\u{200b}b\\u{202e}c\\u{fe0f}d\\u{e0041}e');
  t.same(JSON.parse(evidence('{"a": "b\u202ec\u001bd"}')), { a: 'b\u202ec\u001bd' }, 'in JSON the value is the same');
});
