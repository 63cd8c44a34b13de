// Machines, disks, networks and the cluster.

import type { Item } from '../cloud.js';
import { compute, disk, link, machine, operation, snapshot } from '../build/compute.js';
import { clusterOperation } from '../build/services.js';
import { iso, type Setting } from '../setting.js';

export function machinesOf(setting: Setting): readonly Item[] {
  const { prod, region, staging, zones } = setting;
  const [a, b, c] = zones;
  const web = [a, b, c].map((zone, n) =>
    machine(setting, {
      project: prod.id,
      zone,
      name: `web-${String(n + 1)}`,
      type: 'e2-standard-8',
      day: -140 + n,
      labels: { app: 'web', env: 'prod' },
      tags: ['http-server'],
    }),
  );
  const nodes = [a, b, c].map((zone, n) =>
    machine(setting, {
      project: prod.id,
      zone,
      name: `gke-main-default-pool-${(n * 7919 + 4096).toString(16)}-x${String(n)}kq`,
      type: 'n2-standard-16',
      day: -90 + n * 3,
      labels: { 'goog-gke-node': '', 'goog-k8s-cluster-name': 'main', 'goog-k8s-node-pool-name': 'default-pool' },
      account: `gke-nodes@${prod.id}.iam.gserviceaccount.com`,
    }),
  );
  const net = link(prod.id, 'global', 'networks', 'default');
  const nat = {
    autoNetworkTier: 'PREMIUM',
    enableEndpointIndependentMapping: false,
    endpointTypes: ['ENDPOINT_TYPE_VM'],
    name: 'nat-all',
    natIpAllocateOption: 'MANUAL_ONLY',
    natIps: [link(prod.id, region, 'addresses', 'nat-ip')],
    sourceSubnetworkIpRangesToNat: 'ALL_SUBNETWORKS_ALL_IP_RANGES',
    type: 'PUBLIC',
  };
  return [
    ...web,
    ...nodes,
    machine(setting, { project: staging.id, zone: a, name: 'staging-web-1', type: 'e2-standard-8', day: -120, labels: { env: 'staging' } }),
    ...[a, b, c].map((zone, n) =>
      disk(setting, {
        project: prod.id,
        zone,
        name: `web-${String(n + 1)}`,
        gb: 50,
        type: 'pd-balanced',
        day: -140 + n,
        users: [`web-${String(n + 1)}`],
      }),
    ),
    disk(setting, {
      project: prod.id,
      zone: a,
      name: 'search-index',
      gb: 1_000,
      type: 'pd-ssd',
      day: -190,
      users: ['web-1'],
      labels: { app: 'search' },
    }),
    ...[1, 2, 3, 4, 5, 6, 7].map((n) =>
      snapshot(setting, {
        project: prod.id,
        zone: a,
        name: `search-index-${String(n).padStart(3, '0')}`,
        disk: 'search-index',
        gb: 1_000,
        bytes: 1.1e10,
        day: setting.days - n,
        isAuto: true,
      }),
    ),
    compute(setting, 'resourcePolicy', {
      project: prod.id,
      location: region,
      name: 'nightly',
      day: -190,
      json: {
        snapshotSchedulePolicy: {
          retentionPolicy: { maxRetentionDays: 7, onSourceDiskDelete: 'APPLY_RETENTION_POLICY' },
          schedule: { dailySchedule: { daysInCycle: 1, duration: 'PT14400S', startTime: '02:00' } },
        },
        status: 'READY',
      },
    }),
    compute(setting, 'address', {
      project: prod.id,
      location: region,
      name: 'nat-ip',
      day: -300,
      json: {
        address: '34.118.20.11',
        addressType: 'EXTERNAL',
        networkTier: 'PREMIUM',
        status: 'IN_USE',
        users: [link(prod.id, region, 'routers', 'nat-router')],
      },
    }),
    compute(setting, 'address', {
      project: prod.id,
      location: region,
      name: 'old-vpn-ip',
      day: -260,
      json: { address: '34.118.7.92', addressType: 'EXTERNAL', networkTier: 'PREMIUM', status: 'RESERVED' },
    }),
    compute(setting, 'network', {
      project: prod.id,
      location: 'global',
      name: 'default',
      day: -400,
      json: {
        autoCreateSubnetworks: false,
        routingConfig: { routingMode: 'REGIONAL' },
        subnetworks: [link(prod.id, region, 'subnetworks', 'default')],
      },
    }),
    compute(setting, 'subnetwork', {
      project: prod.id,
      location: region,
      name: 'default',
      day: -400,
      json: {
        enableFlowLogs: false,
        gatewayAddress: '10.128.0.1',
        ipCidrRange: '10.128.0.0/20',
        network: net,
        privateIpGoogleAccess: true,
        purpose: 'PRIVATE',
        stackType: 'IPV4_ONLY',
      },
    }),
    compute(setting, 'router', {
      project: prod.id,
      location: region,
      name: 'nat-router',
      day: -300,
      json: {
        nats: [nat],
        network: net,
      },
    }),
    {
      of: 'compute routers nats',
      project: prod.id,
      location: region,
      id: 'nat-all',
      parent: 'nat-router',
      json: nat,
    },
    {
      of: 'compute routers status',
      project: prod.id,
      location: region,
      id: 'nat-router',
      json: {
        kind: 'compute#routerStatusResponse',
        result: {
          natStatus: [
            {
              minExtraNatIpsNeeded: 0,
              name: 'nat-all',
              numVmEndpointsWithNatMappings: 6,
              userAllocatedNatIpResources: [link(prod.id, region, 'addresses', 'nat-ip')],
              userAllocatedNatIps: ['34.118.20.11'],
            },
          ],
          network: net,
        },
      },
    },
    compute(setting, 'forwardingRule', {
      project: prod.id,
      location: 'global',
      name: 'web-https',
      day: -350,
      json: {
        IPAddress: '34.149.11.4',
        IPProtocol: 'TCP',
        loadBalancingScheme: 'EXTERNAL_MANAGED',
        networkTier: 'PREMIUM',
        portRange: '443-443',
        target: link(prod.id, 'global', 'targetHttpsProxies', 'web'),
      },
    }),
    compute(setting, 'backendService', {
      project: prod.id,
      location: 'global',
      name: 'web',
      day: -350,
      json: {
        backends: [{ balancingMode: 'UTILIZATION', group: link(prod.id, a, 'instanceGroups', 'web') }],
        cdnPolicy: { cacheMode: 'CACHE_ALL_STATIC', defaultTtl: 3600, maxTtl: 86400, signedUrlCacheMaxAgeSec: '0' },
        enableCDN: true,
        loadBalancingScheme: 'EXTERNAL_MANAGED',
        localityLbPolicy: 'ROUND_ROBIN',
        portName: 'http',
        protocol: 'HTTP',
        timeoutSec: 30,
      },
    }),
    compute(setting, 'firewall', {
      project: prod.id,
      location: 'global',
      name: 'allow-health-checks',
      day: -350,
      json: {
        allowed: [{ IPProtocol: 'tcp', ports: ['80', '443'] }],
        direction: 'INGRESS',
        disabled: false,
        network: net,
        priority: 1000,
        sourceRanges: ['130.211.0.0/22', '35.191.0.0/16'],
      },
    }),
    ...[setting.region, setting.farRegion].map(
      (name): Item => ({
        of: 'compute regions',
        project: prod.id,
        location: 'global',
        id: name,
        json: { kind: 'compute#region', name, quotas: [{ limit: 2400, metric: 'CPUS', usage: name === region ? 96 : 0 }], status: 'UP' },
      }),
    ),
    operation(setting, { project: prod.id, location: a, day: -140, hour: 9.3, type: 'insert', target: 'web-1', user: setting.engineer }),
  ];
}

export function clusterOf(setting: Setting): readonly Item[] {
  const { prod, region, zones } = setting;
  const pool = (name: string, more: { readonly min: number; readonly max: number; readonly type: string; readonly now: number }): Item => ({
    of: 'container node-pools',
    project: prod.id,
    location: region,
    id: name,
    parent: 'main',
    json: {
      autoscaling: { enabled: true, locationPolicy: 'BALANCED', maxNodeCount: more.max, minNodeCount: more.min },
      config: {
        diskSizeGb: 100,
        diskType: 'pd-balanced',
        imageType: 'COS_CONTAINERD',
        machineType: more.type,
        oauthScopes: ['https://www.googleapis.com/auth/cloud-platform'],
        serviceAccount: `gke-nodes@${prod.id}.iam.gserviceaccount.com`,
      },
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
