// What a person waits for after `ghosthunter spikes FILE`: the whole command, cage and all, beside an empty program of the same node and, for
// large bills, beside the SQL engine that does nothing but count the same file; taking turns. `bill=10000000` adds a bill of so many lines.

import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const SQL_ENGINE = pathToFileURL(createRequire(import.meta.url).resolve('@duckdb/node-api')).href;
const DAYS = 60;
const SERVICES = ['AmazonEC2', 'AmazonS3', 'AmazonRDS', 'AWSLambda', 'AmazonVPC', 'AmazonEKS', 'AmazonECR', 'AWSELB'];
const REGIONS = ['us-east-1', 'eu-west-1', 'us-west-2', 'ap-southeast-1'];

const random = (seed) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 4_294_967_296;
};
const moment = (day) => `${new Date(Date.UTC(2026, 7, 1 + day)).toISOString().slice(0, 19)}Z`;

const FOCUS = {
  header:
    'BilledCost,BillingAccountId,BillingCurrency,ChargeCategory,ChargeClass,ChargeDescription,ChargePeriodEnd,ChargePeriodStart,ConsumedQuantity,ConsumedUnit,EffectiveCost,ListCost,ProviderName,RegionId,ResourceId,ServiceName,SkuId,SkuPriceId,SubAccountId,SubAccountName,Tags',
  row: ({ account, cost, day, of, quantity, region, service, type }) =>
    `${cost},123456789012,USD,Usage,,"$0.05 per hour, on demand",${moment(day + 1)},${moment(day)},${quantity},Hours,${cost},${cost},AWS,${region},arn:aws:x:${region}:r/${of},${service},SKU${type},P${type},00000000000${account},team ${account},"{""env"": ""prod""}"`,
};
const CUR = {
  header:
    'identity_line_item_id,line_item_usage_start_date,line_item_usage_end_date,bill_payer_account_id,line_item_usage_account_id,line_item_line_item_type,line_item_product_code,line_item_usage_type,line_item_operation,line_item_resource_id,line_item_usage_amount,line_item_currency_code,line_item_unblended_cost,line_item_line_item_description,product_region_code,pricing_unit,line_item_availability_zone',
  row: ({ account, at, cost, day, of, quantity, region, service, type }) =>
    `id${at.toString(36)}xyzxyzxyzxyz,${moment(day)},${moment(day + 1)},123456789012,00000000000${account},Usage,${service},USE1-Type${type},RunInstances,i-${of},${quantity},USD,${cost},"$0.05 per hour, on demand",${region},Hrs,${region}a`,
};

async function writeBill(path, { header, row }, rows) {
  const next = random(12_345);
  const file = createWriteStream(path);
  let text = `${header}\n`;
  for (let at = 0; at < rows; at += 1) {
    const day = at % DAYS;
    const pick = (most) => Math.floor(next() * most);
    const [service, quantity] = [SERVICES[pick(SERVICES.length)], next() * 10];
    const cost = (quantity * 0.05 * (day > 45 && service === 'AmazonRDS' ? 4 : 1)).toFixed(10);
    // As in a real bill, a few dozen kinds of lines come back every day.
    const account = pick(6);
    const place = { account, region: REGIONS[account % REGIONS.length], type: pick(rows < 10_000 ? 3 : 12) };
    text += `${row({ ...place, at, cost, day, of: pick(5_000), quantity: quantity.toFixed(6), service })}\n`;
    if (text.length < 1 << 20) continue;
    if (!file.write(text)) await once(file, 'drain');
    text = '';
  }
  file.end(text);
  await once(file, 'finish');
}

async function timed(args, env) {
  const started = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (err += text));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}: ${err}`);
  return { milliseconds: performance.now() - started, out };
}

const median = (values) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];

async function compare(title, cases, rounds, env) {
  const times = cases.map(() => []);
  for (let round = 0; round < rounds; round += 1)
    for (const [at, { args, check }] of cases.entries()) {
      const { milliseconds, out } = await timed(args, env);
      check?.(out);
      times[at].push(milliseconds);
    }
  const base = median(times[0]);
  console.log(`  ${title}, ${rounds} interleaved rounds, milliseconds`);
  return cases.map(({ bar, name }, at) => {
    const middle = median(times[at]);
    const isMet = bar === undefined || middle <= bar;
    const verdict = bar === undefined ? '' : `  (bar ${bar}: ${isMet ? 'met' : 'MISSED'})`;
    console.log(
      `    ${name.padEnd(24)} median ${middle.toFixed(0).padStart(6)}  least ${Math.min(...times[at])
        .toFixed(0)
        .padStart(6)}  ratio ${(middle / base).toFixed(1)}${verdict}`,
    );
    return { title, name, median: middle, isMet };
  });
}

const hasSpike = (out) => {
  if (!/"spikes":\[\{"rank":1/.test(out)) throw new Error('no spike was found');
};
const hasFound = (out) => {
  if (!/"kind":"spikes-found"/.test(out)) throw new Error('no answer');
};
const spikes = (path) => [MAIN, 'spikes', '--json', path];

export default async function run(rows) {
  const folder = mkdtempSync(join(tmpdir(), 'ghosthunter-bench-'));
  try {
    const env = { PATH: process.env.PATH, HOME: folder };
    const empty = join(folder, 'empty.mjs');
    writeFileSync(empty, '');
    const counting = join(folder, 'count.mjs');
    writeFileSync(
      counting,
      `import api from '${SQL_ENGINE}';
const instance = await api.DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
const from = process.argv[2].endsWith('.parquet') ? 'read_parquet' : 'read_csv';
const types = "{'bill_payer_account_id': 'VARCHAR', 'line_item_usage_account_id': 'VARCHAR'}";
const more = from !== 'read_csv' ? '' : process.argv[3] ? \`, types = \${types}\` : ', all_varchar = true';
if (process.argv[3]) await connection.run(\`COPY (SELECT * FROM \${from}('\${process.argv[2]}'\${more})) TO '\${process.argv[3]}' (FORMAT parquet)\`);
else console.log(String((await connection.runAndReadAll(\`SELECT count(*) FROM \${from}('\${process.argv[2]}'\${more})\`)).getRows()[0][0]));`,
    );
    const [small, middle] = [join(folder, 'small.csv'), join(folder, 'middle.csv')];
    await writeBill(small, FOCUS, 1_000);
    await writeBill(middle, FOCUS, 100_000);
    console.log(`bill, node ${process.versions.node}`);
    const bare = { name: 'bare node', args: [empty] };
    const results = [
      ...(await compare('1 000 lines of FOCUS', [bare, { name: 'spikes', args: spikes(small), bar: 1_000, check: hasFound }], 7, env)),
      ...(await compare(
        '100 000 lines of FOCUS',
        [
          bare,
          { name: 'SQL engine counts it', args: [counting, middle] },
          { name: 'spikes', args: spikes(middle), bar: 1_500, check: hasSpike },
        ],
        7,
        env,
      )),
    ];
    if (rows !== undefined) {
      const [large, packed] = [join(folder, 'large.csv'), join(folder, 'large.parquet')];
      await writeBill(large, CUR, Number(rows));
      await timed([counting, large, packed], env);
      const share = Number(rows) / 10_000_000;
      for (const [name, path, bar] of [
        ['csv', large, 15_000],
        ['parquet', packed, 5_000],
      ]) {
        const counts = { name: 'SQL engine counts it', args: [counting, path] };
        const ours = { name: `spikes, ${name}`, args: spikes(path), bar: Math.max(2_000, bar * share), check: hasSpike };
        results.push(...(await compare(`${rows} lines of CUR, ${name}`, [counts, ours], 3, env)));
      }
    }
    return { results, isMet: results.every(({ isMet }) => isMet), load: readFileSync('/proc/loadavg', 'utf8').trim() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
