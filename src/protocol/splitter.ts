// Bytes into lines. Trusts nothing: the cap holds before the newline is seen, so a peer that never sends one costs `cap` bytes,
// in whatever pieces it sends them.

import { err, ok, type Result } from '../shared/index.js';
import { type Violation, violation } from './violation.js';

const NEWLINE = 0x0a;
const NOTHING = new Uint8Array(0);

export class Splitter {
  readonly #cap: number;
  /** A line whose newline has not come: the first `#begunBytes` of `#begun`. */
  #begun = NOTHING;
  #begunBytes = 0;
  #chunk: Uint8Array = NOTHING;
  #at = 0;

  /** `cap` counts the bytes of a line without its newline. */
  constructor(cap: number) {
    this.#cap = cap;
  }

  /** True while a line has begun and its newline has not come. */
  get isMidFrame(): boolean {
    return this.#begunBytes > 0;
  }

  /** Hands over the next chunk; the one before must have been drained by `next`. */
  feed(chunk: Uint8Array): void {
    this.#chunk = chunk;
    this.#at = 0;
  }

  /** The next whole line without its newline; `undefined` when another chunk is needed. */
  next(): Result<Uint8Array | undefined, Violation> {
    const newline = this.#chunk.indexOf(NEWLINE, this.#at);
    const piece = this.#chunk.subarray(this.#at, newline === -1 ? this.#chunk.length : newline);
    // T-IPC: an endless line must not grow the memory of the reader.
    if (this.#begunBytes + piece.length > this.#cap) {
      return err(violation('frame-too-long', `a frame is longer than ${String(this.#cap)} bytes`));
    }
    this.#at += piece.length + (newline === -1 ? 0 : 1);
    if (newline !== -1 && this.#begunBytes === 0) return ok(piece);
    this.#keep(piece);
    if (newline === -1) return ok(undefined);
    const line = this.#begun.subarray(0, this.#begunBytes);
    this.#begun = NOTHING;
    this.#begunBytes = 0;
    return ok(line);
  }

  /** T-IPC: a line that comes byte by byte must not cost an object for each byte, so it is one buffer that doubles. */
  #keep(piece: Uint8Array): void {
    const length = this.#begunBytes + piece.length;
    if (length > this.#begun.length) {
      const grown = new Uint8Array(Math.max(length, Math.min(this.#cap, 2 * this.#begun.length)));
      grown.set(this.#begun);
      this.#begun = grown;
    }
    this.#begun.set(piece, this.#begunBytes);
    this.#begunBytes = length;
  }
}
