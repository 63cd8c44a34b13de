// A BigQuery table. T5: no `/`, no `$`, no `*`: a path, a decorator or a wildcard is something else than one table.

import { pattern } from './shape.js';

export const bqTable = pattern(
  'dataset.table, or project:dataset.table',
  'acme-billing:billing_export.gcp_billing_export_v1',
  /^(?:[a-z][a-z0-9-]{4,28}[a-z0-9]:)?[A-Za-z0-9_]{1,128}\.[A-Za-z0-9_]{1,200}$/,
);
