// A filter over log entries. gcloud joins its own bound to this text with a bare AND, so an OR must be inside parentheses.

import { isQuery } from './query.js';
import { type Shape, shaped } from './shape.js';

export const logFilter: Shape = {
  expects: 'comparisons joined by AND, an OR only inside parentheses',
  example: 'resource.type="gce_instance" AND severity>=ERROR',
  parse: (raw) => (isQuery(raw, false) ? { kind: 'text', text: shaped(raw) } : undefined),
};
