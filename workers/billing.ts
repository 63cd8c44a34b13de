// May: two descriptors, the bill files under /bill and one native library, read-only. Holds: the bill. Never: network, other files,
// children, keys. The cage entry has already tried all of that and reported what happened.

import { basename } from 'node:path';
import { serveBilling } from '../src/billing/index.js';
import { openDescriptor } from '../src/channel/index.js';

// The files as the cage shows them, each under its number and its name.
const bill = process.argv
  .slice(2)
  .filter((word) => !word.startsWith('--native='))
  .map((path) => ({ path, name: basename(path).replace(/^\d+-/u, '') }));

// The hello had the number 1.
let told = 1;
const control = openDescriptor(3);
control.on('error', () => process.exit(0));

serveBilling(openDescriptor(4), bill, {
  leave: (code) => process.exit(code),
  onProgress: ({ at, file, of, share }) => {
    told += 1;
    control.write(`${JSON.stringify({ kind: 'progress', id: told, file: file.slice(0, 200), at, of, share })}\n`);
  },
});
