// The package as another program has it: its one entry, by its name.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { FIXTURE } from '../gate/fixture.js';
import { isCleared, judge, wireRefusal } from '../../src/library.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

function imported(program: string): string {
  return execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

test('the package gives its gate by its name, and nothing behind it', (t) => {
  const names = "import * as all from 'ghosthunter'; console.log(Object.keys(all).sort().join(' '))";
  t.equal(imported(names), 'hintFor isCleared judge readPolicy reasonFor wireRefusal\n');
  t.throws(() => imported("import 'ghosthunter/dist/src/gate/cleared.js'"));
  t.end();
});

test('a verdict of the library is a cleared command or a refusal in words', (t) => {
  const cleared = judge('gcloud projects list --limit=5', FIXTURE, { microUsd: 0 });
  t.ok(cleared.ok && isCleared(cleared.value));
  const refused = judge('gcloud projects delete x', FIXTURE, { microUsd: 0 });
  t.match(refused.ok ? undefined : wireRefusal(refused.error), { layer: 3, code: 'unknown-subcommand' });
  t.end();
});
