// What rose in a bill, for a person. All words come from a process that read a hostile file: each line passes `printable`.

import type { SpikesFound } from '../protocol/index.js';
import { amount, printable } from '../shared/index.js';
import type { Ink } from './ink.js';

type Report = SpikesFound['reports'][number];
type Spike = Report['spikes'][number];
type Move = Report['moves'][number];
type Where = Move['from'];

const BARS = '▁▂▃▄▅▆▇█';
const BARS_OF_LETTERS = '_.-=+*#@';
const MOST_DAYS = 60;
const MARGIN = '   ';

export interface SpikesLook {
  readonly ink: Ink;
  /** For terminals and readers that know only letters. */
  readonly isPlain: boolean;
}

/** The last days as bars from nothing to the highest of them. */
export function sparkline(daily: readonly string[], isPlain: boolean): string {
  const bars = isPlain ? BARS_OF_LETTERS : BARS;
  const days = daily.slice(-MOST_DAYS).map(Number);
  const most = Math.max(...days, 0);
  return days.map((cost) => bars[most === 0 ? 0 : Math.round((Math.max(0, cost) / most) * (bars.length - 1))] ?? '').join('');
}

function dayAfter(firstDay: string, days: number): string {
  return new Date(Date.parse(firstDay) + days * 86_400_000).toISOString().slice(0, 10);
}

function graph({ daily }: Spike, { firstDay, lastDay }: Report, isPlain: boolean): string {
  const cut = Math.max(0, daily.length - MOST_DAYS);
  return `${MARGIN}${sparkline(daily, isPlain)}  ${cut === 0 ? firstDay : dayAfter(firstDay, cut)} to ${lastDay}`;
}

function placed(where: Where): string {
  return where.map(({ dimension, value }) => `${dimension} ${value === '' ? '(none)' : value}`).join(' · ');
}

function spikeLines(spike: Spike, report: Report, { ink, isPlain }: SpikesLook): readonly string[] {
  const { excess, isOngoing, key, rank, scopes, severity, shape, why } = spike;
  const place = [key.service, key.usageType, key.account, key.region].filter((word) => word !== '').join(' · ');
  const when = isOngoing
    ? `since ${spike.startDay}`
    : spike.startDay === spike.endDay
      ? `on ${spike.startDay}`
      : `${spike.startDay} to ${spike.endDay}`;
  const isGrave = severity === 'critical' || severity === 'high';
  const head = printable(`${severity}: ${place}, ${shape} ${when}, ${amount(excess, report.currency)} more than expected`);
  return [
    '',
    `${String(rank)}. ${isGrave ? ink.bad(head) : head}`,
    graph(spike, report, isPlain),
    ...scopes.map(({ share, where }) => printable(`${MARGIN}${String(Math.round(100 * share))} %  ${placed(where)}`)),
    ...why.map((line) => ink.faint(printable(`${MARGIN}${line}`))),
  ];
}

function moveLine({ from, perDay, service, startDay, to }: Move, currency: string): string {
  return printable(
    `moved, not more: ${service}, ${amount(perDay, currency)} a day since ${startDay}, from ${placed(from)} to ${placed(to)}`,
  );
}

function alsoLines({ currency, drops, moves, oneOffs }: Report): readonly string[] {
  const once = oneOffs.map(({ excess, key, startDay }) => printable(`once: ${key.service}, ${amount(excess, currency)} on ${startDay}`));
  const less = drops.map(({ excess, key, startDay }) => printable(`less: ${key.service}, ${amount(excess, currency)} since ${startDay}`));
  const all = [...moves.map((move) => moveLine(move, currency)), ...once, ...less];
  return all.length === 0 ? [] : ['', ...all];
}

function reportLines(report: Report, look: SpikesLook): readonly string[] {
  const { currency, incomplete, spikes, total, unexpected } = report;
  const days = incomplete?.days ?? 0;
  return [
    printable(`${amount(total, currency)} in all, ${amount(unexpected, currency)} of it unexpected`),
    ...(days === 0
      ? []
      : [
          days === 1 ? 'the last day is not complete and was left out' : `the last ${String(days)} days are not complete and were left out`,
        ]),
    ...(spikes.length === 0 ? ['no spikes'] : spikes.flatMap((spike) => spikeLines(spike, report, look))),
    ...alsoLines(report),
  ];
}

export function spikesLines({ files, notes, reports }: SpikesFound, look: SpikesLook): readonly string[] {
  const read = files.flatMap(({ firstDay, format, lastDay, name, provider, rejected, rejects, rows, version }) => [
    `bill ${name}: ${[format, version].filter((word) => word !== '').join(' ')}, ${provider}, ${String(rows)} rows, ${firstDay} to ${lastDay}`,
    ...(rejected === 0 ? [] : [`  ${String(rejected)} lines left out:`]),
    ...rejects.slice(0, 3).map(({ line, reason }) => `  ${line > 0 ? `line ${String(line)}: ` : ''}${reason}`),
  ]);
  const said = [...read, ...notes.map((note) => `note: ${note}`)].map((line) => printable(line));
  return [...said, ...reports.flatMap((report) => reportLines(report, look))];
}
