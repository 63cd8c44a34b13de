// The orchestrator's side of its lane, and a scripted round over it, with the supervisor in the test's hand.

import { type Duplex, duplexPair } from 'node:stream';
import { type Test, test } from 'tap';
import { openAsker, type Question } from '../../src/investigation/asker.js';
import { runOrchestrator } from '../../src/investigation/index.js';
import { type AskModel, runRound } from '../../src/investigation/round.js';
import type { OrchestratorAnswer } from '../../src/protocol/index.js';
import { Fault } from '../../src/shared/index.js';
import { ACCOUNTS } from '../protocol/accounts.js';
import { WELCOME } from '../protocol/welcome.js';

const settled = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 10));

interface Supervisor {
  readonly near: Duplex;
  readonly far: Duplex;
  readonly asked: () => readonly unknown[];
  readonly say: (...frames: readonly (string | object)[]) => Promise<void>;
}

function supervisor(t: Test): Supervisor {
  const [near, far] = duplexPair();
  let text = '';
  far.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  t.teardown(() => {
    near.destroy();
    far.destroy();
  });
  return {
    near,
    far,
    asked: () =>
      text
        .split('\n')
        .slice(0, -1)
        .map((line): unknown => JSON.parse(line)),
    say: async (...frames) => {
      for (const frame of frames) far.write(`${typeof frame === 'string' ? frame : JSON.stringify(frame)}\n`);
      await settled();
    },
  };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (cause) {
    if (cause instanceof Fault) return cause.code;
    return cause instanceof Error ? `bug ${cause.message}` : 'bug';
  }
  return 'none';
}

test('questions are numbered from the first free id, and each answer finds its own', async (t) => {
  const { near, asked, say } = supervisor(t);
  const asker = openAsker(near, 2);
  const [one, two] = [asker.ask({ kind: 'note', text: 'a' }), asker.ask({ kind: 'bye' })];
  const hello = asker.answerTo(1);
  await settled();
  t.same(asked(), [
    { kind: 'note', text: 'a', id: 2 },
    { kind: 'bye', id: 3 },
  ]);
  await say({ kind: 'goodbye', id: 3 }, WELCOME, { kind: 'noted', id: 2 });
  t.same(await Promise.all([one, two, hello]), [{ kind: 'noted', id: 2 }, { kind: 'goodbye', id: 3 }, WELCOME]);
});

const ENDS: readonly (readonly [string, (at: Supervisor) => unknown])[] = [
  ['an answer that nobody asked for', ({ say }) => say({ kind: 'noted', id: 99 })],
  ['an answer that is none', ({ say }) => say({ kind: 'propose', id: 2, command: 'x' })],
  ['no JSON', ({ say }) => say('hello')],
  ['the end of the lane', ({ far }) => far.end()],
  ['a lane that breaks', ({ near }) => near.destroy()],
];

for (const [what, act] of ENDS) {
  test(`every open question is given up at ${what}`, async (t) => {
    const at = supervisor(t);
    const asker = openAsker(at.near, 2);
    const both = [codeOf(asker.ask({ kind: 'bye' })), codeOf(asker.answerTo(1))];
    await settled();
    await act(at);
    t.same(await Promise.all(both), ['protocol', 'protocol']);
  });
}

interface Round {
  readonly questions: readonly Question[];
  /** What the model was asked. */
  readonly prompts: readonly string[];
  readonly code: string;
}

function answerOf(question: Question, output: string): OrchestratorAnswer {
  switch (question.kind) {
    case 'query':
    case 'spikes':
    case 'write-entry':
    case 'read-entry':
    case 'ask-person':
      return { kind: 'bill-fault', id: 1, detail: 'not here' };
    case 'describe-bill':
      return {
        kind: 'bill',
        id: 1,
        files: [{ name: 'bill.csv', bytes: 1, lines: 7, sha256: '0'.repeat(64), columns: ['Cost', 'Day'] }],
      };
    case 'propose':
      if (question.command.startsWith('refused'))
        return {
          kind: 'refused',
          id: 1,
          refusal: { layer: 4, layerName: 'flags', code: 'unknown-flag', part: 'x', hint: 'there is --limit' },
          ...ACCOUNTS,
        };
      if (question.command.startsWith('skipped'))
        return { kind: 'not-run', id: 1, code: 'skipped', detail: 'nothing was pasted', earlier: null, note: null, ...ACCOUNTS };
      return {
        kind: 'ran',
        id: 1,
        canonical: 'x',
        exit: 3,
        output,
        errors: '',
        cutBytes: 0,
        milliseconds: 1,
        microUsd: 0,
        note: null,
        ...ACCOUNTS,
      };
    case 'note':
      return { kind: 'noted', id: 1 };
    case 'bye':
    case 'hello':
      return { kind: 'goodbye', id: 1 };
  }
}

async function round(script: readonly string[], model?: (prompt: string) => Promise<string>, output = 'out'): Promise<Round> {
  const questions: Question[] = [];
  const prompts: string[] = [];
  const asker = {
    ask: (question: Question) => {
      questions.push(question);
      return Promise.resolve(answerOf(question, output));
    },
    answerTo: () => Promise.reject(new Error('not asked')),
  };
  const askModel: AskModel | undefined = model
    ? (prompt) => {
        prompts.push(prompt);
        return model(prompt);
      }
    : undefined;
  const code = await codeOf(runRound(asker, { ...WELCOME, script: [...script] }, askModel));
  return { questions, prompts, code };
}

const proposed = (command: string) => ({ kind: 'propose', command }) as const;

test('a round looks at the bill, proposes its lines in order, and says goodbye', async (t) => {
  const { questions, code } = await round(['a', 'refused b', 'skipped c', 'a']);
  t.equal(code, 'none');
  t.same(questions, [{ kind: 'describe-bill' }, ...['a', 'refused b', 'skipped c', 'a'].map(proposed), { kind: 'bye' }]);
  t.same((await round([])).questions, [{ kind: 'describe-bill' }, { kind: 'bye' }]);
});

test('a model is asked once, after the lines, with what came of each', async (t) => {
  const output = Array.from({ length: 100 }, (_, line) => `row ${String(line)}`).join('\n');
  const { questions, prompts } = await round(['a', 'refused b', 'skipped c'], () => Promise.resolve(' gcloud x \n'), output);
  t.same(questions.slice(-2), [proposed('gcloud x'), { kind: 'bye' }], 'its line is proposed without the blanks around it');
  t.equal(prompts.length, 1);
  const prompt = prompts[0] ?? '';
  for (const seen of [
    'bill.csv: 7 lines; columns Cost, Day',
    'exit 3',
    'row 39',
    'layer 4: unknown-flag',
    'there is --limit',
    'nothing was pasted',
  ]) {
    t.ok(prompt.includes(seen), seen);
  }
  t.notOk(prompt.includes('row 40'), 'a long output is cut');
});

test('what the model says is handed over as it came, for the gate to judge', async (t) => {
  for (const line of ['a; rm -rf ~', '```\ngcloud x\n```', '\u001b[2J', 'x'.repeat(8_192), '\u{1f600}'.repeat(4_096)]) {
    t.same((await round([], () => Promise.resolve(line))).questions.at(-2), proposed(line));
  }
});

test('a model that has no line costs the round a note and nothing else', async (t) => {
  const answers: readonly (readonly [string, () => Promise<string>])[] = [
    ['nothing', () => Promise.resolve('')],
    ['blanks', () => Promise.resolve(' \r\n\t')],
    ['too much', () => Promise.resolve('x'.repeat(8_193))],
    ['half a character', () => Promise.resolve('gcloud \ud83d x')],
    ['a fault', () => Promise.reject(new Fault('protocol', 'the model gave no answer'))],
  ];
  for (const [what, answer] of answers) {
    const { questions, code } = await round(['a'], answer);
    t.equal(code, 'none', what);
    t.match(questions, [{ kind: 'describe-bill' }, proposed('a'), { kind: 'note', text: /\S/u }, { kind: 'bye' }], what);
  }
  t.equal((await round([], () => Promise.reject(new Error('of ours')))).code, 'bug of ours', 'a bug is no note');
});

test('a round begins with a welcome or not at all', async (t) => {
  const asker = { ask: () => Promise.reject(new Error('asked')), answerTo: () => Promise.reject(new Error('asked')) };
  t.equal(await codeOf(runRound(asker, { kind: 'noted', id: 1 }, undefined)), 'protocol');
});

test('the orchestrator waits to be let in, runs its round and is done; without a model nothing goes to egress', async (t) => {
  const [lane, egress] = [supervisor(t), supervisor(t)];
  const done = codeOf(runOrchestrator(lane.near, egress.near));
  await settled();
  t.same(lane.asked(), [], 'nothing before the welcome');
  await lane.say({ ...WELCOME, script: ['a'] });
  await lane.say({ kind: 'bill-fault', id: 2, detail: 'x' });
  await lane.say({ kind: 'not-run', id: 3, code: 'skipped', detail: 'x', earlier: null, note: null, ...ACCOUNTS });
  await lane.say({ kind: 'goodbye', id: 4 });
  t.equal(await done, 'none');
  t.same(lane.asked(), [
    { kind: 'describe-bill', id: 2 },
    { kind: 'propose', command: 'a', id: 3 },
    { kind: 'bye', id: 4 },
  ]);
  t.same(egress.asked(), []);
});

test('the orchestrator ends with its supervisor', async (t) => {
  const [lane, egress] = [supervisor(t), supervisor(t)];
  const done = codeOf(runOrchestrator(lane.near, egress.near));
  await lane.say(WELCOME);
  lane.far.end();
  t.equal(await done, 'protocol');
});
