export { auditCommand, type AuditQuestion } from './audit-command.js';
export type { AuditFlags } from './doors.js';
