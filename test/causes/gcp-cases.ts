// For each cause of Google Cloud: the lines on which it shows, what its cloud answers where that is out of the ordinary, and a rival's cloud.

import type { CauseId, Report, Seen, Spike } from '../../src/causes/index.js';
import { FLOWS, MACHINES_OF, MAKERS_OF, PROJECT, type Sample, START } from './gcp-samples.js';

export interface Bill {
  readonly service: string;
  readonly usageType: string;
  readonly shape?: Spike['shape'];
  readonly regions?: readonly string[];
  /** Whether the same cost more. */
  readonly isPrice?: boolean;
}

/** Probes that answer with their telling sample, or with another one. */
type Answers = Readonly<Record<string, 'telling' | Sample>>;

export interface Case {
  readonly cause: CauseId;
  /** The typical line first, then other spellings. */
  readonly bills: readonly Bill[];
  readonly answers: Answers;
  /** A cloud in which another cause, or none of the list, is behind the same line. */
  readonly rival?: { readonly cause: CauseId | 'other'; readonly answers: Answers };
}

const as = (outcome: string, json: unknown): Sample => ({ outcome, json });
const leftOn = as('left-on', MACHINES_OF.leftOn);
const gke = as('gke-nodes', MACHINES_OF.gke);
const strange = as('strange-places', MACHINES_OF.strange);
const group = as('group-made', MACHINES_OF.group);
const CORE = { service: 'Compute Engine', usageType: 'N2 Instance Core running in Americas' };

const GKE: Answers = {
  'gcp-machines': gke,
  'gcp-who-made-machines': as('google', MAKERS_OF.google),
  'gcp-clusters': 'telling',
  'gcp-cluster-operations': 'telling',
  'gcp-autoscaler': 'telling',
};
const LEFT: Answers = { 'gcp-machines': leftOn, 'gcp-who-made-machines': 'telling' };
const MINED: Answers = {
  'gcp-machines': strange,
  'gcp-who-made-machines': as('stranger', MAKERS_OF.stranger),
  'gcp-account-keys': 'telling',
  'gcp-who-gave-keys': 'telling',
};
const GROWTH: Answers = { 'gcp-machines': group, 'gcp-who-made-machines': as('google', MAKERS_OF.agent) };

export const CASES: readonly Case[] = [
  {
    cause: 'G01',
    bills: [
      { service: 'BigQuery', usageType: 'Analysis' },
      { service: 'BigQuery', usageType: 'Analysis (us-central1)' },
      { service: 'BigQuery', usageType: '' },
    ],
    answers: { 'bq-jobs': 'telling', 'bq-users': 'telling' },
    rival: { cause: 'other', answers: {} },
  },
  {
    cause: 'G02',
    bills: [
      { service: 'BigQuery Reservation API', usageType: 'BigQuery Enterprise Edition for US (multi-region)' },
      { service: 'BigQuery', usageType: 'Standard Edition Slots' },
      { service: 'BigQuery Reservation API', usageType: '' },
    ],
    answers: { 'bq-reservations': 'telling', 'bq-who-changed-reservations': 'telling' },
  },
  {
    cause: 'G03',
    bills: [
      { service: 'BigQuery', usageType: 'Active Logical Storage (us-central1)' },
      { service: 'BigQuery', usageType: 'Active Physical Storage', shape: 'ramp' },
      { service: 'BigQuery', usageType: 'Streaming Insert' },
    ],
    answers: { 'bq-storage': 'telling', 'bq-datasets': 'telling', 'bq-dataset': 'telling' },
  },
  {
    cause: 'G04',
    bills: [
      { service: 'Cloud Run', usageType: 'Services Min Instance CPU (Request-based billing) in us-central1' },
      { service: 'Cloud Run', usageType: 'Services CPU (Instance-based billing) in us-central1' },
      { service: 'Cloud Run', usageType: '' },
    ],
    answers: { 'gcp-run-services': 'telling', 'gcp-run-revisions': 'telling', 'gcp-who-changed-run': 'telling' },
    rival: {
      cause: 'G23',
      answers: {
        'gcp-run-calls': 'telling',
        'gcp-functions': 'telling',
        'gcp-triggers': 'telling',
        'gcp-who-changed-functions': 'telling',
      },
    },
  },
  {
    cause: 'G05',
    bills: [
      { service: 'Cloud Logging', usageType: 'Log Storage cost' },
      { service: 'Stackdriver Logging', usageType: 'Log Volume' },
      { service: 'Cloud Logging', usageType: '' },
    ],
    answers: { 'gcp-debug-logs': 'telling', 'gcp-newest-logs': 'telling' },
  },
  {
    cause: 'G06',
    bills: [
      CORE,
      { service: 'Kubernetes Engine', usageType: 'Autopilot Pod mCPU Requests (us-central1)' },
      { service: 'Compute Engine', usageType: 'E2 Instance Ram running in EMEA' },
    ],
    answers: GKE,
    rival: { cause: 'G19', answers: LEFT },
  },
  {
    cause: 'G07',
    bills: [
      { service: 'Networking', usageType: 'Networking Cloud NAT Data Processing' },
      { service: 'Compute Engine', usageType: 'Cloud Nat Data Processing in Americas' },
      { service: 'Networking', usageType: 'Cloud NAT Gateway: Data processing charge' },
    ],
    answers: { 'gcp-subnets': 'telling', 'gcp-routers': 'telling', 'gcp-flows': 'telling' },
    rival: {
      cause: 'G24',
      answers: {
        'gcp-routers': 'telling',
        'gcp-flows': as('one-outside', FLOWS.oneOutside),
        ...{ 'gcp-who-gave-keys': 'telling', 'gcp-grants': 'telling' },
      },
    },
  },
  {
    cause: 'G08',
    bills: [
      { service: 'Cloud Storage', usageType: 'Standard Storage US Multi-region', shape: 'ramp' },
      { service: 'Cloud Storage', usageType: 'Nearline Data Retrieval' },
      { service: 'Cloud Storage', usageType: 'Coldline Storage Iowa (Early Delete)' },
    ],
    answers: { 'gcp-buckets': 'telling', 'gcp-who-changed-buckets': 'telling' },
  },
  {
    cause: 'G09',
    bills: [
      { service: 'Cloud Storage', usageType: 'Regional Standard Class A Operations' },
      { service: 'Cloud Storage', usageType: 'Standard Storage Class B Operations' },
      { service: 'Google Cloud Storage', usageType: 'Class A Operations' },
    ],
    answers: { 'gcp-object-calls': 'telling' },
  },
  {
    cause: 'G10',
    bills: [
      {
        service: 'Vertex AI',
        usageType: 'Vertex AI: Online/Batch Prediction N1 Predefined Instance Core running in Americas for AI Platform',
      },
      { service: 'Cloud Machine Learning Engine', usageType: 'Prediction Node hours' },
      { service: 'Vertex AI', usageType: '' },
    ],
    answers: { 'gcp-endpoints': 'telling', 'gcp-endpoint': 'telling', 'gcp-who-deployed': 'telling' },
    rival: { cause: 'other', answers: {} },
  },
  {
    cause: 'G11',
    bills: [
      { service: 'Vertex AI', usageType: 'Gemini 2.5 Pro Input Text token count' },
      { service: 'Gemini API', usageType: 'Generate content output token count gemini 2.5 flash' },
      { service: 'Generative Language API', usageType: '' },
    ],
    answers: { 'gcp-api-keys': 'telling', 'gcp-model-calls': 'telling' },
  },
  {
    cause: 'G12',
    bills: [
      { service: 'Cloud Spanner', usageType: 'Server Node Hours in us-central1' },
      { service: 'Cloud Spanner API', usageType: 'Spanner Regional Processing Units' },
      { service: 'Cloud Spanner', usageType: '' },
    ],
    answers: { 'gcp-spanner': 'telling', 'gcp-spanner-operations': 'telling', 'gcp-who-changed-spanner': 'telling' },
    rival: { cause: 'other', answers: {} },
  },
  {
    cause: 'G13',
    bills: [
      { service: 'Cloud SQL', usageType: 'Cloud SQL for PostgreSQL: Regional - vCPU in Americas' },
      { service: 'Cloud SQL', usageType: 'Cloud SQL for MySQL: Extended Support vCPU' },
      { service: 'Cloud SQL', usageType: '' },
    ],
    answers: { 'gcp-sql': 'telling', 'gcp-sql-operations': 'telling', 'gcp-who-changed-sql': 'telling' },
    rival: { cause: 'other', answers: {} },
  },
  {
    cause: 'G14',
    bills: [
      { service: 'Compute Engine', usageType: 'SSD backed PD Capacity', shape: 'ramp' },
      { service: 'Compute Engine', usageType: 'Storage PD Snapshot in US', shape: 'ramp' },
      { service: 'Compute Engine', usageType: 'Balanced PD Capacity in EMEA' },
    ],
    answers: { 'gcp-disks': 'telling', 'gcp-snapshots': 'telling', 'gcp-snapshot-schedules': 'telling' },
  },
  {
    cause: 'G15',
    bills: [
      { service: 'Compute Engine', usageType: 'Static Ip Charge' },
      { service: 'Networking', usageType: 'Network: Static IP Charge in Americas' },
      { service: 'Compute Engine', usageType: 'External IP Charge on a Standard VM' },
    ],
    answers: { 'gcp-addresses': 'telling', 'gcp-who-made-addresses': 'telling' },
  },
  {
    cause: 'G16',
    bills: [
      { service: 'Compute Engine', usageType: 'Network Inter Zone Data Transfer Out' },
      { service: 'Networking', usageType: 'Network Inter Region Data Transfer Out from Americas to EMEA' },
      { service: 'Compute Engine', usageType: 'Network Inter Zone Egress' },
    ],
    answers: { 'gcp-flows': as('zones', FLOWS.zones), 'gcp-groups': 'telling' },
  },
  {
    cause: 'G17',
    bills: [
      { service: 'Compute Engine', usageType: 'Network Internet Data Transfer Out from Americas to Americas' },
      { service: 'Networking', usageType: 'Network Internet Egress from EMEA to EMEA' },
      { service: 'Cloud Storage', usageType: 'Download Worldwide Destinations (excluding Asia & Australia)' },
    ],
    answers: {
      'gcp-backends': 'telling',
      'gcp-requests': 'telling',
      'gcp-forwarding-rules': 'telling',
      'gcp-flows': as('many-outside', FLOWS.manyOutside),
    },
    rival: {
      cause: 'G24',
      answers: { 'gcp-flows': as('one-outside', FLOWS.oneOutside), 'gcp-grants': 'telling', 'gcp-who-gave-keys': 'telling' },
    },
  },
  {
    cause: 'G18',
    bills: [
      { ...CORE, isPrice: true },
      { service: 'Compute Engine', usageType: 'Commitment v1: N2 Cpu in Americas for 3 Year' },
      { service: 'Cloud SQL', usageType: 'Cloud SQL for MySQL: Zonal - vCPU in Americas', isPrice: true },
    ],
    answers: { 'gcp-commitments': 'telling' },
    rival: { cause: 'G19', answers: LEFT },
  },
  {
    cause: 'G19',
    bills: [
      { service: 'Compute Engine', usageType: 'Nvidia Tesla A100 GPU running in Americas' },
      CORE,
      { service: 'Compute Engine', usageType: '' },
      { service: 'Cloud TPU', usageType: 'TPU v5e pod usage' },
    ],
    answers: { ...LEFT, 'gcp-machines': as('left-on', MACHINES_OF.gpu) },
    rival: { cause: 'G24', answers: MINED },
  },
  {
    cause: 'G20',
    bills: [
      { service: 'Cloud Dataflow', usageType: 'vCPU Time Streaming Iowa' },
      { service: 'Dataflow', usageType: 'Streaming data processed for Dataflow Streaming Engine' },
      { service: 'Cloud Dataflow', usageType: '' },
    ],
    answers: { 'gcp-dataflow-jobs': 'telling', 'gcp-dataflow-job': 'telling', 'gcp-dataflow-metrics': 'telling' },
  },
  {
    cause: 'G21',
    bills: [
      { service: 'Cloud Pub/Sub', usageType: 'Message Delivery Basic' },
      { service: 'Pub/Sub', usageType: 'Subscriptions retained acknowledged messages' },
      { service: 'Cloud Pub/Sub', usageType: '' },
    ],
    answers: { 'gcp-subscriptions': 'telling', 'gcp-who-changed-subscriptions': 'telling' },
    rival: { cause: 'other', answers: {} },
  },
  {
    cause: 'G22',
    bills: [
      { service: 'Cloud Composer', usageType: 'Cloud Composer 3 Standard milli DCU-hours in us-central1' },
      { service: 'Composer', usageType: 'Cloud Composer SQL vCPU' },
      { service: 'Cloud Composer', usageType: '' },
    ],
    answers: { 'gcp-composer': 'telling', 'gcp-who-changed-composer': 'telling' },
    rival: { cause: 'other', answers: {} },
  },
  {
    cause: 'G23',
    bills: [
      { service: 'Cloud Functions', usageType: 'Invocations' },
      { service: 'Cloud Run Functions', usageType: 'CPU Time' },
      { service: 'Cloud Run', usageType: 'Requests' },
    ],
    answers: { 'gcp-functions': 'telling', 'gcp-run-calls': 'telling', 'gcp-triggers': 'telling', 'gcp-who-changed-functions': 'telling' },
    rival: { cause: 'other', answers: {} },
  },
  {
    cause: 'G24',
    bills: [
      { ...CORE, shape: 'new', regions: ['asia-east1', 'europe-north1', 'southamerica-east1'] },
      {
        service: 'Compute Engine',
        usageType: 'Nvidia Tesla T4 GPU running in Sao Paulo',
        shape: 'new',
        regions: ['southamerica-east1', 'asia-east1'],
      },
      { service: 'Compute Engine', usageType: '', shape: 'new' },
    ],
    answers: MINED,
    rival: { cause: 'G19', answers: LEFT },
  },
  {
    cause: 'G25',
    bills: [
      { service: 'Compute Engine', usageType: 'E2 Instance Core running in Americas' },
      { service: 'Compute Engine', usageType: 'N1 Predefined Instance Ram running in EMEA' },
      { service: 'Compute Engine', usageType: '' },
    ],
    answers: { 'gcp-idle-machines': 'telling' },
    rival: { cause: 'other', answers: GROWTH },
  },
];

/** The twelve machines of a load test that nobody stopped. */
export const LOAD_TEST: Case = {
  cause: 'G19',
  bills: [CORE],
  answers: LEFT,
  rival: { cause: 'other', answers: GROWTH },
};

const NANO = '1000000000';

export function seenOf({ isPrice, regions = ['us-central1'], service, shape = 'step', usageType }: Bill): Seen {
  const key = { provider: 'Google Cloud', account: PROJECT, service, usageType, region: regions[0] ?? '' };
  const spike: Spike = {
    rank: 1,
    severity: 'high',
    shape,
    key,
    startDay: START,
    endDay: '2026-09-30',
    isOngoing: true,
    excess: NANO,
    expectedPerDay: NANO,
    seenPerDay: NANO,
    share: 1,
    daily: [],
    expected: [],
    scopes: [],
    priceVolume: isPrice === undefined ? null : { volume: isPrice ? '0' : NANO, price: isPrice ? NANO : '0', mixed: '0', unit: 'h' },
    why: [],
  };
  const report: Report = {
    currency: 'USD',
    firstDay: '2026-09-01',
    lastDay: '2026-09-30',
    total: NANO,
    unexpected: NANO,
    incomplete: null,
    spikes: [spike],
    drops: [],
    oneOffs: [],
    moves: [],
  };
  const lines = regions.map((region) => ({ ...key, resource: '', region, share: 1 / regions.length }));
  return { report, spike, lines, companions: [], drops: [], driver: isPrice === undefined ? 'unknown' : isPrice ? 'price' : 'volume' };
}
