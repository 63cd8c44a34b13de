import { test } from 'tap';
import { parseJson, renderJson } from '../../../src/gate/values/json.js';
import { isList, isMap, MOST_CHARACTERS, type Raw } from '../../../src/gate/values/raw.js';
import { fc, runs } from '../../random.js';

const leaf = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.maxSafeInteger(),
  fc.boolean(),
  fc.constant(null),
  fc.integer({ min: -9_999, max: 9_999 }).map((n) => (n === 0 ? 0 : n / 8)),
);
const raw: fc.Arbitrary<Raw> = fc.letrec<{ readonly raw: Raw }>((tie) => ({
  raw: fc.oneof(
    { depthSize: 'small' },
    leaf.map((value): Raw => (Object.is(value, -0) ? 0 : value)),
    fc.array(tie('raw'), { maxLength: 4 }),
    fc
      .uniqueArray(fc.tuple(fc.string({ maxLength: 4 }), tie('raw')), { maxLength: 4, selector: ([key]) => key })
      .map((fields) => new Map(fields)),
  ),
})).raw;

/** The same value as the language has it. */
function plain(value: Raw): unknown {
  if (isList(value)) return value.map(plain);
  if (isMap(value)) return Object.fromEntries([...value].map(([key, field]) => [key, plain(field)]));
  return value;
}

test('what is written is read as the same value, and written the same way again', (t) => {
  fc.assert(
    fc.property(raw, (value) => {
      const written = renderJson(value);
      const again = parseJson(written);
      if (again === undefined || renderJson(again) !== written) t.fail(written);
    }),
    runs(5_000),
  );
  t.end();
});

test('what is read is what JSON.parse reads', (t) => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      const ours = parseJson(text);
      if (ours !== undefined && JSON.stringify(plain(ours)) !== JSON.stringify(JSON.parse(text))) t.fail(text);
    }),
    runs(5_000),
  );
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...Array.from('{}[],:"\\u0a1.-etrufalsn \n')), maxLength: 14 }), (text) => {
      if (parseJson(text) !== undefined) t.ok(JSON.parse(text) !== undefined);
    }),
    runs(20_000),
  );
  t.end();
});

test('keys keep their order, and one that is a number or a property is a key like any other', (t) => {
  const text = '{"b":1,"2":2,"1":3,"__proto__":{"toString":4}}';
  t.equal(renderJson(parseJson(text) ?? null), text);
  t.end();
});

for (const { text, why } of [
  { text: '{"a":1,"a":2}', why: 'a key that is there twice' },
  { text: '{"a":1,"\\u0061":2}', why: 'a key that is there twice, once as an escape' },
  { text: '9007199254740993', why: 'a whole number that is not kept' },
  { text: '-0', why: 'a zero with a sign' },
  { text: '1e3', why: 'an exponent' },
  { text: '0.1234567890123456', why: 'more digits than are kept' },
  { text: '01', why: 'a leading zero' },
  { text: '.5', why: 'no digit before the point' },
  { text: 'NaN', why: 'a word that is none of three' },
  { text: '[1,]', why: 'a comma too many' },
  { text: '{"a":1,}', why: 'a comma too many in an object' },
  { text: '{"a"}', why: 'a key alone' },
  { text: '{a:1}', why: 'a key without quotes' },
  { text: '{"a":}', why: 'no value' },
  { text: '{"a":1 "b":2}', why: 'no comma in an object' },
  { text: '[1 2]', why: 'no comma' },
  { text: '[x]', why: 'a broken item' },
  { text: '"a\nb"', why: 'a control character in a text' },
  { text: '"\\x41"', why: 'an escape of another language' },
  { text: '{} {}', why: 'two values' },
  { text: '', why: 'nothing' },
  { text: '['.repeat(25) + ']'.repeat(25), why: 'a list too deep' },
  { text: `${'{"a":'.repeat(25)}1${'}'.repeat(25)}`, why: 'an object too deep' },
  { text: `"${'a'.repeat(MOST_CHARACTERS)}"`, why: 'a text too long' },
]) {
  test(`JSON with ${why} is not read`, (t) => {
    t.equal(parseJson(text), undefined);
    t.ok(parseJson('{"a": [1, -2.5, "x", true, null, {}, []]}'));
    t.ok(parseJson('['.repeat(24) + ']'.repeat(24)));
    t.end();
  });
}
