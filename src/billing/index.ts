export { type Bill, type BillPath, loadBill, type LoadedFile, type LoadOptions, type Progress } from './load.js';
export { type BillingOptions, serveBilling } from './serve.js';
