// What the CLIs of Google Cloud print, in short: for each read one output that tells something and one of an ordinary day.
// The bill of these samples rose on 2026-09-22 in us-central1.

export interface Sample {
  readonly outcome: string;
  readonly json: unknown;
}

interface Pair {
  readonly telling: Sample;
  readonly quiet: Sample;
}

export const PROJECT = 'acme-web-prod';
export const START = '2026-09-22';
const ZONE = `https://www.googleapis.com/compute/v1/projects/${PROJECT}/zones/us-central1-a`;
const REGION = `https://www.googleapis.com/compute/v1/projects/${PROJECT}/regions/us-central1`;
const url = (kind: string, name: string, zone = 'us-central1-a'): string =>
  `https://www.googleapis.com/compute/v1/projects/${PROJECT}/zones/${zone}/${kind}/${name}`;

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

export function machine(name: string, more: Readonly<Record<string, unknown>> = {}): unknown {
  const { type = 'n2-standard-16', zone = 'us-central1-a', ...rest } = more;
  return {
    name,
    id: '812345678901234567',
    zone: String(zone).includes('/') ? zone : ZONE.replace('us-central1-a', String(zone)),
    machineType: url('machineTypes', String(type), String(zone)),
    creationTimestamp: '2026-09-22T09:41:12.345-07:00',
    lastStartTimestamp: '2026-09-22T09:41:20.000-07:00',
    status: 'RUNNING',
    ...rest,
  };
}

const OLD = {
  creationTimestamp: '2026-03-02T00:00:00.000-08:00',
  lastStartTimestamp: '2026-03-02T00:00:09.000-08:00',
  type: 'e2-standard-4',
};
const web = range(3).map((n) => machine(`web-${String(n)}`, OLD));

export const MACHINES_OF = {
  leftOn: [...range(12).map((n) => machine(`loadtest-${String(n + 1)}`)), ...web],
  gpu: [
    machine('train-a100', {
      type: 'a2-highgpu-4g',
      guestAccelerators: [{ acceleratorCount: 4, acceleratorType: url('acceleratorTypes', 'nvidia-tesla-a100') }],
    }),
    ...web,
  ],
  strange: [
    ...['asia-east1-b', 'europe-north1-a', 'southamerica-east1-c'].flatMap((zone) =>
      range(5).map((n) => machine(`x${String(n)}-${zone}`, { zone, type: 'c2-standard-60' })),
    ),
    ...web,
  ],
  gke: [
    ...range(9).map((n) => machine(`gke-web-pool-1-${String(n)}`, { labels: { 'goog-k8s-cluster-name': 'web', 'goog-gke-node': '' } })),
    ...web,
  ],
  group: [
    ...['x7k2', 'p03d', 'm9fq', '4tzz', 'kk1c'].map((end) =>
      machine(`front-${end}`, { metadata: { items: '(emptied: it may hold secrets)' } }),
    ),
    ...web,
  ],
  old: web,
} as const;

export function call(method: string, who: string, what: string, more: Readonly<Record<string, unknown>> = {}): unknown {
  const { ip = '203.0.113.9', agent = 'google-cloud-sdk gcloud/528.0.0', ...payload } = more;
  return {
    insertId: '-abc123',
    logName: `projects/${PROJECT}/logs/cloudaudit.googleapis.com%2Factivity`,
    protoPayload: {
      '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
      authenticationInfo: { principalEmail: who, ...payload },
      methodName: method,
      requestMetadata: { callerIp: ip, callerSuppliedUserAgent: agent },
      resourceName: what,
    },
    resource: { labels: { project_id: PROJECT }, type: 'audited_resource' },
    severity: 'NOTICE',
    timestamp: '2026-09-22T16:41:12.345678Z',
  };
}

const PERSON = 'dana@acme.example';
const inserts = (who: string, zones: readonly string[], more = {}): readonly unknown[] =>
  zones.map((zone, n) => call('v1.compute.instances.insert', who, `projects/${PROJECT}/zones/${zone}/instances/vm-${String(n)}`, more));

export const MAKERS_OF = {
  colleague: inserts(PERSON, ['us-central1-a', 'us-central1-a']),
  stranger: inserts(`ci@${PROJECT}.iam.gserviceaccount.com`, ['asia-east1-b', 'europe-north1-a', 'southamerica-east1-c'], {
    agent: 'python-requests/2.31',
    serviceAccountKeyName: `//iam.googleapis.com/projects/${PROJECT}/serviceAccounts/ci/keys/1f2e`,
  }),
  outsider: inserts('helper.77@gmail.com', ['us-central1-a']),
  google: inserts('service-123456789@container-engine-robot.iam.gserviceaccount.com', ['us-central1-a', 'us-central1-b']),
  agent: inserts('123456789@cloudservices.gserviceaccount.com', ['us-central1-a']),
  account: inserts(`ci@${PROJECT}.iam.gserviceaccount.com`, ['us-central1-a'], { agent: 'Terraform/1.9 terraform-provider-google' }),
} as const;

export function changed(method: string, what: string): Pair {
  return { telling: { outcome: 'changed', json: [call(method, PERSON, what)] }, quiet: { outcome: 'nothing', json: [] } };
}

const job = (n: number, user: string, bytes: number, query: string): unknown => ({
  id: `${PROJECT}:US.bquxjob_${String(n)}`,
  kind: 'bigquery#job',
  jobReference: { projectId: PROJECT, jobId: `bquxjob_${String(n)}`, location: 'US' },
  configuration: { jobType: 'QUERY', query: { query, useLegacySql: false } },
  state: 'DONE',
  statistics: { creationTime: '1790096472345', totalBytesProcessed: String(bytes), query: { totalBytesBilled: String(bytes) } },
  user_email: user,
});

const debugEntry = (n: number, service: string, severity = 'DEBUG'): Readonly<Record<string, unknown>> => ({
  insertId: String(n),
  logName: `projects/${PROJECT}/logs/run.googleapis.com%2Fstdout`,
  resource: { type: 'cloud_run_revision', labels: { service_name: service, location: 'us-central1' } },
  severity,
  textPayload: 'cache probe',
  timestamp: `2026-09-29T11:00:${String(59 - (n % 60)).padStart(2, '0')}.000Z`,
});

const runService = (name: string, annotations: Readonly<Record<string, string>>, since: string): unknown => ({
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: {
    name,
    namespace: '123456789',
    creationTimestamp: '2026-01-10T08:00:00.000Z',
    labels: { 'cloud.googleapis.com/location': 'us-central1' },
    annotations: { 'serving.knative.dev/lastModifier': PERSON },
  },
  spec: {
    template: { metadata: { annotations }, spec: { containers: [{ image: 'x', resources: { limits: { cpu: '2', memory: '4Gi' } } }] } },
  },
  status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: since }], latestReadyRevisionName: `${name}-00042-abc` },
});

const flow = (to: Readonly<Record<string, unknown>>, bytes: number): unknown => ({
  logName: `projects/${PROJECT}/logs/compute.googleapis.com%2Fvpc_flows`,
  jsonPayload: {
    bytes_sent: String(bytes),
    src_instance: { vm_name: 'etl-1', zone: 'us-central1-a', project_id: PROJECT },
    connection: { src_ip: '10.0.0.4', dest_ip: '198.51.100.7', dest_port: 443, protocol: 6 },
    ...to,
  },
  resource: { type: 'gce_subnetwork', labels: { subnetwork_name: 'prod' } },
  timestamp: '2026-09-29T11:00:00.000Z',
});

export const FLOWS = {
  google: [flow({ dest_google_service: { type: 'GOOGLE_API', service_name: 'storage.googleapis.com' } }, 9e8), flow({}, 1e7)],
  zones: [flow({ dest_instance: { vm_name: 'kafka-2', zone: 'us-central1-c' }, connection: { dest_ip: '10.0.0.9' } }, 8e8), flow({}, 1e7)],
  oneOutside: [flow({}, 9e8), flow({ connection: { dest_ip: '198.51.100.8' } }, 1e7)],
  manyOutside: range(9).map((n) => flow({ connection: { dest_ip: `198.51.100.${String(n)}` } }, 1e8)),
} as const;

const request = (ip: string, path: string, size: number): unknown => ({
  logName: `projects/${PROJECT}/logs/requests`,
  httpRequest: { remoteIp: ip, requestUrl: `https://acme.example${path}`, responseSize: String(size), status: 200, userAgent: 'x' },
  resource: { type: 'http_load_balancer', labels: { backend_service_name: 'web' } },
  timestamp: '2026-09-29T11:00:00.000Z',
});

const endpoint = (models: readonly unknown[]): unknown => ({
  name: `projects/123/locations/us-central1/endpoints/4411223344`,
  displayName: 'churn',
  createTime: '2026-09-22T10:00:00.000000Z',
  deployedModels: models,
});
const model = (day: string): unknown => ({
  id: '77',
  displayName: 'churn-v3',
  createTime: `${day}T10:02:00.000000Z`,
  dedicatedResources: {
    machineSpec: { machineType: 'n1-standard-8', acceleratorType: 'NVIDIA_TESLA_T4', acceleratorCount: 1 },
    minReplicaCount: 2,
    maxReplicaCount: 2,
  },
});

const sql = (name: string, more: Readonly<Record<string, unknown>>, settings: Readonly<Record<string, unknown>> = {}): unknown => ({
  kind: 'sql#instance',
  name,
  databaseVersion: 'POSTGRES_16',
  region: 'us-central1',
  state: 'RUNNABLE',
  createTime: '2025-02-01T00:00:00.000Z',
  settings: { tier: 'db-custom-4-16384', availabilityType: 'ZONAL', dataDiskSizeGb: '200', edition: 'ENTERPRISE', ...settings },
  ...more,
});

const bucket = (name: string, more: Readonly<Record<string, unknown>>): unknown => ({
  name,
  storage_url: `gs://${name}/`,
  default_storage_class: 'STANDARD',
  location: 'US',
  creation_time: '2025-01-01T00:00:00+0000',
  update_time: '2025-06-01T00:00:00+0000',
  soft_delete_policy: { retentionDurationSeconds: '604800' },
  lifecycle_config: { rule: [{ action: { type: 'Delete' }, condition: { age: 90 } }] },
  ...more,
});

const disk = (name: string, users: readonly string[], gb: number): unknown => ({
  name,
  zone: ZONE,
  sizeGb: String(gb),
  type: url('diskTypes', 'pd-ssd'),
  status: 'READY',
  creationTimestamp: '2026-05-01T00:00:00.000-07:00',
  ...(users.length > 0 ? { users } : { lastDetachTimestamp: '2026-09-21T00:00:00.000-07:00' }),
});

const snapshot = (n: number, source: string, day: string): unknown => ({
  name: `snap-${String(n)}`,
  sourceDisk: url('disks', source),
  diskSizeGb: '500',
  storageBytes: '43000000000',
  creationTimestamp: `${day}T03:00:00.000-07:00`,
});

const cluster = (nodes: number, created: string): unknown => ({
  name: 'web',
  location: 'us-central1-a',
  zone: 'us-central1-a',
  createTime: created,
  currentNodeCount: nodes,
  locations: ['us-central1-a'],
  status: 'RUNNING',
  nodePools: [
    {
      name: 'pool-1',
      initialNodeCount: 3,
      autoscaling: { enabled: true, minNodeCount: 1, maxNodeCount: 40 },
      config: { machineType: 'n2-standard-8' },
    },
  ],
});

const table = (name: string, bytes: number, day: string): unknown => ({
  table_schema: 'events',
  table_name: name,
  creation_time: `${day} 10:00:00`,
  total_logical_bytes: String(bytes),
  time_travel_physical_bytes: '0',
});

const key = (restrictions: unknown): unknown => ({
  name: 'projects/123/locations/global/keys/9d1c2b3a-1111-2222-3333-444455556666',
  uid: '9d1c2b3a-1111-2222-3333-444455556666',
  displayName: 'maps and more',
  createTime: '2025-03-03T03:03:03.000000Z',
  ...(restrictions === undefined ? {} : { restrictions }),
});

const generate = (who: string, ip: string): unknown =>
  call(
    'google.cloud.aiplatform.v1.PredictionService.GenerateContent',
    who,
    'projects/p/locations/us-central1/publishers/google/models/gemini-2.5-pro',
    { ip },
  );

const subscription = (n: number, more: Readonly<Record<string, unknown>>): unknown => ({
  name: `projects/${PROJECT}/subscriptions/sub-${String(n)}`,
  topic: `projects/${PROJECT}/topics/topic-${String(n)}`,
  ackDeadlineSeconds: 10,
  messageRetentionDuration: '604800s',
  state: 'ACTIVE',
  ...more,
});

const dataflow = (type: string, day: string): unknown => ({
  id: '2026-09-22_02_11_05-1234567890',
  name: 'clicks-to-bq',
  type,
  state: 'Running',
  creationTime: `${day} 09:11:05`,
  stateTime: `${day} 09:12:05`,
  location: 'us-central1',
});

const environment = (name: string, created: string): unknown => ({
  name: `projects/${PROJECT}/locations/us-central1/environments/${name}`,
  state: 'RUNNING',
  createTime: `${created}T08:00:00.000Z`,
  updateTime: `${created}T08:30:00.000Z`,
  config: { environmentSize: 'ENVIRONMENT_SIZE_LARGE', softwareConfig: { imageVersion: 'composer-3-airflow-2.10' } },
});

const fn = (name: string, updated: string, more: Readonly<Record<string, unknown>>): unknown => ({
  name: `projects/${PROJECT}/locations/us-central1/functions/${name}`,
  environment: 'GEN_2',
  state: 'ACTIVE',
  updateTime: `${updated}T08:00:00.000Z`,
  serviceConfig: { service: `projects/${PROJECT}/locations/us-central1/services/${name}`, maxInstanceCount: 100 },
  ...more,
});
const storageEvent = {
  eventTrigger: {
    eventType: 'google.cloud.storage.object.v1.finalized',
    eventFilters: [{ attribute: 'bucket', value: 'acme-thumbs' }],
    retryPolicy: 'RETRY_POLICY_DO_NOT_RETRY',
  },
};

const trigger = (day: string): unknown => ({
  name: `projects/${PROJECT}/locations/us-central1/triggers/on-upload`,
  createTime: `${day}T08:00:00.000Z`,
  updateTime: `${day}T08:00:00.000Z`,
  eventFilters: [{ attribute: 'type', value: 'google.cloud.storage.object.v1.finalized' }],
  destination: { cloudRun: { service: 'thumbs', region: 'us-central1' } },
});

const commitment = (status: string, end: string): unknown => ({
  name: 'n2-2023',
  plan: 'THIRTY_SIX_MONTH',
  status,
  type: 'GENERAL_PURPOSE_N2',
  region: REGION,
  startTimestamp: '2023-09-22T00:00:00.000-07:00',
  endTimestamp: `${end}T00:00:00.000-07:00`,
  resources: [{ type: 'VCPU', amount: '96' }],
});

const sample = (outcome: string, json: unknown): Sample => ({ outcome, json });
const many = <Item>(count: number, make: (n: number) => Item): readonly Item[] => range(count).map(make);

export const SAMPLES: Readonly<Record<string, Pair>> = {
  'bq-jobs': {
    telling: sample('one-eater', [
      ...many(6, (n) => job(n, 'etl@acme-web-prod.iam.gserviceaccount.com', 4e12, 'SELECT * FROM events.raw')),
      job(9, PERSON, 2e9, 'SELECT 1'),
    ]),
    quiet: sample(
      'spread',
      many(8, (n) => job(n, `user${String(n)}@acme.example`, 3e10, `SELECT ${String(n)}`)),
    ),
  },
  'bq-users': {
    telling: sample('one-rose', [{ user_email: PERSON, bytes_after: '90000000000000', bytes_before: '1000000000', jobs: '412' }]),
    quiet: sample(
      'all-rose',
      many(5, (n) => ({ user_email: `u${String(n)}@acme.example`, bytes_after: '2000000', bytes_before: '1000000', jobs: '9' })),
    ),
  },
  'bq-reservations': {
    telling: sample('changed', [
      {
        name: `projects/${PROJECT}/locations/US/reservations/prod`,
        slotCapacity: '100',
        edition: 'ENTERPRISE',
        autoscale: { currentSlots: '900', maxSlots: '1600' },
        creationTime: '2025-01-01T00:00:00Z',
        updateTime: '2026-09-22T08:00:00Z',
      },
    ]),
    quiet: sample('none', []),
  },
  'bq-commitments': {
    telling: sample('turned', [
      {
        name: 'x',
        slotCount: '500',
        plan: 'ANNUAL',
        state: 'ACTIVE',
        commitmentStartTime: '2025-09-22T00:00:00Z',
        commitmentEndTime: '2026-09-22T00:00:00Z',
      },
    ]),
    quiet: sample('none', []),
  },
  'bq-storage': {
    telling: sample('new-table', [table('raw_copy', 9e13, '2026-09-22'), table('a', 4e12, '2024-01-01')]),
    quiet: sample(
      'spread',
      many(5, (n) => table(`t${String(n)}`, 1e12, '2024-01-01')),
    ),
  },
  'bq-datasets': {
    telling: sample('some', [
      { kind: 'bigquery#dataset', id: `${PROJECT}:events`, datasetReference: { datasetId: 'events', projectId: PROJECT }, location: 'US' },
    ]),
    quiet: sample('none', []),
  },
  'bq-dataset': {
    telling: sample('changed', {
      datasetReference: { datasetId: 'events', projectId: PROJECT },
      storageBillingModel: 'PHYSICAL',
      lastModifiedTime: '1790064000000',
      location: 'US',
    }),
    quiet: sample('expires', {
      datasetReference: { datasetId: 'events', projectId: PROJECT },
      defaultPartitionExpirationMs: '7776000000',
      lastModifiedTime: '1700000000000',
    }),
  },
  'gcp-machines': { telling: sample('left-on', MACHINES_OF.leftOn), quiet: sample('none-new', MACHINES_OF.old) },
  'gcp-who-made-machines': { telling: sample('colleague', MAKERS_OF.colleague), quiet: sample('nothing', []) },
  'gcp-clusters': {
    telling: sample('grown', [cluster(27, '2025-01-01T00:00:00+00:00')]),
    quiet: sample('steady', [cluster(3, '2025-01-01T00:00:00+00:00')]),
  },
  'gcp-cluster-operations': {
    telling: sample('changed', [
      {
        name: 'operation-1',
        operationType: 'SET_NODE_POOL_SIZE',
        startTime: '2026-09-22T07:00:00.1Z',
        status: 'DONE',
        targetLink: 'https://container.googleapis.com/v1/projects/1/zones/us-central1-a/clusters/web/nodePools/pool-1',
      },
    ]),
    quiet: sample('nothing', [
      { name: 'operation-1', operationType: 'UPGRADE_NODES', startTime: '2026-09-22T07:00:00.1Z', status: 'DONE' },
    ]),
  },
  'gcp-autoscaler': {
    telling: sample('blocked', [
      {
        timestamp: '2026-09-29T11:00:00Z',
        resource: { type: 'k8s_cluster', labels: { cluster_name: 'web', location: 'us-central1-a' } },
        jsonPayload: {
          noDecisionStatus: {
            noScaleDown: { nodes: [{ node: { name: 'gke-1' }, reason: { messageId: 'no.scale.down.node.pod.not.enough.pdb' } }] },
          },
        },
      },
    ]),
    quiet: sample('nothing', []),
  },
  'gcp-idle-machines': {
    telling: sample('idle', [
      {
        name: `projects/1/locations/us-central1-a/recommenders/google.compute.instance.IdleResourceRecommender/recommendations/1`,
        description: "Save cost by stopping Idle VM 'batch-1'.",
        recommenderSubtype: 'STOP_VM',
        primaryImpact: { category: 'COST', costProjection: { cost: { currencyCode: 'USD', units: '-412' }, duration: '2592000s' } },
        content: {
          operationGroups: [
            { operations: [{ action: 'test', resource: `//compute.googleapis.com/projects/p/zones/us-central1-a/instances/batch-1` }] },
          ],
        },
        stateInfo: { state: 'ACTIVE' },
      },
    ]),
    quiet: sample('nothing', []),
  },
  'gcp-grants': {
    telling: sample('outsiders', {
      bindings: [{ role: 'roles/owner', members: ['user:dana@acme.example', 'user:lee@acme.example', 'user:helper.77@gmail.com'] }],
      etag: 'x',
      version: 1,
    }),
    quiet: sample('known-members', {
      bindings: [
        { role: 'roles/owner', members: ['user:dana@acme.example', 'group:ops@acme.example'] },
        { role: 'roles/editor', members: [`serviceAccount:ci@${PROJECT}.iam.gserviceaccount.com`] },
      ],
    }),
  },
  'gcp-account-keys': {
    telling: sample('fresh-key', [
      {
        name: 'projects/p/serviceAccounts/ci/keys/1f2e',
        keyType: 'USER_MANAGED',
        validAfterTime: '2026-09-20T00:00:00Z',
        validBeforeTime: '9999-12-31T23:59:59Z',
      },
    ]),
    quiet: sample('no-keys', []),
  },
  'gcp-subnets': {
    telling: sample('access-off', [
      {
        name: 'prod',
        region: REGION,
        network: 'https://x/networks/prod',
        purpose: 'PRIVATE',
        privateIpGoogleAccess: false,
        ipCidrRange: '10.0.0.0/20',
      },
    ]),
    quiet: sample('access-on', [
      {
        name: 'prod',
        region: REGION,
        network: 'https://x/networks/prod',
        purpose: 'PRIVATE',
        privateIpGoogleAccess: true,
        ipCidrRange: '10.0.0.0/20',
      },
    ]),
  },
  'gcp-routers': {
    telling: sample('nat', [
      {
        name: 'nat-router',
        region: REGION,
        network: 'https://x/networks/prod',
        creationTimestamp: '2025-01-01T00:00:00.000-08:00',
        nats: [{ name: 'nat', natIpAllocateOption: 'AUTO_ONLY' }],
      },
    ]),
    quiet: sample('no-nat', [{ name: 'vpn-router', region: REGION, network: 'https://x/networks/prod', bgp: { asn: 64512 } }]),
  },
  'gcp-backends': {
    telling: sample('cdn-off', [{ name: 'web', enableCDN: false, loadBalancingScheme: 'EXTERNAL_MANAGED', protocol: 'HTTP' }]),
    quiet: sample('cdn-on', [{ name: 'web', enableCDN: true, loadBalancingScheme: 'EXTERNAL_MANAGED', protocol: 'HTTP' }]),
  },
  'gcp-forwarding-rules': {
    telling: sample('new-rule', [
      {
        name: 'web-lb',
        IPAddress: '203.0.113.4',
        networkTier: 'PREMIUM',
        loadBalancingScheme: 'EXTERNAL',
        creationTimestamp: '2026-09-22T00:00:00.000-07:00',
      },
    ]),
    quiet: sample('none', []),
  },
  'gcp-groups': {
    telling: sample('new-across', [
      {
        name: 'workers',
        region: REGION,
        targetSize: 12,
        creationTimestamp: '2026-09-22T00:00:00.000-07:00',
        distributionPolicy: { zones: [{ zone: 'a' }, { zone: 'b' }] },
      },
    ]),
    quiet: sample('one-zone', [{ name: 'workers', zone: ZONE, targetSize: 2, creationTimestamp: '2025-09-22T00:00:00.000-07:00' }]),
  },
  'gcp-flows': { telling: sample('google', FLOWS.google), quiet: sample('nothing', []) },
  'gcp-requests': {
    telling: sample(
      'one-path',
      many(6, (n) => request(`198.51.100.${String(n)}`, '/video/launch.mp4', 9e7)),
    ),
    quiet: sample(
      'many',
      many(6, (n) => request(`198.51.100.${String(n)}`, `/page/${String(n)}`, 9e3)),
    ),
  },
  'gcp-buckets': {
    telling: sample('changed', [
      bucket('acme-media', { update_time: '2026-09-22T08:00:00+0000', versioning_enabled: true, lifecycle_config: undefined }),
    ]),
    quiet: sample('orderly', [bucket('acme-media', {})]),
  },
  'gcp-object-calls': {
    telling: sample(
      'one-client',
      many(9, () => call('storage.objects.list', `sync@${PROJECT}.iam.gserviceaccount.com`, 'projects/_/buckets/acme-media')),
    ),
    quiet: sample('nothing', []),
  },
  'gcp-transfers': {
    telling: sample('new-transfer', [
      {
        name: 'transferJobs/12',
        description: 'copy',
        status: 'ENABLED',
        creationTime: '2026-09-22T00:00:00Z',
        lastModificationTime: '2026-09-22T00:00:00Z',
      },
    ]),
    quiet: sample('nothing', []),
  },
  'gcp-disks': {
    telling: sample('orphans', [disk('pvc-1', [], 2000), disk('pvc-2', [], 2000), disk('web-0', [url('instances', 'web-0')], 100)]),
    quiet: sample('in-use', [disk('web-0', [url('instances', 'web-0')], 100)]),
  },
  'gcp-snapshots': {
    telling: sample(
      'pile',
      many(40, (n) => snapshot(n, 'db-1', `2026-09-${String(1 + (n % 29)).padStart(2, '0')}`)),
    ),
    quiet: sample(
      'few',
      many(4, (n) => snapshot(n, `disk-${String(n)}`, '2026-05-01')),
    ),
  },
  'gcp-snapshot-schedules': {
    telling: sample('kept-long', [{ name: 'hourly', snapshotSchedulePolicy: { schedule: { hourlySchedule: { hoursInCycle: 1 } } } }]),
    quiet: sample('kept-short', [
      { name: 'daily', snapshotSchedulePolicy: { schedule: { dailySchedule: {} }, retentionPolicy: { maxRetentionDays: 14 } } },
    ]),
  },
  'gcp-addresses': {
    telling: sample(
      'idle',
      many(9, (n) => ({
        name: `ip-${String(n)}`,
        address: `203.0.113.${String(n)}`,
        addressType: 'EXTERNAL',
        status: 'RESERVED',
        region: REGION,
        creationTimestamp: '2026-09-22T00:00:00.000-07:00',
      })),
    ),
    quiet: sample('in-use', [
      { name: 'lb', address: '203.0.113.1', addressType: 'EXTERNAL', status: 'IN_USE', users: ['x'], region: REGION },
    ]),
  },
  'gcp-debug-logs': {
    telling: sample(
      'flood',
      many(60, (n) => debugEntry(n, 'checkout')),
    ),
    quiet: sample('nothing', []),
  },
  'gcp-newest-logs': {
    telling: sample(
      'one-logger',
      many(60, (n) => debugEntry(n, 'checkout', 'INFO')),
    ),
    quiet: sample(
      'spread',
      many(12, (n) => debugEntry(n, `svc-${String(n)}`, 'INFO')),
    ),
  },
  'gcp-sinks': {
    telling: sample('changed', [
      {
        name: 'all-to-bucket',
        destination: `logging.googleapis.com/projects/${PROJECT}/locations/global/buckets/copy`,
        createTime: '2026-09-22T08:00:00Z',
        updateTime: '2026-09-22T08:00:00Z',
      },
    ]),
    quiet: sample('usual', [
      {
        name: '_Default',
        destination: `logging.googleapis.com/projects/${PROJECT}/locations/global/buckets/_Default`,
        filter: 'NOT LOG_ID("x")',
      },
    ]),
  },
  'gcp-log-buckets': {
    telling: sample('kept-long', [
      { name: `projects/${PROJECT}/locations/global/buckets/_Default`, retentionDays: 365, lifecycleState: 'ACTIVE' },
    ]),
    quiet: sample('usual', [
      { name: `projects/${PROJECT}/locations/global/buckets/_Default`, retentionDays: 30, lifecycleState: 'ACTIVE' },
    ]),
  },
  'gcp-run-services': {
    telling: sample('warm-since', [
      runService(
        'checkout',
        { 'autoscaling.knative.dev/minScale': '20', 'autoscaling.knative.dev/maxScale': '100' },
        '2026-09-22T09:00:00.1Z',
      ),
    ]),
    quiet: sample('to-zero', [runService('checkout', { 'autoscaling.knative.dev/maxScale': '100' }, '2026-09-22T09:00:00.1Z')]),
  },
  'gcp-run-revisions': {
    telling: sample('raised', [
      {
        metadata: {
          name: 'checkout-00042-abc',
          creationTimestamp: '2026-09-22T09:00:00Z',
          annotations: { 'autoscaling.knative.dev/minScale': '20' },
        },
      },
    ]),
    quiet: sample('never', [{ metadata: { name: 'checkout-00042-abc', creationTimestamp: '2026-09-22T09:00:00Z', annotations: {} } }]),
  },
  'gcp-functions': {
    telling: sample('changed', [fn('thumbs', '2026-09-22', storageEvent)]),
    quiet: sample('by-request', [fn('api', '2026-01-22', {})]),
  },
  'gcp-triggers': { telling: sample('new', [trigger('2026-09-22')]), quiet: sample('none', []) },
  'gcp-run-calls': {
    telling: sample(
      'storm',
      many(20, (n) => ({
        ...debugEntry(n, 'thumbs', 'INFO'),
        httpRequest: { userAgent: 'APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)', status: 204 },
      })),
    ),
    quiet: sample(
      'traffic',
      many(20, (n) => ({ ...debugEntry(n, 'api', 'INFO'), httpRequest: { userAgent: 'Mozilla/5.0', status: 200 } })),
    ),
  },
  'gcp-endpoints': { telling: sample('deployed-then', [endpoint([model('2026-09-22')])]), quiet: sample('none', []) },
  'gcp-endpoint': { telling: sample('always-on', endpoint([model('2026-09-22')])), quiet: sample('empty', endpoint([])) },
  'gcp-custom-jobs': {
    telling: sample('running', [
      {
        name: 'projects/1/locations/us-central1/customJobs/9',
        displayName: 'finetune',
        state: 'JOB_STATE_RUNNING',
        createTime: '2026-09-22T00:00:00Z',
        jobSpec: { workerPoolSpecs: [{ replicaCount: '4', machineSpec: { machineType: 'a2-highgpu-8g' } }] },
      },
    ]),
    quiet: sample('none', []),
  },
  'gcp-api-keys': {
    telling: sample('open', [key(undefined)]),
    quiet: sample('restricted', [
      key({ apiTargets: [{ service: 'maps-backend.googleapis.com' }], browserKeyRestrictions: { allowedReferrers: ['acme.example'] } }),
    ]),
  },
  'gcp-model-calls': {
    telling: sample(
      'one-caller',
      many(9, () => generate(`agent@${PROJECT}.iam.gserviceaccount.com`, '10.0.0.1')),
    ),
    quiet: sample('nothing', []),
  },
  'gcp-spanner': {
    telling: sample('changed', [
      {
        name: `projects/${PROJECT}/instances/orders`,
        config: `projects/${PROJECT}/instanceConfigs/regional-us-central1`,
        nodeCount: 12,
        processingUnits: 12000,
        state: 'READY',
        createTime: '2024-01-01T00:00:00Z',
        updateTime: '2026-09-22T08:00:00Z',
      },
    ]),
    quiet: sample('as-before', [
      {
        name: `projects/${PROJECT}/instances/orders`,
        config: `projects/${PROJECT}/instanceConfigs/regional-us-central1`,
        nodeCount: 1,
        state: 'READY',
        createTime: '2024-01-01T00:00:00Z',
      },
    ]),
  },
  'gcp-spanner-operations': {
    telling: sample('resized', [
      {
        name: 'projects/p/instances/orders/operations/1',
        done: true,
        metadata: {
          '@type': 'type.googleapis.com/google.spanner.admin.instance.v1.UpdateInstanceMetadata',
          instance: { name: 'projects/p/instances/orders', nodeCount: 12 },
          startTime: '2026-09-22T08:00:00Z',
        },
      },
    ]),
    quiet: sample('nothing', []),
  },
  'gcp-sql': {
    telling: sample('high-availability', [sql('orders', {}, { availabilityType: 'REGIONAL' })]),
    quiet: sample('plain', [sql('orders', {})]),
  },
  'gcp-sql-operations': {
    telling: sample('changed', [
      {
        name: 'op',
        operationType: 'UPDATE',
        targetId: 'orders',
        user: PERSON,
        insertTime: '2026-09-22T08:00:00Z',
        startTime: '2026-09-22T08:00:01Z',
        status: 'DONE',
      },
    ]),
    quiet: sample('nothing', [
      { name: 'op', operationType: 'BACKUP_VOLUME', targetId: 'orders', startTime: '2026-09-22T08:00:01Z', status: 'DONE' },
    ]),
  },
  'gcp-sql-backups': {
    telling: sample(
      'many',
      many(40, (n) => ({
        id: String(n),
        type: 'ON_DEMAND',
        status: 'SUCCESSFUL',
        instance: 'orders',
        windowStartTime: '2026-09-22T00:00:00Z',
      })),
    ),
    quiet: sample(
      'usual',
      many(7, (n) => ({
        id: String(n),
        type: 'AUTOMATED',
        status: 'SUCCESSFUL',
        instance: 'orders',
        windowStartTime: '2026-09-22T00:00:00Z',
      })),
    ),
  },
  'gcp-dataflow-jobs': { telling: sample('streaming-then', [dataflow('Streaming', '2026-09-22')]), quiet: sample('none', []) },
  'gcp-dataflow-job': {
    telling: sample('wide', {
      id: '1',
      name: 'clicks-to-bq',
      currentState: 'JOB_STATE_RUNNING',
      environment: { workerPools: [{ numWorkers: 40, machineType: 'n1-standard-4', autoscalingSettings: { maxNumWorkers: 100 } }] },
    }),
    quiet: sample('capped', {
      id: '1',
      name: 'clicks-to-bq',
      currentState: 'JOB_STATE_RUNNING',
      environment: { workerPools: [{ numWorkers: 2, autoscalingSettings: { maxNumWorkers: 4 } }] },
    }),
  },
  'gcp-dataflow-metrics': {
    telling: sample('stuck', [
      { name: { name: 'system_lag', origin: 'dataflow/v1b3' }, scalar: 86400, updateTime: '2026-09-29T00:00:00Z' },
    ]),
    quiet: sample('moving', [
      { name: { name: 'CurrentVcpuCount', origin: 'dataflow/v1b3' }, scalar: 4, updateTime: '2026-09-29T00:00:00Z' },
    ]),
  },
  'gcp-subscriptions': {
    telling: sample('keeps-read', [subscription(1, { retainAckedMessages: true, messageRetentionDuration: '2678400s' })]),
    quiet: sample('plain', [subscription(1, {}), subscription(2, {})]),
  },
  'gcp-topics': {
    telling: sample('keeps', [{ name: `projects/${PROJECT}/topics/clicks`, messageRetentionDuration: '2678400s' }]),
    quiet: sample('plain', [{ name: `projects/${PROJECT}/topics/clicks` }]),
  },
  'gcp-composer': {
    telling: sample('new', [environment('spare', '2026-09-22'), environment('main', '2024-01-01')]),
    quiet: sample('one', [environment('main', '2024-01-01')]),
  },
  'gcp-commitments': {
    telling: sample('ended', [commitment('EXPIRED', '2026-09-22')]),
    quiet: sample('run-on', [commitment('ACTIVE', '2028-01-01')]),
  },
  'bq-who-changed-reservations': changed(
    'google.cloud.bigquery.reservation.v1.ReservationService.UpdateReservation',
    'projects/p/locations/US/reservations/prod',
  ),
  'gcp-who-gave-keys': changed('google.iam.admin.v1.CreateServiceAccountKey', 'projects/-/serviceAccounts/1234'),
  'gcp-who-made-api-keys': changed('google.api.apikeys.v2.ApiKeys.CreateKey', 'projects/p/locations/global/keys/1'),
  'gcp-who-changed-buckets': changed('storage.buckets.update', 'projects/_/buckets/acme-media'),
  'gcp-who-made-addresses': changed('v1.compute.addresses.insert', 'projects/p/regions/us-central1/addresses/ip-1'),
  'gcp-who-changed-sinks': changed('google.logging.v2.ConfigServiceV2.CreateSink', 'projects/p/sinks/all-to-bucket'),
  'gcp-who-changed-run': changed('google.cloud.run.v1.Services.ReplaceService', 'namespaces/p/services/checkout'),
  'gcp-who-changed-functions': changed(
    'google.cloud.functions.v2.FunctionService.UpdateFunction',
    'projects/p/locations/us-central1/functions/thumbs',
  ),
  'gcp-who-deployed': changed(
    'google.cloud.aiplatform.v1.EndpointService.DeployModel',
    'projects/p/locations/us-central1/endpoints/4411223344',
  ),
  'gcp-who-changed-spanner': changed('google.spanner.admin.instance.v1.InstanceAdmin.UpdateInstance', 'projects/p/instances/orders'),
  'gcp-who-changed-sql': changed('cloudsql.instances.update', 'projects/p/instances/orders'),
  'gcp-who-started-dataflow': changed('dataflow.jobs.create', 'projects/p/locations/us-central1/jobs/1'),
  'gcp-who-changed-subscriptions': changed('google.pubsub.v1.Subscriber.CreateSubscription', 'projects/p/subscriptions/sub-9'),
  'gcp-who-changed-composer': changed(
    'google.cloud.orchestration.airflow.service.v1.Environments.CreateEnvironment',
    'projects/p/locations/us-central1/environments/spare',
  ),
  'gcp-who-changed-billing': changed('AssignResourceToBillingAccount', 'projects/p'),
};
