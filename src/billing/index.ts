export type { Bill, BillPath, LoadedFile, LoadOptions, Progress } from './load.js';
export { type BillingOptions, serveBilling } from './serve.js';
