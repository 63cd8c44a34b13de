export type { Remaining } from './7-cost.js';
export { type Cleared, isCleared } from './cleared.js';
export { type UnmetExample, unmetExamples } from './examples.js';
export { judge, type Verdict } from './judge.js';
export { type LayerName, type LayerNumber, type Part, type Reason, type Refusal, type RefusalCode } from './refusal.js';
export { type WireRefusal, wireRefusal } from './refusal-frame.js';
