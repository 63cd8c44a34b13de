// May: print. Holds: nothing. Never: network, files, children, credentials.
// The program that the executor spawns in a simulated run: `simulated-cli WORLD BINARY ARGS…` answers as the CLI would.

import { writeSync } from 'node:fs';
import { openWorld } from '../src/worlds/index.js';

const [, , worldName = '', binary = '', ...args] = process.argv;
const world = openWorld(worldName);
const answer = world?.built.answer(binary, args) ?? { exit: 1, out: '', err: `there is no simulated world ${worldName}\n` };
writeSync(1, answer.out);
if (answer.err !== '') writeSync(2, answer.err);
process.exitCode = answer.exit;
