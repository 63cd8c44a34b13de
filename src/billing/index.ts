export { type BillFile, describeBillFile, headerColumns } from './describe.js';
export { type BillPath, serveBilling } from './serve.js';
