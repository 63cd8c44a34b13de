// The live part of the screen as rows: what rose, what is believed, the current step with its trail through the seven layers, what is left of the
// budget. Pure. T-TERMINAL: in each row what comes from outside stands last, so that however it is drawn it displaces nothing of ours.

import { amount, dollars } from '../shared/index.js';
import type { Look } from './investigation-view.js';
import type { RunState, Step } from './run-state.js';
import { sparkline } from './spikes-view.js';
import { trail } from './trail.js';
import { fitted, rowsOf, tame, widthOf, wrappedRows } from './width.js';

export interface FrameLook extends Look {
  readonly columns: number;
  readonly rows: number;
  /** Names of the person's own for those that the executor gave. */
  readonly named: (line: string) => string;
  /** What is being typed; undefined where nothing can be. */
  readonly typed: string | undefined;
  /** So many finished rows stand above it at least. */
  readonly above: number;
}

const CELLS = 10;
const MOST_BELIEFS = 5;
const MOST_ROWS = 16;
const MOVE_MS = 600;
const COMMAND_ROWS = 2;
const SPARK_DAYS = 60;
const EIGHTHS = ' ▏▎▍▌▋▊▉█';
const MOVED = 0.005;
const WIDEST_RULE = 120;
/** The trail and its indent. */
const MARKS_COLUMNS = 9;
/** Left free at the end of a row: one that is halved with the terminal is then two rows, and never three. */
const MARGIN = 2;
/** A smaller terminal has nothing to give away. */
const HALVED_FROM = { columns: 80, rows: 20 } as const;
/** Of what is believed, before there is more of anything else. */
const FIRST_BELIEFS = 3;

/** Whether the next frame differs though nothing happens. */
export function isMoving(state: RunState, now: number): boolean {
  return state.beliefs.length > 0 && now - state.movedAt < MOVE_MS;
}

export function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}

export function size(bytes: number): string {
  if (bytes < 1_000) return `${String(bytes)} B`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Finer than a cell where the terminal knows how. */
function movingBar(share: number, isPlain: boolean): string {
  const cells = Math.max(0, Math.min(1, share)) * CELLS;
  if (isPlain) return '#'.repeat(Math.round(cells)).padEnd(CELLS, '.');
  const full = Math.floor(cells);
  const rest = full === CELLS ? '' : (EIGHTHS[Math.round((cells - full) * 8)] ?? '');
  return `${'█'.repeat(full)}${rest}`.padEnd(CELLS).replaceAll(' ', '░');
}

function moved(share: number, before: number | undefined, { ink, isPlain }: Look): string {
  if (before === undefined || Math.abs(share - before) < MOVED) return ' ';
  return share > before ? ink.good(isPlain ? '^' : '↑') : ink.bad(isPlain ? 'v' : '↓');
}

/** Our part in front, theirs behind it, as far as there is room. */
function row(ours: string, oursWidth: number, theirs: string, { columns, isPlain, named }: FrameLook): string {
  const room = columns - MARGIN - oursWidth;
  return room < 1 ? '' : ours + fitted(tame(named(theirs)), room, isPlain);
}

function own(text: string, { columns, isPlain }: FrameLook): string {
  return fitted(text, columns - MARGIN, isPlain);
}

function rule(state: RunState, look: FrameLook): string {
  const { columns, ink, isPlain } = look;
  const dash = isPlain ? '-' : '─';
  const title = own(`${dash}${dash} ${['ghosthunter', state.run, tame(state.about)].filter((word) => word !== '').join('  ')} `, look);
  return ink.faint(title + dash.repeat(Math.max(0, Math.min(columns - MARGIN, WIDEST_RULE) - widthOf(title))));
}

function spikeRows({ currency, lastDay, ranks, spike }: RunState, look: FrameLook): readonly string[] {
  if (!spike) return [];
  const { ink, isPlain } = look;
  const { daily, excess, isOngoing, key, rank, severity, shape, startDay } = spike;
  const which = ranks.length > 1 ? `spike ${String(rank)} of ${String(ranks.length)}: ` : '';
  const head = own(`${which}${severity} +${tame(amount(excess, currency))}, ${shape} since ${startDay}${isOngoing ? '' : ', over'}`, look);
  const isGrave = severity === 'critical' || severity === 'high';
  const place = [key.service, key.usageType, key.region, key.account].filter((word) => word !== '').join(isPlain ? ' / ' : ' · ');
  const room = look.columns - MARGIN - `  to ${lastDay}`.length;
  const spark = sparkline(daily.slice(-Math.max(1, Math.min(SPARK_DAYS, room - 2))), isPlain);
  return [
    isGrave ? ink.bad(head) : head,
    row('  ', 2, place, look),
    ...(room < 10 || daily.length === 0 ? [] : [`  ${spark}${ink.faint(`  to ${lastDay}`)}`]),
  ];
}

function beliefRows(state: RunState, look: FrameLook, most: number, now: number): readonly string[] {
  const { ink, isPlain } = look;
  const shown = state.beliefs.length <= most ? state.beliefs : state.beliefs.slice(0, Math.max(0, most));
  const done = Math.max(0, Math.min(1, (now - state.movedAt) / MOVE_MS));
  return shown.map(({ before, cause, share, statement }) => {
    const drawn = (before ?? 0) + (share - (before ?? 0)) * done;
    const bar = movingBar(drawn, isPlain);
    const ours = `  ${share.toFixed(2)} ${share >= 0.5 ? ink.good(bar) : bar} ${moved(share, before, look)} `;
    return row(ours, 2 + 4 + 1 + CELLS + 3, cause === '' ? statement : `${cause} ${statement}`, look);
  });
}

function verdict({ answer, bytes, runsSince }: Step, now: number): string {
  if (!answer) {
    if (runsSince === undefined) return '';
    return `running ${clock(now - runsSince)}${bytes > 0 ? `, ${size(bytes)}` : ''}`;
  }
  switch (answer.kind) {
    case 'refused':
      return `refused by layer ${String(answer.refusal.layer)}, ${tame(answer.refusal.layerName)}: ${tame(answer.refusal.code)}`;
    case 'ran':
      return `exit ${String(answer.exit)} in ${(answer.milliseconds / 1_000).toFixed(1)} s, ${size(bytes)}`;
    case 'not-run':
      return `not run: ${tame(answer.code)}`;
  }
}

function stepRows({ step }: RunState, look: FrameLook, now: number): readonly string[] {
  const { columns, isPlain, named } = look;
  if (!step || columns < MARKS_COLUMNS + MARGIN) return [];
  const passed = step.answer?.kind === 'refused' ? step.answer.refusal.layer : undefined;
  const state = step.answer || step.runsSince !== undefined ? passed : 0;
  const said = fitted(verdict(step, now), Math.max(0, columns - MARGIN - MARKS_COLUMNS - 2), isPlain);
  const marks = trail(state, look);
  const rows = rowsOf(`  ${tame(named(step.command), 40_000)}`, columns - MARGIN);
  const shown =
    rows.length > COMMAND_ROWS
      ? [...rows.slice(0, COMMAND_ROWS - 1), fitted(rows.slice(COMMAND_ROWS - 1).join(''), columns - MARGIN, isPlain)]
      : rows;
  const why = step.answer?.kind === 'refused' ? [row('  ', 2, step.answer.refusal.hint, look)] : [];
  return [...shown, `  ${marks}${said === '' ? '' : `  ${said}`}`, ...why];
}

function doingRow({ doing, round, why }: RunState, look: FrameLook): string {
  const head = own(`${round > 0 ? `round ${String(round)}: ` : ''}${doing}`, look);
  if (why === '') return head;
  return row(`${head}: `, widthOf(head) + 2, why, look) || head;
}

/** The most telling parts first: what does not fit is left out whole. */
function statusRow(state: RunState, look: FrameLook, now: number): string {
  const { budget, commands, hadTaken, microUsd } = state;
  const of = (value: string, most: string | undefined): string => (most === undefined ? value : `${value} of ${most}`);
  const parts = [
    of(clock(now - state.began + hadTaken), budget && clock(budget.milliseconds)),
    of(dollars(microUsd), budget && dollars(budget.microUsd)),
    `${of(String(commands), budget && String(budget.commands))} commands`,
    ...(look.typed === undefined ? ['Ctrl-C stops'] : ['/help', 'Ctrl-C stops']),
  ];
  const between = look.isPlain ? ' | ' : ' · ';
  let text = '';
  for (const part of parts) {
    const longer = text === '' ? part : text + between + part;
    if (widthOf(longer) > look.columns - MARGIN) break;
    text = longer;
  }
  return look.ink.faint(text);
}

/** The end of what is typed, where a hand is. */
function typedRow(typed: string, { columns, isPlain }: FrameLook): string {
  const characters = [...tame(typed, Math.max(1, typed.length))];
  let room = columns - MARGIN - 4;
  let from = characters.length;
  while (from > 0) {
    room -= widthOf(characters[from - 1] ?? '');
    if (room < 0) break;
    from -= 1;
  }
  const cut = from > 0 ? (isPlain ? '<' : '…') : '';
  return fitted(`> ${cut}${characters.slice(from).join('')}${isPlain ? '_' : '▏'}`, columns - MARGIN, isPlain);
}

/** Rows are taken as long as there is room for them, and for what half the columns would make of them. */
function openRoom({ above, columns, rows }: FrameLook) {
  const most = Math.max(1, rows - 1);
  const halved = columns < HALVED_FROM.columns || rows < HALVED_FROM.rows ? columns : Math.floor((columns - 1) / 2);
  let left = Math.min(MOST_ROWS, most);
  let leftHalved = most;
  // A terminal that wraps rows anew pushes as many off its upper edge, also where there is room below.
  let leftToPush = above;
  const fits = (more: readonly string[]): boolean => {
    const wrapped = more.reduce((sum, one) => sum + wrappedRows(one, halved), 0);
    const pushed = wrapped - more.length;
    if (more.length > left || wrapped > leftHalved || pushed > leftToPush) return false;
    left -= more.length;
    leftHalved -= wrapped;
    leftToPush -= pushed;
    return true;
  };
  return {
    take: (more: readonly string[]): readonly string[] => (fits(more) ? more : []),
    takeFirst: (more: readonly string[]): readonly string[] => {
      const end = more.findIndex((one) => !fits([one]));
      return end === -1 ? more : more.slice(0, end);
    },
  };
}

/**
 * T-TERMINAL: what a narrower terminal wraps anew and pushes off its upper edge can be taken away no more, and would stand among the finished lines.
 */
export function frame(state: RunState, look: FrameLook, now: number): readonly string[] {
  const { take, takeFirst } = openRoom(look);
  const typed = look.typed === undefined || look.typed === '' ? [] : [typedRow(look.typed, look)];
  const takenTyped = take(typed);
  const takenStatus = take([statusRow(state, look, now)]);
  const spike = spikeRows(state, look);
  const beliefs = beliefRows(state, look, MOST_BELIEFS, now);
  // By what is missed most when there is little room.
  const takenDoing = take([doingRow(state, look)]);
  const takenStep = take(stepRows(state, look, now));
  const takenHead = take(spike.slice(0, 1));
  const first = takeFirst(beliefs.slice(0, FIRST_BELIEFS));
  const takenSpike = take(spike.slice(1));
  const more = first.length < FIRST_BELIEFS ? [] : takeFirst(beliefs.slice(FIRST_BELIEFS));
  const takenRule = take([rule(state, look)]);
  return [...takenRule, ...takenHead, ...takenSpike, ...first, ...more, ...takenDoing, ...takenStep, ...takenStatus, ...takenTyped];
}
