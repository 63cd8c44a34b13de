// From what a family says of a world to the world: its estate, its bill in one of several forms, its program, its truth.

import { type Bill, type BillFile, cur2, curLegacy, explorerTable, focus, withLateTail } from '../bill/index.js';
import { isoDay } from '../days.js';
import type { Truth, World } from '../world.js';
import { awsAnswer } from './cli.js';
import type { Cloud } from './cloud.js';
import { type Estate, estate } from './estate/estate.js';

export interface Told {
  readonly outcome?: Truth['outcome'];
  readonly causes: readonly string[];
  /** Nothing where no spike is. */
  readonly spike?: { readonly service: RegExp; readonly usageType: RegExp; readonly startDay?: number };
  readonly facts?: readonly string[];
  /** Reads that are never denied. */
  readonly spared: readonly string[];
  readonly bills?: (bill: Bill, cloud: Estate) => readonly BillFile[];
}

export interface Described {
  readonly name: string;
  readonly family: string;
  readonly about: string;
  readonly build: (cloud: Estate) => Told;
}

const ALWAYS = ['sts get-caller-identity', 'cloudtrail lookup-events', 'cloudwatch get-metric-statistics', 'ce get-cost-and-usage'];
const FORMS: readonly ((bill: Bill) => readonly BillFile[])[] = [
  (bill) => focus(bill, '1.0'),
  (bill) => curLegacy(bill),
  (bill) => focus(bill, '1.2'),
  (bill) => cur2(bill),
];

export function billOf(cloud: Cloud): Bill {
  const { days, firstDay, lines, oneOffs } = cloud;
  const bill: Bill = { provider: 'AWS', payer: cloud.payer.id, currency: 'USD', firstDay, days, lines, oneOffs };
  // The last day of every third bill is not all there yet.
  return cloud.seed % 3 === 0 ? withLateTail(bill, cloud.random.fork('tail'), 1, 0.6) : bill;
}

export function rendered(bill: Bill, { seed }: Cloud): readonly BillFile[] {
  return (FORMS[seed % FORMS.length] ?? curLegacy)(bill);
}

/** By service alone: no usage types, no regions. */
export function renderedByService(bill: Bill): readonly BillFile[] {
  return explorerTable(bill);
}

export function describeWorld({ about, build, family, name }: Described): World {
  return {
    name,
    family,
    about,
    provider: 'aws',
    script: [],
    build: (seed) => {
      const cloud = estate(seed, name);
      const { bills = rendered, causes, facts = [], outcome = 'cause-found', spared, spike } = build(cloud);
      const startDay = isoDay(cloud.firstDay + (spike?.startDay ?? cloud.start));
      const behaviour = { spared: [...ALWAYS, ...spared] };
      return {
        provider: 'aws',
        bills: () => bills(billOf(cloud), cloud),
        answer: (binary, args) =>
          binary === 'aws' ? awsAnswer(cloud, behaviour, args) : { exit: 127, out: '', err: `${binary}: command not found\n` },
        truth: { outcome, causes, spike: spike ? { service: spike.service, usageType: spike.usageType, startDay } : null, facts },
      };
    },
  };
}
