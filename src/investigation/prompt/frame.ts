// Text of strangers between two lines that they cannot write. T-INJECT: an output that ends its own block and goes on as if it were us.

const KEY_BYTES = 16;
/** Letters only: no rule about names or numbers ever sees a name in it. */
const FIRST_LETTER = 97;
const LETTERS = 26;

/** Unknown to whoever wrote what will be framed with it. */
export function newFrameKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(KEY_BYTES))]
    .map((byte) => String.fromCharCode(FIRST_LETTER + (byte % LETTERS)))
    .join('');
}

export function framed(id: string, key: string, text: string): string {
  // It was never told to anybody outside; should it stand there all the same, it is no longer ours.
  const inside = text.replaceAll(key, '…');
  return `<data ${id} ${key}>\n${inside}\n</data ${id} ${key}>`;
}
