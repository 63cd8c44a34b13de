// The way out, against servers that misbehave. In process, so that time-outs and names can be chosen.

import { createServer, type Server, type Socket } from 'node:net';
import { test } from 'tap';
import type { ExchangeLimits } from '../../src/egress/exchange.js';
import type { Answer as Address, Resolve } from '../../src/egress/resolver.js';
import { type OpenCall, openUpstream, type Upstream, type UpstreamOptions } from '../../src/egress/upstream.js';
import { parseBaseUrl } from '../../src/protocol/base-url.js';
import { type Answer, answerWell, fakeApi, type FakeApi } from './fake-api.js';
import { selfSigned } from './self-signed.js';

const WAIT = { timeout: 15_000 };
const LOOPBACK: readonly Address[] = [{ address: '127.0.0.1', family: 4 }];
const toLoopback: Resolve = () => Promise.resolve(LOOPBACK);

function upstreamTo(url: string, options: Partial<UpstreamOptions> = {}, allowPrivateAddress = true): Upstream {
  const base = parseBaseUrl(url, allowPrivateAddress);
  if (!base.ok) throw new Error(base.error.message);
  return openUpstream({ base: base.value, allowPrivateAddress, ...options });
}

interface Outcome {
  readonly status: number;
  readonly text: string;
  /** `end`, or the code of a denial or a failure. */
  readonly end: string;
  readonly wasSent: boolean;
}

function post(upstream: Upstream, onOpen: (call: OpenCall) => void = () => undefined): Promise<Outcome> {
  return new Promise((resolve) => {
    let status = 0;
    let text = '';
    const done = (end: string): void => {
      resolve({ status, text, end, wasSent: call.wasSent });
    };
    const call = upstream.post(
      { headers: { 'content-length': '2' }, body: new TextEncoder().encode('{}') },
      {
        head: (of) => {
          status = of;
        },
        text: (more) => {
          text += more;
        },
        end: () => {
          done('end');
        },
        refused: (why) => {
          done(why.code);
        },
        failed: (why) => {
          done(why.code);
        },
      },
    );
    onOpen(call);
  });
}

async function against(answer: Answer, limits: Partial<ExchangeLimits> = {}): Promise<Outcome & { readonly api: FakeApi }> {
  const api = await fakeApi(answer);
  const upstream = upstreamTo(`http://localhost:${String(api.port)}`, { limits, resolve: toLoopback });
  const outcome = await post(upstream);
  upstream.close();
  await api.close();
  return { ...outcome, api };
}

test('a plain answer comes through, and the connection is kept for the next call', WAIT, async (t) => {
  const api = await fakeApi();
  const upstream = upstreamTo(`http://localhost:${String(api.port)}/team`, { resolve: toLoopback });
  for (const turn of [1, 2, 3]) t.match(await post(upstream), { status: 200, end: 'end', wasSent: true }, String(turn));
  t.equal(api.connections(), 1);
  t.match(api.seen[0], { method: 'POST', url: '/team/v1/messages', headers: { host: `localhost:${String(api.port)}` } });
  upstream.close();
  await api.close();
});

test('no redirect is followed, and no other step is taken', WAIT, async (t) => {
  const elsewhere = await fakeApi();
  for (const status of [300, 301, 302, 303, 304, 307, 308]) {
    const outcome = await against((response) => {
      response.writeHead(status, { location: `http://localhost:${String(elsewhere.port)}/v1/messages` });
      response.end();
    });
    t.match(outcome, { status: 0, end: 'redirect' }, String(status));
  }
  for (const status of [201, 204, 206]) {
    t.match(await against((response) => response.writeHead(status).end()), { end: 'answer-status' }, String(status));
  }
  t.match(await against((response) => response.writeHead(529).end('{}')), { status: 529, end: 'end' });
  t.equal(elsewhere.connections(), 0);
  await elsewhere.close();
});

test('an answer is capped in bytes, in time and in the size of its head', WAIT, async (t) => {
  const flood: Answer = (response) => {
    response.writeHead(200);
    const more = (): void => {
      while (!response.destroyed && response.write('x'.repeat(10_000)));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  };
  const bomb = await against(flood, { answerBytes: 100_000 });
  t.match(bomb, { status: 200, end: 'answer-too-long' });
  t.ok(bomb.text.length <= 100_000);
  t.match(await against((r) => r.end('x'.repeat(100_000)), { answerBytes: 100_000 }), { end: 'end' });

  const heads: Answer = (response) =>
    response.writeHead(200, Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`x-${String(n)}`, 'y'.repeat(100)]))).end();
  t.match(await against(heads), { end: 'answer-head-too-long' });

  t.match(await against((response) => response.writeHead(200).write('x'), { idleMilliseconds: 80 }), { text: 'x', end: 'idle-timeout' });
  t.match(await against(() => undefined, { totalMilliseconds: 80 }), { end: 'timeout', wasSent: true });
  const drip: Answer = (response) => {
    const timer = setInterval(() => response.write('x'), 20);
    response.once('close', () => {
      clearInterval(timer);
    });
  };
  t.match(await against(drip, { idleMilliseconds: 500, totalMilliseconds: 200 }), { end: 'timeout' });
});

test('an answer that is compressed, cut off or not text is not passed on as if it were whole', WAIT, async (t) => {
  t.match(await against((r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end('x')), { status: 0, end: 'answer-encoded' });
  t.match(await against((r) => r.writeHead(200).end(Buffer.from([0x61, 0xff]))), { end: 'answer-not-utf8' });
  t.match(await against((r) => r.writeHead(200).end(Buffer.from([0x61, 0xe2, 0x82]))), { end: 'answer-not-utf8' });
  t.match(await against((r) => r.writeHead(200, { 'content-length': '10' }).write('abc', () => r.destroy())), {
    text: 'abc',
    end: 'connection-lost',
  });
  t.match(await against((r) => r.writeHead(200).write('abc', () => r.destroy())), { text: 'abc', end: 'connection-lost' });
  t.match(await against((r) => r.destroy()), { end: 'connection-lost', wasSent: true });
});

test('a character cut between two pieces arrives whole', WAIT, async (t) => {
  const euro = Buffer.from('a€𝄞b');
  const answer: Answer = (response) => {
    let at = 0;
    const timer = setInterval(() => {
      response.write(euro.subarray(at, at + 1));
      at += 1;
      if (at === euro.length) {
        clearInterval(timer);
        response.end();
      }
    }, 3);
  };
  t.match(await against(answer), { text: 'a€𝄞b', end: 'end' });
});

async function rawServer(onSocket: (socket: Socket) => void): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : 0 };
}

test('what is not HTTP, or asks for another protocol, is a failure and nothing more', WAIT, async (t) => {
  const answers = ['SSH-2.0-x\r\n', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n', ''];
  for (const answer of answers) {
    const { server, port } = await rawServer((socket) => {
      socket.once('data', () => socket.end(answer));
    });
    const upstream = upstreamTo(`http://127.0.0.1:${String(port)}`);
    const { end, text } = await post(upstream);
    t.match(end, /^(?:answer-not-http|connection-lost|answer-status)$/, JSON.stringify(answer));
    t.equal(text, '');
    upstream.close();
    server.close();
  }
});

test('a name is dialled only at addresses that were let through', WAIT, async (t) => {
  const api = await fakeApi();
  const port = String(api.port);
  const resolveTo =
    (...addresses: readonly Address[]): Resolve =>
    () =>
      Promise.resolve(addresses);
  const asked: (readonly [title: string, url: string, isPrivate: boolean, answers: readonly Address[]])[] = [
    ['loopback behind a public name', `https://api.example:${port}`, false, LOOPBACK],
    ['one bad answer', `https://api.example:${port}`, false, [{ address: '1.1.1.1', family: 4 }, ...LOOPBACK]],
    ['metadata by a name of their own', `https://api.example:${port}`, true, [{ address: '169.254.169.254', family: 4 }]],
    ['a private address in clear text', `http://localhost:${port}`, true, [{ address: '10.0.0.1', family: 4 }]],
    ['a literal loopback', `https://127.0.0.1:${port}`, false, []],
    ['a literal mapped loopback', `https://[::ffff:127.0.0.1]:${port}`, false, []],
    ['a literal metadata address', `https://169.254.169.254:${port}`, true, []],
    ['an odd spelling of loopback', `https://0x7f000001:${port}`, false, []],
  ];
  for (const [title, url, isPrivate, answers] of asked) {
    const upstream = upstreamTo(url, { resolve: resolveTo(...answers) }, isPrivate);
    t.match(await post(upstream), { status: 0, end: 'address', wasSent: false }, title);
    upstream.close();
  }
  t.equal(api.connections(), 0);
  const upstream = upstreamTo(`http://localhost:${port}`, { resolve: resolveTo(...LOOPBACK) });
  t.match(await post(upstream), { status: 200, end: 'end' });
  upstream.close();
  await api.close();
});

test('a name that changes its answer is looked up once for a connection, and judged each time', WAIT, async (t) => {
  const api = await fakeApi((response, seen, count) => {
    if (count === 1) response.setHeader('connection', 'close');
    answerWell(response, seen, count);
  });
  let lookups = 0;
  const resolve: Resolve = () => {
    lookups += 1;
    return Promise.resolve(lookups === 1 ? LOOPBACK : [{ address: '10.0.0.1', family: 4 }]);
  };
  const upstream = upstreamTo(`http://localhost:${String(api.port)}`, { resolve });
  t.match(await post(upstream), { end: 'end' });
  t.equal(lookups, 1);
  t.match(await post(upstream), { end: 'address', wasSent: false });
  t.equal(lookups, 2);
  upstream.close();
  await api.close();
});

test('a name that is not found, a port that is closed and a silent host are told apart, and nothing was sent', WAIT, async (t) => {
  const gone = await fakeApi();
  await gone.close();
  const closed = upstreamTo(`http://127.0.0.1:${String(gone.port)}`);
  t.match(await post(closed), { end: 'connect-failed', wasSent: false });
  const unknown = upstreamTo('https://api.example', { resolve: () => Promise.reject(new Error('no')) });
  t.match(await post(unknown), { end: 'name-not-found', wasSent: false });
  const silent = upstreamTo('https://api.example', { resolve: () => new Promise(() => undefined), limits: { connectMilliseconds: 50 } });
  t.match(await post(silent), { end: 'connect-timeout', wasSent: false });
  const { server, port } = await rawServer(() => undefined);
  const noTls = upstreamTo(`https://127.0.0.1:${String(port)}`, { limits: { connectMilliseconds: 80 } });
  t.match(await post(noTls), { end: 'connect-timeout', wasSent: false });
  server.close();
});

test('TLS is verified whatever the environment says', WAIT, async (t) => {
  const api = await fakeApi(answerWell, selfSigned());
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  t.teardown(() => {
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  });
  const upstream = upstreamTo(`https://localhost:${String(api.port)}`, { resolve: toLoopback });
  t.match(await post(upstream), { end: 'tls', wasSent: false });
  t.same(api.seen, []);
  upstream.close();
  await api.close();
});

test('no proxy of the environment is asked', WAIT, async (t) => {
  const proxy = await fakeApi();
  const api = await fakeApi();
  const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY', 'NODE_USE_ENV_PROXY'];
  for (const name of names) process.env[name] = name === 'NODE_USE_ENV_PROXY' ? '1' : `http://127.0.0.1:${String(proxy.port)}`;
  t.teardown(() => {
    for (const name of names) Reflect.deleteProperty(process.env, name);
  });
  const upstream = upstreamTo(`http://localhost:${String(api.port)}`, { resolve: toLoopback });
  t.match(await post(upstream), { end: 'end' });
  t.equal(proxy.connections(), 0);
  t.equal(api.seen.length, 1);
  upstream.close();
  await api.close();
  await proxy.close();
});

test('an aborted call ends at both ends and says nothing more', WAIT, async (t) => {
  let farEnd: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    farEnd = resolve;
  });
  const api = await fakeApi((response) => {
    response.once('close', farEnd);
    response.writeHead(200).write('x');
  });
  const upstream = upstreamTo(`http://localhost:${String(api.port)}`, { resolve: toLoopback });
  let outcome: Outcome | undefined;
  const call = await new Promise<OpenCall>((opened) => {
    void post(upstream, opened).then((ended) => {
      outcome = ended;
    });
  });
  while (api.seen.length === 0) await new Promise((later) => setTimeout(later, 5));
  call.abort();
  await closed;
  t.equal(outcome, undefined);
  upstream.close();
  await api.close();
});

test('a paused answer is not read, and comes whole when it is resumed', WAIT, async (t) => {
  // More than the kernel holds between two sockets.
  const whole = 40_000_000;
  let written = 0;
  const api = await fakeApi((response) => {
    response.writeHead(200);
    const more = (): void => {
      while (written < whole) {
        written += 50_000;
        if (!response.write('x'.repeat(50_000))) {
          response.once('drain', more);
          return;
        }
      }
      response.end();
    };
    more();
  });
  const limits = { idleMilliseconds: 1_000, answerBytes: whole };
  const upstream = upstreamTo(`http://localhost:${String(api.port)}`, { resolve: toLoopback, limits });
  let call: OpenCall | undefined;
  const outcome = post(upstream, (opened) => {
    call = opened;
    opened.pause();
  });
  while (written === 0) await new Promise((later) => setTimeout(later, 5));
  // Longer than it may be idle.
  await new Promise((later) => setTimeout(later, 1_300));
  t.ok(written < whole, `${String(written)} bytes were taken`);
  call?.resume();
  const { end, text } = await outcome;
  t.same([end, text.length], ['end', whole]);
  upstream.close();
  await api.close();
});
