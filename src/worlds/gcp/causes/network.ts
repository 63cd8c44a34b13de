// NAT, zones, the internet.

import type { Json } from '../cloud.js';
import { compute, link, machine, operation } from '../build/compute.js';
import { audit } from '../build/logs.js';
import { spikeOf, type Told } from '../plot.js';
import { startDay } from '../setting.js';
import { since } from '../lines.js';
import { growth, launch, oldDataset, sandbox, spareDisk, stoppedGpu } from './decoys.js';

const nat: Told = {
  name: 'gcp-private-nodes',
  family: 'network',
  about: 'machines without public addresses that read much from their buckets',
  plot: (setting) => {
    const { engineer, prod, region, start } = setting;
    const random = setting.random.fork('plot');
    const factor = random.between(24, 40);
    return {
      edits: {
        'compute networks subnets/default': (json) => ({
          ...json,
          enableFlowLogs: false,
          fingerprint: 'nZx0Yb1cS4E=',
          privateIpGoogleAccess: false,
        }),
        'compute routers status/nat-router': (json) => ({
          ...json,
          result: {
            natStatus: [
              {
                minExtraNatIpsNeeded: 2,
                name: 'nat-all',
                numVmEndpointsWithNatMappings: 6,
                userAllocatedNatIpResources: [link(prod.id, region, 'addresses', 'nat-ip')],
                userAllocatedNatIps: ['34.118.20.11'],
              },
            ],
            network: link(prod.id, 'global', 'networks', 'default'),
          },
        }),
      },
      part: {
        logs: [
          audit(setting, {
            project: prod.id,
            day: start,
            hour: 8.4,
            method: 'v1.compute.subnetworks.setPrivateIpGoogleAccess',
            service: 'compute.googleapis.com',
            who: engineer,
            resource: `projects/${prod.id}/regions/${region}/subnetworks/default`,
            type: 'gce_subnetwork',
            labels: { subnetwork_name: 'default', location: region },
            request: { privateIpGoogleAccess: false },
            agent: 'Terraform/1.9.8 terraform-provider-google/6.12.0',
          }),
        ],
      },
      changes: { 'nat-bytes': since(start, () => factor, 0.65) },
      truth: {
        outcome: 'cause-found',
        causes: ['G07'],
        spike: spikeOf(setting, /^Networking$/, /NAT Data Processing/),
        facts: ['nat-router', 'default', engineer, startDay(setting)],
      },
    };
  },
  decoys: (setting) => [launch(setting), growth('egress', 'gcs-standard'), sandbox(setting)],
};

const zones: Told = {
  name: 'gcp-stream-readers',
  family: 'network',
  about: 'a message log on machines in several zones, and readers that came later',
  plot: (setting) => {
    const { colleague, prod, region, scale, start, zones: all } = setting;
    const [a, , c] = all;
    const random = setting.random.fork('plot');
    const factor = random.between(17, 30);
    const app = random.pick(['kafka', 'pulsar', 'redpanda']);
    const readers = [1, 2, 3, 4];
    const keys = { app: `${app}-reader`, source: `${app}-1.${a}` };
    return {
      part: {
        items: [
          ...[1, 2, 3].map((n) =>
            machine(setting, { project: prod.id, zone: a, name: `${app}-${String(n)}`, type: 'n2-standard-4', day: -170, labels: { app } }),
          ),
          ...readers.map((n) =>
            machine(setting, {
              project: prod.id,
              zone: c,
              name: `${app}-reader-${String(n)}`,
              type: 'e2-standard-2',
              day: start,
              hour: 7.6,
              labels: keys,
              metadata: [
                { key: 'startup-script', value: `exec reader --brokers=${app}-1.${a}.c.${prod.id}.internal:9092 --from-start --poll=10ms` },
              ],
            }),
          ),
          ...readers.map((n) =>
            operation(setting, {
              project: prod.id,
              location: c,
              day: start,
              hour: 7.6,
              type: 'insert',
              target: `${app}-reader-${String(n)}`,
              user: colleague,
            }),
          ),
          compute(setting, 'subnetwork', {
            project: prod.id,
            location: region,
            name: 'streams',
            day: -170,
            json: {
              enableFlowLogs: true,
              ipCidrRange: '10.140.0.0/20',
              logConfig: { aggregationInterval: 'INTERVAL_5_SEC', enable: true, flowSampling: 0.5 },
              network: link(prod.id, 'global', 'networks', 'default'),
              privateIpGoogleAccess: true,
              purpose: 'PRIVATE',
            },
          }),
        ],
        logs: readers.map((n) =>
          audit(setting, {
            project: prod.id,
            day: start,
            hour: 7.6,
            method: 'v1.compute.instances.insert',
            service: 'compute.googleapis.com',
            who: colleague,
            resource: `projects/${prod.id}/zones/${c}/instances/${app}-reader-${String(n)}`,
            type: 'gce_instance',
            labels: { zone: c },
          }),
        ),
      },
      uses: [
        {
          key: 'streams',
          project: prod.id,
          service: 'compute',
          sku: `N2 Instance Core running in ${setting.geo}`,
          unit: 'hour',
          price: 0.031611,
          usd: 12 * scale,
          noise: 0,
          labels: { app },
        },
        {
          key: 'readers',
          project: prod.id,
          service: 'compute',
          sku: `E2 Instance Core running in ${setting.geo}`,
          unit: 'hour',
          price: 0.0218,
          usd: 2.2 * scale,
          noise: 0,
          labels: { app: `${app}-reader` },
          change: (quantity, day) => (day < start ? 0 : quantity),
        },
      ],
      changes: { 'zone-egress': since(start, () => factor, 0.65) },
      truth: {
        outcome: 'cause-found',
        causes: ['G16'],
        spike: spikeOf(setting, /^Compute Engine$/, /Inter Zone/),
        facts: [`${app}-reader-1`, colleague, startDay(setting)],
      },
    };
  },
  decoys: (setting) => [launch(setting), growth('nat-bytes'), spareDisk(setting)],
};

const internet: Told = {
  name: 'gcp-media-site',
  family: 'network',
  about: 'a site with many pictures behind a global load balancer',
  plot: (setting) => {
    const { engineer, prod, start } = setting;
    const random = setting.random.fork('plot');
    const factor = random.between(5, 8);
    const off = (json: { readonly [key: string]: Json | undefined }): { readonly [key: string]: Json | undefined } => ({
      ...json,
      cdnPolicy: undefined,
      enableCDN: false,
      fingerprint: 'q0S2cVt8kPA=',
    });
    return {
      edits: { 'compute backend-services/web': off },
      part: {
        logs: [
          audit(setting, {
            project: prod.id,
            day: start,
            hour: 7.9,
            method: 'v1.compute.backendServices.patch',
            service: 'compute.googleapis.com',
            who: engineer,
            resource: `projects/${prod.id}/global/backendServices/web`,
            type: 'gce_backend_service',
            request: { enableCDN: false },
            agent: 'Terraform/1.9.8 terraform-provider-google/6.12.0',
          }),
        ],
      },
      changes: { egress: since(start, () => factor, 0.7), 'lb-bytes': since(start, () => 1.5, 0.7) },
      truth: {
        outcome: 'cause-found',
        causes: ['G17'],
        spike: spikeOf(setting, /^Compute Engine$/, /Internet Data Transfer Out/),
        facts: ['web', engineer, startDay(setting)],
      },
    };
  },
  decoys: (setting) => [launch(setting), growth('gcs-media', 'zone-egress'), stoppedGpu(setting), oldDataset(setting)],
};

export const NETWORK: readonly Told[] = [nat, zones, internet];
