export type { Point } from './chain.js';
export { type AuditEntry, type AuditEvent, type Proposal, proposalOf } from './entry.js';
export { type Appended, AuditLog, type AuditOptions } from './log.js';
export { type Broken, type Verified, verifyLog } from './verify.js';
export type { Break, BreakCode } from './walk.js';
