// One entry as one line of a table that fits the terminal.

import type { LogEntry } from '../audit/index.js';
import { printable } from '../shared/index.js';
import type { Ink } from '../terminal/index.js';
import { leavesOf, money, shownTime, textOf, wordFor } from './field.js';

const WORD_COLUMNS = 11;
const TIME_COLUMNS = 19;
const LEAST_WHAT = 16;

export interface Table {
  readonly columns: number;
  /** Of the number of an entry. */
  readonly seqColumns: number;
  readonly ink: Ink;
}

/** A character that is no ASCII may be two columns wide; narrower does no harm. */
function columnsOf(character: string): number {
  return character > '~' ? 2 : 1;
}

function widthOf(characters: readonly string[]): number {
  return characters.reduce((sum, character) => sum + columnsOf(character), 0);
}

/** As much as fits, and a sign that there is more. */
export function fitted(text: string, columns: number): string {
  const characters = [...text];
  if (widthOf(characters) <= columns) return text;
  let left = columns - 1;
  const kept = characters.findIndex((character) => {
    left -= columnsOf(character);
    return left < 0;
  });
  return `${characters.slice(0, kept).join('')}…`;
}

const FRAME: ReadonlySet<string> = new Set(['seq', 'time', 'run', 'event']);

/** Of an event that has no words of its own here. */
function rest({ fields }: LogEntry): string {
  return leavesOf(fields)
    .filter(([path, value]) => !FRAME.has(path) && (typeof value === 'string' || typeof value === 'number') && value !== '')
    .map(([, value]) => String(value))
    .join(' ');
}

function moneyOf({ fields: { microUsd } }: LogEntry): string {
  return typeof microUsd === 'number' ? money(microUsd) : 'an unknown amount';
}

function what(entry: LogEntry): string {
  const text = (path: string): string => textOf(entry, path) ?? '';
  switch (entry.event) {
    case 'cleared':
      return text('canonical');
    case 'refused':
      return `layer ${text('layer')} ${text('code')}: ${text('proposal.text')}`;
    case 'ran':
      return `entry ${text('of')}: exit ${text('exit')}, ${text('milliseconds')} ms, ${text('outputBytes')} bytes`;
    case 'not-run':
      return `entry ${text('of')}: ${text('code')}: ${text('detail')}`;
    case 'preflight':
      return `entry ${text('of')}: ${text('bytes') || 'unknown'} bytes would be read`;
    case 'booked':
      return `entry ${text('of')}: ${moneyOf(entry)} for ${text('cost')}`;
    case 'model-spent':
      return `${moneyOf(entry)} for ${text('model')}`;
    case 'start':
      return `${text('mode')}, ${text('provider')}, ${text('tier')}`;
    case 'stop':
      return `${text('commands')} commands`;
    case 'sealed':
      return `an unfinished write of ${text('torn.bytes')} bytes`;
    case 'continued':
      return `after ${text('previous.file')}`;
    default:
      return rest(entry);
  }
}

function inkOf(entry: LogEntry, { good, bad, faint }: Ink): Ink['good'] {
  if (entry.event === 'cleared' || (entry.event === 'ran' && entry.fields['exit'] === 0)) return good;
  return ['ran', 'refused', 'not-run', 'violation'].includes(entry.event) ? bad : faint;
}

export function rowOf(entry: LogEntry, { columns, seqColumns, ink }: Table): string {
  const left = `${String(entry.seq).padStart(seqColumns)}  ${shownTime(entry.time)}  `;
  const word = fitted(printable(wordFor(entry)), WORD_COLUMNS).padEnd(WORD_COLUMNS);
  const width = Math.max(LEAST_WHAT, columns - left.length - WORD_COLUMNS - 2);
  return `${left}${inkOf(entry, ink)(word)}  ${fitted(printable(what(entry), 4 * width), width)}`.trimEnd();
}

/** Above the rows of a run. */
export function runLine(run: string, { ink }: Table): string {
  return ink.faint(`run ${printable(run)}`);
}

export function headLine({ seqColumns, ink }: Table): string {
  return ink.faint(`${'entry'.padStart(seqColumns)}  ${'time (UTC)'.padEnd(TIME_COLUMNS)}  ${'decision'.padEnd(WORD_COLUMNS)}  what`);
}
