// The offline way of looking, played against the small account: the same choice of reads, readers and beliefs as in a run, without processes.

import {
  choices,
  type Known,
  knownFrom,
  learn,
  type Output,
  prior,
  type Probe,
  type Seen,
  seen,
  updated,
  weighed,
} from '../../../src/causes/index.js';
import { AWS_CAUSES, AWS_PROBES } from '../../../src/causes/aws/index.js';
import { report, spike } from '../spike.js';
import type { Case, Place } from './cases.js';
import { measured, QUIET, START } from './cloud.js';

const TODAY = '2026-11-15';
const LAST_DAY = '2026-11-14';
const FIRST_DAY = '2026-10-01';

const keyOf = ([service, usageType, region = '']: Place): Seen['spike']['key'] => ({
  provider: 'AWS',
  account: '123456789012',
  service,
  usageType,
  region,
});

type Looks = Pick<Case, 'shape' | 'driver' | 'drops' | 'companions' | 'startDay'>;

export function seenAt(place: Place, looks: Looks = {}): Seen {
  const { companions = [], driver, drops = [], shape = 'step', startDay = START } = looks;
  const resource = place[3];
  const at = (one: Place, over = {}): Seen['spike'] => spike({ key: keyOf(one), startDay, endDay: LAST_DAY, ...over });
  const amounts = driver === 'price' ? { volume: '3', price: '100' } : { volume: '100', price: '3' };
  const main = at(place, {
    shape,
    scopes: resource === undefined ? [] : [{ where: [{ dimension: 'resource', value: resource }], excess: '1', share: 1 }],
    priceVolume: driver === undefined ? null : { ...amounts, mixed: '0', unit: 'Hrs' },
  });
  const all = report([main, ...companions.map((one) => at(one))], {
    firstDay: FIRST_DAY,
    lastDay: LAST_DAY,
    drops: drops.map((one) => at(one)),
  });
  return seen(all, main);
}

export function knownAt(place: Place, names: Readonly<Record<string, readonly string[]>> = {}): Known {
  const known = knownFrom(seenAt(place), TODAY);
  return { ...known, names: new Map([...known.names, ...Object.entries(names)]) };
}

/** Text and JSON of an output, as the loop gives them to a reader. */
export function output(raw: unknown, command: string): Output {
  return typeof raw === 'string' ? { text: raw, json: undefined, command } : { text: JSON.stringify(raw), json: raw, command };
}

const optionOf = (command: string, name: string): string =>
  command
    .split(' ')
    .find((word) => word.startsWith(`--${name}=`))
    ?.slice(name.length + 3) ?? '';

/** What the account says to a command; a metric that nobody mentions does not change. */
export function answerTo(probe: Probe, command: string, answers: Case['answers']): unknown {
  if (Object.hasOwn(answers, probe.name)) return answers[probe.name];
  if (probe.operation !== 'aws cloudwatch get-metric-statistics') return QUIET[probe.operation.slice('aws '.length)];
  return measured(optionOf(command, 'metric-name'), 1_000, 1_000, optionOf(command, 'statistics'));
}

export interface Played {
  readonly leader: string;
  readonly belief: number;
  readonly commands: readonly string[];
  readonly readings: readonly string[];
  readonly known: Known;
  readonly prior: readonly string[];
}

const CONFIDENT = 0.85;

export function play(place: Place, one: Pick<Case, 'answers'> & Looks, most = 15, until = CONFIDENT): Played {
  const view = seenAt(place, one);
  let known = knownFrom(view, TODAY);
  let belief = prior(AWS_CAUSES, view);
  const named = (): readonly (readonly [string, number])[] =>
    [...belief].filter(([id]) => id !== 'other').toSorted(([, first], [, second]) => second - first);
  const before = named().map(([id]) => id);
  const asked = new Set<string>();
  const spent = new Set<string>();
  const readings: string[] = [];
  const supported = new Set<string>();
  const weakened = new Set<string>();
  // As the rules have it: something read speaks for it, something read speaks against another.
  const isDone = (): boolean => {
    const [leader = '', weight = 0] = named()[0] ?? [];
    return weight >= until && supported.has(leader) && [...weakened].some((id) => id !== leader);
  };
  while (asked.size < most && !isDone()) {
    const [best] = choices({ belief, known, probes: AWS_PROBES, compromises: new Set(['A29']), asked, spent });
    if (best === undefined) break;
    asked.add(best.command);
    spent.add(best.probe.name);
    const reading = best.probe.read(output(answerTo(best.probe, best.command, one.answers), best.command), known);
    readings.push(`${best.probe.name}: ${reading?.outcome ?? 'unread'}`);
    if (reading === undefined) continue;
    const { supports, weakens } = weighed(belief, best.probe, reading.outcome);
    for (const id of supports) supported.add(id);
    for (const id of weakens) weakened.add(id);
    belief = updated(belief, best.probe, reading.outcome);
    known = learn(known, reading.learned);
  }
  const [leader = '', weight = 0] = named()[0] ?? [];
  return { leader, belief: weight, commands: [...asked], readings, known, prior: before };
}

export function probeNamed(name: string): Probe {
  const found = AWS_PROBES.find((probe) => probe.name === name);
  if (!found) throw new Error(name);
  return found;
}
