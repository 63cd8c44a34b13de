// What makes a bill say something else than it seems to: two streams, amortised cost, money seen twice, dirt.

import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { test } from 'tap';
import { loadBill } from '../../src/billing/load.js';
import { faultOf, loadedTwice, oneOffs, runRate, SAMPLES, textOf, written, zipOf } from './bill-files.js';

const CUR =
  'line_item_usage_start_date,line_item_usage_end_date,line_item_line_item_type,line_item_product_code,line_item_usage_type,line_item_unblended_cost,' +
  'line_item_currency_code,bill_billing_entity,line_item_usage_account_id,line_item_line_item_description,savings_plan_savings_plan_effective_cost,' +
  'savings_plan_total_commitment_to_date,savings_plan_used_commitment,reservation_effective_cost,reservation_reservation_a_r_n,' +
  'reservation_unused_amortized_upfront_fee_for_billing_period,reservation_unused_recurring_fee,product_region_code,line_item_availability_zone\n';

interface Line {
  readonly day?: string;
  readonly until?: string;
  readonly type?: string;
  readonly service?: string;
  readonly usage?: string;
  readonly cost?: string;
  readonly currency?: string;
  readonly entity?: string;
  readonly text?: string;
  readonly plan?: string;
  readonly committed?: string;
  readonly used?: string;
  readonly reserved?: string;
  readonly arn?: string;
  readonly unused?: string;
  readonly fee?: string;
  readonly region?: string;
  readonly zone?: string;
}

function cur(lines: readonly Line[]): string {
  const rows = lines.map(
    ({ arn, committed, cost, currency, day, entity, fee, plan, region, reserved, service, text, type, until, unused, usage, used, zone }) =>
      [
        ...[
          day ?? '2024-05-01T00:00:00Z',
          until ?? '',
          type ?? 'Usage',
          service ?? 'AmazonEC2',
          usage ?? 'BoxUsage:m5.large',
          cost ?? '1',
          currency ?? 'USD',
        ],
        ...[
          entity ?? 'AWS',
          '111122223333',
          text ?? '',
          plan ?? '',
          committed ?? '',
          used ?? '',
          reserved ?? '',
          arn ?? '',
          unused ?? '',
          fee ?? '',
        ],
        ...[region ?? 'us-east-1', zone ?? ''],
      ].join(','),
  );
  return `${CUR}${rows.join('\n')}\n`;
}

const AMORTISED: readonly (readonly [title: string, line: Line, runRate: number, once: readonly string[]])[] = [
  ['usage is what it cost', { cost: '2.5' }, 2.5, []],
  ['covered usage is what the plan costs', { type: 'SavingsPlanCoveredUsage', cost: '2', plan: '1.25' }, 1.25, []],
  ['the negation of a plan is nothing', { type: 'SavingsPlanNegation', cost: '-2' }, 0, []],
  ['what a plan leaves unused is a cost', { type: 'SavingsPlanRecurringFee', cost: '5', committed: '5', used: '4.5' }, 0.5, []],
  ['the upfront fee of a plan is a purchase', { type: 'SavingsPlanUpfrontFee', cost: '900' }, 0, ['purchase 900']],
  ['reserved usage is its effective cost', { type: 'DiscountedUsage', cost: '0', reserved: '0.75', arn: 'arn:x' }, 0.75, []],
  ['a fee with a reservation is a purchase', { type: 'Fee', cost: '1000', arn: 'arn:x' }, 0, ['purchase 1000']],
  ['a fee of the marketplace stands apart', { type: 'Fee', cost: '70', entity: 'AWS Marketplace' }, 0, ['marketplace 70']],
  [
    'metered use of the marketplace is usage: models are billed there',
    { cost: '70', entity: 'AWS Marketplace', usage: 'MP:Tokens' },
    70,
    [],
  ],
  ['tax comes once', { type: 'Tax', cost: '19' }, 0, ['tax 19']],
  ['a credit comes once', { type: 'Credit', cost: '-30' }, 0, ['credit -30']],
  ['a refund comes once', { type: 'Refund', cost: '-4' }, 0, ['refund -4']],
  ['support comes once', { service: 'AWSSupportBusiness', cost: '100' }, 0, ['support 100']],
  ['a discount is part of the run-rate', { type: 'EdpDiscount', cost: '-0.5' }, -0.5, []],
];

for (const [title, line, rate, once] of AMORTISED) {
  test(`CUR: ${title}`, async (t) => {
    const read = await loadedTwice(t, written(t, { 'a.csv': cur([{ cost: '0' }, line]) }));
    t.equal(Number(runRate(read.cubes[0])) / 1e9, rate);
    t.same(oneOffs(read.cubes[0]), once);
  });
}

test('CUR: the monthly line of what a reservation left unused is spread over its month', async (t) => {
  const fee: Line = {
    type: 'RIFee',
    day: '2024-05-01T00:00:00Z',
    until: '2024-06-01T00:00:00Z',
    cost: '99',
    unused: '31',
    fee: '0.0000000001',
    arn: 'arn:x',
  };
  const read = await loadedTwice(t, written(t, { 'a.csv': cur([fee]) }));
  t.equal(read.cubes[0]?.days, 31);
  t.ok(read.cubes[0]?.series.every(({ cost }) => cost.every((one) => one === 1_000_000_000n)));
});

test('CUR: without the columns of the amortised cost it is unblended, and said', async (t) => {
  const text =
    'line_item_usage_start_date,line_item_line_item_type,line_item_usage_type,line_item_unblended_cost\n2024-05-01,SavingsPlanCoveredUsage,x,3\n2024-05-01,SavingsPlanNegation,x,-3\n';
  const read = await loadedTwice(t, written(t, { 'a.csv': text }));
  t.equal(runRate(read.cubes[0]), 0n);
  t.match(read.notes.join(), /unblended/u);
  t.notMatch((await loadBill(written(t, { 'a.csv': cur([{ plan: '1' }]) }))).notes.join(), /unblended/u, 'control');
});

test('CUR: a region is read from the zone or the usage type where its column is blank', async (t) => {
  const lines: readonly Line[] = [
    { region: '', zone: 'eu-west-1b', usage: 'x' },
    { region: '', usage: 'USW2-BoxUsage:m5.large' },
    { region: '', usage: 'BoxUsage:m5.large' },
  ];
  const read = await loadedTwice(t, written(t, { 'a.csv': cur(lines) }));
  t.same(read.cubes[0]?.series.map(({ leaf }) => leaf.region).sort(), ['', 'eu-west-1', 'us-west-2']);
});

const GCP =
  'billing_account_id,service.description,sku.description,usage_start_time,export_time,project.id,cost,currency,credits,cost_type\n';

test('Google: net of credits, with promotions apart', async (t) => {
  const credits = '"[{""type"":""COMMITTED_USAGE_DISCOUNT"",""amount"":-2.5e-1},{""type"":""PROMOTION"",""amount"":""-0.1""}]"';
  const read = await loadedTwice(
    t,
    written(t, {
      'a.csv': `${GCP}b,Compute Engine,Core,2024-05-01 07:00:00 UTC,x,p,1,USD,${credits},regular\nb,Compute Engine,Core,2024-05-01 23:30:00 UTC,x,p,0.5,USD,[],regular\nb,,Tax,2024-05-01 00:00:00 UTC,x,,0.2,USD,,tax\n`,
    }),
  );
  t.equal(runRate(read.cubes[0]), 1_250_000_000n);
  t.same(oneOffs(read.cubes[0]), ['credit -0.1', 'tax 0.2']);
  t.equal(read.cubes[0]?.days, 1, 'days are UTC');
});

test('Google: the column that is not rounded counts, and totals are no lines', async (t) => {
  const text =
    'Invoice number,123\nCurrency,EUR\n\nService description,SKU description,Usage start date,Cost type,Cost (€),Unrounded Cost (€)\n' +
    'Compute Engine,Core,2024-05-01,Usage,0.00,0.004\nCompute Engine,Core,2024-05-02,Usage,0.00,0.004\nTotal,,,Total,0.01,0.008\n';
  const read = await loadedTwice(t, written(t, { 'a.csv': text }));
  t.equal(read.cubes[0]?.currency, 'EUR');
  t.equal(runRate(read.cubes[0]), 8_000_000n);
  t.equal(read.files[0]?.rejected, 0);
});

test('Google: the table of the console as it was before it had a subtotal is the same report, net of what is taken off', async (t) => {
  const HEADERS: readonly (readonly [header: string, lines: readonly string[], rate: number])[] = [
    ['Start date,Project ID,SKU description,Cost ($)', ['2021-05-01,p,Core,1.5', '2021-05-02,p,Core,1.25', 'Total,,,2.75'], 2.75],
    ['Date,Project name,Project ID,Service description,SKU description,Cost (€)', ['2021-05-01,P,p,Compute Engine,Core,1.5'], 1.5],
    [
      'Project name,Project ID,Service description,SKU description,SKU ID,Start date,End date,Usage amount,Usage unit,Cost ($),Discounts ($),Promotions and others ($)',
      [
        'P,p,Compute Engine,Core,A-1,2021-05-01,2021-05-01,24,hour,3,-0.5,-0.25',
        'P,p,Compute Engine,Core,A-1,2021-05-02,2021-05-02,24,hour,3,,',
      ],
      5.25,
    ],
    [
      'Usage start date,Project ID,Service description,SKU description,Cost ($),Discounts ($),Promotions and others ($),Subtotal ($)',
      ['2021-05-01,p,Compute Engine,Core,3,-0.5,-0.25,2.25'],
      2.25,
    ],
  ];
  for (const [header, lines, rate] of HEADERS) {
    const read = await loadedTwice(t, written(t, { 'a.csv': `${header}\n${lines.join('\n')}\n` }));
    t.match(read.files, [{ format: 'gcp-report', version: 'older', rejected: 0 }], header);
    t.equal(Number(runRate(read.cubes[0])) / 1e9, rate, header);
    t.equal(read.cubes[0]?.currency, header.includes('€') ? 'EUR' : 'USD');
    t.match(read.cubes[0]?.series, [{ leaf: { account: 'p', usageType: 'Core' } }]);
  }
  const flat =
    'billing_account_id,service_description,sku_description,usage_start_date,project_id,cost,currency\nb,Compute Engine,Core,2021-05-01,p,1,EUR\n';
  t.match((await loadedTwice(t, written(t, { 'a.csv': flat }))).files, [{ format: 'gcp-export' }], 'control: the flat export is not it');
});

const AZURE = 'SubscriptionId,Date,MeterCategory,MeterName,CostInBillingCurrency,BillingCurrencyCode,ChargeType,ResourceId\n';

test('Azure: which number is the month is told by all days of the file', async (t) => {
  const days = async (...dates: readonly string[]) => {
    const rows = dates.map((date) => `s,${date},Storage,x,1,USD,Usage,r\n`).join('');
    return (await loadedTwice(t, written(t, { 'a.csv': AZURE + rows }))).files[0];
  };
  t.match(await days('9/2/2023', '9/21/2023'), { firstDay: '2023-09-02', lastDay: '2023-09-21' });
  t.match(await days('02/09/2023', '21/09/2023'), { firstDay: '2023-09-02', lastDay: '2023-09-21' });
  t.match(await days('02.09.2023', '03.09.2023'), { firstDay: '2023-09-02', lastDay: '2023-09-03' });
});

const VIEW_HEADERS = {
  EA: 'BillingAccountId,SubscriptionId,Date,MeterCategory,MeterName,CostInBillingCurrency,BillingCurrencyCode,ChargeType,ResourceId,ReservationId,PublisherType\n',
  MCA: 'billingAccountId,subscriptionId,date,meterCategory,meterName,costInBillingCurrency,billingCurrency,chargeType,resourceId,benefitId,publisherType,costInUsd,pricingCurrency\n',
};

test('Azure: of the actual and the amortised export of the same days only the amortised one counts', async (t) => {
  for (const [version, header] of Object.entries(VIEW_HEADERS)) {
    const end = version === 'MCA' ? ',9,USD' : '';
    const row = (day: number, cost: string, type: string, benefit: string): string =>
      `b,s,2024-05-0${String(day)},Virtual Machines,D2,${cost},USD,${type},/vm/${benefit},${benefit},Azure${end}\n`;
    const days = [1, 2, 3, 4];
    const actual =
      header + row(1, '90', 'Purchase', 'r1') + days.map((day) => row(day, '5', 'Usage', '') + row(day, '0', 'Usage', 'r1')).join('');
    const amortised =
      header +
      days.map((day) => row(day, '5', 'Usage', '') + row(day, '2', 'Usage', 'r1') + row(day, '1', 'UnusedReservation', 'r1')).join('');
    for (const files of [
      { 'a.csv': actual, 'b.csv': amortised },
      { 'a.csv': amortised, 'b.csv': actual },
    ]) {
      const read = await loadedTwice(t, written(t, files));
      t.match(read.files, [{ version }, { version }]);
      t.equal(runRate(read.cubes[0]), 32_000_000_000n, version);
      t.same(oneOffs(read.cubes[0]), []);
      t.match(read.notes, [/only the amortised one counts/u]);
    }
    const elsewhere = amortised.replaceAll('b,s,', 'b,other,');
    const both = await loadedTwice(t, written(t, { 'a.csv': actual, 'b.csv': elsewhere }));
    t.equal(runRate(both.cubes[0]), 52_000_000_000n, 'control: of two subscriptions both count');
  }
  const paths = ['azure_ea_actual.csv', 'azure_ea_amortized.csv'].map((name) => ({ path: join(SAMPLES, name), name }));
  t.match(
    (await loadedTwice(t, paths)).notes,
    [/azure_ea_actual\.csv has the actual, azure_ea_amortized\.csv the amortised/u],
    'the samples',
  );
});

test('sums are exact however many and however small', async (t) => {
  const rows = Array.from(
    { length: 3_000 },
    (_, at) => `s,2024-05-01,Storage,x,${at % 2 === 0 ? '0.0000000001' : '1.00000000000000001e-1'},USD,Usage,r\n`,
  );
  const read = await loadedTwice(t, written(t, { 'a.csv': AZURE + rows.join('') }));
  // 1500 · 1e-10 + 1500 · 0.100000000000000001
  t.equal(runRate(read.cubes[0]), 150_000_000_150n);
});

const FOCUS =
  'ChargePeriodStart,ChargePeriodEnd,BilledCost,EffectiveCost,BillingCurrency,ServiceName,ServiceProviderName,SubAccountId,ResourceId,ChargeCategory,BillingAccountId\n';
const focus = (day: number, resource: string, cost: string): string =>
  `2024-05-${String(day).padStart(2, '0')}T00:00:00Z,2024-05-${String(day + 1).padStart(2, '0')}T00:00:00Z,${cost},${cost},USD,Compute,Acme,a,${resource},Usage,p\n`;
const month = (days: number, resources: readonly string[], cost: string): string =>
  FOCUS + Array.from({ length: days }, (_, day) => resources.map((name) => focus(day + 1, name, cost)).join('')).join('');

test('a month that was exported again replaces the earlier one, and is not added', async (t) => {
  const read = await loadedTwice(t, written(t, { 'may-v2.csv': month(25, ['a', 'b'], '1.1'), 'may-v1.csv': month(20, ['a', 'b'], '1') }));
  t.equal(runRate(read.cubes[0]), 55_000_000_000n);
  t.match(read.notes.join(), /may-v1\.csv is an earlier version of may-v2\.csv/u);
});

test('of two versions of the same length the one that was written later counts', async (t) => {
  for (const newer of [0, 1]) {
    const files = written(t, { 'x.csv': month(10, ['a'], '1'), 'y.csv': month(10, ['a'], '2') });
    for (const [at, { path }] of files.entries()) utimesSync(path, 1_000, at === newer ? 3_000 : 2_000);
    t.equal(runRate((await loadedTwice(t, files)).cubes[0]), newer === 0 ? 10_000_000_000n : 20_000_000_000n);
  }
});

test('two parts of one month are added, even when they look alike by the day', async (t) => {
  const read = await loadedTwice(t, written(t, { 'part-1.csv': month(20, ['a', 'b'], '1'), 'part-2.csv': month(20, ['c', 'd'], '1') }));
  t.equal(runRate(read.cubes[0]), 80_000_000_000n);
  t.same(read.notes, []);
});

test('what was used for nothing counts into how much was used, under whatever name', async (t) => {
  const header =
    'line_item_usage_start_date,line_item_line_item_type,line_item_product_code,line_item_usage_type,line_item_unblended_cost,line_item_usage_amount,pricing_unit,line_item_currency_code\n';
  const row = (day: string, cost: string, unit: string): string => `2024-05-${day},Usage,AWSLambda,GB-Second,${cost},400,${unit},USD\n`;
  const of = async (...rows: readonly string[]) => (await loadedTwice(t, written(t, { 'a.csv': header + rows.join('') }))).cubes[0]?.series;
  const rows = [row('01', '0', 'seconds'), row('02', '4', 'Lambda-GB-Second')];
  for (const series of [await of(...rows), await of(...rows.toReversed())])
    t.match(series, [{ quantity: new Float64Array([400, 400]), unit: 'Lambda-GB-Second' }]);
  t.match(await of(row('01', '3', 'GB'), row('02', '4', 'Hrs')), [{ quantity: new Float64Array([0, 0]), unit: '' }], 'control');
});

test('the same file twice is one file, and so it is under another name', async (t) => {
  const text = month(5, ['a'], '1');
  const read = await loadedTwice(t, written(t, { 'a.csv': text, 'b.csv': text }));
  t.equal(runRate(read.cubes[0]), 5_000_000_000n);
  t.equal(read.files.length, 1);
  const packed = await loadedTwice(t, written(t, { 'a.csv': text, 'a.csv.gz': gzipSync(text) }));
  t.equal(runRate(packed.cubes[0]), 5_000_000_000n, 'packed or not');
});

const explorer = (names: readonly string[], costs: readonly string[]): string => {
  const total = costs.reduce((sum, cost) => sum + Number(cost), 0);
  const days = Array.from({ length: 6 }, (_, day) => `2024-05-0${String(day + 1)},${[...costs, String(total)].join(',')}\n`);
  return `Service,${names.map((name) => `${name}($)`).join(',')},Total costs($)\nService total,${costs.map((cost) => String(6 * Number(cost))).join(',')},${String(6 * total)}\n${days.join('')}`;
};

test('the same money by service and by usage type is not added', async (t) => {
  const service = explorer(['EC2', 'S3'], ['3', '1']);
  const usage = explorer(['BoxUsage', 'Requests'], ['2.5', '1.5']).replaceAll('Service', 'Usage type');
  const read = await loadedTwice(t, written(t, { 'service.csv': service, 'usage.csv': usage }));
  t.equal(runRate(read.cubes[0]), 24_000_000_000n);
  t.match(read.notes.join(), /usage\.csv is the same money as service\.csv/u);
  const other = await loadedTwice(t, written(t, { 'service.csv': service, 'usage.csv': usage.replaceAll('2.5', '9') }));
  t.not(runRate(other.cubes[0]), 24_000_000_000n, 'control: other money is');
});

test('Cost Explorer: costs with currency signs and thousands, days down the side or along the top', async (t) => {
  const down =
    'Service,EC2($),Total costs($)\nService total,"2,469.00","2,469.00"\n2024-05-01,"1,234.50","1,234.50"\n2024-05-02,"$1,234.50","1,234.50"\n';
  const across = 'Service,Service total,2024-05-01,2024-05-02\nTotal costs,2469,1234.5,1234.5\nEC2,2469,1234.5,1234.5\n';
  for (const text of [down, across]) {
    const read = await loadBill(written(t, { 'a.csv': text }));
    t.equal(runRate(read.cubes[0]), 2_469_000_000_000n);
    t.same(
      read.cubes[0]?.series.map(({ leaf }) => leaf.service),
      ['EC2'],
    );
  }
});

test('an archive is its members; what is cut off is refused', async (t) => {
  const text = month(9, ['a'], '1');
  const whole = gzipSync(text);
  t.equal(
    runRate((await loadedTwice(t, written(t, { 'a.zip': zipOf({ 'x.csv': text, 'm/Manifest.json': '{}' }) }))).cubes[0]),
    9_000_000_000n,
  );
  t.equal(
    runRate(
      (await loadedTwice(t, written(t, { 'a.gz': Buffer.concat([whole, gzipSync(month(9, ['b'], '1').slice(FOCUS.length))]) }))).cubes[0],
    ),
    18_000_000_000n,
  );
  for (const length of [whole.length - 1, whole.length - 9, Math.floor(whole.length / 2), 20]) {
    t.match(await faultOf(() => loadBill(written(t, { 'a.gz': whole.subarray(0, length) }))), { code: 'file', message: /cut off/u });
  }
});

test('dirt of every kind is read past, and what is lost is counted with its line', async (t) => {
  const clean = month(4, ['a', 'b'], '1');
  const total = runRate((await loadBill(written(t, { 'a.csv': clean }))).cubes[0]);
  const utf16 = Buffer.from(`\uFEFF${clean}`, 'utf16le');
  const dirty: Readonly<Record<string, string | Uint8Array>> = {
    bom: `\uFEFF${clean}`,
    windows: clean.replaceAll('\n', '\r\n'),
    mixed: clean.split('\n').join('\r\n').replace('\r\n', '\n'),
    semicolons: clean.replaceAll(',', ';'),
    tabs: clean.replaceAll(',', '\t'),
    'utf-16': utf16,
    'utf-16 the other way': Buffer.from(utf16).swap16(),
    'blank lines': clean.replaceAll('\n', '\n\n'),
    'NULL for nothing': clean.replaceAll(',a,Usage', ',NULL,Usage'),
    'latin letters': Buffer.from(clean.replaceAll('Compute', 'Gerät'), 'latin1'),
    'a NUL': clean.replace('Compute', 'Com\0pute'),
    'a comma at every end': clean.replaceAll(/(?<=Usage,p)\n/gu, ',\n'),
  };
  for (const [what, content] of Object.entries(dirty)) {
    const read = await loadedTwice(t, written(t, { 'a.csv': content }));
    t.equal(runRate(read.cubes[0]), total, what);
    t.equal(read.files[0]?.rejected, 0, what);
  }
  const lines = clean.split('\n');
  const broken: readonly (readonly [string, string, number])[] = [
    ['not an amount', clean.replace(/,1,1,/u, ',x,1,'), 2],
    ['no amount', clean.replace(/,1,1,/u, ',,,'), 2],
    ['columns missing', lines.map((line, at) => (at === 3 ? line.slice(0, 60) : line)).join('\n'), 4],
    ['columns too many', lines.map((line, at) => (at === 3 ? `${line},1` : line)).join('\n'), 4],
  ];
  for (const [what, content, line] of broken) {
    const [file] = (await loadedTwice(t, written(t, { 'a.csv': content }))).files;
    t.equal(file?.rejected, 1, what);
    t.equal(file?.rejects[0]?.line, line, what);
    t.equal(file?.rows, 7, what);
  }
  const [dayless] = (await loadedTwice(t, written(t, { 'a.csv': clean.replace('2024-05-01T', '2024-02-31T') }))).files;
  t.match(dayless, { rejected: 1, rows: 7 });
});

test('what begins like a formula is data', async (t) => {
  const read = await loadedTwice(t, written(t, { 'a.csv': month(2, ['a'], '1').replaceAll('Compute', `"=cmd|' /C calc'!A0"`) }));
  t.same(
    read.cubes[0]?.series.map(({ leaf }) => leaf.service),
    [`=cmd|' /C calc'!A0`],
  );
});

test('resources are told for the slices that are asked for', async (t) => {
  const text = FOCUS + [1, 2, 3, 4].map((day) => focus(day, 'calm', '1') + focus(day, 'loud', day > 2 ? '9' : '1')).join('');
  const files = written(t, { 'a.csv': text });
  for (const engine of ['javascript', 'sql'] as const) {
    const read = await loadBill(files, { engine });
    const [cube] = read.cubes;
    if (cube === undefined) throw new Error('no cube');
    const found = await read.resources(cube, [{ where: { service: 'Compute' }, start: 2, end: 3 }], 1);
    t.same(
      found.series.map(({ cost, resource }) => [resource, ...Array.from(cost, Number)]),
      [['loud', 1e9, 1e9, 9e9, 9e9]],
    );
    t.same((await read.resources(cube, [{ where: { service: 'Other' }, start: 2, end: 3 }])).series, []);
    read.close();
  }
});

test('the order of the files changes nothing', async (t) => {
  const files = ['azure_ea_actual.csv', 'azure_ea_cad.csv', 'focus_aws_1_2.synthetic.csv'].map((name) => ({
    path: join(SAMPLES, name),
    name,
  }));
  t.equal(textOf((await loadBill([...files].reverse())).cubes), textOf((await loadBill(files)).cubes));
});
