// Which name was meant: for hints, so no wrong guess and no long wait.

import { test } from 'tap';
import { nearest } from '../../src/shared/index.js';

const NAMES = ['commands', 'usd', 'minutes', 'min_tier', 'bwrap', 'landlock'];

test('a name with a letter too many, too few, wrong or swapped is found', async (t) => {
  for (const [typed, meant] of [
    ['comands', 'commands'],
    ['commmands', 'commands'],
    ['commandz', 'commands'],
    ['ocmmands', 'commands'],
    ['COMMANDS', 'commands'],
    ['usdd', 'usd'],
    ['bwarp', 'bwrap'],
    ['min-tier', 'min_tier'],
  ] as const)
    t.equal(nearest(typed, NAMES), meant, typed);
});

test('another word is not taken for a name, and nothing is near to nothing', async (t) => {
  for (const typed of ['frobnicate', 'euro', '', 'x'.repeat(10_000)]) t.equal(nearest(typed, NAMES), undefined, typed.slice(0, 20));
  t.equal(nearest('usd', []), undefined);
});

test('of equally near names the first one is meant, and a nearer one before it', async (t) => {
  t.equal(nearest('aat', ['bat', 'cat']), 'bat');
  t.equal(nearest('cart', ['bart', 'card', 'carts', 'cart']), 'cart');
});
