// Every command of the catalogue against the real gate: reads pass it, what a person would run to mend something does not.

import { test } from 'tap';
import { AWS_CAUSES, AWS_PROBES } from '../../../src/causes/aws/index.js';
import { judge } from '../../../src/gate/index.js';
import { readPolicy } from '../../../src/packs/index.js';
import { fc, runs } from '../../random.js';
import { CASES, type Place } from './cases.js';
import { NAMES } from './cloud.js';
import { knownAt } from './play.js';

const policy = readPolicy();
const microUsd = 1_000_000;

const verdictOf = (line: string): string => {
  const verdict = judge(line, policy, { microUsd });
  return verdict.ok ? 'cleared' : `${verdict.error.layerName}: ${verdict.error.code}`;
};

const EVERY_LINE: readonly Place[] = CASES.flatMap(({ lines }) => lines);

test('every read of the catalogue passes the gate as it is built', async (t) => {
  const built = new Set<string>();
  const commands = new Map<string, string>();
  for (const place of EVERY_LINE) {
    const known = knownAt(place, NAMES);
    for (const probe of AWS_PROBES) {
      const command = probe.command(known);
      if (command === undefined) continue;
      built.add(probe.name);
      commands.set(command, probe.operation);
    }
  }
  for (const [command, operation] of commands) {
    t.equal(verdictOf(command), 'cleared', command);
    t.ok(command.startsWith(`${operation} `) || command === operation, command);
  }
  const never = AWS_PROBES.filter(({ name }) => !built.has(name)).map(({ name }) => name);
  t.same(never, ['cost-drivers'], 'which needs a month that is over');
  const overMonth = { ...knownAt(['AmazonEC2', 'BoxUsage:m5.large']), startDay: '2026-10-05' };
  t.equal(verdictOf(AWS_PROBES.find(({ name }) => name === 'cost-drivers')?.command(overMonth) ?? ''), 'cleared');
});

test('a read asks nothing where a name that it needs is not known, and asks for every name that it says it needs', async (t) => {
  const known = knownAt(['AmazonEC2', 'USE1-NatGateway-Bytes', 'us-east-1']);
  for (const probe of AWS_PROBES) {
    t.same([...new Set(probe.needs)], probe.needs);
    if (probe.needs.length > 0) t.equal(probe.command({ ...known, names: new Map() }), undefined, probe.name);
    for (const kind of [...probe.needs, ...probe.learns]) t.match(kind, /^[a-z0-9][a-z0-9-]{0,63}$/u);
    t.match(probe.name, /^[a-z0-9][a-z0-9-]{0,63}$/u);
    t.ok(probe.asks.length > 0 && probe.asks.length <= 600 && probe.outcomes.length >= 2 && probe.seconds > 0);
    for (const { given, means, name, otherwise } of probe.outcomes) {
      t.match(name, /^[a-z0-9][a-z0-9-]{0,63}$/u);
      t.ok(means.length > 0 && means.length <= 400);
      for (const odds of [...Object.values(given), otherwise])
        t.ok(odds !== undefined && odds > 0 && odds <= 0.99, `${probe.name} ${name}`);
    }
  }
  t.equal(new Set(AWS_PROBES.map(({ name }) => name)).size, AWS_PROBES.length);
});

test('the odds of a read sum to about one for every cause', async (t) => {
  for (const probe of AWS_PROBES) {
    const causes = [...new Set(probe.outcomes.flatMap(({ given }) => Object.keys(given)))];
    for (const id of causes) {
      const sum = probe.outcomes.reduce(
        (total, { given, otherwise }) => total + (Object.entries(given).find(([one]) => one === id)?.[1] ?? otherwise),
        0,
      );
      t.ok(sum > 0.6 && sum < 1.65, `${probe.name} ${id}: ${String(sum)}`);
    }
    const open = probe.outcomes.reduce((total, { otherwise }) => total + otherwise, 0);
    t.ok(open > 0.85 && open < 1.15, `${probe.name}: ${String(open)}`);
  }
});

test('paid reads of Cost Explorer say what they cost', async (t) => {
  for (const probe of AWS_PROBES) if (probe.operation.startsWith('aws ce ')) t.equal(probe.microUsd, 10_000, probe.name);
});

test('every cause can be read about: at least two reads tell it from others', async (t) => {
  for (const { id } of AWS_CAUSES) {
    const telling = AWS_PROBES.filter(({ outcomes }) =>
      outcomes.some(({ given, otherwise }) => {
        const own = given[id];
        return own !== undefined && own >= 1.5 * otherwise;
      }),
    );
    t.ok(telling.length >= 2, `${id}: ${String(telling.length)}`);
  }
});

test('what verifies a fix passes the gate, and a fix itself does not', async (t) => {
  for (const cause of AWS_CAUSES) {
    for (const place of EVERY_LINE.slice(0, 12)) {
      for (const names of [NAMES, {}]) {
        const known = knownAt(place, names);
        const fixes = cause.fixes(known);
        t.ok(fixes.length > 0 && fixes.length <= 12, cause.id);
        for (const { command, verify, what } of fixes) {
          t.ok(what.length > 0 && what.length <= 600);
          if (command !== null) t.not(verdictOf(command), 'cleared', command);
          if (verify !== null) t.equal(verdictOf(verify), 'cleared', verify);
        }
        t.ok(cause.statement(known).length <= 3_000);
        t.match(cause.statement(known), known.startDay);
      }
    }
  }
  t.ok(
    AWS_CAUSES.every((cause) => cause.fixes(knownAt(['AmazonEC2', ''])).some(({ verify }) => verify !== null)),
    'each can be verified',
  );
});

test('where a stranger is suspected, the first thing to do is to shut him out', async (t) => {
  const fixes =
    AWS_CAUSES.find(({ id }) => id === 'A29')?.fixes(knownAt(['AmazonEC2', 'BoxUsage:p4d.24xlarge'], { 'access-key': ['AKIAEXAMPLE'] })) ??
    [];
  t.equal(fixes[0]?.urgency, 'now');
  t.match(fixes[0]?.command, /update-access-key .*AKIAEXAMPLE.*Inactive/u);
});

test('a name from an answer cannot become anything but a value in a line', async () => {
  const hostile = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'x; rm -rf /',
      '$(id)',
      '--endpoint-url=http://x',
      'a b',
      'file:///etc/passwd',
      "a' --profile=x '",
      '`id`',
      'a\nb',
      '-x',
      '@f',
      'a,Values=b',
      'http://x',
    ),
  );
  fc.assert(
    fc.property(fc.constantFrom(...AWS_PROBES), hostile, hostile, (probe, name, region) => {
      const kinds = Object.fromEntries([...probe.needs, 'network-balancer', 'instance-type'].map((kind) => [kind, [name, name, name]]));
      const known = knownAt(['AmazonEC2', 'USE1-NatGateway-Bytes', region], kinds);
      const command = probe.command(known);
      if (command === undefined) return true;
      const verdict = judge(command, policy, { microUsd });
      // Cleared, or refused for the form of a value: never another operation, never another option.
      return verdict.ok ? command.startsWith(probe.operation) && !/endpoint-url|profile/u.test(command) : verdict.error.layer >= 5;
    }),
    runs(400),
  );
});
