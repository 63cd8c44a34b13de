export { batchCommand } from './batch-command.js';
export type { Item } from './item.js';
export type { BatchDefaults, BatchFlags } from './plan.js';
export { itemEnvironment } from './run-arguments.js';
export { type ItemEnded, type ItemRun, type ItemStart, runItem } from './run-item.js';
export { parseReport } from './seen.js';
