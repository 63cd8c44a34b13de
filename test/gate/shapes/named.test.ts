// What every shape reads, and what it does not, by the texts in `cases/`; and what holds for all of them.

import { test } from 'tap';
import { NAMED } from '../../../src/gate/shapes/named.js';
import type { Shape } from '../../../src/gate/shapes/shape.js';
import { fc, runs } from '../../random.js';
import { allShapeCases } from './cases-file.js';

const CASES = allShapeCases();
const SHAPES: ReadonlyMap<string, Shape> = new Map(Object.entries(NAMED));
const LINE = /^[ -~]*$/;
/** Languages that people write over several lines. */
const OF_LINES: ReadonlySet<string> = new Set(['jmespath', 'json', 'log-filter', 'sql']);
const LINES = /^[ -~\t\r\n]*$/;

test('every shape has cases of both kinds, and every file of cases a shape', (t) => {
  t.same(
    CASES.filter(({ accepted, refused }) => accepted.length > 0 && refused.length > 0)
      .map(({ name }) => name)
      .sort(),
    [...SHAPES.keys()].sort(),
  );
  t.end();
});

test('every text gets its verdict', (t) => {
  for (const { name, accepted, refused } of CASES) {
    const shape = SHAPES.get(name);
    t.same(
      accepted.filter((text) => !shape?.parse(text)),
      [],
      `${name} reads`,
    );
    t.same(
      refused.filter((text) => shape?.parse(text)),
      [],
      `${name} refuses`,
    );
  }
  t.end();
});

test('a shape reads its own example, and hands the text on unchanged', (t) => {
  for (const [name, shape] of SHAPES) {
    const example = shape.example.replace(/^'|'$/g, '');
    t.equal(shape.parse(example)?.text, example, name);
  }
  for (const { name, accepted } of CASES) for (const text of accepted) if (SHAPES.get(name)?.parse(text)?.text !== text) t.fail(text);
  t.end();
});

test('no text makes a shape throw, and what is read holds no control character', (t) => {
  const known = CASES.flatMap(({ accepted, refused }) => [...accepted, ...refused]);
  const piece = fc.oneof(
    fc.constantFrom(...known),
    fc.string({ maxLength: 12 }),
    fc.constantFrom('(', ')', '[', ']', '{', '}', '"', "'", '`', '\\', '\n', '\0', ' '),
  );
  const cut = fc.tuple(piece, piece, fc.nat(40), fc.nat(40)).map(([a, b, i, j]) => a.slice(0, i) + b.slice(j));
  fc.assert(
    fc.property(cut, (text) => {
      for (const [name, shape] of SHAPES) {
        if (shape.parse(text) && !(OF_LINES.has(name) ? LINES : LINE).test(text)) t.fail(`${name}: ${JSON.stringify(text)}`);
      }
    }),
    runs(20_000),
  );
  t.end();
});
