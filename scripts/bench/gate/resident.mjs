// A process of its own: how much more it holds once every pack was read and every rule made. Prints megabytes.

import { readPolicy } from '../../../dist/src/packs/index.js';
import { BINARIES } from '../../../dist/src/policy/index.js';

globalThis.gc();
const before = process.memoryUsage().rss;
const policy = readPolicy();
const packs = BINARIES.flatMap((binary) => policy.groups(binary).map((group) => policy.pack(binary, group)));
if (process.argv[2] === 'rules') for (const pack of packs) for (const path of pack.paths) pack.rule(path);
globalThis.gc();
console.log((process.memoryUsage().rss - before) / 2 ** 20, packs.length);
