// The causes of Google Cloud: that each shows on the lines on which it stands, that every read passes the gate, that readers read what
// the CLIs print, and that the reads of a cause lead to it and those of a rival do not.

import { test } from 'tap';
import { type Belief, choices, type Known, knownFrom, learn, prior, type Probe, updated } from '../../src/causes/index.js';
import { GCP_CAUSES, GCP_PROBES } from '../../src/causes/gcp/index.js';
import { judge } from '../../src/gate/index.js';
import { readPolicy } from '../../src/packs/index.js';
import { fc, runs } from '../random.js';
import { type Case, CASES, LOAD_TEST, seenOf } from './gcp-cases.js';
import { PROJECT, type Sample, SAMPLES, START } from './gcp-samples.js';

const policy = readPolicy();
const verdictOf = (line: string): string => {
  const verdict = judge(line, policy, { microUsd: 1_000_000 });
  return verdict.ok ? 'cleared' : verdict.error.code;
};

const PLAIN_NAMES = [...new Set(GCP_PROBES.flatMap(({ needs, learns }) => [...needs, ...learns]))];
const LEARNED: Known = learn(knownFrom(seenOf({ service: 'Compute Engine', usageType: 'x' }), '2026-09-30'), [
  ...PLAIN_NAMES.map((name) => ({ name, values: [`a-${name}`.slice(0, 40).toLowerCase()] })),
  { name: 'dataflow-region', values: ['us-central1'] },
  { name: 'run-region', values: ['us-central1'] },
  { name: 'subnet-region', values: ['us-central1'] },
  { name: 'address-region', values: ['us-central1'] },
  { name: 'cluster-location', values: ['us-central1-a'] },
  { name: 'dataflow-job', values: ['2026-09-22_02_11_05-1234567890'] },
  { name: 'endpoint', values: ['4411223344'] },
  { name: 'zone', values: ['us-central1-a'] },
  { name: 'service-account', values: [`ci@${PROJECT}.iam.gserviceaccount.com`] },
  { name: 'stranger', values: [`ci@${PROJECT}.iam.gserviceaccount.com`] },
  { name: 'dataset', values: ['events'] },
]);
const BARE: Known = { startDay: START, firstDay: '2026-09-01', lastDay: '2026-09-30', today: '2026-09-30', names: new Map() };

test('there are 25 causes, each with an id and a title of its own', async (t) => {
  t.same(
    GCP_CAUSES.map(({ id }) => id).toSorted(),
    Array.from({ length: 25 }, (_, at) => `G${String(at + 1).padStart(2, '0')}`),
  );
  t.equal(new Set(GCP_CAUSES.map(({ title }) => title)).size, 25);
  t.equal(new Set(GCP_PROBES.map(({ name }) => name)).size, GCP_PROBES.length);
  t.same(new Set(CASES.map(({ cause }) => cause)), new Set(GCP_CAUSES.map(({ id }) => id)));
  for (const cause of GCP_CAUSES) t.ok(cause.weight > 0 && cause.refute !== '', cause.id);
});

for (const { bills, cause } of CASES) {
  test(`${cause}: each spelling of its line has it among the first three`, async (t) => {
    t.ok(bills.length >= 2);
    for (const bill of bills) {
      const ranked = [...prior(GCP_CAUSES, seenOf(bill))].filter(([id]) => id !== 'other').toSorted(([, one], [, other]) => other - one);
      t.ok(
        ranked.slice(0, 3).some(([id]) => id === cause),
        `${bill.service} ${bill.usageType}: ${JSON.stringify(ranked.slice(0, 4))}`,
      );
    }
  });
}

test('a service that no cause knows stays open', async (t) => {
  for (const service of ['Cloud Translation', 'Maps API', 'Firebase Hosting'])
    t.ok((prior(GCP_CAUSES, seenOf({ service, usageType: 'Characters translated' })).get('other') ?? 0) > 0.6, service);
});

test('every read passes the gate, with names known and without', async (t) => {
  for (const { command, name, needs } of GCP_PROBES) {
    for (const known of needs.length > 0 ? [LEARNED] : [LEARNED, BARE]) {
      const line = command(known);
      if (line === undefined) {
        t.equal(known, BARE, `${name} has a command where it knows a project and a region`);
        continue;
      }
      t.equal(verdictOf(line), 'cleared', `${name}: ${line}`);
    }
  }
});

test('the operation of each read is the beginning of its command', async (t) => {
  for (const { command, name, operation } of GCP_PROBES) t.ok(command(LEARNED)?.startsWith(`${operation} `), name);
});

test('a hostile name that was learned never comes into a command', async (t) => {
  const hostile = ['x; rm -rf /', '$(id)', '--impersonate-service-account=a@b', 'a b', "'"];
  const known = learn(
    BARE,
    [...PLAIN_NAMES, 'region', 'zone', 'project'].map((name) => ({ name, values: hostile })),
  );
  for (const { command, name } of GCP_PROBES) {
    const line = command(known);
    if (line === undefined) continue;
    t.ok(
      hostile.every((text) => text === "'" || !line.includes(text)),
      `${name}: ${line}`,
    );
    t.equal(verdictOf(line), 'cleared', `${name}: ${line}`);
  }
});

test('what a person may run is no read, and what verifies it is one', async (t) => {
  for (const { fixes, id, isCompromise, statement } of GCP_CAUSES) {
    for (const known of [LEARNED, BARE]) {
      t.ok(fixes(known).length > 0, id);
      if (isCompromise === true) t.equal(fixes(known)[0]?.urgency, 'now', `${id} contains first`);
      for (const { command, verify } of fixes(known)) {
        if (command !== null) t.not(verdictOf(command), 'cleared', `${id}: ${command}`);
        if (verify !== null) t.equal(verdictOf(verify), 'cleared', `${id}: ${verify}`);
      }
      const text = statement(known);
      t.ok(text.includes(START) || id === 'G25', id);
      t.notMatch(text, /undefined|null|\s{2}/u, `${id}: ${text}`);
      t.ok(text.length < 600, id);
    }
  }
});

test('the chances of each read are chances: each row adds up to one', async (t) => {
  for (const { name, outcomes } of GCP_PROBES) {
    t.equal(new Set(outcomes.map((one) => one.name)).size, outcomes.length, name);
    t.ok(outcomes.length >= 2, name);
    const ids = GCP_CAUSES.map(({ id }) => id).filter((id) => outcomes.some(({ given }) => given[id] !== undefined));
    t.ok(ids.length > 0, name);
    const rowsOf = [...ids.map((id) => outcomes.map(({ given }) => given[id] ?? NaN)), outcomes.map(({ otherwise }) => otherwise)];
    for (const row of rowsOf) {
      t.ok(Math.abs(row.reduce((total, one) => total + one, 0) - 1) < 1e-9, `${name}: ${row.join(' ')}`);
      t.ok(
        row.every((one) => one >= 0.02 && one <= 0.98),
        `${name}: ${row.join(' ')}`,
      );
    }
  }
});

test('each cause has two reads or more that tell it apart', async (t) => {
  for (const { id } of GCP_CAUSES) {
    const telling = GCP_PROBES.filter(({ outcomes }) => outcomes.some(({ given, otherwise }) => (given[id] ?? 0) >= 3 * otherwise));
    t.ok(telling.length >= 2 || id === 'G25', `${id}: ${telling.map(({ name }) => name).join(' ')}`);
  }
});

const commandOf = (probe: Probe): string => probe.command(LEARNED) ?? '';

function readOf(probe: Probe, json: unknown, known: Known = LEARNED) {
  return probe.read({ text: JSON.stringify(json), json: JSON.parse(JSON.stringify(json)), command: commandOf(probe) }, known);
}

for (const probe of GCP_PROBES) {
  test(`${probe.name}: reads what tells something and what does not`, async (t) => {
    const pair = SAMPLES[probe.name];
    if (pair === undefined) throw new Error(`no sample for ${probe.name}`);
    for (const { json, outcome } of [pair.telling, pair.quiet]) {
      const reading = readOf(probe, json, { ...BARE, names: new Map([['region', ['us-central1']]]) });
      t.equal(reading?.outcome, outcome);
      t.ok((reading?.findings.length ?? 0) > 0, 'it says what it found');
      for (const { text } of reading?.findings ?? []) t.notMatch(text, /undefined|NaN|\[object/u, text);
      for (const { name } of reading?.learned ?? []) t.match(name, /^[a-z0-9][a-z0-9-]{0,63}$/u);
    }
  });

  test(`${probe.name}: the telling answer speaks for a cause, more than the quiet one`, async (t) => {
    const { quiet, telling } = SAMPLES[probe.name] ?? { quiet: undefined, telling: undefined };
    const ratio = (name: string | undefined): number => {
      const one = probe.outcomes.find((outcome) => outcome.name === name);
      return one === undefined ? NaN : Math.max(...Object.values(one.given).map((given) => (given ?? 0) / one.otherwise));
    };
    t.ok(probe.name === 'bq-datasets' || ratio(telling?.outcome) > ratio(quiet?.outcome), probe.name);
  });

  test(`${probe.name}: reads nothing out of garbage`, async (t) => {
    const names = new Set(probe.outcomes.map(({ name }) => name));
    for (const json of [{}, '', 'text', 7, null, true, undefined, [1, 2], ['… 3 more'], [{}], [[]], { error: { code: 403 } }]) {
      const reading = probe.read({ text: '', json, command: commandOf(probe) }, BARE);
      t.equal(reading, undefined, JSON.stringify(json));
    }
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const reading = probe.read({ text: '', json, command: commandOf(probe) }, BARE);
        return reading === undefined || names.has(reading.outcome);
      }),
      runs(40),
    );
  });
}

/** A value with something in it left out, cut, or of another type. */
function damaged(json: unknown, at: number): unknown {
  let left = at;
  const walk = (value: unknown): unknown => {
    left -= 1;
    if (left === 0) return [null, 'x… 40 more characters', 3, {}, []][at % 5];
    if (Array.isArray(value)) return left % 7 === 3 ? [...value.slice(0, 1).map(walk), '… 9 more'] : value.map(walk);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner)]));
    return value;
  };
  return walk(json);
}

test('a damaged answer is read as one of the outcomes, or not at all, and never throws', async (t) => {
  fc.assert(
    fc.property(fc.constantFrom(...GCP_PROBES), fc.boolean(), fc.integer({ min: 1, max: 200 }), (probe, isTelling, at) => {
      const pair = SAMPLES[probe.name];
      const json = damaged(JSON.parse(JSON.stringify((isTelling ? pair?.telling : pair?.quiet)?.json ?? null)), at);
      const reading = probe.read({ text: '', json, command: commandOf(probe) }, BARE);
      const fits = (reading?.findings ?? []).every((one) => one.text.length <= 400 && one.at.length <= 200 && one.text !== '');
      return fits && (reading === undefined || probe.outcomes.some(({ name }) => name === reading.outcome));
    }),
    runs(3_000),
  );
  t.pass('none did');
});

test('another command with the same words is not taken for ours', async (t) => {
  for (const probe of GCP_PROBES.filter(({ operation }) => ['gcloud logging read', 'bq query', 'bq ls'].includes(operation))) {
    if (probe.name === 'bq-datasets') continue;
    const json = SAMPLES[probe.name]?.telling.json;
    const command = probe.operation === 'bq ls' ? 'bq ls --projects' : `${probe.operation} 'x'`;
    t.equal(probe.read({ text: '', json, command }, BARE), undefined, probe.name);
  }
});

const COMPROMISES = new Set(GCP_CAUSES.filter(({ isCompromise }) => isCompromise === true).map(({ id }) => id));
const MOST_COMMANDS = 6;
const ENOUGH = 0.88;

/** Plays a case as the offline reasoner does: the read that is expected to tell most, until one cause is likely enough. */
function play({ answers, bill }: { readonly answers: Case['answers']; readonly bill: Case['bills'][number] }) {
  const seen = seenOf(bill);
  let belief: Belief = prior(GCP_CAUSES, seen);
  let known = knownFrom(seen, '2026-09-30');
  const asked = new Set<string>();
  const spent = new Set<string>();
  const steps: string[] = [];
  const top = () => [...belief].toSorted(([, one], [, other]) => other - one)[0] ?? ['other', 0];
  const first = top()[1];
  while (steps.length < MOST_COMMANDS) {
    const [choice] = choices({ belief, known, probes: GCP_PROBES, compromises: COMPROMISES, asked, spent });
    if (choice === undefined || (steps.length >= 2 && top()[1] >= ENOUGH + 0.08)) break;
    const { command, probe } = choice;
    const answer = answers[probe.name];
    const pair = SAMPLES[probe.name];
    const sample: Sample | undefined = answer === 'telling' ? pair?.telling : (answer ?? pair?.quiet);
    const json: unknown = JSON.parse(JSON.stringify(sample?.json ?? null));
    const reading = probe.read({ text: '', json, command }, known);
    asked.add(command);
    spent.add(probe.name);
    if (reading === undefined) throw new Error(`${probe.name} read nothing`);
    steps.push(`${probe.name}=${reading.outcome}`);
    belief = updated(belief, probe, reading.outcome);
    known = learn(known, reading.learned);
  }
  return { belief, first, known, steps, top: top() };
}

const shown = ({ first, steps, top: [cause, chance] }: ReturnType<typeof play>): string =>
  `${cause} ${chance.toFixed(3)} (at first ${first.toFixed(2)}) after ${String(steps.length)}: ${steps.join(', ')}`;

for (const one of [...CASES, LOAD_TEST]) {
  const [bill] = one.bills;
  if (bill === undefined) continue;
  test(`${one.cause}: its reads lead to it${one === LOAD_TEST ? ', also for the machines of a load test' : ''}`, async (t) => {
    const played = play({ answers: one.answers, bill });
    t.comment(shown(played));
    t.equal(played.top[0], one.cause, shown(played));
    t.ok(played.top[1] >= 0.85, shown(played));
  });

  if (one.rival !== undefined) {
    const { rival } = one;
    test(`${one.cause}: where ${rival.cause} is behind the same line, the reads do not lead here`, async (t) => {
      const played = play({ answers: rival.answers, bill: { ...bill, isPrice: false } });
      t.comment(shown(played));
      t.equal(played.top[0], rival.cause, shown(played));
      t.ok((played.belief.get(one.cause) ?? 0) < 0.5, shown(played));
    });
  }
}

test('where the reads say nothing, no cause is believed in', async (t) => {
  for (const { bills, cause } of CASES) {
    const [bill] = bills;
    if (bill === undefined) continue;
    const played = play({ answers: {}, bill });
    t.comment(`${cause}: ${shown(played)}`);
    t.ok(played.top[0] === 'other' || played.top[1] < 0.6, `${cause}: ${shown(played)}`);
  }
});

test('the statement of the load test names machines, day and person', async (t) => {
  const [bill] = LOAD_TEST.bills;
  if (bill === undefined) throw new Error('no bill');
  const { known } = play({ answers: LOAD_TEST.answers, bill });
  const text = GCP_CAUSES.find(({ id }) => id === 'G19')?.statement(known) ?? '';
  for (const word of ['loadtest-', START, 'dana@acme.example', 'n2-standard-16']) t.ok(text.includes(word), `${word} in: ${text}`);
});

test('where nobody said where, an empty list of a guessed place shows nothing, and the log may tell the place', async (t) => {
  const nowhere: Known = { ...BARE, names: new Map([['project', [PROJECT]]]) };
  const named = (name: string): Probe => {
    const probe = GCP_PROBES.find((one) => one.name === name);
    if (probe === undefined) throw new Error(name);
    return probe;
  };
  const reservations = named('bq-reservations');
  const empty = { text: '[]', json: [], command: reservations.command(nowhere) ?? '' };
  t.equal(reservations.read(empty, nowhere), undefined);
  t.equal(reservations.read(empty, learn(nowhere, [{ name: 'region', values: ['us'] }]))?.outcome, 'none');
  t.equal(named('gcp-endpoints').command(nowhere), undefined);
  const log = named('gcp-who-deployed');
  const json = SAMPLES['gcp-who-deployed']?.telling.json;
  const reading = log.read({ text: '', json, command: log.command(nowhere) ?? '' }, nowhere);
  const told = learn(nowhere, reading?.learned ?? []);
  t.match(named('gcp-endpoints').command(told), /--region=us-central1 /u);
});
