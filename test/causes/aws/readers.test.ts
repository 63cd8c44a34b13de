// Each reader on what the CLI prints when it is the cause, when nothing happened, and when the output is nothing that it knows.

import { test } from 'tap';
import { compared } from '../../../src/causes/aws/metric.js';
import { eventsIn, findingOf } from '../../../src/causes/aws/trail.js';
import { AWS_PROBES } from '../../../src/causes/aws/index.js';
import type { Probe } from '../../../src/causes/index.js';
import { fc, runs } from '../../random.js';
import { CASES, RIVALS } from './cases.js';
import { event, happened, machine, machines, measured, NAMES, START, THEN } from './cloud.js';
import { answerTo, knownAt, output, probeNamed } from './play.js';

/** Where a read makes sense: the first line of the catalogue's cases for which it has a command. */
function ready(probe: Probe): { readonly command: string; readonly known: ReturnType<typeof knownAt> } {
  for (const { lines } of CASES) {
    for (const place of lines) {
      const known = knownAt(place, NAMES);
      const command = probe.command(known);
      if (command !== undefined) return { command, known };
    }
  }
  return { command: probe.operation, known: knownAt(['AmazonEC2', ''], NAMES) };
}

/** What each case says of a read, by name: the outcome that its cause makes likely. */
const SAID = [...CASES, ...RIVALS].flatMap(({ answers, cause, startDay = START }) =>
  Object.entries(answers).map(([name, raw]) => [name, cause, raw, startDay] as const),
);

test('what a cause makes the account say is read as an outcome that speaks for it, or at least not against', async (t) => {
  for (const [name, cause, raw, startDay] of SAID) {
    const probe = probeNamed(name);
    const { command, known } = ready(probe);
    const reading = probe.read(output(raw, command), { ...known, startDay });
    const outcome = probe.outcomes.find((one) => one.name === reading?.outcome);
    t.ok(outcome, `${name} of ${cause}: ${String(reading?.outcome)}`);
    const own = Object.entries(outcome?.given ?? {}).find(([id]) => id === cause)?.[1] ?? outcome?.otherwise ?? 0;
    t.ok(own >= 0.9 * (outcome?.otherwise ?? 1) || name === 'waf-requests', `${name} of ${cause}: ${String(reading?.outcome)}`);
  }
});

test('the quiet account is read by every reader, and never as something that happened then', async (t) => {
  const then =
    /then$|^rose$|^(?:no-gateway-endpoint|nat-without-endpoint|cross-zone-on|idle-addresses|loose-volumes|piling-up|verbose|many-custom|stranger|crash-loop|churns|at-its-most|less-covered|coverage-fell|one-off-rows|all-continuous|records-data|few-read-most|bots-everywhere|kept-warm|loops-allowed|key-per-object|one-caller|past-standard-support|extended-version)$/u;
  const allowed = new Set(['not-then', 'nobody-then', 'none-since-then']);
  for (const probe of AWS_PROBES) {
    const { command, known } = ready(probe);
    const reading = probe.read(output(answerTo(probe, command, {}), command), known);
    t.ok(reading, `${probe.name} reads the quiet account`);
    const name = reading?.outcome ?? '';
    t.ok(
      probe.outcomes.some((one) => one.name === name),
      `${probe.name}: ${name}`,
    );
    t.ok(!then.test(name) || allowed.has(name) || probe.name === 'machine-load', `${probe.name}: ${name}`);
  }
});

test('every outcome of a list, a metric and a trail is one that its probe knows, with findings that fit in the ledger', async (t) => {
  for (const [name, , raw] of SAID) {
    const probe = probeNamed(name);
    const { command, known } = ready(probe);
    const reading = probe.read(output(raw, command), known);
    for (const { at, text } of reading?.findings ?? []) t.ok(text.length > 0 && text.length <= 400 && at.length <= 200, text);
    for (const { name: kind, values } of reading?.learned ?? []) {
      t.match(kind, /^[a-z0-9][a-z0-9-]{0,63}$/u);
      t.ok(values.length > 0 && values.length <= 50 && values.every((value) => value.length > 0 && value.length <= 300), kind);
    }
    t.ok((reading?.findings.length ?? 0) <= 24);
  }
});

const EMPTY_MEANS_NONE = new Set([
  'bucket-versioning',
  'unfinished-uploads',
  'bucket-request-metrics',
  'bucket-notifications',
  'distributions',
]);

test('what is no answer is read as none', async (t) => {
  const broken = [
    '',
    '{"NatGateways": [{"NatGa',
    'Unable to locate credentials',
    'null',
    '[]',
    '{}',
    '0',
    '"x"',
    '{"Datapoints": {}}',
    '{"Events": "none"}',
  ];
  for (const probe of AWS_PROBES) {
    const { command, known } = ready(probe);
    for (const text of broken) {
      const reading = probe.read({ text, json: parsed(text), command }, known);
      const isEmpty = text === '' || text === '{}';
      if (reading !== undefined) t.ok(isEmpty && EMPTY_MEANS_NONE.has(probe.name), `${probe.name} on ${text}: ${reading.outcome}`);
    }
  }
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An output as it may be after the digest, or as a hostile cloud may write it: parts of it are something else. */
function spoiled(json: unknown, at: number, by: unknown): unknown {
  let left = at;
  const walk = (value: unknown): unknown => {
    left -= 1;
    if (left === 0) return by;
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner)]));
    return value;
  };
  return walk(json);
}

test('no output makes a reader throw, or say what its probe does not know', async () => {
  const anything = fc.oneof(
    fc.anything(),
    fc.constantFrom(null, [], {}, '… 12 more', -1, 'x'.repeat(5_000), [null], [[]], { '…': '3 more members' }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...AWS_PROBES), fc.constantFrom(...SAID), fc.nat(60), anything, (probe, [name, , own], at, by) => {
      const { command, known } = ready(probe);
      const raw = name === probe.name ? own : answerTo(probe, command, {});
      const json = typeof raw === 'string' ? by : spoiled(raw, at, by);
      const reading = probe.read({ text: String(raw), json, command }, known);
      if (reading === undefined) return true;
      const fits = reading.findings.every((one) => one.text.length <= 400 && one.text.isWellFormed() && one.at.length <= 200);
      return (
        fits &&
        probe.outcomes.some((one) => one.name === reading.outcome) &&
        reading.learned.every(({ values }) => values.every((value) => value.length <= 300))
      );
    }),
    runs(1_500),
  );
});

test('a list that was shortened is read by what is left of it', async (t) => {
  const probe = probeNamed('loose-volumes');
  const { command, known } = ready(probe);
  const volume = { VolumeId: 'vol-1', Size: 100, VolumeType: 'gp3', State: 'available', CreateTime: THEN };
  const reading = probe.read(output({ Volumes: [volume, '… 41 more'] }, command), known);
  t.equal(reading?.outcome, 'loose-volumes');
  t.match(reading?.findings[0]?.text, /^42 volumes/u);
});

test('a metric rose or it did not: by ordinary days before and the highest since', async (t) => {
  const times = (before: number, since: number): number | undefined => compared(measured('x', before, since), 'Sum', START)?.times;
  t.equal(times(0, 5), Infinity);
  t.equal(times(0, 0), 1);
  t.ok((times(10, 100) ?? 0) > 9);
  t.ok((times(10, 10) ?? 9) < 1.3);
  t.ok((times(10, 5) ?? 9) < 1);
  const point = (day: string, Sum: number) => ({ Timestamp: `${day}T00:00:00Z`, Sum });
  const burst = [
    ...['28', '29', '30', '31'].map((day) => point(`2026-10-${day}`, 10)),
    point(START, 90),
    point('2026-11-04', 95),
    point('2026-11-05', 10),
  ];
  t.ok((compared({ Datapoints: burst }, 'Sum', START)?.times ?? 0) > 8, 'a burst that is over');
  const noisy = [point('2026-10-28', 10), point('2026-10-29', 80), point('2026-10-30', 12), point(START, 60), point('2026-11-04', 11)];
  t.ok((compared({ Datapoints: noisy }, 'Sum', START)?.times ?? 9) <= 1, 'a day as high was there before');
  t.equal(compared({ Datapoints: [] }, 'Sum', START), undefined);
  t.equal(compared({ Datapoints: [point('2026-10-28', 10)] }, 'Sum', START), undefined);
});

test('an answer about another metric, or another event, is not read', async (t) => {
  const tokens = probeNamed('model-tokens');
  const { command, known } = ready(tokens);
  t.equal(tokens.read(output(measured('InputTokenCount', 1, 9), command), known)?.outcome, 'rose');
  t.equal(tokens.read(output(measured('Invocations', 1, 9), command), known), undefined);
  t.equal(
    tokens.read(output(measured('InputTokenCount', 1, 9), 'aws cloudwatch get-metric-statistics --metric-name=Errors'), known),
    undefined,
  );
  const made = probeNamed('endpoint-made');
  const asked = ready(made);
  t.equal(made.read(output(happened(event('CreateEndpoint')), asked.command), asked.known)?.outcome, 'done-then');
  t.equal(made.read(output(happened(event('DeleteEndpoint')), asked.command), asked.known)?.outcome, 'not-then');
  t.equal(
    made.read(output(happened(event('CreateEndpoint', { at: '2026-09-01T00:00:00+00:00' })), asked.command), asked.known)?.outcome,
    'not-then',
  );
  t.equal(made.read(output(happened(event('CreateEndpoint')), 'aws cloudtrail lookup-events'), asked.known), undefined);
});

test('an event is told with its time, its actor, and where he came from, also where its detail was cut', async (t) => {
  const whole = eventsIn(happened(event('RunInstances', { user: 'bob', from: '198.51.100.9' })))[0];
  t.match(whole && findingOf(whole).text, /^RunInstances at 2026-11-03T02:41:07Z by bob from 198\.51\.100\.9$/u);
  const cut = eventsIn({
    Events: [
      { EventName: 'RunInstances', EventTime: 1_793_673_667, Username: 'bob', CloudTrailEvent: '{"eventVersion":"1.… 900 more characters' },
    ],
  })[0];
  t.match(cut, { name: 'RunInstances', who: 'bob', day: '2026-11-03', detail: undefined });
  t.match(cut && findingOf(cut).text, /^RunInstances at 2026-11-03 by bob$/u);
});

test('machines are told apart by who started them: one, a group, a stranger', async (t) => {
  const probe = probeNamed('machines');
  const { command, known } = ready(probe);
  const read = (...all: readonly unknown[]): string | undefined => probe.read(output(machines(...all), command), known)?.outcome;
  t.equal(read(machine('i-1', 'p4d.24xlarge', THEN)), 'big-since-then');
  t.equal(read(machine('i-1', 'm5.large', THEN, 'web'), machine('i-2', 'm5.large', THEN, 'web')), 'fleet-since-then');
  t.equal(read(...[1, 2, 3, 4, 5].map((n) => machine(`i-${String(n)}`, 'c5.24xlarge', THEN))), 'many-since-then');
  t.equal(read(machine('i-1', 'p4d.24xlarge', '2026-01-01T00:00:00Z')), 'none-since-then');
  t.equal(read(), 'no-machine');
});
