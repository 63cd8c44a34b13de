// What code reads out of an output by itself.

import { test } from 'tap';
import { hasLines, hasPath } from '../../src/investigation/reduce/references.js';
import { reduced } from '../../src/investigation/reduce/reduce.js';
import { fc, runs } from '../random.js';

const AROUND = { startDay: '2026-11-05' };
const texts = (output: unknown): string =>
  reduced(typeof output === 'string' ? output : JSON.stringify(output), AROUND)
    .findings.map(({ at, text }) => `${at} ${text}`)
    .join('\n');

test('a metric is compared before and since', async (t) => {
  const Datapoints = Array.from({ length: 14 }, (_, day) => ({
    Timestamp: `2026-11-${String(day + 1).padStart(2, '0')}T00:00:00Z`,
    Sum: day < 4 ? 100 : 900,
    Unit: 'Bytes',
  }));
  const found = texts({ Label: 'BytesOutToDestination', Datapoints });
  t.match(found, /Sum averages 100 before 2026-11-05 and 900 since \(9 times\)/);
  t.match(found.split('\n')[0], /^\$\.Datapoints\[\d+\]\.Sum /, 'first of all, with its place');
});

test('things are counted, those that came when the money rose are named, the largest too', async (t) => {
  const Volumes = Array.from({ length: 9 }, (_, n) => ({
    VolumeId: `vol-${String(n)}`,
    Size: n === 3 ? 4_000 : 8 + n,
    State: n < 7 ? 'available' : 'in-use',
    CreateTime: n === 3 ? '2026-11-05T03:00:00.000Z' : `2025-01-0${String(n + 1)}T00:00:00.000Z`,
  }));
  const found = texts({ Volumes });
  t.match(found, /\$\.Volumes Volumes: 9 items/);
  t.match(found, /\$\.Volumes\[3\]\.CreateTime Volumes: CreateTime of 1 of 9 .* vol-3 2026-11-05T03:00/);
  t.match(found, /\$\.Volumes\[3\]\.Size Volumes: Size adds up to 4097; greatest 4000 vol-3/);
  t.match(found, /State is available 7, in-use 2/);
});

test('what is wrapped is found, with its own place', async (t) => {
  const Reservations = Array.from({ length: 3 }, (_, n) => ({
    OwnerId: '1',
    Instances: [{ InstanceId: `i-${String(n)}`, InstanceType: 'p4d.24xlarge', LaunchTime: `2026-11-0${String(n + 4)}T00:00:00Z` }],
  }));
  const found = texts({ Reservations });
  t.match(found, /\$\.Reservations\[0\]\.Instances\[0\]\.LaunchTime Reservations.Instances: LaunchTime of 3 of 3/);
  t.match(found, /InstanceType is p4d\.24xlarge 3/);
});

test('an event that is written as a text is read', async (t) => {
  const event = (n: number) => ({
    EventId: String(n),
    EventName: 'RunInstances',
    CloudTrailEvent: JSON.stringify({ userIdentity: { arn: 'arn:aws:iam::1:user/x' }, sourceIPAddress: '198.51.100.7' }),
  });
  t.match(texts({ Events: [event(1), event(2), event(3)] }), /userIdentity\.arn is arn:aws:iam::1:user\/x 3/);
});

test('lists of the other clouds, times of theirs, single things, and text', async (t) => {
  const jobs = Array.from({ length: 5 }, (_, n) => ({
    id: `p:us.job_${String(n)}`,
    statistics: { totalBytesProcessed: String(10 ** (n + 6)), creationTime: String(Date.parse('2026-11-05') + n * 1_000) },
  }));
  const found = texts(jobs);
  t.match(found, /totalBytesProcessed adds up to .* greatest 10000000000 p:us\.job_4/);
  t.match(found, /creationTime of 5 of 5 is within days/);
  t.match(
    texts({ cluster: { version: '1.27', upgradePolicy: { supportType: 'EXTENDED' } } }),
    /\$\.cluster\.version cluster\.version = 1\.27/,
  );
  t.match(texts({ VpcEndpoints: [] }), /\$\.VpcEndpoints VpcEndpoints: empty/);
  t.match(texts('one\ntwo: PERMISSION denied\nthree'), /^lines 2 two: PERMISSION denied/);
  t.match(texts(''), /nothing was printed/);
});

test('every finding of JSON points at a place that exists, whatever the JSON', async (t) => {
  const things = fc.array(
    fc.record(
      {
        'Some Name': fc.string(),
        Size: fc.integer(),
        State: fc.constantFrom('a', 'b'),
        CreateTime: fc.constantFrom('2026-11-05', '2024-01-01T00:00:00Z'),
        Inner: fc.array(fc.record({ Id: fc.string(), Count: fc.float() })),
        any: fc.jsonValue(),
      },
      { requiredKeys: [] },
    ),
  );
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), things, fc.record({ Things: things })), (value) => {
      const { findings, json } = reduced(JSON.stringify(value), AROUND);
      if (findings.length > 16) return false;
      if (json === undefined || typeof json !== 'object') return true;
      return findings.every(({ at, text }) => text.length <= 400 && (at.length >= 200 || hasPath(json, at)));
    }),
    runs(500),
  );
  t.end();
});

test('a large answer is read in no time', async (t) => {
  const Volumes = Array.from({ length: 20_000 }, (_, n) => ({
    VolumeId: `vol-${String(n)}`,
    Size: n,
    Tags: [{ Key: 'a', Value: String(n) }],
  }));
  const began = performance.now();
  t.match(texts({ Volumes }), /20000 items/);
  t.ok(performance.now() - began < 3_000);
});

test('references are places or nothing', async (t) => {
  const json = { a: [{ b: 1, 'odd name': null }], constructor_: 2 };
  for (const path of ['$', '$.a', '$.a[0].b', '$.a[*].b', '$.a[0]["odd name"]']) t.ok(hasPath(json, path), path);
  for (const path of ['', 'a', '$.b', '$.a[1]', '$.a.b', '$.constructor', '$.__proto__', '$.a[0].b.c', '$.a..b', '$a', '$.a[0] or so'])
    t.notOk(hasPath(json, path), path);
  for (const at of ['lines 1', 'lines 1-3', 'lines 2-2']) t.ok(hasLines('a\nb\nc', at), at);
  for (const at of ['lines 0', 'lines 4', 'lines 3-2', 'line 1', 'lines 1-9', 'lines', '1']) t.notOk(hasLines('a\nb\nc', at), at);
});
