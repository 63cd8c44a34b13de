// The first code inside every cage. May: try what is forbidden. Holds: descriptors 0 to 4. Never: more than its cage allows.
// Says hello with what its canaries got, then waits for the one line that says the cage was seen to hold from outside too. Only then
// does it load the program it was told to be: nothing untrusted runs in a cage that is still being looked at.

import { readSync, writeSync } from 'node:fs';
import { runCanaries } from '../src/cage/canaries.js';
import { type EntryOrders, GO_LINE } from '../src/cage/profile.js';

const LANE = 3;

/** Byte by byte, so that nothing behind the line is taken from the program that comes next. */
function waitForGo(): void {
  const byte = new Uint8Array(1);
  let line = '';
  while (line !== GO_LINE) {
    const isOpen = readSync(LANE, byte, 0, 1, null) === 1;
    line += String.fromCharCode(byte[0] ?? 0);
    if (!isOpen || !GO_LINE.startsWith(line)) process.exit(1);
  }
}

async function enter(orders: EntryOrders): Promise<void> {
  const canaries = runCanaries(orders);
  writeSync(LANE, `${JSON.stringify({ kind: 'hello', id: 1, protocol: 1, canaries })}\n`);
  waitForGo();
  process.argv.splice(1, process.argv.length, orders.main, ...orders.mainArguments);
  // eslint-disable-next-line ghosthunter/import-names-its-file -- the supervisor names the program of this cage
  await import(orders.main);
}

// CAST: argv[2] is written by our own supervisor, and there is nothing to protect from it here.
void enter(JSON.parse(process.argv[2] ?? '') as EntryOrders);
