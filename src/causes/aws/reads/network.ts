// What is read of traffic and load balancers.

import { flagAt, has, isListAt, listAt, textAt } from '../../json.js';
import { firstName, type Known, nameOr } from '../../known.js';
import type { Probe } from '../../probe.js';
import { found, learns, nameAt, option, probe, told } from '../build.js';
import { ids, newcomers, rowsAt, say, words } from '../list.js';
import { by, type Dimensions, metrics } from '../metric.js';
import { EC2_OTHER, EC2_WHOLE, isAbout, tail, TRANSFER } from '../services.js';
import { trail } from '../trail.js';

/** `app/name/id`, as the metrics of a load balancer call it. */
export function balancerPart(arn: string | undefined): string | undefined {
  return arn?.slice(arn.lastIndexOf(':') + 1).replace(/^loadbalancer\//, '');
}

const balancer: Dimensions = (known) => [['LoadBalancer', balancerPart(firstName(known, 'load-balancer'))]];

const zonesOf = (item: unknown): number => listAt(item, 'AvailabilityZones').length;
const isNetwork = (item: unknown): boolean => textAt(item, 'Type') === 'network';

const crossZone = probe({
  name: 'cross-zone',
  operation: 'elbv2 describe-load-balancer-attributes',
  asks: 'whether a network load balancer sends traffic into other zones',
  needs: ['network-balancer'],
  args: (known) => option('load-balancer-arn', nameAt(known, 'network-balancer')),
  outcomes: {
    'cross-zone-on': ['requests that arrive in one zone are answered in another, and each byte is paid', { A02: 0.88 }, 0.12],
    'cross-zone-off': ['this balancer keeps traffic within its zone', { A02: 0.12 }, 0.88],
  },
  read: ({ json }, known) => {
    if (!isListAt(json, 'Attributes')) return undefined;
    const attribute = listAt(json, 'Attributes').find((one) => textAt(one, 'Key') === 'load_balancing.cross_zone.enabled');
    const isOn = flagAt(attribute, 'Value') === true;
    const text = `cross-zone balancing of ${nameOr(known, 'network-balancer', 'the balancer')} is ${isOn ? 'on' : 'off'}`;
    return told(isOn ? 'cross-zone-on' : 'cross-zone-off', [found(text, 'Attributes')]);
  },
});

const distributions = probe({
  name: 'distributions',
  operation: 'cloudfront list-distributions',
  asks: 'whether a content network stands before what is sent out',
  isGlobal: true,
  outcomes: {
    'no-distribution': ['everything is sent from the region itself, at the full price', { A22: 0.6 }, 0.4],
    'a-distribution': ['a content network is there; what goes around it is paid twice', { A22: 0.4 }, 0.6],
  },
  read: ({ json, text }) => {
    const rows = rowsAt(json, ['DistributionList', 'Items'], 'Id');
    if (rows === undefined && !has(json, 'DistributionList') && text.trim() !== '') return undefined;
    const enabled = (rows ?? []).filter(({ item }) => flagAt(item, 'Enabled') === true);
    const findings = say(rows ?? [], (item, id) => `${id}, ${flagAt(item, 'Enabled') === true ? 'enabled' : 'disabled'}`);
    return enabled.length > 0
      ? told('a-distribution', findings)
      : told('no-distribution', [found('no content network is enabled', 'DistributionList')]);
  },
});

const replication = probe({
  name: 'bucket-replication',
  operation: 's3api get-bucket-replication',
  asks: 'whether a bucket is copied to another one',
  needs: ['bucket'],
  args: (known) => option('bucket', nameAt(known, 'bucket')),
  isGlobal: true,
  outcomes: {
    replicates: ['every new object is sent to another bucket', { A22: 0.4, A03: 0.1 }, 0.08],
    'not-replicated': ['the bucket is copied nowhere', { A22: 0.6 }, 0.92],
  },
  read: ({ json, text }) => {
    if (text.includes('ReplicationConfigurationNotFound')) return told('not-replicated');
    const rules = rowsAt(json, ['ReplicationConfiguration', 'Rules'], 'ID')?.filter(({ item }) => textAt(item, 'Status') !== 'Disabled');
    if (rules === undefined) return undefined;
    return told(
      rules.length > 0 ? 'replicates' : 'not-replicated',
      say(rules, (item, id) => `${id} copies to ${textAt(item, 'Destination', 'Bucket')}`),
    );
  },
});

const isTraffic = (known: Known): boolean => isAbout(known, tail('.{0,20}Bytes|Data Transfer|InterZone'), EC2_OTHER, EC2_WHOLE, TRANSFER);

export const NETWORK_PROBES: readonly Probe[] = [
  newcomers({
    name: 'senders',
    operation: 'ec2 describe-instances',
    asks: 'which machines run, and may send what is new',
    only: isTraffic,
    args: () => ['--filters', 'Name=instance-state-name,Values=running', '--max-items=100'],
    list: ['Reservations'],
    id: 'ReservationId',
    days: [['Instances', 0, 'LaunchTime']],
    kind: 'reservation',
    also: words(['Instances', 0, 'InstanceId'], ['Instances', 0, 'InstanceType']),
    learns: ['instance'],
    more: (rows) => [
      learns(
        'instance',
        rows.flatMap(({ item }) => listAt(item, 'Instances').map((one) => textAt(one, 'InstanceId'))),
      ),
    ],
    then: ['machines were started when the traffic rose', { A22: 0.25, A29: 0.35, A02: 0.25 }, 0.2],
    before: ['the machines ran before', { A22: 0.7, A29: 0.6, A02: 0.7 }, 0.7],
    none: ['no machine runs here', { A22: 0.05, A29: 0.05, A02: 0.05 }, 0.1],
  }),
  newcomers({
    name: 'load-balancers',
    operation: 'elbv2 describe-load-balancers',
    asks: 'which load balancers there are, since when, and in how many zones',
    list: ['LoadBalancers'],
    id: 'LoadBalancerArn',
    days: [['CreatedTime']],
    kind: 'load-balancer',
    also: (item) => `, ${textAt(item, 'LoadBalancerName')}, ${textAt(item, 'Type')}, ${String(zonesOf(item))} zones`,
    learns: ['network-balancer'],
    more: (rows) => [
      ids(
        'network-balancer',
        rows.filter(({ item }) => isNetwork(item) && zonesOf(item) > 1),
      ),
    ],
    then: ['a load balancer was made then', { A23: 0.3, A02: 0.12 }, 0.06],
    before: ['the load balancers were there before: what they carry changed', { A23: 0.68, A02: 0.78, A22: 0.6 }, 0.5],
    none: ['there is no load balancer here', { A23: 0.02, A02: 0.1 }, 0.44],
  }),
  crossZone,
  trail({
    name: 'balancer-changed',
    event: 'ModifyLoadBalancerAttributes',
    asks: 'whether a load balancer was set differently when the money rose',
    done: 'a load balancer was changed then',
    not: 'no load balancer was changed then',
    given: { A02: 0.4 },
    otherwise: 0.03,
  }),
  ...metrics(2, {
    name: 'network-balancer-bytes',
    asks: 'whether a network load balancer carries more since then',
    namespace: 'AWS/NetworkELB',
    metric: 'ProcessedBytes',
    dimensions: (known) => [['LoadBalancer', balancerPart(firstName(known, 'network-balancer'))]],
    kind: 'network-balancer',
    rose: 'this balancer carries what is new',
    flat: 'this balancer carries what it did before',
    given: { A02: 0.55, A22: 0.4 },
    otherwise: 0.35,
  }),
  newcomers({
    name: 'kafka-clusters',
    operation: 'kafka list-clusters-v2',
    asks: 'whether there is a Kafka cluster whose readers sit in other zones',
    args: () => ['--max-items=20'],
    list: ['ClusterInfoList'],
    id: 'ClusterName',
    days: [['CreationTime']],
    kind: 'kafka-cluster',
    also: (item) =>
      `, ${String(listAt(item, 'Provisioned', 'BrokerNodeGroupInfo', 'ClientSubnets').length)} subnets${words(['State'])(item)}`,
    then: ['a Kafka cluster was made then; its readers fetch across zones', { A02: 0.25 }, 0.02],
    before: ['a Kafka cluster is there; readers without rack awareness fetch across zones', { A02: 0.3 }, 0.12],
    none: ['no Kafka is here', { A02: 0.45 }, 0.86],
  }),
  distributions,
  replication,
  trail({
    name: 'replication-put',
    event: 'PutBucketReplication',
    asks: 'whether a bucket began to be copied elsewhere when the money rose',
    done: 'a copy to another bucket was set up then',
    not: 'no copy was set up then',
    given: { A22: 0.25, A03: 0.05 },
    otherwise: 0.02,
  }),
  ...metrics(3, {
    name: 'instance-out',
    asks: 'whether a machine sends more since then',
    namespace: 'AWS/EC2',
    metric: 'NetworkOut',
    dimensions: by('InstanceId', 'instance'),
    kind: 'instance',
    rose: 'this machine sends what is new',
    flat: 'this machine sends what it did before',
    given: { A22: 0.85, A29: 0.5, A02: 0.5, A01: 0.4 },
    otherwise: 0.3,
  }),
  ...metrics(1, {
    name: 'bucket-out',
    asks: 'whether more is fetched from a bucket since then',
    namespace: 'AWS/S3',
    metric: 'BytesDownloaded',
    dimensions: (known) => [
      ['BucketName', firstName(known, 'bucket')],
      ['FilterId', firstName(known, 'metrics-filter')],
    ],
    kind: 'bucket',
    needs: ['bucket', 'metrics-filter'],
    rose: 'more is fetched from this bucket',
    flat: 'no more is fetched from this bucket',
    given: { A22: 0.8, A01: 0.6, A04: 0.4, A29: 0.5 },
    otherwise: 0.3,
  }),
  ...metrics(2, {
    name: 'balancer-capacity',
    asks: 'whether a load balancer uses more capacity units since then',
    namespace: 'AWS/ApplicationELB',
    metric: 'ConsumedLCUs',
    dimensions: balancer,
    kind: 'load-balancer',
    rose: 'this balancer uses what is new',
    flat: 'this balancer uses what it did before',
    given: { A23: 0.92, A31: 0.6 },
    otherwise: 0.25,
  }),
  ...metrics(1, {
    name: 'balancer-requests',
    asks: 'whether more requests come in since then',
    namespace: 'AWS/ApplicationELB',
    metric: 'RequestCount',
    dimensions: balancer,
    kind: 'load-balancer',
    rose: 'more is asked of the service: whatever grows with it grows',
    flat: 'no more is asked than before: nothing grew by use',
    given: { A23: 0.7, A31: 0.7, A22: 0.5, A27: 0.3, A28: 0.3, A05: 0.25, A15: 0.2, A13: 0.3, A24: 0.4, A02: 0.4 },
    otherwise: 0.55,
  }),
];
