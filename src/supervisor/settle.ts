// What the bill decides before anything is armed: which spike is looked into, and so whose credentials may be needed. A cloud that we have no
// commands for is looked into by its bill alone.

import type { SpikesFound } from '../protocol/index.js';
import { Fault } from '../shared/index.js';
import { credentialVariables, type Provider } from './credentials.js';
import type { RunChoice } from './run-options.js';
import type { SessionPlan, Settled } from './session-plan.js';
import type { Surroundings } from './state-directory.js';

export interface ChosenSpike {
  readonly currency: string;
  readonly rank: number;
  readonly provider: Provider | undefined;
}

/** By the words that exports use; never by what looks alike. */
export function providerNamed(name: string): Provider | undefined {
  const plain = name.toLowerCase();
  if (/\b(?:aws|amazon)\b/u.test(plain)) return 'aws';
  if (/\b(?:gcp|google)\b/u.test(plain)) return 'gcp';
  return undefined;
}

/** Of the currency with the most unexpected money among those that have a spike; the first one, if none was asked for. */
export function chosenSpike({ reports }: SpikesFound, rank: number | null): ChosenSpike | undefined {
  const [report] = reports
    .filter(({ spikes }) => spikes.length > 0)
    .toSorted((one, other) => Number(other.unexpected) - Number(one.unexpected));
  const spike = report?.spikes.find((one) => one.rank === (rank ?? 1));
  return report && spike && { currency: report.currency, rank: spike.rank, provider: providerNamed(spike.key.provider) };
}

/** Where nothing rose the bill may still say whose it is. */
function providerOf(found: SpikesFound, chosen: ChosenSpike | undefined): Provider | undefined {
  if (chosen) return chosen.provider;
  return found.files.map(({ provider }) => providerNamed(provider)).find((one) => one !== undefined);
}

export function settleBy(choice: Pick<RunChoice, 'provider' | 'spike'>, { environment }: Surroundings): SessionPlan['settle'] {
  return (found, { executor, welcome }): Settled => {
    const chosen = chosenSpike(found, choice.spike);
    if (choice.spike !== null && !chosen)
      throw new Fault('usage', `the bill has no spike ${String(choice.spike)}`, {
        fix: '`ghosthunter spikes` with the same files numbers them',
      });
    const place = { currency: chosen?.currency ?? null, rank: chosen?.rank ?? null };
    const provider = choice.provider ?? providerOf(found, chosen);
    if (provider === undefined && (chosen || executor.mode === 'active')) {
      // T-SECRET: no credentials are handed over for a cloud that they are not of.
      const mode = executor.mode === 'active' ? ('paranoid' as const) : executor.mode;
      const approval = executor.mode === 'active' ? ('unneeded' as const) : executor.approval;
      return {
        executor: { ...executor, mode, approval, credentials: {} },
        welcome: { ...welcome, mode, canRun: false },
        ...place,
      };
    }
    const settled = provider ?? executor.provider;
    const credentials = executor.mode === 'active' ? { ...credentialVariables(environment, settled) } : {};
    return { executor: { ...executor, provider: settled, credentials }, welcome: { ...welcome, provider: settled }, ...place };
  };
}
