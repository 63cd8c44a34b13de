// What is kept: objects and their classes, disks, snapshots, addresses.

import type { Cause } from '../cause.js';
import { nameOr } from '../known.js';
import { byWhom } from './change-log.js';
import { some } from './define.js';
import { gcloud, regionOf, zoneOf } from './line.js';
import { bare, BY_USE, COMPUTE } from './marks.js';

const STORAGE = /Cloud Storage/i;
const KEPT =
  /(?:Standard|Nearline|Coldline|Archive|Multi-Region|Regional|Autoclass|DRA) Storage|Early Delete|Retrieval|Soft Delete|Autoclass|Replication/i;
const CALLS = /Class [AB]|Operations|Ops\b|Tagging/i;
const DISK = /PD Capacity|Hyperdisk|Snapshot|Machine Image|Storage Image|Balanced PD|SSD backed|Regional PD/i;
const ADDRESS = /Static I[Pp]|External I[Pp]|I[Pp] (?:Address )?Charge/i;

export const STORAGE_CAUSES: readonly Cause[] = [
  {
    id: 'G08',
    provider: 'gcp',
    title: 'Cloud Storage: class, retrieval, early deletion, or nothing ever deleted',
    weight: 1,
    signature: { marks: [{ service: STORAGE, usage: KEPT, tells: 0.93 }, bare(STORAGE, 0.4)], drivers: { price: 0.6 } },
    statement: (known) =>
      `Bucket ${nameOr(known, 'bucket', 'in Cloud Storage')} costs more since ${known.startDay}${byWhom(known, 'buckets')}: ` +
      `${nameOr(known, 'bucket-why', 'its lifecycle, versions or storage class keep or move more than before')}.`,
    refute: 'no bucket was changed near that day, and each deletes what is old',
    fixes: (known) => [
      {
        urgency: 'soon',
        what: 'Give the bucket a lifecycle that deletes old versions and moves what is seldom read; look at minimum durations first, since early deletion is charged.',
        command: `gcloud storage buckets update gs://${nameOr(known, 'bucket', 'BUCKET')} --lifecycle-file=lifecycle.json`,
        verify: gcloud('storage buckets list', known, '--limit=200'),
      },
      { urgency: 'later', what: 'Let Autoclass choose the class where access is not known.', command: null, verify: null },
    ],
  },
  {
    id: 'G09',
    provider: 'gcp',
    title: 'Cloud Storage: a storm of operations',
    weight: 0.9,
    signature: { marks: [{ service: STORAGE, usage: CALLS, tells: 0.93 }, bare(STORAGE, 0.28)], drivers: BY_USE },
    statement: (known) =>
      `Far more operations are sent to Cloud Storage since ${known.startDay}, most by ${nameOr(known, 'object-caller', 'one client')}` +
      `${known.names.has('object-bucket') ? ` on ${nameOr(known, 'object-bucket', '')}` : ''}: a loop that lists, or many small writes.`,
    refute: 'the calls are spread over many clients, as before',
    fixes: (known) => [
      {
        urgency: 'now',
        what: 'Find the job that lists or writes in a loop and slow it down; ask the owner of the account that calls.',
        command: null,
        verify: null,
      },
      {
        urgency: 'soon',
        what: 'Write fewer and larger objects, and keep lists in a cache or take notifications instead.',
        command: `gcloud storage buckets notifications create gs://${nameOr(known, 'object-bucket', nameOr(known, 'bucket', 'BUCKET'))} --topic=TOPIC`,
        verify: gcloud('storage buckets list', known, '--limit=200'),
      },
    ],
  },
  {
    id: 'G14',
    provider: 'gcp',
    title: 'Disks that belong to nothing, snapshots that pile up',
    weight: 1,
    signature: {
      marks: [{ service: COMPUTE, usage: DISK, tells: 0.93 }, { usage: DISK, tells: 0.6 }, bare(COMPUTE, 0.2)],
      shapes: { burst: 0.5, 'one-off': 0.3, new: 0.8 },
      drivers: BY_USE,
    },
    statement: (known) =>
      `More is kept on disks and in snapshots since ${known.startDay}: ` +
      (known.names.has('orphan-disk')
        ? `disks that no machine uses (${some(known.names.get('orphan-disk') ?? [])})`
        : 'what nobody uses any more') +
      `${known.names.has('snapshot-source') ? `, snapshots of ${some(known.names.get('snapshot-source') ?? [], 2)} without an end` : ''}.`,
    refute: 'every disk is in use and snapshots go by themselves',
    fixes: (known) => [
      {
        urgency: 'soon',
        what: 'Take a snapshot of each disk that nothing uses, wait a week, delete the disk.',
        command: `gcloud compute disks delete ${nameOr(known, 'orphan-disk', 'DISK')} --zone=${zoneOf(known)}`,
        verify: gcloud('compute disks list', known, '--limit=300'),
      },
      {
        urgency: 'soon',
        what: 'Let a schedule delete snapshots after some days.',
        command: `gcloud compute resource-policies create snapshot-schedule daily-14 --region=${regionOf(known)} --max-retention-days=14 --daily-schedule --start-time=03:00`,
        verify: gcloud('compute resource-policies list', known),
      },
    ],
  },
  {
    id: 'G15',
    provider: 'gcp',
    title: 'Static addresses that nothing uses',
    weight: 1,
    signature: {
      marks: [
        { service: /Compute Engine|Networking/i, usage: ADDRESS, tells: 0.95 },
        { usage: ADDRESS, tells: 0.8 },
      ],
      drivers: { price: 0.6 },
    },
    statement: (known) =>
      `Static addresses are paid for and not used since ${known.startDay}: ${some(known.names.get('address') ?? ['reserved addresses'])}${byWhom(known, 'addresses')}.`,
    refute: 'every reserved address is in use',
    fixes: (known) => [
      {
        urgency: 'soon',
        what: 'Release the addresses that nothing uses; check first that no DNS name points to them.',
        command: `gcloud compute addresses delete ${(known.names.get('address') ?? ['ADDRESS']).slice(0, 8).join(' ')} --region=${nameOr(known, 'address-region', regionOf(known))}`,
        verify: gcloud('compute addresses list', known, '--limit=300'),
      },
    ],
  },
];
