// Resources of the services beside Compute Engine, as their interfaces describe them.

import type { Item, Json, JsonObject } from '../cloud.js';
import { hashOf } from '../../random.js';
import { at, iso, type Setting } from '../setting.js';

const uid = (text: string): string => {
  const hex = [1, 2, 3, 4]
    .map((n) =>
      hashOf(`${text} ${String(n)}`)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

const micro = (text: string): string => text.replace('Z', '.418273Z');

export function numberOf({ projects }: Setting, project: string): string {
  return projects.find(({ id }) => id === project)?.number ?? '';
}

export interface RunService {
  readonly project: string;
  readonly region: string;
  readonly name: string;
  /** Of the revision that serves now. */
  readonly day: number;
  readonly hour?: number;
  readonly generation: number;
  readonly minScale?: number;
  readonly maxScale?: number;
  readonly cpu?: string;
  readonly memory?: string;
  readonly isAlwaysOn?: boolean;
  readonly by: string;
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly labels?: Readonly<Record<string, string>>;
  /** The revision before: when, and with how many. */
  readonly before?: { readonly day: number; readonly minScale?: number; readonly isAlwaysOn?: boolean };
}

function revisionName(name: string, generation: number): string {
  return `${name}-${String(generation).padStart(5, '0')}-${hashOf(`${name} ${String(generation)}`)
    .toString(36)
    .slice(0, 3)}`;
}

/** The service and its last two revisions. */
export function runService(setting: Setting, asked: RunService): readonly Item[] {
  const { by, cpu = '1000m', day, env, generation, hour = 11.6, memory = '512Mi', name, project, region } = asked;
  const namespace = numberOf(setting, project);
  const annotationsOf = (minScale: number | undefined, isAlwaysOn: boolean | undefined): JsonObject => ({
    ...(minScale !== undefined && { 'autoscaling.knative.dev/minScale': String(minScale) }),
    'autoscaling.knative.dev/maxScale': String(asked.maxScale ?? 40),
    'run.googleapis.com/client-name': 'gcloud',
    ...(isAlwaysOn && { 'run.googleapis.com/cpu-throttling': 'false' }),
    'run.googleapis.com/startup-cpu-boost': 'true',
  });
  const spec = {
    containerConcurrency: 80,
    containers: [
      {
        ...(env && { env }),
        image: `${region}-docker.pkg.dev/${project}/services/${name}:${String(generation)}`,
        ports: [{ containerPort: 8080, name: 'http1' }],
        resources: { limits: { cpu, memory } },
      },
    ],
    serviceAccountName: `${name}@${project}.iam.gserviceaccount.com`,
    timeoutSeconds: 300,
  };
  const labels = { 'cloud.googleapis.com/location': region, ...asked.labels };
  const latest = revisionName(name, generation);
  const ready = (time: string): JsonObject => ({ lastTransitionTime: micro(time), status: 'True', type: 'Ready' });
  const revision = (
    gen: number,
    created: string,
    minScale: number | undefined,
    isAlwaysOn: boolean | undefined,
    isActive: boolean,
  ): Item => ({
    of: 'run revisions',
    project,
    location: region,
    id: revisionName(name, gen),
    parent: name,
    json: {
      apiVersion: 'serving.knative.dev/v1',
      kind: 'Revision',
      metadata: {
        annotations: { ...annotationsOf(minScale, isAlwaysOn), 'serving.knative.dev/creator': by },
        creationTimestamp: micro(created),
        generation: 1,
        labels: {
          ...labels,
          'serving.knative.dev/configuration': name,
          'serving.knative.dev/configurationGeneration': String(gen),
          'serving.knative.dev/service': name,
        },
        name: revisionName(name, gen),
        namespace,
        uid: uid(revisionName(name, gen)),
      },
      spec,
      status: {
        conditions: [ready(created), { lastTransitionTime: micro(created), status: isActive ? 'True' : 'False', type: 'Active' }],
        imageDigest: spec.containers[0]?.image,
        logUrl: '',
        observedGeneration: 1,
      },
    },
  });
  const created = iso(setting, day, hour);
  return [
    {
      of: 'run services',
      project,
      location: region,
      id: name,
      json: {
        apiVersion: 'serving.knative.dev/v1',
        kind: 'Service',
        metadata: {
          annotations: { 'run.googleapis.com/ingress': 'all', 'serving.knative.dev/creator': by, 'serving.knative.dev/lastModifier': by },
          creationTimestamp: micro(iso(setting, -200, 9)),
          generation,
          labels,
          name,
          namespace,
          resourceVersion: 'AAY1x2hQ3Wk',
          selfLink: `/apis/serving.knative.dev/v1/namespaces/${namespace}/services/${name}`,
          uid: uid(name),
        },
        spec: {
          template: {
            metadata: {
              annotations: annotationsOf(asked.minScale, asked.isAlwaysOn),
              labels: { 'run.googleapis.com/startupProbeType': 'Default' },
              name: latest,
            },
            spec,
          },
          traffic: [{ latestRevision: true, percent: 100 }],
        },
        status: {
          address: { url: `https://${name}-${namespace}.${region}.run.app` },
          conditions: [ready(created)],
          latestCreatedRevisionName: latest,
          latestReadyRevisionName: latest,
          observedGeneration: generation,
          traffic: [{ latestRevision: true, percent: 100, revisionName: latest }],
          url: `https://${name}-${namespace}.${region}.run.app`,
        },
      },
    },
    revision(generation, created, asked.minScale, asked.isAlwaysOn, true),
    revision(generation - 1, iso(setting, asked.before?.day ?? day - 30, 14.2), asked.before?.minScale, asked.before?.isAlwaysOn, false),
  ];
}

export interface Bucket {
  readonly project: string;
  readonly name: string;
  readonly location: string;
  readonly storageClass?: string;
  readonly day: number;
  readonly updatedDay?: number;
  readonly rules?: readonly JsonObject[];
  readonly versioning?: boolean;
  readonly softDeleteSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
}

const spaced = (time: string): string => time.replace('Z', '+0000');

export function bucket(
  setting: Setting,
  {
    day,
    labels,
    location,
    name,
    project,
    rules,
    softDeleteSeconds = 604_800,
    storageClass = 'STANDARD',
    updatedDay = day,
    versioning = false,
  }: Bucket,
): Item {
  return {
    of: 'storage buckets',
    project,
    location: 'global',
    id: name,
    json: {
      creation_time: spaced(iso(setting, day, 8.7)),
      default_event_based_hold: false,
      default_storage_class: storageClass,
      generation: 1_700_000_000_000 + hashOf(name),
      ...(labels && { labels }),
      ...(rules && rules.length > 0 && { lifecycle_config: { rule: rules } }),
      location: location.toUpperCase(),
      location_type: location.length === 2 ? 'multi-region' : 'region',
      metageneration: updatedDay === day ? 1 : 4,
      name,
      public_access_prevention: 'enforced',
      soft_delete_policy: {
        effectiveTime: micro(iso(setting, Math.min(day, -100))).replace('Z', '+00:00'),
        retentionDurationSeconds: String(softDeleteSeconds),
      },
      storage_url: `gs://${name}/`,
      uniform_bucket_level_access: true,
      update_time: spaced(iso(setting, updatedDay, 13.4)),
      ...(versioning && { versioning_enabled: true }),
    },
  };
}

export interface SqlInstance {
  readonly project: string;
  readonly region: string;
  readonly zone: string;
  readonly name: string;
  readonly version: string;
  readonly tier: string;
  readonly isRegional: boolean;
  readonly gb: number;
  readonly day: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Each change of them counts one further. */
export function sqlSettings(
  { gb, isRegional, labels, tier }: Pick<SqlInstance, 'gb' | 'isRegional' | 'labels' | 'tier'>,
  count: number,
): Json {
  return {
    activationPolicy: 'ALWAYS',
    availabilityType: isRegional ? 'REGIONAL' : 'ZONAL',
    backupConfiguration: {
      backupRetentionSettings: { retainedBackups: 7, retentionUnit: 'COUNT' },
      enabled: true,
      kind: 'sql#backupConfiguration',
      pointInTimeRecoveryEnabled: true,
      startTime: '02:00',
      transactionLogRetentionDays: 7,
    },
    dataDiskSizeGb: String(gb),
    dataDiskType: 'PD_SSD',
    edition: 'ENTERPRISE',
    kind: 'sql#settings',
    pricingPlan: 'PER_USE',
    settingsVersion: String(count),
    storageAutoResize: true,
    tier,
    ...(labels && { userLabels: labels }),
  };
}

export function sqlInstance(setting: Setting, instance: SqlInstance): Item {
  const { day, name, project, region, version, zone } = instance;
  return {
    of: 'sql instances',
    project,
    location: 'global',
    id: name,
    json: {
      backendType: 'SECOND_GEN',
      connectionName: `${project}:${region}:${name}`,
      createTime: iso(setting, day, 9.1).replace('Z', '.104Z'),
      databaseInstalledVersion: `${version}_0`,
      databaseVersion: version,
      gceZone: zone,
      instanceType: 'CLOUD_SQL_INSTANCE',
      ipAddresses: [{ ipAddress: `10.61.0.${String(hashOf(name) % 250)}`, type: 'PRIVATE' }],
      kind: 'sql#instance',
      maintenanceVersion: `${version}.R20260810.01_04`,
      name,
      project,
      region,
      selfLink: `https://sqladmin.googleapis.com/sql/v1beta4/projects/${project}/instances/${name}`,
      settings: sqlSettings(instance, 37),
      state: 'RUNNABLE',
    },
  };
}

export function sqlOperation(
  setting: Setting,
  project: string,
  instance: string,
  day: number,
  hour: number,
  type: string,
  user: string,
): Item {
  const id = uid(`${instance} ${type} ${String(day)}`);
  const time = (plus: number): string => iso(setting, day, hour + plus).replace('Z', '.311Z');
  return {
    of: 'sql operations',
    project,
    location: 'global',
    id,
    parent: instance,
    json: {
      endTime: time(0.12),
      insertTime: time(0),
      kind: 'sql#operation',
      name: id,
      operationType: type,
      selfLink: `https://sqladmin.googleapis.com/sql/v1beta4/projects/${project}/operations/${id}`,
      startTime: time(0.01),
      status: 'DONE',
      targetId: instance,
      targetLink: `https://sqladmin.googleapis.com/sql/v1beta4/projects/${project}/instances/${instance}`,
      targetProject: project,
      user,
    },
  };
}

export interface Fn {
  readonly project: string;
  readonly region: string;
  readonly name: string;
  readonly day: number;
  readonly hour?: number;
  readonly trigger?: {
    readonly type: string;
    readonly filters: readonly { readonly attribute: string; readonly value: string }[];
    readonly isRetried: boolean;
  };
  readonly env?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

export function cloudFunction(setting: Setting, { day, env, hour = 12.2, labels, name, project, region, trigger }: Fn): readonly Item[] {
  const full = `projects/${project}/locations/${region}/functions/${name}`;
  const triggerName = `${name}-${String(hashOf(name) % 1_000_000).padStart(6, '0')}`;
  const account = `${numberOf(setting, project)}-compute@developer.gserviceaccount.com`;
  const updated = iso(setting, day, hour).replace('Z', '.902311Z');
  const fn: Item = {
    of: 'functions',
    project,
    location: region,
    id: name,
    json: {
      buildConfig: {
        entryPoint: 'handle',
        runtime: 'python312',
        source: {
          storageSource: { bucket: `gcf-v2-sources-${numberOf(setting, project)}-${region}`, object: `${name}/function-source.zip` },
        },
      },
      createTime: iso(setting, Math.min(day, -90), 10),
      environment: 'GEN_2',
      ...(trigger && {
        eventTrigger: {
          eventFilters: trigger.filters,
          eventType: trigger.type,
          retryPolicy: trigger.isRetried ? 'RETRY_POLICY_RETRY' : 'RETRY_POLICY_DO_NOT_RETRY',
          serviceAccountEmail: account,
          trigger: `projects/${project}/locations/${region}/triggers/${triggerName}`,
          triggerRegion: region,
        },
      }),
      ...(labels && { labels }),
      name: full,
      serviceConfig: {
        allTrafficOnLatestRevision: true,
        availableCpu: '0.5833',
        availableMemory: '1Gi',
        ...(env && { environmentVariables: env }),
        ingressSettings: 'ALLOW_ALL',
        maxInstanceCount: 200,
        maxInstanceRequestConcurrency: 1,
        revision: `${name}-00012-lum`,
        service: `projects/${project}/locations/${region}/services/${name}`,
        serviceAccountEmail: account,
        timeoutSeconds: 300,
        uri: `https://${name}-${hashOf(name).toString(36)}-uc.a.run.app`,
      },
      state: 'ACTIVE',
      updateTime: updated,
      url: `https://${region}-${project}.cloudfunctions.net/${name}`,
    },
  };
  if (!trigger) return [fn];
  return [
    fn,
    {
      of: 'eventarc triggers',
      project,
      location: region,
      id: triggerName,
      json: {
        createTime: iso(setting, Math.min(day, -90), 10),
        destination: { cloudFunction: full },
        eventFilters: [{ attribute: 'type', value: trigger.type }, ...trigger.filters],
        labels: { 'goog-managed-by': 'cloudfunctions' },
        name: `projects/${project}/locations/${region}/triggers/${triggerName}`,
        serviceAccount: account,
        uid: uid(triggerName),
        updateTime: updated,
      },
    },
  ];
}

export function topic(project: string, name: string): Item {
  return { of: 'pubsub topics', project, location: 'global', id: name, json: { name: `projects/${project}/topics/${name}` } };
}

export function subscription(project: string, name: string, of: string, more: JsonObject = {}): Item {
  return {
    of: 'pubsub subscriptions',
    project,
    location: 'global',
    id: name,
    json: {
      ackDeadlineSeconds: 30,
      expirationPolicy: { ttl: '2678400s' },
      messageRetentionDuration: '604800s',
      name: `projects/${project}/subscriptions/${name}`,
      pushConfig: {},
      state: 'ACTIVE',
      topic: `projects/${project}/topics/${of}`,
      ...more,
    },
  };
}

export function dataset(setting: Setting, project: string, name: string, day: number, more: JsonObject = {}): Item {
  return {
    of: 'bq datasets',
    project,
    location: 'US',
    id: name,
    json: {
      creationTime: String(at(setting, day, 9) * 1_000),
      datasetReference: { datasetId: name, projectId: project },
      etag: 'kG1Xy0lq3pWbm2Vf8T7nAw==',
      id: `${project}:${name}`,
      isCaseInsensitive: false,
      kind: 'bigquery#dataset',
      lastModifiedTime: String(at(setting, day, 9) * 1_000),
      location: 'US',
      maxTimeTravelHours: '168',
      selfLink: `https://bigquery.googleapis.com/bigquery/v2/projects/${project}/datasets/${name}`,
      type: 'DEFAULT',
      ...more,
    },
  };
}

export interface Table {
  readonly project: string;
  readonly dataset: string;
  readonly name: string;
  readonly day: number;
  readonly gb: number;
  readonly longTermGb?: number;
  readonly timeTravelGb?: number;
  readonly partition?: { readonly field?: string; readonly isRequired?: boolean; readonly expirationMs?: string };
  readonly labels?: Readonly<Record<string, string>>;
  readonly description?: string;
}

const GB = 1_073_741_824;

export function table(setting: Setting, asked: Table): Item {
  const { dataset: set, day, gb, longTermGb = gb * 0.3, name, partition, project, timeTravelGb = gb * 0.04 } = asked;
  const bytes = (size: number): string => String(Math.round(size * GB));
  const created = String(at(setting, day, 9) * 1_000);
  return {
    of: 'bq tables',
    project,
    location: 'US',
    id: `${set}.${name}`,
    parent: set,
    json: {
      creationTime: created,
      ...(asked.description !== undefined && { description: asked.description }),
      id: `${project}:${set}.${name}`,
      kind: 'bigquery#table',
      ...(asked.labels && { labels: asked.labels }),
      lastModifiedTime: String(setting.now * 1_000 - 3_600_000),
      location: 'US',
      numActiveLogicalBytes: bytes(gb - longTermGb),
      numActivePhysicalBytes: bytes((gb - longTermGb) * 0.22 + timeTravelGb),
      numBytes: bytes(gb),
      numCurrentPhysicalBytes: bytes(gb * 0.22),
      numLongTermBytes: bytes(longTermGb),
      numLongTermLogicalBytes: bytes(longTermGb),
      numLongTermPhysicalBytes: bytes(longTermGb * 0.2),
      numRows: String(Math.round(gb * 4_100_000)),
      numTimeTravelPhysicalBytes: bytes(timeTravelGb),
      numTotalLogicalBytes: bytes(gb),
      numTotalPhysicalBytes: bytes(gb * 0.21 + timeTravelGb),
      ...(partition?.isRequired && { requirePartitionFilter: true }),
      schema: {
        fields: [
          { name: partition?.field ?? 'created_at', type: 'TIMESTAMP' },
          { name: 'id', type: 'STRING' },
          { name: 'payload', type: 'JSON' },
        ],
      },
      tableReference: { datasetId: set, projectId: project, tableId: name },
      ...(partition && {
        timePartitioning: {
          ...(partition.expirationMs !== undefined && { expirationMs: partition.expirationMs }),
          ...(partition.field !== undefined && { field: partition.field }),
          type: 'DAY',
        },
      }),
      type: 'TABLE',
    },
  };
}

export function sink(
  setting: Setting,
  project: string,
  name: string,
  destination: string,
  filter: string,
  day: number,
  more: JsonObject = {},
): Item {
  const isOwn = name === '_Default' || name === '_Required';
  return {
    of: 'logging sinks',
    project,
    location: 'global',
    id: name,
    json: {
      ...(!isOwn && { createTime: micro(iso(setting, day, 15.3)) }),
      destination,
      filter,
      name,
      resourceName: `projects/${project}/sinks/${name}`,
      ...(!isOwn && {
        updateTime: micro(iso(setting, day, 15.3)),
        writerIdentity: `serviceAccount:service-${numberOf(setting, project)}@gcp-sa-logging.iam.gserviceaccount.com`,
      }),
      ...more,
    },
  };
}

export function logBucket(
  setting: Setting,
  project: string,
  name: string,
  retentionDays: number,
  day: number,
  more: JsonObject = {},
): Item {
  const isOwn = name === '_Default' || name === '_Required';
  return {
    of: 'logging buckets',
    project,
    location: 'global',
    id: name,
    json: {
      ...(!isOwn && { createTime: micro(iso(setting, day, 15.1)) }),
      description: name === '_Required' ? 'Audit bucket' : name === '_Default' ? 'Default bucket' : '',
      lifecycleState: 'ACTIVE',
      ...(name === '_Required' && { locked: true }),
      name: `projects/${project}/locations/global/buckets/${name}`,
      retentionDays,
      ...more,
    },
  };
}

export function serviceAccount(_: Setting, project: string, name: string, displayName: string): Item {
  const email = `${name}@${project}.iam.gserviceaccount.com`;
  return {
    of: 'iam service-accounts',
    project,
    location: 'global',
    id: email,
    json: {
      displayName,
      email,
      etag: 'MDEwMjE5MjA=',
      name: `projects/${project}/serviceAccounts/${email}`,
      oauth2ClientId: `1${String(hashOf(email)).padStart(20, '0')}`,
      projectId: project,
      uniqueId: `1${String(hashOf(email)).padStart(20, '0')}`,
    },
  };
}

export function accountKey(setting: Setting, project: string, account: string, id: string, day: number, isOfUser: boolean): Item {
  const email = `${account}@${project}.iam.gserviceaccount.com`;
  return {
    of: 'iam service-accounts keys',
    project,
    location: 'global',
    id,
    parent: email,
    json: {
      keyAlgorithm: 'KEY_ALG_RSA_2048',
      keyOrigin: 'GOOGLE_PROVIDED',
      keyType: isOfUser ? 'USER_MANAGED' : 'SYSTEM_MANAGED',
      name: `projects/${project}/serviceAccounts/${email}/keys/${id}`,
      validAfterTime: iso(setting, day, 16.8),
      validBeforeTime: isOfUser ? '9999-12-31T23:59:59Z' : iso(setting, day + 17, 16.8),
    },
  };
}

export function enabled(setting: Setting, project: string, ...names: readonly string[]): readonly Item[] {
  return names.map((name) => ({
    of: 'services',
    project,
    location: 'global',
    id: `${name}.googleapis.com`,
    json: {
      config: { name: `${name}.googleapis.com`, title: `${name} API`, usage: { requirements: ['serviceusage.googleapis.com/tos/cloud'] } },
      name: `projects/${numberOf(setting, project)}/services/${name}.googleapis.com`,
      parent: `projects/${numberOf(setting, project)}`,
      state: 'ENABLED',
    },
  }));
}

export function apiKey(setting: Setting, project: string, displayName: string, day: number, restrictions: JsonObject | undefined): Item {
  const id = uid(`${project} ${displayName}`);
  return {
    of: 'services api-keys',
    project,
    location: 'global',
    id,
    json: {
      createTime: micro(iso(setting, day, 10.6)),
      displayName,
      etag: 'W/"h3lq0V8k1nX=="',
      name: `projects/${numberOf(setting, project)}/locations/global/keys/${id}`,
      ...(restrictions && { restrictions }),
      uid: id,
      updateTime: micro(iso(setting, day, 10.6)),
    },
  };
}

export interface Advice {
  readonly project: string;
  readonly location: string;
  readonly recommender: string;
  readonly subtype: string;
  readonly description: string;
  readonly target: string;
  readonly perMonth: number;
}

export function advice(setting: Setting, { description, location, perMonth, project, recommender, subtype, target }: Advice): Item {
  const id = uid(`${recommender} ${target}`);
  return {
    of: 'recommender recommendations',
    project,
    location,
    id,
    parent: recommender,
    json: {
      content: {
        operationGroups: [
          {
            operations: [
              { action: 'test', path: '/status', resource: target, resourceType: 'compute.googleapis.com/Instance', value: 'RUNNING' },
            ],
          },
        ],
        overview: { resourceName: target },
      },
      description,
      etag: '"9f3c1e7a2b40d6aa"',
      lastRefreshTime: iso(setting, setting.days - 1, 7),
      name: `projects/${numberOf(setting, project)}/locations/${location}/recommenders/${recommender}/recommendations/${id}`,
      primaryImpact: {
        category: 'COST',
        costProjection: {
          cost: { currencyCode: 'USD', nanos: -Math.round((perMonth % 1) * 1e9), units: String(-Math.floor(perMonth)) },
          duration: '2592000s',
        },
      },
      priority: 'P2',
      recommenderSubtype: subtype,
      stateInfo: { state: 'ACTIVE' },
      targetResources: [target],
    },
  };
}

export function clusterOperation(
  setting: Setting,
  project: string,
  location: string,
  cluster: string,
  day: number,
  hour: number,
  type: string,
  detail: string,
  target: string,
): Item {
  const name = `operation-${String(1_700_000_000_000 + hashOf(`${cluster} ${detail} ${String(day)}`))}-${hashOf(detail + cluster).toString(16)}`;
  return {
    of: 'container operations',
    project,
    location,
    id: name,
    json: {
      ...(detail !== '' && { detail }),
      endTime: iso(setting, day, hour + 0.1).replace('Z', '.231870112Z'),
      name,
      operationType: type,
      selfLink: `https://container.googleapis.com/v1/projects/${numberOf(setting, project)}/locations/${location}/operations/${name}`,
      startTime: iso(setting, day, hour).replace('Z', '.104552087Z'),
      status: 'DONE',
      targetLink: `https://container.googleapis.com/v1/projects/${numberOf(setting, project)}/locations/${location}/clusters/${cluster}${target === '' ? '' : `/nodePools/${target}`}`,
    },
  };
}

export { micro, uid };
