import { test } from 'tap';
import { addressClass } from '../../src/egress/address.js';
import { judgeBody } from '../../src/egress/body.js';
import { Ceilings } from '../../src/egress/ceilings.js';
import { answerHeaders, requestHeaders } from '../../src/egress/headers.js';
import { keyGuard } from '../../src/egress/key-guard.js';
import { openPrices, type Tokens } from '../../src/egress/prices.js';
import { judgeAnswers, judgedLookup, judgeLiteral, type Answer } from '../../src/egress/resolver.js';
import { routeDenial } from '../../src/egress/route.js';
import { usageMeter } from '../../src/egress/usage.js';

const NOTHING: Tokens = { input: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 0 };

test('one method and one path are let through', (t) => {
  t.equal(routeDenial('POST', '/v1/messages'), undefined);
  t.end();
});

test('every other spelling of the route is denied', (t) => {
  for (const method of ['GET', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'post', 'Post', 'POST ', '']) {
    t.equal(routeDenial(method, '/v1/messages')?.code, 'method', JSON.stringify(method));
  }
  const paths = [
    '/v1/messages/',
    '/v1/messages?beta=true',
    '/v1/messages#x',
    '/v1/messages/count_tokens',
    '/v1/messages/batches',
    '/v1/files',
    '/V1/messages',
    '/v1/Messages',
    '//v1/messages',
    '/v1//messages',
    '/v1/./messages',
    '/v1/files/../messages',
    '/v1%2fmessages',
    '/v1/messages%00',
    '/v1/messages\u0000',
    '/v1/messages\r\nHost: evil.example',
    'v1/messages',
    'https://evil.example/v1/messages',
    'evil.example:443',
    `/v1/messages${'x'.repeat(2_000)}`,
    '*',
    '',
  ];
  for (const path of paths) t.equal(routeDenial('POST', path)?.code, 'path', JSON.stringify(path));
  t.end();
});

const CREDENTIAL = { key: 'sk-ours', keyHeader: 'authorization' } as const;
const FIXED = {
  'content-type': 'application/json',
  'content-length': '7',
  'accept-encoding': 'identity',
  'user-agent': 'ghosthunter',
};

test('of the headers of a call only listed names with their own shape are kept', (t) => {
  const asked = { 'anthropic-version': '2026-10-21', accept: 'text/event-stream', 'x-stainless-retry-count': '2' };
  t.same(requestHeaders(asked, CREDENTIAL, 7), { ...asked, ...FIXED, authorization: 'Bearer sk-ours' });
  t.same(requestHeaders(asked, { key: 'sk-ours', keyHeader: 'x-api-key' }, 7), { ...asked, ...FIXED, 'x-api-key': 'sk-ours' });
  t.end();
});

test('keys, hosts, proxies, cookies, betas and odd values of a call are dropped', (t) => {
  const asked = {
    authorization: 'Bearer sk-theirs',
    'x-api-key': 'sk-theirs',
    host: 'evil.example',
    cookie: 'a=b',
    connection: 'upgrade',
    upgrade: 'h2c',
    'transfer-encoding': 'chunked',
    'content-length': '0',
    'content-type': 'text/plain',
    'accept-encoding': 'gzip',
    'anthropic-beta': 'files-api-2025-04-14',
    'anthropic-workspace-id': 'wrkspc_1',
    'proxy-authorization': 'x',
    'x-forwarded-host': 'evil.example',
    'user-agent': 'theirs',
    'Anthropic-Version': '2026-10-21',
    'anthropic-version': '2026-10-21, x',
    accept: '*/*\r\nx-api-key: sk-theirs',
    'x-stainless-retry-count': '100',
    'x-stainless-os': 'secret',
  };
  t.same(requestHeaders(asked, CREDENTIAL, 7), { ...FIXED, authorization: 'Bearer sk-ours' });
  t.end();
});

test('of the headers of an answer only what the SDK needs is passed back', (t) => {
  const kept = { 'content-type': 'application/json', 'request-id': 'req_1', 'retry-after': '2', 'x-should-retry': 'true' };
  t.same(answerHeaders({ ...kept, 'set-cookie': ['a=b'], server: 'x', 'anthropic-organization-id': 'org', location: '/' }), kept);
  t.same(answerHeaders({ 'request-id': 'req_\u009b1', 'retry-after': 'x'.repeat(600) }), {});
  t.end();
});

const RULES = { models: ['claude-opus-5-5', 'local'], outputTokensPerCall: 4_096 };
const CALL = { model: 'claude-opus-5-5', max_tokens: 1_000, messages: [{ role: 'user', content: 'why?' }] };

function codeOf(body: unknown): string {
  const judged = judgeBody(typeof body === 'string' ? body : JSON.stringify(body), RULES);
  return judged.ok ? 'allowed' : judged.error.code;
}

const TEXT = { type: 'text', text: 'x' };
const FORMAT = (schema: unknown): object => ({ ...CALL, output_config: { format: { type: 'json_schema', schema } } });

const ALLOWED_BODIES: Readonly<Record<string, unknown>> = {
  'the smallest call': CALL,
  'a streamed call': { ...CALL, stream: true },
  'a system text': { ...CALL, system: 'you are' },
  'cached system blocks': { ...CALL, system: [{ ...TEXT, cache_control: { type: 'ephemeral', ttl: '1h' } }] },
  'cache control at the top': { ...CALL, cache_control: { type: 'ephemeral' } },
  'a conversation with thinking handed back': {
    ...CALL,
    messages: [
      { role: 'user', content: [TEXT] },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'hm', signature: 's' },
          { type: 'redacted_thinking', data: 'd' },
          { ...TEXT, citations: null },
        ],
      },
      { role: 'user', content: 'and?' },
    ],
  },
  'thinking and effort': { ...CALL, thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'high' } },
  'stop sequences': { ...CALL, stop_sequences: ['END'] },
  'structured output': FORMAT({ type: 'object', $defs: { a: { type: 'string' } }, properties: { b: { $ref: '#/$defs/a' } } }),
  'the last max_tokens that is allowed': { ...CALL, max_tokens: 4_096 },
};

test('a call of text is let through, and its own bytes are what is sent', (t) => {
  for (const [title, body] of Object.entries(ALLOWED_BODIES)) {
    const text = JSON.stringify(body, undefined, 1);
    const judged = judgeBody(text, RULES);
    t.equal(judged.ok ? new TextDecoder().decode(judged.value.bytes) : judged.error.detail, text, title);
  }
  t.end();
});

const NOT_ALLOWED_FIELDS: Readonly<Record<string, unknown>> = {
  tools: [{ type: 'web_fetch_20260318', name: 'web_fetch' }],
  tool_choice: { type: 'auto' },
  mcp_servers: [{ type: 'url', url: 'https://evil.example', name: 'x' }],
  container: { id: 'c' },
  context_management: {},
  service_tier: 'auto',
  speed: 'fast',
  inference_geo: 'us',
  metadata: { user_id: 'x' },
  diagnostics: { previous_message_id: 'msg_1' },
  betas: ['files-api-2025-04-14'],
  temperature: 0,
  Tools: [],
  workspace_id: 'w',
};

const SOURCES: readonly unknown[] = [
  { type: 'image', source: { type: 'url', url: 'https://evil.example/a.png' } },
  { type: 'image', source: { type: 'base64', media_type: 'image/png', data: '' } },
  { type: 'image', source: { type: 'file', file_id: 'file_1' } },
  { type: 'document', source: { type: 'url', url: 'https://evil.example/a.pdf' } },
  { type: 'container_upload', file_id: 'file_1' },
  { type: 'tool_result', tool_use_id: 't', content: 'x' },
  { type: 'web_fetch_tool_result', tool_use_id: 't', content: {} },
  { type: 'search_result', source: 'https://evil.example', title: 'x', content: [] },
  { ...TEXT, citations: [{ type: 'web_search_result_location', url: 'https://evil.example' }] },
  { ...TEXT, cache_control: { type: 'persistent' } },
  { ...TEXT, source: 'https://evil.example' },
];

test('whatever could make the API fetch, keep or run something is denied', (t) => {
  t.equal(codeOf(CALL), 'allowed');
  for (const [field, value] of Object.entries(NOT_ALLOWED_FIELDS)) t.equal(codeOf({ ...CALL, [field]: value }), 'body-not-allowed', field);
  for (const block of SOURCES) {
    t.equal(codeOf({ ...CALL, messages: [{ role: 'user', content: [block] }] }), 'body-not-allowed', JSON.stringify(block));
    t.equal(codeOf({ ...CALL, messages: [{ role: 'assistant', content: [block] }] }), 'body-not-allowed', JSON.stringify(block));
    t.equal(codeOf({ ...CALL, system: [block] }), 'body-not-allowed', JSON.stringify(block));
  }
  t.end();
});

test('a schema that refers to anything outside itself is denied', (t) => {
  for (const schema of [
    { $ref: 'https://evil.example/schema.json' },
    { properties: { a: { $ref: 'other.json#/a' } } },
    { anyOf: [{ $dynamicRef: '#a' }] },
    { $id: 'https://evil.example' },
    { $schema: 'https://evil.example' },
    { $ref: { a: 1 } },
  ]) {
    t.equal(codeOf(FORMAT(schema)), 'body-not-allowed', JSON.stringify(schema));
  }
  t.end();
});

test('a body of another shape than the one we judge is denied', (t) => {
  const message = '[{"role":"user","content":"x"}]';
  for (const body of [
    '',
    'null',
    '[]',
    '{}',
    { ...CALL, messages: [] },
    { ...CALL, messages: 'x' },
    { ...CALL, messages: [{ role: 'tool', content: 'x' }] },
    { ...CALL, max_tokens: 0 },
    { ...CALL, max_tokens: '1' },
    { ...CALL, max_tokens: 1.5 },
    { ...CALL, stream: 'true' },
    { ...CALL, thinking: { type: 'enabled' } },
    { ...CALL, system: [[TEXT]] },
  ]) {
    t.match(codeOf(body), /^body-/, JSON.stringify(body));
  }
  for (const body of [
    `{"model":"local","model":"claude-opus-5-5","max_tokens":1,"messages":${message}}`,
    `{"m\\u006fdel":"claude-opus-5-5","max_tokens":1,"messages":${message}}`,
    `{"__proto__":{},"model":"local","max_tokens":1,"messages":${message}}`,
    `\ufeff${JSON.stringify(CALL)}`,
    `${JSON.stringify(CALL)}{}`,
    `{"model":"local","max_tokens":NaN,"messages":${message}}`,
    `{"model":"local","max_tokens":1,"messages":${message},"output_config":{"format":{"type":"json_schema","schema":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}}}`,
  ]) {
    t.equal(codeOf(body), 'body-not-json', body.slice(0, 60));
  }
  t.end();
});

test('the model and max_tokens are those of the configuration', (t) => {
  t.equal(codeOf({ ...CALL, model: 'claude-fable-5-2' }), 'model');
  t.equal(codeOf({ ...CALL, model: 'Local' }), 'model');
  t.equal(codeOf({ ...CALL, model: 'local' }), 'allowed');
  t.equal(codeOf({ ...CALL, max_tokens: 4_097 }), 'max-tokens');
  t.equal(codeOf({ ...CALL, max_tokens: 1e300 }), 'body-not-allowed');
  t.end();
});

test('the cap of a body counts bytes, not characters', (t) => {
  const room = 8 * 1024 * 1024 - JSON.stringify({ ...CALL, system: '' }).length;
  t.equal(codeOf({ ...CALL, system: 'x'.repeat(room) }), 'allowed');
  t.equal(codeOf({ ...CALL, system: 'x'.repeat(room + 1) }), 'body-too-long');
  t.equal(codeOf({ ...CALL, system: 'é'.repeat(room / 2 + 1) }), 'body-too-long');
  t.end();
});

test('the worst use of a call is taken at the dearest way its body allows', (t) => {
  const kinds = (body: object): readonly string[] => {
    const judged = judgeBody(JSON.stringify(body), RULES);
    if (!judged.ok) return [judged.error.code];
    return Object.entries(judged.value.worst).flatMap(([kind, tokens]) => (tokens > 0 ? [kind] : []));
  };
  const hour = { type: 'ephemeral', ttl: '1h' };
  t.same(kinds(CALL), ['input', 'output']);
  t.same(kinds({ ...CALL, cache_control: { type: 'ephemeral' } }), ['cacheWrite5m', 'output']);
  t.same(kinds({ ...CALL, messages: [{ role: 'user', content: [{ ...TEXT, cache_control: hour }] }] }), ['cacheWrite1h', 'output']);
  t.same(kinds({ ...CALL, cache_control: { type: 'ephemeral' }, system: [{ ...TEXT, cache_control: hour }] }), ['cacheWrite1h', 'output']);
  t.end();
});

const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  public: [
    '1.1.1.1',
    '160.79.104.10',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1',
    '::ffff:1.1.1.1',
    '64:ff9b::101:101',
    '2002:101:101::1',
  ],
  loopback: [
    '127.0.0.1',
    '127.255.255.254',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
  ],
  private: [
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    'fc00::1',
    'fd12:3456::1',
    '::ffff:10.0.0.1',
    '::FFFF:C0A8:0101',
    '64:ff9b::a00:1',
    '2002:a00:1::1',
  ],
  forbidden: [
    '169.254.169.254',
    '169.254.170.2',
    '168.63.129.16',
    '100.100.100.200',
    'fd00:ec2::254',
    'fd00:0ec2:0:0:0:0:0:254',
    'fd20:ce::254',
    '0.0.0.0',
    '0.1.2.3',
    '192.0.0.192',
    '192.88.99.1',
    '198.18.0.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    '::ffff:169.254.169.254',
    '::ffff:0:0',
    '::169.254.169.254',
    '::7f00:1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::1',
    '2002:a9fe:a9fe::1',
    '2001::1',
    '2001:db8::1',
    '100::1',
    '4000::1',
    'fe80::1%eth0',
    '01.1.1.1',
    '1.1.1',
    '0x7f.0.0.1',
    '1.1.1.256',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::1',
    '::1.1.1',
    'localhost',
    '',
  ],
};

test('every address has one class, however it is written', (t) => {
  for (const [kind, addresses] of Object.entries(ADDRESSES)) {
    for (const address of addresses) t.equal(addressClass(address), kind, address);
  }
  t.end();
});

const answers = (...addresses: readonly string[]): readonly Answer[] =>
  addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

test('one bad answer among good ones refuses all', (t) => {
  const rule = { allowPrivate: false, onlyLoopback: false };
  t.ok(judgeAnswers(answers('1.1.1.1', '2606:4700::1'), rule).ok);
  for (const bad of ['127.0.0.1', '10.1.2.3', '169.254.169.254', '::ffff:10.0.0.1', 'fe80::1', 'fd00:ec2::254']) {
    t.notOk(judgeAnswers(answers('1.1.1.1', bad), rule).ok, bad);
  }
  t.notOk(judgeAnswers([], rule).ok);
  t.notOk(judgeAnswers([{ address: '1.1.1.1', family: 6 }], rule).ok);
  t.end();
});

test("a person's own host may be private, never a metadata service", (t) => {
  const own = { allowPrivate: true, onlyLoopback: false };
  for (const fine of ['127.0.0.1', '10.1.2.3', 'fd12::1', '1.1.1.1', '100.64.0.9']) t.ok(judgeAnswers(answers(fine), own).ok, fine);
  for (const bad of ['169.254.169.254', '100.100.100.200', 'fd00:ec2::254', 'fe80::1', '0.0.0.0', '::ffff:169.254.169.254']) {
    t.notOk(judgeAnswers(answers(bad), own).ok, bad);
    t.notOk(judgeLiteral(bad, own).ok, bad);
  }
  const clear = { allowPrivate: true, onlyLoopback: true };
  t.ok(judgeAnswers(answers('127.0.0.1', '::1'), clear).ok);
  t.notOk(judgeAnswers(answers('127.0.0.1', '10.0.0.1'), clear).ok);
  t.notOk(judgeAnswers(answers('1.1.1.1'), clear).ok);
  t.ok(judgeLiteral('a-name.example', own).ok);
  t.end();
});

test('a socket is given the judged addresses, and nothing when one is bad', async (t) => {
  const rule = { allowPrivate: false, onlyLoopback: false };
  const ask = (found: readonly Answer[], all: boolean): Promise<unknown> =>
    new Promise((resolve) => {
      judgedLookup(() => Promise.resolve(found), rule)('h', { all }, (error, address) => {
        resolve(error ? error.code : address);
      });
    });
  t.same(await ask(answers('1.1.1.1', '1.0.0.1'), true), answers('1.1.1.1', '1.0.0.1'));
  t.same(await ask(answers('1.1.1.1', '1.0.0.1'), false), '1.1.1.1');
  t.same(await ask(answers('1.1.1.1', '10.0.0.1'), true), 'ADDRESS_REFUSED');
  t.same(await ask([], true), 'ADDRESS_REFUSED');
  const failing = judgedLookup(() => Promise.reject(new Error('no DNS')), rule);
  const code = await new Promise((resolve) => {
    failing('h', {}, (error) => {
      resolve(error?.code);
    });
  });
  t.equal(code, 'ENOTFOUND');
});

test('prices are those of the vendor, rounded up; a model that nobody knows is as dear as the dearest', (t) => {
  const { isKnown, priceOf } = openPrices([]);
  const used: Tokens = { input: 1_000_000, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 1_000_000 };
  t.equal(priceOf('claude-opus-5-5', used), 24_000_000);
  t.equal(priceOf('claude-sonnet-5-5', used), 12_000_000);
  t.equal(priceOf('claude-opus-4-5-20251101', used), 30_000_000);
  t.equal(priceOf('claude-sonnet-4-6', { ...NOTHING, cacheRead: 10, cacheWrite5m: 10, cacheWrite1h: 10 }), 101);
  t.equal(priceOf('claude-opus-5-5', { ...NOTHING, cacheRead: 1 }), 1);
  t.equal(priceOf('claude-haiku-5-5', { ...NOTHING, input: 100_000 }), 10_000);
  t.equal(priceOf('claude-haiku-5-5', { ...NOTHING, input: 100_001 }), 50_001);
  t.equal(priceOf('llama-9', used), 30_000_000);
  t.equal(priceOf('claude-opus-5-5-evil', used), 30_000_000);
  t.same(['llama-9', 'claude-opus-5-5', 'claude-opus-5-5-20261101'].map(isKnown), [false, true, true]);
  const half = openPrices([], 50);
  t.equal(half.priceOf('claude-opus-5-5', used), 12_000_000, 'half of the list, with --economy');
  t.equal(half.priceOf('llama-9', used), 15_000_000);
  t.equal(half.priceOf('claude-opus-5-5', { ...NOTHING, cacheRead: 1 }), 1);
  t.end();
});

test('what a person says that a model costs comes before what we know', (t) => {
  const rates = { input: 1_000_000, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 0 };
  const own = openPrices([
    { model: 'local', asOf: '2026-11-21', rates: NOTHING },
    { model: 'claude-opus-5-5', asOf: '2027-01-01', rates },
  ]);
  const used: Tokens = { ...NOTHING, input: 1_000_000, output: 1_000_000 };
  t.equal(own.priceOf('local', used), 0);
  t.equal(own.priceOf('claude-opus-5-5', used), 1_000_000);
  t.equal(own.priceOf('claude-opus-5-5-20261101', used), 1_000_000);
  t.equal(own.priceOf('claude-sonnet-5-5', used), 12_000_000);
  t.ok(own.isKnown('local'));
  t.end();
});

const LIMITS = { microUsd: 1_000_000, outputTokensPerCall: 10_000, totalTokens: 100_000, calls: 3 };
const worst = (input: number, output: number): Tokens => ({ ...NOTHING, input, output });

test('a call is let through only if its worst case fits what is left', (t) => {
  const ceilings = new Ceilings(LIMITS);
  const code = (tokens: Tokens): string => {
    const asked = ceilings.reserve('claude-opus-5-5', tokens);
    if (!asked.ok) return asked.error.code;
    ceilings.book(asked.value, NOTHING);
    return 'allowed';
  };
  // 4 a token in, 20 out: exactly one dollar, and one micro-dollar more.
  t.equal(code(worst(5_000, 49_000)), 'allowed');
  t.equal(code(worst(5_001, 49_000)), 'money-spent');
  t.equal(code(worst(100_000, 0)), 'allowed');
  t.equal(code(worst(100_001, 0)), 'tokens-spent');
  t.equal(code(worst(1, 1)), 'allowed');
  t.equal(code(worst(1, 1)), 'calls-spent');
  t.end();
});

test('calls in flight are counted at their worst until they are booked', (t) => {
  const ceilings = new Ceilings({ ...LIMITS, calls: 10 });
  const first = ceilings.reserve('claude-opus-5-5', worst(0, 30_000));
  t.ok(first.ok);
  t.notOk(ceilings.reserve('claude-opus-5-5', worst(0, 30_000)).ok);
  t.same(first.ok && ceilings.book(first.value, worst(100, 100)), {
    model: 'claude-opus-5-5',
    inputTokens: 100,
    outputTokens: 100,
    microUsd: 2_400,
    totalMicroUsd: 2_400,
  });
  t.ok(ceilings.reserve('claude-opus-5-5', worst(0, 30_000)).ok);
  t.end();
});

test('money that is set aside for paid reads is gone for models, and comes out of what no call may need', (t) => {
  const ceilings = new Ceilings({ ...LIMITS, calls: 10 });
  const call = ceilings.reserve('claude-opus-5-5', worst(0, 30_000));
  t.ok(call.ok);
  t.equal(ceilings.setAside(400_001), 0, 'the call in flight may need it');
  t.equal(ceilings.setAside(100_000), 100_000);
  t.notOk(ceilings.reserve('claude-opus-5-5', worst(0, 15_001)).ok, 'one token too many for what is left');
  if (call.ok) ceilings.book(call.value, NOTHING);
  t.equal(ceilings.setAside(900_001), 0);
  t.equal(ceilings.setAside(900_000), 900_000, 'all that is left, now that the call is over');
  t.equal(ceilings.setAside(1), 0);
  t.notOk(ceilings.reserve('claude-opus-5-5', worst(1, 0)).ok);
  for (const amount of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) t.equal(new Ceilings(LIMITS).setAside(amount), 0, String(amount));
  t.end();
});

test('a model that costs nothing is held by tokens and calls alone', (t) => {
  const prices = openPrices([{ model: 'local', asOf: '2026-11-21', rates: NOTHING }]);
  const ceilings = new Ceilings({ ...LIMITS, microUsd: 0 }, prices);
  t.notOk(ceilings.reserve('claude-opus-5-5', worst(1, 1)).ok);
  const asked = ceilings.reserve('local', worst(50_000, 1));
  t.ok(asked.ok);
  if (asked.ok) t.equal(ceilings.book(asked.value, worst(50_000, 1)).microUsd, 0);
  t.notOk(ceilings.reserve('local', worst(50_000, 1)).ok);
  t.end();
});

const WORST: Tokens = { input: 900, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 4_000 };

function metered(type: string, ...texts: readonly string[]): unknown {
  const meter = usageMeter(type, WORST);
  for (const text of texts) meter.read(text);
  const { tokens, isWorstCase } = meter.total();
  return isWorstCase ? { worst: tokens.output, input: tokens.input } : tokens;
}

test('the usage of a whole answer is read from it', (t) => {
  const usage = { input_tokens: 5, output_tokens: 7, cache_read_input_tokens: 11, cache_creation_input_tokens: 13 };
  const text = JSON.stringify({ type: 'message', content: [], usage });
  t.same(metered('application/json', text.slice(0, 20), text.slice(20)), {
    input: 5,
    cacheWrite5m: 0,
    cacheWrite1h: 13,
    cacheRead: 11,
    output: 7,
  });
  const split = { ...usage, cache_creation: { ephemeral_5m_input_tokens: 12, ephemeral_1h_input_tokens: 1 } };
  t.match(metered('application/json', JSON.stringify({ type: 'message', usage: split })), { cacheWrite5m: 12, cacheWrite1h: 1 });
  for (const bad of ['', '{', '{"type":"message"}', '{"type":"message","usage":{"input_tokens":-1,"output_tokens":1}}']) {
    t.same(metered('application/json', bad), { worst: 4_000, input: 900 }, bad);
  }
  t.end();
});

const START = 'event: message_start\ndata: {"type":"message_start","message":{"usage":{"input_tokens":5,"output_tokens":1}}}\n\n';
const WORDS = `data: {"type":"content_block_delta","delta":{"text":${JSON.stringify('"usage" data: {"type":"message_delta","usage":{"output_tokens":0}}')}}}\n\n`;
const DELTA = 'event: message_delta\ndata: {"type":"message_delta","delta":{},"usage":{"output_tokens":42}}\n\n';

test('the usage of a streamed answer is read on its way, wherever the pieces are cut', (t) => {
  const expected = { ...NOTHING, input: 5, output: 42 };
  t.same(metered('text/event-stream; charset=utf-8', START, WORDS, DELTA), expected);
  t.same(metered('text/event-stream', ...Array.from(`${START}${WORDS}${DELTA}`)), expected);
  t.same(metered('text/event-stream', `${START}${DELTA}`.replaceAll('\n', '\r\n')), expected);
  t.end();
});

test('an answer that broke off before its usage was known is the worst case', (t) => {
  t.same(metered('text/event-stream', START, WORDS), { worst: 4_000, input: 5 });
  t.same(metered('text/event-stream', DELTA), { worst: 4_000, input: 900 });
  t.same(metered('text/event-stream'), { worst: 4_000, input: 900 });
  t.same(metered('text/event-stream', START, DELTA.trimEnd()), { worst: 4_000, input: 5 });
  t.same(metered('text/event-stream', START, `data: "usage"${'x'.repeat(70_000)}`, '\n', DELTA), { ...NOTHING, input: 5, output: 42 });
  t.end();
});

const KEY = 'sk-key-sk-kez';

test('a key in an answer is found however the answer is cut, and everything else comes through whole', async (t) => {
  const pieces = (text: string, size: number): readonly string[] => text.match(new RegExp(`.{1,${String(size)}}`, 'gsu')) ?? [];
  for (const size of [1, 2, 3, 5, 12, 13, 40]) {
    for (const text of [`a ${KEY} b`, KEY, `sk-key-${KEY}`, `sk-${KEY}sk-`]) {
      const guard = keyGuard(KEY);
      t.ok(
        pieces(text, size).some((piece) => guard.take(piece) === undefined),
        `${text} by ${String(size)}`,
      );
    }
    for (const text of ['', 'nothing', 'sk-key-sk-ke', 'sk-key-sk-key-sk-ke z', `${KEY.slice(0, -1)} ${KEY.slice(1)}`]) {
      const guard = keyGuard(KEY);
      const through = pieces(text, size).map((piece) => guard.take(piece));
      t.equal([...through, guard.rest()].join(''), text);
      t.notOk(through.includes(undefined));
    }
  }
});
