// The models of a run, over the one lane to egress: one that reasons, one that reads outputs, and one map of names for both.

import type { Duplex } from 'node:stream';
import { openCompressor } from './compressor.js';
import { openModels } from './model.js';
import { openModelReasoner } from './model-reasoner.js';
import { openNames } from './names.js';
import type { Compressor, Reasoner } from './reasoner.js';
import type { Dossier } from './state.js';

export interface ModelThinkers {
  readonly model: Reasoner | undefined;
  /** Without a model it reads what code can read. */
  readonly compressor: Compressor;
}

export interface ThinkersOptions {
  readonly egress: Duplex;
  /** A line for somebody who waits. */
  readonly onProgress: (text: string) => void;
}

export function openThinkers(dossier: Dossier, { egress, onProgress }: ThinkersOptions): ModelThinkers {
  const { budget, compressor, economy, model } = dossier.welcome;
  const names = openNames(dossier);
  // The other half of the time is for the catalogue, should the answer not come.
  const milliseconds = Math.max(1, Math.floor(budget.milliseconds / 2));
  const patient =
    economy === undefined
      ? {}
      : { frameKey: economy.frameKey, freshNames: () => openNames(dossier), limits: { totalMilliseconds: milliseconds } };
  const client = openModels(egress, economy && milliseconds);
  return {
    model: model === null ? undefined : openModelReasoner(client(model), { names, onProgress, ...patient }),
    compressor: openCompressor(compressor === null ? undefined : client(compressor), {
      names,
      ...patient,
    }),
  };
}
