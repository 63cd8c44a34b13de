// Telling a person: what leaves, how it is signed, and that nothing on the way can hang a run, follow a redirect or be told a secret.

import { createHmac } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { deliver } from '../../src/notify/deliver.js';
import { desktop } from '../../src/notify/desktop.js';
import type { Delivery, NotifyEvent, NotifyOutcome } from '../../src/protocol/index.js';
import { selfSigned } from '../egress/self-signed.js';

const SECRET = '0123456789abcdef0123456789abcdef';

const EVENT: NotifyEvent = {
  schema_version: 1,
  event: 'cause-found',
  run: '20261122-0207-0fec05',
  at: '2026-11-22T02:07:00.000Z',
  severity: 'critical',
  title: 'cause found',
  text: 'a NAT gateway',
  report: '/home/me/.ghosthunter/investigations/20261122-0207-0fec05',
};

function folder(t: Test): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-notify-')));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

function written(path: string, content: string, mode: number): string {
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

const script = (at: string, body: string, mode = 0o755): string => written(join(at, 'hook'), `#!/bin/sh\n${body}\n`, mode);

function delivery(over: Partial<Delivery>): Delivery {
  return { event: EVENT, command: null, webhook: null, desktop: null, home: '/nonexistent', milliseconds: 3_000, ...over };
}

async function only(over: Partial<Delivery>): Promise<NotifyOutcome> {
  const [outcome, ...more] = await deliver(delivery(over));
  if (!outcome || more.length > 0) throw new Error('not one outcome');
  return outcome;
}

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly body: string;
}

interface Hooks {
  readonly webhook: NonNullable<Delivery['webhook']>;
  readonly received: readonly Received[];
}

/** An https server of the name `localhost`, whose certificate the notifier may trust. */
async function server(t: Test, answer: (response: ServerResponse) => void, isTrusted = true): Promise<Hooks> {
  const at = folder(t);
  const { cert: certificate, key } = selfSigned();
  const received: Received[] = [];
  const listening = createServer({ cert: certificate, key }, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      const { headers, method, url } = request;
      received.push({ headers, method, url, body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    listening.closeAllConnections();
    listening.close();
  });
  // CAST: a server on a port has an address of this form.
  const { port } = listening.address() as AddressInfo;
  return {
    received,
    webhook: {
      url: `https://localhost:${String(port)}/in?team=cost`,
      secretFile: written(join(at, 'secret'), `${SECRET}\n`, 0o600),
      caFile: isTrusted ? written(join(at, 'ca.pem'), certificate, 0o644) : null,
      allowPrivateAddress: true,
    },
  };
}

const fine = (response: ServerResponse): void => {
  response.writeHead(204).end();
};

test('a webhook gets the event as JSON, signed together with the time', async (t) => {
  const { received, webhook } = await server(t, fine);
  t.match(await only({ webhook }), { way: 'webhook', isDelivered: true });
  const [{ body, headers, method, url } = { body: '', headers: {}, method: '', url: '' }] = received;
  t.same([received.length, method, url], [1, 'POST', '/in?team=cost']);
  t.same(JSON.parse(body), EVENT);
  const seconds = String(headers['x-ghosthunter-timestamp']);
  t.ok(Math.abs(Number(seconds) - Date.now() / 1_000) < 60);
  t.equal(headers['x-ghosthunter-signature'], `sha256=${createHmac('sha256', SECRET).update(`${seconds}.${body}`).digest('hex')}`);
});

test('a redirect is not followed', async (t) => {
  const other = await server(t, fine);
  const { webhook } = await server(t, (response) => {
    response.writeHead(307, { location: other.webhook.url }).end();
  });
  t.match(await only({ webhook }), { isDelivered: false, code: 'redirected' });
  t.equal(other.received.length, 0);
});

test('a webhook that was only busy is asked once more, with the same bytes, signature and id', { timeout: 20_000 }, async (t) => {
  for (const first of [500, 503, 'silence', 'hang-up'] as const) {
    const { received, webhook } = await server(t, (response) => {
      if (received.length > 1) fine(response);
      else if (first === 'hang-up') response.destroy();
      else if (first !== 'silence') response.writeHead(first).end();
    });
    t.match(await only({ webhook, milliseconds: 1_500 }), { isDelivered: true }, String(first));
    const [one, two] = received;
    t.equal(received.length, 2, String(first));
    t.equal(two?.body, one?.body);
    for (const name of ['x-ghosthunter-delivery', 'x-ghosthunter-signature', 'x-ghosthunter-timestamp'])
      t.equal(two?.headers[name], one?.headers[name], name);
    t.match(one?.headers['x-ghosthunter-delivery'], /^[0-9a-f]{32}$/u);
  }
  const other = await server(t, fine);
  await only({ webhook: other.webhook });
  await deliver(delivery({ webhook: other.webhook, event: { ...EVENT, title: 'another' } }));
  const ids = other.received.map(({ headers }) => headers['x-ghosthunter-delivery']);
  t.equal(new Set(ids).size, 2, 'another event has another id');
});

test('a webhook that says no is not asked again, and none more than twice', { timeout: 20_000 }, async (t) => {
  for (const status of [400, 401, 404, 307]) {
    const { received, webhook } = await server(t, (response) => {
      response.writeHead(status, { location: 'https://localhost/' }).end();
    });
    t.match(await only({ webhook }), { isDelivered: false });
    t.equal(received.length, 1, String(status));
  }
  const failing = await server(t, (response) => {
    response.writeHead(500).end();
  });
  t.match(await only({ webhook: failing.webhook, milliseconds: 1_000 }), { isDelivered: false, code: 'answered', detail: /twice/u });
  t.equal(failing.received.length, 2);
});

test('a webhook that answers with an error, too slowly or without end is given up', async (t) => {
  const failing = await server(t, (response) => {
    response.writeHead(500).end('no');
  });
  t.match(await only({ webhook: failing.webhook }), { isDelivered: false, code: 'answered' });
  const silent = await server(t, () => undefined);
  t.match(await only({ webhook: silent.webhook, milliseconds: 300 }), { isDelivered: false, code: 'too-slow' });
  const dripping = await server(t, (response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('x'), 20);
    response.on('close', () => {
      clearInterval(timer);
    });
  });
  t.match(await only({ webhook: dripping.webhook, milliseconds: 300 }), { isDelivered: false, code: 'too-slow' });
  let sent = 0;
  const huge = await server(t, (response) => {
    response.writeHead(200);
    const pour = (): void => {
      while (!response.destroyed && sent < 200 * 1024 ** 2) {
        sent += 65_536;
        if (!response.write(Buffer.alloc(65_536))) break;
      }
    };
    response.on('drain', pour);
    pour();
  });
  t.match(await only({ webhook: huge.webhook }), { isDelivered: true }, 'what it answered is enough to know');
  t.ok(sent < 64 * 1024 ** 2, 'and most of it was never read');
});

test('a certificate that nobody trusts, or of another name, is no certificate', async (t) => {
  const { received, webhook } = await server(t, fine, false);
  t.match(await only({ webhook }), { isDelivered: false, code: 'unreachable' });
  t.equal(received.length, 0);
});

test('an address in this machine or its network is dialled only where the person allows it, and a metadata service never', async (t) => {
  const { received, webhook } = await server(t, fine);
  t.match(await only({ webhook: { ...webhook, allowPrivateAddress: false } }), { isDelivered: false });
  t.equal(received.length, 0);
  for (const host of [
    '127.0.0.1',
    '10.0.0.1',
    '192.168.1.1',
    '[::1]',
    '[fd00::1]',
    '169.254.169.254',
    '[fe80::1]',
    '0.0.0.0',
    '[::ffff:10.0.0.1]',
  ]) {
    const outcome = await only({ webhook: { ...webhook, url: `https://${host}/`, allowPrivateAddress: false }, milliseconds: 500 });
    t.match(outcome, { isDelivered: false, code: 'address' }, host);
  }
  t.match(await only({ webhook: { ...webhook, url: 'https://169.254.169.254/' }, milliseconds: 500 }), { code: 'address' });
});

test('only an https address without a user is one, and no message repeats it', async (t) => {
  const { webhook } = await server(t, fine);
  for (const url of [
    'http://localhost/x',
    'https://user:pass@localhost/x',
    'https://localhost/#x',
    'ftp://localhost/',
    'localhost',
    'https://localhost/\n',
  ]) {
    const outcome = await only({ webhook: { ...webhook, url } });
    t.match(outcome, { isDelivered: false, code: 'address' }, url);
    t.notMatch(outcome.detail, /user|pass/u);
  }
});

test('a secret that others may read, that is short or not there signs nothing', async (t) => {
  const { received, webhook } = await server(t, fine);
  const at = folder(t);
  const open = written(join(at, 'open'), SECRET, 0o644);
  const short = written(join(at, 'short'), 'abc', 0o600);
  for (const secretFile of [open, short, join(at, 'none'), at]) {
    const outcome = await only({ webhook: { ...webhook, secretFile } });
    t.match(outcome, { isDelivered: false, code: 'secret' }, secretFile);
    t.notMatch(outcome.detail, SECRET);
  }
  t.equal(received.length, 0);
});

test('a hook reads the event from its input, in an environment made from nothing', async (t) => {
  const at = folder(t);
  process.env['GHOSTHUNTER_TEST_SECRET'] = 'hunter2';
  const hook = script(at, `cat > ${at}/in; env > ${at}/env; printf '%s|' "$@" > ${at}/args`);
  const argv = [hook, '--quiet', '$(id) ; `id`'];
  t.match(await only({ command: argv, home: at }), { way: 'command', isDelivered: true });
  t.same(JSON.parse(readFileSync(join(at, 'in'), 'utf8')), EVENT);
  t.equal(readFileSync(join(at, 'args'), 'utf8'), '--quiet|$(id) ; `id`|', 'no shell reads its arguments');
  const names = readFileSync(join(at, 'env'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('=')[0]);
  t.same(names.filter((name) => !['_', 'PWD', 'OLDPWD', 'SHLVL'].includes(name ?? '')).sort(), ['HOME', 'LANG', 'PATH']);
});

test('a hook that hangs is ended with all that it started, and a hook that fails is said to', async (t) => {
  const at = folder(t);
  const pidFile = join(at, 'pid');
  const hanging = script(at, `sleep 60 & echo $! > ${pidFile}; wait`);
  t.match(await only({ command: [hanging], milliseconds: 400 }), { isDelivered: false, code: 'too-slow' });
  const pid = Number(readFileSync(pidFile, 'utf8'));
  await new Promise((resolve) => setTimeout(resolve, 100));
  const isThere = existsSync(`/proc/${String(pid)}/stat`) && !/\) Z /u.test(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
  t.notOk(isThere, 'its child too');
  const failing = script(at, 'echo "no such channel" >&2; exit 3');
  t.match(await only({ command: [failing] }), { isDelivered: false, code: 'failed', detail: /3 no such channel/u });
  const deaf = script(at, 'exec 0<&-; exit 0');
  t.match(await only({ command: [deaf] }), { isDelivered: true }, 'one that reads nothing is free to');
});

test('a hook that others may write, that is not there or has no absolute path is not started', async (t) => {
  const at = folder(t);
  const open = script(at, `touch ${at}/ran`, 0o777);
  t.match(await only({ command: [open] }), { isDelivered: false, code: 'no-program' });
  t.notOk(existsSync(join(at, 'ran')));
  t.match(await only({ command: [join(at, 'none')] }), { code: 'no-program' });
  t.match(await only({ command: ['hook'] }), { code: 'no-program' });
  chmodSync(open, 0o755);
  t.match(await only({ command: [open] }), { isDelivered: true }, 'and is, once only its owner may');
});

test('what is told holds no secret, no sequence that a terminal obeys, and no more than a screen', async (t) => {
  const at = folder(t);
  const hook = script(at, `cat > ${at}/in`);
  const event = {
    ...EVENT,
    title: `key AKIAIOSFODNN7EXAMPLE \u001b]0;owned\u0007 ${'x'.repeat(250)}`,
    text: `password=hunter2hunter2 \u202e evil\n${'line\n'.repeat(700)}`,
  };
  t.match((await deliver(delivery({ event, command: [hook] })))[0], { isDelivered: true });
  const told = readFileSync(join(at, 'in'), 'utf8');
  for (const secret of ['AKIAIOSFODNN7EXAMPLE', 'hunter2hunter2', '\u001b', '\\u001b', '\u202e'])
    t.notOk(told.includes(secret), JSON.stringify(secret));
  t.ok(told.length < 4_500);
});

test('without a program for it there is no note on the desktop', async (t) => {
  const seen: string[] = [];
  const none = desktop({}, 'linux', (path) => {
    seen.push(path);
    return false;
  });
  t.match(await none(EVENT, 500), { isDelivered: false, code: 'no-program' });
  t.match(seen, ['/usr/bin/notify-send']);
  t.match(await desktop({}, 'darwin', () => false)(EVENT, 500), { code: 'no-program' });
});

test('a way that fails keeps no other from telling', async (t) => {
  const at = folder(t);
  const hook = script(at, 'cat > /dev/null');
  const { webhook } = await server(t, () => undefined);
  const outcomes = await deliver(delivery({ command: [hook], webhook, milliseconds: 400 }));
  t.match(outcomes, [
    { way: 'command', isDelivered: true },
    { way: 'webhook', isDelivered: false, code: 'too-slow' },
  ]);
});
