// What happens on ordinary days: deployments, requests, queries.

import type { LogLine, QueryJob } from '../cloud.js';
import { audit, entry } from '../build/logs.js';
import { numberOf } from '../build/services.js';
import { at, iso, type Setting } from '../setting.js';

export function logsOf(setting: Setting): readonly LogLine[] {
  const { colleague, days, engineer, prod, region } = setting;
  const deployer = `deployer@${prod.id}.iam.gserviceaccount.com`;
  const random = setting.random.fork('logs');
  const deployments = [3, 11, 18, 27, 34]
    .filter((day) => day < days)
    .map((day) =>
      audit(setting, {
        project: prod.id,
        day,
        hour: random.between(8, 16),
        method: 'google.cloud.run.v1.Services.ReplaceService',
        service: 'run.googleapis.com',
        who: deployer,
        resource: `namespaces/${prod.id}/services/admin-ui`,
        type: 'cloud_run_revision',
        labels: { service_name: 'admin-ui', location: region },
        agent: 'google-api-go-client/0.5',
      }),
    );
  const requests = Array.from({ length: 14 }, (_, n) =>
    entry(setting, {
      project: prod.id,
      day: days - 1 - (n % 3),
      hour: 7 + n,
      log: 'run.googleapis.com/requests',
      severity: n % 7 === 3 ? 'WARNING' : 'INFO',
      type: 'cloud_run_revision',
      labels: { service_name: 'checkout-api', location: region },
      http: {
        latency: '0.041s',
        requestMethod: 'GET',
        requestUrl: `https://api.${setting.domain}/v1/cart`,
        status: n % 7 === 3 ? 404 : 200,
        userAgent: 'Mozilla/5.0',
      },
    }),
  );
  const cluster = [2, 1, 0].map((n) =>
    entry(setting, {
      project: prod.id,
      day: days - 1 - n,
      hour: 5 + n,
      log: 'container.googleapis.com/cluster-autoscaler-visibility',
      severity: 'DEFAULT',
      type: 'k8s_cluster',
      labels: { cluster_name: 'main', location: region },
      payload: { status: { autoscaledNodesCount: 3, autoscaledNodesTarget: 3, measureTime: String(at(setting, days - 1 - n, 5)) } },
    }),
  );
  return [
    ...deployments,
    ...requests,
    ...cluster,
    audit(setting, {
      project: prod.id,
      day: 6,
      hour: 10.4,
      method: 'v1.compute.firewalls.patch',
      service: 'compute.googleapis.com',
      who: engineer,
      resource: `projects/${prod.id}/global/firewalls/allow-health-checks`,
      type: 'gce_firewall_rule',
    }),
    audit(setting, {
      project: prod.id,
      day: 21,
      hour: 15.2,
      method: 'SetIamPolicy',
      service: 'cloudresourcemanager.googleapis.com',
      who: colleague,
      resource: `projects/${prod.id}`,
      type: 'project',
      request: { policy: { bindings: [{ members: [`user:${setting.analyst}`], role: 'roles/viewer' }] } },
    }),
    // The cluster replaces a node now and then.
    audit(setting, {
      project: prod.id,
      day: Math.max(1, days - 19),
      hour: 4.3,
      method: 'v1.compute.instances.insert',
      service: 'compute.googleapis.com',
      who: `service-${numberOf(setting, prod.id)}@container-engine-robot.iam.gserviceaccount.com`,
      resource: `projects/${prod.id}/zones/${setting.zones[1]}/instances/gke-main-default-pool-2eef-x1kq`,
      type: 'gce_instance',
      labels: { zone: setting.zones[1] },
      agent: 'GCE Managed Instance Group',
      ip: '10.0.0.5',
    }),
  ];
}

const TIB = 1_099_511_627_776;

/** What runs each day: dashboards, the nightly models, a few people; each reads one day of a table at a time. */
export function jobsOf(setting: Setting): readonly QueryJob[] {
  const { analyst, data, days } = setting;
  const random = setting.random.fork('jobs');
  const views = { projectId: data.id, datasetId: 'events', tableId: 'page_views' };
  const orders = { projectId: data.id, datasetId: 'events', tableId: 'orders' };
  const dbt = `dbt-runner@${data.id}.iam.gserviceaccount.com`;
  const looker = `looker@${data.id}.iam.gserviceaccount.com`;
  const perDay = 7 * setting.scale;
  return Array.from({ length: Math.min(days, 32) }, (_, back) => days - 1 - back).flatMap((day): readonly QueryJob[] => {
    const job = (n: number, hour: number, user: string, share: number, sql: string, read: typeof views): QueryJob => {
      const bytes = Math.round(((perDay * share * TIB) / 4) * random.between(0.85, 1.15));
      return {
        project: data.id,
        location: 'US',
        id: `bquxjob_${random.hex(8)}_${random.hex(11)}`,
        user,
        created: (at(setting, day, hour) + n) * 1_000,
        seconds: random.whole(4, 60),
        sql,
        bytes,
        slotMs: Math.round(bytes / 2.1e5),
        tables: [read],
      };
    };
    return [
      job(
        1,
        2.2,
        dbt,
        1.4,
        `MERGE INTO \`${data.id}.marts.daily_revenue\` USING (SELECT DATE(created_at) d, SUM(total) t FROM \`${data.id}.events.orders\` WHERE DATE(created_at) = CURRENT_DATE() - 1 GROUP BY d) ON FALSE WHEN NOT MATCHED THEN INSERT ROW`,
        orders,
      ),
      job(
        2,
        8.5,
        looker,
        1.1,
        `SELECT path, COUNT(*) FROM \`${data.id}.events.page_views\` WHERE DATE(event_time) = CURRENT_DATE() GROUP BY path`,
        views,
      ),
      job(
        3,
        11.3,
        looker,
        0.8,
        `SELECT referrer, COUNT(*) FROM \`${data.id}.events.page_views\` WHERE DATE(event_time) >= CURRENT_DATE() - 1 GROUP BY referrer`,
        views,
      ),
      ...(random.chance(0.5)
        ? [
            job(
              4,
              14.1,
              analyst,
              0.5,
              `SELECT * FROM \`${data.id}.events.orders\` WHERE DATE(created_at) = '${iso(setting, day).slice(0, 10)}' LIMIT 100`,
              orders,
            ),
          ]
        : []),
    ];
  });
}
