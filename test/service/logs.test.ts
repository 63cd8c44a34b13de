// `service logs`: what the journal is asked for, with a journal that says what it was asked.

import { existsSync } from 'node:fs';
import { test } from 'tap';
import { home, type Home } from '../process/ghosthunter.js';
import { bound, canBind } from '../process/surroundings.js';

const JOURNAL = '/usr/bin/journalctl';
const NO_JOURNAL = (!existsSync(JOURNAL) && 'journalctl is not installed') || (!canBind() && 'nothing can be put in its place here');

function journal(at: Home, code: number): (command: readonly string[]) => readonly string[] {
  const script = `#!/bin/sh\nfor word in "$@"; do echo "$word"; done\necho variables: $(env | cut -d= -f1 | sort | tr '\\n' ' ')\nexit ${String(code)}\n`;
  return bound(at.write('journal', script, 0o755), JOURNAL);
}

const ENV = { XDG_RUNTIME_DIR: '/nowhere', AWS_SECRET_ACCESS_KEY: 'planted', ANTHROPIC_API_KEY: 'planted' };

test('the journal is asked for this unit of this user, and is given nothing but where it is', { skip: NO_JOURNAL }, async (t) => {
  const at = home(t);
  const through = journal(at, 0);
  const { code, err, out } = await at.run(['service', 'logs'], { env: ENV, through });
  t.equal(code, 0, err);
  const lines = out.trim().split('\n');
  t.same(lines.slice(0, -1), [
    '--user',
    '--unit',
    'ghosthunter.service',
    '--no-hostname',
    '--output=short-iso',
    '--lines=200',
    '--no-pager',
  ]);
  t.match(lines.at(-1), /variables:.* HOME .*XDG_RUNTIME_DIR/u);
  t.notMatch(lines.at(-1), /AWS|ANTHROPIC/u);
  const followed = await at.run(['service', 'logs', '--follow', '--lines=5', '--since=yesterday'], { env: ENV, through });
  t.match(followed.out, /--lines=5\n--since=yesterday\n--follow\n/u);
  t.notMatch(followed.out, /no-pager/u);
});

test('what the journal does not give is said, and nothing else is passed on to it', { skip: NO_JOURNAL }, async (t) => {
  const at = home(t);
  t.equal((await at.run(['service', 'logs'], { env: ENV, through: journal(at, 1) })).code, 1);
  for (const lines of ['--vacuum-size=1', '-5', 'x']) {
    const refused = await at.run(['service', 'logs', `--lines=${lines}`], { env: ENV, through: journal(at, 0) });
    t.equal(refused.code, 2, lines);
    t.equal(refused.out, '', lines);
  }
});
