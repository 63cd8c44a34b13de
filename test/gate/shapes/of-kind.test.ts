// One text against its kind.

import { test } from 'tap';
import { singleOf } from '../../../src/gate/shapes/of-kind.js';
import type { Kind } from '../../../src/policy/kind.js';

const WORD: Kind = { kind: 'choice', choice: new Set(['a', 'b']) };

test('a single value has a text, and what is made of several has none', (t) => {
  t.match(singleOf(WORD, 'a'), { kind: 'text', text: 'a' });
  t.equal(singleOf(WORD, 'c'), undefined);
  const several: readonly Kind[] = [
    { kind: 'list', item: WORD, least: 0, most: 2 },
    { kind: 'fields', fields: new Map([['a', WORD]]), required: [], isOne: false },
    { kind: 'map', key: WORD, value: WORD, most: 2 },
  ];
  t.same(
    several.map((kind) => singleOf(kind, 'a')),
    [undefined, undefined, undefined],
  );
  t.end();
});
