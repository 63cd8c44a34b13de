// The rise itself: its days as a chart and as a table, the places it is in, and whether more was used or a unit got dearer.

import { amount } from '../shared/index.js';
import { daysChart, shownDays } from './days-chart.js';
import { daysBetween, isoDay } from './iso-day.js';
import { type Markup, markup, NOTHING } from './markup.js';
import { counted, money, pointer, said, share } from './origin.js';
import type { Report } from './report.js';
import { list, section } from './section.js';

type Looked = NonNullable<Report['spike']>;
type Measured = Report['reports'][number];

const WIDE = 760;
const NARROW = 350;
const HEIGHT = 230;

interface Found {
  readonly at: { readonly report: number; readonly spike: number };
  readonly measured: Measured;
  readonly spike: Measured['spikes'][number];
}

/** The spike that was looked into, with its days. */
export function measuredSpike({ reports, spike }: Report): Found | undefined {
  if (spike === null) return undefined;
  const report = reports.findIndex(({ currency }) => currency === spike.currency);
  const measured = reports[report];
  const at = measured?.spikes.findIndex(({ rank }) => rank === spike.rank) ?? -1;
  const found = measured?.spikes[at];
  return measured && found ? { at: { report, spike: at }, measured, spike: found } : undefined;
}

export function placeOf({ account, region, service, usageType }: Looked['key']): string {
  return [service, usageType, account, region].filter((word) => word !== '').join(' · ');
}

function dayRows({ at, measured, spike }: Found, from: number, to: number): Markup {
  const path = ['reports', at.report, 'spikes', at.spike] as const;
  const days = Array.from({ length: to - from }, (_, index) => from + index);
  return markup`${days.map((day) => {
    const [cost, expected] = [spike.daily[day] ?? '0', spike.expected[day]];
    return markup`<tr><th scope="row">${isoDay(measured.firstDay, day)}</th><td class="number">${money(pointer(...path, 'daily', day), cost, measured.currency)}</td><td class="number">${expected === undefined ? NOTHING : money(pointer(...path, 'expected', day), expected, measured.currency)}</td></tr>`;
  })}`;
}

function chartOf(found: Found, looked: Looked): Markup {
  const { at, measured, spike } = found;
  const { currency, firstDay } = measured;
  const span = { start: daysBetween(firstDay, spike.startDay), end: daysBetween(firstDay, spike.endDay) };
  const { from, to } = shownDays(spike.daily.length, span);
  const isSeen = span.start >= from && span.start < to;
  const path = ['reports', at.report, 'spikes', at.spike] as const;
  const words = (day: number): string => {
    const expected = spike.expected[day];
    const usual = expected === undefined ? '' : `, expected ${amount(expected, currency)}`;
    return `${isoDay(firstDay, day)}: ${amount(spike.daily[day] ?? '0', currency)}${usual}`;
  };
  const draw = (id: string, width: number): Markup =>
    daysChart({
      id,
      width,
      height: HEIGHT,
      title: `${placeOf(looked.key)}, day by day`,
      description: `Saw ${amount(spike.seenPerDay, currency)} a day since ${spike.startDay}, expected ${amount(spike.expectedPerDay, currency)}. The table below has each day.`,
      currency,
      firstDay,
      daily: spike.daily,
      expected: spike.expected,
      span,
      usualWithin: looked.usualWithin,
      sayDay: (day) => ({ from: pointer(...path, 'daily', day), text: words(day) }),
    });
  if (spike.daily.length === 0) return NOTHING;
  const first = isSeen ? span.start : to - 1;
  const within =
    looked.usualWithin === null
      ? NOTHING
      : markup`<li><svg class="key" viewBox="0 0 16 10" aria-hidden="true"><rect class="band" width="16" height="10"/></svg>usual: within ${money('/spike/usualWithin', looked.usualWithin, currency)} on nine of ten days before</li>`;
  return markup`<figure class="rise"><div class="wide">${draw('rise', WIDE)}</div><div class="narrow">${draw('rise-narrow', NARROW)}</div>
<div class="picker"><input type="range" min="${from}" max="${to - 1}" step="1" value="${first}" aria-label="day of the chart"><output aria-live="polite" data-from="${pointer(...path, 'daily', first)}" data-as="day">${words(first)}</output></div>
<ul class="legend"><li><svg class="key" viewBox="0 0 16 10" aria-hidden="true"><rect class="usual" width="16" height="10"/></svg>cost of a day</li><li><svg class="key" viewBox="0 0 16 10" aria-hidden="true"><rect class="over" width="16" height="10"/></svg>more than expected</li><li><svg class="key" viewBox="0 0 16 10" aria-hidden="true"><path class="expected" d="M0 5L16 5"/></svg>expected</li>${within}</ul></figure>
<details><summary>Each day as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="each day as a table"><table class="days-table"><thead><tr><th scope="col">Day</th><th scope="col" class="number">Cost</th><th scope="col" class="number">Expected</th></tr></thead><tbody>${dayRows(found, from, to)}</tbody></table></div></details>
`;
}

/** A part of the whole as a bar. */
function bar(value: number): Markup {
  const width = Math.max(0, Math.min(100, 100 * value));
  return markup`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="ground" width="100" height="6"/><rect class="over" width="${Number(width.toFixed(1))}" height="6"/></svg>`;
}

function scopesOf({ currency, scopes }: Looked): Markup {
  if (scopes.length === 0) return NOTHING;
  return markup`<h3>Where it is</h3><ul class="scopes">${scopes.map(
    (scope, at) =>
      markup`<li><div class="of">${share(pointer('spike', 'scopes', at, 'share'), scope.share)}${money(pointer('spike', 'scopes', at, 'excess'), scope.excess, currency)}</div>${bar(scope.share)}<dl class="where">${scope.where.map(
        ({ dimension, value }, index) =>
          markup`<div><dt>${dimension === 'usageType' ? 'usage type' : dimension}</dt><dd>${value === '' ? markup`(none)` : said(pointer('spike', 'scopes', at, 'where', index, 'value'), value)}</dd></div>`,
      )}</dl></li>`,
  )}</ul>`;
}

function priceOf({ currency, priceVolume }: Looked): Markup {
  if (priceVolume === null) return NOTHING;
  const of = (field: 'volume' | 'price' | 'mixed'): Markup => money(pointer('spike', 'priceVolume', field), priceVolume[field], currency);
  const unit = priceVolume.unit === '' ? NOTHING : markup` (${said('/spike/priceVolume/unit', priceVolume.unit)})`;
  return markup`<h3>Used more, or dearer</h3><dl class="facts"><div><dt>more was used${unit}</dt><dd>${of('volume')}</dd></div><div><dt>a unit got dearer</dt><dd>${of('price')}</dd></div><div><dt>both together</dt><dd>${of('mixed')}</dd></div></dl>`;
}

export function riseSection(report: Report): Markup {
  const { spike } = report;
  if (spike === null) return section('rise-head', 'The bill', [markup`<p>No spike was found in the bill.</p>`]);
  const found = measuredSpike(report);
  const days = spike.isOngoing
    ? markup`since ${said('/spike/startDay', spike.startDay)}`
    : markup`${said('/spike/startDay', spike.startDay)} to ${said('/spike/endDay', spike.endDay)}`;
  return section('rise-head', 'The rise, day by day', [
    markup`<p><span class="badge ${spike.severity}">${said('/spike/severity', spike.severity)}</span>${said('/spike/shape', spike.shape)} ${days}: saw ${money('/spike/seenPerDay', spike.seenPerDay, spike.currency)} a day, expected ${money('/spike/expectedPerDay', spike.expectedPerDay, spike.currency)}; spike ${counted('/spike/rank', spike.rank)} of this bill, ${share('/spike/share', spike.share)} of all that was unexpected.</p>
`,
    found === undefined ? NOTHING : chartOf(found, spike),
    scopesOf(spike),
    priceOf(spike),
    markup`<details><summary>How it was measured</summary>${list(
      'faint',
      spike.why.map((line, at) => said(pointer('spike', 'why', at), line)),
    )}</details>`,
  ]);
}
