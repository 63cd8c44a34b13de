// Lines of the bill: the services of Google Cloud by their names and ids, and what is used of them day by day.

import type { BillLine, Cover } from '../bill/index.js';
import { hashOf } from '../random.js';
import { usual } from '../series.js';
import type { Setting } from './setting.js';

export const SERVICES = {
  compute: ['Compute Engine', '6F81-5844-456A'],
  networking: ['Networking', 'E505-1604-58F8'],
  gke: ['Kubernetes Engine', 'CCD8-9BF1-090E'],
  sql: ['Cloud SQL', '9662-B51E-5089'],
  storage: ['Cloud Storage', '95FF-2EF5-5EA1'],
  run: ['Cloud Run', '152E-C115-5142'],
  functions: ['Cloud Functions', '29E7-DA93-CA13'],
  logging: ['Cloud Logging', '5490-F7B7-8DF6'],
  pubsub: ['Cloud Pub/Sub', 'A1E8-BE35-7EBC'],
  vertex: ['Vertex AI', 'C7E2-9256-1C43'],
  gemini: ['Gemini API', 'AEFD-7695-64FA'],
  bigquery: ['BigQuery', '24E6-581D-38E5'],
  slots: ['BigQuery Reservation API', '16B8-3DDA-9F10'],
  redis: ['Cloud Memorystore for Redis', '5AF5-2C11-D467'],
  dataflow: ['Cloud Dataflow', '57D6-8E6B-7D0F'],
  spanner: ['Cloud Spanner', 'CC63-0873-48FD'],
  artifacts: ['Artifact Registry', '149C-F9EC-3994'],
  composer: ['Cloud Composer', '1992-3666-B975'],
  support: ['Support', '2062-016F-44A2'],
} as const;

export type ServiceKey = keyof typeof SERVICES;

export interface Use {
  readonly key: string;
  readonly project: string;
  readonly service: ServiceKey;
  readonly sku: string;
  readonly region?: string;
  readonly zone?: string;
  /** The last part of a resource's full name; the rest is made. */
  readonly resource?: string;
  readonly unit: string;
  readonly price: number;
  /** Money of an ordinary day; quantities follow from the price. */
  readonly usd: number;
  readonly weekend?: number;
  readonly noise?: number;
  /** A day. */
  readonly growth?: number;
  readonly covers?: readonly Cover[];
  readonly labels?: Readonly<Record<string, string>>;
  /** What each day's quantity becomes. */
  readonly change?: (quantity: number, day: number) => number;
}

export interface KeyedLine {
  readonly key: string;
  readonly line: BillLine;
}

function skuOf(text: string): string {
  const hex = hashOf(text).toString(16).toUpperCase().padStart(8, '0');
  const more = hashOf(`${text} sku`).toString(16).toUpperCase().padStart(4, '0');
  return `${hex.slice(0, 4)}-${hex.slice(4, 8)}-${more.slice(0, 4)}`;
}

export function lineOf(setting: Setting, use: Use): KeyedLine {
  const { change, growth, key, noise, price, project, region = setting.region, resource, service, sku, unit, usd, weekend } = use;
  const [name, code] = SERVICES[service];
  const random = setting.random.fork(`line ${key} ${project}`);
  const quantity = usual(random, {
    firstDay: setting.firstDay,
    days: setting.days,
    level: usd / price,
    ...(weekend !== undefined && { weekend }),
    ...(noise !== undefined && { noise }),
    ...(growth !== undefined && { growth }),
  });
  const friendly = setting.projects.find(({ id }) => id === project)?.name ?? project;
  return {
    key,
    line: {
      account: project,
      accountName: friendly,
      service: name,
      code,
      usageType: sku,
      sku: skuOf(`${service} ${sku}`),
      region,
      ...(use.zone !== undefined && { zone: use.zone }),
      resource: resource === undefined ? '' : `//${hostOf(service)}/projects/${project}/${resource}`,
      unit,
      price,
      quantity: change ? quantity.map((value, day) => Math.max(0, change(value, day))) : quantity,
      ...(use.covers && { covers: use.covers }),
      ...(use.labels && { tags: use.labels }),
    },
  };
}

const HOSTS: Partial<Readonly<Record<ServiceKey, string>>> = {
  storage: 'storage.googleapis.com',
  sql: 'cloudsql.googleapis.com',
  vertex: 'aiplatform.googleapis.com',
  gke: 'container.googleapis.com',
  bigquery: 'bigquery.googleapis.com',
  run: 'run.googleapis.com',
  functions: 'cloudfunctions.googleapis.com',
  pubsub: 'pubsub.googleapis.com',
  logging: 'logging.googleapis.com',
};

function hostOf(service: ServiceKey): string {
  return HOSTS[service] ?? 'compute.googleapis.com';
}

/** From the day on which it starts, with a first day that is not whole. */
export function since(start: number, factor: (day: number) => number, firstShare = 1): (quantity: number, day: number) => number {
  return (quantity, day) => (day < start ? quantity : quantity * (1 + (factor(day - start) - 1) * (day === start ? firstShare : 1)));
}

/** Nothing before it, all of it from then on. */
export function onlySince(start: number, firstShare = 0.8): (quantity: number, day: number) => number {
  return (quantity, day) => (day < start ? 0 : day === start ? quantity * firstShare : quantity);
}
