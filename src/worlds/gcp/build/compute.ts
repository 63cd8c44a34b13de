// Resources of Compute Engine as its interface describes them.

import type { Item, JsonObject } from '../cloud.js';
import { hashOf } from '../../random.js';
import { pacific, type Setting } from '../setting.js';

const API = 'https://www.googleapis.com/compute/v1';

export function idOf(text: string): string {
  return `${String(1 + (hashOf(text) % 9))}${String(hashOf(`${text} a`)).padStart(9, '3')}${String(hashOf(`${text} b`)).padStart(9, '7')}`.slice(
    0,
    19,
  );
}

function scopeOf(location: string): string {
  if (location === 'global') return 'global';
  return /-[a-z]$/.test(location) ? `zones/${location}` : `regions/${location}`;
}

export function link(project: string, location: string, collection: string, name: string): string {
  return `${API}/projects/${project}/${scopeOf(location)}/${collection}/${name}`;
}

interface Resource {
  readonly of: string;
  readonly kind: string;
  readonly collection: string;
  readonly project: string;
  readonly location: string;
  readonly name: string;
  readonly created: string;
  readonly json: JsonObject;
}

function resource({ collection, created, json, kind, location, name, of, project }: Resource): Item {
  const place =
    location === 'global'
      ? {}
      : /-[a-z]$/.test(location)
        ? { zone: `${API}/projects/${project}/zones/${location}` }
        : { region: `${API}/projects/${project}/regions/${location}` };
  const self = link(project, location, collection, name);
  return {
    of,
    project,
    location,
    id: name,
    json: { creationTimestamp: created, id: idOf(self), kind: `compute#${kind}`, name, selfLink: self, ...place, ...json },
  };
}

export interface Machine {
  readonly project: string;
  readonly zone: string;
  readonly name: string;
  readonly type: string;
  readonly day: number;
  readonly hour?: number;
  readonly status?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly description?: string;
  readonly account?: string;
  readonly gpu?: { readonly type: string; readonly count: number };
  readonly isPublic?: boolean;
  readonly metadata?: readonly { readonly key: string; readonly value: string }[];
  readonly subnet?: string;
  readonly tags?: readonly string[];
  readonly image?: string;
  readonly preemptible?: boolean;
}

export function machine(setting: Setting, asked: Machine): Item {
  const {
    account = `${asked.project}-compute@developer.gserviceaccount.com`,
    day,
    hour = 9.3,
    name,
    project,
    status = 'RUNNING',
    zone,
  } = asked;
  const region = zone.slice(0, -2);
  const created = pacific(setting, day, hour);
  const host = hashOf(`${project} ${name}`);
  return resource({
    of: 'compute instances',
    kind: 'instance',
    collection: 'instances',
    project,
    location: zone,
    name,
    created,
    json: {
      canIpForward: false,
      cpuPlatform: asked.type.startsWith('e2') ? 'Intel Broadwell' : 'Intel Ice Lake',
      deletionProtection: false,
      ...(asked.description !== undefined && { description: asked.description }),
      disks: [
        {
          autoDelete: true,
          boot: true,
          deviceName: name,
          diskSizeGb: '50',
          interface: 'SCSI',
          kind: 'compute#attachedDisk',
          licenses: [`${API}/projects/debian-cloud/global/licenses/${asked.image ?? 'debian-12-bookworm'}`],
          mode: 'READ_WRITE',
          source: link(project, zone, 'disks', name),
          type: 'PERSISTENT',
        },
      ],
      ...(asked.gpu && {
        guestAccelerators: [
          { acceleratorCount: asked.gpu.count, acceleratorType: link(project, zone, 'acceleratorTypes', asked.gpu.type) },
        ],
      }),
      labelFingerprint: '42WmSpB8rSM=',
      ...(asked.labels && { labels: asked.labels }),
      lastStartTimestamp: created,
      ...(status === 'TERMINATED' && { lastStopTimestamp: pacific(setting, day + 20, 18.2) }),
      machineType: link(project, zone, 'machineTypes', asked.type),
      metadata: { fingerprint: 'w2f0hQvJmQ8=', ...(asked.metadata && { items: asked.metadata }), kind: 'compute#metadata' },
      networkInterfaces: [
        {
          ...(asked.isPublic && {
            accessConfigs: [
              {
                kind: 'compute#accessConfig',
                name: 'external-nat',
                natIP: `34.${String(host % 200)}.${String((host >>> 8) % 250)}.${String((host >>> 16) % 250)}`,
                networkTier: 'PREMIUM',
                type: 'ONE_TO_ONE_NAT',
              },
            ],
          }),
          kind: 'compute#networkInterface',
          name: 'nic0',
          network: link(project, 'global', 'networks', 'default'),
          networkIP: `10.128.${String(host % 30)}.${String((host >>> 8) % 250)}`,
          stackType: 'IPV4_ONLY',
          subnetwork: link(project, region, 'subnetworks', asked.subnet ?? 'default'),
        },
      ],
      scheduling: {
        automaticRestart: asked.preemptible !== true,
        onHostMaintenance: asked.gpu || asked.preemptible ? 'TERMINATE' : 'MIGRATE',
        preemptible: asked.preemptible === true,
        provisioningModel: asked.preemptible ? 'SPOT' : 'STANDARD',
      },
      serviceAccounts: [{ email: account, scopes: ['https://www.googleapis.com/auth/cloud-platform'] }],
      startRestricted: false,
      status,
      ...(asked.tags && { tags: { fingerprint: '6smc4R4d39I=', items: asked.tags } }),
    },
  });
}

export interface Disk {
  readonly project: string;
  readonly zone: string;
  readonly name: string;
  readonly gb: number;
  readonly type: string;
  readonly day: number;
  readonly hour?: number;
  /** Names of instances. */
  readonly users?: readonly string[];
  readonly detachedDay?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly description?: string;
}

export function disk(
  setting: Setting,
  { day, description, detachedDay, gb, hour = 9.3, labels, name, project, type, users = [], zone }: Disk,
): Item {
  return resource({
    of: 'compute disks',
    kind: 'disk',
    collection: 'disks',
    project,
    location: zone,
    name,
    created: pacific(setting, day, hour),
    json: {
      ...(description !== undefined && { description }),
      labelFingerprint: '42WmSpB8rSM=',
      ...(labels && { labels }),
      lastAttachTimestamp: pacific(setting, day, hour),
      ...(detachedDay !== undefined && { lastDetachTimestamp: pacific(setting, detachedDay, 11.4) }),
      physicalBlockSizeBytes: '4096',
      sizeGb: String(gb),
      status: 'READY',
      type: link(project, zone, 'diskTypes', type),
      ...(users.length > 0 && { users: users.map((user) => link(project, zone, 'instances', user)) }),
    },
  });
}

export interface Snapshot {
  readonly project: string;
  readonly name: string;
  readonly disk: string;
  readonly zone: string;
  readonly gb: number;
  readonly bytes: number;
  readonly day: number;
  readonly isAuto?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
}

export function snapshot(setting: Setting, { bytes, day, disk: source, gb, isAuto = false, labels, name, project, zone }: Snapshot): Item {
  return resource({
    of: 'compute snapshots',
    kind: 'snapshot',
    collection: 'snapshots',
    project,
    location: 'global',
    name,
    created: pacific(setting, day, 3.1),
    json: {
      ...(isAuto && { autoCreated: true, sourceSnapshotSchedulePolicy: link(project, zone.slice(0, -2), 'resourcePolicies', 'nightly') }),
      diskSizeGb: String(gb),
      downloadBytes: String(Math.round(bytes * 0.98)),
      ...(labels && { labels }),
      sourceDisk: link(project, zone, 'disks', source),
      sourceDiskId: idOf(source),
      status: 'READY',
      storageBytes: String(Math.round(bytes)),
      storageBytesStatus: 'UP_TO_DATE',
      storageLocations: [zone.slice(0, -2)],
    },
  });
}

export interface Other {
  readonly project: string;
  readonly location: string;
  readonly name: string;
  readonly day: number;
  readonly hour?: number;
  readonly json: JsonObject;
}

const OTHERS = {
  address: ['compute addresses', 'addresses'],
  commitment: ['compute commitments', 'commitments'],
  subnetwork: ['compute networks subnets', 'subnetworks'],
  network: ['compute networks', 'networks'],
  router: ['compute routers', 'routers'],
  forwardingRule: ['compute forwarding-rules', 'forwardingRules'],
  backendService: ['compute backend-services', 'backendServices'],
  resourcePolicy: ['compute resource-policies', 'resourcePolicies'],
  firewall: ['compute firewall-rules', 'firewalls'],
  instanceTemplate: ['compute instance-templates', 'instanceTemplates'],
  instanceGroupManager: ['compute instance-groups managed', 'instanceGroupManagers'],
  image: ['compute images', 'images'],
} as const;

export function compute(setting: Setting, kind: keyof typeof OTHERS, { day, hour = 10.2, json, location, name, project }: Other): Item {
  const [of, collection] = OTHERS[kind];
  return resource({ of, kind, collection, project, location, name, created: pacific(setting, day, hour), json });
}

export interface Operation {
  readonly project: string;
  readonly location: string;
  readonly day: number;
  readonly hour: number;
  readonly type: string;
  readonly target: string;
  readonly user: string;
}

export function operation(setting: Setting, { day, hour, location, project, target, type, user }: Operation): Item {
  const name = `operation-${String(1_700_000_000_000 + hashOf(`${target} ${type} ${String(day)}`))}-${hashOf(target).toString(16)}`;
  const time = pacific(setting, day, hour);
  return resource({
    of: 'compute operations',
    kind: 'operation',
    collection: 'operations',
    project,
    location,
    name,
    created: time,
    json: {
      creationTimestamp: undefined,
      endTime: pacific(setting, day, hour + 0.01),
      insertTime: time,
      operationType: type,
      progress: 100,
      startTime: time,
      status: 'DONE',
      targetId: idOf(target),
      targetLink: link(project, location, 'instances', target),
      user,
    },
  });
}
