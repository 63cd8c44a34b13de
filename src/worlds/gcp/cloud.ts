// What a simulated Google Cloud holds, as its interfaces would print it. Plain data: a world puts parts of it together, the command line
// reads them, and neither knows why they are as they are.

import type { BillLine, OneOff } from '../bill/index.js';

/** Anything that JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

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

export interface Part {
  readonly items?: readonly Item[];
  readonly logs?: readonly LogLine[];
  readonly jobs?: readonly QueryJob[];
  readonly lines?: readonly BillLine[];
  readonly oneOffs?: readonly OneOff[];
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
    oneOffs: parts.flatMap(({ oneOffs = [] }) => oneOffs),
    grants: parts.flatMap(({ grants = [] }) => grants),
  };
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A text, number or truth as text; nothing for anything else. */
export function plain(value: Json | undefined): string {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
