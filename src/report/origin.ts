// What the page takes from report.json says where it stands there, as a JSON pointer, and how it is written: so that a test can hold every
// figure of the page against the file, and a reader can find it.

import { amount, dollars } from '../shared/index.js';
import { type Markup, markup } from './markup.js';

/** A step into the file. */
export type Step = string | number;

export function pointer(...steps: readonly Step[]): string {
  return steps.map((step) => `/${String(step)}`).join('');
}

export const percent = (share: number): string => `${String(Math.round(100 * share))} %`;

/** 12.3 kB; of what is shown beside a command. */
export function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${String(bytes)} B`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export function timeOf(milliseconds: number): string {
  if (milliseconds < 1_000) return `${String(milliseconds)} ms`;
  if (milliseconds < 120_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  return `${String(Math.round(milliseconds / 60_000))} min`;
}

function figure(from: string, form: string, shown: string): Markup {
  return markup`<span class="figure" data-from="${from}" data-as="${form}">${shown}</span>`;
}

export const said = (from: string, text: string): Markup => markup`<span data-from="${from}" data-as="text">${text}</span>`;
/** `currency` stands in the file elsewhere. */
export const money = (from: string, nano: string, currency: string): Markup => figure(from, 'amount', amount(nano, currency));
export const paid = (from: string, microUsd: number): Markup => figure(from, 'dollars', dollars(microUsd));
export const share = (from: string, value: number): Markup => figure(from, 'percent', percent(value));
export const belief = (from: string, value: number): Markup => figure(from, 'belief', value.toFixed(2));
export const counted = (from: string, value: number): Markup => figure(from, 'count', String(value));
export const lasting = (from: string, milliseconds: number): Markup => figure(from, 'time', timeOf(milliseconds));
export const sized = (from: string, bytes: number): Markup => figure(from, 'size', sizeOf(bytes));
