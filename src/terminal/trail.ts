// The way of a command through the seven layers, one mark each.

import type { Look } from './investigation-view.js';

const LAYERS = 7;

/** Up to the layer that refused; all of them without one; none yet with 0. */
export function trail(refusedBy: number | undefined, { ink, isPlain }: Look): string {
  const open = isPlain ? '.' : '·';
  if (refusedBy === 0) return ink.faint(open.repeat(LAYERS));
  const passed = (isPlain ? '+' : '✓').repeat(refusedBy === undefined ? LAYERS : refusedBy - 1);
  if (refusedBy === undefined) return ink.good(passed);
  const rest = open.repeat(LAYERS - refusedBy);
  return `${passed === '' ? '' : ink.good(passed)}${ink.bad(isPlain ? 'x' : '✗')}${ink.faint(rest)}`;
}
