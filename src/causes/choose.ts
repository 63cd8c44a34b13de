// Which read to do next: the one that is expected to tell most for what it costs.

import { type Belief, entropy, likelihood, updated } from './belief.js';
import type { CauseId } from './cause.js';
import type { Known } from './known.js';
import type { Probe } from './probe.js';

export interface Choice {
  readonly probe: Probe;
  readonly command: string;
  /** Expected drop of entropy, in bits. */
  readonly bits: number;
}

/** A read that only opens the way for another one is worth part of it. */
const NEXT_SHARE = 0.7;
const LEAST_BITS = 0.01;
/** One cent of a paid read weighs as much as so many seconds. */
const SECONDS_PER_CENT = 4;
const MICRO_USD_PER_CENT = 10_000;
/** A stranger in the account is looked for before a forgotten machine is. */
const SECURITY_FACTOR = 2;
const SECURITY_BELIEF = 0.12;

export function expectedBits(belief: Belief, probe: Probe): number {
  const before = entropy(belief);
  const after = probe.outcomes.reduce((sum, { name }) => {
    const chance = [...belief].reduce((total, [cause, weight]) => total + weight * likelihood(probe, name, cause), 0);
    return sum + chance * entropy(updated(belief, probe, name));
  }, 0);
  return Math.max(0, before - after);
}

function costOf({ microUsd, seconds }: Probe): number {
  return Math.sqrt(1 + seconds + (microUsd / MICRO_USD_PER_CENT) * SECONDS_PER_CENT);
}

export interface ChooseFrom {
  readonly belief: Belief;
  readonly known: Known;
  readonly probes: readonly Probe[];
  readonly compromises: ReadonlySet<CauseId>;
  /** Commands that were proposed before, whatever became of them. */
  readonly asked: ReadonlySet<string>;
  /** Probes that were answered, or can not be. */
  readonly spent: ReadonlySet<string>;
}

function isSecurity(probe: Probe, { belief, compromises }: ChooseFrom): boolean {
  const suspected = [...compromises].filter((cause) => (belief.get(cause) ?? 0) >= SECURITY_BELIEF);
  return suspected.some((cause) => probe.outcomes.some(({ given }) => given[cause] !== undefined));
}

/** Every read that can be done now and tells something, the best first. */
export function choices(from: ChooseFrom): readonly Choice[] {
  const { asked, belief, known, probes, spent } = from;
  const open = probes.filter(({ name }) => !spent.has(name));
  const bits = new Map(open.map((probe) => [probe.name, expectedBits(belief, probe)]));
  const isKnown = (kind: string): boolean => (known.names.get(kind)?.length ?? 0) > 0;
  const opens = (probe: Probe): number =>
    Math.max(
      0,
      ...open
        .filter((other) => other !== probe && other.needs.some((kind) => !isKnown(kind)))
        .filter((other) => other.needs.every((kind) => isKnown(kind) || probe.learns.includes(kind)))
        .map((other) => (bits.get(other.name) ?? 0) * NEXT_SHARE),
    );
  return open
    .filter((probe) => probe.needs.every(isKnown))
    .flatMap((probe) => {
      const command = probe.command(known);
      const worth = Math.max(bits.get(probe.name) ?? 0, opens(probe));
      return command === undefined || asked.has(command) || worth < LEAST_BITS ? [] : [{ probe, command, bits: worth }];
    })
    .map((choice) => ({ choice, score: (choice.bits * (isSecurity(choice.probe, from) ? SECURITY_FACTOR : 1)) / costOf(choice.probe) }))
    .toSorted((one, other) => other.score - one.score)
    .map(({ choice }) => choice);
}
