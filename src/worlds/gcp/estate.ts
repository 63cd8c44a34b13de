// What the company runs in any world: a web shop with its database, a data platform, a staging project; all of it healthy, and all of it
// on the bill. Worlds change single parts of it and add to it.

import type { OneOff } from '../bill/index.js';
import { nextMonth } from '../days.js';
import type { Item, LogLine, Part, QueryJob } from './cloud.js';
import { compute, disk, link, machine, operation, snapshot } from './build/compute.js';
import { audit, entry } from './build/logs.js';
import {
  accountKey,
  advice,
  apiKey,
  bucket,
  cloudFunction,
  clusterOperation,
  dataset,
  enabled,
  logBucket,
  numberOf,
  runService,
  serviceAccount,
  sink,
  sqlInstance,
  sqlOperation,
  subscription,
  table,
  topic,
} from './build/services.js';
import { type KeyedLine, lineOf, SERVICES, type Use } from './lines.js';
import { at, iso, type Setting } from './setting.js';

function linesOf(setting: Setting): readonly KeyedLine[] {
  const { data, geo, prod, region, scale, staging } = setting;
  const cluster = { labels: { 'goog-k8s-cluster-name': 'main', env: 'prod' } };
  const uses: readonly Use[] = [
    { key: 'web-core', project: prod.id, service: 'compute', sku: `E2 Instance Core running in ${geo}`, unit: 'hour', price: 0.0218, usd: 38, resource: `zones/${setting.zones[0]}/instances/web-1`, labels: { app: 'web' } },
    { key: 'web-ram', project: prod.id, service: 'compute', sku: `E2 Instance Ram running in ${geo}`, unit: 'gibibyte hour', price: 0.00292, usd: 20, resource: `zones/${setting.zones[0]}/instances/web-1`, labels: { app: 'web' } },
    { key: 'gke-core', project: prod.id, service: 'compute', sku: `N2 Instance Core running in ${geo}`, unit: 'hour', price: 0.031611, usd: 92, weekend: 0.86, noise: 0.04, ...cluster },
    { key: 'gke-ram', project: prod.id, service: 'compute', sku: `N2 Instance Ram running in ${geo}`, unit: 'gibibyte hour', price: 0.004237, usd: 44, weekend: 0.86, noise: 0.04, ...cluster },
    { key: 'gke-fee', project: prod.id, service: 'gke', sku: 'Regional Kubernetes Clusters', unit: 'hour', price: 0.1, usd: 2.4, noise: 0, resource: `locations/${region}/clusters/main`, ...cluster },
    { key: 'pd-ssd', project: prod.id, service: 'compute', sku: `SSD backed PD Capacity in ${geo}`, unit: 'gibibyte month', price: 0.17, usd: 21, noise: 0.005 },
    { key: 'pd', project: prod.id, service: 'compute', sku: `Storage PD Capacity in ${geo}`, unit: 'gibibyte month', price: 0.04, usd: 9, noise: 0.005 },
    { key: 'snapshots', project: prod.id, service: 'compute', sku: `Storage PD Snapshot in ${geo}`, unit: 'gibibyte month', price: 0.026, usd: 6, noise: 0.01 },
    { key: 'egress', project: prod.id, service: 'compute', sku: `Network Internet Data Transfer Out from ${geo} to ${geo}`, unit: 'gibibyte', price: 0.085, usd: 29, weekend: 0.8, noise: 0.05 },
    { key: 'zone-egress', project: prod.id, service: 'compute', sku: 'Network Inter Zone Data Transfer Out', unit: 'gibibyte', price: 0.01, usd: 6, weekend: 0.85, noise: 0.04 },
    { key: 'nat-bytes', project: prod.id, service: 'networking', sku: 'Networking Cloud NAT Data Processing', unit: 'gibibyte', price: 0.045, usd: 5, weekend: 0.85, noise: 0.05, resource: `regions/${region}/routers/nat-router` },
    { key: 'nat-hours', project: prod.id, service: 'networking', sku: 'Networking Cloud NAT Gateway Uptime', unit: 'hour', price: 0.0014, usd: 1.07, noise: 0, resource: `regions/${region}/routers/nat-router` },
    { key: 'lb', project: prod.id, service: 'networking', sku: 'Cloud Load Balancer Forwarding Rule Minimum Global', unit: 'hour', price: 0.025, usd: 1.8, noise: 0 },
    { key: 'lb-bytes', project: prod.id, service: 'networking', sku: 'Global External Application Load Balancer Data Processing', unit: 'gibibyte', price: 0.008, usd: 3.2, weekend: 0.8, noise: 0.04 },
    { key: 'sql-cpu', project: prod.id, service: 'sql', sku: `Cloud SQL for PostgreSQL: Zonal - vCPU in ${geo}`, unit: 'hour', price: 0.0413, usd: 31.7, noise: 0, resource: 'instances/orders-db' },
    { key: 'sql-ram', project: prod.id, service: 'sql', sku: `Cloud SQL for PostgreSQL: Zonal - RAM in ${geo}`, unit: 'gibibyte hour', price: 0.007, usd: 20.2, noise: 0, resource: 'instances/orders-db' },
    { key: 'sql-disk', project: prod.id, service: 'sql', sku: `Cloud SQL for PostgreSQL: Zonal - Standard storage in ${geo}`, unit: 'gibibyte month', price: 0.17, usd: 4.5, noise: 0.004, growth: 0.0006, resource: 'instances/orders-db' },
    { key: 'gcs-standard', project: data.id, service: 'storage', sku: 'Standard Storage US Multi-region', region: 'us', unit: 'gibibyte month', price: 0.026, usd: 34, noise: 0.004, growth: 0.001, resource: `buckets/${setting.company}-lake-raw` },
    { key: 'gcs-media', project: prod.id, service: 'storage', sku: `Standard Storage ${geo} Regional`, unit: 'gibibyte month', price: 0.02, usd: 11, noise: 0.004, growth: 0.0008, resource: `buckets/${setting.company}-media` },
    { key: 'gcs-nearline', project: data.id, service: 'storage', sku: 'Nearline Storage US Multi-region', region: 'us', unit: 'gibibyte month', price: 0.015, usd: 8, noise: 0.004, resource: `buckets/${setting.company}-archive` },
    { key: 'gcs-a', project: data.id, service: 'storage', sku: 'Multi-Region Standard Class A Operations', region: 'us', unit: 'count', price: 0.00001, usd: 3.4, weekend: 0.9, noise: 0.05, resource: `buckets/${setting.company}-lake-raw` },
    { key: 'gcs-b', project: prod.id, service: 'storage', sku: 'Regional Standard Class B Operations', unit: 'count', price: 0.0000004, usd: 1.1, weekend: 0.8, noise: 0.05, resource: `buckets/${setting.company}-media` },
    { key: 'run-cpu', project: prod.id, service: 'run', sku: `Services CPU (Request-based billing) in ${region}`, unit: 'second', price: 0.000024, usd: 13, weekend: 0.72, noise: 0.05, labels: { service: 'checkout-api' } },
    { key: 'run-ram', project: prod.id, service: 'run', sku: `Services Memory (Request-based billing) in ${region}`, unit: 'gibibyte second', price: 0.0000025, usd: 3.1, weekend: 0.72, noise: 0.05, labels: { service: 'checkout-api' } },
    { key: 'run-requests', project: prod.id, service: 'run', sku: 'Requests', region: 'global', unit: 'count', price: 0.0000004, usd: 2.1, weekend: 0.72, noise: 0.05, labels: { service: 'checkout-api' } },
    { key: 'fn-cpu', project: prod.id, service: 'functions', sku: 'CPU Time', unit: 'gigahertz second', price: 0.00001, usd: 4.6, weekend: 0.75, noise: 0.05, labels: { 'goog-managed-by': 'cloudfunctions' } },
    { key: 'fn-ram', project: prod.id, service: 'functions', sku: 'Memory Time', unit: 'gibibyte second', price: 0.0000025, usd: 1.4, weekend: 0.75, noise: 0.05, labels: { 'goog-managed-by': 'cloudfunctions' } },
    { key: 'fn-calls', project: prod.id, service: 'functions', sku: 'Invocations', unit: 'invocation', price: 0.0000004, usd: 0.6, weekend: 0.75, noise: 0.05, labels: { 'goog-managed-by': 'cloudfunctions' } },
    { key: 'logs', project: prod.id, service: 'logging', sku: 'Log Storage cost', region: 'global', unit: 'gibibyte', price: 0.5, usd: 14, weekend: 0.8, noise: 0.05 },
    { key: 'logs-data', project: data.id, service: 'logging', sku: 'Log Storage cost', region: 'global', unit: 'gibibyte', price: 0.5, usd: 3, weekend: 0.9, noise: 0.05 },
    { key: 'pubsub', project: prod.id, service: 'pubsub', sku: 'Message Delivery Basic', region: 'global', unit: 'tebibyte', price: 40, usd: 6, weekend: 0.78, noise: 0.05 },
    { key: 'gemini', project: prod.id, service: 'vertex', sku: 'Gemini 2.5 Flash GA Text Input - Predictions', unit: 'count', price: 0.0000003, usd: 7, weekend: 0.7, noise: 0.07, growth: 0.002 },
    { key: 'gemini-out', project: prod.id, service: 'vertex', sku: 'Gemini 2.5 Flash GA Text Output - Predictions', unit: 'count', price: 0.0000025, usd: 5, weekend: 0.7, noise: 0.07, growth: 0.002 },
    { key: 'redis', project: prod.id, service: 'redis', sku: `Redis Capacity Standard M2 ${geo}`, unit: 'gibibyte hour', price: 0.036, usd: 13.8, noise: 0 },
    { key: 'bq-scan', project: data.id, service: 'bigquery', sku: 'Analysis (us)', region: 'us', unit: 'tebibyte', price: 6.25, usd: 46, weekend: 0.55, noise: 0.08 },
    { key: 'bq-active', project: data.id, service: 'bigquery', sku: 'Active Logical Storage (us)', region: 'us', unit: 'gibibyte month', price: 0.02, usd: 13, noise: 0.004, growth: 0.0012 },
    { key: 'bq-long', project: data.id, service: 'bigquery', sku: 'Long Term Logical Storage (us)', region: 'us', unit: 'gibibyte month', price: 0.01, usd: 5, noise: 0.002 },
    { key: 'bq-stream', project: data.id, service: 'bigquery', sku: 'Streaming Insert (us)', region: 'us', unit: 'mebibyte', price: 0.00005, usd: 2, weekend: 0.8, noise: 0.05 },
    { key: 'flow', project: data.id, service: 'dataflow', sku: `vCPU Time Batch ${geo}`, unit: 'hour', price: 0.056, usd: 11, weekend: 0.8, noise: 0.06 },
    { key: 'registry', project: prod.id, service: 'artifacts', sku: 'Artifact Registry Storage', region: 'global', unit: 'gibibyte month', price: 0.1, usd: 1.6, noise: 0.01, growth: 0.001 },
    { key: 'staging-core', project: staging.id, service: 'compute', sku: `E2 Instance Core running in ${geo}`, unit: 'hour', price: 0.0218, usd: 12, weekend: 0.7, noise: 0.06, labels: { env: 'staging' } },
    { key: 'staging-ram', project: staging.id, service: 'compute', sku: `E2 Instance Ram running in ${geo}`, unit: 'gibibyte hour', price: 0.00292, usd: 6, weekend: 0.7, noise: 0.06, labels: { env: 'staging' } },
    { key: 'staging-sql', project: staging.id, service: 'sql', sku: `Cloud SQL for PostgreSQL: Zonal - vCPU in ${geo}`, unit: 'hour', price: 0.0413, usd: 5, noise: 0, resource: 'instances/orders-db-staging' },
  ];
  return uses.map((use) => lineOf(setting, { ...use, usd: use.usd * scale * setting.random.fork(`size ${use.key}`).between(0.8, 1.25) }));
}

/** Support is billed on the first of each month, as it always was. */
function onceOf(setting: Setting): readonly OneOff[] {
  const days: number[] = [];
  for (let month = nextMonth(setting.firstDay); month < setting.firstDay + setting.days; month = nextMonth(month)) days.push(month - setting.firstDay);
  return days.map((day) => ({
    kind: 'support' as const,
    day,
    account: setting.prod.id,
    service: SERVICES.support[0],
    code: SERVICES.support[1],
    usageType: 'Enhanced Support',
    region: 'global',
    description: 'Enhanced Support subscription',
    cost: 500,
  }));
}

function machinesOf(setting: Setting): readonly Item[] {
  const { prod, region, staging, zones } = setting;
  const [a, b, c] = zones;
  const web = [a, b, c].map((zone, n) => machine(setting, { project: prod.id, zone, name: `web-${String(n + 1)}`, type: 'e2-standard-8', day: -140 + n, labels: { app: 'web', env: 'prod' }, tags: ['http-server'] }));
  const nodes = [a, b, c].map((zone, n) =>
    machine(setting, { project: prod.id, zone, name: `gke-main-default-pool-${(n * 7919 + 4096).toString(16)}-x${String(n)}kq`, type: 'n2-standard-16', day: -90 + n * 3, labels: { 'goog-gke-node': '', 'goog-k8s-cluster-name': 'main', 'goog-k8s-node-pool-name': 'default-pool' }, account: `gke-nodes@${prod.id}.iam.gserviceaccount.com` }),
  );
  const net = link(prod.id, 'global', 'networks', 'default');
  return [
    ...web,
    ...nodes,
    machine(setting, { project: staging.id, zone: a, name: 'staging-web-1', type: 'e2-standard-8', day: -120, labels: { env: 'staging' } }),
    ...[a, b, c].map((zone, n) => disk(setting, { project: prod.id, zone, name: `web-${String(n + 1)}`, gb: 50, type: 'pd-balanced', day: -140 + n, users: [`web-${String(n + 1)}`] })),
    disk(setting, { project: prod.id, zone: a, name: 'search-index', gb: 1_000, type: 'pd-ssd', day: -190, users: ['web-1'], labels: { app: 'search' } }),
    ...[1, 2, 3, 4, 5, 6, 7].map((n) => snapshot(setting, { project: prod.id, zone: a, name: `search-index-${String(n).padStart(3, '0')}`, disk: 'search-index', gb: 1_000, bytes: 1.1e10, day: setting.days - n, isAuto: true })),
    compute(setting, 'resourcePolicy', { project: prod.id, location: region, name: 'nightly', day: -190, json: { snapshotSchedulePolicy: { retentionPolicy: { maxRetentionDays: 7, onSourceDiskDelete: 'APPLY_RETENTION_POLICY' }, schedule: { dailySchedule: { daysInCycle: 1, duration: 'PT14400S', startTime: '02:00' } } }, status: 'READY' } }),
    compute(setting, 'address', { project: prod.id, location: region, name: 'nat-ip', day: -300, json: { address: '34.118.20.11', addressType: 'EXTERNAL', networkTier: 'PREMIUM', status: 'IN_USE', users: [link(prod.id, region, 'routers', 'nat-router')] } }),
    compute(setting, 'address', { project: prod.id, location: region, name: 'old-vpn-ip', day: -260, json: { address: '34.118.7.92', addressType: 'EXTERNAL', networkTier: 'PREMIUM', status: 'RESERVED' } }),
    compute(setting, 'network', { project: prod.id, location: 'global', name: 'default', day: -400, json: { autoCreateSubnetworks: false, routingConfig: { routingMode: 'REGIONAL' }, subnetworks: [link(prod.id, region, 'subnetworks', 'default')] } }),
    compute(setting, 'subnetwork', { project: prod.id, location: region, name: 'default', day: -400, json: { enableFlowLogs: false, gatewayAddress: '10.128.0.1', ipCidrRange: '10.128.0.0/20', network: net, privateIpGoogleAccess: true, purpose: 'PRIVATE', stackType: 'IPV4_ONLY' } }),
    compute(setting, 'router', {
      project: prod.id,
      location: region,
      name: 'nat-router',
      day: -300,
      json: {
        nats: [{ autoNetworkTier: 'PREMIUM', enableEndpointIndependentMapping: false, endpointTypes: ['ENDPOINT_TYPE_VM'], name: 'nat-all', natIpAllocateOption: 'MANUAL_ONLY', natIps: [link(prod.id, region, 'addresses', 'nat-ip')], sourceSubnetworkIpRangesToNat: 'ALL_SUBNETWORKS_ALL_IP_RANGES', type: 'PUBLIC' }],
        network: net,
      },
    }),
    { of: 'compute routers nats', project: prod.id, location: region, id: 'nat-all', parent: 'nat-router', json: { autoNetworkTier: 'PREMIUM', enableEndpointIndependentMapping: false, endpointTypes: ['ENDPOINT_TYPE_VM'], name: 'nat-all', natIpAllocateOption: 'MANUAL_ONLY', natIps: [link(prod.id, region, 'addresses', 'nat-ip')], sourceSubnetworkIpRangesToNat: 'ALL_SUBNETWORKS_ALL_IP_RANGES', type: 'PUBLIC' } },
    { of: 'compute routers status', project: prod.id, location: region, id: 'nat-router', json: { kind: 'compute#routerStatusResponse', result: { natStatus: [{ minExtraNatIpsNeeded: 0, name: 'nat-all', numVmEndpointsWithNatMappings: 6, userAllocatedNatIpResources: [link(prod.id, region, 'addresses', 'nat-ip')], userAllocatedNatIps: ['34.118.20.11'] }], network: net } } },
    compute(setting, 'forwardingRule', { project: prod.id, location: 'global', name: 'web-https', day: -350, json: { IPAddress: '34.149.11.4', IPProtocol: 'TCP', loadBalancingScheme: 'EXTERNAL_MANAGED', networkTier: 'PREMIUM', portRange: '443-443', target: link(prod.id, 'global', 'targetHttpsProxies', 'web') } }),
    compute(setting, 'backendService', { project: prod.id, location: 'global', name: 'web', day: -350, json: { backends: [{ balancingMode: 'UTILIZATION', group: link(prod.id, a, 'instanceGroups', 'web') }], cdnPolicy: { cacheMode: 'CACHE_ALL_STATIC', defaultTtl: 3600, maxTtl: 86400, signedUrlCacheMaxAgeSec: '0' }, enableCDN: true, loadBalancingScheme: 'EXTERNAL_MANAGED', localityLbPolicy: 'ROUND_ROBIN', portName: 'http', protocol: 'HTTP', timeoutSec: 30 } }),
    compute(setting, 'firewall', { project: prod.id, location: 'global', name: 'allow-health-checks', day: -350, json: { allowed: [{ IPProtocol: 'tcp', ports: ['80', '443'] }], direction: 'INGRESS', disabled: false, network: net, priority: 1000, sourceRanges: ['130.211.0.0/22', '35.191.0.0/16'] } }),
    ...[setting.region, setting.farRegion].map((name): Item => ({ of: 'compute regions', project: prod.id, location: 'global', id: name, json: { kind: 'compute#region', name, quotas: [{ limit: 2400, metric: 'CPUS', usage: name === region ? 96 : 0 }], status: 'UP' } })),
    operation(setting, { project: prod.id, location: a, day: -140, hour: 9.3, type: 'insert', target: 'web-1', user: setting.engineer }),
  ];
}

function clusterOf(setting: Setting): readonly Item[] {
  const { prod, region, zones } = setting;
  const pool = (name: string, more: { readonly min: number; readonly max: number; readonly type: string; readonly now: number }): Item => ({
    of: 'container node-pools',
    project: prod.id,
    location: region,
    id: name,
    parent: 'main',
    json: {
      autoscaling: { enabled: true, locationPolicy: 'BALANCED', maxNodeCount: more.max, minNodeCount: more.min },
      config: { diskSizeGb: 100, diskType: 'pd-balanced', imageType: 'COS_CONTAINERD', machineType: more.type, oauthScopes: ['https://www.googleapis.com/auth/cloud-platform'], serviceAccount: `gke-nodes@${prod.id}.iam.gserviceaccount.com` },
      initialNodeCount: 1,
      instanceGroupUrls: zones.map((zone) => link(prod.id, zone, 'instanceGroupManagers', `gke-main-${name}-grp`)),
      locations: zones,
      management: { autoRepair: true, autoUpgrade: true },
      name,
      selfLink: `https://container.googleapis.com/v1/projects/${prod.id}/locations/${region}/clusters/main/nodePools/${name}`,
      status: 'RUNNING',
      version: '1.33.4-gke.1134000',
    },
  });
  const fallback = pool('default-pool', { min: 1, max: 6, type: 'n2-standard-16', now: 3 });
  return [
    {
      of: 'container clusters',
      project: prod.id,
      location: region,
      id: 'main',
      json: {
        autoscaling: { autoscalingProfile: 'BALANCED' },
        createTime: iso(setting, -320, 10).replace('Z', '+00:00'),
        currentMasterVersion: '1.33.4-gke.1134000',
        currentNodeCount: 3,
        currentNodeVersion: '1.33.4-gke.1134000',
        location: region,
        locations: zones,
        loggingConfig: { componentConfig: { enableComponents: ['SYSTEM_COMPONENTS', 'WORKLOADS'] } },
        loggingService: 'logging.googleapis.com/kubernetes',
        monitoringService: 'monitoring.googleapis.com/kubernetes',
        name: 'main',
        network: 'default',
        nodePools: [fallback.json],
        releaseChannel: { channel: 'REGULAR' },
        resourceLabels: { env: 'prod' },
        selfLink: `https://container.googleapis.com/v1/projects/${prod.id}/locations/${region}/clusters/main`,
        status: 'RUNNING',
        subnetwork: 'default',
        zone: region,
      },
    },
    fallback,
    clusterOperation(setting, prod.id, region, 'main', -24, 4.2, 'UPGRADE_MASTER', '', ''),
    clusterOperation(setting, prod.id, region, 'main', -23, 3.4, 'UPGRADE_NODES', '', 'default-pool'),
  ];
}

function otherItems(setting: Setting): readonly Item[] {
  const { analyst, company, data, engineer, prod, region, staging } = setting;
  const topics = ['orders', 'order-events', 'image-uploads'];
  return [
    ...runService(setting, { project: prod.id, region, name: 'checkout-api', day: -12, generation: 41, minScale: 1, by: engineer, before: { day: -34, minScale: 1 } }),
    ...runService(setting, { project: prod.id, region, name: 'recommendations', day: -28, generation: 17, by: engineer, before: { day: -60 } }),
    ...runService(setting, { project: prod.id, region, name: 'admin-ui', day: -51, generation: 8, by: setting.colleague, before: { day: -80 } }),
    ...cloudFunction(setting, { project: prod.id, region, name: 'resize-image', day: -70, trigger: { type: 'google.cloud.storage.object.v1.finalized', filters: [{ attribute: 'bucket', value: `${company}-uploads` }], isRetried: false }, env: { OUTPUT_BUCKET: `${company}-media` } }),
    ...cloudFunction(setting, { project: prod.id, region, name: 'notify-orders', day: -110, trigger: { type: 'google.cloud.pubsub.topic.v1.messagePublished', filters: [], isRetried: false } }),
    bucket(setting, { project: prod.id, name: `${company}-media`, location: region, day: -330, labels: { app: 'web' } }),
    bucket(setting, { project: prod.id, name: `${company}-uploads`, location: region, day: -330, rules: [{ action: { type: 'Delete' }, condition: { age: 7 } }] }),
    bucket(setting, { project: data.id, name: `${company}-lake-raw`, location: 'us', day: -310, updatedDay: -210, rules: [{ action: { storageClass: 'NEARLINE', type: 'SetStorageClass' }, condition: { age: 60, matchesStorageClass: ['STANDARD'] } }] }),
    bucket(setting, { project: data.id, name: `${company}-archive`, location: 'us', storageClass: 'NEARLINE', day: -310 }),
    sqlInstance(setting, { project: prod.id, region, zone: setting.zones[0], name: 'orders-db', version: 'POSTGRES_16', tier: 'db-custom-16-61440', isRegional: false, gb: 500, day: -320, labels: { app: 'orders' } }),
    sqlInstance(setting, { project: staging.id, region, zone: setting.zones[0], name: 'orders-db-staging', version: 'POSTGRES_16', tier: 'db-custom-4-15360', isRegional: false, gb: 100, day: -280 }),
    sqlOperation(setting, prod.id, 'orders-db', -33, 14.1, 'UPDATE', engineer),
    sqlOperation(setting, prod.id, 'orders-db', setting.days - 1, 2.1, 'BACKUP_VOLUME', ''),
    ...[1, 2, 3].map((n): Item => ({ of: 'sql backups', project: prod.id, location: 'global', id: String(1_790_000_000_000 + n), parent: 'orders-db', json: { backupKind: 'SNAPSHOT', endTime: iso(setting, setting.days - n, 2.2), enqueuedTime: iso(setting, setting.days - n, 2), id: String(1_790_000_000_000 + n), instance: 'orders-db', kind: 'sql#backupRun', location: 'us', startTime: iso(setting, setting.days - n, 2.05), status: 'SUCCESSFUL', type: 'AUTOMATED', windowStartTime: iso(setting, setting.days - n, 2) } })),
    ...topics.map((name) => topic(prod.id, name)),
    subscription(prod.id, 'orders-worker', 'orders'),
    subscription(prod.id, 'orders-to-bigquery', 'order-events', { bigqueryConfig: { state: 'ACTIVE', table: `${data.id}.events.orders`, writeMetadata: false } }),
    dataset(setting, data.id, 'events', -310, { labels: { team: 'data' } }),
    dataset(setting, data.id, 'marts', -290, { labels: { team: 'data' } }),
    dataset(setting, data.id, 'billing_export', -300),
    table(setting, { project: data.id, dataset: 'events', name: 'orders', day: -310, gb: 900, partition: { field: 'created_at' } }),
    table(setting, { project: data.id, dataset: 'events', name: 'page_views', day: -310, gb: 9_400, partition: { field: 'event_time' } }),
    table(setting, { project: data.id, dataset: 'marts', name: 'daily_revenue', day: -290, gb: 4 }),
    ...[prod, data, staging].flatMap(({ id }) => [
      sink(setting, id, '_Required', `logging.googleapis.com/projects/${id}/locations/global/buckets/_Required`, 'LOG_ID("cloudaudit.googleapis.com/activity") OR LOG_ID("externalaudit.googleapis.com/activity") OR LOG_ID("cloudaudit.googleapis.com/system_event") OR LOG_ID("cloudaudit.googleapis.com/access_transparency")', -400),
      sink(setting, id, '_Default', `logging.googleapis.com/projects/${id}/locations/global/buckets/_Default`, 'NOT LOG_ID("cloudaudit.googleapis.com/activity") AND NOT LOG_ID("externalaudit.googleapis.com/activity") AND NOT LOG_ID("cloudaudit.googleapis.com/system_event") AND NOT LOG_ID("cloudaudit.googleapis.com/access_transparency")', -400),
      logBucket(setting, id, '_Required', 400, -400),
      logBucket(setting, id, '_Default', 30, -400),
      ...enabled(setting, id, 'bigquery', 'compute', 'iam', 'logging', 'monitoring', 'pubsub', 'storage', 'cloudresourcemanager', 'serviceusage'),
    ]),
    sink(setting, prod.id, 'audit-to-bigquery', `bigquery.googleapis.com/projects/${data.id}/datasets/audit`, 'LOG_ID("cloudaudit.googleapis.com/activity")', -240),
    ...enabled(setting, prod.id, 'aiplatform', 'apikeys', 'artifactregistry', 'cloudfunctions', 'container', 'eventarc', 'run', 'sqladmin', 'redis', 'recommender', 'cloudasset'),
    ...enabled(setting, data.id, 'bigqueryreservation', 'dataflow', 'cloudasset'),
    serviceAccount(setting, prod.id, 'deployer', 'CI deployments'),
    serviceAccount(setting, prod.id, 'gke-nodes', 'Nodes of the main cluster'),
    serviceAccount(setting, prod.id, 'checkout-api', 'Checkout service'),
    serviceAccount(setting, data.id, 'dbt-runner', 'Nightly models'),
    serviceAccount(setting, data.id, 'looker', 'Dashboards'),
    accountKey(setting, prod.id, 'deployer', '5d1c7e90b4a8f2136c0e7b95d83f41aa62c9e017', -200, true),
    accountKey(setting, prod.id, 'deployer', '0b6a4f7d2e91c83a5f6047bb1d2c9e8a7f350d46', setting.days - 9, false),
    accountKey(setting, data.id, 'looker', 'c27f1a95e3d0846bb9ae51c7d20f6438ed19b5a0', -150, true),
    apiKey(setting, prod.id, 'Maps browser key', -250, { apiTargets: [{ service: 'maps-backend.googleapis.com' }], browserKeyRestrictions: { allowedReferrers: [`https://www.${setting.domain}/*`] } }),
    { of: 'billing budgets', project: prod.id, location: 'global', id: 'main', parent: setting.billingAccount, json: { amount: { specifiedAmount: { currencyCode: 'USD', units: String(Math.round(setting.scale * 560 * 30)) } }, budgetFilter: { calendarPeriod: 'MONTH', creditTypesTreatment: 'INCLUDE_ALL_CREDITS' }, displayName: 'All projects', etag: '8f0ac1e3d2b7', name: `billingAccounts/${setting.billingAccount}/budgets/3f1d2c9e-7a40-4c1b-9d6e-0b8a5c4f2e11`, thresholdRules: [{ spendBasis: 'CURRENT_SPEND', thresholdPercent: 0.9 }, { spendBasis: 'CURRENT_SPEND', thresholdPercent: 1 }] } },
    { of: 'redis instances', project: prod.id, location: region, id: 'sessions', json: { createTime: iso(setting, -300, 9), memorySizeGb: 16, name: `projects/${prod.id}/locations/${region}/instances/sessions`, redisVersion: 'REDIS_7_2', state: 'READY', tier: 'STANDARD_HA' } },
    { of: 'artifacts repositories', project: prod.id, location: region, id: 'services', json: { createTime: iso(setting, -320, 9), format: 'DOCKER', mode: 'STANDARD_REPOSITORY', name: `projects/${prod.id}/locations/${region}/repositories/services`, sizeBytes: '71234567890' } },
    { of: 'dataflow jobs', project: data.id, location: region, id: `${iso(setting, setting.days - 1, 3).slice(0, 10)}_03_00_11-7781902345561209`, json: { creationTime: iso(setting, setting.days - 1, 3).replace('T', ' ').replace('Z', ''), id: `${iso(setting, setting.days - 1, 3).slice(0, 10)}_03_00_11-7781902345561209`, location: region, name: 'nightly-enrichment', state: 'Done', stateTime: iso(setting, setting.days - 1, 4).replace('T', ' ').replace('Z', ''), type: 'Batch' } },
    // What is always a little idle somewhere, and explains nothing.
    advice(setting, { project: prod.id, location: region, recommender: 'google.compute.address.IdleResourceRecommender', subtype: 'DELETE_ADDRESS', description: "Save cost by deleting idle address 'old-vpn-ip'.", target: `//compute.googleapis.com/projects/${prod.id}/regions/${region}/addresses/old-vpn-ip`, perMonth: 7.2 }),
    ...runService(setting, { project: staging.id, region, name: 'checkout-api', day: -5, generation: 63, by: analyst, before: { day: -9 } }),
  ];
}

function logsOf(setting: Setting): readonly LogLine[] {
  const { colleague, days, engineer, prod, region } = setting;
  const deployer = `deployer@${prod.id}.iam.gserviceaccount.com`;
  const random = setting.random.fork('logs');
  const deployments = [3, 11, 18, 27, 34].filter((day) => day < days).map((day) =>
    audit(setting, { project: prod.id, day, hour: random.between(8, 16), method: 'google.cloud.run.v1.Services.ReplaceService', service: 'run.googleapis.com', who: deployer, resource: `namespaces/${prod.id}/services/admin-ui`, type: 'cloud_run_revision', labels: { service_name: 'admin-ui', location: region }, agent: 'google-api-go-client/0.5' }),
  );
  const requests = Array.from({ length: 14 }, (_, n) =>
    entry(setting, { project: prod.id, day: days - 1 - (n % 3), hour: 7 + n, log: 'run.googleapis.com/requests', severity: n % 7 === 3 ? 'WARNING' : 'INFO', type: 'cloud_run_revision', labels: { service_name: 'checkout-api', location: region }, http: { latency: '0.041s', requestMethod: 'GET', requestUrl: `https://api.${setting.domain}/v1/cart`, status: n % 7 === 3 ? 404 : 200, userAgent: 'Mozilla/5.0' } }),
  );
  const cluster = [2, 1, 0].map((n) =>
    entry(setting, { project: prod.id, day: days - 1 - n, hour: 5 + n, log: 'container.googleapis.com/cluster-autoscaler-visibility', severity: 'DEFAULT', type: 'k8s_cluster', labels: { cluster_name: 'main', location: region }, payload: { status: { autoscaledNodesCount: 3, autoscaledNodesTarget: 3, measureTime: String(at(setting, days - 1 - n, 5)) } } }),
  );
  return [
    ...deployments,
    ...requests,
    ...cluster,
    audit(setting, { project: prod.id, day: 6, hour: 10.4, method: 'v1.compute.firewalls.patch', service: 'compute.googleapis.com', who: engineer, resource: `projects/${prod.id}/global/firewalls/allow-health-checks`, type: 'gce_firewall_rule' }),
    audit(setting, { project: prod.id, day: 21, hour: 15.2, method: 'SetIamPolicy', service: 'cloudresourcemanager.googleapis.com', who: colleague, resource: `projects/${prod.id}`, type: 'project', request: { policy: { bindings: [{ members: [`user:${setting.analyst}`], role: 'roles/viewer' }] } } }),
    // The cluster replaces a node now and then.
    audit(setting, { project: prod.id, day: Math.max(1, days - 19), hour: 4.3, method: 'v1.compute.instances.insert', service: 'compute.googleapis.com', who: `service-${numberOf(setting, prod.id)}@container-engine-robot.iam.gserviceaccount.com`, resource: `projects/${prod.id}/zones/${setting.zones[1]}/instances/gke-main-default-pool-2eef-x1kq`, type: 'gce_instance', labels: { zone: setting.zones[1] }, agent: 'GCE Managed Instance Group', ip: '10.0.0.5' }),
  ];
}

const TIB = 1_099_511_627_776;

/** What runs each day: dashboards, the nightly models, a few people; each reads one day of a table at a time. */
function jobsOf(setting: Setting): readonly QueryJob[] {
  const { analyst, data, days } = setting;
  const random = setting.random.fork('jobs');
  const views = { projectId: data.id, datasetId: 'events', tableId: 'page_views' };
  const orders = { projectId: data.id, datasetId: 'events', tableId: 'orders' };
  const dbt = `dbt-runner@${data.id}.iam.gserviceaccount.com`;
  const looker = `looker@${data.id}.iam.gserviceaccount.com`;
  const perDay = 7 * setting.scale;
  return Array.from({ length: Math.min(days, 32) }, (_, back) => days - 1 - back).flatMap((day): readonly QueryJob[] => {
    const job = (n: number, hour: number, user: string, share: number, sql: string, table: typeof views): QueryJob => {
      const bytes = Math.round(((perDay * share * TIB) / 4) * random.between(0.85, 1.15));
      return { project: data.id, location: 'US', id: `bquxjob_${random.hex(8)}_${random.hex(11)}`, user, created: (at(setting, day, hour) + n) * 1_000, seconds: random.whole(4, 60), sql, bytes, slotMs: Math.round(bytes / 2.1e5), tables: [table] };
    };
    return [
      job(1, 2.2, dbt, 1.4, `MERGE INTO \`${data.id}.marts.daily_revenue\` USING (SELECT DATE(created_at) d, SUM(total) t FROM \`${data.id}.events.orders\` WHERE DATE(created_at) = CURRENT_DATE() - 1 GROUP BY d) ON FALSE WHEN NOT MATCHED THEN INSERT ROW`, orders),
      job(2, 8.5, looker, 1.1, `SELECT path, COUNT(*) FROM \`${data.id}.events.page_views\` WHERE DATE(event_time) = CURRENT_DATE() GROUP BY path`, views),
      job(3, 11.3, looker, 0.8, `SELECT referrer, COUNT(*) FROM \`${data.id}.events.page_views\` WHERE DATE(event_time) >= CURRENT_DATE() - 1 GROUP BY referrer`, views),
      ...(random.chance(0.5) ? [job(4, 14.1, analyst, 0.5, `SELECT * FROM \`${data.id}.events.orders\` WHERE DATE(created_at) = '${iso(setting, day).slice(0, 10)}' LIMIT 100`, orders)] : []),
    ];
  });
}

function grantsOf(setting: Setting): Part['grants'] {
  const { analyst, colleague, data, engineer, investigator, prod, projects } = setting;
  return [
    ...projects.flatMap(({ id }) => [
      { project: id, role: 'roles/owner', member: `group:cloud-admins@${setting.domain}` },
      { project: id, role: 'roles/viewer', member: `user:${investigator}` },
      { project: id, role: 'roles/editor', member: `user:${engineer}` },
    ]),
    { project: prod.id, role: 'roles/run.admin', member: `serviceAccount:deployer@${prod.id}.iam.gserviceaccount.com` },
    { project: prod.id, role: 'roles/container.nodeServiceAccount', member: `serviceAccount:gke-nodes@${prod.id}.iam.gserviceaccount.com` },
    { project: prod.id, role: 'roles/editor', member: `user:${colleague}` },
    { project: data.id, role: 'roles/bigquery.user', member: `user:${analyst}` },
    { project: data.id, role: 'roles/bigquery.jobUser', member: `serviceAccount:dbt-runner@${data.id}.iam.gserviceaccount.com` },
    { project: data.id, role: 'roles/bigquery.jobUser', member: `serviceAccount:looker@${data.id}.iam.gserviceaccount.com` },
  ];
}

/** `bill` and `cloud` apart: a command is answered without the bill. */
export interface Estate {
  readonly lines: readonly KeyedLine[];
  readonly oneOffs: readonly OneOff[];
}

export function estateBill(setting: Setting): Estate {
  return { lines: linesOf(setting), oneOffs: onceOf(setting) };
}

export function estateCloud(setting: Setting): Part {
  return {
    items: [...machinesOf(setting), ...clusterOf(setting), ...otherItems(setting)],
    logs: logsOf(setting),
    jobs: jobsOf(setting),
    grants: grantsOf(setting) ?? [],
  };
}
