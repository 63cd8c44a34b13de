// What rose in a bill, for whoever has to know before anything is run: read in a cage, by the very question that an investigation asks, so
// that both number the spikes alike.

import { LIMITS, type SpikesFound } from '../../protocol/index.js';
import { Fault, printable } from '../../shared/index.js';
import type { Config } from '../config.js';
import { TOP_SPIKES } from '../run-options.js';
import { chosenSpike } from '../settle.js';
import type { Surroundings } from '../state-directory.js';
import { permittedTiers } from '../tiers.js';
import { openCagedBill } from './caged-bill.js';
import { meantFiles } from './paths.js';

export type FoundReport = SpikesFound['reports'][number];

/** The report whose spikes `run --spike` numbers; undefined where nothing rose. */
export async function spikesOf(typed: readonly string[], config: Config, surroundings: Surroundings): Promise<FoundReport | undefined> {
  const { files } = meantFiles(typed, '/');
  if (files.length > LIMITS.billFiles) throw new Fault('usage', 'too many files for one bill');
  const bill = await openCagedBill({ files, tiers: permittedTiers(config, surroundings), onProgress: () => undefined });
  try {
    const answer = await bill.ask({ kind: 'spikes', since: null, top: TOP_SPIKES, currency: null });
    if (answer.kind === 'bill-fault') throw new Fault('file', printable(answer.detail));
    if (answer.kind !== 'spikes-found') throw new Fault('protocol', `billing answered ${answer.kind}`);
    const chosen = chosenSpike(answer, null);
    return answer.reports.find(({ currency }) => currency === chosen?.currency);
  } finally {
    await bill.close();
  }
}
