// Every text that the gate reads as shorthand, the parser of the AWS CLI reads as the same structure.

import { test } from 'tap';
import { parseJson, renderJson } from '../../src/gate/values/json.js';
import { parseShorthand } from '../../src/gate/values/shorthand.js';
import { fc, runs } from '../random.js';
import { answersOf, awsPython } from './python.js';

const PYTHON = awsPython();
const NOWHERE = PYTHON === undefined && 'the AWS CLI is not installed';

const word = fc.constantFrom(
  'a',
  'Name',
  'b-c',
  'x y',
  'i-0a1b',
  '*',
  '1.5',
  'a\\,b',
  "it's",
  'z]',
  'q}',
  '',
  ' ',
  'k=v',
  '@',
  '/p:q',
  '~',
  '\\',
  '\\\\',
  '!x',
  '|',
);
const glue = fc.constantFrom('=', '=', ',', ',', ' ', '{', '}', '[', ']', "'", '"', '@', '\\', ', ', ' = ');
const soup = fc
  .array(fc.oneof({ weight: 3, arbitrary: word }, { weight: 4, arbitrary: glue }), { minLength: 1, maxLength: 14 })
  .map((parts) => parts.join(''));

const value: fc.Arbitrary<string> = fc.letrec<{ readonly value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    word,
    word.map((text) => `'${text}'`),
    word.map((text) => `"${text}"`),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `{${items.map((item, index) => `k${String(index)}=${item}`).join(', ')}}`),
  ),
})).value;
const fields = fc
  .array(fc.array(value, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 })
  .map((all) => all.map((items, index) => `f${String(index)}=${items.join(',')}`).join(','));

test('what is read as shorthand is read as the same by the AWS CLI', { skip: NOWHERE }, (t) => {
  const texts = new Set(['Name=x,Values=a,b', 'a=[b,{c=d}]', 'a=b']);
  fc.assert(
    fc.property(fc.oneof(soup, fields), (text) => {
      if (parseShorthand(text)) texts.add(text);
    }),
    runs(60_000),
  );
  t.ok(texts.size > 1_000, `${String(texts.size)} texts are read`);
  const all = [...texts];
  const answers = answersOf(PYTHON ?? '', 'from awscli.shorthand import ShorthandParser', 'return ShorthandParser().parse(text)', all);
  for (const [index, text] of all.entries()) {
    const ours = parseShorthand(text);
    t.equal(renderJson(parseJson(JSON.stringify(answers[index]?.ok ?? null)) ?? null), renderJson(ours ?? null), text);
  }
  t.end();
});
