import type { Described } from './define.js';
import { CALENDAR } from './families/calendar.js';
import { COMPUTE } from './families/compute.js';
import { DATA } from './families/data.js';
import { NETWORK } from './families/network.js';
import { BOTH, FIREWALL, NO_SPIKE } from './families/quiet.js';
import { SECURITY } from './families/security.js';
import { STORAGE } from './families/storage.js';
import { WATCHING } from './families/watching.js';

/** In the order in which they are listed. */
export const DESCRIBED: readonly Described[] = [
  ...NETWORK,
  ...FIREWALL,
  ...STORAGE,
  ...WATCHING,
  ...COMPUTE,
  ...DATA,
  ...CALENDAR,
  ...SECURITY,
  ...BOTH,
  ...NO_SPIKE,
];
