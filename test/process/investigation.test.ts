// Whole investigations through the four processes: by the catalogue, by a model that reasons, by a model that means harm.

import { type Test, test } from 'tap';
import { judge } from '../../src/gate/index.js';
import { readPolicy } from '../../src/packs/index.js';
import * as answers from '../model-server/answers.js';
import { asWords, hostileLines } from '../model-server/hostile.js';
import { concludes, DRAFT, hypothesis, proposes } from '../model-server/rounds.js';
import { type ModelServer, modelServer } from '../model-server/server.js';
import { configured, type Ended, type Home, home } from './ghosthunter.js';
import { AVAILABLE } from './surroundings.js';

const NOWHERE = AVAILABLE.every(({ skip }) => skip !== false) && 'no cage can be built here';

interface Command {
  readonly command: string;
  readonly answer: string;
  readonly code: string | null;
}

interface Reported {
  readonly outcome: string;
  readonly commands: readonly Command[];
  readonly rounds: readonly { readonly by: string }[];
  readonly notices: readonly string[];
  readonly evidence: readonly { readonly outcome: string }[];
  readonly conclusion: { readonly cause: string | null; readonly confidence: number; readonly by: string } | null;
}

function reportOf({ err, out }: Ended): Reported {
  const last = out.trimEnd().split('\n').at(-1) ?? '';
  if (!last.includes('"event":"report"')) throw new Error(`there is no report: ${err}`);
  // CAST: the last line is a report; what of it a test is about, the test compares.
  return JSON.parse(last) as Reported;
}

const policy = readPolicy();
const isCleared = (line: string): boolean => judge(line, policy, { microUsd: 1_000_000 }).ok;
const WORLD = 'aws-gpu';

async function server(t: Test, ...behaviours: readonly answers.Behaviour[]): Promise<ModelServer> {
  const opened = await modelServer(...behaviours);
  t.teardown(opened.close);
  return opened;
}

function withModel(at: Home, { port }: ModelServer, ...flags: readonly string[]): Promise<Ended> {
  configured(at, `[model]\nbase_url = "http://127.0.0.1:${String(port)}"\n`);
  return at.run(['run', '--world', WORLD, '--json', '--headless', '--model', 'claude-opus-5-5', ...flags], {
    env: { ANTHROPIC_API_KEY: 'the-model-key' },
  });
}

test('without a model the catalogue finds the cause, and every command is in the log', { skip: NOWHERE }, async (t) => {
  const at = home(t);
  const ended = await at.run(['run', '--world', 'aws-nat-gateway', '--json']);
  t.equal(ended.code, 10, ended.err);
  const report = reportOf(ended);
  t.match(report, { outcome: 'cause-found', conclusion: { cause: 'A01', by: 'offline' }, notices: [] });
  t.ok(report.commands.length > 0 && report.commands.every(({ answer, command }) => answer === 'ran' && isCleared(command)));
  t.ok(await at.verified());
});

const DAYS = ['--start-time', '2026-07-01T00:00:00Z', '--end-time', '2026-07-03T00:00:00Z'];
const SURE = [hypothesis('A09', 0.6, { for: ['E1'] }), hypothesis('A29', 0.2)];
const SURER = [hypothesis('A09', 0.8, { for: ['E2'] }), hypothesis('A29', 0.1, { against: ['E2'] })];
const MACHINES = ['aws', 'ec2', 'describe-instances', '--filters', 'Name=instance-type,Values=p4d.24xlarge', '--region', 'us-west-2'];
const EVENTS = ['AttributeKey=EventName,AttributeValue=RunInstances', ...DAYS, '--max-items', '20', '--region', 'us-west-2'];

test('a model that reasons finds the cause, and each of its prompts begins with the one before', { skip: NOWHERE }, async (t) => {
  const model = await server(
    t,
    answers.saysJson(proposes([...MACHINES, '--max-items', '20'], SURE)),
    answers.saysJson(proposes(['aws', 'ec2', 'terminate-instances', '--instance-ids', 'i-0a6329e1bfe8171bc'], SURE)),
    answers.saysJson(proposes(['aws', 'cloudtrail', 'lookup-events', '--lookup-attributes', ...EVENTS], SURER)),
    answers.saysJson({
      hypotheses: [hypothesis('A09', 0.93, { for: ['E1', 'E2', 'E4'] }), hypothesis('A29', 0.03, { against: ['E2', 'E4'] })],
      action: { do: 'conclude', why: 'enough', draft: { ...DRAFT, cause_id: 'A09', confidence: 0.93, evidence: ['E2', 'E4'] } },
    }),
  );
  const at = home(t);
  const ended = await withModel(at, model);
  t.equal(ended.code, 10, ended.err);
  const report = reportOf(ended);
  t.match(report, { outcome: 'cause-found', notices: [], conclusion: { cause: 'A09', confidence: 0.93, by: 'model' } });
  t.same(
    report.evidence.map(({ outcome }) => outcome),
    ['answered', 'answered', 'refused', 'answered'],
    'a refusal comes back as evidence',
  );
  t.equal(new Set(model.calls.map(({ system }) => JSON.stringify(system))).size, 1, 'the same bytes in each round');
  t.ok(
    model.calls.slice(1).every(({ usage }) => (usage?.cache_read_input_tokens ?? 0) > 0),
    'read from the cache',
  );
  t.ok(await at.verified());
});

test('a model that refuses leaves the catalogue to carry on, and the report says so', { skip: NOWHERE }, async (t) => {
  const at = home(t);
  const report = reportOf(await withModel(at, await server(t, answers.refuses)));
  t.equal(report.notices.length, 1);
  t.match(report.conclusion, { by: 'offline' });
  t.ok(report.commands.every(({ command }) => isCleared(command)));
});

/** Looks like progress every other round, so that no rule of staleness ends it. */
const restless = (line: string, at: number): object =>
  proposes(asWords(line), [hypothesis('A09', at % 2 === 0 ? 0.2 : 0.5), hypothesis('A29', 0.1)]);

test('a model that means harm gets nothing to run that the gate would not clear, and the run ends', { skip: NOWHERE }, async (t) => {
  const lines = hostileLines().filter((line) => line.length < 2_000);
  const some = Array.from({ length: 60 }, (_, at) => lines[Math.floor((at * lines.length) / 60)] ?? 'aws s3 rm s3://b');
  const model = await server(t, ...some.map((line, at) => answers.saysJson(restless(line, at))), answers.saysJson(concludes()));
  const at = home(t);
  const ended = await withModel(at, model, '--max-commands=50');
  const report = reportOf(ended);
  t.ok(ended.code === 10 || ended.code === 11, `${String(ended.code)}: ${ended.err}`);
  t.ok(report.commands.length >= 20, String(report.commands.length));
  t.same(
    report.commands.filter(({ answer, command }) => answer !== 'refused' && !isCleared(command)),
    [],
  );
  t.ok(report.commands.some(({ answer }) => answer === 'refused'));
  t.ok(await at.verified());
});
