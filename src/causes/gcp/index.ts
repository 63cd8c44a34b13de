// The causes of Google Cloud and the reads that tell them apart.

import type { Cause } from '../cause.js';
import type { Probe } from '../probe.js';
import { AI_CAUSES } from './ai.js';
import { AI_PROBES } from './ai-probes.js';
import { BIGQUERY_CAUSES } from './bigquery.js';
import { BIGQUERY_PROBES } from './bigquery-probes.js';
import { COMMITMENT_CAUSES, COMMITMENT_PROBES } from './commitments.js';
import { COMPUTE_CAUSES } from './compute.js';
import { DATABASE_CAUSES } from './databases.js';
import { DATABASE_PROBES } from './database-probes.js';
import { FLOW_PROBES } from './flows.js';
import { GKE_PROBES } from './gke.js';
import { LOGGING_CAUSES, LOGGING_PROBES } from './logging.js';
import { MACHINES } from './machines.js';
import { MAKERS } from './makers.js';
import { NETWORK_CAUSES } from './network.js';
import { NETWORK_PROBES } from './network-probes.js';
import { PIPELINE_CAUSES } from './pipelines.js';
import { PIPELINE_PROBES } from './pipeline-probes.js';
import { SECURITY_PROBES } from './security.js';
import { SERVERLESS_CAUSES } from './serverless.js';
import { SERVERLESS_PROBES } from './serverless-probes.js';
import { STORAGE_CAUSES } from './storage.js';
import { STORAGE_PROBES } from './storage-probes.js';

export const GCP_CAUSES: readonly Cause[] = [
  ...BIGQUERY_CAUSES,
  ...SERVERLESS_CAUSES,
  ...LOGGING_CAUSES,
  ...COMPUTE_CAUSES,
  ...NETWORK_CAUSES,
  ...STORAGE_CAUSES,
  ...AI_CAUSES,
  ...DATABASE_CAUSES,
  ...COMMITMENT_CAUSES,
  ...PIPELINE_CAUSES,
];

export const GCP_PROBES: readonly Probe[] = [
  ...BIGQUERY_PROBES,
  MACHINES,
  MAKERS,
  ...GKE_PROBES,
  ...SECURITY_PROBES,
  ...NETWORK_PROBES,
  ...FLOW_PROBES,
  ...STORAGE_PROBES,
  ...LOGGING_PROBES,
  ...SERVERLESS_PROBES,
  ...AI_PROBES,
  ...DATABASE_PROBES,
  ...PIPELINE_PROBES,
  ...COMMITMENT_PROBES,
];
