export { type Evidence, evidenceOf, type EvidenceOptions } from './digest.js';
export { openPseudonyms, type PseudonymKind, type PseudonymOptions, type Pseudonyms } from './pseudonyms.js';
export { keyNames } from './redact/key-names.js';
export { openRedactor, type Redacted, type Redactor, redactLine, type RedactorOptions } from './redact/redactor.js';
export type { Cut } from './shorten/cut.js';
