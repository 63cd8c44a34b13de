// Clouds that are asked for their bill: programs that answer as the real ones do, and tell over loopback, which their cage shares, what they were
// asked. So paid calls are counted at the cloud, and not by what the ledger says of itself.

import { realpathSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import type { Test } from 'tap';

/** Forty days at 100 a day, the last ten of them at 400; the second half of the days comes as a second page. */
export const AWS = `
const argv = process.argv.slice(2);
const period = /Start=([\\d-]+),End=([\\d-]+)/.exec(argv.join(' '));
const days = [];
for (let day = Date.parse(period[1]); day < Date.parse(period[2]); day += 86400000) days.push(new Date(day).toISOString().slice(0, 10));
const isSecond = argv.some((word) => word.startsWith('--next-page-token'));
const half = Math.floor(days.length / 2);
const results = days.map((day, at) => ({
  TimePeriod: { Start: day, End: day }, Total: {}, Estimated: false,
  Groups: [['Amazon Relational Database Service', 'db.r5', at < days.length - 10 ? 100 + at % 3 : 400 + at % 3], ['AmazonS3', 'Storage', 5]].map(([service, type, cost]) => ({
    Keys: [service, type], Metrics: { AmortizedCost: { Amount: String(cost), Unit: 'USD' }, UsageQuantity: { Amount: '24', Unit: 'Hrs' } } })),
}));
const page = { GroupDefinitions: [{ Type: 'DIMENSION', Key: 'SERVICE' }, { Type: 'DIMENSION', Key: 'USAGE_TYPE' }], ResultsByTime: isSecond ? results.slice(half) : results.slice(0, half), DimensionValueAttributes: [] };
if (!isSecond && process.env.ONE_PAGE === undefined) page.NextPageToken = 'dG9rZW4=';
process.stdout.write(JSON.stringify(page, null, 4) + '\\n');
`;

export const AWS_ENV = { AWS_ACCESS_KEY_ID: 'AKIAPLANTEDPLANTED00', AWS_SECRET_ACCESS_KEY: 'planted' };

/** Rows of the days between the bounds; ten thousand of them at most, as bq does. */
export const BQ = `
const sql = process.argv.at(-1);
if (process.argv.includes('--dry_run') || process.argv.includes('--dry_run=true')) {
  process.stdout.write(JSON.stringify({ statistics: { totalBytesProcessed: '2000000', query: { totalBytesProcessed: '2000000', totalBytesProcessedAccuracy: 'PRECISE', referencedTables: [{}] } } }) + '\\n');
} else {
  const [from, until] = [...sql.matchAll(/TIMESTAMP\\("([\\d-]+)"\\)/g)].map(([, day]) => Date.parse(day));
  const today = Date.parse(new Date().toISOString().slice(0, 10));
  const rows = [];
  for (let day = from; day < until; day += 86400000) {
    const cost = day >= today - 8 * 86400000 ? 300 : 100;
    for (const [service, amount] of [['Compute Engine', cost], ['Cloud Storage', 7]])
      rows.push({ usage_start_time: new Date(day).toISOString().slice(0, 10), cost_type: 'regular', currency: 'EUR', billing_account_id: 'B', project_id: 'shop', service_description: service, sku_description: 'Core', location_region: 'europe-west1', usage_pricing_unit: 'hour', cost: String(amount), usage_amount_in_pricing_units: '10', credits_total: '-1.5', promotions: null });
  }
  process.stdout.write('Waiting on bqjob_r1 ... (0s) Current status: DONE\\n' + JSON.stringify(rows) + '\\n');
}
`;

/** What a program saw of itself. */
export interface Call {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface Cloud {
  readonly calls: readonly Call[];
  /** Those that cost something. */
  readonly paid: () => readonly string[];
  /** A program of that kind, which answers when it is let. */
  readonly program: (code: string) => string;
  /** Whether a call waits for `go`; asked anew for each. */
  hold: (call: Call) => boolean;
  readonly go: () => void;
}

export const isPaid = ({ argv }: Call): boolean =>
  argv.includes('get-cost-and-usage') || (argv.includes('query') && !argv.some((word) => word.startsWith('--dry_run')));

export async function farCloud(t: Test): Promise<Cloud> {
  const calls: Call[] = [];
  const waiting: Socket[] = [];
  const server = createServer((socket) => {
    let text = '';
    socket.on('error', () => undefined);
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (!text.endsWith('\n')) return;
      // CAST: sent by the programs below.
      const call = JSON.parse(text) as Call;
      calls.push(call);
      if (cloud.hold(call)) waiting.push(socket);
      else socket.end('go');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    for (const socket of waiting) socket.destroy();
    server.close();
  });
  const address = server.address();
  const port = String(typeof address === 'object' ? address?.port : 0);
  const cloud: Cloud = {
    calls,
    paid: () => calls.filter(isPaid).map(({ argv }) => argv.join(' ')),
    program: (code) => `#!${realpathSync(process.execPath)}
require('node:net').connect(${port}, '127.0.0.1').on('data', () => {
${code}
}).write(JSON.stringify({ argv: process.argv.slice(2), env: process.env }) + '\\n');
`,
    hold: () => false,
    go: () => {
      for (const socket of waiting.splice(0)) socket.end('go');
    },
  };
  return cloud;
}

/** The same for whatever else it is asked: an investigation goes on with what it gets. */
export const AWS_AND_ALL = `
if (!process.argv.includes('get-cost-and-usage')) { process.stdout.write('{}\\n'); return; }
${AWS}`;
