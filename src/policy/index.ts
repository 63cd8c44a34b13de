export { BINARIES, type Binary, GRAMMARS, type Grammar } from './binaries.js';
export type { Kind, ShapeName } from './kind.js';
export { narrowedPolicy, POLICY_PART } from './narrowed.js';
export type { Pack, PathPlace } from './pack.js';
export { type OpenPack, openPolicy, type PackEntry, parseIndex, type Policy, type PolicyIndex } from './policy.js';
export { type Bound, type FlagRule, type Globals, PAGING, type Positional, type Rule } from './rule.js';
