// What watches the account, and is paid by what it sees: A19, A20, A21.

import type { Cause } from '../../cause.js';
import { firstName, nameOr } from '../../known.js';
import { awsCause, fix, verifyBy } from '../build.js';
import { CLOUDTRAIL, CONFIG, GUARDDUTY, marked, tail, unsaid } from '../services.js';
import { byWhom } from '../trail.js';

export const GOVERNANCE_CAUSES: readonly Cause[] = [
  awsCause({
    id: 'A19',
    title: 'AWS Config records far more changes',
    weight: 0.8,
    signature: {
      marks: [
        marked(undefined, tail('ConfigurationItemRecorded'), 0.85),
        marked(CONFIG, tail('ConfigRuleEvaluations|ConformancePack|PutEvaluations|None|RecordCI'), 0.8),
        unsaid(CONFIG, 0.85),
      ],
      shapes: { 'one-off': 0.4 },
      drivers: { price: 0.3 },
    },
    statement: (known) =>
      `Since ${known.startDay} AWS Config records every change of every kind of resource ` +
      `(${nameOr(known, 'recorder', 'its recorder')}), and far more changes happen${byWhom(known)}.`,
    refute: 'a recorder that records few kinds, or once a day',
    fixes: (known) => [
      fix(
        'now',
        'Record kinds that come and go, such as network interfaces, once a day or not at all.',
        'aws configservice put-configuration-recorder --configuration-recorder=file://recorder.json',
        verifyBy(known, 'configservice describe-configuration-recorders'),
      ),
      fix(
        'soon',
        'Find out what makes and deletes so many resources; it is often a group that starts and stops machines.',
        null,
        verifyBy(known, 'configservice get-discovered-resource-counts'),
      ),
    ],
  }),
  awsCause({
    id: 'A20',
    title: 'GuardDuty analyses far more, or a part of it was switched on',
    weight: 0.7,
    signature: {
      marks: [
        marked(undefined, tail('.{0,30}(?:EventsAnalyzed|LogsAnalyzed|BytesAnalyzed)|RuntimeMonitoring|PaidEventsAnalyzed'), 0.78),
        marked(GUARDDUTY, /./, 0.75),
        unsaid(GUARDDUTY, 0.75),
      ],
      shapes: { 'one-off': 0.4 },
      drivers: { price: 0.3 },
    },
    statement: (known) => {
      const what = firstName(known, 'feature') ?? firstName(known, 'source');
      return `Since ${known.startDay} GuardDuty analyses far more${what === undefined ? '' : `, most of it ${what}`}${byWhom(known)}.`;
    },
    refute: 'the same parts switched on and the same number of events as before',
    fixes: (known) => [
      fix(
        'soon',
        'Look at which source costs most; reduce the traffic behind it, and leave the guard on.',
        null,
        verifyBy(known, 'guardduty list-detectors'),
      ),
      fix(
        'later',
        'Switch off only those parts that guard nothing here.',
        `aws guardduty update-detector --detector-id=${nameOr(known, 'detector', 'DETECTOR')} --features Name=FEATURE,Status=DISABLED`,
      ),
    ],
  }),
  awsCause({
    id: 'A21',
    title: 'CloudTrail: data events, or a second trail',
    weight: 0.8,
    signature: {
      marks: [
        marked(
          undefined,
          tail('(?:Data|Paid|Insights|Management|Free)(?:Events?)Recorded|EventsRecorded|Insights-Events|Ingestion-Bytes'),
          0.95,
        ),
        marked(CLOUDTRAIL, /./, 0.85),
        marked(GUARDDUTY, /./, 0.06),
        unsaid(CLOUDTRAIL, 0.88),
      ],
      shapes: { 'one-off': 0.4 },
      drivers: { price: 0.3 },
    },
    statement: (known) =>
      `Since ${known.startDay} ${nameOr(known, 'trail', 'a trail')} records more than the free events: what is done ` +
      `to data, or everything a second time${byWhom(known)}.`,
    refute: 'one trail that records management events only',
    fixes: (known) => [
      fix(
        'now',
        'Record data events only of the buckets and functions that need it.',
        `aws cloudtrail put-event-selectors --trail-name=${nameOr(known, 'trail', 'TRAIL')} ` +
          '--advanced-event-selectors=file://selectors.json',
        verifyBy(known, 'cloudtrail describe-trails'),
      ),
      fix(
        'soon',
        'Keep one trail of the organisation and delete the others.',
        `aws cloudtrail delete-trail --name=${nameOr(known, 'trail', 'TRAIL')}`,
        verifyBy(known, 'cloudtrail describe-trails'),
      ),
    ],
  }),
];
