export { digest, type Digest, type RawOutput } from './digest.js';
export { serveExecutor } from './serve.js';
