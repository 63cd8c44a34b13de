export { type BillPath, serveBilling } from './serve.js';
