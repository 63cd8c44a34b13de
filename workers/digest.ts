// May: compute. Holds: one output. Never: network, files, children, credentials.
// A thread of the executor: raw output in, bounded printable text out.

export { digest } from '../src/executor/digest.js';
