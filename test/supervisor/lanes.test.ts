// The supervisor's lanes, each with its other end in the test's hand: what is forwarded to whom, in which state, and what ends it.

import { type Duplex, duplexPair } from 'node:stream';
import { type Test, test } from 'tap';
import { GO_LINE } from '../../src/cage/index.js';
import { LIMITS, violation } from '../../src/protocol/index.js';
import { Fault } from '../../src/shared/index.js';
import { openBillingLink } from '../../src/supervisor/billing-link.js';
import { deferred, within } from '../../src/supervisor/deferred.js';
import { openEgressLink } from '../../src/supervisor/egress-link.js';
import { type ExecutorLinkOptions, openExecutorLink } from '../../src/supervisor/executor-link.js';
import { type Peer, Relay } from '../../src/supervisor/relay.js';
import { soundAttest } from '../executor/sound-attest.js';
import { ACCOUNTS } from '../protocol/accounts.js';
import { WELCOME } from '../protocol/welcome.js';

const ZERO = '0'.repeat(64);
const settled = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 5));

const parsed = (line: string): unknown => JSON.parse(line);

/** The other process: what it was sent, and how it writes. */
interface Far {
  readonly stream: Duplex;
  readonly got: () => readonly string[];
  readonly say: (...lines: readonly (string | object)[]) => Promise<void>;
}

function pair(t: Test): { readonly near: Duplex; readonly far: Far } {
  const [near, stream] = duplexPair();
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  for (const end of [near, stream]) end.on('error', () => undefined);
  t.teardown(() => {
    near.destroy();
    stream.destroy();
  });
  return {
    near,
    far: {
      stream,
      got: () => text.split('\n').slice(0, -1),
      say: async (...lines) => {
        for (const line of lines) stream.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
        await settled();
      },
    },
  };
}

const HELLO = { kind: 'hello', id: 1, protocol: 1, canaries: [] };
const propose = (id: number, command = 'x') => ({ kind: 'propose', id, command });
const notRun = (id: number) => ({ kind: 'not-run', id, code: 'none', detail: '', earlier: null, note: null, ...ACCOUNTS });
const bill = (id: number) => ({ kind: 'bill', id, files: [] });

interface Wired {
  readonly relay: Relay;
  readonly orchestrator: Far;
  readonly executor: Far;
  readonly billing: Far;
  /** What the relay told, in order. */
  readonly told: (readonly [string, ...unknown[]])[];
  readonly broken: () => readonly (readonly [Peer, string])[];
}

function wired(t: Test): Wired {
  const [orchestrator, executor, billing] = [pair(t), pair(t), pair(t)];
  const told: (readonly [string, ...unknown[]])[] = [];
  const broken: (readonly [Peer, string])[] = [];
  const relay = new Relay({
    orchestrator: orchestrator.near,
    billing: billing.near,
    onHello: ({ id }) => told.push(['hello', id]),
    onProposal: (command) => told.push(['proposal', command]),
    onAnswer: (command, answer) => told.push(['answer', command, answer.kind]),
    onBill: (answer) => told.push(['bill', answer.kind]),
    onNote: (text) => told.push(['note', text]),
    ledger: {
      write: (entry) => {
        told.push(['entry', entry.entry]);
        if (entry.entry === 'notice' && entry.text === 'no room') throw new Fault('file', 'disk');
        return entry.entry === 'notice' && entry.text === 'wrong' ? violation('not-in-ledger', 'wrong') : undefined;
      },
      read: (index) => (index === 0 ? { entry: 'notice', text: 'kept' } : null),
    },
    onQuestion: (question) => {
      told.push(['question', question]);
      return Promise.resolve(question === 'who?' ? 'me' : null);
    },
    onFault: ({ message }) => told.push(['fault', message]),
    onBye: () => told.push(['bye']),
    onViolation: (peer, { code }) => broken.push([peer, code]),
  });
  relay.meet(executor.near);
  return { relay, orchestrator: orchestrator.far, executor: executor.far, billing: billing.far, told, broken: () => broken };
}

/** Past its hello and welcome. */
async function begun(t: Test): Promise<Wired> {
  const at = wired(t);
  await at.orchestrator.say(HELLO);
  at.relay.start(WELCOME);
  await settled();
  return at;
}

test('nothing is asked before the hello, nor answered before the start', async (t) => {
  const at = wired(t);
  at.relay.go();
  await settled();
  t.same(at.orchestrator.got(), [GO_LINE.trimEnd()]);
  await at.orchestrator.say(HELLO, propose(2), { kind: 'note', id: 3, text: 'early' });
  t.same(at.told, [['hello', 1]], 'what comes too early waits');
  t.same(at.executor.got(), []);
  at.relay.start(WELCOME);
  await settled();
  t.same(at.told, [
    ['hello', 1],
    ['proposal', 'x'],
    ['note', 'early'],
  ]);
  t.same(at.orchestrator.got().slice(1).map(parsed), [WELCOME, { kind: 'noted', id: 3 }]);
});

test('the executor and the billing process get the very bytes, and so does the orchestrator', async (t) => {
  const at = await begun(t);
  const asked = '{ "command":"g\\u0063loud \\"x\\"" ,"id":2, "kind":"propose"}';
  const looked = '{"id":3,"kind":"describe-bill" }';
  await at.orchestrator.say(asked, looked);
  t.same(at.executor.got(), [asked]);
  t.same(at.billing.got(), [looked]);
  const seen = '{ "files":[],"kind":"bill","id":3}';
  const accounts = JSON.stringify(ACCOUNTS).slice(1);
  const answered = `{"kind":"not-run", "id":2,"code":"none","detail":"\\u0061","earlier":null,"note":null,${accounts}`;
  await at.billing.say(seen);
  await at.executor.say(answered);
  t.same(at.orchestrator.got().slice(1), [seen, answered]);
  t.same(at.told, [
    ['hello', 1],
    ['proposal', 'gcloud "x"'],
    ['bill', 'bill'],
    ['answer', 'gcloud "x"', 'not-run'],
  ]);
  t.same(at.broken(), []);
});

interface Breach {
  readonly what: string;
  /** Sent by the orchestrator once it may speak. */
  readonly lines: readonly (string | object)[];
  readonly code: string;
}

const BREACHES: readonly Breach[] = [
  { what: 'a second hello', lines: [{ ...HELLO, id: 2 }], code: 'not-allowed-now' },
  { what: 'an id that was there', lines: [propose(2), propose(2)], code: 'id-not-increasing' },
  { what: 'the id of the hello', lines: [propose(1)], code: 'id-not-increasing' },
  { what: 'a question after its goodbye', lines: [{ kind: 'bye', id: 2 }, propose(3)], code: 'not-allowed-now' },
  {
    what: 'a second goodbye',
    lines: [
      { kind: 'bye', id: 2 },
      { kind: 'bye', id: 3 },
    ],
    code: 'not-allowed-now',
  },
  { what: "the executor's own words", lines: [{ kind: 'attest', id: 2 }], code: 'not-in-schema' },
  { what: 'an answer', lines: [notRun(2)], code: 'not-in-schema' },
  { what: 'a yes', lines: [{ kind: 'decided', id: 2, ask: 1, decision: 'yes', note: null }], code: 'not-in-schema' },
  { what: 'one key too many', lines: [{ ...propose(2), approved: true }], code: 'not-in-schema' },
  { what: 'no JSON', lines: ['propose'], code: 'not-json' },
  { what: 'a command that is too long', lines: [propose(2, 'x'.repeat(8_193))], code: 'not-in-schema' },
  { what: 'an endless line', lines: ['x'.repeat(LIMITS.requestBytes + 1)], code: 'frame-too-long' },
  {
    what: 'more notes than a person can read',
    lines: Array.from({ length: LIMITS.notes + 1 }, (_, at) => ({ kind: 'note', id: at + 2, text: 'x' })),
    code: 'not-allowed-now',
  },
];

for (const { what, lines, code } of BREACHES) {
  test(`the orchestrator is cut off for ${what}`, async (t) => {
    const at = await begun(t);
    await at.orchestrator.say(...lines);
    t.same(at.broken(), [['orchestrator', code]]);
    const [forwarded, told] = [at.executor.got().length, at.told.length];
    await at.orchestrator.say(propose(1_000));
    t.equal(at.executor.got().length, forwarded, 'and heard no more');
    t.equal(at.told.length, told);
    t.same(at.broken().length, 1, 'told once');
  });
}

test('an entry is acknowledged when it is kept, given back when it is asked for, and ends the lane when it is wrong', async (t) => {
  const at = await begun(t);
  const entry = (id: number, text: string) => ({ kind: 'write-entry', id, entry: { entry: 'notice', text } });
  await at.orchestrator.say(entry(2, 'right'), { kind: 'read-entry', id: 3, index: 0 }, { kind: 'read-entry', id: 4, index: 1 });
  t.same(at.orchestrator.got().slice(1).map(parsed), [
    { kind: 'noted', id: 2 },
    { kind: 'entry', id: 3, entry: { entry: 'notice', text: 'kept' } },
    { kind: 'entry', id: 4, entry: null },
  ]);
  await at.orchestrator.say(entry(5, 'wrong'));
  t.same(at.broken(), [['orchestrator', 'not-in-ledger']]);
  const full = await begun(t);
  await full.orchestrator.say(entry(2, 'no room'), entry(3, 'after'));
  t.same(full.told.slice(1), [
    ['entry', 'notice'],
    ['fault', 'disk'],
  ]);
  t.same(full.orchestrator.got().length, 1, 'what is not on disk is not acknowledged');
});

test('a person is asked in plain words, a bounded number of times', async (t) => {
  const at = await begun(t);
  const ask = (id: number, question = 'who?') => ({ kind: 'ask-person', id, question });
  await at.orchestrator.say(ask(2), ask(3, 'why?'));
  t.same(at.orchestrator.got().slice(1).map(parsed), [
    { kind: 'person-said', id: 2, text: 'me' },
    { kind: 'person-said', id: 3, text: null },
  ]);
  await at.orchestrator.say(...Array.from({ length: LIMITS.questions - 1 }, (_, n) => ask(n + 4)));
  t.same(at.broken(), [['orchestrator', 'not-allowed-now']]);
});

test('the supervisor asks the bill first, under an id that the orchestrator cannot have', async (t) => {
  const at = wired(t);
  await at.orchestrator.say(HELLO);
  const answer = at.relay.askSpikes({ since: null, top: 20, currency: null });
  await settled();
  t.same(at.billing.got().map(parsed), [{ kind: 'spikes', id: 1, since: null, top: 20, currency: null }]);
  const found = { kind: 'spikes-found', id: 1, reports: [], files: [], notes: [], engine: 'javascript' };
  await at.billing.say(found);
  t.same(await answer, found);
  t.same(at.orchestrator.got(), [], 'nothing of it reaches the orchestrator');
  t.same(at.broken(), []);
  await at.billing.say(found);
  t.same(at.broken(), [['billing', 'unknown-answer']], 'a second answer is one that nobody asked for');
  const over = wired(t);
  const waiting = over.relay.askSpikes({ since: null, top: 20, currency: null });
  over.relay.close();
  t.match(await waiting, { kind: 'bill-fault' }, 'nobody waits for a run that is over');
});

test('before its hello the orchestrator may only leave', async (t) => {
  for (const early of [propose(1), { kind: 'describe-bill', id: 1 }, { kind: 'note', id: 1, text: 'x' }]) {
    const at = wired(t);
    await at.orchestrator.say(early);
    t.same(at.broken(), [['orchestrator', 'not-allowed-now']]);
    t.same([at.executor.got(), at.billing.got(), at.told], [[], [], []]);
  }
  const at = wired(t);
  await at.orchestrator.say({ kind: 'bye', id: 1 });
  t.same([at.broken(), at.told], [[], [['bye']]]);
});

test('as many notes as may be are shown and acknowledged', async (t) => {
  const at = await begun(t);
  await at.orchestrator.say(...Array.from({ length: LIMITS.notes }, (_, n) => ({ kind: 'note', id: n + 2, text: String(n) })));
  t.same(at.broken(), []);
  t.equal(at.told.filter(([kind]) => kind === 'note').length, LIMITS.notes);
  t.equal(at.orchestrator.got().length, 1 + LIMITS.notes);
});

test('a goodbye is answered and told', async (t) => {
  const at = await begun(t);
  await at.orchestrator.say({ kind: 'bye', id: 9 });
  t.same(JSON.parse(at.orchestrator.got()[1] ?? ''), { kind: 'goodbye', id: 9 });
  t.same(at.told.at(-1), ['bye']);
});

const ANSWERS: readonly (readonly [string, 'executor' | 'billing', readonly (string | object)[], string])[] = [
  ['what nobody asked', 'executor', [notRun(7)], 'unknown-answer'],
  ['a bill nobody asked for', 'billing', [bill(7)], 'unknown-answer'],
  ['twice', 'executor', [notRun(2), notRun(2)], 'unknown-answer'],
  ['the question to billing', 'executor', [notRun(3)], 'unknown-answer'],
  ['the question to the executor', 'billing', [bill(2)], 'unknown-answer'],
  ['in the words of billing', 'executor', [bill(2)], 'not-in-schema'],
  ['in the words of the executor', 'billing', [notRun(3)], 'not-in-schema'],
  ['with a welcome', 'executor', [{ kind: 'welcome', id: 2 }], 'not-in-schema'],
  ['no JSON', 'billing', ['bill'], 'not-json'],
];

for (const [what, peer, lines, code] of ANSWERS) {
  test(`${peer} that answers ${what} is cut off, and nothing of it reaches the orchestrator`, async (t) => {
    const at = await begun(t);
    await at.orchestrator.say(propose(2), { kind: 'describe-bill', id: 3 });
    const before = at.orchestrator.got().length;
    await at[peer].say(...lines);
    t.same(at.broken(), [[peer, code]]);
    t.equal(at.orchestrator.got().length, before + lines.length - 1, 'but what came before the breach');
  });
}

test('whoever has a full window of open questions is not read from', async (t) => {
  const at = await begun(t);
  await at.orchestrator.say(...Array.from({ length: LIMITS.window + 3 }, (_, n) => propose(n + 2, `line ${String(n)}`)));
  t.equal(at.executor.got().length, LIMITS.window);
  await at.executor.say(notRun(2));
  t.equal(at.executor.got().length, LIMITS.window + 1, 'one answered, one more asked');
  await at.executor.say(...[3, 4, 5].map(notRun));
  t.equal(at.executor.got().length, LIMITS.window + 3);
  t.same(at.broken(), []);
});

test('a peer that leaves is no breach, and a lane that was closed is silent', async (t) => {
  const at = await begun(t);
  at.executor.stream.end();
  at.billing.stream.destroy();
  await at.orchestrator.say(propose(2), { kind: 'describe-bill', id: 3 });
  at.relay.close();
  at.orchestrator.stream.end();
  await settled();
  t.same(at.broken(), []);
});

const { kind: _kind, id: _id, ...ATTEST } = soundAttest('/nonexistent');

/** What a call was refused with. */
async function faultOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (cause) {
    if (cause instanceof Fault) return cause.code;
    throw cause;
  }
  return 'none';
}

function executorLink(t: Test, over: Partial<Pick<ExecutorLinkOptions, 'byHand' | 'approve' | 'setAside'>> = {}) {
  const { near, far } = pair(t);
  const told: unknown[] = [];
  const link = openExecutorLink({
    stream: near,
    onBegan: (group) => told.push(['began', group]),
    onEnded: (group) => told.push(['ended', group]),
    onGrew: (bytes) => told.push(['grew', bytes]),
    byHand: () => Promise.resolve({}),
    approve: () => Promise.resolve({}),
    onEnding: ({ outcome }) => told.push(['ending', outcome]),
    setAside: () => Promise.resolve(0),
    onNames: (names) => told.push(['names', names.length]),
    ...over,
    onBroken: (detail) => told.push(['broken', typeof detail]),
  });
  return { link, far, told };
}

test('the executor is armed once it says ready, and with nothing else', async (t) => {
  const answers = [
    [{ kind: 'ready', id: 1, auditHead: ZERO, notes: [], spent: { commands: 0, microUsd: 0 } }, 'none'],
    [{ kind: 'declined', id: 1, code: 'cage', detail: 'x' }, 'cage'],
    [{ kind: 'recorded', id: 1 }, 'child'],
    [{ kind: 'stopped', id: 1 }, 'child'],
    [{ kind: 'ready', id: 1, auditHead: 'x', notes: [], spent: { commands: 0, microUsd: 0 } }, 'child'],
    ['no JSON', 'child'],
  ] as const;
  for (const [answer, code] of answers) {
    const { link, far } = executorLink(t);
    const armed = faultOf(link.arm(ATTEST));
    await settled();
    t.match(JSON.parse(far.got()[0] ?? ''), { kind: 'attest', id: 1, run: ATTEST.run });
    await far.say(answer);
    t.equal(await armed, code, JSON.stringify(answer));
  }
  const { link, far } = executorLink(t);
  const armed = faultOf(link.arm(ATTEST));
  far.stream.end();
  t.equal(await armed, 'child', 'nor with its end');
});

test('questions to the executor are numbered, and each answer finds its own', async (t) => {
  const { link, far, told } = executorLink(t);
  const both = [link.record('one', 'a'), link.record('two', 'b')];
  link.stop();
  await settled();
  t.same(far.got().map(parsed), [
    { kind: 'record', event: 'one', detail: 'a', id: 1 },
    { kind: 'record', event: 'two', detail: 'b', id: 2 },
    { kind: 'stop', id: 3 },
  ]);
  await far.say(
    { kind: 'began', group: 99, canonical: 'x' },
    { kind: 'recorded', id: 2 },
    { kind: 'recorded', id: 1 },
    { kind: 'ended', group: 99 },
  );
  await Promise.all(both);
  t.same(told, [
    ['began', 99],
    ['ended', 99],
  ]);
  await far.say({ kind: 'recorded', id: 1 });
  t.same(told.at(-1), ['broken', 'string'], 'an answer twice');
});

test('what a person pasted goes back to the question it was asked for', async (t) => {
  const { link, far } = executorLink(t, {
    byHand: ({ canonical }) =>
      Promise.resolve({
        answer: canonical === 'skip' ? { output: null, note: 'no' } : { output: { text: `out of ${canonical}`, cutBytes: 1 }, note: null },
      }),
  });
  await far.say({ kind: 'by-hand', ask: 5, canonical: 'c', microUsd: 0 }, { kind: 'by-hand', ask: 6, canonical: 'skip', microUsd: 0 });
  t.same(far.got().map(parsed), [
    { kind: 'handed-back', ask: 5, output: { text: 'out of c', cutBytes: 1 }, note: null, id: 1 },
    { kind: 'handed-back', ask: 6, output: null, note: 'no', id: 2 },
  ]);
  link.close();
  const lost = executorLink(t, { byHand: () => Promise.reject(new Error('the terminal is gone')) });
  await lost.far.say({ kind: 'by-hand', ask: 1, canonical: 'c', microUsd: 0 });
  t.same([lost.told, lost.far.got()], [[['broken', 'string']], []]);
});

test('what a person said of a command goes back to its question, before it ends the run', async (t) => {
  const asked: unknown[] = [];
  const { far, told } = executorLink(t, {
    approve: (question) => {
      asked.push(question);
      return Promise.resolve(
        question.canonical === 'q'
          ? { answer: { decision: 'no', note: null }, ending: { outcome: 'interrupted', detail: '' } }
          : { answer: { decision: 'no', note: 'why' } },
      );
    },
  });
  const question = { canonical: 'a b c', subcommand: 'a b', microUsd: 7 };
  await far.say({ kind: 'approve', ask: 1, ...question }, { kind: 'approve', ask: 2, ...question, canonical: 'q' });
  t.same(asked, [question, { ...question, canonical: 'q' }]);
  t.same(far.got().map(parsed), [
    { kind: 'decided', ask: 1, decision: 'no', note: 'why', id: 1 },
    { kind: 'decided', ask: 2, decision: 'no', note: null, id: 2 },
  ]);
  t.same(told, [['ending', 'interrupted']]);
  const nobody = executorLink(t, { approve: () => Promise.resolve({ ending: { outcome: 'needs-person', detail: '' } }) });
  await nobody.far.say({ kind: 'approve', ask: 1, ...question });
  t.same([nobody.told, nobody.far.got()], [[['ending', 'needs-person']], []], 'without an answer nothing is said');
});

test('what egress set aside goes back to the read that needs it; of an egress that is gone that is nothing', async (t) => {
  const { link, far } = executorLink(t, {
    setAside: (microUsd) =>
      microUsd > 100 ? Promise.reject(new Fault('child', 'egress: left before it answered')) : Promise.resolve(microUsd),
  });
  await far.say({ kind: 'reserve', ask: 3, microUsd: 100 }, { kind: 'reserve', ask: 4, microUsd: 101 });
  const spent = { model: 'm', isWorstCase: true, inputTokens: 1, outputTokens: 2, microUsd: null, totalMicroUsd: 7 };
  link.modelSpent(spent);
  await settled();
  t.same(far.got().map(parsed), [
    { kind: 'reserved', ask: 3, microUsd: 100, id: 1 },
    { kind: 'reserved', ask: 4, microUsd: 0, id: 2 },
    { kind: 'model-spent', ...spent, id: 3 },
  ]);
});

test('egress is configured once it says ready; what it tells unasked is handed on', async (t) => {
  const news: unknown[] = [];
  const broken: string[] = [];
  const { near, far } = pair(t);
  const link = openEgressLink({ stream: near, onTold: (told) => news.push(told.kind), onBroken: (detail) => broken.push(detail) });
  const ceilings = { microUsd: 1, outputTokensPerCall: 1, totalTokens: 1, calls: 1 };
  const configuration = {
    baseUrl: 'https://a.example',
    allowPrivateAddress: false,
    key: null,
    keyHeader: 'authorization',
    prices: [],
    showPrompts: false,
    models: [],
    ceilings,
  } as const;
  const configured = link.configure({ ...configuration, models: [], prices: [] });
  await far.say({ kind: 'denied', code: 'no', detail: 'x' }, { kind: 'ready', id: 1 });
  await configured;
  t.same(news, ['denied']);
  const again = faultOf(link.configure({ ...configuration, models: [], prices: [] }));
  await far.say({ kind: 'stopped', id: 2 });
  t.equal(await again, 'child');
  const aside = [link.setAside(5), link.setAside(6), link.setAside(7)];
  await far.say({ kind: 'is-set-aside', id: 3, microUsd: 5 }, { kind: 'is-set-aside', id: 4, microUsd: 0 }, { kind: 'stopped', id: 5 });
  t.same(await Promise.all(aside), [5, 0, 0], 'what is no answer to it sets nothing aside');
  await far.say({ kind: 'failed', code: 'x', detail: 'x', key: 'x' });
  t.equal(broken.length, 1, 'one key too many');
});

test('billing says hello and nothing else', async (t) => {
  const open = () => {
    const { near, far } = pair(t);
    const told: unknown[] = [];
    const link = openBillingLink({ stream: near, onHello: ({ id }) => told.push(id), onViolation: ({ code }) => told.push(code) });
    return { link, far, told };
  };
  const at = open();
  await at.far.say(HELLO);
  at.link.go();
  await settled();
  t.same([at.told, at.far.got()], [[1], [GO_LINE.trimEnd()]]);
  await at.far.say({ ...HELLO, id: 2 });
  t.same(at.told, [1, 'not-allowed-now']);
  const other = open();
  await other.far.say(bill(1));
  t.same(other.told, ['not-in-schema']);
});

test('the first to settle counts, and what takes too long is told', async (t) => {
  const one = deferred<number>();
  one.resolve(1);
  one.resolve(2);
  t.equal(await one.promise, 1);
  t.equal(await within(one.promise, 1_000, () => new Fault('child', 'late')), 1);
  t.equal(await faultOf(within(deferred<number>().promise, 5, () => new Fault('child', 'late'))), 'child');
});
