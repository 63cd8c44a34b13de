// Databases: Spanner and Cloud SQL.

import type { Cause } from '../cause.js';
import { nameOr } from '../known.js';
import { byWhom } from './change-log.js';
import { gcloud } from './line.js';
import { BY_USE } from './marks.js';

const SPANNER = /Spanner/i;
const SQL = /Cloud SQL/i;

export const DATABASE_CAUSES: readonly Cause[] = [
  {
    id: 'G12',
    provider: 'gcp',
    title: 'Spanner: more nodes, an autoscaler, or several regions',
    weight: 1,
    signature: {
      marks: [
        { service: SPANNER, usage: /Node|Processing|Compute|Server/i, tells: 0.95 },
        { service: SPANNER, tells: 0.8 },
      ],
      drivers: BY_USE,
    },
    statement: (known) =>
      `Instance ${nameOr(known, 'spanner-instance', 'of Spanner')} has ${nameOr(known, 'spanner-size', 'more capacity')} since ${known.startDay}${byWhom(known, 'spanner instances')}.`,
    refute: 'the instance has the size and configuration it had',
    fixes: (known) => [
      {
        urgency: 'soon',
        what: 'Set the capacity back to what the load needs; look at CPU in the days before.',
        command: `gcloud spanner instances update ${nameOr(known, 'spanner-instance', 'INSTANCE')} --nodes=1`,
        verify: gcloud('spanner instances list', known),
      },
      { urgency: 'later', what: 'Let it scale by itself between limits that you can afford.', command: null, verify: null },
    ],
  },
  {
    id: 'G13',
    provider: 'gcp',
    title: 'Cloud SQL: a larger tier, high availability, a replica, extended support, backups',
    weight: 1,
    signature: {
      marks: [
        {
          service: SQL,
          usage: /Regional|HA\b|High Availability|Extended|Enterprise Plus|Backup|vCPU|RAM|Storage|Micro|Small/i,
          tells: 0.95,
        },
        { service: SQL, tells: 0.85 },
      ],
    },
    statement: (known) =>
      `Instance ${nameOr(known, 'sql-instance', 'of Cloud SQL')} costs more since ${known.startDay}${byWhom(known, 'sql instances')}: ` +
      `${nameOr(known, 'sql-why', 'its tier, availability, version or backups changed')}.`,
    refute: 'no operation changed the instance near that day, and its version is in standard support',
    fixes: (known) => [
      {
        urgency: 'soon',
        what: 'Where the version is in extended support, upgrade it; where the tier or availability was raised without need, set it back (it restarts).',
        command: `gcloud sql instances patch ${nameOr(known, 'sql-instance', 'INSTANCE')} --availability-type=zonal`,
        verify: gcloud('sql instances list', known),
      },
      { urgency: 'later', what: 'Delete backups on demand that nobody needs, and replicas without readers.', command: null, verify: null },
    ],
  },
];
