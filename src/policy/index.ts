export { BINARIES, type Binary, POSITIONALS } from './binaries.js';
export { type FlagKind, type ShapeName, type ValueKind } from './flag-kind.js';
export { type PathNode, type Policy, type PolicyFault, type PolicyFaultCode, parsePolicy } from './policy.js';
export { type Bound, type Positional, type Rule } from './rule.js';
