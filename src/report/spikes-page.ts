// What rose in a bill, as a page that can be sent to somebody. Every word of it comes from a process that read a hostile file.

import type { SpikesFound } from '../protocol/index.js';
import { amount } from '../shared/index.js';
import { daysChart } from './days-chart.js';
import { daysBetween } from './iso-day.js';
import { type Markup, markup, NOTHING } from './markup.js';
import { page } from './page.js';

type Report = SpikesFound['reports'][number];
type Spike = Report['spikes'][number];
type Move = Report['moves'][number];
type Where = Move['from'];

const placed = (where: Where): string => where.map(({ dimension, value }) => `${dimension} ${value === '' ? '(none)' : value}`).join(' · ');

function placeOf({ key }: Spike): string {
  return [key.service, key.usageType, key.account, key.region].filter((word) => word !== '').join(' · ');
}

function timeOf({ endDay, isOngoing, startDay }: Spike): string {
  if (isOngoing) return `since ${startDay}`;
  return startDay === endDay ? `on ${startDay}` : `${startDay} to ${endDay}`;
}

const percent = (share: number): string => `${String(Math.round(100 * share))} %`;

/** Columns whose figures stand at the right. */
const NUMBERS: ReadonlySet<string> = new Set(['Share', 'More', 'Money', 'Lines', 'Left out']);

function table(heads: readonly string[], rows: readonly (readonly Markup[])[]): Markup {
  if (rows.length === 0) return NOTHING;
  return markup`<table><thead><tr>${heads.map((head) => markup`<th scope="col" class="${NUMBERS.has(head) ? 'number' : ''}">${head}</th>`)}</tr></thead><tbody>${rows.map((row) => markup`<tr>${row}</tr>`)}</tbody></table>`;
}

const cell = (text: string): Markup => markup`<td>${text}</td>`;
const number = (text: string): Markup => markup`<td class="number">${text}</td>`;

function spikeArticle(spike: Spike, { currency, firstDay }: Report, id: string): Markup {
  const { daily, excess, expected, expectedPerDay, priceVolume, rank, scopes, seenPerDay, severity, shape, why } = spike;
  const [place, more] = [placeOf(spike), amount(excess, currency)];
  const perDay = `saw ${amount(seenPerDay, currency)} a day, expected ${amount(expectedPerDay, currency)}`;
  const chart = daysChart({
    id,
    title: `${place}, day by day`,
    description: `${timeOf(spike)}: ${perDay}.`,
    currency,
    firstDay,
    daily,
    expected,
    span: { start: daysBetween(firstDay, spike.startDay), end: daysBetween(firstDay, spike.endDay) },
  });
  const split =
    priceVolume === null
      ? NOTHING
      : markup`<p>Of it by volume ${amount(priceVolume.volume, currency)}, by price ${amount(priceVolume.price, currency)}, by both ${amount(priceVolume.mixed, currency)} (${priceVolume.unit === '' ? 'unit unknown' : priceVolume.unit}).</p>`;
  const inside = table(
    ['Where', 'Share', 'More'],
    scopes.map(({ excess: money, share, where }) => [cell(placed(where)), number(percent(share)), number(amount(money, currency))]),
  );
  const reasons = why.length === 0 ? NOTHING : markup`<ul class="faint">${why.map((line) => markup`<li>${line}</li>`)}</ul>`;
  return markup`<article class="spike"><header><h3><span class="badge ${severity}">${severity}</span>${rank}. ${place}</h3><span class="more">${more} more than expected</span></header><p>${shape}, ${timeOf(spike)}: ${perDay}; ${percent(spike.share)} of all that was unexpected.</p>${chart}${inside}${split}${reasons}</article>
`;
}

function alsoTable(title: string, note: string, rows: readonly (readonly Markup[])[], heads: readonly string[]): Markup {
  return rows.length === 0 ? NOTHING : markup`<h2>${title}</h2><p class="faint">${note}</p>${table(heads, rows)}`;
}

function reportSection(report: Report, at: number): Markup {
  const { currency, drops, firstDay, incomplete, lastDay, moves, oneOffs, spikes, total, unexpected } = report;
  const once = (spike: Spike): readonly Markup[] => [cell(placeOf(spike)), cell(timeOf(spike)), number(amount(spike.excess, currency))];
  const left = incomplete?.days ?? 0;
  const incompleteNote =
    left === 0
      ? NOTHING
      : markup`<p class="faint">${left === 1 ? 'The last day is' : `The last ${String(left)} days are`} not complete and left out.</p>`;
  return markup`<section><p class="sum"><strong>${amount(total, currency)}</strong> from ${firstDay} to ${lastDay}, <strong>${amount(unexpected, currency)}</strong> of it unexpected.</p>${incompleteNote}
${spikes.length === 0 ? markup`<p>Nothing rose more than it usually does.</p>` : spikes.map((spike, index) => spikeArticle(spike, report, `chart-${String(at)}-${String(index)}`))}${alsoTable(
  'Moved',
  'The same money in another place: no rise.',
  moves.map(({ from, perDay, service, startDay, to }) => [
    cell(service),
    cell(`from ${placed(from)} to ${placed(to)}`),
    cell(`since ${startDay}`),
    number(`${amount(perDay, currency)} a day`),
  ]),
  ['Service', 'Way', 'When', 'Money'],
)}${alsoTable('Once', 'Purchases, fees, taxes, credits: not part of the daily cost.', oneOffs.map(once), ['What', 'When', 'Money'])}${alsoTable('Less', 'What fell.', drops.map(once), ['What', 'When', 'Money'])}</section>
`;
}

function sourceSection({ files, notes }: SpikesFound): Markup {
  const rows = files.map(({ firstDay, format, lastDay, name, provider, rejected, rows: count, version }) => [
    cell(name),
    cell([format, version, provider].filter((word) => word !== '').join(' ')),
    cell(`${firstDay} to ${lastDay}`),
    number(String(count)),
    number(String(rejected)),
  ]);
  const said = notes.length === 0 ? NOTHING : markup`<ul class="faint">${notes.map((note) => markup`<li>${note}</li>`)}</ul>`;
  return markup`<h2>Read from</h2>${table(['File', 'Format', 'Days', 'Lines', 'Left out'], rows)}${said}`;
}

export function spikesPage(found: SpikesFound): string {
  return page('What rose in the bill', [
    markup`<h1>What rose in the bill</h1>
`,
    ...found.reports.map(reportSection),
    sourceSection(found),
  ]);
}
