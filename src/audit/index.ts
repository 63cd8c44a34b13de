export type { Point } from './chain.js';
export {
  entryIn,
  type FollowPause,
  followEntries,
  type LogEntry,
  type LogLine,
  type Place,
  placeOf,
  readEntries,
  readEntriesBack,
} from './entries.js';
export { type AuditEntry, type AuditEvent, type Proposal, proposalOf, type Redact } from './entry.js';
export { isThereALog } from './files.js';
export { hostHere } from './lock-file.js';
export { type Appended, AuditLog, type AuditOptions, SHARED_NAME } from './log.js';
export { stateDirectoryPath, type Surroundings } from './state-directory.js';
export { type Broken, type Kept, type VerdictCode, type Verified, verifyLog } from './verify.js';
export type { Break, BreakCode } from './walk.js';
