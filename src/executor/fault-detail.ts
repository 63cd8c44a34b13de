// The words of an answer that no command gave: what is wrong, and what a person can do about it.

import { type Fault, printable } from '../shared/index.js';

const MOST_CHARACTERS = 700;
/** What fits in the frame, however much of it had to be spelled out. */
const MOST_SHOWN = 790;

export function shownDetail(text: string): string {
  return printable(text, MOST_CHARACTERS).slice(0, MOST_SHOWN).toWellFormed();
}

export function faultDetail({ message, fix }: Fault): string {
  return shownDetail(fix === undefined ? message : `${message}; fix: ${fix}`);
}
