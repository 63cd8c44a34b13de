// Which objects of Kubernetes, by their labels.

import { type Shape, shaped } from './shape.js';
import { cursorOver, isAtEnd, takes } from '../cursor.js';

const BLANKS = / */y;
const NOT = /! */y;
const KEY = /(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?/y;
const VALUE = /(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?(?![A-Za-z0-9_.-])/y;
const EQUALS = / *(?:==|!=|=) */y;
const GREATER = / *[<>] *[0-9]{1,18}/y;
const IN = / +(?:in|notin) *\( */y;
const COMMA = / *, */y;
const CLOSE = / *\)/y;

const MOST_CHARACTERS = 2_048;

export function isLabelSelector(text: string): boolean {
  if (text.length > MOST_CHARACTERS) return false;
  const cursor = cursorOver(text);
  do {
    takes(cursor, BLANKS);
    const isNot = takes(cursor, NOT);
    if (!takes(cursor, KEY)) return false;
    if (isNot || takes(cursor, GREATER)) continue;
    if (takes(cursor, EQUALS)) {
      if (!takes(cursor, VALUE)) return false;
    } else if (takes(cursor, IN)) {
      do if (!takes(cursor, VALUE)) return false;
      while (takes(cursor, COMMA));
      if (!takes(cursor, CLOSE)) return false;
    }
  } while (takes(cursor, COMMA));
  takes(cursor, BLANKS);
  return isAtEnd(cursor);
}

export const labelSelector: Shape = {
  expects: 'labels, such as KEY=VALUE, KEY!=VALUE, KEY in (A,B)',
  example: 'app=checkout',
  parse: (raw) => (isLabelSelector(raw) ? { kind: 'text', text: shaped(raw) } : undefined),
};
