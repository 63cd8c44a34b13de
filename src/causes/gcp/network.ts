// Bytes on their way: through NAT, between zones and regions, out to the internet.

import type { Cause } from '../cause.js';
import { nameOr } from '../known.js';
import { some } from './define.js';
import { gcloud, regionOf } from './line.js';
import { bare, BY_USE } from './marks.js';

/** The lines of a network stand under several services. */
const CARRIER = /Networking|Compute Engine|Cloud NAT|Network/i;
const NETWORKING = /^(?:Networking|Cloud Networking)$/i;
const STORAGE = /Cloud Storage/i;
const NAT = /NAT (?:Data Processing|Gateway)/i;
const BETWEEN = /Inter[- ]?(?:Zone|Region)/i;
const OUT =
  /Internet (?:Data Transfer|Egress)|Carrier Peering|Download Worldwide|Download (?:APAC|China|Australia)|Load Balanc|Forwarding Rule|CDN|Cache Fill/i;

export const NETWORK_CAUSES: readonly Cause[] = [
  {
    id: 'G07',
    provider: 'gcp',
    title: 'Traffic to Google APIs goes through Cloud NAT: no Private Google Access',
    weight: 1,
    signature: { marks: [{ service: CARRIER, usage: NAT, tells: 0.95 }, bare(/NAT/, 0.8), bare(NETWORKING, 0.35)], drivers: BY_USE },
    statement: (known) =>
      `Cloud NAT${known.names.has('router') ? ` of router ${nameOr(known, 'router', '')}` : ''} processes more bytes since ${known.startDay}: ` +
      `subnet ${nameOr(known, 'subnet', 'of those machines')} has Private Google Access off, so that traffic to Cloud Storage, BigQuery and other Google APIs is paid by the byte.`,
    refute: 'Private Google Access is on where the machines are, or most bytes go to one address outside',
    fixes: (known) => [
      {
        urgency: 'now',
        what: 'Turn Private Google Access on for the subnet: it is free and interrupts nothing.',
        command: `gcloud compute networks subnets update ${nameOr(known, 'subnet', 'SUBNET')} --region=${nameOr(known, 'subnet-region', regionOf(known))} --enable-private-ip-google-access`,
        verify: gcloud('compute networks subnets list', known, '--limit=200'),
      },
      {
        urgency: 'later',
        what: 'Keep a cache of images and packages in the region, so that machines do not fetch them through NAT.',
        command: null,
        verify: null,
      },
    ],
  },
  {
    id: 'G16',
    provider: 'gcp',
    title: 'Traffic between zones or regions',
    weight: 1,
    signature: {
      marks: [{ service: CARRIER, usage: BETWEEN, tells: 0.95 }, { usage: BETWEEN, tells: 0.85 }, bare(NETWORKING, 0.3)],
      drivers: BY_USE,
    },
    statement: (known) =>
      `More bytes go between zones or regions since ${known.startDay}` +
      (known.names.has('talker') ? `, most of them from ${nameOr(known, 'talker', '')}` : '') +
      `${known.names.has('peer') ? ` to ${nameOr(known, 'peer', '')}` : ''}: what talks to each other does not stand together.`,
    refute: 'the largest flows stay in one zone, or leave for the internet',
    fixes: (known) => [
      {
        urgency: 'soon',
        what: 'Place what talks most in one zone, or let clients prefer the replica in their own zone.',
        command: null,
        verify: null,
      },
      {
        urgency: 'soon',
        what: 'Where the flows are not known, log them for a day and look who talks to whom.',
        command: `gcloud compute networks subnets update ${nameOr(known, 'subnet', 'SUBNET')} --region=${regionOf(known)} --enable-flow-logs --logging-flow-sampling=0.1`,
        verify: gcloud('compute networks subnets list', known, '--limit=200'),
      },
    ],
  },
  {
    id: 'G17',
    provider: 'gcp',
    title: 'Traffic to the internet: no CDN, premium tier, or a new load balancer',
    weight: 1,
    signature: {
      marks: [
        { service: CARRIER, usage: OUT, tells: 0.93 },
        { service: STORAGE, usage: OUT, tells: 0.85 },
        { usage: OUT, tells: 0.75 },
        bare(/CDN/i, 0.85),
        bare(NETWORKING, 0.45),
      ],
      drivers: BY_USE,
    },
    statement: (known) =>
      `More bytes go to the internet since ${known.startDay}` +
      (known.names.has('backend') ? `: ${some(known.names.get('backend') ?? [])} answers without a CDN` : '') +
      `${known.names.has('web-client') ? `; most of it goes to ${nameOr(known, 'web-client', '')}` : ''}.`,
    refute: 'the CDN serves most of it, and no single client or path stands out',
    fixes: (known) => [
      {
        urgency: 'soon',
        what: 'Turn Cloud CDN on for what may be cached.',
        command: `gcloud compute backend-services update ${nameOr(known, 'backend', 'BACKEND')} --global --enable-cdn`,
        verify: gcloud('compute backend-services list', known),
      },
      {
        urgency: 'soon',
        what: 'Where one client takes most, ask who it is; limit it with a rule of Cloud Armor.',
        command: null,
        verify: null,
      },
      { urgency: 'later', what: 'Use the standard network tier where the premium one brings nothing.', command: null, verify: null },
    ],
  },
];
