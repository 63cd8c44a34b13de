// Being told as a person has it: a process of its own sends, and what goes wrong on the way changes no run.

import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { selfSigned } from '../egress/self-signed.js';
import { configured, type Home, home } from './ghosthunter.js';
import { AVAILABLE } from './surroundings.js';

const NO_CAGE = AVAILABLE.every(({ skip }) => skip !== false) && 'no cage can be built here';

function hookAt(at: Home, body: string): string {
  return at.write('hook', `#!/bin/sh\n${body}\n`, 0o755);
}

async function webhookAt(t: Test, at: Home): Promise<{ readonly toml: string; readonly bodies: readonly string[] }> {
  const { cert, key } = selfSigned();
  const bodies: string[] = [];
  const listening = createServer({ cert, key }, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    listening.closeAllConnections();
    listening.close();
  });
  // CAST: a server on a port has an address of this form.
  const { port } = listening.address() as AddressInfo;
  at.write('webhook.secret', '0123456789abcdef0123456789abcdef\n');
  at.write('ca.pem', cert);
  const toml = [
    `webhook_url = "https://localhost:${String(port)}/in"`,
    'webhook_secret_file = "~/webhook.secret"',
    'webhook_ca_file = "~/ca.pem"',
    'webhook_allow_private = true',
  ].join('\n');
  return { toml, bodies };
}

test('notify --test tells by every way that is configured, and says of each what came of it', async (t) => {
  const at = home(t);
  const { bodies, toml } = await webhookAt(t, at);
  const seen = join(at.path, 'seen.json');
  configured(at, `[notify]\ncommand = [${JSON.stringify(hookAt(at, `cat > ${seen}`))}]\n${toml}\n`);
  t.match(await at.run(['notify', '--test']), { code: 0, out: /told by command[^]*told by webhook/u });
  for (const text of [readFileSync(seen, 'utf8'), bodies[0] ?? ''])
    t.match(JSON.parse(text), { schema_version: 1, event: 'test', run: null });
  t.equal(bodies.length, 1);
});

test('a way that fails is said, and ends a test of it with 1', async (t) => {
  const at = home(t);
  configured(at, `[notify]\ncommand = [${JSON.stringify(hookAt(at, 'sleep 60'))}]\ntimeout_seconds = 0.5\n`);
  t.match(await at.run(['notify', '--test']), { code: 1, out: /not told by command/u });
  const { code, out } = await at.run(['notify', '--test', '--json']);
  t.equal(code, 1);
  t.match(JSON.parse(out), { outcomes: [{ way: 'command', isDelivered: false, code: 'too-slow' }] });
  configured(at, '');
  t.match(await at.run(['notify', '--test']), { code: 2, err: /fix: /u });
  t.match(await at.run(['notify']), { code: 2, err: /--test/u });
});

test('a run tells what became of it once its report is written, and a hook that fails changes nothing but a line', {
  skip: NO_CAGE,
}, async (t) => {
  const at = home(t);
  t.equal((await at.run(['demo', '--json'])).code, 0);
  const bill = join(at.state, 'worlds/aws-nat-gateway-s1');
  const seen = join(at.path, 'seen.json');
  const events = 'on = ["cause-found", "inconclusive", "nothing-found"]';
  configured(
    at,
    `[notify]\n${events}\ncommand = [${JSON.stringify(hookAt(at, `cat > ${seen}; ls "$(sed 's/.*"report":"\\([^"]*\\)".*/\\1/' ${seen})" > ${seen}.ls`))}]\n`,
  );
  const quiet = await at.run(['demo', '--json']);
  t.equal(quiet.code, 0);
  t.notOk(existsSync(seen), 'nobody is told of a simulation');
  const told = await at.run(['run', bill, '--headless', '--offline']);
  t.match(JSON.parse(readFileSync(seen, 'utf8')), {
    event: /cause-found|inconclusive/u,
    severity: /critical|high/u,
    title: /USD/u,
    report: String,
  });
  t.match(readFileSync(`${seen}.ls`, 'utf8'), /report\.json/u, 'the report was there already');
  configured(at, `[notify]\n${events}\ncommand = [${JSON.stringify(hookAt(at, 'echo broken >&2; exit 9'))}]\n`);
  const failing = await at.run(['run', bill, '--headless', '--offline']);
  t.equal(failing.code, told.code);
  t.match(failing.err, /warning: not told by command: .*9 broken/u);
  configured(at, `[notify]\non = []\ncommand = [${JSON.stringify(hookAt(at, `touch ${seen}.unasked`))}]\n`);
  await at.run(['run', bill, '--headless', '--offline']);
  t.notOk(existsSync(`${seen}.unasked`));
});
