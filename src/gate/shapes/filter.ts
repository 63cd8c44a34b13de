// A filter over the rows of a gcloud list. It chooses rows; it cannot name a file, a host or a function.

import { isQuery } from './query.js';
import { type Shape, shaped } from './shape.js';

export const filter: Shape = {
  expects: 'comparisons joined by AND and OR',
  example: 'status=RUNNING AND zone:us-central1-a',
  parse: (raw) => (isQuery(raw, true) ? { kind: 'text', text: shaped(raw) } : undefined),
};
