// Machines: one that was forgotten, a fleet that grew: A09, A28.

import type { Cause } from '../cause.js';
import { dayAt, isListAt, listAt, numberAt, textAt } from '../json.js';
import { firstName, type Known, nameOr } from '../known.js';
import type { Probe } from '../probe.js';
import { awsCause, fix, found, learns, probe, told, verifyBy } from './build.js';
import { ids, isNear, nearFirst, newcomers, type Row, say, words } from './list.js';
import { by, compared, metrics, round } from './metric.js';
import { EC2, EC2_COMPUTE, EC2_WHOLE, isAbout, marked, tail, unsaid } from './services.js';
import { byWhom, eventsIn, findingOf, isAutoscaling, learnedFrom, trail, trailArgs } from './trail.js';

/** Families that cost dollars an hour, and the largest sizes of all others. */
export const BIG = /^(?:p\d|g\d|gr\d|inf\d|trn\d|dl\d|vt\d|x\d|u-|u\d|hpc|mac)|\.(?:metal|(?:8|9|10|12|16|18|24|32|48|56|96|112)xlarge)/i;
const MANY = 4;

const COMPUTE = /(?:Box|Spot|Host|Dedicated|High|Heavy)Usage|RunInstances|Running Hours|^[a-z]{1,4}\d[a-z0-9-]{0,8}\.(?:[a-z]|\d{1,3}x)/i;
const isCompute = (known: Known): boolean => isAbout(known, COMPUTE, EC2_COMPUTE, EC2_WHOLE);

const group = (item: unknown): string =>
  listAt(item, 'Tags')
    .filter((tag) => textAt(tag, 'Key') === 'aws:autoscaling:groupName')
    .map((tag) => textAt(tag, 'Value'))[0] ?? '';

const machines = probe({
  name: 'machines',
  operation: 'ec2 describe-instances',
  asks: 'which machines run, how large they are, and since when',
  only: isCompute,
  args: () => ['--filters', 'Name=instance-state-name,Values=running', '--max-items=100'],
  seconds: 4,
  learns: ['instance', 'asg', 'instance-type'],
  outcomes: {
    'big-since-then': ['a large machine runs since the money rose', { A09: 0.75, A29: 0.35, A28: 0.06, A10: 0.05 }, 0.05],
    'fleet-since-then': ['an autoscaling group started machines when the money rose', { A28: 0.72, A09: 0.03, A29: 0.05, A10: 0.07 }, 0.12],
    'many-since-then': [
      'many machines run since the money rose, and no group started them',
      { A29: 0.5, A28: 0.1, A09: 0.1, A10: 0.02 },
      0.06,
    ],
    'none-since-then': ['the machines were running before', { A10: 0.8, A09: 0.1, A28: 0.1, A29: 0.08 }, 0.7],
    'no-machine': ['no machine runs here', { A09: 0.02, A28: 0.02, A29: 0.02, A10: 0.05 }, 0.07],
  },
  read: ({ json }, known) => {
    if (!isListAt(json, 'Reservations')) return undefined;
    const rows: readonly Row[] = listAt(json, 'Reservations').flatMap((reservation, outer) =>
      listAt(reservation, 'Instances').map((item, inner) => ({
        item,
        id: textAt(item, 'InstanceId'),
        at: `Reservations[${String(outer)}].Instances[${String(inner)}].LaunchTime`,
      })),
    );
    const live = rows.filter(({ item }) => ['', 'running', 'pending'].includes(textAt(item, 'State', 'Name')));
    if (live.length === 0) return told('no-machine', [found('no machine runs here', 'Reservations')]);
    const day = (item: unknown): string => dayAt(item, 'LaunchTime');
    const since = live.filter(({ item }) => isNear(known, day(item)));
    const ofGroup = since.filter(({ item }) => group(item) !== '');
    const alone = since.filter(({ item }) => group(item) === '');
    const big = alone.filter(({ item }) => BIG.test(textAt(item, 'InstanceType')));
    const billed = firstName(known, 'instance');
    const shown =
      big.length > 0
        ? big
        : since.length > 0
          ? nearFirst(since, known, day)
          : nearFirst(live, known, day).toSorted((one) => (one.id === billed ? -1 : 0));
    const outcome =
      alone.length >= MANY
        ? 'many-since-then'
        : big.length > 0
          ? 'big-since-then'
          : ofGroup.length >= Math.max(2, alone.length)
            ? 'fleet-since-then'
            : since.length > 0 && since.some(({ id }) => id === billed)
              ? 'big-since-then'
              : 'none-since-then';
    const tell = (item: unknown, id: string): string => {
      const owner = group(item) === '' ? '' : `, of ${group(item)}`;
      return `${id}, ${textAt(item, 'InstanceType')}, running since ${day(item)}${owner}${words(['KeyName'], ['Placement', 'AvailabilityZone'])(item)}`;
    };
    const count = found(`${String(since.length)} of ${String(live.length)} machines were started about ${known.startDay}`, 'Reservations');
    return told(
      outcome,
      [count, ...say(shown.slice(0, 6), tell)],
      [
        ids('instance', shown),
        learns(
          'asg',
          ofGroup.map(({ item }) => group(item)),
        ),
        learns(
          'instance-type',
          shown.map(({ item }) => textAt(item, 'InstanceType')),
        ),
      ],
    );
  },
});

const IDLE = 8;

/** How busy the machine is: what was forgotten idles, what mines does not. */
const busyness = metrics(1, {
  name: 'machine-load',
  asks: 'whether the machine is busy',
  namespace: 'AWS/EC2',
  metric: 'CPUUtilization',
  statistic: 'Average',
  dimensions: by('InstanceId', 'instance'),
  kind: 'instance',
  rose: 'the machine is busy',
  flat: 'the machine does next to nothing',
  given: { A09: 0.18, A29: 0.85, A28: 0.7, A22: 0.6 },
  otherwise: 0.6,
  only: isCompute,
}).map(
  (made): Probe => ({
    ...made,
    // The level tells, not whether it rose: a machine that is new has no days before.
    read: (output, known) => {
      const reading = made.read(output, known);
      if (reading === undefined || reading.outcome === 'no-data') return reading;
      const level = compared(output.json, 'Average', known.startDay)?.after ?? 0;
      const text = `the processors of ${nameOr(known, 'instance', 'the machine')} are busy ${round(level)} % of the time at most`;
      return { outcome: level >= IDLE ? 'rose' : 'flat', findings: [found(text, 'Datapoints')], learned: [] };
    },
  }),
);

const launches = probe({
  name: 'launched-by',
  operation: 'cloudtrail lookup-events',
  asks: 'who started machines when the money rose',
  learns: ['actor', 'instance', 'access-key'],
  only: isCompute,
  args: (known) => trailArgs(known, 'EventName', 'RunInstances', 5, 2),
  outcomes: {
    'by-autoscaling': ['a group started them by itself', { A28: 0.8, A09: 0.02, A29: 0.02, A10: 0.15 }, 0.2],
    'many-by-one-key': ['one access key started many machines, or tried to', { A29: 0.72, A09: 0.08, A28: 0.03, A10: 0.02 }, 0.03],
    'by-somebody': ['a person or a pipeline started a machine', { A09: 0.84, A29: 0.2, A28: 0.07, A10: 0.08 }, 0.12],
    'nobody-then': ['no machine was started then', { A10: 0.75, A09: 0.06, A28: 0.1, A29: 0.06 }, 0.68],
  },
  read: ({ command, json }, known) => {
    if (!command.includes('RunInstances') || !isListAt(json, 'Events')) return undefined;
    const events = eventsIn(json).filter(({ day, name }) => name === 'RunInstances' && isNear(known, day));
    if (events.length === 0) return told('nobody-then', [found(`nobody started a machine about ${known.startDay}`, 'Events')]);
    const own = events.filter((event) => !isAutoscaling(event));
    if (own.length === 0) return told('by-autoscaling', events.slice(0, 3).map(findingOf), learnedFrom(events));
    const asked = own.reduce((sum, { detail, resources }) => {
      const wanted = listAt(detail, 'requestParameters', 'instancesSet', 'items').reduce<number>(
        (most, one) => Math.max(most, numberAt(one, 'maxCount') ?? 1),
        1,
      );
      return sum + Math.max(wanted, resources.filter(({ kind }) => kind === 'instance').length);
    }, 0);
    const isLongLived = own.some(
      ({ accessKey, detail }) => accessKey.startsWith('AKIA') || textAt(detail, 'userIdentity', 'type') === 'Root',
    );
    const failed = own.filter(({ detail }) => textAt(detail, 'errorCode') !== '').length;
    const isMany = asked >= MANY && (isLongLived || failed > 0 || asked >= 2 * MANY);
    const learned = [
      ...learnedFrom(own),
      learns(
        'access-key',
        own.map(({ accessKey }) => accessKey),
      ),
    ];
    return told(isMany ? 'many-by-one-key' : 'by-somebody', own.slice(0, 5).map(findingOf), learned);
  },
});

const scaling = probe({
  name: 'scaling-activities',
  operation: 'autoscaling describe-scaling-activities',
  asks: 'what autoscaling groups started and stopped, and why',
  args: () => ['--max-items=50'],
  learns: ['asg'],
  outcomes: {
    'grew-then': ['a group grew when the money rose', { A28: 0.75, A09: 0.06, A29: 0.06, A10: 0.1 }, 0.3],
    churns: ['a group starts and stops machines all the time', { A28: 0.17, A19: 0.3 }, 0.06],
    quiet: ['no group grew then', { A28: 0.08, A09: 0.88, A29: 0.88, A10: 0.84 }, 0.64],
  },
  read: ({ json }, known) => {
    if (!isListAt(json, 'Activities')) return undefined;
    const all = listAt(json, 'Activities').map((item, index) => ({
      item,
      id: textAt(item, 'AutoScalingGroupName'),
      at: `Activities[${String(index)}].Cause`,
    }));
    const since = all.filter(({ item }) => dayAt(item, 'StartTime') >= known.startDay || isNear(known, dayAt(item, 'StartTime'), 1));
    const starts = since.filter(({ item }) => /^Launching/i.test(textAt(item, 'Description')));
    const stops = since.filter(({ item }) => /^Terminating/i.test(textAt(item, 'Description')));
    const tell = (item: unknown, id: string): string =>
      `${id} on ${dayAt(item, 'StartTime')}: ${textAt(item, 'Description')}: ${textAt(item, 'Cause')}`;
    if (starts.length < 2)
      return told('quiet', [found(`${String(starts.length)} machines were started by groups since ${known.startDay}`, 'Activities')]);
    const isChurn = stops.length >= MANY && stops.length >= starts.length / 2;
    const count = found(`${String(starts.length)} started and ${String(stops.length)} stopped since ${known.startDay}`, 'Activities');
    return told(isChurn ? 'churns' : 'grew-then', [count, ...say(starts.slice(-4), tell)], [ids('asg', starts)]);
  },
});

const groups = probe({
  name: 'scaling-groups',
  operation: 'autoscaling describe-auto-scaling-groups',
  asks: 'how large the autoscaling groups are, and may become',
  learns: ['asg'],
  outcomes: {
    'at-its-most': ['a group is as large as it may be', { A28: 0.6, A09: 0.06, A29: 0.06, A10: 0.1 }, 0.12],
    'within-bounds': ['no group is at its bound', { A28: 0.38, A10: 0.6 }, 0.5],
    'no-group': ['there is no autoscaling group', { A28: 0.02 }, 0.38],
  },
  read: ({ json }) => {
    if (!isListAt(json, 'AutoScalingGroups')) return undefined;
    const all = listAt(json, 'AutoScalingGroups').map((item, index) => ({
      item,
      id: textAt(item, 'AutoScalingGroupName'),
      at: `AutoScalingGroups[${String(index)}].DesiredCapacity`,
    }));
    if (all.length === 0) return told('no-group', [found('there is no autoscaling group', 'AutoScalingGroups')]);
    const [size, most, least] = ['DesiredCapacity', 'MaxSize', 'MinSize'].map((name) => (item: unknown) => numberAt(item, name) ?? 0);
    const isFull = (item: unknown): boolean =>
      size !== undefined && most !== undefined && size(item) > 2 && size(item) >= 0.9 * most(item) && size(item) > (least?.(item) ?? 0);
    const sorted = all.toSorted(
      (one, other) => Number(isFull(other.item)) - Number(isFull(one.item)) || (size?.(other.item) ?? 0) - (size?.(one.item) ?? 0),
    );
    const tell = (item: unknown, id: string): string => {
      const share = textAt(item, 'MixedInstancesPolicy', 'InstancesDistribution', 'OnDemandPercentageAboveBaseCapacity');
      return `${id} wants ${textAt(item, 'DesiredCapacity')} of ${textAt(item, 'MinSize')} to ${textAt(item, 'MaxSize')}${share === '' ? '' : `, ${share} % on demand`}`;
    };
    return told(all.some(({ item }) => isFull(item)) ? 'at-its-most' : 'within-bounds', say(sorted.slice(0, 5), tell), [
      ids('asg', sorted),
    ]);
  },
});

export const MACHINE_PROBES: readonly Probe[] = [
  machines,
  ...busyness,
  launches,
  scaling,
  groups,
  trail({
    name: 'group-changed',
    event: 'UpdateAutoScalingGroup',
    asks: 'who changed the bounds of an autoscaling group when the money rose',
    done: 'the bounds of a group were changed then',
    not: 'no bounds of a group were changed then',
    given: { A28: 0.45 },
    otherwise: 0.03,
  }),
  ...metrics(2, {
    name: 'group-size',
    asks: 'whether an autoscaling group has more machines since then',
    namespace: 'AWS/AutoScaling',
    metric: 'GroupInServiceInstances',
    statistic: 'Average',
    dimensions: by('AutoScalingGroupName', 'asg'),
    kind: 'asg',
    factor: 1.3,
    rose: 'this group has more machines than before',
    flat: 'this group has as many machines as before',
    given: { A28: 0.85, A10: 0.06, A09: 0.05, A29: 0.05 },
    otherwise: 0.3,
  }),
  newcomers({
    name: 'spot-prices',
    operation: 'ec2 describe-spot-price-history',
    asks: 'what spot machines of this kind cost since then',
    needs: ['instance-type'],
    args: (known) => {
      const type = firstName(known, 'instance-type') ?? '';
      return /^[a-z0-9.-]{2,30}$/.test(type)
        ? ['--instance-types', type, `--start-time=${known.startDay}T00:00:00Z`, '--max-items=20']
        : undefined;
    },
    list: ['SpotPriceHistory'],
    id: 'AvailabilityZone',
    days: [['Timestamp']],
    kind: 'zone',
    also: words(['InstanceType'], ['SpotPrice']),
    then: ['spot machines are to be had', { A28: 0.5 }, 0.5],
    before: ['spot machines are to be had', { A28: 0.3 }, 0.3],
    none: ['no spot machines of this kind are to be had', { A28: 0.2 }, 0.2],
  }),
];

const PRICE = { price: 0.12, mixed: 0.7 } as const;

export const MACHINE_CAUSES: readonly Cause[] = [
  awsCause({
    id: 'A09',
    title: 'a large machine that was forgotten',
    weight: 1.3,
    signature: {
      marks: [
        marked(EC2, /(?:BoxUsage|HostBoxUsage|DedicatedUsage|UnusedBox):(?:p\d|g\d|gr\d|inf\d|trn\d|dl\d|x\d|u-|u\d|hpc|mac)/i, 0.88),
        marked(EC2, /(?:BoxUsage|HostUsage|DedicatedUsage|HighUsage):[a-z0-9-]{1,12}\.(?:metal|\d{1,3}xlarge)/i, 0.6),
        marked(EC2, tail('BoxUsage'), 0.35),
        marked(EC2, tail('RunInstances|Running Hours|(?:p|g|x|inf|trn)\\d[a-z]{0,3}\\.'), 0.4),
        unsaid(EC2_COMPUTE, 0.33),
        unsaid(EC2_WHOLE, 0.2),
      ],
      shapes: { new: 1.15, step: 1, burst: 0.8, ramp: 0.4, 'one-off': 0.3 },
      drivers: PRICE,
    },
    statement: (known) => {
      const type = firstName(known, 'instance-type');
      const what = nameOr(known, 'instance', 'a large machine');
      return `${what}${type === undefined ? '' : ` (${type})`} runs since ${known.startDay} around the clock and does next to nothing${byWhom(known)}.`;
    },
    refute: 'a machine that is busy, or one that an autoscaling group started',
    fixes: (known) => [
      fix(
        'now',
        'Ask its owner, then stop it; a stopped machine keeps its volumes.',
        `aws ec2 stop-instances --instance-ids ${nameOr(known, 'instance', 'INSTANCE_ID')}`,
        verifyBy(known, 'ec2 describe-instances', '--filters', 'Name=instance-state-name,Values=running', '--max-items=100'),
      ),
      fix('soon', 'Stop such machines by schedule in the evening, and alarm when a large one idles for a day.'),
      fix(
        'later',
        'Lower the quota for large families to what is used.',
        null,
        verifyBy(known, 'service-quotas list-service-quotas', '--service-code=ec2', '--max-items=50'),
      ),
    ],
  }),
  awsCause({
    id: 'A28',
    title: 'an autoscaling group that grew, or went from spot to on demand',
    weight: 1.2,
    signature: {
      marks: [
        marked(EC2, tail('BoxUsage'), 0.6),
        marked(EC2, tail('SpotUsage'), 0.7),
        marked(undefined, tail('EBS:VolumeUsage|PublicIPv4:InUse'), 0.08),
        marked(undefined, tail('ConfigurationItemRecorded|DataTransfer-Regional-Bytes|AmazonEKS-Hours'), 0.06),
        marked(EC2, tail('RunInstances|Running Hours|(?:m|c|r|t)\\d[a-z]{0,3}\\.'), 0.5),
        unsaid(EC2_COMPUTE, 0.35),
        unsaid(EC2_WHOLE, 0.24),
      ],
      shapes: { new: 0.6, 'one-off': 0.2 },
      drivers: PRICE,
      factor: ({ drops, lines }) => {
        const isSpotGone = drops.some(({ key, scopes }) =>
          /SpotUsage/i.test(`${key.usageType} ${scopes.flatMap(({ where }) => where.map(({ value }) => value)).join(' ')}`),
        );
        const isBig = lines.some(({ usageType }) => /:(?:p\d|g\d|inf\d|trn\d|x\d|u-)/i.test(usageType));
        return (isSpotGone ? 1.5 : 1) * (isBig ? 0.5 : 1);
      },
    },
    statement: (known) =>
      `Since ${known.startDay} ${nameOr(known, 'asg', 'an autoscaling group')} runs many more machines than before${byWhom(known)}.`,
    refute: 'groups of the same size as before, or machines that no group started',
    fixes: (known) => [
      fix(
        'now',
        'Lower the bound of the group to what the load needs.',
        `aws autoscaling update-auto-scaling-group --auto-scaling-group-name=${nameOr(known, 'asg', 'GROUP')} --max-size=NUMBER`,
        verifyBy(known, 'autoscaling describe-auto-scaling-groups'),
      ),
      fix(
        'soon',
        'Look at why it grew: a metric that never falls, health checks that fail, a launch template without spot.',
        null,
        verifyBy(known, 'autoscaling describe-scaling-activities', '--max-items=50'),
      ),
    ],
  }),
];
