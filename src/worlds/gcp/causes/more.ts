// Services that a company meets less often: a database without borders, a stream that never ends, managed pipelines, addresses, requests.

import { compute } from '../build/compute.js';
import { audit, entry } from '../build/logs.js';
import { enabled } from '../build/services.js';
import { onlySince, since } from '../lines.js';
import { spikeOf, type Told } from '../plot.js';
import { iso, startDay } from '../setting.js';
import { growth, launch, oldDataset, sandbox, spareDisk, stoppedGpu } from './decoys.js';

const spanner: Told = {
  name: 'gcp-ledger',
  family: 'database',
  about: 'a payments ledger that must never be wrong',
  plot: (setting) => {
    const { colleague, geo, prod, region, scale, start } = setting;
    const random = setting.random.fork('plot');
    const name = random.pick(['ledger', 'payments', 'accounts']);
    const [before, after] = random.pick([
      [1, 4],
      [2, 6],
      [1, 3],
    ] as const);
    return {
      part: {
        items: [
          ...enabled(setting, prod.id, 'spanner'),
          {
            of: 'spanner instances',
            project: prod.id,
            location: 'global',
            id: name,
            json: {
              config: `projects/${prod.id}/instanceConfigs/regional-${region}`,
              createTime: iso(setting, -150, 9).replace('Z', '.120398Z'),
              displayName: name,
              edition: 'ENTERPRISE',
              name: `projects/${prod.id}/instances/${name}`,
              nodeCount: after,
              processingUnits: after * 1_000,
              state: 'READY',
              updateTime: iso(setting, start, 8.8).replace('Z', '.551203Z'),
            },
          },
          {
            of: 'spanner databases',
            project: prod.id,
            location: 'global',
            id: 'main',
            parent: name,
            json: {
              createTime: iso(setting, -150, 9.2),
              databaseDialect: 'GOOGLE_STANDARD_SQL',
              name: `projects/${prod.id}/instances/${name}/databases/main`,
              state: 'READY',
              versionRetentionPeriod: '1h',
            },
          },
        ],
        logs: [
          audit(setting, {
            project: prod.id,
            day: start,
            hour: 8.8,
            method: 'google.spanner.admin.instance.v1.InstanceAdmin.UpdateInstance',
            service: 'spanner.googleapis.com',
            who: colleague,
            resource: `projects/${prod.id}/instances/${name}`,
            type: 'spanner_instance',
            labels: { instance_id: name, location: region },
            request: { fieldMask: 'node_count', instance: { name: `projects/${prod.id}/instances/${name}`, nodeCount: after } },
          }),
        ],
      },
      uses: [
        {
          key: 'spanner',
          project: prod.id,
          service: 'spanner',
          sku: `Enterprise Server Node (${geo})`,
          unit: 'hour',
          price: 1.23,
          usd: 29.5 * before * Math.max(1, scale),
          noise: 0,
          resource: `instances/${name}`,
          change: since(start, () => after / before, 0.63),
        },
        {
          key: 'spanner-disk',
          project: prod.id,
          service: 'spanner',
          sku: `Regional Storage SSD (${geo})`,
          unit: 'gibibyte month',
          price: 0.3,
          usd: 6 * scale,
          noise: 0.004,
          resource: `instances/${name}`,
        },
      ],
      truth: {
        outcome: 'cause-found',
        causes: ['G12'],
        spike: spikeOf(setting, /^Cloud Spanner$/, /Server Node/),
        facts: [name, colleague, startDay(setting)],
      },
    };
  },
  decoys: (setting) => [launch(setting), growth('pubsub'), spareDisk(setting)],
};

const stream: Told = {
  name: 'gcp-clickstream',
  family: 'data',
  about: 'clicks that flow into a warehouse as they happen',
  plot: (setting) => {
    const { analyst, data, days, geo, region, scale, start } = setting;
    const random = setting.random.fork('plot');
    const id = `${iso(setting, start).slice(0, 10)}_01_12_40-${random.digits(19)}`;
    const name = random.pick(['clicks-to-bigquery', 'events-enrich', 'sessions-live']);
    const most = random.whole(30, 60);
    const usd = random.between(90, 150) * scale;
    const spaced = (day: number, hour: number): string => iso(setting, day, hour).replace('T', ' ').replace('Z', '');
    const says = Array.from({ length: 24 }, (_, n) =>
      entry(setting, {
        project: data.id,
        day: days - 1 - Math.floor(n / 12),
        hour: 23 - (n % 12) * 1.8,
        log: 'dataflow.googleapis.com/job-message',
        severity: n % 3 === 0 ? 'ERROR' : 'WARNING',
        type: 'dataflow_step',
        labels: { job_id: id, job_name: name, region },
        payload: {
          message:
            n % 3 === 0
              ? 'Error message from worker: java.lang.IllegalArgumentException: field `referrer` is too long. The bundle will be retried.'
              : 'Processing stuck in step ParseEvents for at least 05h10m00s without outputting or completing',
        },
      }),
    );
    return {
      home: data.id,
      part: {
        items: [
          {
            of: 'dataflow jobs',
            project: data.id,
            location: region,
            id,
            json: {
              creationTime: spaced(start, 8.2),
              id,
              location: region,
              name,
              state: 'Running',
              stateTime: spaced(start, 8.3),
              type: 'Streaming',
            },
          },
          {
            of: 'dataflow metrics',
            project: data.id,
            location: region,
            id,
            json: {
              metricTime: iso(setting, days - 1, 23),
              metrics: [
                {
                  name: { context: { tentative: 'true' }, name: 'SystemLag', origin: 'dataflow/v1b3' },
                  scalar: 471_200,
                  updateTime: iso(setting, days - 1, 23),
                },
                { name: { name: 'CurrentVcpuCount', origin: 'dataflow/v1b3' }, scalar: most * 4, updateTime: iso(setting, days - 1, 23) },
              ],
            },
          },
        ],
        logs: [
          audit(setting, {
            project: data.id,
            day: start,
            hour: 8.2,
            method: 'dataflow.jobs.create',
            service: 'dataflow.googleapis.com',
            who: analyst,
            resource: `projects/${data.id}/locations/${region}/jobs/${id}`,
            type: 'dataflow_step',
            labels: { job_id: id, job_name: name, region },
            request: { environment: { workerPools: [{ autoscalingSettings: { maxNumWorkers: most } }] } },
          }),
          ...says,
        ],
      },
      uses: [
        {
          key: 'flow-live',
          project: data.id,
          service: 'dataflow',
          sku: `vCPU Time Streaming ${geo}`,
          unit: 'hour',
          price: 0.069,
          usd,
          noise: 0.01,
          labels: { 'goog-dataflow-job-name': name },
          change: onlySince(start, 0.66),
        },
        {
          key: 'flow-live-ram',
          project: data.id,
          service: 'dataflow',
          sku: `RAM Time Streaming ${geo}`,
          unit: 'gibibyte hour',
          price: 0.003557,
          usd: usd * 0.2,
          noise: 0.01,
          labels: { 'goog-dataflow-job-name': name },
          change: onlySince(start, 0.66),
        },
      ],
      truth: {
        outcome: 'cause-found',
        causes: ['G20'],
        spike: spikeOf(setting, /^Cloud Dataflow$/, /Streaming/),
        facts: [id, name, startDay(setting)],
      },
    };
  },
  decoys: (setting) => [launch(setting), growth('bq-active'), oldDataset(setting)],
};

const pipelines: Told = {
  name: 'gcp-second-scheduler',
  family: 'data',
  about: 'a data team that upgrades what schedules its jobs',
  plot: (setting) => {
    const { analyst, data, region, scale, start } = setting;
    const random = setting.random.fork('plot');
    const names = ['airflow', random.pick(['airflow-upgrade', 'airflow-3-test', 'composer-migration'])] as const;
    const times = random.between(2.6, 3.8);
    const env = (name: string, day: number, size: string) => ({
      of: 'composer environments',
      project: data.id,
      location: region,
      id: name,
      json: {
        config: {
          environmentSize: size,
          softwareConfig: { imageVersion: 'composer-3-airflow-2.10.5-build.11' },
          workloadsConfig: {
            scheduler: { count: 2, cpu: 2, memoryGb: 8 },
            worker: { cpu: 4, maxCount: 12, memoryGb: 16, minCount: name === 'airflow' ? 1 : 6 },
          },
        },
        createTime: iso(setting, day, 8.1).replace('Z', '.310443Z'),
        labels: { team: 'data' },
        name: `projects/${data.id}/locations/${region}/environments/${name}`,
        state: 'RUNNING',
        updateTime: iso(setting, day, 8.6).replace('Z', '.310443Z'),
        uuid: '7c1d2f0e-55ab-4c0e-9d63-0f1b8a7e2c44',
      },
    });
    return {
      home: data.id,
      part: {
        items: [
          env('airflow', -200, 'ENVIRONMENT_SIZE_SMALL'),
          env(names[1], start, 'ENVIRONMENT_SIZE_LARGE'),
          ...enabled(setting, data.id, 'composer'),
        ],
        logs: [
          audit(setting, {
            project: data.id,
            day: start,
            hour: 8.1,
            method: 'google.cloud.orchestration.airflow.service.v1.Environments.CreateEnvironment',
            service: 'composer.googleapis.com',
            who: analyst,
            resource: `projects/${data.id}/locations/${region}/environments/${names[1]}`,
            type: 'cloud_composer_environment',
            labels: { environment_name: names[1], location: region },
          }),
        ],
      },
      uses: [
        {
          key: 'composer',
          project: data.id,
          service: 'composer',
          sku: `Cloud Composer 3 Standard Compute (DCU) in ${region}`,
          unit: 'hour',
          price: 0.06,
          usd: 30 * scale,
          noise: 0.01,
          resource: `locations/${region}/environments/airflow`,
          labels: { 'goog-composer-environment': 'airflow' },
        },
        {
          key: 'composer-more',
          project: data.id,
          service: 'composer',
          sku: `Cloud Composer 3 Standard Compute (DCU) in ${region}`,
          unit: 'hour',
          price: 0.06,
          usd: 30 * times * scale,
          noise: 0.01,
          resource: `locations/${region}/environments/${names[1]}`,
          labels: { 'goog-composer-environment': names[1] },
          change: onlySince(start, 0.65),
        },
      ],
      truth: {
        outcome: 'cause-found',
        causes: ['G22'],
        spike: spikeOf(setting, /^Cloud Composer$/, /Composer/),
        facts: [names[1], analyst, startDay(setting)],
      },
    };
  },
  decoys: (setting) => [launch(setting), growth('bq-scan'), stoppedGpu(setting)],
};

const addresses: Told = {
  name: 'gcp-reserved-range',
  family: 'network',
  about: 'a platform team that prepared for a partner who wants fixed addresses',
  plot: (setting) => {
    const { colleague, prod, region, scale, start } = setting;
    const random = setting.random.fork('plot');
    const count = Math.round(random.between(220, 380) * scale);
    const prefix = random.pick(['partner-egress', 'allowlist', 'blue-green']);
    const names = Array.from({ length: count }, (_, n) => `${prefix}-${String(n + 1).padStart(3, '0')}`);
    return {
      part: {
        items: names.map((name, n) =>
          compute(setting, 'address', {
            project: prod.id,
            location: region,
            name,
            day: start,
            hour: 7.2 + n / 400,
            json: {
              address: `34.${String(90 + Math.floor(n / 200))}.${String(n % 200)}.${String((n * 37) % 250)}`,
              addressType: 'EXTERNAL',
              networkTier: 'PREMIUM',
              status: 'RESERVED',
            },
          }),
        ),
        logs: names.slice(0, 20).map((name, n) =>
          audit(setting, {
            project: prod.id,
            day: start,
            hour: 7.2 + n / 400,
            method: 'v1.compute.addresses.insert',
            service: 'compute.googleapis.com',
            who: colleague,
            resource: `projects/${prod.id}/regions/${region}/addresses/${name}`,
            type: 'gce_reserved_address',
            labels: { location: region },
            agent: 'Terraform/1.9.8 terraform-provider-google/6.12.0',
          }),
        ),
      },
      uses: [
        {
          key: 'addresses',
          project: prod.id,
          service: 'compute',
          sku: `Static Ip Charge in ${setting.geo}`,
          unit: 'hour',
          price: 0.01,
          usd: 0.24,
          noise: 0,
          change: (quantity, day) => (day < start ? quantity : quantity * (1 + count * (day === start ? 0.7 : 1))),
        },
      ],
      truth: {
        outcome: 'cause-found',
        causes: ['G15'],
        spike: spikeOf(setting, /^Compute Engine$/, /Static Ip/),
        facts: [names[0] ?? '', colleague, startDay(setting)],
      },
    };
  },
  decoys: (setting) => [launch(setting), growth('egress'), sandbox(setting)],
};

const requests: Told = {
  name: 'gcp-small-files',
  family: 'storage',
  about: 'devices that send measurements into a lake',
  plot: (setting) => {
    const { company, data, days, engineer, start } = setting;
    const random = setting.random.fork('plot');
    const factor = random.between(34, 60);
    const bucket = `${company}-lake-raw`;
    const account = `ingest@${data.id}.iam.gserviceaccount.com`;
    return {
      home: data.id,
      part: {
        items: Array.from({ length: 40 }, (_, n) => ({
          of: 'storage objects',
          project: data.id,
          location: 'global',
          id: `measurements/${iso(setting, days - 1).slice(0, 10)}/device-${String(n).padStart(5, '0')}/${String(n * 7)}.json`,
          parent: bucket,
          json: {
            bucket,
            creation_time: iso(setting, days - 1, 8),
            name: `measurements/device-${String(n)}.json`,
            size: 412,
            storage_class: 'STANDARD',
            url: `gs://${bucket}/measurements/${iso(setting, days - 1).slice(0, 10)}/device-${String(n).padStart(5, '0')}/${String(n * 7)}.json`,
          },
        })),
        grants: [{ project: data.id, role: 'roles/storage.objectAdmin', member: `serviceAccount:${account}` }],
        logs: [
          audit(setting, {
            project: data.id,
            day: start,
            hour: 8.5,
            method: 'google.cloud.run.v1.Services.ReplaceService',
            service: 'run.googleapis.com',
            who: engineer,
            resource: `namespaces/${data.id}/services/ingest`,
            type: 'cloud_run_revision',
            labels: { service_name: 'ingest', location: setting.region },
          }),
          ...Array.from({ length: 40 }, (_, n) =>
            audit(setting, {
              project: data.id,
              day: days - 1,
              hour: 8.9 - n / 300,
              method: n % 4 === 0 ? 'storage.objects.list' : 'storage.objects.create',
              service: 'storage.googleapis.com',
              who: account,
              resource: `projects/_/buckets/${bucket}/objects/measurements/device-${String(n)}.json`,
              type: 'gcs_bucket',
              labels: { bucket_name: bucket, location: 'us' },
              isData: true,
              agent: 'gcloud-python/2.18',
            }),
          ),
          ...[1, 2].map((n) =>
            audit(setting, {
              project: data.id,
              day: days - 1,
              hour: 6 + n,
              method: 'storage.objects.get',
              service: 'storage.googleapis.com',
              who: `looker@${data.id}.iam.gserviceaccount.com`,
              resource: `projects/_/buckets/${bucket}/objects/daily.parquet`,
              type: 'gcs_bucket',
              labels: { bucket_name: bucket, location: 'us' },
              isData: true,
            }),
          ),
        ],
      },
      changes: { 'gcs-a': since(start, () => factor, 0.65) },
      truth: {
        outcome: 'cause-found',
        causes: ['G09'],
        spike: spikeOf(setting, /^Cloud Storage$/, /Class A/),
        facts: [bucket, account, startDay(setting)],
      },
    };
  },
  decoys: (setting) => [launch(setting), growth('gcs-standard'), oldDataset(setting)],
};

export const MORE: readonly Told[] = [spanner, stream, pipelines, addresses, requests];
