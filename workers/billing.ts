// May: two descriptors and the bill files under /bill, read-only. Holds: the bill. Never: network, other files, children, keys.
// The cage entry has already tried all of that and reported what happened.

import { basename } from 'node:path';
import { serveBilling } from '../src/billing/index.js';
import { openDescriptor } from '../src/channel/index.js';

// The supervisor names the files as `SHOWN-AT=NAME` pairs after the entry's own arguments.
const bill = process.argv.slice(2).map((path) => ({ path, name: basename(path).replace(/^\d+-/u, '') }));

serveBilling(openDescriptor(3), openDescriptor(4), bill, (code) => process.exit(code));
