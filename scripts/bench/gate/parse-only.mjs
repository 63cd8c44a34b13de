// What many lines cost before anything is judged: read, parsed, written again, in one thread.

import { createInterface } from 'node:readline';

for await (const line of createInterface({ input: process.stdin })) process.stdout.write(`${JSON.stringify(JSON.parse(line))}\n`);
