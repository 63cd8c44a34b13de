// The causes of Amazon Web Services and the reads that tell them apart.

import type { Cause } from '../cause.js';
import type { Probe } from '../probe.js';
import { AI_CAUSES } from './causes/ai.js';
import { COMMITMENT_CAUSES } from './causes/commitments.js';
import { CONTAINER_CAUSES } from './causes/containers.js';
import { DATABASE_CAUSES } from './causes/databases.js';
import { GOVERNANCE_CAUSES } from './causes/governance.js';
import { MACHINE_CAUSES } from './causes/machines.js';
import { A01 } from './causes/nat.js';
import { NETWORK_CAUSES } from './causes/network.js';
import { OBSERVABILITY_CAUSES } from './causes/observability.js';
import { REQUEST_CAUSES } from './causes/requests.js';
import { SECURITY_CAUSES } from './causes/security.js';
import { SERVERLESS_CAUSES } from './causes/serverless.js';
import { STORAGE_CAUSES } from './causes/storage.js';
import { SUPPORT_CAUSES } from './causes/support.js';
import { ADDRESS_PROBES } from './reads/addresses.js';
import { AI_PROBES } from './reads/ai.js';
import { COMMITMENT_PROBES } from './reads/commitments.js';
import { CONTAINER_PROBES } from './reads/containers.js';
import { DATABASE_PROBES } from './reads/databases.js';
import { DISK_PROBES } from './reads/disks.js';
import { FLEET_PROBES } from './reads/fleets.js';
import { GOVERNANCE_PROBES } from './reads/governance.js';
import { MACHINE_PROBES } from './reads/machines.js';
import { NAT_PROBES } from './reads/nat.js';
import { NETWORK_PROBES } from './reads/network.js';
import { OBSERVABILITY_PROBES } from './reads/observability.js';
import { REQUEST_PROBES } from './reads/requests.js';
import { SCAN_PROBES } from './reads/scans.js';
import { SECURITY_PROBES } from './reads/security.js';
import { SERVERLESS_PROBES } from './reads/serverless.js';
import { STORAGE_PROBES } from './reads/storage.js';
import { SUPPORT_PROBES } from './reads/support.js';
import { TABLE_PROBES } from './reads/tables.js';

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
  ...ADDRESS_PROBES,
  ...STORAGE_PROBES,
  ...DISK_PROBES,
  ...OBSERVABILITY_PROBES,
  ...MACHINE_PROBES,
  ...FLEET_PROBES,
  ...CONTAINER_PROBES,
  ...COMMITMENT_PROBES,
  ...SUPPORT_PROBES,
  ...AI_PROBES,
  ...SERVERLESS_PROBES,
  ...DATABASE_PROBES,
  ...TABLE_PROBES,
  ...SECURITY_PROBES,
  ...GOVERNANCE_PROBES,
  ...REQUEST_PROBES,
  ...SCAN_PROBES,
];
