// What is read of autoscaling groups.

import { dayAt, isListAt, listAt, numberAt, textAt } from '../../json.js';
import { firstName } from '../../known.js';
import type { Probe } from '../../probe.js';
import { found, probe, told } from '../build.js';
import { ids, isNear, newcomers, say, words } from '../list.js';
import { by, metrics } from '../metric.js';
import { trail } from '../trail.js';

const MANY = 4;

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
      return (
        `${id} wants ${textAt(item, 'DesiredCapacity')} of ${textAt(item, 'MinSize')} to ` +
        `${textAt(item, 'MaxSize')}${share === '' ? '' : `, ${share} % on demand`}`
      );
    };
    return told(all.some(({ item }) => isFull(item)) ? 'at-its-most' : 'within-bounds', say(sorted.slice(0, 5), tell), [
      ids('asg', sorted),
    ]);
  },
});

export const FLEET_PROBES: readonly Probe[] = [
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
