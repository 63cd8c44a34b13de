// One JSON object a line on standard output, the way journald takes it: `<N>` says how urgent it is. Text from outside is escaped; no value
// of a credential is ever handed to it.

import { printableJson } from '../shared/index.js';

const PRIORITY = { error: 3, warning: 4, notice: 5, info: 6, debug: 7 } as const;

export type Urgency = keyof typeof PRIORITY;
export type Log = (urgency: Urgency, event: string, fields?: Readonly<Record<string, unknown>>) => void;

const LONGEST_TEXT = 600;

function cut(value: unknown): unknown {
  if (typeof value === 'string') return value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value;
  return Array.isArray(value) ? value.slice(0, 20).map(cut) : value;
}

/** Under journald the time is its own; elsewhere it is ours. */
export function openLog(write: (line: string) => void, isJournal: boolean, now: () => Date): Log {
  return (urgency, event, fields = {}) => {
    const stamp = isJournal ? {} : { time: now().toISOString() };
    const rest = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, cut(value)]));
    const line = printableJson({ ...stamp, level: urgency, event, ...rest });
    write(isJournal ? `<${String(PRIORITY[urgency])}>${line}` : line);
  };
}
