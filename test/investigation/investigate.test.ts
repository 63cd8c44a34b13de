// The loop, with the supervisor, the executor and the bill in the test's hand, and a reasoner that says what the test tells it to.

import { test } from 'tap';
import type { Question } from '../../src/investigation/asker.js';
import { investigate, type Thinkers } from '../../src/investigation/investigate.js';
import type { Reasoner, Thought } from '../../src/investigation/reasoner.js';
import {
  type Draft,
  type LedgerEntry,
  ledgerEntry,
  type OrchestratorAnswer,
  type SpikesFound,
  type Welcome,
} from '../../src/protocol/index.js';
import { Fault } from '../../src/shared/index.js';
import { report, spike } from '../causes/spike.js';
import { ACCOUNTS } from '../protocol/accounts.js';
import { WELCOME } from '../protocol/welcome.js';

const FOUND: SpikesFound = {
  kind: 'spikes-found',
  id: 1,
  reports: [report([spike()])],
  files: [],
  notes: [],
  engine: 'javascript',
};
const AWS: Welcome = { ...WELCOME, provider: 'aws' };

const hypothesis = (cause: string, confidence: number, over: object = {}) => ({
  cause,
  statement: cause,
  confidence,
  for: [],
  against: [],
  refute: '',
  ...over,
});
const thought = (action: Thought['action'], over: Partial<Thought> = {}): Thought => ({
  by: 'model',
  hypotheses: [hypothesis('A01', 0.5), hypothesis('A22', 0.3)],
  unknown: 0.2,
  action,
  thinking: '',
  ...over,
});
/** Three rounds in which nothing rises would end it. */
const surer = (confidence: number): Partial<Thought> => ({ hypotheses: [hypothesis('A01', confidence)] });
const command = (line: string): Thought['action'] => ({ do: 'command', command: line, why: '' });
const ENOUGH: Thought['action'] = { do: 'conclude', why: '' };
const DRAFT: Draft = {
  cause: 'A01',
  title: 'a cause',
  statement: 'because',
  confidence: 0.99,
  evidence: ['E1', 'E77'],
  ruledOut: [],
  notVerified: [],
  fixes: [],
  next: [],
};

/** Thinks what it is told, one thought after the other, and then that it is enough. */
function model(...thoughts: readonly (Thought | Fault)[]): Reasoner {
  const waiting = [...thoughts];
  return {
    by: 'model',
    think: () => {
      const next = waiting.shift() ?? thought(ENOUGH);
      return next instanceof Fault ? Promise.reject(next) : Promise.resolve(next);
    },
    conclude: () => Promise.resolve(DRAFT),
  };
}

interface Played {
  readonly entries: readonly LedgerEntry[];
  readonly asked: readonly Question[];
}

function answerTo(question: Question, found: OrchestratorAnswer, before: readonly LedgerEntry[]): OrchestratorAnswer {
  switch (question.kind) {
    case 'spikes':
      return found;
    case 'query':
      return { kind: 'rows', id: 1, columns: ['service', 'cost'], rows: [['AmazonEC2', '12']], isCut: false, milliseconds: 3 };
    case 'read-entry':
      return { kind: 'entry', id: 1, entry: before[question.index] ?? null };
    case 'ask-person':
      return { kind: 'person-said', id: 1, text: 'we moved the bucket' };
    case 'propose': {
      if (question.command.includes('delete'))
        return {
          kind: 'refused',
          id: 1,
          refusal: { layer: 3, layerName: 'subcommand', code: 'unknown-subcommand', part: 'delete', hint: 'there is describe' },
          ...ACCOUNTS,
        };
      if (question.command.includes('again'))
        return { kind: 'not-run', id: 1, code: 'repeated', detail: 'it began before', earlier: null, note: null, ...ACCOUNTS };
      const exit = question.command.includes('denied') ? 254 : 0;
      const errors = exit === 0 ? '' : 'An error occurred (AccessDenied)';
      return {
        kind: 'ran',
        id: 1,
        canonical: question.command,
        exit,
        output: '{"Things": []}',
        errors,
        cutBytes: 0,
        milliseconds: 5,
        microUsd: 7,
        note: null,
        ...ACCOUNTS,
      };
    }
    case 'hello':
    case 'bye':
    case 'note':
    case 'describe-bill':
    case 'write-entry':
      return { kind: 'noted', id: 1 };
  }
}

async function played(
  thinkers: Partial<Thinkers>,
  { before = [], found = FOUND, welcome = AWS }: { before?: readonly LedgerEntry[]; found?: OrchestratorAnswer; welcome?: Welcome } = {},
): Promise<Played> {
  const entries: LedgerEntry[] = [];
  const asked: Question[] = [];
  const ask = (question: Question): Promise<OrchestratorAnswer> => {
    asked.push(question);
    if (question.kind === 'write-entry') entries.push(ledgerEntry.parse(question.entry));
    return Promise.resolve(answerTo(question, found, before));
  };
  const full: Thinkers = { model: undefined, compressor: undefined, ...thinkers };
  await investigate({ ask, answerTo: () => Promise.reject(new Error('nobody asked')) }, welcome, () => Promise.resolve(full));
  return { entries, asked };
}

const kinds = ({ entries }: Played): readonly string[] => entries.map(({ entry }) => entry);
const evidenceOf = ({ entries }: Played) => entries.flatMap((one) => (one.entry === 'evidence' ? [one] : []));
const conclusionOf = ({ entries }: Played) => entries.flatMap((one) => (one.entry === 'conclusion' ? [one] : []))[0];
const proposed = ({ asked }: Played): readonly string[] => asked.flatMap((one) => (one.kind === 'propose' ? [one.command] : []));

test('everything is written down before the next step, from the bill to the conclusion', async (t) => {
  const run = await played({ model: model(thought(command('aws ec2 describe-nat-gateways'))) });
  t.same(kinds(run), ['opened', 'evidence', 'round', 'evidence', 'round', 'conclusion']);
  t.same(
    run.asked.map(({ kind }) => kind),
    ['spikes', 'write-entry', 'write-entry', 'write-entry', 'propose', 'write-entry', 'write-entry', 'write-entry'],
  );
  t.match(evidenceOf(run)[1], { evidence: 'E2', round: 1, outcome: 'answered', microUsd: 7, excerpt: '{"Things": []}' });
});

test('a refusal, a failure and what was not run come back as evidence, and the loop goes on', async (t) => {
  const run = await played({
    model: model(
      thought(command('aws ec2 delete-vpc')),
      thought(command('aws s3api denied'), surer(0.55)),
      thought(command('aws ec2 again'), surer(0.58)),
      thought({ do: 'query', sql: 'SELECT 1', why: '' }, surer(0.6)),
    ),
  });
  t.match(
    evidenceOf(run)
      .slice(1)
      .map(({ excerpt, outcome }) => [outcome, excerpt.split('\n')[0]]),
    [
      ['refused', /layer 3 .*unknown-subcommand/],
      ['failed', /AccessDenied/],
      ['not-run', /repeated/],
      ['answered', /service \| cost/],
    ],
  );
});

test('a command that was proposed before is not proposed again', async (t) => {
  const line = thought(command('aws ec2 describe-nat-gateways'), { unknown: 0.1, hypotheses: [hypothesis('A01', 0.6)] });
  const run = await played({ model: model(thought(command('aws ec2 describe-nat-gateways')), line) });
  t.same(proposed(run), ['aws ec2 describe-nat-gateways']);
  t.match(evidenceOf(run)[2], { outcome: 'refused', excerpt: /E2/ });
});

test('a claim is capped, and only what exists is cited', async (t) => {
  const conclusion = conclusionOf(await played({ model: model() }));
  t.match(conclusion, { outcome: 'inconclusive', confidence: 0.6, evidence: ['E1'], by: 'model', stopped: 'said-enough' });
  t.match(conclusion?.money, { currency: 'USD', perDay: '100000000000', projectedMonth: '3000000000000' });
});

test('a model that fails is not asked again: the catalogue carries on, and it is said', async (t) => {
  const run = await played({ model: model(new Fault('protocol', 'the model gave no answer')) });
  t.equal(kinds(run).filter((kind) => kind === 'notice').length, 1);
  t.match(conclusionOf(run), { by: 'offline' });
});

test('a bug of a reasoner is no outage', async (t) => {
  const broken: Reasoner = { by: 'model', think: () => Promise.reject(new TypeError('bug')), conclude: () => Promise.resolve(DRAFT) };
  await t.rejects(played({ model: broken }), TypeError);
});

test('where nothing can be run it concludes at once', async (t) => {
  const run = await played({ model: model(thought(command('aws ec2 x'))) }, { welcome: { ...AWS, canRun: false } });
  t.same(proposed(run), []);
  t.match(conclusionOf(run), { stopped: 'no-access', outcome: 'inconclusive' });
});

test('a person is asked only where one is there', async (t) => {
  const question = thought({ do: 'ask', question: 'what changed?' });
  const alone = await played({ model: model(question) });
  t.match(evidenceOf(alone)[1], { source: 'person', outcome: 'not-run' });
  t.notOk(alone.asked.some(({ kind }) => kind === 'ask-person'));
  const run = await played({ model: model(question) }, { welcome: { ...AWS, canAsk: true } });
  t.match(evidenceOf(run)[1], { source: 'person', outcome: 'answered', excerpt: 'we moved the bucket' });
});

test('a bill without a spike is left alone, and what else it holds is said', async (t) => {
  const found = { ...FOUND, reports: [report([], { oneOffs: [spike({ shape: 'one-off' })] })] };
  const run = await played({ model: model() }, { found });
  t.same(kinds(run), ['conclusion']);
  t.match(conclusionOf(run), { outcome: 'nothing-found', statement: /one-off charge of AmazonEC2/ });
  await t.rejects(played({}, { found: { kind: 'bill-fault', id: 1, detail: 'no' } }), { code: 'protocol' });
});

test('the spike that was asked for is looked into', async (t) => {
  const found = { ...FOUND, reports: [report([spike(), spike({ rank: 2, why: ['the second'] })])] };
  const run = await played({ model: model() }, { found, welcome: { ...AWS, spike: 2 } });
  t.match(run.entries[0], { entry: 'opened', spike: 2 });
  t.match(evidenceOf(run)[0]?.findings[0], { text: 'the second' });
});

test('a killed run goes on where it stood, at whichever entry it was killed', async (t) => {
  const thoughts = [thought(command('aws ec2 one')), thought(command('aws ec2 two'))];
  const whole = await played({ model: model(...thoughts) });
  for (let kept = 1; kept <= whole.entries.length; kept += 1) {
    const before = whole.entries.slice(0, kept);
    const rounds = before.filter(({ entry }) => entry === 'round').length;
    const rest = await played({ model: model(...thoughts.slice(rounds)) }, { before, welcome: { ...AWS, entries: kept } });
    t.same([...before, ...rest.entries], whole.entries, `killed after ${String(kept)}`);
  }
});

const WITH_DRAFT: Thought['action'] = { ...ENOUGH, draft: { ...DRAFT, title: 'of the thought' } };

test('a draft is written down with the thought that brought it: killed before its conclusion a run asks nobody again', async (t) => {
  const whole = await played({ model: model(thought(WITH_DRAFT)) });
  t.match(conclusionOf(whole), { by: 'model', title: 'of the thought' });
  t.strictSame(kinds(whole).slice(-2), ['round', 'conclusion']);
  const before = whole.entries.slice(0, -1);
  const silent: Reasoner = {
    by: 'model',
    think: () => Promise.reject(new Error('it was asked for a thought')),
    conclude: () => Promise.reject(new Error('it was asked for a draft')),
  };
  const goesOn = { before, welcome: { ...AWS, entries: before.length } };
  t.strictSame((await played({ model: silent }, goesOn)).entries, whole.entries.slice(-1));
  t.strictSame((await played({}, goesOn)).entries, whole.entries.slice(-1), 'nor does it matter who would be asked');
});

test('a rule that ends it takes the draft of the last thought where it has one, and asks for one elsewhere', async (t) => {
  const noAccess = { welcome: { ...AWS, canRun: false } };
  const had = await played({ model: model(thought(WITH_DRAFT)) }, noAccess);
  t.match(conclusionOf(had), { stopped: 'no-access', title: 'of the thought' });
  const asked = await played({ model: model(thought(command('aws ec2 x'))) }, noAccess);
  t.match(conclusionOf(asked), { stopped: 'no-access', title: 'a cause' });
});

test('a draft that no frame holds is used, and is not written down', async (t) => {
  const long = { what: 'x', urgency: 'now' as const, command: '\u20ac'.repeat(2_000), verify: null };
  const draft: Draft = { ...DRAFT, title: 'long', fixes: Array.from({ length: 10 }, () => long) };
  const { entries } = await played({ model: model(thought({ ...ENOUGH, draft }, { thinking: '\u20ac'.repeat(2_000) })) });
  const last = entries.flatMap((entry) => (entry.entry === 'round' ? [entry] : [])).at(-1);
  t.strictSame(last?.action, ENOUGH);
  t.match(entries.at(-1), { entry: 'conclusion', title: 'long' });
});
