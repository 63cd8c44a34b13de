// Reads of what is kept.

import type { Probe } from '../probe.js';
import { changeLog } from './change-log.js';
import { outcomes, probe } from './define.js';
import { gcloud, logsNow } from './line.js';
import { readAddresses, readBuckets, readDisks, readObjectCalls, readPolicies, readSnapshots, readTransfers } from './storage-readers.js';

export const STORAGE_PROBES: readonly Probe[] = [
  probe({
    name: 'gcp-buckets',
    operation: 'gcloud storage buckets list',
    asks: 'which buckets were changed near that day, and which keep everything',
    learns: ['bucket', 'bucket-why'],
    command: (known) => gcloud('storage buckets list', known, '--limit=200'),
    outcomes: outcomes(
      {
        changed: 'a bucket was made or changed near that day: its lifecycle, class or versions',
        'keeps-all': 'a bucket keeps versions, or what was deleted, without an end',
        orderly: 'no bucket changed, and none keeps everything',
        none: 'there is no bucket',
      },
      { given: { G08: [0.56, 0.3, 0.11, 0.03], G09: [0.16, 0.24, 0.54, 0.06] }, otherwise: [0.07, 0.18, 0.65, 0.1] },
    ),
    read: readBuckets,
  }),
  changeLog({
    name: 'gcp-who-changed-buckets',
    things: 'buckets',
    causes: ['G08'],
    methods: ['storage.buckets.update', 'storage.buckets.create', 'storage.buckets.patch'],
  }),
  probe({
    name: 'gcp-object-calls',
    operation: 'gcloud logging read',
    asks: 'who sends most operations on objects, as far as they are logged',
    learns: ['object-caller', 'object-bucket'],
    command: (known) => logsNow('protoPayload.methodName:"storage.objects"', known, '1d', 300),
    seconds: 5,
    outcomes: outcomes(
      { 'one-client': 'one client sends most', spread: 'many clients do, as when usage grows', nothing: 'calls on objects are not logged' },
      { given: { G09: [0.68, 0.12, 0.2], G08: [0.1, 0.2, 0.7] }, otherwise: [0.08, 0.32, 0.6] },
    ),
    read: readObjectCalls,
  }),
  probe({
    name: 'gcp-transfers',
    operation: 'gcloud transfer jobs list',
    asks: 'whether a transfer of objects was set up near that day',
    command: (known) => gcloud('transfer jobs list', known),
    outcomes: outcomes(
      { 'new-transfer': 'a transfer was made or changed near that day', nothing: 'none was' },
      { given: { G09: [0.26, 0.74], G08: [0.14, 0.86] }, otherwise: [0.03, 0.97] },
    ),
    read: readTransfers,
  }),
  probe({
    name: 'gcp-disks',
    operation: 'gcloud compute disks list',
    asks: 'how much stands on disks that no machine uses',
    learns: ['orphan-disk', 'zone'],
    command: (known) => gcloud('compute disks list', known, '--limit=300'),
    outcomes: outcomes(
      {
        orphans: 'disks of some size belong to no machine',
        'new-disks': 'large disks were made near that day and are in use',
        'in-use': 'the disks are in use, as before',
        none: 'there is no disk',
      },
      { given: { G14: [0.72, 0.08, 0.16, 0.04] }, otherwise: [0.1, 0.2, 0.6, 0.1] },
    ),
    read: readDisks,
  }),
  probe({
    name: 'gcp-snapshots',
    operation: 'gcloud compute snapshots list',
    asks: 'whether snapshots pile up',
    learns: ['snapshot-source'],
    command: (known) => gcloud('compute snapshots list', known, '--sort-by=~creationTimestamp', '--limit=200'),
    outcomes: outcomes(
      { pile: 'snapshots pile up', few: 'there are a few', none: 'there is none' },
      { given: { G14: [0.6, 0.25, 0.15] }, otherwise: [0.1, 0.45, 0.45] },
    ),
    read: readSnapshots,
  }),
  probe({
    name: 'gcp-snapshot-schedules',
    operation: 'gcloud compute resource-policies list',
    asks: 'whether schedules delete the snapshots that they make',
    learns: ['snapshot-schedule'],
    command: (known) => gcloud('compute resource-policies list', known),
    outcomes: outcomes(
      {
        'kept-long': 'a schedule keeps snapshots for months or for ever',
        'kept-short': 'they go after some weeks',
        'no-schedule': 'there is no schedule',
      },
      { given: { G14: [0.4, 0.15, 0.45] }, otherwise: [0.12, 0.38, 0.5] },
    ),
    read: readPolicies,
  }),
  probe({
    name: 'gcp-addresses',
    operation: 'gcloud compute addresses list',
    asks: 'which static addresses nothing uses',
    learns: ['address', 'address-region'],
    command: (known) => gcloud('compute addresses list', known, '--limit=300'),
    outcomes: outcomes(
      { idle: 'addresses are reserved and nothing uses them', 'in-use': 'every address is in use', none: 'there is none' },
      { given: { G15: [0.88, 0.07, 0.05] }, otherwise: [0.2, 0.5, 0.3] },
    ),
    read: readAddresses,
  }),
  changeLog({
    name: 'gcp-who-made-addresses',
    things: 'addresses',
    causes: ['G15'],
    methods: ['compute.addresses.insert', 'compute.globalAddresses.insert'],
  }),
];
