// What else happened in these weeks: new things on other days, growth elsewhere, resources that look like trouble and are none.

import type { Scene } from '../plot.js';
import { disk, machine } from '../build/compute.js';
import { audit } from '../build/logs.js';
import { dataset, runService, sink, subscription, table } from '../build/services.js';
import { onlySince } from '../lines.js';
import type { Setting } from '../setting.js';

/** A service that was announced and costs what it was said to cost; another day than the one that is looked for. */
export function launch(setting: Setting): Scene {
  const { engineer, prod, region, scale, start } = setting;
  const day = start - 16;
  return {
    part: {
      items: runService(setting, {
        project: prod.id,
        region,
        name: 'gift-cards',
        day,
        generation: 2,
        minScale: 1,
        by: engineer,
        labels: { launch: 'autumn' },
        before: { day: day - 1 },
      }),
      logs: [
        audit(setting, {
          project: prod.id,
          day,
          hour: 9.8,
          method: 'google.cloud.run.v1.Services.CreateService',
          service: 'run.googleapis.com',
          who: engineer,
          resource: `namespaces/${prod.id}/services/gift-cards`,
          type: 'cloud_run_revision',
          labels: { service_name: 'gift-cards', location: region },
        }),
      ],
    },
    uses: [
      {
        key: 'gift-cards',
        project: prod.id,
        service: 'run',
        sku: `Services CPU (Request-based billing) in ${region}`,
        unit: 'second',
        price: 0.000024,
        usd: 1.6 * scale,
        weekend: 0.8,
        change: onlySince(day),
        labels: { service: 'gift-cards' },
      },
    ],
  };
}

/** Slow and honest growth of something that nobody asks about. */
export function growth(...keys: readonly string[]): Scene {
  return { changes: Object.fromEntries(keys.map((key) => [key, (quantity: number, day: number): number => quantity * 1.003 ** day])) };
}

/** A machine with a GPU that was stopped when its work was done. */
export function stoppedGpu(setting: Setting): Scene {
  const { analyst, data, start, zones } = setting;
  return {
    part: {
      items: [
        machine(setting, {
          project: data.id,
          zone: zones[1],
          name: 'notebook-t4',
          type: 'n1-standard-8',
          day: start - 30,
          status: 'TERMINATED',
          gpu: { type: 'nvidia-tesla-t4', count: 1 },
          labels: { owner: analyst.split('@', 1)[0]?.replace('.', '-') ?? '' },
        }),
      ],
    },
  };
}

/** A small machine of a person, made some days before. */
export function sandbox(setting: Setting): Scene {
  const { colleague, staging, start, zones } = setting;
  return {
    part: {
      items: [
        machine(setting, {
          project: staging.id,
          zone: zones[0],
          name: 'sandbox-e2e',
          type: 'e2-small',
          day: start - 5,
          labels: { owner: colleague.split('@', 1)[0]?.replace('.', '-') ?? '', purpose: 'e2e' },
        }),
      ],
      logs: [
        audit(setting, {
          project: staging.id,
          day: start - 5,
          hour: 9.3,
          method: 'v1.compute.instances.insert',
          service: 'compute.googleapis.com',
          who: colleague,
          resource: `projects/${staging.id}/zones/${zones[0]}/instances/sandbox-e2e`,
          type: 'gce_instance',
          labels: { zone: zones[0] },
        }),
      ],
    },
  };
}

/** A spare disk that somebody keeps on purpose. */
export function spareDisk(setting: Setting): Scene {
  const { prod, zones } = setting;
  return {
    part: {
      items: [
        disk(setting, { project: prod.id, zone: zones[1], name: 'rescue', gb: 50, type: 'pd-standard', day: -80, labels: { keep: 'yes' } }),
      ],
    },
  };
}

/** An export of audit logs that has been there for a year. */
export function oldSink(setting: Setting): Scene {
  const { company, data } = setting;
  return {
    part: {
      items: [
        sink(
          setting,
          data.id,
          'audit-archive',
          `storage.googleapis.com/${company}-archive`,
          'LOG_ID("cloudaudit.googleapis.com/activity")',
          -330,
        ),
      ],
    },
  };
}

/** A dataset that looks heavy and does not grow. */
export function oldDataset(setting: Setting): Scene {
  const { data } = setting;
  return {
    part: {
      items: [
        dataset(setting, data.id, 'legacy_warehouse', -380),
        table(setting, { project: data.id, dataset: 'legacy_warehouse', name: 'sessions_2024', day: -380, gb: 3_100, longTermGb: 3_100 }),
      ],
    },
  };
}

export function quietSubscription(setting: Setting): Scene {
  return { part: { items: [subscription(setting.prod.id, 'orders-audit', 'orders', { labels: { team: 'finance' } })] } };
}
