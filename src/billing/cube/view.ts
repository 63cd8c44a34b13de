// Which view of the costs a file is: commitments spread over what used them, or paid on the day they were bought. Both views of one month
// are the same money.

import type { View } from '../formats/format.js';

/** Lines that speak for each view; a line of used commitment that costs nothing speaks for the actual one only when none costs something. */
export interface Signs {
  amortised: boolean;
  bought: boolean;
  free: boolean;
}

export function viewOf({ amortised, bought, free }: Signs): View | undefined {
  if (amortised) return bought ? undefined : 'amortised';
  return bought || free ? 'actual' : undefined;
}

/** Where the lines say nothing, the name that somebody gave it may. */
export function viewOfName(name: string): View | undefined {
  const isAmortised = /amorti[sz]ed/iu.test(name);
  if (isAmortised === /actual/iu.test(name)) return undefined;
  return isAmortised ? 'amortised' : 'actual';
}
