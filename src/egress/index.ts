export { serveEgress } from './serve.js';
