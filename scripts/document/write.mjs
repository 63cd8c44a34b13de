// The documents that are generated as a whole, by path.

import { reportSchema } from '../../dist/src/report/index.js';
import { allowlist } from './allowlist.mjs';
import { costSpecification } from './cost.mjs';
import { fastReject } from './fast-reject.mjs';

export const WHOLE = {
  'docs/report.schema.json': () => `${JSON.stringify(reportSchema(), undefined, 2)}\n`,
  'docs/internal/fast-reject-spec.md': fastReject,
  'docs/internal/gcp-allowlist-spec.md': () => allowlist('What may run on Google Cloud', ['gcloud', 'bq', 'gsutil']),
  'docs/internal/aws-allowlist-spec.md': () => allowlist('What may run on AWS', ['aws']),
  'docs/internal/other-allowlist-spec.md': () => allowlist('What may run on Kubernetes and Azure', ['kubectl', 'az']),
  'docs/internal/cost-spec.md': costSpecification,
};
