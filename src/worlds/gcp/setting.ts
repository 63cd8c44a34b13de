// Who a world is about: a company, its projects, where it runs, who works there, and the days of its bill. All of it from the seed.

import { dayOf, isoDay, isoTime, timeOn } from '../days.js';
import { type Random, randomOf } from '../random.js';
import type { Project } from './cloud.js';

export interface Setting {
  readonly seed: number;
  readonly random: Random;
  readonly company: string;
  readonly domain: string;
  readonly prod: Project;
  readonly data: Project;
  readonly staging: Project;
  readonly projects: readonly Project[];
  readonly region: string;
  readonly zones: readonly [string, string, string];
  /** A region where the company has nothing. */
  readonly farRegion: string;
  /** As SKUs spell it. */
  readonly geo: string;
  readonly farGeo: string;
  readonly days: number;
  readonly firstDay: number;
  /** The day of the bill, from 0, on which the money begins to rise. */
  readonly start: number;
  /** 9:00 after the last day. */
  readonly now: number;
  /** How large the company is: what an ordinary one pays is multiplied with it. */
  readonly scale: number;
  readonly engineer: string;
  readonly colleague: string;
  readonly analyst: string;
  readonly investigator: string;
  readonly billingAccount: string;
}

const COMPANIES = [
  'acme',
  'nordlicht',
  'brightcart',
  'fernhill',
  'kitewave',
  'mapleway',
  'solstead',
  'tidemark',
  'oakfield',
  'rivergate',
  'lumenpost',
  'pinecrest',
];
const PRODUCTS = ['shop', 'web', 'app', 'platform', 'core', 'api'];
const PEOPLE = [
  'anna.keller',
  'ben.ortiz',
  'carla.mendes',
  'david.okafor',
  'elif.demir',
  'felix.braun',
  'grace.lin',
  'hugo.martin',
  'ines.costa',
  'jonas.weber',
  'kira.novak',
  'liam.murphy',
];
const REGIONS = [
  ['us-central1', 'Americas', 'a b c'],
  ['us-east1', 'Americas', 'b c d'],
  ['europe-west1', 'EMEA', 'b c d'],
  ['europe-west4', 'Netherlands', 'a b c'],
  ['us-west1', 'Americas', 'a b c'],
] as const;
const FAR = [
  ['asia-southeast1', 'Singapore'],
  ['southamerica-east1', 'Sao Paulo'],
  ['australia-southeast1', 'Sydney'],
  ['asia-east1', 'APAC'],
  ['northamerica-northeast1', 'Montreal'],
] as const;

export function settingOf(name: string, seed: number): Setting {
  const random = randomOf(`gcp ${name} ${String(seed)}`);
  const company = random.pick(COMPANIES);
  const product = random.pick(PRODUCTS);
  const [region, geo, letters] = random.pick(REGIONS);
  const [farRegion, farGeo] = random.pick(FAR);
  const [a = 'a', b = 'b', c = 'c'] = letters.split(' ');
  const days = random.whole(46, 75);
  const lastDay = dayOf('2026-09-24') + random.whole(0, 54);
  const firstDay = lastDay - days + 1;
  const [engineer = '', colleague = '', analyst = '', investigator = ''] = random
    .shuffled(PEOPLE)
    .map((person) => `${person}@${company}.example`);
  const project = (id: string, friendly: string, env: string): Project => ({
    id,
    name: friendly,
    number: `${random.digits(1)}${random.digits(11)}`,
    created: isoTime(timeOn(firstDay - random.whole(300, 1_200), random.between(7, 17))),
    labels: { env },
  });
  const suffix = random.chance(0.4) ? `-${random.digits(3)}` : '';
  const prod = project(`${company}-${product}-prod${suffix}`, `${company} ${product} production`, 'prod');
  const data = project(`${company}-data${suffix}`, `${company} data platform`, 'prod');
  const staging = project(`${company}-${product}-staging${suffix}`, `${company} ${product} staging`, 'staging');
  return {
    seed,
    random: random.fork('rest'),
    company,
    domain: `${company}.example`,
    prod,
    data,
    staging,
    projects: [prod, data, staging],
    region,
    zones: [`${region}-${a}`, `${region}-${b}`, `${region}-${c}`],
    farRegion,
    geo,
    farGeo,
    days,
    firstDay,
    start: days - random.whole(8, 16),
    now: timeOn(lastDay + 1, 9),
    scale: random.between(0.7, 2.2),
    engineer,
    colleague,
    analyst,
    investigator,
    billingAccount: `0${random.hex(5).toUpperCase()}-${random.hex(6).toUpperCase()}-${random.hex(6).toUpperCase()}`,
  };
}

/** Seconds since 1970 on a day of the bill. */
export function at({ firstDay }: Setting, day: number, hour = 0): number {
  return timeOn(firstDay + day, hour);
}

export function iso(setting: Setting, day: number, hour = 0): string {
  return isoTime(at(setting, day, hour));
}

export function startDay({ firstDay, start }: Setting): string {
  return isoDay(firstDay + start);
}

/** As Compute Engine writes times: `2026-09-22T09:41:00.123-07:00`. */
export function pacific(setting: Setting, day: number, hour = 0): string {
  const seconds = at(setting, day, hour);
  return `${isoTime(seconds - 7 * 3_600).slice(0, 19)}.${String(100 + (seconds % 899))}-07:00`;
}
