// Which texts are patterns to Python, of those that filters need.

import { test } from 'tap';
import { isPythonPattern } from '../../../src/gate/shapes/python-pattern.js';

const READ = [
  '',
  'web',
  '^web-[0-9]+$',
  'a{2}',
  'a{2,}',
  'a{,3}',
  'a{1,3}',
  'a{1,3}?',
  'a{0,0}',
  '(?:a|b)*',
  '(?i)web',
  '[]a]',
  '[^a-z-]',
  '\\bweb\\d',
];
const REFUSED = ['a{3,1}', 'a{1,2}{3}', 'a{1,2}*', 'a**', '^*', '^{1,2}', '(', ')', '(?=a)', '(?P<n>a)', '[z-a]', '[a', '\\', '*a', '(a))'];

test('a pattern is what Python compiles, without looking around or back', (t) => {
  t.same(
    READ.filter((text) => !isPythonPattern(text)),
    [],
  );
  t.same(
    REFUSED.filter((text) => isPythonPattern(text)),
    [],
  );
  t.end();
});

test('a pattern has a longest length and a deepest group', (t) => {
  const deep = (depth: number): string => `${'('.repeat(depth)}a${')'.repeat(depth)}`;
  t.same([deep(15), deep(16), 'a'.repeat(512), 'a'.repeat(513)].map(isPythonPattern), [true, false, true, false]);
  t.end();
});
