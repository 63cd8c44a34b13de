// What the catalogue of causes would do in a model's place: its beliefs after all that was read, and the reads that it would choose.

import type { Belief, Choice } from '../causes/index.js';
import { openChoices, standingOf } from './catalogue.js';
import type { Dossier, State } from './state.js';

export interface Advice {
  readonly belief: Belief;
  readonly choices: readonly Choice[];
}

export function advice(dossier: Dossier, state: State): Advice {
  const standing = standingOf(dossier, state);
  return { belief: standing.belief, choices: openChoices(standing) };
}
