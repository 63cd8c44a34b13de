// What each cause looks like on a bill, as every export spells it, and what its catalogue entry must hold.

import { test } from 'tap';
import { AWS_CAUSES } from '../../../src/causes/aws/index.js';
import { namesOf } from '../../../src/causes/aws/resource.js';
import { regionOf } from '../../../src/causes/aws/region.js';
import { match } from '../../../src/causes/signature.js';
import { prior } from '../../../src/causes/index.js';
import { CASES, RIVALS } from './cases.js';
import { knownAt, seenAt } from './play.js';

const causeOf = (id: string) => AWS_CAUSES.find((cause) => cause.id === id);

test('there are 31 causes, each with an id and a title of its own, something that refutes it, and a case', async (t) => {
  const ids = Array.from({ length: 31 }, (_, index) => `A${String(index + 1).padStart(2, '0')}`);
  t.same(
    AWS_CAUSES.map(({ id }) => id),
    ids,
  );
  t.same(
    CASES.map(({ cause }) => cause),
    ids,
  );
  t.equal(new Set(AWS_CAUSES.map(({ title }) => title)).size, ids.length);
  for (const { provider, refute, title, weight } of AWS_CAUSES) {
    t.equal(provider, 'aws');
    t.ok(title.length <= 200 && refute.length > 10 && weight > 0 && weight <= 2, title);
  }
  t.same(
    AWS_CAUSES.filter(({ isCompromise }) => isCompromise === true).map(({ id }) => id),
    ['A29'],
  );
});

for (const one of CASES) {
  test(`${one.cause} looks like its lines in every spelling: ${one.name}`, async (t) => {
    const cause = causeOf(one.cause);
    t.ok(one.lines.length >= 3);
    t.ok(
      one.lines.some(([, usageType]) => usageType === ''),
      'one of them says no more than the service',
    );
    for (const [at, place] of one.lines.entries()) {
      const view = seenAt(place, one);
      const fit = cause === undefined ? 0 : match(cause.signature, view);
      t.ok(fit >= (place[1] === '' ? 0.1 : 0.3), `${place.join(' ')}: ${String(fit)}`);
      const belief = [...prior(AWS_CAUSES, view)].filter(([id]) => id !== 'other').toSorted(([, first], [, second]) => second - first);
      const rank = belief.findIndex(([id]) => id === one.cause);
      // A service that does several things tells little by its name.
      t.ok(rank >= 0 && rank < (at === 0 || place[1] !== '' ? 3 : 6), `${place.join(' ')}: place ${String(rank)}`);
    }
  });

  test(`${one.cause} has a rival on its own line, so that something can be ruled out: ${one.name}`, async (t) => {
    for (const place of one.lines) t.ok(prior(AWS_CAUSES, seenAt(place, one)).size >= 3, place.join(' '));
  });
}

test('a line of one family is not taken for another', async (t) => {
  const apart: readonly (readonly [string, string, string])[] = [
    ['A03', 'AmazonEFS', 'USE2-TimedStorage-ByteHrs'],
    ['A03', 'AmazonCloudWatch', 'USW2-TimedStorage-ByteHrs'],
    ['A04', 'AmazonSNS', 'USW2-Requests-Tier1'],
    ['A04', 'AWSQueueService', 'Requests-Tier1'],
    ['A15', 'AmazonS3', 'DataTransfer-In-Bytes'],
    ['A12', 'AmazonRDS', 'ExtendedSupport:Yr1-Yr2:MySQL5.7'],
    ['A09', 'Amazon EC2 Container Registry (ECR)', 'TimedStorage-ByteHrs'],
    ['A01', 'AmazonEC2', 'BoxUsage:m5.large'],
    ['A29', 'AmazonCloudWatch', 'DataProcessing-Bytes'],
  ];
  for (const [id, service, usageType] of apart) {
    const cause = causeOf(id);
    t.ok(cause && match(cause.signature, seenAt([service, usageType])) < 0.12, `${id} ${service} ${usageType}`);
  }
});

test('a price that rose is a commitment that ended, and use that grew is none', async (t) => {
  const line = ['AmazonEC2', 'BoxUsage:m5.xlarge', 'us-east-1'] as const;
  const leader = (driver: 'price' | 'volume'): string | undefined =>
    [...prior(AWS_CAUSES, seenAt(line, { driver }))]
      .filter(([id]) => id !== 'other')
      .toSorted(([, first], [, second]) => second - first)[0]?.[0];
  t.equal(leader('price'), 'A10');
  t.not(leader('volume'), 'A10');
});

test('what rises and falls beside a line moves what is believed of it', async (t) => {
  const nat = ['AmazonEC2', 'USE1-NatGateway-Bytes', 'us-east-1'] as const;
  const fit = (id: string, view: ReturnType<typeof seenAt>): number => match(causeOf(id)?.signature ?? { marks: [] }, view);
  const leak = seenAt(nat, { companions: [['AmazonEC2', 'USE1-DataTransfer-Out-Bytes', 'us-east-1']] });
  t.ok(fit('A01', leak) < fit('A01', seenAt(nat)));
  t.ok(fit('A22', leak) > fit('A22', seenAt(nat)));
  const box = ['AmazonEC2', 'BoxUsage:m5.xlarge', 'us-east-1'] as const;
  t.ok(fit('A28', seenAt(box, { drops: [['AmazonEC2', 'SpotUsage:m5.xlarge']] })) > fit('A28', seenAt(box)));
});

test('every rival of a line is believed in before anything is read', async (t) => {
  for (const rival of RIVALS)
    for (const place of rival.lines) t.ok(prior(AWS_CAUSES, seenAt(place, rival)).has(rival.cause), `${rival.name}: ${place.join(' ')}`);
});

test('a region is read from its code, its name, or the prefix of a usage type, and left out where it is unknown', async (t) => {
  const region = (code: string, usageType = ''): string | undefined => regionOf(knownAt(['AmazonEC2', usageType, code]));
  t.equal(region('eu-west-1'), 'eu-west-1');
  t.equal(region('us-gov-west-1'), 'us-gov-west-1');
  t.equal(region('US East (N. Virginia)'), 'us-east-1');
  t.equal(region('EU (Frankfurt)'), 'eu-central-1');
  t.equal(region('', 'USW2-BoxUsage:m5.large'), 'us-west-2');
  t.equal(region('', 'EU-BoxUsage:m5.large'), 'eu-west-1');
  t.equal(region('', 'us-east-2-KMS-Requests'), undefined);
  for (const none of ['', 'global', 'External', 'NoRegion', '--help', 'us-east-1; ls']) t.equal(region(none), undefined, none);
});

test('a resource of the bill gives the names that commands want', async (t) => {
  const cases: readonly (readonly [string, string, readonly (readonly string[])[]])[] = [
    ['nat-0abc', 'AmazonEC2', [['nat-gateway', 'nat-0abc']]],
    ['arn:aws:ec2:us-east-1:123456789012:natgateway/nat-0abc', 'AmazonEC2', [['nat-gateway', 'nat-0abc']]],
    ['arn:aws:ec2:us-east-1:123456789012:elastic-ip/eipalloc-0abc', 'AmazonVPC', [['address', 'eipalloc-0abc']]],
    ['i-0abc', 'AmazonEC2', [['instance', 'i-0abc']]],
    ['arn:aws:lambda:us-east-1:123456789012:function:resize', 'AWSLambda', [['function', 'resize']]],
    ['arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/resize', 'AmazonCloudWatch', [['log-group', '/aws/lambda/resize']]],
    ['arn:aws:logs:us-east-1:123456789012:log-group:/ecs/shop:*', 'AmazonCloudWatch', [['log-group', '/ecs/shop']]],
    ['arn:aws:dynamodb:us-east-1:123456789012:table/orders', 'AmazonDynamoDB', [['table', 'orders']]],
    ['arn:aws:rds:us-east-1:123456789012:db:orders', 'AmazonRDS', [['db-instance', 'orders']]],
    ['arn:aws:rds:us-east-1:123456789012:cluster:shop', 'AmazonRDS', [['db-cluster', 'shop']]],
    ['arn:aws:ecs:us-east-1:123456789012:task/prod/0123', 'AmazonECS', [['ecs-cluster', 'prod']]],
    [
      'arn:aws:ecs:us-east-1:123456789012:service/prod/shop',
      'AmazonECS',
      [
        ['ecs-cluster', 'prod'],
        ['ecs-service', 'shop'],
      ],
    ],
    ['arn:aws:wafv2:us-east-1:123456789012:regional/webacl/front/11', 'awswaf', [['web-acl', 'front/11']]],
    ['arn:aws:s3:::acme-exports', 'AmazonS3', [['bucket', 'acme-exports']]],
    ['acme-exports', 'AmazonS3', [['bucket', 'acme-exports']]],
    ['acme-exports', 'AmazonEC2', []],
    ['', 'AmazonS3', []],
    ['arn:', 'AmazonEC2', []],
  ];
  for (const [resource, service, names] of cases) t.same(namesOf(resource, service), names, resource);
  t.same(knownAt(['AmazonS3', 'TimedStorage-ByteHrs', 'us-east-1', 'acme-exports']).names.get('bucket'), ['acme-exports']);
});
