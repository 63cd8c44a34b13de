// The listings that gcloud has, and where each keeps what it lists. What is not here is answered as empty.

/** What tells where a resource is: the flag that `describe` wants for it, and those that narrow a listing. */
export type Scope = 'zone' | 'region' | 'location' | 'global';

export interface Listing {
  readonly path: string;
  readonly scope: Scope;
  /** Without it the real program asks, and with nobody to ask it fails. */
  readonly needs?: readonly string[];
  /** The flag that names the resource that it belongs to. */
  readonly parent?: string;
  /** What `list` shows by default only of. */
  readonly hidden?: true;
}

const of = (scope: Scope, ...paths: readonly string[]): readonly Listing[] => paths.map((path) => ({ path, scope }));

export const LISTINGS: readonly Listing[] = [
  ...of('zone', 'compute instances', 'compute disks', 'compute reservations', 'compute instance-groups unmanaged', 'compute machine-types'),
  ...of('zone', 'compute instance-groups', 'compute instance-groups managed', 'compute operations', 'compute accelerator-types'),
  ...of('region', 'compute addresses', 'compute routers', 'compute forwarding-rules', 'compute networks subnets', 'compute commitments'),
  ...of('region', 'compute resource-policies', 'compute vpn-tunnels', 'compute interconnects attachments', 'compute target-pools'),
  ...of(
    'global',
    'compute snapshots',
    'compute images',
    'compute networks',
    'compute firewall-rules',
    'compute routes',
    'compute instance-templates',
  ),
  ...of(
    'global',
    'compute backend-services',
    'compute backend-buckets',
    'compute url-maps',
    'compute target-http-proxies',
    'compute security-policies',
  ),
  ...of('global', 'compute regions', 'compute zones', 'compute health-checks', 'compute ssl-certificates'),
  ...of('location', 'container clusters', 'container operations'),
  { path: 'container node-pools', scope: 'location', parent: '--cluster', needs: ['--cluster'] },
  ...of('location', 'run services', 'run jobs', 'run domain-mappings', 'functions', 'artifacts repositories'),
  { path: 'run revisions', scope: 'location', parent: '--service' },
  { path: 'run jobs executions', scope: 'location', parent: '--job' },
  ...of('location', 'eventarc triggers', 'scheduler jobs', 'workflows', 'tasks queues', 'filestore instances', 'alloydb clusters'),
  ...of('location', 'logging buckets', 'memcache instances', 'deploy delivery-pipelines', 'notebooks instances', 'workbench instances'),
  ...of('global', 'logging sinks', 'logging metrics', 'logging exclusions'),
  ...of(
    'global',
    'sql instances',
    'spanner instances',
    'pubsub topics',
    'pubsub subscriptions',
    'pubsub snapshots',
    'iam service-accounts',
  ),
  { path: 'sql operations', scope: 'global', parent: '--instance', needs: ['--instance'] },
  { path: 'sql backups', scope: 'global', parent: '--instance', needs: ['--instance'] },
  { path: 'sql databases', scope: 'global', parent: '--instance', needs: ['--instance'] },
  { path: 'spanner databases', scope: 'global', parent: '--instance', needs: ['--instance'] },
  { path: 'spanner backups', scope: 'global', parent: '--instance', needs: ['--instance'] },
  { path: 'ai endpoints', scope: 'location', needs: ['--region'] },
  { path: 'ai models', scope: 'location', needs: ['--region'] },
  { path: 'ai custom-jobs', scope: 'location', needs: ['--region'] },
  { path: 'ai hp-tuning-jobs', scope: 'location', needs: ['--region'] },
  { path: 'ai indexes', scope: 'location', needs: ['--region'] },
  { path: 'ai index-endpoints', scope: 'location', needs: ['--region'] },
  { path: 'ai tensorboards', scope: 'location', needs: ['--region'] },
  { path: 'compute tpus tpu-vm', scope: 'zone', needs: ['--zone'] },
  { path: 'compute routers nats', scope: 'region', parent: '--router', needs: ['--router'] },
  { path: 'compute instance-groups managed instances', scope: 'zone' },
  ...of('location', 'dataflow jobs', 'dataproc clusters', 'composer environments', 'redis instances'),
  ...of('global', 'services', 'services api-keys', 'source repos', 'monitoring dashboards', 'dns managed-zones', 'secrets'),
  { path: 'iam service-accounts keys', scope: 'global', parent: '--iam-account', needs: ['--iam-account'] },
  { path: 'recommender recommendations', scope: 'location', parent: '--recommender', needs: ['--recommender', '--location'] },
  { path: 'recommender insights', scope: 'location', parent: '--insight-type', needs: ['--insight-type', '--location'] },
  { path: 'billing budgets', scope: 'global', parent: '--billing-account', needs: ['--billing-account'] },
  ...of('global', 'storage buckets', 'builds', 'beta builds'),
];

export const LISTING_OF: ReadonlyMap<string, Listing> = new Map(LISTINGS.map((listing) => [listing.path, listing]));
