// How fast outputs become evidence: the whole chain over listings as the CLIs print them, against parsing and writing the same bytes as
// JSON, taking turns in the same run. Time is that of the processor, for the machine may be busy. Needs dist/.

import { fileURLToPath } from 'node:url';
import { evidenceOf, openRedactor } from '../../dist/src/digest/index.js';

const BAR_MEGABYTES = 50;
/** On a machine that is busy, or half as fast, the ratio to the baseline still says whether the work is within bounds. */
const BAR_RATIO = 8;
const TURNS = 12;
const SHOWN = 128 * 1024;
/** The runner's cap on what one command may print. */
const BYTES = 1024 * 1024;

const digits = (at, count) => String((at * 2_654_435_761) % 10 ** count).padStart(count, '0');
const hex = (at, count) => ((at * 2_654_435_761) >>> 0).toString(16).padStart(8, '0').repeat(3).slice(0, count);

const instance = (at) => ({
  InstanceId: `i-${hex(at, 17)}`,
  ImageId: `ami-${hex(at + 1, 17)}`,
  State: { Code: 16, Name: 'running' },
  PrivateDnsName: `ip-10-0-${at % 256}-1.ec2.internal`,
  Tags: [
    { Key: 'Name', Value: `web-${at}` },
    { Key: 'Environment', Value: 'prod' },
  ],
  LaunchTime: '2026-11-01T00:00:00.000Z',
  SubnetId: `subnet-${hex(at, 17)}`,
  IamInstanceProfile: { Arn: `arn:aws:iam::${digits(at, 12)}:instance-profile/web` },
});
const forwardingRule = (at) => ({
  IPAddress: `10.1.${at % 256}.7`,
  id: digits(at, 16),
  labelFingerprint: '42WmSpB8rSM=',
  selfLink: `https://www.googleapis.com/compute/v1/projects/acme-prod/regions/us-central1/forwardingRules/rule-${at}`,
  target: `https://www.googleapis.com/compute/v1/projects/acme-prod/regions/us-central1/targetPools/pool-${at}`,
});
const listOf = (item, write) => {
  const items = [];
  for (let size = 0; size < BYTES * 0.95; size += write([items.at(-1) ?? item(0)]).length) items.push(item(items.length));
  return write(items);
};
const pretty = (value) => JSON.stringify(value, null, 4);

const OUTPUTS = {
  'instances, json': listOf(instance, (items) => pretty({ Reservations: items })),
  'rules, json': listOf(forwardingRule, pretty),
  'one line of json': listOf(instance, (items) => JSON.stringify(items)),
  'table of text': Array.from(
    { length: 12_000 },
    (_, at) => `web-${at}  us-central1-a  n2-standard-8  10.0.${at % 256}.3  RUNNING  2026-11-01`,
  ).join('\n'),
  'json inside json': listOf((at) => ({ EventId: hex(at, 8), CloudTrailEvent: JSON.stringify(instance(at)) }), pretty),
};

/** The least that anybody does who reads it: what is JSON inside is read as such too. */
function parseAndWrite(text) {
  if (!/^\s*[[{]/.test(text)) return JSON.stringify(text.split('\n'));
  const value = JSON.parse(text);
  const events = Array.isArray(value) ? value.filter(({ CloudTrailEvent }) => CloudTrailEvent) : [];
  return JSON.stringify([value, events.map(({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent))]);
}

function seconds(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

export default function run() {
  const redactor = openRedactor();
  const results = Object.entries(OUTPUTS).map(([name, text]) => {
    const bytes = Buffer.from(text);
    const times = { digest: [], baseline: [] };
    for (let turn = 0; turn < TURNS; turn += 1) {
      times.digest.push(seconds(() => evidenceOf(bytes, { mask: [], most: SHOWN, redactor })));
      times.baseline.push(seconds(() => parseAndWrite(bytes.toString('utf8'))));
    }
    const best = (list) => Math.min(...list);
    const megabytes = bytes.length / 1e6;
    const result = { name, rate: megabytes / best(times.digest), baseline: megabytes / best(times.baseline) };
    const ratio = result.baseline / result.rate;
    console.log(`${name}: ${result.rate.toFixed(0)} MB/s; parse and write ${result.baseline.toFixed(0)} MB/s; ratio ${ratio.toFixed(1)}`);
    return { ...result, ratio };
  });
  const isMet = results.every(({ rate, ratio }) => rate >= BAR_MEGABYTES || ratio <= BAR_RATIO);
  console.log(`bar: at least ${BAR_MEGABYTES} MB/s, or no more than ${BAR_RATIO} times the baseline: ${isMet ? 'met' : 'MISSED'}`);
  return { results, isMet };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = run().isMet ? 0 : 1;
