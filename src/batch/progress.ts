// How far a batch is, for a person: a bar on a terminal, a line for each item elsewhere. Plain words, no results: those go to standard output.

import { dollars, type MicroUsd, printable } from '../shared/index.js';
import type { Screen, StatusLine } from '../terminal/index.js';
import type { ItemResult } from './result.js';
import type { Tally } from './tally.js';

export interface Standing {
  readonly tally: Tally;
  readonly running: number;
  /** Of those that run, so many wait for a Message Batch; undefined where each call goes by itself. */
  readonly waiting?: number;
  readonly spent: MicroUsd;
  readonly budget: MicroUsd | undefined;
  /** Until the last one ends, as the ones of this process took; undefined until one has ended. */
  readonly milliseconds: number | undefined;
}

const BAR = 20;

export function inTime(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1_000);
  if (seconds < 90) return `${String(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${String(minutes)} min` : `${String(Math.ceil(minutes / 60))} h`;
}

function barOf({ items, left }: Tally): string {
  const full = items === 0 ? BAR : Math.floor((BAR * (items - left)) / items);
  return `[${'='.repeat(full)}${' '.repeat(BAR - full)}]`;
}

export function standingText({ budget, milliseconds, running, spent, tally, waiting }: Standing): string {
  const { clean, failed, found, inconclusive, items, left } = tally;
  const money = `${dollars(spent)}${budget === undefined ? '' : ` of ${dollars(budget)}`}`;
  const rest = left === 0 || milliseconds === undefined ? [] : [`about ${inTime(milliseconds)} left`];
  return [
    `${String(items - left)}/${String(items)}`,
    `${String(found)} found`,
    `${String(clean)} clean`,
    ...(inconclusive === 0 ? [] : [`${String(inconclusive)} inconclusive`]),
    `${String(failed)} failed`,
    `${String(running)} running`,
    ...(waiting === undefined ? [] : [`${String(waiting)} wait for a batch of calls`]),
    money,
    ...rest,
  ].join(' · ');
}

const WORDS: Readonly<Record<ItemResult['outcome'], string>> = {
  'cause-found': 'cause found',
  'nothing-found': 'nothing found',
  inconclusive: 'inconclusive',
  failed: 'failed',
};

export function resultText({ confidence, error, fix, name, outcome, title }: ItemResult): string {
  const sure = confidence === null ? '' : ` (${String(Math.round(100 * confidence))} %)`;
  const what = outcome === 'failed' ? `: ${error ?? ''}${fix === null ? '' : `; fix: ${fix}`}` : title === null ? '' : `: ${title}${sure}`;
  return printable(`${name}: ${WORDS[outcome]}${what}`, 400);
}

export interface Progress {
  readonly show: (standing: Standing) => void;
  readonly finished: (result: ItemResult, standing: Standing) => void;
  /** Whatever else is written: the bar makes room. */
  readonly note: (text: string) => void;
  readonly clear: () => void;
}

export function openProgress(screen: Screen, status: StatusLine | undefined): Progress {
  let shown = '';

  function draw(): void {
    // One less than there are: some terminals break a line that is full.
    if (status && shown !== '') status.show(shown.slice(0, status.columns() - 1));
  }

  function line(text: string): void {
    status?.clear();
    screen.err(text);
    draw();
  }

  return {
    show: (standing) => {
      shown = `${barOf(standing.tally)} ${standingText(standing)}`;
      draw();
    },
    finished: (result, standing) => {
      if (status) return;
      line(`${standingText(standing)} · ${resultText(result)}`);
    },
    note: line,
    clear: () => {
      shown = '';
      status?.clear();
    },
  };
}
