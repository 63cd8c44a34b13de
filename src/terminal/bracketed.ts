// What stands between the brackets of a paste: data, whatever it contains. T-PASTE: text that was copied from somewhere may hold the closing
// bracket, and keys behind it that would be obeyed. So the paste ends with the last closing bracket before the input falls silent, and what
// stands behind an earlier one is data too.

const CLOSE = Buffer.from('\u001b[201~', 'latin1');
const ENTER = /^(?:\r\n?|\n)$/;
/** More behind the bracket than the key that people press to send: not kept, only known to be there. */
const MOST_BEHIND = 3;

export interface Bounded {
  readonly text: string;
  readonly cutBytes: number;
}

export interface Closed extends Bounded {
  /** What came behind the bracket at once: nothing, the Enter key, or what no hand can have typed. */
  readonly behind: 'nothing' | 'enter' | 'more';
}

/** Bytes as text, without the half of a character at the end. */
function decoded(bytes: Uint8Array, isCut: boolean): string {
  return new TextDecoder('utf-8').decode(bytes, { stream: isCut });
}

export function withPlainBreaks(text: string): string {
  return text.replace(/\r\n?/gu, '\n');
}

/** The first `most` characters, whole ones, and how many bytes that leaves out. */
export function bounded(text: string, most: number): Bounded {
  if (text.length <= most) return { text: text.toWellFormed(), cutBytes: 0 };
  const isHalf = /[\ud800-\udbff]/u.test(text.charAt(most - 1));
  const kept = text.slice(0, isHalf ? most - 1 : most);
  return { text: kept.toWellFormed(), cutBytes: Buffer.byteLength(text.slice(kept.length)) };
}

export class Bracketed {
  readonly #mostBytes: number;
  readonly #parts: Uint8Array[] = [];
  #kept = 0;
  #total = 0;
  /** How many bytes of the closing bracket were seen last. */
  #matched = 0;
  /** Where the data ends, if the last bracket that was seen is the one that closes. */
  #closedAt: number | undefined;
  #behind = '';

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  feed(bytes: Uint8Array): void {
    const room = Math.min(bytes.length, this.#mostBytes - this.#kept);
    if (room > 0) this.#parts.push(bytes.slice(0, room));
    this.#kept += Math.max(0, room);
    for (const byte of bytes) this.#take(byte);
  }

  /** The paste, if it is closed; only to be asked when the input has fallen silent. */
  close(): Closed | undefined {
    if (this.#closedAt === undefined) return undefined;
    const all = Buffer.concat(this.#parts);
    const bytes = all.subarray(0, Math.min(all.length, this.#closedAt));
    const missing = this.#closedAt - bytes.length;
    const text = decoded(bytes, missing > 0);
    const behind = this.#behind === '' ? 'nothing' : ENTER.test(this.#behind) ? 'enter' : 'more';
    return { text: withPlainBreaks(text), cutBytes: missing, behind };
  }

  #take(byte: number): void {
    this.#total += 1;
    if (this.#closedAt !== undefined && this.#behind.length < MOST_BEHIND) this.#behind += String.fromCharCode(byte);
    // The bracket begins with a byte that it holds only once.
    this.#matched = byte === CLOSE[this.#matched] ? this.#matched + 1 : byte === CLOSE[0] ? 1 : 0;
    if (this.#matched < CLOSE.length) return;
    this.#matched = 0;
    this.#closedAt = this.#total - CLOSE.length;
    this.#behind = '';
  }
}
