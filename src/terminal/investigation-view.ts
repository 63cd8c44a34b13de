// An investigation as lines of a terminal: what rose, what is believed and how that moves, what was learned, what it comes to. All of its words
// come from outside and pass `printable`; severity and money of the spike come from the bill.

import type { Conclusion, Evidence, Fix, Hypothesis, NextStep, Round } from '../protocol/index.js';
import { amount, printable } from '../shared/index.js';
import { folded } from './folded.js';
import type { Ink } from './ink.js';
import type { RunEvent, Spike, SpikeReport } from './run-event.js';
import { sparkline } from './spikes-view.js';

export interface Look {
  readonly ink: Ink;
  /** Letters only: for terminals and readers that know nothing else. */
  readonly isPlain: boolean;
  /** Where lines are folded; as for a terminal of 80 columns, if nothing is said. */
  readonly columns?: number;
}

const COLUMNS = 80;
const NARROWEST = 30;
/** Longer lines are hard to read, however wide the terminal is. */
const WIDEST = 120;
const CELLS = 10;
const SPARK_DAYS = 45;
const MOST_SPIKES = 5;
const MOST_FINDINGS = 6;
const HALF_A_POINT = 0.005;
/** A command is not cut: half of one is another one. */
const WHOLE = 40_000;

type Spikes = Extract<RunEvent, { event: 'spikes' }>;

export function columnsOf({ columns = COLUMNS }: Look): number {
  return Math.max(NARROWEST, Math.min(WIDEST, columns));
}

type Fit = (text: string, indent: string, first?: string) => readonly string[];

function fitting(look: Look): Fit {
  const columns = columnsOf(look);
  return (text, indent, first = indent) => folded(printable(text), columns, indent, first);
}

function spikeLines(spike: Spike, { currency }: SpikeReport, isChosen: boolean, look: Look): readonly string[] {
  const { ink, isPlain } = look;
  const fit = fitting(look);
  const { daily, excess, key, rank, severity, shape, startDay } = spike;
  const place = [key.service, key.usageType, key.account, key.region].filter((word) => word !== '').join(isPlain ? ' / ' : ' · ');
  const head = printable(`${severity}  +${amount(excess, currency)}  ${shape} since ${startDay}`);
  const isGrave = severity === 'critical' || severity === 'high';
  return [
    `${isChosen ? '>' : ' '} ${String(rank)}  ${isGrave ? ink.bad(head) : head}`,
    ...fit(place, '     '),
    ...(daily.length === 0 ? [] : [`     ${sparkline(daily.slice(-SPARK_DAYS), isPlain)}`]),
  ];
}

export function spikesHeader({ answer, currency, rank }: Spikes, look: Look): readonly string[] {
  const fit = fitting(look);
  const { files, notes, reports } = answer;
  const rejected = files.reduce((sum, file) => sum + file.rejected, 0);
  return [
    ...files.flatMap(({ firstDay, format, lastDay, name, rows }) =>
      fit(`bill ${name}: ${format}, ${String(rows)} rows, ${firstDay} to ${lastDay}`, '  ', ''),
    ),
    ...(rejected === 0 ? [] : [`lines left out: ${String(rejected)}; ghosthunter spikes says which`]),
    ...notes.slice(0, MOST_FINDINGS).flatMap((note) => fit(`note: ${note}`, '  ', '')),
    ...reports.flatMap((report) => [
      '',
      ...fit(`${amount(report.total, report.currency)} in all, ${amount(report.unexpected, report.currency)} of it unexpected`, '  ', ''),
      ...(report.spikes.length === 0 ? ['no spikes'] : []),
      ...report.spikes
        .filter((spike, at) => at < MOST_SPIKES || spike.rank === rank)
        .flatMap((spike) => spikeLines(spike, report, report.currency === currency && spike.rank === rank, look)),
      ...(report.spikes.length > MOST_SPIKES ? [`  and ${String(report.spikes.length - MOST_SPIKES)} smaller ones`] : []),
    ]),
  ];
}

function bar(share: number, isPlain: boolean): string {
  const cells = Math.round(share * CELLS);
  return isPlain ? '#'.repeat(cells).padEnd(CELLS, '.') : '█'.repeat(cells).padEnd(CELLS, '░');
}

function arrow(now: number, before: number | undefined, { ink, isPlain }: Look): string {
  if (before === undefined || Math.abs(now - before) < HALF_A_POINT) return '';
  if (now > before) return ` ${ink.good(isPlain ? '^' : '↑')}`;
  return ` ${ink.bad(isPlain ? 'v' : '↓')}`;
}

/** What stands behind the name: the bar, the number, the arrow. */
const BEHIND_NAME = 24;

function believed(label: string, share: number, before: number | undefined, look: Look): string {
  const room = columnsOf(look) - BEHIND_NAME;
  const shown = [...printable(label)];
  const name = shown.length > room ? `${shown.slice(0, room - 3).join('')}...` : shown.join('').padEnd(room);
  return `  ${name} ${bar(share, look.isPlain)} ${share.toFixed(2)}${arrow(share, before, look)}`;
}

/** What is done next and why; what is believed stands elsewhere. */
export function briefRoundLines({ action, by, round }: Round, look: Look): readonly string[] {
  const fit = fitting(look);
  const next = action.do === 'query' ? fit(`looks into the bill: ${action.sql}`, '      ', '  ') : [];
  const why = action.do === 'ask' || action.why === '' ? [] : fit(`why: ${action.why}`, '       ', '  ');
  return ['', `round ${String(round)}  ${by}`, ...next, ...why.map(look.ink.faint)];
}

/** `before` is what was believed in the last round, by cause. */
export function roundLines(whole: Round, before: ReadonlyMap<string, number>, look: Look): readonly string[] {
  const { hypotheses, unknown } = whole;
  const ranked = hypotheses.toSorted((one, other) => other.confidence - one.confidence);
  const line = ({ cause, confidence, statement }: Hypothesis): string =>
    believed(`${cause} ${statement}`, confidence, before.get(cause), look);
  const [blank = '', head = '', ...rest] = briefRoundLines(whole, look);
  return [blank, head, ...ranked.map(line), believed('something else', unknown, before.get(''), look), ...rest];
}

export function evidenceLines({ evidence, findings, outcome, source, supports, weakens }: Evidence, look: Look): readonly string[] {
  const fit = fitting(look);
  const shown = findings
    .slice(0, MOST_FINDINGS)
    .flatMap(({ at, text }, index) =>
      fit(`${text}${at === '' || source === 'bill' ? '' : ` (${at})`}`, '       ', index === 0 ? `  ${evidence.padEnd(4)} ` : '       '),
    );
  const none = `  ${evidence.padEnd(4)} ${outcome === 'answered' ? `nothing telling in what the ${source} said` : printable(outcome)}`;
  const weighed = [
    ...(supports.length === 0 ? [] : [`for ${supports.join(' ')}`]),
    ...(weakens.length === 0 ? [] : [`against ${weakens.join(' ')}`]),
  ].join(', ');
  return [...(shown.length === 0 ? [none] : shown), ...(weighed === '' ? [] : fit(weighed, '       ').map(look.ink.faint))];
}

const OUTCOMES: Readonly<Record<Conclusion['outcome'], string>> = {
  'cause-found': 'cause found',
  inconclusive: 'inconclusive',
  'nothing-found': 'nothing found',
};

/** A command is alone on its line and whole, so that it can be copied. */
function commandLines(command: string | null, label = ''): readonly string[] {
  return command === null ? [] : [`        ${label}${printable(command, WHOLE)}`];
}

function fixLines({ command, urgency, verify, what }: Fix, fit: Fit): readonly string[] {
  return [...fit(what, '        ', `  ${urgency.padEnd(5)} `), ...commandLines(command), ...commandLines(verify, 'then look: ')];
}

function stepLines({ answers, command, why }: NextStep, index: number, fit: Fit): readonly string[] {
  return [
    ...commandLines(command).map((line) => `  ${String(index + 1)}. ${line.slice(8)}`),
    ...(why === '' ? [] : fit(why, '     ')),
    ...answers.flatMap(({ means, seen }) => fit(`${seen}: ${means}`, '         ', '     - ')),
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

export function conclusionLines(conclusion: Conclusion, look: Look): readonly string[] {
  const fit = fitting(look);
  const { by, confidence, evidence, fixes, money, next, notVerified, outcome, ruledOut, statement, title } = conclusion;
  const order = { now: 0, soon: 1, later: 2 };
  return [
    '',
    ...fit(`${OUTCOMES[outcome]}: ${title}`, '  ', '').map((line) => (outcome === 'cause-found' ? look.ink.good(line) : line)),
    `  ${bar(confidence, look.isPlain)} ${confidence.toFixed(2)} confident, by ${by === 'model' ? 'a model' : 'the catalogue of causes'}`,
    ...(statement === '' ? [] : ['', ...fit(statement, '  ')]),
    ...section('evidence', evidence.length === 0 ? [] : fit(evidence.join(' '), '  ')),
    ...section(
      'money',
      money === null
        ? []
        : [
            ...fit(
              `${amount(money.excess, money.currency)} more than expected, ${amount(money.perDay, money.currency)} a day, ` +
                `${amount(money.projectedMonth, money.currency)} a month if nothing is done`,
              '  ',
            ),
            ...fit(money.explanation, '  '),
          ],
    ),
    ...section(
      'ruled out',
      ruledOut.flatMap((one) =>
        fit(`${one.cause} ${one.title}: ${one.why}${one.evidence.length === 0 ? '' : ` (${one.evidence.join(' ')})`}`, '    ', '  '),
      ),
    ),
    ...section(
      'not verified',
      notVerified.flatMap((one) => fit(one, '    ', '  ')),
    ),
    ...section(
      'what to do (for you to run: ghosthunter never does)',
      fixes.toSorted((one, other) => order[one.urgency] - order[other.urgency]).flatMap((one) => fixLines(one, fit)),
    ),
    ...section(
      'not run; what would tell more',
      next.flatMap((one, at) => stepLines(one, at, fit)),
    ),
  ];
}
