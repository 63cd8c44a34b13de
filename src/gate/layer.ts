// A layer turns one stage into the next, richer one, or says why not. It knows nothing of the other layers.

import type { Result } from '../shared/index.js';
import type { LayerName, Reason } from './refusal.js';

export interface Layer<In, Out> {
  readonly name: LayerName;
  readonly check: (input: In) => Result<Out, Reason>;
}
