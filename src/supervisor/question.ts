// What the questions to a person have in common: where they are asked, what a command costs, how an end is told.

import { dollars, type MicroUsd } from '../shared/index.js';
import { folded, type Prompt, type Teletype } from '../terminal/index.js';
import type { Asides } from './asides.js';
import type { Ending } from './session-plan.js';

export interface QuestionDoors {
  readonly teletype: Teletype;
  readonly prompt: Prompt;
  readonly home: string;
  readonly copies: boolean;
  readonly asides: Asides;
  /** Where a yes to all of a kind is none: why. */
  readonly noAlways?: string | undefined;
  readonly time: () => { readonly spent: number; readonly most: number };
}

/** To the last digit: a cent is not nothing. */
export function exactDollars(amount: MicroUsd): string {
  if (amount % 10_000 === 0) return dollars(amount);
  return `$${(amount / 1_000_000).toFixed(6).replace(/0+$/u, '')}`;
}

export function costText(microUsd: MicroUsd): string {
  return microUsd === 0 ? 'costs nothing' : `costs up to ${exactDollars(microUsd)}`;
}

function clockText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}

export function timeText({ spent, most }: { readonly spent: number; readonly most: number }): string {
  return `${clockText(spent)} of ${clockText(most)} used`;
}

const BETWEEN = '   ';

/** What may be typed, as much on a line as fits. */
export function choiceLines(choices: readonly string[], columns: number): readonly string[] {
  const lines: string[] = [];
  for (const choice of choices) {
    const last = lines.at(-1);
    const longer = last === undefined ? undefined : last + BETWEEN + choice;
    if (longer !== undefined && longer.length < columns) lines[lines.length - 1] = longer;
    else lines.push(...folded(choice, columns - 1, BETWEEN, ''));
  }
  return lines;
}

/** Lines of ours and of text that has been made printable. */
export function say(teletype: Teletype, ...lines: readonly string[]): void {
  teletype.write(lines.map((line) => `${line}\n`).join(''));
}

/** Sentences of ours, in lines that fit. */
export function sayFolded(teletype: Teletype, ...lines: readonly string[]): void {
  say(teletype, ...lines.flatMap((line) => folded(line, teletype.columns() - 1, '  ', '')));
}

/** Somebody is waited for; where sequences are unwelcome, so is a sound. */
export function ring(teletype: Teletype): void {
  if (!teletype.isPlain) teletype.write('\u0007');
}

/** What was chosen instead of this run. */
export const LEFT: Ending = { outcome: 'interrupted', detail: 'the person looks into another spike' };
export const STOPPED: Ending = { outcome: 'interrupted', detail: 'the person stopped it' };
/** Of a run that is over already this says nothing: its first end counts. */
export const GONE: Ending = { outcome: 'needs-person', detail: 'the terminal was closed' };
export const UNSHOWABLE: Ending = { outcome: 'failed', detail: 'a command holds characters that cannot be shown; it was not asked about' };
