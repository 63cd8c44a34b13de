// What a scripted round asks of a provider: who am I, what is there. Reads that cost nothing and fit every account.

import type { Provider } from './credentials.js';

export const OPENING: Readonly<Record<Provider, readonly string[]>> = {
  aws: ['aws sts get-caller-identity', 'aws s3api list-buckets'],
  gcp: ['gcloud projects list --limit=20'],
};
