// Machines: those of a cluster, those that somebody left on, those of a stranger, those that nobody uses.

import type { Cause } from '../cause.js';
import { type Known, nameOr } from '../known.js';
import type { Seen } from '../seen.js';
import { byWhom } from './change-log.js';
import { some } from './define.js';
import { gcloud, idleRead, zoneOf } from './line.js';
import { ACCELERATOR, bare, BY_USE, COMPUTE, MACHINE } from './marks.js';

const KUBERNETES = /Kubernetes Engine/i;
const EGRESS = /Internet (?:Data Transfer|Egress)|NAT Data Processing/i;

const machinesRead = (known: Known): string => gcloud('compute instances list', known, '--sort-by=~creationTimestamp', '--limit=300');

function machines(known: Known): string {
  const names = known.names.get('machine') ?? [];
  return names.length === 0 ? 'machines' : some(names);
}

/** Strangers take what they get wherever they get it. */
function inManyPlaces({ lines }: Seen): number {
  const regions = new Set(lines.map(({ region }) => region).filter((region) => region !== ''));
  return regions.size >= 3 ? 1.7 : regions.size === 2 ? 1.25 : 1;
}

export const COMPUTE_CAUSES: readonly Cause[] = [
  {
    id: 'G06',
    provider: 'gcp',
    title: 'GKE: a cluster scaled up and does not come down',
    weight: 1,
    signature: {
      marks: [
        { service: COMPUTE, usage: MACHINE, resource: /gke-/i, tells: 0.95 },
        { service: KUBERNETES, tells: 0.85 },
        { service: COMPUTE, usage: MACHINE, tells: 0.5 },
        bare(COMPUTE, 0.3),
      ],
      drivers: BY_USE,
      factor: ({ companions }) => (companions.some(({ key }) => KUBERNETES.test(key.service)) ? 1.6 : 1),
    },
    statement: (known) =>
      `Cluster ${nameOr(known, 'cluster', 'of GKE')} runs more nodes since ${known.startDay}` +
      `${known.names.has('node-pool') ? ` in pool ${nameOr(known, 'node-pool', '')}` : ''} and does not scale down: ${nameOr(known, 'scale-down-reason', 'limits, requests or disruption budgets keep them')}.`,
    refute: 'the new machines belong to no cluster, or the node count is what it was',
    fixes: (known) => [
      {
        urgency: 'now',
        what: 'Look at what keeps nodes from going (disruption budgets, pods without a controller, requests far above use) and lower the most nodes of the pool.',
        command: `gcloud container clusters update ${nameOr(known, 'cluster', 'CLUSTER')} --location=${nameOr(known, 'cluster-location', 'LOCATION')} --enable-autoscaling --node-pool=${nameOr(known, 'node-pool', 'POOL')} --max-nodes=5`,
        verify: gcloud('container clusters list', known),
      },
      {
        urgency: 'later',
        what: 'Use the profile of autoscaling that optimises utilisation, and size requests after what pods really use.',
        command: null,
        verify: null,
      },
    ],
  },
  {
    id: 'G19',
    provider: 'gcp',
    title: 'GPU, TPU or big machines left on',
    weight: 1.2,
    signature: {
      marks: [
        { service: COMPUTE, usage: ACCELERATOR, tells: 0.85 },
        { service: /TPU/i, tells: 0.9 },
        { service: COMPUTE, usage: MACHINE, tells: 0.55 },
        bare(COMPUTE, 0.35),
      ],
      shapes: { ramp: 0.5, 'one-off': 0.3 },
      drivers: BY_USE,
    },
    statement: (known) =>
      `${machines(known)} ${known.names.has('machine-type') ? `(${nameOr(known, 'machine-type', '')}) ` : ''}were started around ${known.startDay}${byWhom(known, 'machines')} and have run ever since, as after an experiment or a load test that nobody ended.`,
    refute: 'no machine was made near that day, or what was made belongs to a cluster or to a group that scales with load',
    fixes: (known) => [
      {
        urgency: 'now',
        what: 'Ask the owner, then stop the machines; their disks stay.',
        command: `gcloud compute instances stop ${(known.names.get('machine') ?? ['MACHINE']).slice(0, 12).join(' ')} --zone=${nameOr(known, 'zone', 'ZONE')}`,
        verify: machinesRead(known),
      },
      {
        urgency: 'soon',
        what: 'Delete what is not needed, with its disks.',
        command: null,
        verify: gcloud('compute disks list', known, '--limit=300'),
      },
      {
        urgency: 'later',
        what: 'Give such machines an end: a longest run time, a schedule, a quota of GPUs in projects that need none.',
        command: null,
        verify: null,
      },
    ],
  },
  {
    id: 'G24',
    provider: 'gcp',
    title: 'A stranger uses the project: machines for mining, or data going out',
    weight: 0.7,
    isCompromise: true,
    signature: {
      marks: [
        { service: COMPUTE, usage: ACCELERATOR, tells: 0.6 },
        { service: COMPUTE, usage: MACHINE, tells: 0.4 },
        { service: /Compute Engine|Networking|Cloud Storage/i, usage: EGRESS, tells: 0.24 },
        bare(COMPUTE, 0.3),
      ],
      shapes: { ramp: 0.5, 'one-off': 0.4 },
      drivers: BY_USE,
      factor: inManyPlaces,
    },
    statement: (known) =>
      `${machines(known)} were made around ${known.startDay} by ${nameOr(known, 'stranger', nameOr(known, 'who-changed-machines', 'a caller that is not known here'))}` +
      `${known.names.has('new-region') ? ` in ${some(known.names.get('new-region') ?? [])}, where nothing ran before` : ''}: it looks like a stolen key used for mining. Treat it as an incident.`,
    refute: 'a colleague or a known automation made the machines, and they know of it',
    fixes: (known) => [
      {
        urgency: 'now',
        what: 'Contain first: disable the account or key that made the machines. Keep the logs and a snapshot of one machine for whoever looks into it.',
        command: `gcloud iam service-accounts disable ${nameOr(known, 'stranger', 'SERVICE_ACCOUNT')}`,
        verify: gcloud('iam service-accounts list', known),
      },
      {
        urgency: 'now',
        what: 'Stop the machines, in every region.',
        command: `gcloud compute instances stop ${(known.names.get('machine') ?? ['MACHINE']).slice(0, 12).join(' ')} --zone=${zoneOf(known)}`,
        verify: machinesRead(known),
      },
      {
        urgency: 'now',
        what: 'Delete the keys of the account, rotate every credential that could read it, and take away roles that were added.',
        command: `gcloud iam service-accounts keys delete KEY_ID --iam-account=${nameOr(known, 'stranger', 'SERVICE_ACCOUNT')}`,
        verify: null,
      },
      {
        urgency: 'soon',
        what: 'Set the quotas of regions and GPUs that are not used to zero, and ask Google Cloud support about the charges.',
        command: null,
        verify: null,
      },
      {
        urgency: 'later',
        what: 'Forbid keys of service accounts by policy of the organization, and limit where resources may be made.',
        command: null,
        verify: null,
      },
    ],
  },
  {
    id: 'G25',
    provider: 'gcp',
    title: 'Idle machines that the recommender names',
    weight: 0.8,
    signature: {
      marks: [{ service: COMPUTE, usage: MACHINE, tells: 0.45 }, { service: COMPUTE, usage: ACCELERATOR, tells: 0.25 }, bare(COMPUTE, 0.4)],
      drivers: BY_USE,
      shapes: { new: 0.6, burst: 0.5, 'one-off': 0.3 },
    },
    statement: (known) =>
      `The recommender of Google Cloud calls ${known.names.has('idle-machine') ? some(known.names.get('idle-machine') ?? []) : 'machines'} idle: they cost the same every day and do next to nothing.`,
    refute: 'the recommender names no idle machine',
    fixes: (known) => [
      {
        urgency: 'soon',
        what: 'Stop what the recommender calls idle, after asking whose it is.',
        command: `gcloud compute instances stop ${nameOr(known, 'idle-machine', 'MACHINE')} --zone=${zoneOf(known)}`,
        verify: idleRead(known),
      },
      {
        urgency: 'later',
        what: 'Set a budget with an alert on the project, so that the next one is seen within a day.',
        command: null,
        verify: null,
      },
    ],
  },
];
