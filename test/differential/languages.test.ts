// Every query, filter and format that the gate reads, the program it is for can read too: its own parser is asked.

import { type Test, test } from 'tap';
import { NAMED } from '../../src/gate/shapes/named.js';
import type { ShapeName } from '../../src/policy/index.js';
import { shapeCases } from '../gate/shapes/cases-file.js';
import { fc, runs } from '../random.js';
import { answersOf, awsPython, gcloudPython, gcloudRoot } from './python.js';

const AWS = awsPython();
const GCLOUD = gcloudPython();
const ROOT = gcloudRoot();
const NOWHERE = AWS === undefined && 'the AWS CLI is not installed';
const SDK = (GCLOUD === undefined || ROOT === undefined) && 'gcloud is not installed';

const FUNCTIONS_OF_SERVICES = `
for name in ('cloudbuild', 'compute', 'container'):
    symbols.update(resource_transform.GetTransforms(name) or {})
`;

const BEFORE = `
sys.path[:0] = ['${ROOT ?? ''}/lib', '${ROOT ?? ''}/lib/third_party']
import warnings
warnings.simplefilter('ignore')
from googlecloudsdk.core.resource import resource_filter, resource_lex, resource_printer, resource_projection_spec, resource_projector, resource_transform
symbols = dict(resource_transform.GetTransforms())
${FUNCTIONS_OF_SERVICES}
`;
const FILTER = `
resource_filter.Compile(text, defaults=resource_projection_spec.ProjectionSpec(symbols=symbols))
`;
const FORMAT = `
if text == 'export': return
resource_printer.Printer(text, defaults=resource_projection_spec.ProjectionSpec(symbols=symbols))
`;
const SORT = `
for name in text.split(','):
    name = name[1:] if name.startswith('~') else name
    lexer = resource_lex.Lexer(name.replace('[]', '[0]'))
    assert lexer.Key() and lexer.EndOfInput()
`;
const FLATTEN = `
for name in text.split(','):
    lexer = resource_lex.Lexer(name)
    assert lexer.Key() and lexer.EndOfInput()
`;

/** Texts near those that people write: two of them cut and joined, a piece left out, a token put in. */
function near(known: readonly string[], tokens: readonly string[]): fc.Arbitrary<string> {
  const text = fc.constantFrom(...known);
  const at = fc.nat(60);
  const joined = fc.tuple(text, text, at, at).map(([a, b, i, j]) => a.slice(0, i) + b.slice(j));
  const shorter = fc.tuple(text, at, fc.nat(4)).map(([a, i, count]) => a.slice(0, i) + a.slice(i + count));
  const longer = fc.tuple(text, at, fc.constantFrom(...tokens)).map(([a, i, token]) => a.slice(0, i) + token + a.slice(i));
  const soup = fc.array(fc.constantFrom(...tokens), { minLength: 1, maxLength: 10 }).map((parts) => parts.join(''));
  return fc.oneof(joined, shorter, longer, soup);
}

function read(name: ShapeName, tokens: readonly string[], count: number): readonly string[] {
  const { accepted, refused } = shapeCases(name);
  const texts = new Set(accepted);
  fc.assert(
    fc.property(near([...accepted, ...refused], tokens), (text) => {
      if (NAMED[name].parse(text)) texts.add(text);
    }),
    runs(count),
  );
  return [...texts];
}

function agree(t: Test, texts: readonly string[], ask: (texts: readonly string[]) => ReturnType<typeof answersOf>): void {
  const answers = ask(texts);
  t.ok(texts.length > 100, `${String(texts.length)} texts are read`);
  t.same(
    texts.flatMap((text, index) => (answers[index]?.no === undefined ? [] : [`${text}  ${answers[index].no}`])),
    [],
  );
  t.end();
}

const JMESPATH_TOKENS = [
  'a',
  'B.c',
  '.',
  '[',
  ']',
  '[]',
  '[?',
  '*',
  '[*]',
  '(',
  ')',
  '{',
  '}',
  ':',
  ',',
  '|',
  '||',
  '&&',
  '&',
  '!',
  '==',
  '<',
  '@',
  '`1`',
  '`x`',
  "'y'",
  '"z"',
  '-1',
  '0',
  ' ',
  'length(',
  'sort_by(',
  'a:',
];
test('every query that is read, the AWS CLI compiles', { skip: NOWHERE }, (t) => {
  agree(t, read('jmespath', JMESPATH_TOKENS, 30_000), (texts) => answersOf(AWS ?? '', 'import jmespath', 'jmespath.compile(text)', texts));
});

const FILTER_TOKENS = [
  'a',
  'b.c',
  'a=1',
  'x:y',
  ' ',
  ' ',
  ' AND ',
  ' OR ',
  'NOT ',
  '-',
  '(',
  ')',
  '=',
  '!=',
  '~',
  '!~',
  ':',
  '<',
  '>=',
  '*',
  '"q r"',
  "'s'",
  '[]',
  '[0]',
  '.',
  ',',
  '.len()',
  '.date(',
  'AND',
  '\\',
  '^w',
  '|',
  '{2}',
  '+',
  '/',
  '%',
];
test('every filter that is read, gcloud compiles', { skip: SDK }, (t) => {
  agree(t, read('gcloud-filter', FILTER_TOKENS, 30_000), (texts) => answersOf(GCLOUD ?? '', BEFORE, FILTER, texts));
});

const FORMAT_TOKENS = [
  'table',
  'value',
  'json',
  '(',
  ')',
  '[',
  ']',
  'a',
  'b.c',
  ',',
  ':',
  ' ',
  '=',
  'label=X',
  'sort=1',
  'no-heading',
  'box',
  'title="T"',
  '.list()',
  '.size(',
  '"',
  "'",
  '*',
  'format=',
  '[]',
  '.',
  'wrap',
  'separator=',
  ';',
  '.map()',
  '(a):(b:sort=1)',
];
test('every format that is read, gcloud makes a printer of', { skip: SDK }, (t) => {
  agree(t, read('gcloud-format', FORMAT_TOKENS, 30_000), (texts) => answersOf(GCLOUD ?? '', BEFORE, FORMAT, texts));
});

const KEY_TOKENS = ['a', 'b', '.', '[', ']', '[]', '[0]', '~', ',', '-', '_', '"', '@', '1'];
test('every key to sort by, gcloud reads', { skip: SDK }, (t) => {
  agree(t, read('gcloud-sort', KEY_TOKENS, 10_000), (texts) => answersOf(GCLOUD ?? '', BEFORE, SORT, texts));
});
test('every list to flatten, gcloud reads', { skip: SDK }, (t) => {
  agree(t, read('gcloud-flatten', KEY_TOKENS, 10_000), (texts) => answersOf(GCLOUD ?? '', BEFORE, FLATTEN, texts));
});
