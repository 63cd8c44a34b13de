// Days as bars: what was expected in one shade, what came on top in another, the expectation as a line, the first day of the rise marked.
// A drawing of plain shapes that says in words what it shows; nothing in it runs, and its colours come from the page.

import { isoDay } from './iso-day.js';
import { type Markup, markup, NOTHING } from './markup.js';
import { place, scaleOf, short } from './scale.js';

export interface DaysChart {
  /** Unique in its page. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly currency: string;
  readonly firstDay: string;
  /** Nano-units, a day each. */
  readonly daily: readonly string[];
  readonly expected: readonly string[];
  /** The days of the rise, counted from the first; both included. */
  readonly span: { readonly start: number; readonly end: number } | undefined;
  readonly width?: number;
  readonly height?: number;
  /** Half the height of the band around the expectation. */
  readonly usualWithin?: string | null;
  /** What is said of a day where somebody points at it, and where it is read from. */
  readonly sayDay?: (day: number) => { readonly from: string; readonly text: string };
}

const WIDEST = 760;
const USUAL_HEIGHT = 190;
const LEFT = 52;
const RIGHT = 8;
const TOP = 18;
const BOTTOM = 22;
/** More bars than this are thinner than a person can see. */
const MOST_DAYS = 120;
const DAYS_BEFORE = 30;
const NANO = 1e9;

/** The days that are drawn: the last ones, and if the rise began before them, those around its beginning. */
export function shownDays(days: number, span: DaysChart['span']): { readonly from: number; readonly to: number } {
  if (days <= MOST_DAYS) return { from: 0, to: days };
  const last = days - MOST_DAYS;
  const from = span === undefined ? last : Math.max(0, Math.min(last, span.start - DAYS_BEFORE));
  return { from, to: from + MOST_DAYS };
}

interface Bar {
  readonly x: number;
  readonly width: number;
  readonly cost: number;
  readonly expected: number;
  readonly isInside: boolean;
}

function barOf({ cost, expected, isInside, width, x }: Bar, at: (value: number) => number): Markup {
  const rect = (low: number, high: number, kind: 'usual' | 'over' | 'under'): Markup =>
    high - low < 1e-12
      ? NOTHING
      : markup`<rect class="${kind}" x="${place(x)}" y="${place(at(high))}" width="${place(width)}" height="${place(Math.max(0.4, at(low) - at(high)))}"/>`;
  if (cost < 0) return rect(cost, 0, 'under');
  if (!isInside || cost <= expected) return rect(0, cost, 'usual');
  return markup`${rect(0, Math.max(0, expected), 'usual')}${rect(Math.max(0, expected), cost, 'over')}`;
}

/** The expectation as steps, so that each day has its own height. */
function expectedPath(bars: readonly Bar[], at: (value: number) => number): string {
  return bars
    .map(({ expected, width, x }, index) => {
      const [y, end] = [place(at(expected)), place(x + width)];
      return `${index === 0 ? 'M' : 'L'}${place(x)} ${y}L${end} ${y}`;
    })
    .join('');
}

/** Steps as above, there along the top of the band and back along its foot. */
function bandPath(bars: readonly Bar[], within: number, at: (value: number) => number): string {
  const top = bars.flatMap(({ expected, width, x }) => [x, x + width].map((one) => `${place(one)} ${place(at(expected + within))}`));
  const foot = bars.flatMap(({ expected, width, x }) =>
    [x, x + width].map((one) => `${place(one)} ${place(at(Math.max(Math.min(0, expected), expected - within)))}`),
  );
  return `M${[...top, ...foot.toReversed()].join('L')}Z`;
}

export function daysChart(chart: DaysChart): Markup {
  const { currency, daily, description, expected, firstDay, id, sayDay, span, title, width = WIDEST, height = USUAL_HEIGHT } = chart;
  if (daily.length === 0) return NOTHING;
  const { from, to } = shownDays(daily.length, span);
  const days = Array.from({ length: to - from }, (_, index) => from + index);
  const amountOn = (values: readonly string[], day: number): number => Number(values[day] ?? '0') / NANO;
  const within = Number(chart.usualWithin ?? '0') / NANO;
  const all = days.flatMap((day) => [amountOn(daily, day), ...(expected.length === 0 ? [] : [amountOn(expected, day) + within])]);
  const { at: inside, ticks } = scaleOf(Math.min(...all), Math.max(...all), height - TOP - BOTTOM);
  const at = (value: number): number => TOP + inside(value);
  const pitch = (width - LEFT - RIGHT) / days.length;
  const xOf = (day: number): number => LEFT + (day - from) * pitch;
  const isInside = (day: number): boolean => span !== undefined && day >= span.start && day <= span.end;
  const bars = days.map(
    (day): Bar => ({
      x: xOf(day) + pitch * 0.08,
      width: pitch * 0.84,
      cost: amountOn(daily, day),
      expected: amountOn(expected, day),
      isInside: isInside(day),
    }),
  );
  const band = within > 0 && expected.length > 0 ? markup`<path class="band" d="${bandPath(bars, within, at)}"/>` : NOTHING;
  const pointed = days.map((day): Markup => {
    if (sayDay === undefined) return NOTHING;
    const { from: origin, text } = sayDay(day);
    return markup`<g class="day" data-day="${day}" data-from="${origin}"><title>${text}</title><rect x="${place(xOf(day))}" y="${TOP}" width="${place(pitch)}" height="${height - TOP - BOTTOM}"/></g>`;
  });
  const lines = ticks.map(
    (tick) =>
      markup`<line class="grid" x1="${LEFT}" x2="${width - RIGHT}" y1="${place(at(tick))}" y2="${place(at(tick))}"/><text class="axis" x="${LEFT - 6}" y="${place(at(tick) + 3.5)}" text-anchor="end">${short(tick)}</text>`,
  );
  const dayAt = (day: number): string => isoDay(firstDay, day);
  const line = expected.length === 0 ? NOTHING : markup`<path class="expected" d="${expectedPath(bars, at)}"/>`;
  const isShown = span !== undefined && span.start >= from && span.start < to;
  const start = isShown ? xOf(span.start) : 0;
  const isRight = start > width - 140;
  const mark = isShown
    ? markup`<line class="start" x1="${place(start)}" x2="${place(start)}" y1="${TOP - 12}" y2="${height - BOTTOM}"/><text class="mark" x="${place(start + (isRight ? -5 : 5))}" y="${TOP - 5}" text-anchor="${isRight ? 'end' : 'start'}">${dayAt(span.start)}</text>`
    : NOTHING;
  const bottom = height - 6;
  return markup`<svg class="days" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-text"><title id="${id}-title">${title}</title><desc id="${id}-text">${description}</desc>${lines}${band}${bars.map((bar) => barOf(bar, at))}${line}${mark}${pointed}<text class="axis" x="${LEFT}" y="${bottom}">${dayAt(from)}</text><text class="axis" x="${width - RIGHT}" y="${bottom}" text-anchor="end">${dayAt(to - 1)}</text><text class="axis" x="${LEFT - 6}" y="10" text-anchor="end">${currency}</text></svg>`;
}
