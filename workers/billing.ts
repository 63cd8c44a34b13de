// May: two descriptors and the bill files under /bill, read-only. Holds: the bill. Never: network, other files, children, keys.
// The cage entry has already tried all of that and reported what happened.

import { basename } from 'node:path';
import { serveBilling } from '../src/billing/index.js';
import { openDescriptor } from '../src/channel/index.js';

// The files as the cage shows them, each under its number and its name.
const bill = process.argv.slice(2).map((path) => ({ path, name: basename(path).replace(/^\d+-/u, '') }));

serveBilling(openDescriptor(4), bill, (code) => process.exit(code));
