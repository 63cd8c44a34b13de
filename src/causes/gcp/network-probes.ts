// Reads of the network: how it is set up.

import { dayAt, flagAt, listAt, textAt } from '../json.js';
import type { Known } from '../known.js';
import type { Output, Probe, Reading } from '../probe.js';
import { isNarrowed, isNearStart, last, outcomes, probe, reading, type Row, rows, type Told } from './define.js';
import { gcloud, regionIn } from './line.js';

/** Where the money is; everything where the bill does not say. */
function isHere(row: unknown, known: Known): boolean {
  const regions = (known.names.get('region') ?? []).map(regionIn).filter((region) => region !== undefined);
  const region = regionIn(last(textAt(row, 'region')));
  return regions.length === 0 || region === undefined || regions.includes(region);
}

/** Subnets with a purpose of their own, such as those of proxies, have no machines. */
function isForMachines(row: unknown): boolean {
  return ['', 'PRIVATE', 'PRIVATE_RFC_1918'].includes(textAt(row, 'purpose'));
}

function readSubnets(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  const here = found.filter(({ row }) => isForMachines(row) && isHere(row, known));
  const nat = known.names.get('nat-network') ?? [];
  const behind = here.filter(({ row }) => nat.length === 0 || nat.includes(last(textAt(row, 'network'))));
  if (behind.length === 0) return isNarrowed(output) ? undefined : reading('none', [['there is no subnet where the money is', '']]);
  const isOff = ({ row }: Row): boolean => flagAt(row, 'privateIpGoogleAccess') !== true;
  const tell = ({ at, row }: Row): Told => [
    `subnet ${textAt(row, 'name')} in ${last(textAt(row, 'region'))}: Private Google Access ${isOff({ at, row }) ? 'off' : 'on'}, flow logs ${flagAt(row, 'enableFlowLogs') === true || flagAt(row, 'logConfig', 'enable') === true ? 'on' : 'off'}`,
    `[${String(at)}].privateIpGoogleAccess`,
  ];
  const learned = (of: readonly Row[]) => ({
    subnet: of.map(({ row }) => textAt(row, 'name')),
    'subnet-region': of.map(({ row }) => last(textAt(row, 'region'))),
  });
  const off = behind.filter(isOff);
  return off.length > 0
    ? reading('access-off', off.map(tell), learned(off))
    : reading('access-on', behind.slice(0, 4).map(tell), learned(behind));
}

function readRouters(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  const nats = found.filter(({ row }) => listAt(row, 'nats').length > 0 && isHere(row, known));
  if (nats.length === 0) return isNarrowed(output) ? undefined : reading('no-nat', [['no router does NAT where the money is', '']]);
  const tell = ({ at, row }: Row): Told => [
    `router ${textAt(row, 'name')} in ${last(textAt(row, 'region'))} does NAT, made ${dayAt(row, 'creationTimestamp')}`,
    `[${String(at)}].nats`,
  ];
  const made = nats.filter(({ row }) => isNearStart(dayAt(row, 'creationTimestamp'), known));
  const telling = made.length > 0 ? made : nats;
  return reading(made.length > 0 ? 'new-nat' : 'nat', telling.map(tell), {
    router: telling.map(({ row }) => textAt(row, 'name')),
    'nat-network': telling.map(({ row }) => last(textAt(row, 'network'))),
  });
}

const isExternal = (row: unknown): boolean => !textAt(row, 'loadBalancingScheme').startsWith('INTERNAL');

function readBackends(output: Output): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  const outside = found.filter(({ row }) => isExternal(row));
  if (outside.length === 0) return isNarrowed(output) ? undefined : reading('none', [['no backend serves the internet', '']]);
  const hasCdn = ({ row }: Row): boolean => flagAt(row, 'enableCDN') === true;
  const tell = ({ at, row }: Row): Told => [
    `backend ${textAt(row, 'name')}: CDN ${hasCdn({ at, row }) ? 'on' : 'off'}`,
    `[${String(at)}].enableCDN`,
  ];
  const off = outside.filter((one) => !hasCdn(one));
  return off.length > 0
    ? reading('cdn-off', off.slice(0, 6).map(tell), { backend: off.map(({ row }) => textAt(row, 'name')) })
    : reading('cdn-on', outside.slice(0, 4).map(tell));
}

function readForwarding(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  const outside = found.filter(({ row }) => isExternal(row));
  if (outside.length === 0) return isNarrowed(output) ? undefined : reading('none', [['no rule takes traffic from the internet', '']]);
  const tell = ({ at, row }: Row): Told => [
    `rule ${textAt(row, 'name')}, ${textAt(row, 'networkTier') || 'PREMIUM'} tier, made ${dayAt(row, 'creationTimestamp')}`,
    `[${String(at)}]`,
  ];
  const made = outside.filter(({ row }) => isNearStart(dayAt(row, 'creationTimestamp'), known));
  if (made.length > 0) return reading('new-rule', made.map(tell), { 'forwarding-rule': made.map(({ row }) => textAt(row, 'name')) });
  const isPremium = outside.some(({ row }) => textAt(row, 'networkTier') !== 'STANDARD');
  return reading(isPremium ? 'premium' : 'standard', outside.slice(0, 4).map(tell));
}

function readGroups(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  if (found.length === 0) return isNarrowed(output) ? undefined : reading('none', [['there is no group of machines', '']]);
  const zones = (row: unknown): number => listAt(row, 'distributionPolicy', 'zones').length;
  const wide = found.filter(({ row }) => zones(row) > 1 || (textAt(row, 'region') !== '' && textAt(row, 'zone') === ''));
  const tell = ({ at, row }: Row): Told => [
    `group ${textAt(row, 'name')}: ${textAt(row, 'targetSize') || '?'} machines in ${zones(row) > 1 ? `${String(zones(row))} zones` : last(textAt(row, 'zone') || textAt(row, 'region'))}, made ${dayAt(row, 'creationTimestamp')}`,
    `[${String(at)}]`,
  ];
  const made = wide.filter(({ row }) => isNearStart(dayAt(row, 'creationTimestamp'), known));
  if (made.length > 0) return reading('new-across', made.map(tell), { talker: made.map(({ row }) => textAt(row, 'name')) });
  return wide.length > 0 ? reading('across', wide.slice(0, 4).map(tell)) : reading('one-zone', found.slice(0, 4).map(tell));
}

export const NETWORK_PROBES: readonly Probe[] = [
  probe({
    name: 'gcp-subnets',
    operation: 'gcloud compute networks subnets list',
    asks: 'whether machines reach Google APIs without NAT: Private Google Access of the subnets',
    learns: ['subnet', 'subnet-region'],
    command: (known) => gcloud('compute networks subnets list', known, '--limit=200'),
    outcomes: outcomes(
      {
        'access-off': 'a subnet has Private Google Access off: its traffic to Google APIs goes through NAT',
        'access-on': 'every subnet there has it on: other traffic goes through NAT',
        none: 'there is no subnet where the money is',
      },
      { given: { G07: [0.86, 0.1, 0.04], G17: [0.3, 0.62, 0.08], G24: [0.3, 0.62, 0.08] }, otherwise: [0.32, 0.58, 0.1] },
    ),
    read: readSubnets,
  }),
  probe({
    name: 'gcp-routers',
    operation: 'gcloud compute routers list',
    asks: 'which routers do NAT, and since when',
    learns: ['router', 'nat-network'],
    command: (known) => gcloud('compute routers list', known),
    outcomes: outcomes(
      { 'new-nat': 'a router with NAT was made near that day', nat: 'routers do NAT, as before', 'no-nat': 'none does NAT there' },
      { given: { G07: [0.2, 0.75, 0.05] }, otherwise: [0.04, 0.46, 0.5] },
    ),
    read: readRouters,
  }),
  probe({
    name: 'gcp-backends',
    operation: 'gcloud compute backend-services list',
    asks: 'whether what serves the internet has a CDN before it',
    learns: ['backend'],
    command: (known) => gcloud('compute backend-services list', known),
    outcomes: outcomes(
      { 'cdn-off': 'it serves the internet without a CDN', 'cdn-on': 'the CDN is on', none: 'nothing serves the internet' },
      { given: { G17: [0.72, 0.16, 0.12], G07: [0.3, 0.15, 0.55], G24: [0.25, 0.15, 0.6] }, otherwise: [0.3, 0.2, 0.5] },
    ),
    read: readBackends,
  }),
  probe({
    name: 'gcp-forwarding-rules',
    operation: 'gcloud compute forwarding-rules list',
    asks: 'which load balancers there are, since when and in which tier',
    learns: ['forwarding-rule'],
    command: (known) => gcloud('compute forwarding-rules list', known),
    outcomes: outcomes(
      {
        'new-rule': 'a load balancer was made near that day',
        premium: 'they are older, in the premium tier',
        standard: 'they are older, in the standard tier',
        none: 'none takes traffic from the internet',
      },
      { given: { G17: [0.3, 0.48, 0.1, 0.12] }, otherwise: [0.05, 0.41, 0.1, 0.44] },
    ),
    read: readForwarding,
  }),
  probe({
    name: 'gcp-groups',
    operation: 'gcloud compute instance-groups managed list',
    asks: 'whether groups of machines stand across zones, and since when',
    learns: ['talker'],
    command: (known) => gcloud('compute instance-groups managed list', known, '--limit=100'),
    outcomes: outcomes(
      {
        'new-across': 'a group across zones was made near that day',
        across: 'groups stand across zones, as before',
        'one-zone': 'each group stands in one zone',
        none: 'there is no group',
      },
      { given: { G16: [0.34, 0.42, 0.12, 0.12] }, otherwise: [0.05, 0.3, 0.3, 0.35] },
    ),
    read: readGroups,
  }),
];
