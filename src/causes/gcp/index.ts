// The causes of Google Cloud and the reads that tell them apart.

import type { Cause } from '../cause.js';
import type { Probe } from '../probe.js';

export const GCP_CAUSES: readonly Cause[] = [];
export const GCP_PROBES: readonly Probe[] = [];
