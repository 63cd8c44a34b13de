// Who did something when the money rose, as CloudTrail tells it.

import type { Finding } from '../../protocol/index.js';
import { firstName, type Known, type NameKind } from '../known.js';
import { at, dayAt, isListAt, isWithin, listAt, textAt } from '../json.js';
import type { Output, Probe } from '../probe.js';
import { found, type Given, isOnTrail, type Learned, learns, opposite, probe, timesAround, type Told, told } from './build.js';

export interface TrailEvent {
  readonly name: string;
  readonly day: string;
  readonly time: string;
  readonly who: string;
  readonly accessKey: string;
  readonly resources: readonly { readonly kind: NameKind; readonly name: string }[];
  /** The event itself; undefined where it was cut. */
  readonly detail: unknown;
  readonly at: string;
}

const KINDS: Readonly<Record<string, NameKind>> = {
  'AWS::EC2::Instance': 'instance',
  'AWS::EC2::NatGateway': 'nat-gateway',
  'AWS::EC2::VPC': 'vpc',
  'AWS::EC2::VPCEndpoint': 'vpc-endpoint',
  'AWS::EC2::RouteTable': 'route-table',
  'AWS::EC2::Volume': 'volume',
  'AWS::EC2::EIP': 'address',
  'AWS::S3::Bucket': 'bucket',
  'AWS::Lambda::Function': 'function',
  'AWS::Logs::LogGroup': 'log-group',
  'AWS::DynamoDB::Table': 'table',
  'AWS::RDS::DBInstance': 'db-instance',
  'AWS::RDS::DBCluster': 'db-cluster',
  'AWS::RDS::DBSnapshot': 'db-snapshot',
  'AWS::ECS::Service': 'ecs-service',
  'AWS::ECS::Cluster': 'ecs-cluster',
  'AWS::EKS::Cluster': 'eks-cluster',
  'AWS::AutoScaling::AutoScalingGroup': 'asg',
  'AWS::CloudTrail::Trail': 'trail',
  'AWS::SageMaker::Endpoint': 'endpoint',
  'AWS::SageMaker::NotebookInstance': 'notebook',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'load-balancer',
  'AWS::WAFv2::WebACL': 'web-acl',
  'AWS::IAM::User': 'user',
  'AWS::IAM::AccessKey': 'access-key',
  'AWS::KMS::Key': 'key',
  'AWS::Config::ConfigurationRecorder': 'recorder',
};

function detailOf(event: unknown): unknown {
  try {
    const text = textAt(event, 'CloudTrailEvent');
    const parsed: unknown = text === '' ? at(event, 'CloudTrailEvent') : JSON.parse(text);
    return parsed;
  } catch {
    // Cut by the digest, or not what it should be: the event is told without its detail.
    return undefined;
  }
}

export function eventsIn(json: unknown): readonly TrailEvent[] {
  return listAt(json, 'Events').map((event, index) => {
    const detail = detailOf(event);
    const who = textAt(event, 'Username') || textAt(detail, 'userIdentity', 'userName') || textAt(detail, 'userIdentity', 'arn');
    return {
      name: textAt(event, 'EventName') || textAt(detail, 'eventName'),
      day: dayAt(event, 'EventTime') || dayAt(detail, 'eventTime'),
      time: textAt(detail, 'eventTime') || textAt(event, 'EventTime'),
      who,
      accessKey: textAt(event, 'AccessKeyId') || textAt(detail, 'userIdentity', 'accessKeyId'),
      resources: listAt(event, 'Resources').flatMap((resource) => {
        const kind = KINDS[textAt(resource, 'ResourceType')];
        const name = textAt(resource, 'ResourceName');
        return kind === undefined || name === '' ? [] : [{ kind, name }];
      }),
      detail,
      at: `Events[${String(index)}]`,
    };
  });
}

export function isAutoscaling({ detail, who }: TrailEvent): boolean {
  const by = `${who} ${textAt(detail, 'userIdentity', 'invokedBy')} ${textAt(detail, 'sourceIPAddress')}`.toLowerCase();
  return by.includes('autoscaling');
}

export function findingOf(event: TrailEvent): Finding {
  const { at: where, day, detail, name, resources, time, who } = event;
  const from = textAt(detail, 'sourceIPAddress');
  const on = resources.map((resource) => resource.name).join(', ');
  const words = [
    `${name} at ${/^\d{4}-/.test(time) ? time : day}`,
    who === '' ? '' : ` by ${who}`,
    from === '' ? '' : ` from ${from}`,
    on === '' ? '' : ` on ${on}`,
  ];
  return found(words.join(''), where);
}

export function learnedFrom(events: readonly TrailEvent[]): readonly Learned[] {
  const resources = events.flatMap((event) => event.resources);
  const kinds = [...new Set(resources.map(({ kind }) => kind))];
  return [
    learns(
      'actor',
      events.map(({ who }) => who),
    ),
    ...kinds.map((kind) =>
      learns(
        kind,
        resources.filter((one) => one.kind === kind).map(({ name }) => shortName(name)),
      ),
    ),
  ];
}

/** An ARN's last part, where that is the name that commands want. */
export function shortName(name: string): string {
  if (!name.startsWith('arn:') || name.includes(':loadbalancer/') || name.includes(':log-group:')) return name;
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':')) + 1);
}

export function trailArgs(known: Known, attribute: string, value: string, before: number, after: number): readonly string[] | undefined {
  if (!isOnTrail(known)) return undefined;
  const { from, to } = timesAround(known, before, after);
  return [
    '--lookup-attributes',
    `AttributeKey=${attribute},AttributeValue=${value}`,
    `--start-time=${from}`,
    `--end-time=${to}`,
    '--max-items=50',
  ];
}

export interface TrailOf {
  readonly name: string;
  readonly event: string;
  readonly asks: string;
  readonly done: string;
  readonly not: string;
  readonly given: Given;
  readonly otherwise: number;
  /** What went on slowly may have begun a while before it was seen. */
  readonly before?: number;
  readonly only?: (known: Known) => boolean;
  readonly where?: (event: TrailEvent) => boolean;
}

const BEFORE = 3;
const AFTER = 1;
const TOLD = 4;

function read(made: TrailOf, { command, json }: Output, known: Known): Told<'done-then' | 'not-then'> | undefined {
  const { before = BEFORE, event, where = () => true } = made;
  if (!command.includes(event) || !isListAt(json, 'Events')) return undefined;
  const own = eventsIn(json).filter(({ name }) => name.startsWith(event));
  const then = own.filter(({ day }) => isWithin(day, known.startDay, before, AFTER)).filter(where);
  if (then.length === 0) return told('not-then', [found(`no ${event} around ${known.startDay}`, 'Events')]);
  return told('done-then', then.slice(0, TOLD).map(findingOf), learnedFrom(then));
}

/** Whether a call was made about the day of the start. */
export function trail(made: TrailOf): Probe {
  const { asks, before = BEFORE, event, given, name, otherwise } = made;
  const [notGiven, notOtherwise] = opposite(given, otherwise, 0);
  return probe({
    name,
    operation: 'cloudtrail lookup-events',
    asks,
    // What somebody touched is learned where somebody did; no read is planned on it.
    learns: ['actor'],
    ...(made.only === undefined ? {} : { only: made.only }),
    args: (known) => trailArgs(known, 'EventName', event, before + 4, AFTER + 1),
    outcomes: {
      'done-then': [made.done, given, otherwise],
      'not-then': [made.not, notGiven, notOtherwise],
    },
    read: (output, known) => read(made, output, known),
  });
}

/** `, by alice` where it is known who did it. */
export function byWhom(known: Known): string {
  const actor = firstName(known, 'actor');
  return actor === undefined ? '' : `, done by ${actor}`;
}
