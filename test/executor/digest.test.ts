// The digest as the executor runs it: in a thread that may die or be late, with the credentials that must not come out.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Test, test } from 'tap';
import type { RawOutput } from '../../src/executor/digest.js';
import { openDigestThread } from '../../src/executor/digest-thread.js';
import { plantedIn } from '../../src/executor/planted.js';
import { Fault } from '../../src/shared/index.js';

const raw = (out: string, over: Partial<RawOutput> = {}): RawOutput => ({
  out: Buffer.from(out),
  err: new Uint8Array(0),
  cutBytes: 0,
  mask: [],
  ...over,
});

test('a thread takes out secrets, and the same one has the same number in each output', async (t) => {
  const { digest } = openDigestThread();
  t.match(await digest(raw('password=q7Wm2xPz9Lk4')), { output: 'password=[redacted 1: password]' });
  t.match(await digest(raw('a PGPASSWORD=q7Wm2xPz9Lk4', { err: Buffer.from('password=v8Rt3yQa1Nb5') })), {
    output: 'a PGPASSWORD=[redacted 1: password]',
    errors: 'password=[redacted 2: password]',
  });
});

test('a thread that is late withholds the output, and the next one goes on counting', async (t) => {
  const { digest } = openDigestThread({ milliseconds: 1_500 });
  t.match(await digest(raw('password=q7Wm2xPz9Lk4')), { output: 'password=[redacted 1: password]' });
  const { digest: slow } = openDigestThread({ milliseconds: 1 });
  await t.rejects(slow(raw('password=q7Wm2xPz9Lk4')), new Fault('child', 'the output was withheld: it could not be digested in time'));
});

test('a thread that runs out of memory withholds the output', async (t) => {
  const { digest } = openDigestThread({ heapMegabytes: 8 });
  const deep = JSON.stringify(Array.from({ length: 250_000 }, (_, at) => ({ at, a: [at], b: {} })));
  await t.rejects(digest(raw(deep, { mask: ['x'] })), { code: 'child' });
});

function folder(t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'ghosthunter-planted-'));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

test('a thread that dies with nothing to do ends no executor, and the next output has a new one', async (t) => {
  const thread = join(folder(t), 'dying.mjs');
  writeFileSync(
    thread,
    `export function digestTask({ out }) {
       setTimeout(() => { throw new Error('died later'); }, 50);
       return { output: Buffer.from(out).toString(), errors: '', cutBytes: 0, cuts: [], lastNumber: 0 };
     }`,
  );
  const { digest } = openDigestThread({ thread });
  t.match(await digest(raw('one')), { output: 'one' });
  await setTimeout(1_000);
  t.match(await digest(raw('two')), { output: 'two' });
});

test('there is no thread before a command runs', async (t) => {
  const at = folder(t);
  const thread = join(at, 'telling.mjs');
  const begun = join(at, 'begun');
  writeFileSync(
    thread,
    `import { appendFileSync } from 'node:fs';
     appendFileSync(${JSON.stringify(begun)}, 'x');
     export const digestTask = () => ({ output: 'told', errors: '', cutBytes: 0, cuts: [], lastNumber: 0 });`,
  );
  const { digest, getReady } = openDigestThread({ thread });
  await setTimeout(500);
  t.notOk(existsSync(begun));
  getReady();
  getReady();
  t.match(await digest(raw('one')), { output: 'told' });
  t.equal(readFileSync(begun, 'utf8'), 'x', 'one, and ready before it is needed');
});

test('a thread that cannot begin withholds the output', async (t) => {
  const thread = join(folder(t), 'broken.mjs');
  writeFileSync(thread, `throw new Error('cannot begin');`);
  await t.rejects(openDigestThread({ thread }).digest(raw('one')), { code: 'child' });
});

test('what is planted does not come out, encoded or not', async (t) => {
  const secret = 'Zm9vYmFyL2Jhei9xdXV4';
  const { digest } = openDigestThread({ planted: [secret] });
  const { output } = await digest(raw(`${secret} ${Buffer.from(secret).toString('base64')}`));
  t.notMatch(output, secret);
  t.match(output, /own credential/);
});

test('planted are the values that authenticate, and what the files hold that the variables name', async (t) => {
  const path = join(folder(t), 'key.json');
  const line = 'q7Wm2xPz9Lk4v8Rt3yQa1Nb5q7Wm2xPz9Lk4v8Rt3yQa1Nb5';
  writeFileSync(
    path,
    JSON.stringify({
      type: 'service_account',
      private_key_id: line.slice(0, 24),
      private_key: `-----BEGIN PRIVATE KEY-----\n${line}\n-----`,
    }),
  );
  const credentials = {
    AWS_ACCESS_KEY_ID: 'ID-OF-A-KEY-0001',
    AWS_SECRET_ACCESS_KEY: 'not-a-real-key-but-long-enough',
    AWS_REGION: 'us-east-1',
    AWS_PROFILE: 'production-account',
    AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/x',
    GOOGLE_APPLICATION_CREDENTIALS: path,
    AWS_WEB_IDENTITY_TOKEN_FILE: '/nonexistent/token',
  };
  t.same(plantedIn(credentials), ['ID-OF-A-KEY-0001', 'not-a-real-key-but-long-enough', line.slice(0, 24), line]);
});
