// A BigQuery dataset, of the default project or of a named one.

import { pattern } from './shape.js';

export const bqDataset = pattern(
  'a dataset, or project:dataset',
  'acme-billing:billing_export',
  /^(?:[a-z][a-z0-9-]{4,28}[a-z0-9]:)?[A-Za-z0-9_]{1,128}$/,
);
