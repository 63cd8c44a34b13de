// Text that is too long made to fit, and said so.

import { looksLikeJson } from '../neutralise/invisible.js';
import type { Shortened } from './cut.js';
import { shortenedJson } from './json.js';
import { shortenedLines } from './lines.js';

/** INVARIANT: the text returned has at most `most` characters. */
export function shortened(text: string, most: number): Shortened {
  if (text.length <= most) return { text, cuts: [] };
  return (looksLikeJson(text) ? shortenedJson(text, most) : undefined) ?? shortenedLines(text, most);
}
