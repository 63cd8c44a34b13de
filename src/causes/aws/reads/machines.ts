// What is read of machines, and of who started them.

import { dayAt, isListAt, listAt, numberAt, textAt } from '../../json.js';
import { firstName, type Known, nameOr } from '../../known.js';
import type { Probe } from '../../probe.js';
import { found, learns, probe, told } from '../build.js';
import { ids, isNear, nearFirst, type Row, say, words } from '../list.js';
import { by, compared, metrics, round } from '../metric.js';
import { EC2_COMPUTE, EC2_WHOLE, isAbout } from '../services.js';
import { eventsIn, findingOf, isAutoscaling, learnedFrom, trailArgs } from '../trail.js';

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
      return (
        `${id}, ${textAt(item, 'InstanceType')}, running since ` +
        `${day(item)}${owner}${words(['KeyName'], ['Placement', 'AvailabilityZone'])(item)}`
      );
    };
    const count = found(`${String(since.length)} of ${String(live.length)} machines were started about ` + known.startDay, 'Reservations');
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

export const MACHINE_PROBES: readonly Probe[] = [machines, ...busyness, launches];
