// A world out of an estate and what happened to it: which resources are new or other than they were, and which lines of the bill moved.

import { type Bill, type BillFile, focus, gcpExport, withLateTail } from '../bill/index.js';
import type { Cover, OneOff } from '../bill/index.js';
import type { BuiltWorld, Truth, World } from '../world.js';
import { hashOf } from '../random.js';
import { type Cloud, type Item, joined, type JsonObject, type Part } from './cloud.js';
import { bq } from './cli/bq.js';
import { gcloud } from './cli/gcloud.js';
import { gsutil } from './cli/gsutil.js';
import { consoleReport } from './console.js';
import { estateBill, estateCloud } from './estate/index.js';
import { type KeyedLine, lineOf, type Use } from './lines.js';
import { type Setting, settingOf, startDay } from './setting.js';

/** Something that happened: what it put into the cloud and onto the bill. */
export interface Scene {
  readonly part?: Part;
  /** New lines of the bill. */
  readonly uses?: readonly Use[];
  /** Lines of the estate that move, by their keys. */
  readonly changes?: Readonly<Record<string, (quantity: number, day: number) => number>>;
  readonly covers?: Readonly<Record<string, readonly Cover[]>>;
  /** Prices of lines of the estate, as shares of the list price. */
  readonly prices?: Readonly<Record<string, (day: number) => number>>;
  readonly oneOffs?: readonly OneOff[];
  /** Documents of the estate that are other than usual, by `listing/id`; undefined takes one away. */
  readonly edits?: Readonly<Record<string, ((json: JsonObject) => JsonObject) | undefined>>;
}

export interface Plot extends Scene {
  readonly truth: Truth;
  /** The project that the person works in, if not the main one. */
  readonly home?: string;
  /** The forms of the bill that show it; any where nothing is said. */
  readonly formats?: readonly Format[];
}

export type Format = 'detailed-csv' | 'detailed-json' | 'standard-csv' | 'focus-1.0' | 'focus-1.2' | 'console';

const FORMATS: readonly Format[] = ['detailed-csv', 'detailed-json', 'standard-csv', 'focus-1.0', 'focus-1.2', 'console'];

export interface Told {
  readonly name: string;
  readonly family: string;
  readonly about: string;
  readonly plot: (setting: Setting) => Plot;
  /** Things that happened too, and are not it. */
  readonly decoys?: (setting: Setting) => readonly Scene[];
}

function edited(item: Item, edits: NonNullable<Scene['edits']>): readonly Item[] {
  const key = `${item.of}/${item.id}`;
  if (!Object.hasOwn(edits, key)) return [item];
  const edit = edits[key];
  return edit === undefined ? [] : [{ ...item, json: edit(item.json) }];
}

function cloudOf(setting: Setting, home: string | undefined, scenes: readonly Scene[]): Cloud {
  const parts = [estateCloud(setting), ...scenes.map(({ part = {} }) => part)];
  const edits = Object.fromEntries(scenes.flatMap((scene) => Object.entries(scene.edits ?? {})));
  const { grants, items, jobs, logs } = joined(parts);
  return {
    seed: hashOf(`${setting.prod.id} ${String(setting.seed)}`),
    now: setting.now * 1_000,
    account: setting.investigator,
    billingAccount: setting.billingAccount,
    project: home ?? setting.prod.id,
    projects: setting.projects,
    items: items.flatMap((item) => edited(item, edits)),
    logs,
    jobs,
    grants,
  };
}

function changedLine({ key, line }: KeyedLine, { changes = {}, covers = {}, prices = {} }: Scene): KeyedLine {
  const [change, cover, price] = [changes[key], covers[key], prices[key]];
  return {
    key,
    line: {
      ...line,
      ...(change && { quantity: line.quantity.map((value, day) => Math.max(0, change(value, day))) }),
      ...(cover && { covers: cover }),
      ...(price && { prices: line.quantity.map((_, day) => line.price * price(day)) }),
    },
  };
}

function billOf(setting: Setting, formats: readonly Format[], scenes: readonly Scene[]): readonly BillFile[] {
  const estate = estateBill(setting);
  const moved = estate.lines.map((line) => scenes.reduce(changedLine, line));
  const lines = [...moved, ...scenes.flatMap(({ uses = [] }) => uses).map((use) => lineOf(setting, use))];
  const whole: Bill = {
    provider: 'Google Cloud',
    payer: setting.billingAccount,
    currency: 'USD',
    firstDay: setting.firstDay,
    days: setting.days,
    lines: lines.map(({ line }) => line),
    oneOffs: [...estate.oneOffs, ...scenes.flatMap(({ oneOffs = [] }) => oneOffs)],
  };
  const random = setting.random.fork('format');
  // The export of the last day is not all there when somebody looks at it in the morning.
  const bill = random.chance(0.75) ? withLateTail(whole, random, 1, random.between(0.35, 0.65)) : whole;
  const format = random.pick(formats);
  switch (format) {
    case 'detailed-csv':
      return gcpExport(bill, { detailed: true, as: 'csv' });
    case 'detailed-json':
      return gcpExport(bill, { detailed: true, as: 'json' });
    case 'standard-csv':
      return gcpExport(bill, { detailed: false, as: 'csv' });
    case 'focus-1.0':
      return focus(bill, '1.0');
    case 'focus-1.2':
      return focus(bill, '1.2');
    case 'console':
      return consoleReport(bill);
  }
}

export function spikeOf(setting: Setting, service: RegExp, usageType: RegExp): Truth['spike'] {
  return { service, usageType, startDay: startDay(setting) };
}

export function worldOf({ about, decoys, family, name, plot }: Told): World {
  return {
    name,
    family,
    about,
    provider: 'gcp',
    script: [],
    build: (seed): BuiltWorld => {
      const setting = settingOf(name, seed);
      const happened = plot(setting);
      const scenes = [happened, ...(decoys?.(setting) ?? [])];
      let cloud: Cloud | undefined;
      return {
        provider: 'gcp',
        truth: happened.truth,
        bills: () => billOf(setting, happened.formats ?? FORMATS, scenes),
        answer: (binary, args) => {
          cloud ??= cloudOf(setting, happened.home, scenes);
          if (binary === 'gcloud') return gcloud(cloud, args);
          if (binary === 'bq') return bq(cloud, args);
          if (binary === 'gsutil') return gsutil(cloud, args);
          return { exit: 127, out: '', err: `${binary}: command not found\n` };
        },
      };
    },
  };
}
