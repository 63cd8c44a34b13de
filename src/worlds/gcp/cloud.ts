// What a simulated Google Cloud holds, as its interfaces would print it. Plain data: a world puts parts of it together, the command line
// reads them, and neither knows why they are as they are.

/** Anything that JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };
export type JsonObject = { readonly [key: string]: Json | undefined };

/** One resource: where it is, and the document that describes it. */
export interface Item {
  /** Which listing it is in: `compute instances`. */
  readonly of: string;
  readonly project: string;
  /** Zone, region, location or `global`. */
  readonly location: string;
  /** What `describe` is given. */
  readonly id: string;
  /** The resource that it is a part of: a cluster, an instance, a service, a router. */
  readonly parent?: string;
  readonly json: JsonObject;
}

export interface LogLine {
  readonly project: string;
  readonly json: JsonObject;
}

/** A job of BigQuery, from which both its documents and the rows of INFORMATION_SCHEMA.JOBS are made. */
export interface QueryJob {
  readonly project: string;
  readonly location: string;
  readonly id: string;
  readonly user: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly seconds: number;
  readonly sql: string;
  readonly bytes: number;
  readonly slotMs: number;
  readonly tables: readonly { readonly projectId: string; readonly datasetId: string; readonly tableId: string }[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly reservation?: string;
  readonly cacheHit?: boolean;
  readonly type?: 'QUERY' | 'LOAD';
}

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly number: string;
  readonly created: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Quantities and money of one line of the bill on one day, before noise. */
export interface BillLine {
  readonly project: string;
  readonly service: string;
  readonly sku: string;
  readonly region: string;
  readonly zone?: string;
  /** `name` and `global_name` of the detailed export. */
  readonly resource?: { readonly name: string; readonly globalName: string };
  readonly labels?: Readonly<Record<string, string>>;
  readonly unit: string;
  /** List price of a unit. */
  readonly price: number;
  /** Units on an ordinary day. */
  readonly perDay: number;
  /** What that is multiplied with on a day; counted from the first day of the bill. Missing: 1 on each. */
  readonly change?: (day: number) => number;
  /** How much it follows the working week: 0 not at all, 1 very much. */
  readonly weekly?: number;
  /** Relative standard deviation from day to day. */
  readonly noise?: number;
  /** Growth a month: 0.05 is five percent. */
  readonly growth?: number;
  /** Taken off again, as a share of the cost: negative amounts in `credits`. */
  readonly credits?: (day: number) => readonly { readonly type: string; readonly name: string; readonly share: number }[];
  /** The consumption model of newer bills: the cost is at the model's own price, which is this share of the list price. */
  readonly model?: (day: number) => { readonly name: string; readonly share: number } | undefined;
  readonly costType?: 'regular' | 'tax' | 'adjustment';
}

export interface Part {
  readonly items?: readonly Item[];
  readonly logs?: readonly LogLine[];
  readonly jobs?: readonly QueryJob[];
  readonly lines?: readonly BillLine[];
  /** Members that hold a role in a project. */
  readonly grants?: readonly { readonly project: string; readonly role: string; readonly member: string }[];
}

export interface Cloud {
  readonly seed: number;
  readonly now: number;
  readonly account: string;
  readonly billingAccount: string;
  /** What `gcloud config` has set: where a command looks that names no project. */
  readonly project: string;
  readonly projects: readonly Project[];
  readonly items: readonly Item[];
  readonly logs: readonly LogLine[];
  readonly jobs: readonly QueryJob[];
  readonly grants: readonly { readonly project: string; readonly role: string; readonly member: string }[];
}

export function joined(parts: readonly Part[]): Required<Part> {
  return {
    items: parts.flatMap(({ items = [] }) => items),
    logs: parts.flatMap(({ logs = [] }) => logs),
    jobs: parts.flatMap(({ jobs = [] }) => jobs),
    lines: parts.flatMap(({ lines = [] }) => lines),
    grants: parts.flatMap(({ grants = [] }) => grants),
  };
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
