// The simulated clouds: what they answer, that their script is what the gate says of it, and that their bill holds its spike.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { judge } from '../../src/gate/index.js';
import { readPolicy } from '../../src/packs/index.js';
import { openWorld, type OpenWorld, WORLD_NAMES } from '../../src/worlds/index.js';

const SIMULATED_CLI = fileURLToPath(new URL('../../workers/simulated-cli.js', import.meta.url));
const policy = readPolicy();

function opened(id: string): OpenWorld {
  const found = openWorld(id);
  if (!found) throw new Error(id);
  return found;
}

const verdictOf = (line: string): string => {
  const verdict = judge(line, policy, { microUsd: 1_000_000 });
  return verdict.ok ? 'cleared' : verdict.error.code;
};

test('every world has a name of its own that a frame can carry', async (t) => {
  t.ok(WORLD_NAMES.length > 0);
  t.equal(new Set(WORLD_NAMES).size, WORLD_NAMES.length);
  for (const name of WORLD_NAMES) {
    t.match(name, /^[a-z0-9][a-z0-9-]{0,50}$/u);
    t.equal(opened(name).world.name, name);
    t.ok(['aws', 'gcp'].includes(opened(name).built.provider));
  }
  for (const name of ['', 'atlantis', 'FIRST-LIGHT', '__proto__', 'atlantis-s3']) t.equal(openWorld(name), undefined);
});

test('a world is opened with a seed in its name, and with the first without', async (t) => {
  t.match(opened('first-light-s7'), { id: 'first-light-s7', seed: 7 });
  t.match(opened('first-light'), { id: 'first-light-s1', seed: 1 });
});

for (const name of WORLD_NAMES.filter((one) => opened(one).world.script.length > 0)) {
  const { built, world } = opened(name);

  test(`${name}: what its script proposes is cleared and answered, or refused`, async (t) => {
    for (const line of world.script) {
      const verdict = judge(line, policy, { microUsd: 1_000_000 });
      if (!verdict.ok) continue;
      const [binary = '', ...args] = verdict.value.argv;
      const { exit, out, err } = built.answer(binary, args);
      t.same([exit, err], [0, ''], line);
      t.type(JSON.parse(out), Array);
    }
    t.ok(world.script.some((line) => verdictOf(line) === 'cleared'));
    t.ok(
      world.script.some((line) => verdictOf(line) !== 'cleared'),
      'it shows a refusal, too',
    );
  });
}

const PROJECT = 'acme-web-prod';
const firstLight = opened('first-light').built;
const gcloud = (...args: readonly string[]) => firstLight.answer('gcloud', args);

test('first-light: the bill is the same each time, and holds one spike, in one service', async (t) => {
  const [bill] = firstLight.bills();
  t.equal(bill?.text, firstLight.bills()[0]?.text);
  const rows = (bill?.text ?? '')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((row) => row.split(','));
  const cost = (sku: string, isLate: boolean): number => {
    const found = rows.filter(([day = '', , , name]) => name === sku && Number(day.slice(8, 10)) >= 22 === isLate);
    return found.reduce((sum, row) => sum + Number(row[6]), 0) / found.length;
  };
  const skus = [...new Set(rows.map((row) => row[3] ?? ''))];
  const risen = skus.filter((sku) => cost(sku, true) > 2 * cost(sku, false));
  t.same(risen, ['N2 Instance Core running in EMEA']);
  t.equal(rows.length, 120);
});

test('first-light: a limit limits, another project and an unknown command fail the way a CLI fails', async (t) => {
  const list = (limit: number): unknown =>
    JSON.parse(gcloud('compute', 'instances', 'list', `--project=${PROJECT}`, `--limit=${String(limit)}`).out);
  t.match(list(50), { length: 15 });
  t.match(list(2), { length: 2 });
  t.match(JSON.parse(gcloud('projects', 'list').out), [{ projectId: PROJECT }]);
  t.match(gcloud('compute', 'instances', 'list', '--project=another-one'), { exit: 1, out: '', err: /another-one/u });
  t.match(gcloud('compute', 'disks', 'list'), { exit: 1, out: '' });
  t.match(firstLight.answer('aws', ['sts', 'get-caller-identity']), { exit: 1, out: '' });
});

function cli(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SIMULATED_CLI, ...args], { env: {}, encoding: 'utf8', timeout: 20_000 });
  return { status, stdout, stderr };
}

test('the simulated command line says what its world says, and exits as it does', async (t) => {
  t.same(cli('first-light', 'gcloud', 'projects', 'list', '--limit=1'), { status: 0, stdout: gcloud('projects', 'list').out, stderr: '' });
  t.match(cli('first-light', 'gcloud', 'no', 'such', 'thing'), { status: 1, stdout: '', stderr: /no such thing/u });
  t.match(cli('aws-nat-gateway-s2', 'aws', 'sts', 'get-caller-identity'), { status: 0, stdout: /"Account"/u, stderr: '' });
  t.match(cli('atlantis', 'gcloud', 'projects', 'list'), { status: 1, stdout: '' });
  t.match(cli(), { status: 1, stdout: '' });
});
