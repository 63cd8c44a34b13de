// Which entries are asked for.

import { entryIn, type LogEntry } from '../audit/index.js';
import { Fault } from '../shared/index.js';
import { whenOf } from '../terminal/index.js';

const EVENT_OF = {
  accepted: 'cleared',
  refused: 'refused',
  approved: 'approved',
  declined: 'declined',
  'not-run': 'not-run',
  ran: 'ran',
} as const;
type Decision = keyof typeof EVENT_OF;
const DECISIONS = Object.keys(EVENT_OF).join(', ');

export interface FilterFlags {
  readonly since?: string;
  readonly until?: string;
  readonly id?: string;
  readonly decision?: string;
  readonly layer?: string;
}

export interface Filter {
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly run: string | undefined;
  readonly event: string | undefined;
  readonly layer: number | undefined;
}

function isDecision(text: string): text is Decision {
  return Object.hasOwn(EVENT_OF, text);
}

function eventOf(text: string): string {
  if (isDecision(text)) return EVENT_OF[text];
  throw new Fault('usage', `there is no decision \`${text}\``, { fix: `one of: ${DECISIONS}` });
}

function layerOf(text: string): number {
  if (/^[1-7]$/.test(text)) return Number(text);
  throw new Fault('usage', `there is no layer \`${text}\``, { fix: 'one of 1 (shell) to 7 (cost)' });
}

function runOf(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,63}$/.test(text)) return text;
  throw new Fault('usage', `\`${text}\` is not the id of a run`, { fix: 'ghosthunter audit list shows the ids' });
}

export function filterOf(flags: FilterFlags, now: Date): Filter {
  const { since, until, id, decision, layer } = flags;
  const filter: Filter = {
    since: since === undefined ? undefined : whenOf('--since', since, now),
    until: until === undefined ? undefined : whenOf('--until', until, now),
    run: id === undefined ? undefined : runOf(id),
    event: decision === undefined ? undefined : eventOf(decision),
    layer: layer === undefined ? undefined : layerOf(layer),
  };
  if (filter.since !== undefined && filter.until !== undefined && filter.since > filter.until)
    throw new Fault('usage', '--since is after --until', { fix: 'exchange them' });
  return filter;
}

function isAsked({ since, until, run, event }: Filter, head: Pick<LogEntry, 'time' | 'run' | 'event'>): boolean {
  if (since !== undefined && head.time < since) return false;
  if (until !== undefined && head.time > until) return false;
  return (run ?? head.run) === head.run && (event ?? head.event) === head.event;
}

/** What every entry begins with, as it is written. */
const BEGINNING = /^\{"seq":\d{1,16},"time":"([^"]{24})","run":"([a-z0-9-]{1,64})","event":"([a-z-]{1,64})"/;
const BEGINNING_BYTES = 260;

export type Looked = { readonly kind: 'entry'; readonly entry: LogEntry } | { readonly kind: 'other' } | { readonly kind: 'no-entry' };

const OTHER: Looked = { kind: 'other' };
const NO_ENTRY: Looked = { kind: 'no-entry' };

/** Most entries are not asked for, which their beginning says already. */
export function look(bytes: Buffer, filter: Filter): Looked {
  const [, time, run, event] = BEGINNING.exec(bytes.toString('latin1', 0, BEGINNING_BYTES)) ?? [];
  if (time !== undefined && run !== undefined && event !== undefined && !isAsked(filter, { time, run, event })) return OTHER;
  const entry = entryIn(bytes);
  if (!entry) return NO_ENTRY;
  if (!isAsked(filter, entry)) return OTHER;
  return filter.layer === undefined || entry.fields['layer'] === filter.layer ? { kind: 'entry', entry } : OTHER;
}
