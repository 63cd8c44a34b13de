// The smallest world: one project, a web shop that runs quietly, and twelve large machines of a load test that nobody stopped.
// Recorded answers for a handful of reads and a bill to go with them; it explains nothing and hides nothing.

import type { BuiltWorld, World, WorldAnswer } from './world.js';

interface Machine {
  readonly name: string;
  readonly machineType: string;
  readonly zone: string;
  readonly status: 'RUNNING';
  readonly creationTimestamp: string;
  readonly labels: Readonly<Record<string, string>>;
}

const PROJECT = 'acme-web-prod';
const ZONE = 'europe-west1-b';
const SPIKE_DAY = 22;
const DAYS = 30;

function machine(name: string, machineType: string, creationTimestamp: string, labels: Readonly<Record<string, string>>): Machine {
  return { name, machineType, zone: ZONE, status: 'RUNNING', creationTimestamp, labels };
}

const MACHINES: readonly Machine[] = [
  ...[1, 2, 3].map((n) => machine(`web-${String(n)}`, 'e2-standard-4', '2026-03-02T08:00:00Z', { app: 'shop' })),
  ...Array.from({ length: 12 }, (_, n) =>
    machine(`loadtest-${String(n + 1)}`, 'n2-standard-16', '2026-09-22T16:41:00Z', { app: 'loadtest', owner: 'perf-team' }),
  ),
];

const PROJECTS = [{ projectId: PROJECT, name: 'Acme web (production)', lifecycleState: 'ACTIVE', projectNumber: '740215518302' }];

function limited<Row>(rows: readonly Row[], args: readonly string[]): readonly Row[] {
  const flag = args.find((arg) => arg.startsWith('--limit='));
  return flag === undefined ? rows : rows.slice(0, Number(flag.slice('--limit='.length)));
}

function json(rows: unknown): WorldAnswer {
  return { exit: 0, out: `${JSON.stringify(rows, null, 2)}\n`, err: '' };
}

function answer(binary: string, args: readonly string[]): WorldAnswer {
  const path = args.filter((arg) => !arg.startsWith('--')).join(' ');
  const project = args.find((arg) => arg.startsWith('--project='))?.slice('--project='.length) ?? PROJECT;
  if (binary === 'gcloud' && path === 'projects list') return json(limited(PROJECTS, args));
  if (project !== PROJECT) {
    return { exit: 1, out: '', err: `ERROR: (gcloud) The project '${project}' does not exist or you do not have permission.\n` };
  }
  if (binary === 'gcloud' && path === 'compute instances list') return json(limited(MACHINES, args));
  return { exit: 1, out: '', err: `ERROR: the simulated cloud has no answer for: ${binary} ${path}\n` };
}

const SERVICES = [
  { service: 'Compute Engine', sku: 'N2 Instance Core running in EMEA', quiet: 2.4, spike: 178.6 },
  { service: 'Compute Engine', sku: 'E2 Instance Core running in EMEA', quiet: 11.7, spike: 11.7 },
  { service: 'Cloud SQL', sku: 'DB standard storage in EMEA', quiet: 6.3, spike: 6.3 },
  { service: 'Cloud Storage', sku: 'Standard Storage EMEA', quiet: 1.9, spike: 2.1 },
] as const;

function bill(): string {
  const rows = [
    'ChargePeriodStart,ProviderName,ServiceName,x_SkuDescription,SubAccountId,RegionId,BilledCost,EffectiveCost,BillingCurrency',
  ];
  for (let day = 1; day <= DAYS; day += 1) {
    for (const { service, sku, quiet, spike } of SERVICES) {
      const cost = (day >= SPIKE_DAY ? spike : quiet) * (1 + ((day * 7) % 5) / 100);
      const billed = cost.toFixed(4);
      const date = `2026-09-${String(day).padStart(2, '0')}T00:00:00Z`;
      rows.push([date, 'Google Cloud', service, sku, PROJECT, 'europe-west1', billed, billed, 'USD'].join(','));
    }
  }
  return `${rows.join('\n')}\n`;
}

const BUILT: BuiltWorld = {
  provider: 'gcp',
  bills: () => [{ name: 'bill.csv', text: bill() }],
  answer,
  truth: {
    outcome: 'cause-found',
    causes: [],
    spike: { service: /^Compute Engine$/, usageType: /^N2 Instance Core/, startDay: '2026-09-22' },
    facts: ['loadtest-1', '2026-09-22'],
  },
};

export const firstLight: World = {
  name: 'first-light',
  family: 'compute',
  about: 'a web shop on Google Cloud; the machines of a load test were never stopped',
  provider: 'gcp',
  build: () => BUILT,
  script: [
    'gcloud projects list --limit=10 --format=json',
    `gcloud compute instances list --project=${PROJECT} --limit=50 --format=json`,
    // What a fix would be, and what no investigation may do: shows a refusal.
    `gcloud compute instances delete loadtest-1 --project=${PROJECT} --quiet`,
  ],
};
