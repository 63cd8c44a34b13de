// One dollar in whole runs: the cloud pays in the executor, models pay in egress, and what one has spent the other has not.

import { test } from 'tap';
import { configured, type Ended, type Home, home } from './ghosthunter.js';
import { AVAILABLE, fakeModel, fakeTools } from './surroundings.js';

const NOWHERE = AVAILABLE.every(({ skip }) => skip !== false) && 'no cage can be built here';
const BILL = 'ChargePeriodStart,ServiceName,BilledCost\n2026-09-01T00:00:00Z,Compute Engine,1.5\n';
const MODEL = 'claude-opus-5-5';
/** 10 tokens in at 4 micro-dollars, 5 out at 20. */
const MODEL_COSTS = 140;
const CALL_COSTS = 10_000;
const call = (day: number): string =>
  `aws ce get-cost-and-usage --time-period Start=2026-03-0${String(day)},End=2026-04-01 --granularity DAILY --metrics UnblendedCost`;

const events = ({ out }: Ended): readonly Readonly<Record<string, unknown>>[] =>
  out
    .trimEnd()
    .split('\n')
    // CAST: only named fields are compared.
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const answers = (ended: Ended): readonly unknown[] => events(ended).flatMap(({ answer, event }) => (event === 'answered' ? [answer] : []));

interface Spent {
  readonly ended: Ended;
  readonly asked: number;
  readonly started: number;
}

/** Two paid calls, then one line of the model; `usd` and `commands` are the budget. */
async function spending(at: Home, t: Parameters<typeof fakeModel>[0], budget: string, lines: readonly string[]): Promise<Spent> {
  const tools = await fakeTools(t, at, ['aws']);
  const model = await fakeModel(t, 'aws sts get-caller-identity');
  configured(
    at,
    `[model]\nname = "${MODEL}"\nbase_url = "${model.url}"\nmax_tokens = 100\n[budget]\n${budget}\n[cli]\ndirectories = ["${tools.directory}"]`,
  );
  const script = at.write('script.txt', `${lines.join('\n')}\n`);
  const ended = await at.run(['run', at.write('bill.csv', BILL), '--active', '--yes', '--provider', 'aws', '--script', script, '--json'], {
    env: { ANTHROPIC_API_KEY: 'the-model-key', AWS_ACCESS_KEY_ID: 'AKIAPLANTEDPLANTED00', AWS_SECRET_ACCESS_KEY: 'planted' },
  });
  return { ended, asked: model.asked.length, started: tools.told().length };
}

test('cloud and model are paid from one budget, and each answer says what is spent and left', { skip: NOWHERE }, async (t) => {
  const at = home(t);
  const { ended, asked, started } = await spending(at, t, 'usd = 0.5', [call(1), call(2)]);
  t.equal(ended.code, 0, ended.err);
  t.same([asked, started], [1, 3]);
  const left = (spent: number): object => ({ spent: { microUsd: spent }, left: { microUsd: 500_000 - spent } });
  t.match(answers(ended).slice(0, 2), [
    { kind: 'ran', microUsd: CALL_COSTS, ...left(CALL_COSTS) },
    { kind: 'ran', microUsd: CALL_COSTS, ...left(2 * CALL_COSTS) },
  ]);
  t.match(answers(ended)[2], { kind: 'ran', microUsd: 0 });
  t.match(
    at.audit().find(({ event }) => event === 'model-spent'),
    { model: MODEL, microUsd: MODEL_COSTS, totalMicroUsd: MODEL_COSTS },
  );
  t.match(at.audit().at(-1), { event: 'stop', commands: 3, microUsd: 2 * CALL_COSTS + MODEL_COSTS });
  t.ok(await at.verified());
});

test('what the cloud has been paid no model can spend, and the run ends as out of budget', { skip: NOWHERE }, async (t) => {
  const at = home(t);
  const { ended, asked, started } = await spending(at, t, 'usd = 0.02', [call(1), call(2), call(3)]);
  t.match(answers(ended), [
    { kind: 'ran' },
    { kind: 'ran', left: { microUsd: 0 } },
    { kind: 'refused', refusal: { layer: 7, code: 'over-budget' } },
  ]);
  t.same([asked, started], [0, 2], 'the model was never asked');
  t.match(
    events(ended).find(({ event }) => event === 'denied'),
    { code: 'money-spent' },
  );
  t.match(events(ended).at(-1), { event: 'ended', outcome: 'out-of-budget', detail: 'money-spent' });
  t.equal(ended.code, 5);
});

test('a run that asked for more commands than it had ends as out of budget', { skip: NOWHERE }, async (t) => {
  const at = home(t);
  const { ended, started } = await spending(at, t, 'commands = 1', ['aws sts get-caller-identity', 'aws s3api list-buckets']);
  t.match(answers(ended).slice(0, 2), [
    { kind: 'ran', left: { commands: 0 } },
    { kind: 'not-run', code: 'commands-spent' },
  ]);
  t.equal(started, 1);
  t.equal(ended.code, 5);
});
