export { type Bill, type BillFile, type BillLine, type Cover, money, type OneOff, rowsOf, withLateTail } from './bill.js';
export { cur2, curLegacy } from './aws-cur.js';
export { explorerTable } from './explorer.js';
export { focus } from './focus.js';
export { gcpExport } from './gcp.js';
