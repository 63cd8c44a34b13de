import { test } from 'tap';
import { nodeFlags, SHARING_FLAGS } from '../../src/shared/index.js';

test('whoever shares the processors starts nobody who does not, and no other flag is handed on', (t) => {
  t.same(nodeFlags(SHARING_FLAGS), SHARING_FLAGS);
  t.same(nodeFlags(['--inspect', '--import=/tmp/x.mjs', ...SHARING_FLAGS]), SHARING_FLAGS, 'T-LEAK: a debugger would be a door');
  t.same([...nodeFlags([]), '--single-threaded'], SHARING_FLAGS);
  t.same(nodeFlags(['--inspect']), nodeFlags([]));
  t.end();
});
