export { serveEconomy } from './serve.js';
