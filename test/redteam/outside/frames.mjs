// The lanes: every way to break the protocol, as raw bytes of a live orchestrator. Each must end the orchestrator and the run, be on record,
// and harm nobody; what is no violation must be answered, or the bench would be shouting at a wall.

import { bytes, frame, runWire, unharmed } from '../../../scripts/rig/wire.mjs';

const PROPOSAL = { kind: 'propose', id: 2, command: 'gcloud projects list --limit=1 --format=json' };
const IN_EVERY_TIER = ['frame-too-long', 'frame-too-slow', 'cut-off', 'not-allowed-now'];
const KIB = 1024;
const MIB = 1024 * KIB;

/** How the run ended, whether the log says so, and what came to harm. */
function summary(report) {
  const { entries, ending } = report;
  const [, peer, code] = /^(.+) broke the protocol(?: towards egress)?: ([a-z0-9-]+)/.exec(ending.detail) ?? [];
  const recorded = entries.some((entry) => entry.event === 'record' && entry.name === ending.outcome && entry.detail === ending.detail);
  const why = peer === undefined ? ending.detail : `${peer.replace('the ', '')} ${code}`;
  return [ending.outcome, why, recorded ? 'recorded' : 'not recorded', unharmed(report)].filter(Boolean).join(', ');
}

const broken = (code) => `failed, orchestrator ${code}, recorded, unharmed`;

/** One violation on a lane, after the welcome. What reads the lanes stands outside every cage, so most are tried in one tier only. */
const violates = (number, name, code, steps) => ({
  number,
  name,
  once: !IN_EVERY_TIER.includes(code),
  expected: broken(code),
  run: async (stage) => summary(await runWire([steps].flat(), stage)),
});

const line = (text) => bytes(3, `${text}\n`);
const raw = (...codes) => bytes(3, Buffer.from(codes));
const inCommand = (text) => line(`{"kind":"propose","id":2,"command":"${text}"}`);

const bytesOnTheLane = [
  violates(33, 'no newline, for a gibibyte', 'frame-too-long', bytes(3, Buffer.alloc(64 * KIB, 'x'), 16 * KIB)),
  violates(33, 'a frame of 65 KiB', 'frame-too-long', line(JSON.stringify({ kind: 'note', id: 2, text: 'x'.repeat(65 * KIB) }))),
  violates(33, 'a command longer than one may be', 'not-in-schema', bytes(3, frame({ ...PROPOSAL, command: 'x'.repeat(8 * KIB + 1) }))),
  violates(33, 'bytes that are no UTF-8', 'not-utf8', [raw(0x7b, 0xff, 0xfe, 0x7d, 0x0a)]),
  violates(33, 'a newline in two bytes (overlong UTF-8)', 'not-utf8', [raw(0x22, 0xc0, 0x8a, 0x22, 0x0a)]),
  violates(33, 'half a character as UTF-8', 'not-utf8', [raw(0x22, 0xed, 0xa0, 0x80, 0x22, 0x0a)]),
  violates(33, 'a byte order mark', 'not-json', [raw(0xef, 0xbb, 0xbf), bytes(3, frame(PROPOSAL))]),
  violates(33, 'an empty line', 'not-json', line('')),
  violates(33, 'a NUL byte', 'not-json', raw(0x00, 0x0a)),
  violates(33, '30 000 nested arrays', 'too-deep', line(`${'['.repeat(30_000)}${']'.repeat(30_000)}`)),
  violates(33, '30 000 arrays that are never closed', 'too-deep', line('['.repeat(30_000))),
  violates(33, '200 000 nested arrays', 'frame-too-long', line('['.repeat(200_000))),
  violates(33, 'a key twice', 'repeated-key', line('{"kind":"note","id":2,"text":"a","text":"b"}')),
  violates(33, 'a key twice, once escaped', 'forbidden-key', line('{"kind":"note","id":2,"text":"a","te\\u0078t":"b"}')),
  violates(33, '__proto__', 'forbidden-key', line('{"kind":"note","id":2,"text":"a","__proto__":{"id":9}}')),
  violates(33, 'constructor', 'forbidden-key', line('{"kind":"note","id":2,"text":"a","constructor":{}}')),
  violates(33, 'NaN', 'not-json', line('{"kind":"note","id":NaN,"text":"a"}')),
  violates(33, 'a number past every number', 'not-in-schema', line('{"kind":"note","id":1e999,"text":"a"}')),
  violates(33, 'a number that is not exact', 'not-in-schema', line('{"kind":"note","id":9007199254740993,"text":"a"}')),
  violates(33, 'half a character, escaped', 'not-in-schema', inCommand('gcloud \\ud800')),
  violates(33, 'two values on one line', 'not-json', line('{"kind":"note","id":2,"text":"a"}{"kind":"note","id":3,"text":"b"}')),
  violates(33, 'one byte a second', 'frame-too-slow', { drip: 3, bytes: frame(PROPOSAL).toString('base64'), milliseconds: 1_000 }),
  violates(33, 'the lane is closed in the middle of a frame', 'cut-off', [bytes(3, '{"kind":'), { close: 3 }]),
];

const meaning = [
  violates(34, 'a kind that nobody knows', 'not-in-schema', line('{"kind":"run","id":2,"argv":["sh"]}')),
  violates(34, 'a word of the supervisor: attest', 'not-in-schema', bytes(3, frame({ kind: 'attest', id: 2, attestations: [] }))),
  violates(
    34,
    'a word of the supervisor: what a person pasted',
    'not-in-schema',
    bytes(3, frame({ kind: 'handed-back', id: 2, ask: 1, output: 'x', note: null })),
  ),
  violates(
    34,
    'a word of the supervisor: the yes of a person',
    'not-in-schema',
    bytes(3, frame({ kind: 'decided', id: 2, ask: 1, decision: 'yes', note: null })),
  ),
  violates(34, 'a word of the supervisor: record', 'not-in-schema', bytes(3, frame({ kind: 'record', id: 2, event: 'done', detail: '' }))),
  violates(
    34,
    'a word of the executor: ran',
    'not-in-schema',
    bytes(3, frame({ kind: 'ran', id: 1, canonical: 'x', exit: 0, output: '', errors: '', cutBytes: 0, milliseconds: 1, note: null })),
  ),
  violates(34, 'a word of the supervisor: reserved', 'not-in-schema', bytes(3, frame({ kind: 'reserved', id: 2, ask: 1, microUsd: 1 }))),
  violates(
    34,
    'a word of the supervisor: model-spent',
    'not-in-schema',
    bytes(
      3,
      frame({ kind: 'model-spent', id: 2, model: 'x', isWorstCase: false, inputTokens: 0, outputTokens: 0, microUsd: 0, totalMicroUsd: 0 }),
    ),
  ),
  violates(34, 'a word of the executor: reserve', 'not-in-schema', bytes(3, frame({ kind: 'reserve', ask: 1, microUsd: 1 }))),
  violates(34, 'a word of the executor: refused', 'not-in-schema', bytes(3, frame({ kind: 'refused', id: 1, refusal: {} }))),
  violates(34, 'a welcome of its own', 'not-in-schema', bytes(3, frame({ kind: 'welcome', id: 2 }))),
  violates(34, 'the same id again', 'id-not-increasing', [
    bytes(3, frame({ kind: 'note', id: 2, text: 'a' })),
    bytes(3, frame({ kind: 'note', id: 2, text: 'b' })),
  ]),
  violates(34, 'an earlier id', 'id-not-increasing', [
    bytes(3, frame({ kind: 'note', id: 9, text: 'a' })),
    bytes(3, frame({ kind: 'note', id: 3, text: 'b' })),
  ]),
  violates(34, 'the id of the hello', 'id-not-increasing', bytes(3, frame({ kind: 'note', id: 1, text: 'a' }))),
  violates(34, 'a second hello', 'not-allowed-now', bytes(3, frame({ kind: 'hello', id: 2, protocol: 1, canaries: [] }))),
  violates(34, 'notes without end', 'not-allowed-now', { count: 3, text: '{"kind":"note","id":@,"text":"x"}\n', from: 2, to: 400 }),
  violates(
    35,
    'a word of the channel that Node has for its children',
    'not-in-schema',
    line('{"cmd":"NODE_HANDLE","type":"net.Server","msg":{}}'),
  ),
  violates(35, 'another such word', 'not-in-schema', line('{"cmd":"NODE_HANDLE_ACK"}')),
];

const extra = (key, value) => violates(37, `a proposal with \`${key}\``, 'not-in-schema', bytes(3, frame({ ...PROPOSAL, [key]: value })));

const proposals = [
  extra('validated', true),
  extra('approved', true),
  extra('dryRun', true),
  extra('env', { PATH: '/tmp' }),
  extra('cwd', '/'),
  extra('argv0', 'sh'),
  extra('argv', ['sh', '-c', 'id']),
  extra('tier', 'none'),
  extra('alreadyValidated', true),
  extra('microUsd', 0),
  extra('left', { commands: 99, microUsd: 99_000_000, milliseconds: 99_000_000 }),
  extra('budget', { commands: 99, microUsd: 99_000_000, milliseconds: 99_000_000 }),
  violates(37, 'a command that is a list', 'not-in-schema', bytes(3, frame({ ...PROPOSAL, command: ['sh'] }))),
  violates(37, 'an empty command', 'not-in-schema', bytes(3, frame({ ...PROPOSAL, command: '' }))),
];

const modelLane = [
  violates(33, 'on the model lane: no JSON', 'not-json', bytes(4, 'GET /v1/files HTTP/1.1\n')),
  violates(33, 'on the model lane: 20 MiB without a newline', 'frame-too-long', bytes(4, Buffer.alloc(MIB, 'x'), 20)),
  violates(
    33,
    'on the model lane: a kind that nobody knows',
    'not-in-schema',
    bytes(4, frame({ kind: 'configure', id: 1, baseUrl: 'https://attacker.example' })),
  ),
  violates(
    33,
    'on the model lane: a word of the supervisor about money',
    'not-in-schema',
    bytes(4, frame({ kind: 'set-aside', id: 1, microUsd: 1 })),
  ),
  violates(34, 'on the model lane: an id again', 'id-not-increasing', [
    bytes(4, frame({ kind: 'abort', id: 5, call: 1 })),
    bytes(4, frame({ kind: 'abort', id: 5, call: 1 })),
  ]),
];

/** What a peer may do, so that the violations above are known to be heard. */
const controls = [
  {
    number: 33,
    name: 'control: two frames in one write, one in many writes, one with a carriage return: all answered',
    expected: 'done, noted noted noted ran, unharmed',
    run: async (stage) => {
      const note = (id) => frame({ kind: 'note', id, text: 'a' });
      const report = await runWire(
        [
          bytes(3, Buffer.concat([note(2), note(3)])),
          { drip: 3, bytes: note(4).toString('base64'), milliseconds: 2 },
          bytes(3, `${JSON.stringify({ ...PROPOSAL, id: 5 })}\r\n`),
          { lines: 3, count: 5 },
          bytes(3, frame({ kind: 'bye', id: 6 })),
        ],
        stage,
      );
      const kinds = report
        .answers(3)
        .map(({ kind }) => kind)
        // Who said bye is ended at once, and may be gone before it reads the answer to that.
        .filter((kind) => kind !== 'welcome' && kind !== 'goodbye');
      return [report.ending.outcome, kinds.join(' '), unharmed(report)].join(', ');
    },
  },
  {
    number: 34,
    name: 'a proposal after the goodbye is not run',
    expected: 'done, nothing cleared, unharmed',
    run: async (stage) => {
      const report = await runWire([bytes(3, Buffer.concat([frame({ kind: 'bye', id: 2 }), frame({ ...PROPOSAL, id: 3 })]))], stage);
      const cleared = report.entries.filter(({ event }) => event === 'cleared').length;
      const outcome = report.ending.outcome === 'failed' ? 'done' : report.ending.outcome;
      return [outcome, cleared === 0 ? 'nothing cleared' : 'cleared', unharmed(report)].join(', ');
    },
  },
];

export const checks = [...controls, ...bytesOnTheLane, ...meaning, ...proposals, ...modelLane];
