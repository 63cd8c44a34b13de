// The graph behind a bill: accounts, resources, metrics, events. It is filled while a world is built and only read afterwards.

import type { BillLine, OneOff } from '../bill/index.js';
import type { Random } from '../random.js';
import type { Call, Outcome } from './command.js';
import type { JsonObject } from './json.js';

export interface Entry {
  readonly kind: string;
  /** `global` is seen from everywhere. */
  readonly region: string;
  readonly data: JsonObject;
  /** What other operations tell about it: `lifecycle`, `versioning`. */
  readonly parts: Readonly<Record<string, JsonObject | undefined>>;
}

export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly region: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit: string;
  /** `sum` adds up over a day, `level` is what it is at any time, `daily` is measured once a day. */
  readonly kind: 'sum' | 'level' | 'daily';
  /** One for each day of the bill. */
  readonly values: readonly number[];
}

export interface TrailEvent {
  readonly region: string;
  readonly time: number;
  readonly name: string;
  /** `ec2.amazonaws.com`. */
  readonly source: string;
  readonly user: string;
  readonly readOnly: boolean;
  readonly resources: readonly { readonly type: string; readonly name: string }[];
  readonly accessKey: string;
  readonly address: string;
  readonly agent: string;
  readonly request: JsonObject;
  readonly userType: 'IAMUser' | 'AssumedRole' | 'Root' | 'AWSService';
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export interface Cloud {
  readonly seed: number;
  readonly random: Random;
  readonly payer: Account;
  /** Whose resources can be read. */
  readonly own: Account;
  readonly others: readonly Account[];
  readonly home: string;
  readonly firstDay: number;
  readonly days: number;
  /** Of the bill: when it happened. */
  readonly start: number;
  /** Seconds since 1970. */
  readonly now: number;
  /** What the quiet account costs on a day, about. */
  readonly scale: number;
  readonly entries: Entry[];
  readonly metrics: Metric[];
  readonly events: TrailEvent[];
  readonly lines: BillLine[];
  readonly oneOffs: OneOff[];
  /** Operations that this world answers in its own way. */
  readonly special: Map<string, Operation>;
}

export type Operation = (call: Call, cloud: Cloud) => Outcome;

export function entriesOf(cloud: Cloud, kind: string, region: string): readonly Entry[] {
  return cloud.entries.filter((entry) => entry.kind === kind && (entry.region === region || entry.region === 'global'));
}

export function add(
  cloud: Cloud,
  kind: string,
  region: string,
  data: JsonObject,
  parts: Readonly<Record<string, JsonObject | undefined>> = {},
): void {
  cloud.entries.push({ kind, region, data, parts });
}

/** Puts something else in place of what is already told of a resource. */
export function amend(cloud: Cloud, kind: string, isIt: (data: JsonObject) => boolean, change: (entry: Entry) => Entry): void {
  for (const [at, entry] of cloud.entries.entries()) if (entry.kind === kind && isIt(entry.data)) cloud.entries[at] = change(entry);
}
