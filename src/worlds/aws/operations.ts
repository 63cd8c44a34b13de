// What most reads are made of: a list of one kind of resource with filters, one resource by its name, one part of it.

import type { Call, Outcome } from './command.js';
import { listed, shorthands } from './command.js';
import { type Cloud, type Entry, entriesOf, type Operation } from './cloud.js';
import { allAt, type Json, type JsonObject, textAt, textOf } from './json.js';

/** A code and a message in which `{}` is what was asked for. */
export type Missing = readonly [code: string, message: string];

export function failed([code, message]: Missing, asked = '', cloud?: Cloud, call?: Call): Outcome {
  const said = message
    .replaceAll('{}', asked)
    .replaceAll('{region}', call?.region ?? '')
    .replaceAll('{account}', cloud?.own.id ?? '');
  return { code, message: said };
}

function pattern(text: string): RegExp {
  return new RegExp(
    `^${text
      .replace(/[\\^$.+()[\]{}|]/gu, String.raw`\$&`)
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'u',
  );
}

export function isLike(value: string, wanted: string): boolean {
  return wanted.includes('*') || wanted.includes('?') ? pattern(wanted).test(value) : value === wanted;
}

function capital(name: string): string {
  return name
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}

/** Filters that are not spelt like what they look at. */
const FILTER_PATHS: Readonly<Record<string, string>> = {
  'instance-state-name': 'Instances.State.Name',
  'instance-state-code': 'Instances.State.Code',
  'instance-type': 'Instances.InstanceType,InstanceType',
  'instance-id': 'Instances.InstanceId,InstanceId',
  'image-id': 'Instances.ImageId,ImageId',
  'vpc-id': 'VpcId,Instances.VpcId,Attachments.VpcId',
  'subnet-id': 'SubnetId,Instances.SubnetId,Associations.SubnetId',
  'availability-zone': 'AvailabilityZone,Instances.Placement.AvailabilityZone',
  'launch-time': 'Instances.LaunchTime',
  'network-interface-id': 'NetworkInterfaceId',
  'private-ip-address': 'Instances.PrivateIpAddress,PrivateIpAddress',
  'ip-address': 'Instances.PublicIpAddress',
  'public-ip': 'PublicIp',
  'association.public-ip': 'Association.PublicIp',
  'association.ip-owner-id': 'Association.IpOwnerId',
  'route.nat-gateway-id': 'Routes.NatGatewayId',
  'route.gateway-id': 'Routes.GatewayId',
  'route.destination-cidr-block': 'Routes.DestinationCidrBlock',
  'association.subnet-id': 'Associations.SubnetId',
  'association.main': 'Associations.Main',
  'attachment.instance-id': 'Attachments.InstanceId,Attachment.InstanceId',
  'attachment.status': 'Attachments.State,Attachment.Status',
  'attachment.vpc-id': 'Attachments.VpcId',
  'nat-gateway-id': 'NatGatewayId',
  'vpc-endpoint-id': 'VpcEndpointId',
  'vpc-endpoint-state': 'State',
  'vpc-endpoint-type': 'VpcEndpointType',
  'resource-id': 'ResourceId',
  'resource-type': 'ResourceType',
  'group-id': 'GroupId,Instances.SecurityGroups.GroupId,Groups.GroupId',
  status: 'Status,State',
  state: 'State,Status',
  'volume-type': 'VolumeType',
  encrypted: 'Encrypted',
  'owner-id': 'OwnerId',
  domain: 'Domain',
  cidr: 'CidrBlock',
  isDefault: 'IsDefault',
  'is-default': 'IsDefault',
  'tag-key': 'Tags.Key,Instances.Tags.Key,TagSet.Key',
  'db-instance-id': 'DBInstanceIdentifier,DBInstanceArn',
  'db-cluster-id': 'DBClusterIdentifier,DBClusterArn',
  engine: 'Engine',
  key: 'Key',
  value: 'Value',
  'requester-managed': 'RequesterManaged',
  'interface-type': 'InterfaceType',
  description: 'Description',
};

function tagValues(data: JsonObject, key: string): readonly string[] {
  return ['Tags', 'Instances.Tags', 'TagSet', 'TagList'].flatMap((path) =>
    allAt(data, path)
      .filter((tag) => textAt(tag, 'Key') === key)
      .map((tag) => textAt(tag, 'Value')),
  );
}

function valuesFor(data: JsonObject, name: string): readonly string[] {
  if (name.startsWith('tag:')) return tagValues(data, name.slice(4));
  const paths = FILTER_PATHS[name] ?? name.split('.').map(capital).join('.');
  return paths.split(',').flatMap((path) => allAt(data, path).map(textOf));
}

export function passesFilters(call: Call, flag: string, data: JsonObject): boolean {
  return shorthands(call, flag).every((filter) => {
    const name = (filter['Name'] ?? filter['name'] ?? filter['key'] ?? filter['Key'])?.[0] ?? '';
    const wanted = filter['Values'] ?? filter['values'] ?? [];
    const found = valuesFor(data, name);
    return wanted.some((one) => found.some((value) => isLike(value, one)));
  });
}

export interface Listing {
  readonly kind: string;
  /** The list of the answer. */
  readonly member: string;
  readonly filters?: string;
  /** Flags that have to be equal to what is at a path; with a list of values one is enough. */
  readonly where?: Readonly<Record<string, string>>;
  /** Flags that the start of what is at a path has to be. */
  readonly prefix?: Readonly<Record<string, string>>;
  /** A flag with ids: one that is not there fails. */
  readonly ids?: readonly [flag: string, path: string, missing: Missing];
  readonly one?: (entry: Entry, cloud: Cloud) => Json;
  readonly also?: JsonObject;
}

export function list({ also = {}, filters = '--filters', ids, kind, member, one, prefix = {}, where = {} }: Listing): Operation {
  return (call, cloud) => {
    let found = entriesOf(cloud, kind, call.region);
    if (ids) {
      const [flag, path, missing] = ids;
      const asked = listed(call, flag);
      const absent = asked.find((id) => !found.some(({ data }) => allAt(data, path).some((value) => value === id)));
      if (absent !== undefined) return failed(missing, absent, cloud, call);
      if (asked.length > 0) found = found.filter(({ data }) => allAt(data, path).some((value) => asked.includes(textOf(value))));
    }
    for (const [flag, path] of Object.entries(where)) {
      const wanted = listed(call, flag);
      if (wanted.length > 0) found = found.filter(({ data }) => allAt(data, path).some((value) => wanted.includes(textOf(value))));
    }
    for (const [flag, path] of Object.entries(prefix)) {
      const wanted = call.value(flag);
      if (wanted !== undefined) found = found.filter(({ data }) => textAt(data, path).startsWith(wanted));
    }
    const passed = found.filter(({ data }) => passesFilters(call, filters, data));
    return { json: { [member]: passed.map((entry) => (one ? one(entry, cloud) : entry.data)), ...also } };
  };
}

export interface Single {
  readonly kind: string;
  readonly flag: string;
  readonly path: string;
  /** The answer is the resource itself where there is none. */
  readonly member?: string;
  readonly missing: Missing;
  readonly one?: (entry: Entry, cloud: Cloud) => Json;
}

/** A name, or the end of an ARN. */
export function isNamed(value: string, asked: string): boolean {
  return value === asked || (asked.startsWith('arn:') && (asked.endsWith(`/${value}`) || asked.endsWith(`:${value}`)));
}

export function entryNamed(call: Call, cloud: Cloud, { flag, kind, path }: Pick<Single, 'flag' | 'kind' | 'path'>): Entry | undefined {
  const asked = call.value(flag) ?? '';
  return entriesOf(cloud, kind, call.region).find(({ data }) => allAt(data, path).some((value) => isNamed(textOf(value), asked)));
}

export function get(single: Single): Operation {
  const { flag, member, missing, one } = single;
  return (call, cloud) => {
    const entry = entryNamed(call, cloud, single);
    if (!entry) return failed(missing, call.value(flag), cloud, call);
    const told = one ? one(entry, cloud) : entry.data;
    return { json: member === undefined ? told : { [member]: told } };
  };
}

/** What another operation tells about a resource; where nothing was set, that is its own failure or an empty answer. */
export function part(single: Single, name: string, unset: Missing | JsonObject): Operation {
  return (call, cloud) => {
    const entry = entryNamed(call, cloud, single);
    if (!entry) return failed(single.missing, call.value(single.flag), cloud, call);
    const told = entry.parts[name];
    if (told !== undefined) return { json: told };
    return isMissing(unset) ? failed(unset, call.value(single.flag), cloud, call) : { json: unset };
  };
}

function isMissing(value: Missing | JsonObject): value is Missing {
  return Array.isArray(value);
}

export function fixed(json: Json): Operation {
  return () => ({ json });
}
