export { serveExecutor } from './serve.js';
