// BigQuery: what is scanned, what is reserved, what is kept.

import type { Cause } from '../cause.js';
import { type Known, nameOr } from '../known.js';
import { bare, BY_USE } from './marks.js';
import { byWhom } from './change-log.js';
import { locationOf, projectOf } from './line.js';

const BIGQUERY = /BigQuery/i;
const RESERVATION = /BigQuery Reservation/i;

const jobsRead = (known: Known): string =>
  `bq ls --jobs --all --max_results=50 --format=json${projectOf(known) === undefined ? '' : ` --project_id=${projectOf(known) ?? ''}`}`;
const reservationsRead = (known: Known): string => `bq ls --reservation --location=${locationOf(known).toUpperCase()} --format=json`;

export const BIGQUERY_CAUSES: readonly Cause[] = [
  {
    id: 'G01',
    provider: 'gcp',
    title: 'BigQuery scans far more on demand',
    weight: 1.3,
    signature: {
      marks: [
        { service: BIGQUERY, usage: /^Analysis(?: \(|$)/i, tells: 0.95 },
        { service: BIGQUERY, usage: /Analysis|On-demand/i, tells: 0.8 },
        bare(BIGQUERY, 0.35),
      ],
      drivers: BY_USE,
    },
    statement: (known) =>
      `Queries billed by the bytes they scan rose on ${known.startDay}: ${nameOr(known, 'query-user', 'one user or job')} scans most of it` +
      `${known.names.has('job') ? `, as job ${nameOr(known, 'job', '')}` : ''}. A query that runs again and again, or has lost its filter on the partition, does this.`,
    refute: 'the bytes are spread over everybody as before, or the jobs run in a reservation',
    fixes: (known) => [
      {
        urgency: 'now',
        what: 'Stop the query that scans most, or give it its partition filter back; ask its owner first.',
        command: `bq cancel ${nameOr(known, 'job', 'JOB_ID')}`,
        verify: jobsRead(known),
      },
      {
        urgency: 'soon',
        what: 'Require a partition filter on the large tables, so that a query without one fails instead of scanning everything.',
        command: 'bq update --require_partition_filter DATASET.TABLE',
        verify: null,
      },
      {
        urgency: 'later',
        what: 'Set a daily quota of query bytes per user and per project, and maximum bytes billed in the tools that send queries.',
        command: null,
        verify: null,
      },
    ],
  },
  {
    id: 'G02',
    provider: 'gcp',
    title: 'BigQuery slots: a reservation scales higher, or a commitment ended',
    weight: 0.8,
    signature: {
      marks: [
        { service: BIGQUERY, usage: /Edition|Slot|Flat Rate|Commitment/i, tells: 0.95 },
        bare(RESERVATION, 0.9),
        bare(BIGQUERY, 0.2),
        { service: RESERVATION, tells: 0.7 },
      ],
      drivers: { price: 0.7 },
    },
    statement: (known) =>
      `The slots of ${nameOr(known, 'reservation', 'a BigQuery reservation')} cost more since ${known.startDay}` +
      `${byWhom(known, 'reservations')}: its autoscaling may go to ${nameOr(known, 'max-slots', 'a higher limit')} slots.`,
    refute: 'no reservation scales, or none changed near that day',
    fixes: (known) => [
      {
        urgency: 'now',
        what: 'Lower the most slots that the reservation may scale to.',
        command: `bq update --reservation --location=${locationOf(known).toUpperCase()} --autoscale_max_slots=100 ${nameOr(known, 'reservation', 'RESERVATION')}`,
        verify: reservationsRead(known),
      },
      { urgency: 'later', what: 'Commit to the slots that are used all day, and let idle ones be shared.', command: null, verify: null },
    ],
  },
  {
    id: 'G03',
    provider: 'gcp',
    title: 'BigQuery storage: data kept without an end, or another storage model',
    weight: 0.8,
    signature: {
      marks: [
        { service: BIGQUERY, usage: /(?:Logical|Physical|Active|Long[- ]Term) Storage/i, tells: 0.95 },
        { service: BIGQUERY, usage: /Streaming Insert|Storage API|Storage Write|Time Travel/i, tells: 0.85 },
        bare(BIGQUERY, 0.2),
      ],
      shapes: { burst: 0.6, 'one-off': 0.3 },
    },
    statement: (known) =>
      `BigQuery stores more since ${known.startDay}: ${nameOr(known, 'table', 'the largest tables')}` +
      `${known.names.has('dataset') ? ` in ${nameOr(known, 'dataset', '')}` : ''} hold most of it, and nothing deletes it by itself.`,
    refute: 'no table grew or was made near that day, and the datasets expire what they hold',
    fixes: (known) => [
      {
        urgency: 'soon',
        what: 'Give the dataset an expiry for partitions, so that old data goes by itself; check first that nobody needs it.',
        command: `bq update --default_partition_expiration=7776000 ${nameOr(known, 'dataset', 'DATASET')}`,
        verify: known.names.has('dataset') ? `bq show --format=json ${nameOr(known, 'dataset', '')}` : null,
      },
      { urgency: 'later', what: 'Compare the logical and the physical storage model for the dataset.', command: null, verify: null },
    ],
  },
];
