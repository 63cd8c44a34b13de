import { AWS_CAUSES, AWS_PROBES } from './aws/index.js';
import type { Cause } from './cause.js';
import { GCP_CAUSES, GCP_PROBES } from './gcp/index.js';
import type { Probe } from './probe.js';

export { type Belief, normalised, prior, updated, type Weighed, weighed } from './belief.js';
export type { Cause, CauseId } from './cause.js';
export { type Choice, choices } from './choose.js';
export { type Known, learn } from './known.js';
export type { Output, Probe, Reading } from './probe.js';
export { knownFrom, type Report, type Seen, seen, type Spike } from './seen.js';

export const CAUSES: readonly Cause[] = [...AWS_CAUSES, ...GCP_CAUSES];
export const PROBES: readonly Probe[] = [...AWS_PROBES, ...GCP_PROBES];
