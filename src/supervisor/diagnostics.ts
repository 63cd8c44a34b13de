// What the supervisor is doing, for whoever has to find out why: one JSON object a line on standard error, only when asked for.
// Nothing a model wrote ever goes here but as its length.

import { Fault } from '../shared/index.js';

export type Diagnose = (message: string, fields: Readonly<Record<string, unknown>>) => void;

export const LOG_LEVELS = ['debug', 'info', 'warn'] as const;

export async function openDiagnostics(level: string | undefined): Promise<Diagnose> {
  if (level === undefined) return () => undefined;
  if (!LOG_LEVELS.some((known) => known === level)) {
    throw new Fault('usage', `there is no log level \`${level}\``, { fix: `one of: ${LOG_LEVELS.join(', ')}` });
  }
  const { destination, pino } = await import('pino');
  const log = pino({ level, base: { pid: process.pid } }, destination({ dest: 2, sync: true }));
  return (message, fields) => {
    log.info(fields, message);
  };
}
