// Items and manifests: what is taken, what is refused, and by which line and field it is named.

import { test } from 'tap';
import { economyConcurrency } from '../../src/batch/economy.js';
import { type Item, itemId, itemName, parseItem } from '../../src/batch/item.js';
import { parseManifest } from '../../src/batch/manifest.js';
import { checkFlags, parseAmounts } from '../../src/batch/plan.js';
import { itemEnvironment, runArguments } from '../../src/batch/run-arguments.js';
import { fc, runs } from '../random.js';

const sound: Item = { files: ['bill.csv'], project: 'shop-prod' };

test('an item that says something unknown, impossible or contradictory is refused by that field', (t) => {
  const cases: readonly (readonly [raw: unknown, field: string])[] = [
    [{ ...sound, budget: 1 }, 'budget'],
    [{ ...sound, budget_usd: 0 }, 'budget_usd'],
    [{ ...sound, budget_usd: '1' }, 'budget_usd'],
    [{ ...sound, spike: 0.5 }, 'spike'],
    [{ ...sound, provider: 'oracle' }, 'provider'],
    [{ ...sound, profile: 'a' }, 'project'],
    [{ ...sound, provider: 'aws' }, 'project'],
    [{ files: ['a'], profile: 'a', provider: 'gcp' }, 'profile'],
    [{ ...sound, world: 'aws-kms' }, 'world'],
    [{ ...sound, seed: 1 }, 'seed'],
    [{ world: 'aws-kms', active: true }, 'active'],
    [{ ...sound, offline: true, model: 'm' }, 'offline'],
    [{ project: 'shop-prod' }, 'files'],
    [{ files: [] }, 'files'],
    [{ files: ['--active'] }, 'files'],
    [{ ...sound, model: '--show-prompts' }, 'model'],
    [{ ...sound, profile: 'a\0b' }, 'profile'],
    [{ source: 'athena' }, 'source'],
    [{ source: 'bigquery:' }, 'source'],
    [{ source: 'bigquery:a.b.c` WHERE 1=1' }, 'source'],
    [{ source: 'cost-explorer', files: ['a'] }, 'files'],
    [{ source: 'cost-explorer', world: 'aws-kms' }, 'world'],
    [{ source: 'cost-explorer', active: false }, 'active'],
    [{ source: 'cost-explorer', days: 3 }, 'days'],
    [{ source: 'cost-explorer', project: 'p' }, 'project'],
    [{ source: 'cost-explorer', provider: 'gcp' }, 'source'],
    [{ source: 'bigquery:acme.d.t', profile: 'p' }, 'profile'],
    [{ ...sound, days: 30 }, 'days'],
    ['bill.csv', ''],
    [[sound], ''],
    [null, ''],
  ];
  for (const [raw, field] of cases) {
    const parsed = parseItem(raw);
    t.match(parsed, { ok: false, error: { field } }, JSON.stringify(raw));
  }
  t.strictSame(parseItem(sound), { ok: true, value: sound }, 'control');
  t.strictSame(parseItem({ files: 'bill.csv', project: 'shop-prod' }), { ok: true, value: sound }, 'a single file may stand alone');
  t.end();
});

test('the same item has the same id in whatever order it is written, and another bill makes another item', (t) => {
  const other: Item = { project: 'shop-prod', files: ['bill.csv'] };
  t.equal(itemId(sound), itemId(other));
  t.not(itemId(sound), itemId({ ...sound, budget_usd: 2 }));
  t.not(itemId(sound, 'one bill'), itemId(sound, 'another'));
  t.equal(itemName(sound), 'shop-prod');
  t.equal(itemName({ ...sound, name: 'the shop' }), 'the shop');
  t.end();
});

const JSONL = `{"files":["a.csv"],"project":"one"}

{"project":"one","files":["a.csv"]}
{"files":["b.csv"],"projct":"two"}
{"files":["b.csv"],
{"files":["c.csv"],"files":["d.csv"]}
`;

test('every fault of a manifest is said at once, with its line and its field', (t) => {
  const { faults, items, repeats } = parseManifest(JSONL, 'jsonl');
  t.strictSame(
    items.map(({ line }) => line),
    [1],
  );
  t.strictSame(repeats, [{ line: 3, of: 1 }]);
  t.strictSame(
    faults.map(({ field, line }) => [line, field]),
    [
      [4, 'projct'],
      [5, ''],
      [6, ''],
    ],
  );
  t.end();
});

test('a table of CSV means the same as lines of JSON', (t) => {
  const csv = '\uFEFFname,files,project,active,budget_usd,seed\nshop,"a.csv; b.csv",p-1,yes,0.5,\n"x, y",c.csv,,no,,\n';
  const { faults, items } = parseManifest(csv, 'csv');
  t.strictSame(faults, []);
  t.strictSame(items, [
    { line: 2, item: { name: 'shop', files: ['a.csv', 'b.csv'], project: 'p-1', active: true, budget_usd: 0.5 } },
    { line: 3, item: { name: 'x, y', files: ['c.csv'], active: false } },
  ]);
  const wrong: readonly (readonly [csv: string, line: number, field: string])[] = [
    ['files,projct\na,b\n', 1, 'projct'],
    ['files,files\na,b\n', 1, 'files'],
    ['files,budget_usd\na,much\n', 2, 'budget_usd'],
    ['files\na\nb,c\n', 3, ''],
    ['files\na\n"b\n', 1, ''],
  ];
  for (const [text, line, field] of wrong) {
    const [fault] = parseManifest(text, 'csv').faults;
    t.equal(fault?.field, field, text);
    if (field !== '' || line === 3) t.equal(fault?.line, line, text);
  }
  t.end();
});

const TOML = `[defaults]
active = true

[[item]]
project = "one"
files = "a.csv"

[[item]]
project = "two"
files = ["b.csv"]
spike = 0
`;

test('TOML items have what their defaults say, and a fault names the line of its field', (t) => {
  const { faults, items } = parseManifest(TOML, 'toml');
  t.strictSame(items, [{ line: 4, item: { active: true, project: 'one', files: ['a.csv'] } }]);
  t.match(faults, [{ line: 11, field: 'spike' }]);
  t.match(parseManifest('[[items]]\nfiles = "a"\n', 'toml').faults, [{ field: 'items' }]);
  t.match(parseManifest('[[item]]\nfiles = a\n', 'toml').faults, [{ line: 2 }]);
  t.end();
});

test('no text at all makes a parser throw', (t) => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.constantFrom('jsonl' as const, 'csv' as const, 'toml' as const), (text, format) => {
      parseManifest(text, format);
    }),
    runs(300),
  );
  t.pass('none');
  t.end();
});

const DEFAULTS = { budgetUsd: 1, maxCommands: undefined, maxMinutes: 5 };
const RUN = '20261121-1204-3f9c1e';

test('a run is begun with all that an item says, and goes on with nothing that was decided before', (t) => {
  const item: Item = { files: ['a b.csv'], profile: 'p', active: true, spike: 2, model: 'm', budget_usd: 0.5 };
  t.strictSame(runArguments(item, { run: RUN, goesOn: false }, DEFAULTS), [
    'run',
    '--headless',
    '--json',
    '--tethered',
    `--run-id=${RUN}`,
    '--budget-usd=0.5',
    '--max-minutes=5',
    '--model=m',
    '--provider=aws',
    '--active',
    '--yes',
    '--spike=2',
    '--',
    'a b.csv',
  ]);
  t.strictSame(runArguments(item, { run: RUN, goesOn: true }, DEFAULTS), [
    'run',
    '--headless',
    '--json',
    '--tethered',
    `--resume=${RUN}`,
    '--budget-usd=0.5',
    '--max-minutes=5',
    '--model=m',
    '--yes',
  ]);
  t.end();
});

test('an item that asks for its bill says so to its run, which may then run commands', (t) => {
  const begun = (item: Item): readonly string[] => runArguments(item, { run: RUN, goesOn: false }, DEFAULTS).slice(7);
  t.strictSame(begun({ source: 'cost-explorer', profile: 'p' }), ['--provider=aws', '--active', '--yes', '--from-cost-explorer']);
  t.strictSame(begun({ source: 'bigquery:acme-billing.d.t', days: 30 }), [
    '--provider=gcp',
    '--active',
    '--yes',
    '--from-bigquery=acme-billing.d.t',
    '--days=30',
  ]);
  t.equal(runArguments({ source: 'cost-explorer' }, { run: RUN, goesOn: true }, DEFAULTS).at(-1), '--yes');
  const csv = parseManifest('profile,source,days\np,cost-explorer,30\n', 'csv');
  t.match(csv, { faults: [], items: [{ item: { source: 'cost-explorer', days: 30 } }] });
  const toml = parseManifest('[[item]]\nsource = "bigquery:acme-billing.d.t"\n', 'toml');
  t.match(toml, { faults: [], items: [{ item: { source: 'bigquery:acme-billing.d.t' } }] });
  t.end();
});

test('amounts are those of the flags, else those of the configuration', (t) => {
  const defaults = { concurrency: 3, budget_usd: 20, item_budget_usd: 0.5, max_commands: 9, max_minutes: 4, attempts: 2 };
  t.strictSame(parseAmounts({}, defaults), {
    concurrency: 3,
    budgetUsd: 20,
    itemBudgetUsd: 0.5,
    maxCommands: 9,
    maxMinutes: 4,
    attempts: 2,
  });
  const flags = { concurrency: '1', budgetUsd: '2', itemBudgetUsd: '3', maxCommands: '4', maxMinutes: '5', attempts: '6' };
  t.strictSame(parseAmounts(flags, defaults), {
    concurrency: 1,
    budgetUsd: 2,
    itemBudgetUsd: 3,
    maxCommands: 4,
    maxMinutes: 5,
    attempts: 6,
  });
  t.ok(parseAmounts({}, { item_budget_usd: 1, attempts: 3 }).concurrency >= 1, 'else by the machine');
  t.end();
});

test('an item is looked into with its own account, whatever account the batch was started with', (t) => {
  const around = {
    PATH: '/bin',
    AWS_ACCESS_KEY_ID: 'k',
    AWS_SESSION_TOKEN: 's',
    CLOUDSDK_CORE_PROJECT: 'other',
    GOOGLE_APPLICATION_CREDENTIALS: 'f',
  };
  const { AWS_ACCESS_KEY_ID: _, AWS_SESSION_TOKEN: __, ...withoutKeys } = around;
  t.strictSame(itemEnvironment(around, { files: ['a'], profile: 'p', region: 'eu-west-1' }), {
    ...withoutKeys,
    AWS_PROFILE: 'p',
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
  });
  const configured = itemEnvironment(around, { files: ['a'], configuration: 'c' });
  t.equal(configured['CLOUDSDK_ACTIVE_CONFIG_NAME'], 'c');
  t.notOk('CLOUDSDK_CORE_PROJECT' in configured);
  t.notOk('GOOGLE_APPLICATION_CREDENTIALS' in configured);
  t.equal(itemEnvironment(around, { files: ['a'], project: 'mine' })['CLOUDSDK_CORE_PROJECT'], 'mine');
  t.strictSame(itemEnvironment(around, { files: ['a'] }), around, 'control: an item that says nothing changes nothing');
  t.equal(itemEnvironment(around, { files: ['a'] }, '/home')['GHOSTHUNTER_HOME'], '/home');
  t.end();
});

const AMOUNTS = { item_budget_usd: 1, attempts: 3 };

test('with --economy there is time for an answer, as many go as there is memory for, and each run knows', (t) => {
  t.match(parseAmounts({ economy: true }, AMOUNTS), { maxMinutes: 1_440 });
  t.match(parseAmounts({ economy: true, maxMinutes: '5', concurrency: '7' }, AMOUNTS), { maxMinutes: 5, concurrency: 7 });
  t.equal(parseAmounts({}, AMOUNTS).maxMinutes, undefined);
  const [gigabyte, run] = [1024 ** 3, 256 * 1024 ** 2];
  t.strictSame(
    [0, 1, 4, 1_000].map((gigabytes) => economyConcurrency(gigabytes * gigabyte, run)),
    [1, 4, 16, 32],
  );
  t.ok(runArguments(sound, { run: RUN, goesOn: true }, DEFAULTS, true).includes('--economy'));
  t.notOk(runArguments(sound, { run: RUN, goesOn: true }, DEFAULTS).includes('--economy'));
  for (const flags of [
    { worker: true, state: '/x' },
    { queue: 'redis://h', state: '/x' },
  ]) {
    const typed = 'worker' in flags ? undefined : 'a.jsonl';
    t.throws(
      () => {
        checkFlags(typed, { ...flags, economy: true });
      },
      { code: 'usage' },
    );
    t.doesNotThrow(() => {
      checkFlags(typed, flags);
    });
  }
  t.end();
});
