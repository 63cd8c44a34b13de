// What is read of what watches the account.

import { dayAt, flagAt, has, isListAt, listAt, numberAt, textAt, textsAt } from '../../json.js';
import { nameOr } from '../../known.js';
import type { Probe } from '../../probe.js';
import { found, learns, nameAt, option, probe, told } from '../build.js';
import { ids, isNear, rowsAt, say } from '../list.js';
import { trail } from '../trail.js';

const recorders = probe({
  name: 'config-recorders',
  operation: 'configservice describe-configuration-recorders',
  asks: 'what AWS Config records, and how often',
  learns: ['recorder'],
  outcomes: {
    'all-continuous': ['every change of every resource is recorded', { A19: 0.88 }, 0.4],
    bounded: ['only some kinds are recorded, or once a day', { A19: 0.1 }, 0.3],
    'no-recorder': ['nothing is recorded here', { A19: 0.02 }, 0.3],
  },
  read: ({ json }) => {
    const rows = rowsAt(json, ['ConfigurationRecorders'], 'name');
    if (rows === undefined) return undefined;
    if (rows.length === 0) return told('no-recorder', [found('nothing is recorded here', 'ConfigurationRecorders')]);
    const isWide = (item: unknown): boolean =>
      (flagAt(item, 'recordingGroup', 'allSupported') === true ||
        textAt(item, 'recordingGroup', 'recordingStrategy', 'useOnly') === 'ALL_SUPPORTED_RESOURCE_TYPES' ||
        listAt(item, 'recordingGroup', 'resourceTypes').length > 50) &&
      textAt(item, 'recordingMode', 'recordingFrequency') !== 'DAILY';
    const tell = (item: unknown, id: string): string => {
      const what =
        flagAt(item, 'recordingGroup', 'allSupported') === true
          ? 'every kind'
          : `${String(listAt(item, 'recordingGroup', 'resourceTypes').length)} kinds`;
      return `${id} records ${what}, ${textAt(item, 'recordingMode', 'recordingFrequency') || 'CONTINUOUS'}`;
    };
    return told(rows.some(({ item }) => isWide(item)) ? 'all-continuous' : 'bounded', say(rows, tell), [ids('recorder', rows)]);
  },
});

const CHURN = /NetworkInterface|SecurityGroup|::Subnet|EC2::Instance|EC2::Volume|ResourceCompliance|ECS::Task|Pod/;

const discovered = probe({
  name: 'config-resources',
  operation: 'configservice get-discovered-resource-counts',
  asks: 'of which kinds there are most resources',
  outcomes: {
    'short-lived-most': ['most are of kinds that come and go with machines', { A19: 0.65 }, 0.4],
    'others-most': ['most are of kinds that stay', { A19: 0.35 }, 0.6],
  },
  read: ({ json }) => {
    const rows = rowsAt(json, ['resourceCounts'], 'resourceType');
    if (rows === undefined) return undefined;
    const sorted = rows.toSorted((one, other) => (numberAt(other.item, 'count') ?? 0) - (numberAt(one.item, 'count') ?? 0));
    const findings = say(sorted.slice(0, 5), (item, id) => `${textAt(item, 'count')} of ${id}`);
    return told(sorted.slice(0, 2).some(({ id }) => CHURN.test(id)) ? 'short-lived-most' : 'others-most', findings);
  },
});

const detector = probe({
  name: 'guardduty-features',
  operation: 'guardduty get-detector',
  asks: 'which parts of GuardDuty are on, and since when',
  needs: ['detector'],
  learns: ['feature'],
  args: (known) => option('detector-id', nameAt(known, 'detector')),
  outcomes: {
    'switched-on-then': ['GuardDuty, or a part of it, was switched on when the money rose', { A20: 0.68 }, 0.03],
    'on-before': ['what is on was on before: it sees more', { A20: 0.3 }, 0.7],
    off: ['GuardDuty is off', { A20: 0.02 }, 0.3],
  },
  read: ({ json }, known) => {
    if (!has(json, 'Status') && !isListAt(json, 'Features')) return undefined;
    if (textAt(json, 'Status') === 'DISABLED') return told('off', [found('the detector is disabled', 'Status')]);
    const features = (rowsAt(json, ['Features'], 'Name') ?? []).filter(({ item }) => textAt(item, 'Status') === 'ENABLED');
    const fresh = features.filter(({ item }) => isNear(known, dayAt(item, 'UpdatedAt')));
    const isNewDetector = isNear(known, dayAt(json, 'CreatedAt'));
    const tell = (item: unknown, id: string): string => `${id} is on, changed on ${dayAt(item, 'UpdatedAt') || 'a day that is not told'}`;
    const made = found(`the detector was made on ${dayAt(json, 'CreatedAt')}, changed on ${dayAt(json, 'UpdatedAt')}`, 'CreatedAt');
    const isThen = fresh.length > 0 || isNewDetector || (features.length === 0 && isNear(known, dayAt(json, 'UpdatedAt')));
    return told(
      isThen ? 'switched-on-then' : 'on-before',
      [made, ...say((fresh.length > 0 ? fresh : features).slice(0, 6), tell)],
      [ids('feature', fresh)],
    );
  },
});

const HALF = 0.5;

const sources = probe({
  name: 'guardduty-usage',
  operation: 'guardduty get-usage-statistics',
  asks: 'what of it costs most',
  needs: ['detector'],
  learns: ['source'],
  args: (known) => {
    const id = option('detector-id', nameAt(known, 'detector'));
    const criteria = 'DataSources=S3_LOGS,FLOW_LOGS,CLOUD_TRAIL,DNS_LOGS';
    return id === undefined ? undefined : [...id, '--usage-statistic-type=SUM_BY_DATA_SOURCE', '--usage-criteria', criteria];
  },
  outcomes: {
    'one-source': ['one source makes most of it', { A20: 0.78 }, 0.4],
    'several-sources': ['several sources make it', { A20: 0.18 }, 0.4],
    'no-use': ['nothing is counted', { A20: 0.04 }, 0.2],
  },
  read: ({ json }) => {
    const rows = rowsAt(json, ['UsageStatistics', 'SumByDataSource'], 'DataSource');
    if (rows === undefined) return has(json, 'UsageStatistics') ? told('no-use') : undefined;
    const amount = (item: unknown): number => numberAt(item, 'Total', 'Amount') ?? 0;
    const total = rows.reduce((sum, { item }) => sum + amount(item), 0);
    if (total === 0) return told('no-use', [found('nothing is counted', 'UsageStatistics.SumByDataSource')]);
    const sorted = rows.toSorted((one, other) => amount(other.item) - amount(one.item));
    const isOne = sorted.slice(0, 1).some(({ item }) => amount(item) > HALF * total);
    const findings = say(sorted, (item, id) => `${id}: ${amount(item).toFixed(2)} ${textAt(item, 'Total', 'Unit')}`);
    return told(isOne ? 'one-source' : 'several-sources', findings, [ids('source', sorted.slice(0, 1))]);
  },
});

const trails = probe({
  name: 'trails',
  operation: 'cloudtrail describe-trails',
  asks: 'how many trails record here, and which select their events',
  learns: ['trail'],
  outcomes: {
    'several-trails': ['more than one trail records here, and each further one is paid', { A21: 0.6 }, 0.15],
    'one-trail-selects': ['one trail records, and more than the free events', { A21: 0.35 }, 0.25],
    'one-plain-trail': ['one trail records the free events', { A21: 0.03 }, 0.4],
    'no-trail': ['no trail records here', { A21: 0.02 }, 0.2],
  },
  read: ({ json }) => {
    const rows = rowsAt(json, ['trailList'], 'Name');
    if (rows === undefined) return undefined;
    if (rows.length === 0) return told('no-trail', [found('no trail records here', 'trailList')]);
    const selects = ({ item }: { readonly item: unknown }): boolean => flagAt(item, 'HasCustomEventSelectors') === true;
    const sorted = rows.toSorted((one, other) => Number(selects(other)) - Number(selects(one)));
    const outcome = rows.length > 1 ? 'several-trails' : rows.some(selects) ? 'one-trail-selects' : 'one-plain-trail';
    const tell = (item: unknown, id: string): string =>
      `${id} writes to ${textAt(item, 'S3BucketName')}, ` +
      (flagAt(item, 'IsMultiRegionTrail') === true ? 'of every region' : 'of one region') +
      (selects({ item }) ? ', selects its events' : '');
    return told(outcome, say(sorted, tell), [ids('trail', sorted)]);
  },
});

function describesData(selector: unknown): string | undefined {
  const [type = ''] = listAt(selector, 'DataResources').map(
    (one) => `${textAt(one, 'Type')} ${textsAt(one, 'Values').slice(0, 2).join(', ')}`,
  );
  if (type !== '') return type;
  const fields = listAt(selector, 'FieldSelectors');
  const isData = fields.some((one) => textAt(one, 'Field') === 'eventCategory' && textsAt(one, 'Equals').includes('Data'));
  return isData
    ? fields.flatMap((one) => (textAt(one, 'Field') === 'resources.type' ? textsAt(one, 'Equals') : [])).join(', ') || 'data events'
    : undefined;
}

/** The first few trails: any of them may be the costly one. */
const SELECTORS = [0, 1].map((nth) =>
  probe({
    name: nth === 0 ? 'trail-selectors' : 'trail-selectors-2',
    operation: 'cloudtrail get-event-selectors',
    asks: 'whether a trail records what is done to data',
    needs: ['trail'],
    learns: ['trail'],
    args: (known) => option('trail-name', nameAt(known, 'trail', nth)),
    outcomes: {
      'records-data': [
        'what is done to objects, functions or tables is recorded, and paid by the event',
        { A21: nth === 0 ? 0.75 : 0.5 },
        0.08,
      ],
      'management-only': ['only the management of the account is recorded', { A21: nth === 0 ? 0.25 : 0.5 }, 0.92],
    },
    read: ({ json }, known) => {
      if (!has(json, 'TrailARN') && !isListAt(json, 'EventSelectors') && !isListAt(json, 'AdvancedEventSelectors')) return undefined;
      const name = textAt(json, 'TrailARN').split('/').at(-1) ?? nameOr(known, 'trail', 'the trail');
      const all = ['EventSelectors', 'AdvancedEventSelectors'].flatMap((list) =>
        listAt(json, list).map((item, index) => ({ item, at: `${list}[${String(index)}]` })),
      );
      const data = all.flatMap(({ at, item }) => {
        const what = describesData(item);
        return what === undefined ? [] : [found(`${name} records ${what}`, at)];
      });
      if (data.length === 0) return told('management-only', [found(`${name} records no data events`, 'EventSelectors')]);
      return told('records-data', data, [learns('trail', [name])]);
    },
  }),
);

export const GOVERNANCE_PROBES: readonly Probe[] = [
  recorders,
  discovered,
  trail({
    name: 'recorder-put',
    event: 'PutConfigurationRecorder',
    asks: 'who changed what AWS Config records when the money rose',
    done: 'what is recorded was changed then',
    not: 'nobody changed what is recorded then',
    given: { A19: 0.55 },
    otherwise: 0.02,
  }),
  trail({
    name: 'rule-put',
    event: 'PutConfigRule',
    asks: 'who added rules to AWS Config when the money rose',
    done: 'rules were added then',
    not: 'no rules were added then',
    given: { A19: 0.2 },
    otherwise: 0.02,
  }),
  detector,
  sources,
  trail({
    name: 'detector-changed',
    event: 'UpdateDetector',
    asks: 'who switched a part of GuardDuty on when the money rose',
    done: 'GuardDuty was changed then',
    not: 'nobody changed GuardDuty then',
    given: { A20: 0.5 },
    otherwise: 0.02,
  }),
  trails,
  ...SELECTORS,
  trail({
    name: 'trail-made',
    event: 'CreateTrail',
    asks: 'who made a trail when the money rose',
    done: 'a trail was made then',
    not: 'no trail was made then',
    given: { A21: 0.4 },
    otherwise: 0.02,
  }),
  trail({
    name: 'selectors-put',
    event: 'PutEventSelectors',
    asks: 'who changed what a trail records when the money rose',
    done: 'what a trail records was changed then',
    not: 'nobody changed what trails record then',
    given: { A21: 0.5 },
    otherwise: 0.02,
  }),
];
