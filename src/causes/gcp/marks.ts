// Marks that several signatures share.

import type { Mark, Signature } from '../signature.js';

/** An export that names no SKU, or only its id. */
const UNSAID = /^(?:[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4})?$/;

/** A line that says its service and no more. */
export function bare(service: RegExp, tells: number): Mark {
  return { service, usage: UNSAID, tells };
}

/** More was used: that the same cost more speaks against it. */
export const BY_USE: NonNullable<Signature['drivers']> = { price: 0.2, mixed: 0.85 };

export const COMPUTE = /Compute Engine/i;
/** Cores and memory of machines, as `N2 Instance Core running in Americas` or `Compute optimized Ram running in EMEA`. */
export const MACHINE =
  /Instance (?:Core|Ram)|(?:Custom|Predefined|optimized|Highmem|Memory-optimized) (?:Core|Ram)|Micro Instance|Small Instance|vCPU/i;
export const ACCELERATOR = /GPU|TPU|Nvidia/i;
