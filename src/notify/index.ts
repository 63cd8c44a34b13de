export { serveNotifier } from './serve.js';
