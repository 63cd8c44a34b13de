// Egress, asked by a hostile orchestrator for everything but the one call: other hosts, paths, methods, headers, sizes. What went out is
// seen by a stand-in for the API, what came back by the caged process, and the key by nobody but the first.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { startUpstream } from '../../../scripts/rig/upstream.mjs';
import { bytes, frame, runWire, unharmed } from '../../../scripts/rig/wire.mjs';

const KIB = 1024;
const MIB = 1024 * KIB;
const BODY = { model: 'rig-model', max_tokens: 10, messages: [{ role: 'user', content: 'hello' }] };
const HEADERS = { 'anthropic-version': '2023-06-01', accept: 'application/json' };

const call = (id, over = {}) => ({
  kind: 'call',
  id,
  method: 'POST',
  path: '/v1/messages',
  headers: HEADERS,
  body: JSON.stringify(BODY),
  ...over,
});
const withBody = (over) => ({ body: JSON.stringify({ ...BODY, ...over }) });
const bye = bytes(3, frame({ kind: 'bye', id: 2 }));
const RECORD_MILLISECONDS = 150;

/** What became of a call, by its id. */
function fateOf(report, id) {
  const frames = report.answers(4).filter((one) => one.id === id);
  const [head] = frames;
  const last = frames.at(-1);
  if (head === undefined) return 'no answer';
  if (head.kind === 'head') return last.kind === 'end' ? `answered ${head.status}` : `${last.kind} ${last.code ?? ''}`.trim();
  return [head.kind, head.code].join(' ');
}

/** Not sent on its own account only: the reason is on record, in the words of egress. */
const isRecorded = (report, code) =>
  report.entries.some(({ event, name, detail }) => event === 'record' && name === 'model-call-denied' && detail.startsWith(`${code}:`));

function fate(report, id) {
  const found = fateOf(report, id);
  const [, code] = /^denied (.+)$/.exec(found) ?? [];
  return code === undefined ? found : `${found}, ${isRecorded(report, code) ? 'recorded' : 'not recorded'}`;
}

const denied = (code) => `denied ${code}, recorded`;

/** Each of these is one call; all of them are made in one run. */
const REFUSED = [
  ...['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT', 'post', 'POST ', ''].map((method) => [
    24,
    `method \`${method}\``,
    'method',
    { method },
  ]),
  ...[
    '/v1/files',
    '/v1/models',
    '/v1/messages/batches',
    '/v1/messages/count_tokens',
    '/v1/organizations/api_keys',
    '/v1/messages?beta=true',
    '/v1/messages#a',
    '/v1/messages/',
    '//v1/messages',
    '/V1/messages',
    '/v1/../v1/messages',
    '/v1/messages/../files',
    '/v1/messages%2f..%2ffiles',
    '/v1/%6dessages',
    '/v1\\messages',
    '/v1/messages\0',
    '/v1/messages ',
    '/v1/messages\t',
    '/v1/messages HTTP/1.1\r\nHost: attacker.example\r\n\r\nGET /',
    'https://attacker.example/v1/messages',
    '//attacker.example/v1/messages',
    '@attacker.example/v1/messages',
    'attacker.example:443',
    '*',
    '',
    `/v1/messages/${'x'.repeat(2_000)}`,
  ].map((path) => [24, `path \`${JSON.stringify(path).slice(1, 60)}\``, 'path', { path }]),
  [28, 'more output than one call may have', 'max-tokens', withBody({ max_tokens: 1_001 })],
  [28, 'another model', 'model', withBody({ model: 'claude-opus-5' })],
  [28, 'no limit on the output', 'body-not-allowed', { body: JSON.stringify({ model: BODY.model, messages: BODY.messages }) }],
  [24, 'a tool that the far end runs', 'body-not-allowed', withBody({ tools: [{ type: 'web_fetch_20250910', name: 'web_fetch' }] })],
  [
    24,
    'a server that the far end connects to',
    'body-not-allowed',
    withBody({ mcp_servers: [{ type: 'url', url: 'https://attacker.example', name: 'x' }] }),
  ],
  [24, 'a container', 'body-not-allowed', withBody({ container: 'x' })],
  [
    24,
    'a picture from a host of its choice',
    'body-not-allowed',
    withBody({ messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'url', url: 'https://attacker.example/x' } }] }] }),
  ],
  [24, 'a key twice in the body', 'body-not-json', { body: '{"model":"rig-model","model":"x","max_tokens":1,"messages":[]}' }],
  [24, 'a body that is no JSON', 'body-not-json', { body: 'x' }],
  [26, 'a body of more bytes than characters, 10 MiB', 'body-too-long', { body: 'é'.repeat(5 * MIB) }],
];

const OWN_HEADERS = {
  'x-api-key': 'sk-ant-attacker',
  authorization: 'Bearer attacker',
  Authorization: 'Bearer Attacker',
  host: 'attacker.example',
  ':authority': 'attacker.example',
  'proxy-authorization': 'Basic x',
  'x-forwarded-host': 'attacker.example',
  cookie: 'a=b',
  connection: 'upgrade',
  upgrade: 'websocket',
  'transfer-encoding': 'chunked',
  'content-length': '1',
  'content-type': 'text/plain',
  expect: '100-continue',
  te: 'trailers',
  'accept-encoding': 'gzip',
  'user-agent': 'attacker',
  'anthropic-beta': 'files-api-2025-04-14',
  'anthropic-version': '2023-06-01\r\nx-injected: 1',
  'x-stainless-retry-count': '1\nx-injected: 1',
  accept: '*/*',
};
const SENT_HEADERS = ['accept-encoding', 'authorization', 'connection', 'content-length', 'content-type', 'host', 'user-agent'];

/** One live run for many calls; whoever asks first in a tier starts it. */
function shared(start) {
  const runs = new Map();
  return (stage) => {
    const run = runs.get(stage.tier) ?? start(stage);
    runs.set(stage.tier, run);
    return run;
  };
}

const FIRST_REFUSED = 4;
const [PLAIN, WITH_HEADERS, AFTER_ALL] = [1, 2, 3];
const everything = shared(async (stage) => {
  const refused = REFUSED.map(([, , , over], at) => call(FIRST_REFUSED + at, over));
  const last = call(FIRST_REFUSED + REFUSED.length);
  const report = await runWire(
    [
      bytes(4, frame(call(PLAIN))),
      bytes(4, frame(call(WITH_HEADERS, { headers: OWN_HEADERS }))),
      bytes(4, frame(call(AFTER_ALL))),
      ...refused.map((one) => bytes(4, frame(one))),
      bytes(4, frame(last)),
      // Three frames for each of the four that are answered.
      { lines: 4, count: 12 + REFUSED.length },
      { wait: RECORD_MILLISECONDS },
      bye,
    ],
    stage,
  );
  return { report, last: last.id };
});

const sentTo = (report, at, env) => {
  const { headers, method, url } = report.upstream[at] ?? { headers: {} };
  const withKey = headers.authorization === `Bearer ${env.ANTHROPIC_API_KEY}`;
  return { line: `${method} ${url}`, headers, withKey };
};

const one = (number, name, expected, outcome) => ({
  number,
  name,
  expected,
  run: async (stage) => outcome(await everything(stage), stage),
});

const calls = [
  one(
    24,
    'control: the one call is answered, with our key, and so is one after all the others',
    'answered 200, answered 200, our key, 4 sent',
    ({ report, last }, { env }) => {
      const { withKey, line } = sentTo(report, 0, env);
      return [
        fate(report, PLAIN),
        fate(report, last),
        withKey && line === 'POST /v1/messages' ? 'our key' : line,
        `${report.upstream.length} sent`,
      ].join(', ');
    },
  ),
  one(25, 'headers of its own: only ours go out', `answered 200, our key, ${SENT_HEADERS.join(' ')}`, ({ report }, { env }) => {
    const { headers, withKey } = sentTo(report, 1, env);
    const all = JSON.stringify(headers);
    const strange = ['attacker', 'Attacker', 'injected', 'gzip', 'upgrade'].filter((word) => all.includes(word));
    return [fate(report, WITH_HEADERS), withKey ? 'our key' : 'another key', [...Object.keys(headers).sort(), ...strange].join(' ')].join(
      ', ',
    );
  }),
  one(25, 'the key, in anything that came back or was written down', 'not seen', ({ report }, { env }) =>
    report.leaks.secretsSeen.includes(env.ANTHROPIC_API_KEY) || JSON.stringify([report.said, report.log]).includes(env.ANTHROPIC_API_KEY)
      ? 'seen'
      : 'not seen',
  ),
  one(24, 'the others after all of this', 'done, unharmed', ({ report }) => [report.ending.outcome, unharmed(report)].join(', ')),
  ...REFUSED.map(([number, name, code], at) => one(number, name, denied(code), ({ report }) => fate(report, FIRST_REFUSED + at))),
];

const loopback = (server) =>
  new Promise((done) => {
    server.listen(0, '127.0.0.1', () => done(server.address().port));
  });

/** A run towards a host of ours; `plan` changes what egress is configured with. */
async function towards(stage, steps, egress, look) {
  const adjust = (plan) => ({ ...plan, egress: { ...plan.egress, ...egress, ceilings: { ...plan.egress.ceilings, ...egress.ceilings } } });
  return runWire([...steps, { wait: RECORD_MILLISECONDS }, bye], { ...stage, adjust, look });
}

/** Where a name of the configuration may lead, when nobody said that it may be private. */
const dials = (name, host, expected, allowPrivateAddress = false) => ({
  number: 27,
  name,
  once: true,
  expected,
  run: async (stage) => {
    let accepted = 0;
    const server = createTcpServer((socket) => {
      accepted += 1;
      socket.destroy();
    });
    const port = await loopback(server);
    try {
      const steps = [bytes(4, frame(call(1))), { lines: 4, count: 1 }];
      const report = await towards(stage, steps, { baseUrl: `https://${host}:${port}`, allowPrivateAddress });
      return [fate(report, 1), `${accepted} accepted`, unharmed(report)].join(', ');
    } finally {
      server.close();
    }
  },
});

const NOT_DIALLED = `${denied('address')}, 0 accepted, unharmed`;
const addresses = [
  dials('control: loopback, where a person said so, is dialled', '127.0.0.1', 'broken connection-lost, 1 accepted, unharmed', true),
  dials('a name that is this machine', 'localhost', NOT_DIALLED),
  dials('loopback', '127.0.0.1', NOT_DIALLED),
  dials('loopback as IPv6', '[::1]', NOT_DIALLED),
  dials('loopback as IPv4 in IPv6', '[::ffff:127.0.0.1]', NOT_DIALLED),
  dials('loopback behind NAT64', '[64:ff9b::7f00:1]', NOT_DIALLED),
  dials('loopback as one number', '2130706433', NOT_DIALLED),
  dials('any address of this machine', '0.0.0.0', NOT_DIALLED),
  dials('a private network', '10.0.0.1', NOT_DIALLED),
  dials('the metadata service', '169.254.169.254', NOT_DIALLED),
  dials('the metadata service, even where private addresses may be', '169.254.169.254', NOT_DIALLED, true),
  dials('the metadata service as IPv6, even there', '[fd00:ec2::254]', NOT_DIALLED, true),
];

/** An API that answers as nobody should. */
const answers = (name, expected, respond) => ({
  number: 25,
  name,
  once: true,
  expected,
  run: async (stage) => {
    const other = await startUpstream();
    const server = createServer((request, response) => {
      request.resume();
      request.on('end', () => respond(response, other.url));
    });
    const port = await loopback(server);
    try {
      const report = await towards(stage, [bytes(4, frame(call(1))), { wait: 300 }], { baseUrl: `http://127.0.0.1:${port}` });
      return [fate(report, 1), `${other.requests.length} elsewhere`, unharmed(report)].join(', ');
    } finally {
      server.closeAllConnections();
      server.close();
      other.close();
    }
  },
});

const redirects = [301, 302, 303, 307, 308].map((status) =>
  answers(`a redirect to another host, ${status}`, `${denied('redirect')}, 0 elsewhere, unharmed`, (response, url) => {
    response.writeHead(status, { location: `${url}/v1/messages` });
    response.end();
  }),
);
const strangeAnswers = [
  answers('a status that means another protocol', `${denied('answer-status')}, 0 elsewhere, unharmed`, (response) => {
    response.writeHead(204);
    response.end();
  }),
  answers('a compressed answer that nobody asked for', 'broken answer-encoded, 0 elsewhere, unharmed', (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end('x');
  }),
];

const spends = (name, expected, ceilings, over = {}) => ({
  number: 28,
  name,
  once: true,
  expected,
  run: async (stage) => {
    const made = [1, 2, 3].map((id) => bytes(4, frame(call(id, over))));
    const upstream = await startUpstream();
    try {
      const model = over.body === undefined ? {} : { models: [JSON.parse(over.body).model] };
      const report = await towards(stage, [...made, { wait: 500 }], { ...model, ceilings, baseUrl: upstream.url });
      return [...[1, 2, 3].map((id) => fate(report, id)), `${upstream.requests.length} sent`, unharmed(report)].join('; ');
    } finally {
      upstream.close();
    }
  },
});

const ceilings = [
  spends('the last call of the budget', `answered 200; ${denied('calls-spent')}; ${denied('calls-spent')}; 1 sent; unharmed`, { calls: 1 }),
  spends('the last tokens of the budget', `${[1, 2, 3].map(() => denied('tokens-spent')).join('; ')}; 0 sent; unharmed`, {
    totalTokens: 100,
  }),
  spends(
    'the last money of the budget',
    `${[1, 2, 3].map(() => denied('money-spent')).join('; ')}; 0 sent; unharmed`,
    { microUsd: 100 },
    withBody({ model: 'claude-opus-5' }),
  ),
];

/** Ends the run; nothing went out. */
const breaks = (number, name, code, ...steps) => ({
  number,
  name,
  once: true,
  expected: `failed, egress ${code}, 0 sent, unharmed`,
  run: async (stage) => {
    const report = await runWire(steps, stage);
    const [, found] = /^the orchestrator broke the protocol towards egress: ([a-z-]+)/.exec(report.ending.detail) ?? [];
    return [report.ending.outcome, `egress ${found}`, `${report.upstream.length} sent`, unharmed(report)].join(', ');
  },
});

const many = (count, value) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`x-${at}`, value]));
const bombs = [
  breaks(26, 'a body of 9 MiB', 'not-in-schema', bytes(4, frame(call(1, { body: 'x'.repeat(9 * MIB) })))),
  breaks(26, '65 headers', 'not-in-schema', bytes(4, frame(call(1, { headers: many(65, 'x') })))),
  breaks(26, 'a header of 5 KiB', 'not-in-schema', bytes(4, frame(call(1, { headers: many(1, 'x'.repeat(5 * KIB)) })))),
  breaks(24, 'a path of 3 KiB', 'not-in-schema', bytes(4, frame(call(1, { path: `/${'x'.repeat(3 * KIB)}` })))),
  breaks(24, 'a host of its own', 'not-in-schema', bytes(4, frame(call(1, { host: 'attacker.example' })))),
  breaks(26, 'refused calls without end', 'too-many-denials', {
    count: 4,
    text: '{"kind":"call","id":@,"method":"GET","path":"/","headers":{},"body":""}\n',
    from: 1,
    to: 300,
  }),
];

const RESIDENT = 300 * MIB;
const IN_FLIGHT = 4;
const CALLS = 10_000;
const flood = {
  number: 26,
  name: `${CALLS} calls at once, to an API that answers none`,
  once: true,
  expected: `at most ${IN_FLIGHT} at the API, memory bounded, unharmed`,
  run: async (stage) => {
    let open = 0;
    let most = 0;
    const server = createServer((request) => {
      open += 1;
      most = Math.max(most, open);
      request.on('close', () => {
        open -= 1;
      });
    });
    const port = await loopback(server);
    let resident = Number.POSITIVE_INFINITY;
    const text = `${JSON.stringify(call(0)).replace('"id":0', '"id":@')}\n`;
    try {
      const report = await runWire([{ count: 4, text, from: 1, to: CALLS }], {
        ...stage,
        seconds: 5,
        adjust: (plan) => ({ ...plan, egress: { ...plan.egress, baseUrl: `http://127.0.0.1:${port}` } }),
        look: ({ pids }) => {
          resident = Number(readFileSync(`/proc/${pids.egress}/statm`, 'utf8').split(' ')[1]) * 4 * KIB;
        },
      });
      return [
        most <= IN_FLIGHT && most > 0 ? `at most ${IN_FLIGHT} at the API` : `${most} at the API`,
        resident < RESIDENT ? 'memory bounded' : `${resident} bytes`,
        unharmed(report),
      ].join(', ');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  },
};

export const checks = [...calls, ...addresses, ...redirects, ...strangeAnswers, ...ceilings, ...bombs, flood];
