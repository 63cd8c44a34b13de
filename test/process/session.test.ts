// The session in the README is what the program prints: line by line, in order, but for how long things took.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { home } from './ghosthunter.js';
import { AVAILABLE } from './surroundings.js';

const README = fileURLToPath(new URL('../../../README.md', import.meta.url));
const NO_CAGE = AVAILABLE.every(({ skip }) => skip !== false) && 'no cage can be built here';

const timeless = (line: string): string => line.trimEnd().replace(/\b\d+ ms\b/gu, 'some ms');

/** The lines of the first text that are not found in the second, in order. */
function missing(shown: readonly string[], printed: readonly string[]): readonly string[] {
  let at = 0;
  return shown.filter((line) => {
    const found = printed.indexOf(line, at);
    if (found === -1) return true;
    at = found + 1;
    return false;
  });
}

test('the session in the README is what is printed', { skip: NO_CAGE }, async (t) => {
  const section = /<!-- generated: session -->\n([^]*)<!-- end: session -->/u.exec(readFileSync(README, 'utf8'))?.[1] ?? '';
  const lines = section.split('\n').map((line) => timeless(line.replace(/^ {4}/u, '')));
  const shown = lines.filter((line) => line !== '' && line !== '…' && line !== '$ npm start');
  t.ok(shown.length > 25);
  const { code, out } = await home(t).run(['demo'], { env: { LANG: 'C.UTF-8' } });
  t.equal(code, 0);
  const printed = out.split('\n').map(timeless);
  t.same(missing(shown, printed), [], 'record it anew: node scripts/document.mjs --session');
  t.same(missing(['no such line', ...shown.slice(0, 3)], printed), ['no such line']);
  t.not(missing([...shown].reverse(), printed).length, 0, 'the order counts');
});
