// The case as a model reads it: what rose, where, since when, whether price or volume did it, what else moved. All of it was computed by
// code; the names in it come from a bill that strangers may have written into.

import { CAUSES, prior, seen } from '../../causes/index.js';
import { dollars } from '../../shared/index.js';
import type { Dossier, Report, Spike } from '../state.js';
import { framed } from './frame.js';
import { amount, percent } from './money.js';
import { causeTitle } from './taxonomy.js';

const MOST_LISTED = 12;
const MOST_SCOPES = 16;
const SHOWN_DAYS = 45;
const MOST_PRIOR = 8;

type Where = Spike['scopes'][number]['where'];

function place(where: Where): string {
  return where.length === 0 ? 'everywhere' : where.map(({ dimension, value }) => `${dimension}=${value}`).join(', ');
}

function keyOf({ key }: Spike): string {
  return Object.entries(key)
    .filter(([, value]) => value !== '')
    .map(([dimension, value]) => `${dimension}=${value}`)
    .join(', ');
}

function line(spike: Spike): string {
  const until = spike.isOngoing ? 'still' : `to ${spike.endDay}`;
  const perDay = `${amount(spike.expectedPerDay)} -> ${amount(spike.seenPerDay)} a day`;
  const rest = `${amount(spike.excess)} in all, ${percent(spike.share)} of what is unexpected`;
  return `#${String(spike.rank)} ${spike.severity} ${spike.shape} from ${spike.startDay} ${until}: ${perDay}, ${rest}: ${keyOf(spike)}`;
}

function list(title: string, spikes: readonly Spike[]): readonly string[] {
  if (spikes.length === 0) return [];
  const more = spikes.length > MOST_LISTED ? [`  … ${String(spikes.length - MOST_LISTED)} more`] : [];
  return [title, ...spikes.slice(0, MOST_LISTED).map((spike) => `  ${line(spike)}`), ...more];
}

const DAY_MS = 86_400_000;

function series({ firstDay }: Report, { daily, expected }: Spike): string {
  const first = Math.max(0, daily.length - SHOWN_DAYS);
  const day = new Date(Date.parse(firstDay) + first * DAY_MS).toISOString().slice(0, 10);
  const shown = (values: readonly string[]): string => values.slice(first).map(amount).join(' ');
  return [`a day, from ${day}:`, `  seen     ${shown(daily)}`, `  expected ${shown(expected)}`].join('\n');
}

function split({ priceVolume }: Spike): string {
  if (priceVolume === null) return 'price or volume: not known, the bill has no quantities here';
  const { mixed, price, unit, volume } = priceVolume;
  return `price or volume: ${amount(volume)} by more ${unit === '' ? 'units' : unit}, ${amount(price)} by a higher price of a unit, ${amount(mixed)} by both`;
}

function focus(report: Report, spike: Spike): readonly string[] {
  return [
    `The spike to explain: ${line(spike)}`,
    series(report, spike),
    split(spike),
    'where it is:',
    ...spike.scopes.slice(0, MOST_SCOPES).map(({ excess, share, where }) => `  ${percent(share)} ${amount(excess)}: ${place(where)}`),
    ...spike.why.slice(0, MOST_SCOPES).map((why) => `  because ${why}`),
  ];
}

function others({ drops, moves, oneOffs, spikes }: Report, spike: Spike): readonly string[] {
  return [
    ...list(
      'Other spikes',
      spikes.filter((other) => other !== spike),
    ),
    ...list('What fell', drops),
    ...list('One-off charges', oneOffs),
    ...(moves.length === 0 ? [] : ['Money that only moved']),
    ...moves
      .slice(0, MOST_LISTED)
      .map(
        ({ from, perDay, service, startDay, to }) =>
          `  ${service} from ${startDay}: ${amount(perDay)} a day from ${place(from)} to ${place(to)}`,
      ),
  ];
}

function believed({ report, spike, welcome }: Dossier): readonly string[] {
  const causes = CAUSES.filter(({ provider }) => provider === welcome.provider);
  const belief = [...prior(causes, seen(report, spike))].toSorted(([, one], [, other]) => other - one).slice(0, MOST_PRIOR);
  return [
    'What the catalogue of causes makes of the bill alone, before anything was read (a start, no evidence):',
    ...belief.map(([id, share]) => `  ${id} ${share.toFixed(2)} ${causeTitle(id)}`),
  ];
}

export function dossierText(dossier: Dossier, key: string): string {
  const { found, report, spike, welcome } = dossier;
  const { firstDay, incomplete, lastDay, total, unexpected } = report;
  const late = incomplete === null ? '' : ` The last ${String(incomplete.days)} days are not complete (${percent(incomplete.share)}).`;
  const bill = [
    `Bill from ${firstDay} to ${lastDay} in ${report.currency}: ${amount(total)} in all, ${amount(unexpected)} unexpected.${late}`,
    ...focus(report, spike),
    ...others(report, spike),
    ...found.notes.slice(0, MOST_LISTED).map((note) => `note: ${note}`),
  ].join('\n');
  const { budget, economy } = welcome;
  const whole = `For the whole run: ${String(budget.commands)} commands, ${dollars(budget.microUsd)} for models and paid reads together.`;
  return [
    `Provider: ${welcome.provider}. Today: ${welcome.today}.`,
    welcome.canRun ? 'Commands can be run.' : 'Nobody can run commands: the bill is all there is.',
    welcome.canAsk ? 'A person can be asked.' : 'Nobody can be asked.',
    // What is told of a budget is less in a run that goes on, and there the words must be those of before.
    ...(economy === undefined ? [whole] : []),
    framed('BILL', key, bill),
    ...believed(dossier),
  ].join('\n');
}
