// The causes of Amazon Web Services and the reads that tell them apart.

import type { Cause } from '../cause.js';
import type { Probe } from '../probe.js';

export const AWS_CAUSES: readonly Cause[] = [];
export const AWS_PROBES: readonly Probe[] = [];
