// Whole investigations with a planted orchestrator: spikes first, what is written down, how it ends, and how a run that was killed goes on.

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { configured, type Ended, type Home, home } from '../process/ghosthunter.js';
import { AVAILABLE, fakeTools, type Tools } from '../process/surroundings.js';
import { sampleOf } from '../random.js';
import { billOf, conclusion, evidence, OPENED, planted, round, runPlanted } from './planted.js';

const SKIP = AVAILABLE.every(({ skip }) => skip !== false) && 'no cage can be built here';

interface Shown {
  readonly event: string;
  readonly [key: string]: unknown;
}

const shown = ({ out }: Ended): readonly Shown[] =>
  out
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    // CAST: only named fields are compared.
    .map((line) => JSON.parse(line) as Shown);
const names = (ended: Ended): readonly string[] => shown(ended).map(({ event }) => event);
const folderIn = (at: Home): string => {
  const folder = join(at.state, 'investigations');
  return join(folder, readdirSync(folder).sort().at(-1) ?? '');
};
const js = (value: unknown): string => JSON.stringify(value);

const WHOLE = `
await write(${js(OPENED)});
await write(${js(round(1))});
await write(${js(evidence('E1'))});
await write(${js(conclusion({ evidence: ['E1'] }))});
`;

test('an investigation: spikes before anything else, then what is written, then the report', { skip: SKIP }, async (t) => {
  const at = home(t);
  const bill = at.write('bill.csv', billOf('AWS', 'AmazonEC2'));
  const ended = await runPlanted(at, planted(at, 'whole', `console.log(JSON.stringify(welcome));${WHOLE}`), { files: [bill] });
  t.equal(ended.code, 10, ended.err);
  t.same(names(ended), ['opened', 'spikes', 'started', 'round', 'evidence', 'conclusion', 'ended', 'report']);
  const [opened, spikes, started] = shown(ended);
  t.match(opened, { schema_version: 1, mode: 'paranoid', reasoner: { by: 'offline' }, resumed: null });
  t.match(spikes, {
    currency: 'USD',
    rank: 1,
    provider: 'aws',
    canRun: false,
    answer: { reports: [{ spikes: [{ severity: 'critical' }] }] },
  });
  t.match(started, { run: opened?.['run'], provider: 'aws', mode: 'paranoid' });
  const report = shown(ended).at(-1);
  t.match(report, {
    outcome: 'cause-found',
    spike: { severity: 'critical', key: { service: 'AmazonEC2' }, currency: 'USD' },
    conclusion: { cause: 'A01' },
    evidence: [{ evidence: 'E1' }],
    spent: { commands: 0, microUsd: 0 },
    tier: String(started?.['tier']),
    auditHead: String(started?.['auditHead']),
  });
  const folder = folderIn(at);
  t.same(readdirSync(folder).sort(), ['ledger.ndjson', 'report.html', 'report.json', 'report.md', 'run.json', 'seen.ndjson', 'spent']);
  t.equal(statSync(folder).mode & 0o777, 0o700);
  for (const name of readdirSync(folder)) t.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
  t.match(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')), {
    schema_version: 2,
    run: opened?.['run'],
    outcome: 'cause-found',
  });
  t.match(readFileSync(join(folder, 'report.md'), 'utf8'), /aws ec2 create-vpc-endpoint/u);
  t.ok(await at.verified());
});

test('a run that is killed right after its conclusion has the report that it would have had', { skip: SKIP }, async (t) => {
  const at = home(t);
  const bill = at.write('bill.csv', billOf('AWS', 'AmazonEC2'));
  const acts = `await propose('aws frobnicate');${WHOLE}await pause(20_000);`;
  const killed = await runPlanted(
    at,
    planted(at, 'slow', acts),
    { files: [bill] },
    {
      watch: (out, kill) => {
        if (out.includes('"event":"conclusion"')) kill();
      },
    },
  );
  t.equal(killed.signal, 'SIGKILL');
  const folder = folderIn(at);
  t.notOk(readdirSync(folder).includes('report.json'), 'control');
  const told = await at.run(['report', 'last', '--json']);
  t.match(told, { code: 0, err: /ended before it wrote its report/u });
  const report: unknown = JSON.parse(told.out);
  t.match(report, {
    outcome: 'cause-found',
    ending: { outcome: 'interrupted' },
    spike: { severity: 'critical', key: { service: 'AmazonEC2' } },
    evidence: [{ evidence: 'E1' }],
    commands: [{ command: 'aws frobnicate', answer: 'refused', layer: 3 }],
    files: [{ name: 'bill.csv' }],
  });
  t.same(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')), report);
  t.match((await at.run(['history'])).out, /cause found/u);
  t.equal((await at.run(['run', '--resume', 'last'])).code, 2, 'it is over');
});

const ENDS = [
  ['nothing found', WHOLE.replace('"cause-found"', '"nothing-found"'), 0],
  ['inconclusive', WHOLE.replace('"cause-found"', '"inconclusive"'), 11],
  ['no conclusion', `await write(${js(OPENED)});`, 1],
] as const;

for (const [what, acts, code] of ENDS) {
  test(`an investigation that ends with ${what} has the exit code ${String(code)}`, { skip: SKIP }, async (t) => {
    const at = home(t);
    const bill = at.write('bill.csv', billOf('AWS', 'AmazonEC2'));
    const ended = await runPlanted(at, planted(at, 'ends', acts), { files: [bill] });
    t.equal(ended.code, code, ended.err);
    t.equal(shown(ended).at(-1)?.event, 'report');
  });
}

test('what the welcome says: the provider of the spike, who can run and ask, the budget of the flags', { skip: SKIP }, async (t) => {
  const at = home(t);
  const tell = planted(at, 'tell', `await write({ entry: 'notice', text: JSON.stringify(welcome) });${WHOLE}`);
  const told = async (provider: string, service: string, flags = {}): Promise<unknown> => {
    const ended = await runPlanted(at, tell, { files: [at.write('bill.csv', billOf(provider, service))], ...flags });
    t.equal(ended.code, 1, 'opened is not the first entry'); // the notice came before it
    const text = shown(ended).find(({ event }) => event === 'notice')?.['text'];
    return JSON.parse(typeof text === 'string' ? text : 'null');
  };
  t.match(await told('AWS', 'AmazonEC2'), {
    provider: 'aws',
    mode: 'paranoid',
    canRun: false,
    canAsk: false,
    script: [],
    entries: 0,
    spike: null,
  });
  t.match(await told('Google Cloud', 'Compute Engine'), { provider: 'gcp', mode: 'paranoid' });
  t.match(await told('Microsoft', 'Virtual Machines', { active: true, yes: true }), { mode: 'paranoid', canRun: false });
  t.match(await told('AWS', 'AmazonEC2', { active: true, yes: true, maxCommands: '3', budgetUsd: '0.5', maxMinutes: '2' }), {
    mode: 'active',
    canRun: true,
    budget: { commands: 3, microUsd: 500_000, milliseconds: 120_000 },
  });
  t.match(await told('AWS', 'AmazonEC2', { answers: at.write('answers', 'x\n') }), { mode: 'paranoid', canRun: true });
});

test('no spikes: the run goes on; a spike that is not there, or a bill that is none, ends it', { skip: SKIP }, async (t) => {
  const at = home(t);
  const program = planted(at, 'whole', WHOLE.replace('"cause-found"', '"nothing-found"'));
  const flat = await runPlanted(at, program, { files: [at.write('flat.csv', billOf('AWS', 'AmazonEC2', 0))] });
  t.equal(flat.code, 0, flat.err);
  t.match(
    shown(flat).find(({ event }) => event === 'spikes'),
    { rank: null, provider: 'aws' },
  );
  t.match(shown(flat).at(-1), { spike: null });
  const bill = at.write('bill.csv', billOf('AWS', 'AmazonEC2'));
  t.equal((await runPlanted(at, program, { files: [bill], spike: '9' })).code, 2);
  t.equal((await runPlanted(at, program, { files: [at.write('none.csv', 'a,b\n1,2\n')] })).code, 2);
});

test("the orchestrator's own question about spikes has the same answer", { skip: SKIP }, async (t) => {
  const at = home(t);
  const acts = `
const { id: _, ...found } = await ask({ kind: 'spikes', since: null, top: 10, currency: null });
for (let at = 0; at < 6; at += 1) await ask({ kind: 'spikes', since: null, top: 10, currency: null });
await ask({ kind: 'note', text: JSON.stringify(found.reports[0].spikes[0].key) + found.reports[0].unexpected });
${WHOLE}`;
  const ended = await runPlanted(at, planted(at, 'asks', acts), { files: [at.write('bill.csv', billOf('AWS', 'AmazonEC2'))] });
  t.equal(ended.code, 10, ended.err);
  // CAST: a frame of the protocol, written by us.
  const { answer } = shown(ended).find(({ event }) => event === 'spikes') as unknown as {
    readonly answer: { readonly reports: readonly { readonly spikes: readonly { readonly key: object }[]; readonly unexpected: string }[] };
  };
  const [report] = answer.reports;
  t.equal(shown(ended).find(({ event }) => event === 'note')?.['text'], `${js(report?.spikes[0]?.key)}${String(report?.unexpected)}`);
});

const HOSTILE = [
  ['a conclusion from evidence that is not there', `await write(${js(conclusion({ evidence: ['E7'] }))});`],
  [
    'evidence that is ruled out by nothing',
    `await write(${js(conclusion({ ruledOut: [{ cause: 'A02', title: 't', why: 'w', evidence: ['E1'] }] }))});`,
  ],
  ['the same evidence twice', `await write(${js(evidence('E1'))});await write(${js(evidence('E1'))});`],
  ['a round that was there', `await write(${js(round(2))});await write(${js(round(2))});`],
  ['an entry after the conclusion', `await write(${js(conclusion())});await write(${js(round(1))});`],
  ['an entry nobody knows', `await write({ entry: 'secret', text: 'x' });`],
  ['one key too many', `await write({ ...${js(round(1))}, approved: true });`],
  ['entries without end', `for (let n = 0; n < 1001; n += 1) await write({ entry: 'notice', text: 'x' });`],
  ['questions without end', `for (let n = 0; n < 21; n += 1) await ask({ kind: 'ask-person', question: 'x' });`],
] as const;

// Each is a whole run; every second has each kind: what is not there, twice, too late, in no schema, without end.
for (const [what, acts] of sampleOf(HOSTILE, 2)) {
  test(`the orchestrator is cut off for ${what}`, { skip: SKIP }, async (t) => {
    const at = home(t);
    const ended = await runPlanted(at, planted(at, 'hostile', acts), { files: [at.write('bill.csv', billOf('AWS', 'AmazonEC2'))] });
    t.equal(ended.code, 1, ended.err);
    t.match(
      shown(ended).find(({ event }) => event === 'ended'),
      { outcome: 'failed', detail: /orchestrator broke the protocol/u },
    );
    t.ok(await at.verified());
  });
}

const LINES = [1, 2, 3].map((limit) => `gcloud projects list --limit=${String(limit)}`);

/** Proposes each line once and writes evidence of it; what entries are there is not done again. It says what it got. */
const STEPS = `
const entries = [];
for (let n = 0; n < welcome.entries; n += 1) entries.push((await ask({ kind: 'read-entry', index: n })).entry);
const done = new Set(entries.filter((one) => one.entry === 'evidence').map((one) => one.asked));
if (entries.length === 0) await write(${js(OPENED)});
let number = entries.filter((one) => one.entry === 'evidence').length;
for (const command of ${js(LINES)}) {
  if (done.has(command)) continue;
  const answer = await propose(command);
  await ask({ kind: 'note', text: 'got ' + command.slice(-1) + ' ' + answer.kind + ' ' + (answer.code ?? '') });
  await pause(300);
  number += 1;
  const outcome = answer.kind === 'ran' ? 'answered' : answer.code === 'repeated' ? 'lost' : 'not-run';
  await write({ ...${js(evidence('E0'))}, evidence: 'E' + number, asked: command, outcome });
  await pause(300);
}
await write(${js(conclusion())});
`;

interface Killed {
  readonly at: Home;
  readonly tools: Tools;
  readonly program: string;
  readonly bill: string;
}

const ACTIVE = { active: true, yes: true, provider: 'gcp', maxCommands: '3' } as const;

async function killed(t: Test, when: (out: string, tools: Tools) => boolean, also = ''): Promise<Killed> {
  const at = home(t);
  const tools = await fakeTools(t, at, ['gcloud'], also);
  configured(at, `[cli]\ndirectories = [${js(tools.directory)}]`);
  const bill = at.write('bill.csv', billOf('Google Cloud', 'Compute Engine'));
  const program = planted(at, 'steps', STEPS);
  let waiting: NodeJS.Timeout | undefined;
  const first = await runPlanted(
    at,
    program,
    { files: [bill], ...ACTIVE },
    {
      watch: (out, kill) => {
        clearInterval(waiting);
        waiting = setInterval(() => {
          if (when(out, tools)) kill();
        }, 10);
      },
    },
  );
  clearInterval(waiting);
  t.equal(first.signal, 'SIGKILL', 'it was killed in the middle');
  return { at, tools, program, bill };
}

const limits = (tools: Tools): readonly (string | undefined)[] =>
  tools.told().map(({ argv }) => argv.find((word) => word.startsWith('--limit=')));

/** The tool waits on its second start, so that the run can be killed while it runs. */
const SECOND_WAITS = `if (process.argv.includes('--limit=2')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5000);`;

const MOMENTS = [
  ['while a command runs', (_: string, tools: Tools) => tools.told().length === 2, SECOND_WAITS, true],
  ['when its answer was heard and not written down', (out: string) => out.includes('got 2 ran'), '', true],
  ['when what it said was written down', (out: string) => out.includes('"evidence":"E2"'), '', false],
] as const;

for (const [what, when, also, isLost] of MOMENTS) {
  test(`killed ${what}, a run goes on: no command starts twice, and the budget is what was left`, { skip: SKIP }, async (t) => {
    const { at, tools, program } = await killed(t, when, also);
    const folder = folderIn(at);
    const ended = await runPlanted(at, program, { resume: '20' });
    t.equal(ended.code, 10, ended.err);
    t.same(limits(tools), ['--limit=1', '--limit=2', '--limit=3'], 'each once');
    t.match(shown(ended)[0], { event: 'opened', resumed: { isTorn: false }, run: folder.split('/').at(-1) });
    const lost = shown(ended).filter(({ event, text }) => event === 'note' && String(text).includes('repeated'));
    t.equal(lost.length, isLost ? 1 : 0);
    const answers = shown(ended).flatMap(({ answer, event }) => (event === 'answered' ? [answer] : []));
    t.match(answers.at(-1), { kind: 'ran', spent: { commands: 3 }, left: { commands: 0 } });
    t.match(shown(ended).at(-1), { event: 'report', outcome: 'cause-found', spent: { commands: 3 } });
    t.ok(at.audit().some((entry) => entry.event === 'record' && entry.name === 'resumed'));
    t.ok(await at.verified());
    const over = await runPlanted(at, program, { resume: folder.split('/').at(-1) ?? '' });
    t.equal(over.code, 2, 'a run that has ended is not gone on with');
    t.match(over.err, /report\.md/u);
  });
}

test('a hostile orchestrator repeats nothing that the killed run began, and gets no second budget', { skip: SKIP }, async (t) => {
  const { at, tools } = await killed(t, (out) => out.includes('got 2 ran'));
  const again = planted(
    at,
    'again',
    `for (const command of [...${js(LINES)}, ...${js(LINES)}, 'gcloud projects list --limit=4']) await propose(command);${WHOLE}`,
  );
  // Its ledger begins with entries of the killed run, so a second `opened` is refused: the run fails, after what it tried.
  const ended = await runPlanted(at, again, { resume: '20' });
  t.equal(ended.code, 1, ended.err);
  t.same(limits(tools), ['--limit=1', '--limit=2', '--limit=3']);
  const codes = shown(ended).flatMap(({ answer, event }) => (event === 'answered' ? [answer] : []));
  t.match(codes, [
    { kind: 'not-run', code: 'repeated', earlier: null },
    { kind: 'not-run', code: 'repeated', earlier: null },
    { kind: 'ran', left: { commands: 0 } },
    { code: 'repeated' },
    { code: 'repeated' },
    { code: 'repeated', earlier: { id: 4 } },
    { kind: 'not-run', code: 'commands-spent' },
  ]);
  t.ok(await at.verified());
});

test('a last line that was cut short is left out and said; a ledger, a bill or a log that was changed is no ground to go on', {
  skip: SKIP,
}, async (t) => {
  const { at, program, bill } = await killed(t, (out) => out.includes('"evidence":"E1"'));
  const ledger = join(folderIn(at), 'ledger.ndjson');
  const whole = readFileSync(ledger, 'utf8');
  const content = readFileSync(bill, 'utf8');
  writeFileSync(ledger, whole.replace('"entry":"evidence"', '"entry":"other"'));
  t.equal((await runPlanted(at, program, { resume: '20' })).code, 2, 'a changed ledger');
  writeFileSync(ledger, `${whole}{"entry":"notice","te`);
  writeFileSync(bill, content.replace('Storage', 'storage'));
  t.equal((await runPlanted(at, program, { resume: '20' })).code, 2, 'a changed bill');
  writeFileSync(bill, content);
  for (const flags of [{ active: true }, { files: [bill] }, { provider: 'aws' }, { spike: '1' }])
    t.equal((await runPlanted(at, program, { resume: '20', ...flags })).code, 2, js(flags));
  t.match(await runPlanted(at, program, { resume: 'nothing' }), { code: 2, err: /one of: 20/u });
  const ended = await runPlanted(at, program, { resume: '20' });
  t.equal(ended.code, 10, ended.err);
  t.match(shown(ended)[0], { resumed: { isTorn: true, entries: 2 } });
});
