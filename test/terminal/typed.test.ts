// What is typed where no row is drawn twice, what comes back of it, and whose terminal it is.

import { test } from 'tap';
import { openEcho } from '../../src/terminal/echo.js';
import { rewrapsRows } from '../../src/terminal/ink.js';
import { openInputHistory } from '../../src/terminal/input-history.js';
import { isInForeground } from '../../src/terminal/tenants.js';

test('what is typed is echoed as it comes, and gets a row of its own when something else is written', async (t) => {
  let written = '';
  const echo = openEcho((text) => (written += text));
  for (const typed of ['', '/', '/wh', '/w']) echo.type(typed);
  t.equal(written, '/wh\b \b');
  written = '';
  echo.makeRoom();
  echo.makeRoom();
  echo.type('/wh');
  t.equal(written, '\n/wh', 'and is shown again with the next key');
  written = '';
  echo.type('/note');
  t.equal(written, '\n/note', 'another line');
  echo.enter();
  echo.enter();
  written = '';
  echo.type('漢\u001b\u202e');
  t.equal(written, '漢\\u{1b}\\u{202e}');
  written = '';
  echo.type('');
  t.equal(written, '\b \b'.repeat(2 + 6 + 8));
});

test('lines that come back hold no secret, and neither outputs nor lines twice', async (t) => {
  const history = openInputHistory((line) => line.replaceAll('secret', '***'));
  for (const line of ['', '  ', 'one', ' one ', 'a secret\u001b', 'x'.repeat(501)]) history.keep(line);
  t.same(history.lines(), ['one', 'a ***\\u{1b}']);
  for (let line = 0; line < 150; line += 1) history.keep(String(line));
  t.same([history.lines().length, history.lines()[0], history.lines().at(-1)], [100, '50', '149']);
});

test('a process in the background is told from one at the terminal', async (t) => {
  const stat = (group: string, foreground: string) => () => `77 (no) de) (x) S 1 ${group} 5 34816 ${foreground} 4194304 9`;
  t.equal(isInForeground(stat('70', '70')), true);
  t.equal(isInForeground(stat('70', '71')), false);
  t.equal(isInForeground(stat('70', '-1')), true, 'no terminal that could be somebody else’s');
  t.equal(
    isInForeground(() => 'odd'),
    true,
  );
  const gone = (): never => {
    throw Object.assign(new Error('none'), { code: 'ENOENT' });
  };
  t.equal(isInForeground(gone), true, 'where nothing says it');
  t.equal(isInForeground(), true, 'a test');
});

test('a terminal that cuts its rows is told from one that wraps them anew', async (t) => {
  for (const environment of [
    { TERM: 'xterm-256color' },
    { TERM: 'screen', TMUX: '/x', STY: '1' },
    { TMUX: '/x', XTERM_VERSION: 'XTerm(390)' },
  ])
    t.equal(rewrapsRows(environment), true, JSON.stringify(environment));
  for (const environment of [{ TERM: 'linux' }, { TERM: 'xterm', XTERM_VERSION: 'XTerm(390)' }, { TERM: 'screen', STY: '1.pts' }])
    t.equal(rewrapsRows(environment), false, JSON.stringify(environment));
});
