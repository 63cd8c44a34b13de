// May: compute. Holds: one output, and the executor's credentials to take out of it. Never: network, files, children.
// A thread of the executor: raw output in, bounded printable text out.

export { digestTask } from '../src/executor/digest.js';
