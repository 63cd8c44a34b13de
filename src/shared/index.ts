export { amount } from './amount.js';
export { errorCode } from './error-code.js';
export { EXIT, exitCodeOfFault } from './exit-codes.js';
export { Fault, type FaultCode } from './fault.js';
export { dollars, type MicroUsd, MICRO_USD_PER_USD } from './money.js';
export { nearest } from './nearest.js';
export { printable, printableJson, printableLines } from './printable.js';
export { type Err, err, type Ok, ok, type Result } from './result.js';
export { unreachable } from './unreachable.js';
