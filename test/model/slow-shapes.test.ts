// A shape reads whatever a model wrote: what is long and regular must not make it slow. A plain program, for what records coverage makes it slow too.

import t from 'tap';
import { NAMED } from '../../src/gate/shapes/named.js';
import type { Shape } from '../../src/gate/shapes/shape.js';
import { fastest } from '../fastest.js';

const MOST_MILLISECONDS = 5;
const LENGTHS = [65_536, 16_384, 4_096, 2_048, 1_024, 512];
const PIECES = [
  '(',
  '[',
  '{',
  '"',
  "'",
  '`',
  '\\',
  ' ',
  'a',
  'a ',
  '-',
  '=',
  ',',
  'a.',
  '[]',
  '[?',
  '!',
  '*',
  'a=1 ',
  'a,',
  '[ ',
  '{a:',
  '((',
  'a[',
  '`[',
  "'\\",
  '"\\',
  'NOT ',
  'a OR ',
  '{"a":',
  '$.a',
  '{.a',
  '{range .a}',
];

t.test('no text of 64 KB takes long', (t) => {
  const shapes: readonly (readonly [string, Shape])[] = Object.entries(NAMED);
  for (const [name, shape] of shapes) {
    for (const piece of PIECES) {
      for (const length of LENGTHS) {
        const text = piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
        const took = fastest(MOST_MILLISECONDS, () => shape.parse(text));
        if (took > MOST_MILLISECONDS) t.fail(`${name} ${JSON.stringify(piece)} ${String(length)}: ${String(took)} ms`);
      }
    }
  }
  t.pass(`${String(shapes.length * PIECES.length * LENGTHS.length)} texts`);
  t.end();
});
