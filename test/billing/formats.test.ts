// Every export is recognised, and read to the cube that it was written from; by both engines to the byte.

import { join } from 'node:path';
import { test } from 'tap';
import { type Bill as MadeUp, cubeOf, type Dirt, FORMATS, type Format, makeBill, render } from '../../scripts/bills/index.js';
import { detectFormat } from '../../src/billing/formats/detect.js';
import { loadBill } from '../../src/billing/load.js';
import { stride } from '../random.js';
import { allMoney, faultOf, loadedTwice, runRate, SAMPLES, written } from './bill-files.js';

const EXPECTED: readonly (readonly [prefix: string, format: string, provider: string])[] = [
  ['focus', 'focus', 'AWS'],
  ['cur', 'aws-cur', 'AWS'],
  ['explorer', 'aws-cost-explorer', 'AWS'],
  ['gcp-cost-table', 'gcp-cost-table', 'Google Cloud'],
  ['gcp-reports', 'gcp-report', 'Google Cloud'],
  ['gcp', 'gcp-export', 'Google Cloud'],
  ['azure', 'azure', 'Microsoft'],
];
const DIRTS: readonly Dirt[] = [{}, { bom: true, byMonth: true }, { copies: 2 }, { decimalComma: true }];

function madeUp(format: Format): MadeUp {
  const provider = EXPECTED.find(([prefix]) => format.startsWith(prefix))?.[2] ?? 'AWS';
  return makeBill('counts', 7, { provider, days: 45, services: 4, accounts: 2, regions: 2 });
}

for (const [at, format] of FORMATS.entries()) {
  test(`${format} is read to the cube that it was written from`, async (t) => {
    const bill = madeUp(format);
    const truth = cubeOf(bill);
    // Clean, and with one kind of dirt: each kind is in some of the formats.
    for (const dirt of DIRTS.filter((_, kind) => kind === 0 || (at + kind) % stride(DIRTS.length - 1) === 0)) {
      if (format.endsWith('-json') && dirt.decimalComma === true) continue;
      const files = Object.fromEntries(render([bill], format, dirt).map(({ name, text }) => [name, text]));
      const read = await loadedTwice(t, written(t, files));
      const what = JSON.stringify(dirt);
      t.equal(read.cubes.length, 1, what);
      // Cost Explorer does not say what of a service came once.
      const counted = format.startsWith('explorer') ? allMoney : runRate;
      t.equal(counted(read.cubes[0]), counted(truth), `${what}: the money`);
      t.equal(read.files[0]?.format, EXPECTED.find(([prefix]) => format.startsWith(prefix))?.[1], what);
      t.ok(
        read.files.every(({ rejected }) => rejected === 0),
        `${what}: nothing rejected`,
      );
    }
  });
}

test('two currencies in one file are two cubes', async (t) => {
  const bills = ['USD', 'EUR'].map((currency) => makeBill('counts', 7, { provider: 'AWS', days: 20, services: 3, currency }));
  const files = Object.fromEntries(render(bills, 'focus-1.2').map(({ name, text }) => [name, text]));
  const read = await loadedTwice(t, written(t, files));
  t.same(
    read.cubes.map(({ currency }) => currency),
    ['EUR', 'USD'],
  );
  for (const [at, cube] of [...read.cubes].reverse().entries()) t.equal(runRate(cube), runRate(bills[at] && cubeOf(bills[at])));
});

/** Totals of the usage in the files themselves, added up with exact decimals by another program. */
const REAL: readonly (readonly [file: string, format: string, version: string, currency: string, rows: number, nano: bigint])[] = [
  ['focus_1_0_multicloud_1000.csv.gz', 'focus', '1.0', 'USD', 1_000, 17_976_514_185n],
  ['aws_cur_legacy_daily_2023-11.csv.gz', 'aws-cur', 'legacy', 'USD', 1_281, 1_602_308_697n],
  ['azure_ea_actual.csv', 'azure', 'EA', 'USD', 11, 5_295_007_787n],
  ['azure_ea_amortized.csv', 'azure', 'EA', 'USD', 28, 16_296_932_136n],
  ['azure_ea_cad.csv', 'azure', 'EA', 'CAD', 27, 1_261_369_265n],
  ['azure_header_German.csv', 'azure', 'pay-as-you-go', 'USD', 1, 75_000_000n],
  ['azure_header_YA.csv', 'azure', 'EA', 'USD', 1, 75_000_000n],
  ['azure_header_PayAsYouGo.csv', 'azure', 'pay-as-you-go', 'USD', 1, 75_000_000n],
  ['focus_aws_1_2.synthetic.csv', 'focus', '1.2', 'USD', 100, 380_514_319_772n],
  ['focus_azure_1_3.synthetic.csv', 'focus', '1.3', 'USD', 100, 3_238_041_640_872n],
  ['focus_gcp_1_3.synthetic.csv', 'focus', '1.3', 'USD', 100, 659_137_628_530n],
];

for (const [file, format, version, currency, rows, nano] of REAL) {
  test(`the sample ${file} is ${format} ${version}`, async (t) => {
    const read = await loadedTwice(t, [{ path: join(SAMPLES, file), name: file }]);
    t.match(read.files, [{ format, version, rows, rejected: 0 }]);
    t.equal(read.cubes[0]?.currency, currency);
    const away = runRate(read.cubes[0]) - nano;
    // Each cell of the cube is rounded once.
    const cells = BigInt(read.cubes[0]?.series.reduce((sum, { cost }) => sum + cost.filter((one) => one !== 0n).length, 0) ?? 0);
    t.ok((away < 0n ? -away : away) * 2n <= cells, `${String(away)} nano-units away`);
  });
}

const SEED_COLUMNS =
  '_file,_line,_fivetran_synced,bill_bill_type,bill_billing_period_start_date,bill_payer_account_id,line_item_line_item_type,line_item_unblended_cost,' +
  'line_item_usage_account_id,line_item_usage_amount,line_item_usage_start_date,line_item_usage_type,pricing_unit,product,resource_tags,cost_category';
const seedLine = (cost: string, product: string): string =>
  `r/data/BILLING_PERIOD=2024-03/r-00001.snappy.parquet,1,2024-04-04 23:29:01.676000,Anniversary,2024-03-01 00:00:00,1234,Usage,${cost},` +
  `4567,2,2024-03-05 00:00:00,BoxUsage,Hrs,"${product.replaceAll('"', '""')}","{""user_team"":""list""}",{}\n`;

test('CUR 2.0 as others deliver it: what only its map of the product says is read from there', async (t) => {
  const MAPS = [
    '{"product_name":"Amazon Elastic Compute Cloud","region":"eu-west-1"}',
    '{product_name=Amazon Elastic Compute Cloud, region=eu-west-1, sku=A=B, group=}',
    '[{"key":"product_name","value":"Amazon Elastic Compute Cloud"},{"key":"region","value":"eu-west-1"}]',
  ];
  for (const map of MAPS) {
    const files = written(t, { 'a.csv': `${SEED_COLUMNS}\n${seedLine('1.5', map)}${seedLine('2', '{}')}` });
    const read = await loadedTwice(t, files);
    t.match(read.files, [{ format: 'aws-cur', version: '2.0', rows: 2, rejected: 0, firstDay: '2024-03-05' }]);
    t.same(
      read.cubes[0]?.series.map(({ leaf }) => [leaf.service, leaf.region, leaf.account]),
      [
        ['', '', '4567'],
        ['Amazon Elastic Compute Cloud', 'eu-west-1', '4567'],
      ],
    );
    const own = await loadedTwice(t, written(t, { 'a.csv': `line_item_product_code,${SEED_COLUMNS}\nAmazonEC2,${seedLine('1.5', map)}` }));
    t.match(own.cubes[0]?.series, [{ leaf: { service: 'AmazonEC2', region: 'eu-west-1' } }], 'a column of its own counts first');
  }
  const bare = await faultOf(() => loadBill(written(t, { 'a.csv': `${SEED_COLUMNS}\n${seedLine('', '{}')}` })));
  t.match(bare, { code: 'file', message: /line_item_unblended_cost is blank/u });
});

test('a header may name columns that no line has, if it is the last ones and nothing has moved', async (t) => {
  const header = 'subscriptionid,UsageDateTime,MeterCategory,costinbillingcurrency,ConsumedService,InstanceId,resourcelocation\n';
  const line = (day: string): string => `s,2021-02-${day},Storage,0.075,Microsoft.Storage,/i\n`;
  const read = await loadedTwice(t, written(t, { 'a.csv': header + line('01') + line('02') }));
  t.match(read.files, [{ format: 'azure', rows: 2, rejected: 0 }]);
  t.match(read.notes, [/resourcelocation/u]);
  const moved = header + '2021-02-01,Storage,0.075,Microsoft.Storage,/i,eu\n'.repeat(2);
  t.equal((await faultOf(() => loadBill(written(t, { 'a.csv': moved })))).code, 'file', 'a column that is missing elsewhere');
  const cut = header + line('01').replace('/i', '/i,eu') + line('02');
  t.match((await loadBill(written(t, { 'a.csv': cut }))).files, [{ rows: 1, rejected: 1 }], 'one short line is a bad line');
});

test('what is no export is told what it is nearest to', async (t) => {
  const unknown = await faultOf(() => Promise.resolve(detectFormat(['lineItem/UsageStartDate', 'lineItem/UsageType', 'name'], 'x.csv')));
  t.equal(unknown.code, 'file');
  t.match(unknown.message, /Cost and Usage Report.*lineitemunblendedcost/u);
  const strange = await faultOf(() => loadBill(written(t, { 'x.csv': 'a,b\n1,2\n' })));
  t.equal(strange.code, 'file');
  t.match(strange.message, /a, b/u);
  t.equal(detectFormat(['ChargePeriodStart', 'BilledCost', 'EffectiveCost'], 'x.csv').format.id, 'focus', 'control');
});
