export { openRedactor, type Redacted, type Redactor, redactLine, type RedactorOptions } from './redact/redactor.js';
