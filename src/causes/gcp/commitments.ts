// What made the same use cheaper and no longer does: commitments and credits that ended.

import type { Cause } from '../cause.js';
import { dayAt, textAt } from '../json.js';
import { nameOr, type Known } from '../known.js';
import type { Output, Probe, Reading } from '../probe.js';
import type { Seen } from '../seen.js';
import { changeLog } from './change-log.js';
import { isNearStart, last, outcomes, probe, reading, type Row, rows, type Told } from './define.js';
import { gcloud, regionOf } from './line.js';
import { bare, COMPUTE, MACHINE } from './marks.js';

const COMMITMENT = /Commitment/i;

/** The line of the commitment itself went down in the same days. */
function lostOne({ drops, report }: Seen): number {
  const isGone = [...drops, ...report.oneOffs].some(({ key }) => COMMITMENT.test(key.usageType) || COMMITMENT.test(key.service));
  return isGone ? 1.6 : 1;
}

export const COMMITMENT_CAUSES: readonly Cause[] = [
  {
    id: 'G18',
    provider: 'gcp',
    title: 'A committed use discount or a credit ended',
    weight: 0.9,
    signature: {
      marks: [
        { usage: COMMITMENT, tells: 0.9 },
        { service: COMPUTE, usage: MACHINE, tells: 0.36 },
        { service: /Cloud SQL|Spanner|Cloud Run|Kubernetes Engine|Dataflow/i, tells: 0.1 },
        bare(COMPUTE, 0.3),
        // Too little by itself: it counts where the price is what rose.
        { tells: 0.035 },
      ],
      // The same quantity at another price is the sign of it.
      drivers: { price: 6, mixed: 0.8, volume: 0.15 },
      shapes: { ramp: 0.25, burst: 0.3, new: 0.7 },
      factor: lostOne,
    },
    statement: (known) =>
      `As much is used as before and it costs more since ${known.startDay}: ` +
      (known.names.has('commitment')
        ? `commitment ${nameOr(known, 'commitment', '')} ended on ${nameOr(known, 'commitment-end', known.startDay)}.`
        : 'a committed use discount, a credit or a negotiated price ended.'),
    refute: 'the quantity rose as the cost did, or every commitment runs on',
    fixes: (known) => [
      {
        urgency: 'soon',
        what: 'Buy a commitment again for what runs all the time, measured over the last weeks and not more.',
        command: `gcloud compute commitments create renewed --region=${regionOf(known)} --plan=12-month --resources=vcpu=VCPUS,memory=MEMORY`,
        verify: gcloud('compute commitments list', known),
      },
      {
        urgency: 'later',
        what: 'Renew commitments automatically, or set a reminder a month before they end.',
        command: null,
        verify: null,
      },
    ],
  },
];

function readCommitments(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'endTimestamp');
  if (found === undefined) return undefined;
  if (found.length === 0) return reading('none', [['there is no commitment', '']]);
  const tell = ({ at, row }: Row): Told => [
    `commitment ${textAt(row, 'name')} (${textAt(row, 'plan')}, ${textAt(row, 'type')}): ${textAt(row, 'status')}, ends ${textAt(row, 'endTimestamp')}`,
    `[${String(at)}].endTimestamp`,
  ];
  const ended = found.filter(({ row }) => isNearStart(dayAt(row, 'endTimestamp'), known));
  if (ended.length === 0) return reading('run-on', found.slice(0, 4).map(tell));
  return reading('ended', ended.map(tell), {
    commitment: ended.map(({ row }) => textAt(row, 'name')),
    'commitment-end': ended.map(({ row }) => dayAt(row, 'endTimestamp')),
    'commitment-region': ended.map(({ row }) => last(textAt(row, 'region'))),
  });
}

export const COMMITMENT_PROBES: readonly Probe[] = [
  probe({
    name: 'gcp-commitments',
    operation: 'gcloud compute commitments list',
    asks: 'whether a committed use discount ended near that day',
    learns: ['commitment', 'commitment-end'],
    command: (known) => gcloud('compute commitments list', known),
    outcomes: outcomes(
      { ended: 'a commitment ended near that day', 'run-on': 'the commitments run on', none: 'there is none' },
      { given: { G18: [0.76, 0.06, 0.18] }, otherwise: [0.03, 0.37, 0.6] },
    ),
    read: readCommitments,
  }),
  changeLog({
    name: 'gcp-who-changed-billing',
    things: 'billing accounts',
    causes: ['G18'],
    methods: ['AssignResourceToBillingAccount', 'UpdateProjectBillingInfo', 'compute.regionCommitments'],
    given: 0.22,
    otherwise: 0.02,
  }),
];
