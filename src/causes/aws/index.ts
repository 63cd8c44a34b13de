// The causes of Amazon Web Services and the reads that tell them apart.

import type { Cause } from '../cause.js';
import type { Probe } from '../probe.js';
import { AI_CAUSES, AI_PROBES } from './ai.js';
import { COMMITMENT_CAUSES, COMMITMENT_PROBES } from './commitments.js';
import { CONTAINER_CAUSES, CONTAINER_PROBES } from './containers.js';
import { DATABASE_CAUSES, DATABASE_PROBES } from './databases.js';
import { GOVERNANCE_CAUSES, GOVERNANCE_PROBES } from './governance.js';
import { MACHINE_CAUSES, MACHINE_PROBES } from './machines.js';
import { A01, NAT_PROBES } from './nat.js';
import { NETWORK_CAUSES, NETWORK_PROBES } from './network.js';
import { OBSERVABILITY_CAUSES, OBSERVABILITY_PROBES } from './observability.js';
import { REQUEST_CAUSES, REQUEST_PROBES } from './requests.js';
import { SECURITY_CAUSES, SECURITY_PROBES } from './security.js';
import { SERVERLESS_CAUSES, SERVERLESS_PROBES } from './serverless.js';
import { STORAGE_CAUSES, STORAGE_PROBES } from './storage.js';
import { SUPPORT_CAUSES, SUPPORT_PROBES } from './support.js';

export const AWS_CAUSES: readonly Cause[] = [
  A01,
  ...NETWORK_CAUSES,
  ...STORAGE_CAUSES,
  ...OBSERVABILITY_CAUSES,
  ...MACHINE_CAUSES,
  ...CONTAINER_CAUSES,
  ...COMMITMENT_CAUSES,
  ...SUPPORT_CAUSES,
  ...AI_CAUSES,
  ...SERVERLESS_CAUSES,
  ...DATABASE_CAUSES,
  ...SECURITY_CAUSES,
  ...GOVERNANCE_CAUSES,
  ...REQUEST_CAUSES,
].toSorted((one, other) => one.id.localeCompare(other.id));

export const AWS_PROBES: readonly Probe[] = [
  ...NAT_PROBES,
  ...NETWORK_PROBES,
  ...STORAGE_PROBES,
  ...OBSERVABILITY_PROBES,
  ...MACHINE_PROBES,
  ...CONTAINER_PROBES,
  ...COMMITMENT_PROBES,
  ...SUPPORT_PROBES,
  ...AI_PROBES,
  ...SERVERLESS_PROBES,
  ...DATABASE_PROBES,
  ...SECURITY_PROBES,
  ...GOVERNANCE_PROBES,
  ...REQUEST_PROBES,
];
