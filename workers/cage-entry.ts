// The first code inside every cage. May: try what is forbidden. Holds: descriptors 0 to 4. Never: more than its cage allows.
// Says hello with what its canaries got, synchronously and before any other code runs, then becomes the program it was told to be.

import { runCanaries } from '../src/cage/canaries.js';
import type { EntryOrders } from '../src/cage/profile.js';

const LANE = 3;

// CAST: argv[2] is written by our own supervisor, and there is nothing to protect from it here.
const orders = JSON.parse(process.argv[2] ?? '') as EntryOrders;
const canaries = await runCanaries(orders);
process.getBuiltinModule('node:fs').writeSync(LANE, `${JSON.stringify({ kind: 'hello', id: 1, protocol: 1, canaries })}\n`);

process.argv.splice(1, process.argv.length, orders.main, ...orders.mainArguments);
await import(orders.main);
