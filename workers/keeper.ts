// Stands between the executor and one cloud CLI where no process namespace does. May: start the one command it was given. Holds: that
// command's environment, descriptors 0 to 2. Never: a choice of what runs.

import { keepCommand, type KeptCommand } from '../src/executor/keep.js';

const GRANTS = '--grants=';
const [, , executorPid = '', ...words] = process.argv;
// A file is absolute, so that the two are never taken for each other.
const rawGrants = words[0]?.startsWith(GRANTS) ? words.shift()?.slice(GRANTS.length) : undefined;
// CAST: written by our own executor.
const grants = rawGrants === undefined ? undefined : (JSON.parse(rawGrants) as KeptCommand['grants']);
const [file = '', ...args] = words;
keepCommand(Number(executorPid), { grants, file, args }, (code) => process.exit(code));
