// Tier 2's launcher. May: everything the supervisor may, for some milliseconds. Holds: descriptors 0 to 4. Never: anything but confine
// itself and become Node in that cage.

import { writeSync } from 'node:fs';
import { becomeCaged } from '../src/cage/become-caged.js';
import type { LauncherOrders } from '../src/cage/landlock.js';

const COULD_NOT_CONFINE = 70;

// CAST: argv[2] is written by our own supervisor.
const orders = JSON.parse(process.argv[2] ?? '') as LauncherOrders;
writeSync(2, `${becomeCaged(orders)}\n`);
process.exit(COULD_NOT_CONFINE);
