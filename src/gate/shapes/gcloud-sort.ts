// The fields that gcloud sorts by, each perhaps in reverse.

import { cursorOver, isAtEnd, takesOne } from '../cursor.js';
import { takesField } from './gcloud-key.js';
import { type Shape, shaped } from './shape.js';

const MOST_CHARACTERS = 512;

function isSortKeys(text: string): boolean {
  if (text.length > MOST_CHARACTERS || /["']/.test(text)) return false;
  const cursor = cursorOver(text);
  do {
    takesOne(cursor, '~');
    if (!takesField(cursor)) return false;
  } while (takesOne(cursor, ','));
  return isAtEnd(cursor);
}

export const gcloudSort: Shape = {
  expects: 'fields, with ~ for the reverse',
  example: '~creationTimestamp',
  parse: (raw) => (isSortKeys(raw) ? { kind: 'text', text: shaped(raw) } : undefined),
};
