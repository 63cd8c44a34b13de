// A place in a text that is read by descent. Every token is a sticky pattern that matches here or nowhere, so that a language is read
// from left to right once.

export interface Cursor {
  readonly text: string;
  at: number;
}

export function cursorOver(text: string): Cursor {
  return { text, at: 0 };
}

export function isAtEnd(cursor: Cursor): boolean {
  return cursor.at === cursor.text.length;
}

/** Whether the token stands at the cursor, which moves past it if so. */
export function takes(cursor: Cursor, token: RegExp): boolean {
  token.lastIndex = cursor.at;
  if (!token.test(cursor.text)) return false;
  // A sticky pattern that has matched stands behind what it matched.
  cursor.at = token.lastIndex;
  return true;
}

/** The token that stands at the cursor, which moves past it; `undefined` when another one stands there. */
export function take(cursor: Cursor, token: RegExp): string | undefined {
  const from = cursor.at;
  return takes(cursor, token) ? cursor.text.slice(from, cursor.at) : undefined;
}

/** Whether the token stands at the cursor, which stays. */
export function sees(cursor: Cursor, token: RegExp): boolean {
  token.lastIndex = cursor.at;
  return token.test(cursor.text);
}

/** Whether one of these characters stands at the cursor, which stays. */
export function isAt(cursor: Cursor, characters: string): boolean {
  const character = cursor.text[cursor.at];
  return character !== undefined && characters.includes(character);
}

/** Whether this character stands at the cursor, which moves past it if so. */
export function takesOne(cursor: Cursor, character: string): boolean {
  if (cursor.text[cursor.at] !== character) return false;
  cursor.at += 1;
  return true;
}
