// Reads of what went where: flows of the network, requests to load balancers.

import { at, numberAt, textAt } from '../json.js';
import type { Output, Probe, Reading } from '../probe.js';
import { heaviest, outcomes, probe, reading, type Row, rows, sum, type Told } from './define.js';
import { logsNow } from './line.js';

interface Flow {
  readonly kind: 'google' | 'zones' | 'inside' | 'internet';
  readonly from: string;
  readonly to: string;
  readonly bytes: number;
  readonly at: number;
}

/** Addresses at which Google APIs answer. */
const GOOGLE_PREFIXES = [
  '142.250.',
  '142.251.',
  '172.217.',
  '172.253.',
  '173.194.',
  '216.58.',
  '216.239.',
  '74.125.',
  '64.233.',
  '199.36.15',
];

function flowOf({ at: place, row }: Row): Flow {
  const payload = at(row, 'jsonPayload');
  const address = textAt(payload, 'connection', 'dest_ip');
  const peer = textAt(payload, 'dest_instance', 'vm_name');
  const [fromZone, toZone] = [textAt(payload, 'src_instance', 'zone'), textAt(payload, 'dest_instance', 'zone')];
  const isGoogle = at(payload, 'dest_google_service') !== undefined || GOOGLE_PREFIXES.some((prefix) => address.startsWith(prefix));
  const isInside = peer !== '' || at(payload, 'dest_vpc') !== undefined || address.startsWith('10.');
  return {
    kind: isGoogle ? 'google' : fromZone !== '' && toZone !== '' && fromZone !== toZone ? 'zones' : isInside ? 'inside' : 'internet',
    from: textAt(payload, 'src_instance', 'vm_name'),
    to: peer === '' ? address : `${peer} in ${toZone}`,
    bytes: numberAt(payload, 'bytes_sent') ?? 0,
    at: place,
  };
}

const MOST = 0.5;

function readFlows(output: Output): Reading | undefined {
  const found = output.command.includes('vpc_flows') ? rows(output.json, 'timestamp') : undefined;
  if (found === undefined) return undefined;
  const flows = found.map(flowOf).filter(({ bytes }) => bytes > 0);
  const total = sum(flows.map(({ bytes }) => bytes));
  const top = heaviest(
    flows,
    ({ kind }) => kind,
    ({ bytes }) => bytes,
  );
  if (top === undefined) return reading('nothing', [['no flow is logged', '']]);
  const same = flows.filter(({ kind }) => kind === top.key);
  const from = heaviest(
    same,
    (one) => one.from,
    ({ bytes }) => bytes,
  );
  const to = heaviest(
    same,
    (one) => one.to,
    ({ bytes }) => bytes,
  );
  const told: Told = [
    `${(top.share * 100).toFixed(0)} % of ${(total / 1e9).toFixed(2)} GB of sampled flows go ${WORDS[top.first.kind]}, most from ${from?.key ?? '?'} to ${to?.key ?? '?'}`,
    `[${String(to?.first.at ?? top.first.at)}].jsonPayload`,
  ];
  const learned = { talker: from === undefined ? [] : [from.key], peer: to === undefined ? [] : [to.key] };
  if (top.share < MOST) return reading('mixed', [told], learned);
  if (top.key !== 'internet') return reading(top.key === 'google' ? 'google' : top.key === 'zones' ? 'zones' : 'mixed', [told], learned);
  return reading((to?.share ?? 0) >= MOST ? 'one-outside' : 'many-outside', [told], learned);
}

const WORDS: Readonly<Record<Flow['kind'], string>> = {
  google: 'to Google APIs',
  zones: 'to another zone',
  inside: 'to machines near by',
  internet: 'to the internet',
};

function readRequests(output: Output): Reading | undefined {
  const found = output.command.includes('http_load_balancer') ? rows(output.json, 'timestamp') : undefined;
  if (found === undefined) return undefined;
  const requests = found.filter(({ row }) => at(row, 'httpRequest') !== undefined);
  const bytes = ({ row }: Row): number => numberAt(row, 'httpRequest', 'responseSize') ?? 0;
  const client = heaviest(requests, ({ row }) => textAt(row, 'httpRequest', 'remoteIp'), bytes);
  const path = heaviest(requests, ({ row }) => textAt(row, 'httpRequest', 'requestUrl').split('?')[0] ?? '', bytes);
  if (client === undefined || path === undefined) return reading('nothing', [['no request is logged', '']]);
  const told = (what: string, share: number, place: number): Told => [
    `${(share * 100).toFixed(0)} % of the bytes go ${what}`,
    `[${String(place)}].httpRequest`,
  ];
  const requestsSeen = requests.length;
  if (client.share >= MOST && requestsSeen > 3)
    return reading('one-client', [told(`to ${client.key}`, client.share, client.first.at)], { 'web-client': [client.key] });
  if (path.share >= MOST && requestsSeen > 3)
    return reading('one-path', [told(`out by ${path.key}`, path.share, path.first.at)], { 'web-path': [path.key] });
  return reading('many', [told(`to ${client.key}, the largest client`, client.share, client.first.at)]);
}

export const FLOW_PROBES: readonly Probe[] = [
  probe({
    name: 'gcp-flows',
    operation: 'gcloud logging read',
    asks: 'where most bytes go, as far as flows are logged',
    learns: ['talker', 'peer'],
    command: (known) => logsNow('logName:"vpc_flows"', known, '1d', 300),
    seconds: 5,
    outcomes: outcomes(
      {
        google: 'most bytes go to Google APIs',
        zones: 'most bytes go to another zone or region',
        'one-outside': 'most bytes go to one address outside',
        'many-outside': 'most bytes go to many addresses outside, as to customers',
        mixed: 'nothing stands out',
        nothing: 'no flow is logged',
      },
      {
        given: {
          G07: [0.48, 0.04, 0.07, 0.07, 0.08, 0.26],
          G16: [0.03, 0.56, 0.02, 0.03, 0.08, 0.28],
          G17: [0.03, 0.04, 0.14, 0.45, 0.08, 0.26],
          G24: [0.02, 0.03, 0.58, 0.06, 0.05, 0.26],
        },
        otherwise: [0.1, 0.1, 0.05, 0.2, 0.2, 0.35],
      },
    ),
    read: readFlows,
  }),
  probe({
    name: 'gcp-requests',
    operation: 'gcloud logging read',
    asks: 'which clients and paths take most from the load balancers',
    learns: ['web-client', 'web-path'],
    command: (known) => logsNow('resource.type="http_load_balancer"', known, '1d', 300),
    seconds: 5,
    outcomes: outcomes(
      {
        'one-client': 'one client takes most: a crawler, or somebody who copies everything',
        'one-path': 'one path takes most: a large file that a CDN would serve',
        many: 'many clients take a little, as when usage grows',
        nothing: 'no request is logged',
      },
      { given: { G17: [0.26, 0.34, 0.18, 0.22] }, otherwise: [0.04, 0.08, 0.38, 0.5] },
    ),
    read: readRequests,
  }),
];
