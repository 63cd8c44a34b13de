// May: read policies/, compute. Holds: lines to judge. Never: network, children, credentials; it runs nothing that it judges.
// A thread of `ghosthunter validate --ndjson`.

export { judgeBlock } from '../src/inspect/judge-thread.js';
