// Stands between the executor and one cloud CLI where no process namespace does. May: start the one command it was given. Holds: that
// command's environment, descriptors 0 to 2. Never: a choice of what runs.

import { keepCommand } from '../src/executor/keep.js';

const [, , executorPid = '', file = '', ...args] = process.argv;
keepCommand(Number(executorPid), { file, args }, (code) => process.exit(code));
