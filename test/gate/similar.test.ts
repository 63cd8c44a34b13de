// Which listed names a wrong one was probably meant to be.

import { test } from 'tap';
import { similarAmong } from '../../src/gate/similar.js';

const NAMES = ['describe-instances', 'describe-images', 'describe-volumes', 'list-buckets', 'list-keys'];

test('the most similar names come first, and no more than asked for', (t) => {
  t.same(similarAmong(NAMES, 2).to('describe-instance'), ['describe-instances', 'describe-images']);
  t.same(similarAmong(NAMES, 9).to('list-bucket'), ['list-buckets', 'list-keys']);
  t.same(similarAmong(NAMES, 3).to('zzz'), []);
  t.end();
});

test('equally similar names come in the order of the alphabet, however they were listed', (t) => {
  t.same(similarAmong(['list-c', 'list-a', 'list-b'], 2).to('list-x'), ['list-a', 'list-b']);
  t.same(similarAmong(['list-a', 'list-b', 'list-c'], 3).to('list-x'), ['list-a', 'list-b', 'list-c']);
  t.end();
});

test('a search leaves nothing behind for the next one, not even after a hundred others', (t) => {
  const similar = similarAmong(NAMES, 2);
  const first = similar.to('list-key');
  t.same(first, ['list-keys', 'list-buckets']);
  t.equal(similar.to('list-key'), first, 'remembered');
  for (let other = 0; other < 100; other += 1) similar.to(`describe-${String(other)}`);
  t.same(similar.to('list-key'), first);
  t.same(similar.to(`list-key${'s'.repeat(200)}`), first, 'of a long name the beginning counts');
  t.end();
});
