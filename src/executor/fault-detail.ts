// A fault in the words of an answer: what is wrong, and what a person can do about it.

import { type Fault, printable } from '../shared/index.js';

const MOST_DETAIL = 700;

export function faultDetail({ message, fix }: Fault): string {
  return printable(fix === undefined ? message : `${message}; fix: ${fix}`, MOST_DETAIL);
}
