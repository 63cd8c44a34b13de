// The lists that gcloud makes separate records of.

import { cursorOver, isAtEnd, takesOne } from '../cursor.js';
import { takesField } from './gcloud-key.js';
import { type Shape, shaped } from './shape.js';

const MOST_CHARACTERS = 512;

function isFlatten(text: string): boolean {
  if (text.length > MOST_CHARACTERS || /["']/.test(text)) return false;
  const cursor = cursorOver(text);
  do {
    if (!takesField(cursor)) return false;
  } while (takesOne(cursor, ','));
  return isAtEnd(cursor);
}

export const gcloudFlatten: Shape = {
  expects: 'lists inside a record',
  example: 'quotas[]',
  parse: (raw) => (isFlatten(raw) ? { kind: 'text', text: shaped(raw) } : undefined),
};
