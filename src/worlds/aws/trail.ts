// CloudTrail: what was called in the last ninety days, newest first, by one attribute at most, as the service allows.

import { isoTime } from '../days.js';
import { shareOf } from '../random.js';
import type { Cloud, Operation, TrailEvent } from './cloud.js';
import { shorthands, timeGiven } from './command.js';
import { type Json, type JsonObject, stamp } from './json.js';

const NINETY_DAYS = 90 * 86_400;

function idOf(event: TrailEvent): string {
  const hex = (salt: string, length: number): string =>
    Math.floor(shareOf(`${salt} ${event.name} ${String(event.time)}`) * 16 ** length)
      .toString(16)
      .padStart(length, '0');
  return `${hex('a', 8)}-${hex('b', 4)}-4${hex('c', 3)}-8${hex('d', 3)}-${hex('e', 12)}`;
}

function identityOf(event: TrailEvent, account: string): JsonObject {
  if (event.userType === 'AWSService') return { type: 'AWSService', invokedBy: event.user };
  if (event.userType === 'Root') return { type: 'Root', accountId: account, arn: `arn:aws:iam::${account}:root` };
  if (event.userType === 'IAMUser') {
    return {
      type: 'IAMUser',
      arn: `arn:aws:iam::${account}:user/${event.user}`,
      accountId: account,
      accessKeyId: event.accessKey,
      userName: event.user,
    };
  }
  return {
    type: 'AssumedRole',
    arn: `arn:aws:sts::${account}:assumed-role/${event.user}`,
    accountId: account,
    accessKeyId: event.accessKey,
  };
}

function told(event: TrailEvent, { own }: Cloud): Json {
  const id = idOf(event);
  const whole = {
    eventVersion: '1.11',
    userIdentity: identityOf(event, own.id),
    eventTime: isoTime(event.time),
    eventSource: event.source,
    eventName: event.name,
    awsRegion: event.region,
    sourceIPAddress: event.address,
    userAgent: event.agent,
    requestParameters: event.request,
    eventID: id,
    readOnly: event.readOnly,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: own.id,
    eventCategory: 'Management',
  };
  return {
    EventId: id,
    EventName: event.name,
    ReadOnly: String(event.readOnly),
    AccessKeyId: event.accessKey === '' ? undefined : event.accessKey,
    EventTime: stamp(event.time),
    EventSource: event.source,
    // An assumed role's user is its session.
    Username: event.userType === 'AWSService' ? undefined : event.user.slice(event.user.lastIndexOf('/') + 1),
    Resources: event.resources.map(({ name, type }) => ({ ResourceType: type, ResourceName: name })),
    CloudTrailEvent: JSON.stringify(whole),
  };
}

function has(event: TrailEvent, key: string, value: string): boolean {
  switch (key) {
    case 'EventName':
      return event.name === value;
    case 'EventSource':
      return event.source === value;
    case 'Username':
      return event.user === value || event.user.endsWith(`/${value}`);
    case 'ResourceName':
      return event.resources.some(({ name }) => name === value);
    case 'ResourceType':
      return event.resources.some(({ type }) => type === value);
    case 'ReadOnly':
      return String(event.readOnly) === value;
    case 'AccessKeyId':
      return event.accessKey === value;
    case 'EventId':
      return idOf(event) === value;
    default:
      return false;
  }
}

export const lookupEvents: Operation = (call, cloud) => {
  const attributes = shorthands(call, '--lookup-attributes');
  if (attributes.length > 1) {
    return { code: 'InvalidLookupAttributesException', message: 'You can only use one lookup attribute per request.' };
  }
  const [attribute] = attributes;
  const from = Math.max(timeGiven(call, '--start-time') ?? 0, cloud.now - NINETY_DAYS);
  const to = timeGiven(call, '--end-time') ?? cloud.now;
  const found = cloud.events
    .filter(({ region, time }) => region === call.region && time >= from && time <= to)
    .filter((event) => !attribute || has(event, attribute['AttributeKey']?.[0] ?? '', (attribute['AttributeValue'] ?? []).join(',')))
    .toSorted((one, other) => other.time - one.time);
  return { json: { Events: found.map((event) => told(event, cloud)) } };
};
