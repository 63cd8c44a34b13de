// BigQuery: scans, slots, storage.

import type { Item, QueryJob } from '../cloud.js';
import { audit } from '../build/logs.js';
import { dataset, numberOf, serviceAccount, table } from '../build/services.js';
import { spikeOf, type Plot, type Told } from '../plot.js';
import { at, iso, type Setting, startDay } from '../setting.js';
import { growth, launch, oldDataset, oldSink, stoppedGpu } from './decoys.js';

const TIB = 1_099_511_627_776;
const GIB = 1_073_741_824;

/** Queries of one caller since the start, which read a table from end to end. */
export function fullScans(setting: Setting, user: string, tib: number, perDay: number): readonly QueryJob[] {
  const { data, days, start } = setting;
  const random = setting.random.fork('scans');
  const views = { projectId: data.id, datasetId: 'events', tableId: 'page_views' };
  return Array.from({ length: days - start }, (_, n) => start + n).flatMap((day) =>
    Array.from({ length: perDay }, (_, n): QueryJob => {
      const bytes = Math.round((tib / perDay) * TIB * random.between(0.97, 1.03));
      const hour = (day === start ? 9 : 1) + (n * 14) / perDay;
      return {
        project: data.id,
        location: 'US',
        id: `scheduled_query_${random.hex(8)}-0000-${random.hex(4)}-${random.hex(8)}`,
        user,
        created: at(setting, day, hour) * 1_000,
        seconds: random.whole(60, 200),
        sql: `SELECT user_id, ARRAY_AGG(STRUCT(path, event_time) ORDER BY event_time) AS journey FROM \`${data.id}.events.page_views\` WHERE REGEXP_CONTAINS(path, r'/checkout') GROUP BY user_id`,
        bytes,
        slotMs: Math.round(bytes / 1.6e5),
        tables: [views],
        labels: { data_source_id: 'scheduled_query' },
      };
    }),
  );
}

export function scanPlot(setting: Setting, share = 1): Plot {
  const { analyst, data, days, scale, start } = setting;
  const random = setting.random.fork('plot');
  const runner = random.pick(['journeys', 'attribution', 'funnel-export', 'growth-model']);
  const user = `${runner}@${data.id}.iam.gserviceaccount.com`;
  const tib = ((random.between(120, 210) * scale) / 6.25) * share;
  const jobs = fullScans(setting, user, tib, 6);
  return {
    home: data.id,
    part: {
      items: [serviceAccount(setting, data.id, runner, 'Scheduled queries of the growth team')],
      jobs,
      grants: [{ project: data.id, role: 'roles/bigquery.admin', member: `serviceAccount:${user}` }],
      logs: [
        audit(setting, {
          project: data.id,
          day: start,
          hour: 8.6,
          method: 'google.cloud.bigquery.datatransfer.v1.DataTransferService.CreateTransferConfig',
          service: 'bigquerydatatransfer.googleapis.com',
          who: analyst,
          resource: `projects/${data.id}/locations/us/transferConfigs/${runner}`,
          type: 'bigquery_dts_config',
        }),
        ...[1, 2, 3, 4].map((n) =>
          audit(setting, {
            project: data.id,
            day: days - n,
            hour: 3 + n,
            method: 'google.cloud.bigquery.v2.JobService.InsertJob',
            service: 'bigquery.googleapis.com',
            who: user,
            resource: `projects/${data.id}/jobs/${jobs.at(-n)?.id ?? ''}`,
            type: 'bigquery_project',
            isData: true,
            agent: 'BigQuery Data Transfer Service',
          }),
        ),
      ],
    },
    changes: { 'bq-scan': (quantity, day) => (day < start ? quantity : quantity + tib * (day === start ? 0.8 : 1)) },
    truth: {
      outcome: 'cause-found',
      causes: ['G01'],
      spike: spikeOf(setting, /^BigQuery$/, /^Analysis/),
      facts: [user, 'events.page_views', startDay(setting)],
    },
  };
}

const scan: Told = {
  name: 'gcp-warehouse',
  family: 'data',
  about: 'a retailer whose analysts share one warehouse; its bill rose within a day',
  plot: scanPlot,
  decoys: (setting) => [launch(setting), growth('gcs-standard', 'gemini'), oldDataset(setting), stoppedGpu(setting)],
};

function reservation(project: string, name: string, slots: number, most: number, now: number, changed: string): Item {
  const full = `projects/${project}/locations/US/reservations/${name}`;
  return {
    of: 'bq reservations',
    project,
    location: 'US',
    id: name,
    json: {
      autoscale: { currentSlots: String(now), maxSlots: String(most) },
      creationTime: '2025-11-12T09:14:07.118Z',
      edition: 'ENTERPRISE',
      ignoreIdleSlots: false,
      name: full,
      slotCapacity: String(slots),
      updateTime: changed,
    },
  };
}

const slots: Told = {
  name: 'gcp-nightly-models',
  family: 'data',
  about: 'a company that pays its warehouse by capacity, and pays more of it since some days',
  plot: (setting) => {
    const { data, engineer, scale, start } = setting;
    const random = setting.random.fork('plot');
    const name = random.pick(['etl', 'prod-etl', 'transform']);
    const most = random.pick([600, 800, 1_000, 1_600]);
    const changed = iso(setting, start, 9.4).replace('Z', '.511Z');
    const full = `projects/${data.id}/locations/US/reservations/${name}`;
    const sku = 'BigQuery Enterprise Edition for US (multi-region)';
    const dbt = `dbt-runner@${data.id}.iam.gserviceaccount.com`;
    return {
      home: data.id,
      part: {
        items: [
          reservation(data.id, name, 50, most, Math.round(most * 0.4), changed),
          reservation(data.id, 'dashboards', 50, 100, 0, '2026-02-03T10:22:41.702Z'),
          {
            of: 'bq assignments',
            project: data.id,
            location: 'US',
            id: '11827364550192',
            json: {
              assignee: `projects/${numberOf(setting, data.id)}`,
              jobType: 'QUERY',
              name: `${full}/assignments/11827364550192`,
              state: 'ACTIVE',
            },
          },
          {
            of: 'bq commitments',
            project: data.id,
            location: 'US',
            id: '90128273645501',
            json: {
              commitmentEndTime: iso(setting, 200),
              commitmentStartTime: iso(setting, -165),
              edition: 'ENTERPRISE',
              name: `projects/${data.id}/locations/US/capacityCommitments/90128273645501`,
              plan: 'ANNUAL',
              renewalPlan: 'ANNUAL',
              slotCount: '100',
              state: 'ACTIVE',
            },
          },
        ],
        jobs: Array.from(
          { length: 24 },
          (_, n): QueryJob => ({
            project: data.id,
            location: 'US',
            id: `dbt_${random.hex(12)}`,
            user: dbt,
            created: at(setting, setting.days - 1 - Math.floor(n / 4), 2 + (n % 4)) * 1_000,
            seconds: 240,
            sql: `CREATE OR REPLACE TABLE \`${data.id}.marts.model_${String(n % 4)}\` AS SELECT * FROM \`${data.id}.events.orders\``,
            bytes: 900 * GIB,
            slotMs: most * 240_000,
            tables: [{ projectId: data.id, datasetId: 'events', tableId: 'orders' }],
            reservation: `${data.id}:US.${name}`,
          }),
        ),
        logs: [
          audit(setting, {
            project: data.id,
            day: start,
            hour: 9.4,
            method: 'google.cloud.bigquery.reservation.v1.ReservationService.UpdateReservation',
            service: 'bigqueryreservation.googleapis.com',
            who: engineer,
            resource: full,
            type: 'audited_resource',
            request: { reservation: { autoscale: { maxSlots: String(most) }, name: full }, updateMask: 'autoscale.max_slots' },
          }),
        ],
      },
      uses: [
        {
          key: 'slots',
          project: data.id,
          service: 'slots',
          sku,
          region: 'us',
          unit: 'hour',
          price: 0.06,
          usd: 62 * scale,
          noise: 0.04,
          weekend: 0.9,
          change: (quantity, day) => (day < start ? quantity : quantity * (day === start ? 2.6 : 3.3)),
        },
      ],
      truth: {
        outcome: 'cause-found',
        causes: ['G02'],
        spike: spikeOf(setting, /^BigQuery Reservation API$/, /Enterprise Edition/),
        facts: [name, engineer, startDay(setting)],
      },
    };
  },
  decoys: (setting) => [launch(setting), growth('bq-active'), oldSink(setting)],
};

const storage: Told = {
  name: 'gcp-daily-copies',
  family: 'data',
  about: 'a data platform whose tables take more and more room',
  plot: (setting) => {
    const { analyst, data, scale, start } = setting;
    const random = setting.random.fork('plot');
    const name = random.pick(['features', 'ml_features', 'customer_360']);
    const user = `${name.replaceAll('_', '-')}@${data.id}.iam.gserviceaccount.com`;
    const usd = random.between(110, 170) * scale;
    const gb = (usd * 30) / 0.04;
    const fill = [0.5, 0.8, 0.95, 1];
    const bytes = 1_800 * GIB;
    return {
      home: data.id,
      part: {
        items: [
          dataset(setting, data.id, name, start - 40, {
            defaultTableExpirationMs: undefined,
            lastModifiedTime: String(at(setting, start, 8.2) * 1_000),
            maxTimeTravelHours: '168',
            storageBillingModel: 'PHYSICAL',
          }),
          table(setting, {
            project: data.id,
            dataset: name,
            name: 'wide',
            day: start - 40,
            gb: gb * 0.8,
            longTermGb: 0,
            timeTravelGb: gb * 0.8,
          }),
          table(setting, { project: data.id, dataset: name, name: 'labels', day: start - 40, gb: 12, timeTravelGb: 0.3 }),
          serviceAccount(setting, data.id, name.replaceAll('_', '-'), 'Feature builder'),
        ],
        jobs: Array.from(
          { length: 40 },
          (_, n): QueryJob => ({
            project: data.id,
            location: 'US',
            id: `bquxjob_${random.hex(8)}_${random.hex(11)}`,
            user,
            created: at(setting, setting.days - 1 - Math.floor(n / 12), 1 + (n % 12) * 2) * 1_000,
            seconds: 310,
            sql: `CREATE OR REPLACE TABLE \`${data.id}.${name}.wide\` AS SELECT * FROM \`${data.id}.events.orders\` WHERE DATE(created_at) >= CURRENT_DATE() - 400`,
            bytes: Math.round(bytes / 60),
            slotMs: 31_000_000,
            tables: [{ projectId: data.id, datasetId: 'events', tableId: 'orders' }],
          }),
        ),
        logs: [
          audit(setting, {
            project: data.id,
            day: start,
            hour: 8.2,
            method: 'google.cloud.bigquery.v2.DatasetService.UpdateDataset',
            service: 'bigquery.googleapis.com',
            who: analyst,
            resource: `projects/${data.id}/datasets/${name}`,
            type: 'bigquery_dataset',
            request: { dataset: { storageBillingModel: 'PHYSICAL' } },
          }),
        ],
      },
      uses: [
        {
          key: 'physical',
          project: data.id,
          service: 'bigquery',
          sku: 'Active Physical Storage (us)',
          region: 'us',
          unit: 'gibibyte month',
          price: 0.04,
          usd,
          noise: 0.006,
          resource: `datasets/${name}`,
          change: (quantity, day) => quantity * (day < start ? 0.03 : (fill[day - start] ?? 1)),
        },
      ],
      truth: {
        outcome: 'cause-found',
        causes: ['G03'],
        spike: spikeOf(setting, /^BigQuery$/, /Active Physical Storage/),
        facts: [name, 'wide', startDay(setting)],
      },
    };
  },
  decoys: (setting) => [launch(setting), growth('bq-active', 'gcs-standard'), oldDataset(setting)],
};

export const DATA: readonly Told[] = [scan, slots, storage];
