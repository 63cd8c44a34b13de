// `commands.only` in the answers of validate and policy: they are about what is left, and say so.

import { test, type Test } from 'tap';
import { judgeBlock } from '../../src/inspect/judge-thread.js';
import { judgeLines } from '../../src/inspect/judge-lines.js';
import { openJudging, planOf } from '../../src/inspect/judging.js';
import { policyCommand, type PolicyQuestion } from '../../src/inspect/policy-command.js';
import { validateCommand } from '../../src/inspect/validate-command.js';
import type { Screen } from '../../src/terminal/index.js';
import { fc, runs } from '../random.js';
import { policiesFolder } from './folder.js';

const PARTS = ['aws', 'aws ec2', 'aws sqs', 'gcloud', 'gcloud projects', 'gcloud compute', 'bq', 'bq show'] as const;

interface Said {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

function openSaid(): { readonly screen: Screen; readonly out: string[]; readonly err: string[] } {
  const [out, err]: [string[], string[]] = [[], []];
  return { out, err, screen: { out: (line) => out.push(line), err: (line) => err.push(line), input: process.stdin, columns: undefined } };
}

interface Asking {
  readonly policies: string;
  readonly only?: readonly string[];
  readonly json?: boolean;
}

function ask(question: PolicyQuestion, words: string, asking: Asking): Said {
  const { err, out, screen } = openSaid();
  return { code: policyCommand(question, words === '' ? [] : words.split(' '), asking, screen), out, err };
}

async function validate(line: string, asking: Asking): Promise<Said> {
  const { err, out, screen } = openSaid();
  return { code: await validateCommand(line, asking, false, screen), out, err };
}

function dataOf(question: PolicyQuestion, words: string, asking: Asking): unknown {
  return JSON.parse(ask(question, words, { ...asking, json: true }).out.join(''));
}

const isLeft = (operation: string, only: readonly string[]): boolean =>
  only.some((part) => operation === part || operation.startsWith(`${part} `));

function allListed(t: Test): { readonly policies: string; readonly all: readonly string[] } {
  const policies = policiesFolder(t);
  const all = ask('list', '', { policies }).out;
  t.ok(all.length > 10);
  return { policies, all };
}

test('what is listed is what is left, whatever is left, and each of the others is said to be left out', async (t) => {
  const { all, policies } = allListed(t);
  // Of one that has tracks only, a line without a track is unknown.
  const allowed = all.filter((operation) => ask('why', operation, { policies, json: true }).out.join('').includes('"allowed"'));
  t.ok(allowed.length > 10);
  fc.assert(
    fc.property(fc.uniqueArray(fc.constantFrom(...PARTS)), (only) => {
      const left = all.filter((operation) => isLeft(operation, only));
      const listed = ask('list', '', { policies, only }).out;
      if (left.length > 0) t.same([...listed].sort(), [...left].sort());
      for (const operation of allowed) {
        const why = dataOf('why', operation, { policies, only });
        t.match(why, { only, status: isLeft(operation, only) ? 'allowed' : 'left-out' }, operation);
      }
    }),
    runs(40),
  );
});

test('what is left out is shown as such, and what is denied or unknown stays so', async (t) => {
  const policies = policiesFolder(t);
  const narrowed = { policies, only: ['aws ce', 'bq show'] };
  t.match(dataOf('show', 'aws ec2 describe-volumes', narrowed), { status: 'left-out', path: ['ec2', 'describe-volumes'] });
  t.equal(ask('show', 'aws ec2 describe-volumes', narrowed).code, 1);
  t.equal(ask('show', 'aws ec2 describe-volumes', { policies }).code, 0, 'control: all of it');
  t.equal(ask('show', 'bq show', narrowed).code, 0, 'control: what is left');
  t.match(dataOf('why', 'aws ec2 terminate-instances', narrowed), { status: 'denied', reason: 'mutate' });
  t.match(dataOf('why', 'aws ec2 frobnicate', narrowed), { status: 'unknown' });
  t.same(ask('list', 'bq', narrowed).out, ['bq show'], 'of a pack that lists all of its program');
  t.equal(ask('list', 'aws ec2', narrowed).code, 1);
});

test('what is left out is counted as such, and nothing is lost', async (t) => {
  const policies = policiesFolder(t);
  t.match(dataOf('stats', '', { policies, only: ['aws ec2', 'bq show', 'gcloud'] }), {
    programs: [
      { binary: 'gcloud', known: 8, allowed: 6, denied: 2 },
      { binary: 'bq', known: 4, allowed: 1, denied: 3, reasons: { 'left-out': 1 } },
      { binary: 'gsutil', known: 0 },
      { binary: 'aws', known: 8, allowed: 2, denied: 6, reasons: { mutate: 3, credential: 1, 'left-out': 2 } },
      { binary: 'kubectl', known: 0 },
      { binary: 'az', known: 0 },
    ],
  });
});

test('a judgement is about what is left: one line, as JSON, many lines and in a thread', async (t) => {
  const policies = policiesFolder(t);
  const narrowed = { policies, only: ['aws', 'gcloud compute'] };
  const line = 'gcloud projects list --limit=5';
  t.equal((await validate(line, { policies })).code, 0, 'control: all of it');
  t.equal((await validate(line, { policies, only: ['gcloud projects'] })).code, 0, 'control: what is left');
  t.equal((await validate(line, narrowed)).code, 3);
  t.equal((await validate(line, { policies, only: [] })).code, 3, 'nothing is left');
  const { out } = await validate(line, { ...narrowed, json: true });
  t.match(JSON.parse(out.join('')), { decision: 'reject', layer: 3, code: 'unknown-subcommand', argv: [], only: narrowed.only });

  const plan = planOf(policies, 1_000_000, narrowed.only);
  const block = { bytes: Buffer.from(`${JSON.stringify({ id: 1, command: line })}\n`), isAfterCut: false };
  const answers = Buffer.from(judgeLines(block, openJudging(plan))).toString('utf8');
  t.match(JSON.parse(answers), { id: 1, decision: 'reject', layer: 3 });
  const done = judgeBlock({ plan, block });
  t.equal(done.kind === 'answers' && Buffer.from(done.bytes).toString('utf8'), answers);
});

test('a person is told that something is left out, beside the answer; a program finds it in the answer', async (t) => {
  const policies = policiesFolder(t);
  const only = ['bq show'];
  const lines = [ask('list', 'bq', { policies, only }), await validate('bq show a-b-123:set.table', { policies, only })];
  for (const { err } of lines) {
    t.equal(err.length, 1);
    t.match(err[0], /bq show/u);
  }
  for (const { err } of [ask('list', 'bq', { policies }), await validate('bq show a-b-123:set.table', { policies })]) t.same(err, []);
  t.same(ask('list', 'bq', { policies, only, json: true }).err, []);
  t.match(dataOf('list', 'bq', { policies, only }), { only });
  const whole = dataOf('list', 'bq', { policies });
  t.ok(typeof whole === 'object' && whole !== null && !('only' in whole));
});

test('where a part does not exist nothing is answered, as no run would begin', async (t) => {
  const policies = policiesFolder(t);
  const only = ['aws ec2', 'aws ec3'];
  t.throws(() => ask('list', '', { policies, only }), { code: 'config' });
  t.throws(() => ask('why', 'aws ec2 describe-volumes', { policies, only }), { code: 'config' });
  t.throws(() => ask('stats', '', { policies, only }), { code: 'config' });
  await t.rejects(validate('aws ec2 describe-volumes', { policies, only }), { code: 'config' });
  t.match(dataOf('verify', '', { policies, only }), { sound: false, complaints: [/aws ec3/u] });
  t.match(dataOf('verify', '', { policies, only: ['aws ec2'] }), { sound: true }, 'control');
});
