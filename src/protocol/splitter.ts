// Bytes into lines. Trusts nothing: the cap holds before the newline is seen, so a peer that never sends one costs `cap` bytes.

import { err, ok, type Result } from '../shared/index.js';
import { type Violation, violation } from './violation.js';

const NEWLINE = 0x0a;

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export class Splitter {
  readonly #cap: number;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;

  /** `cap` counts the bytes of a line without its newline. */
  constructor(cap: number) {
    this.#cap = cap;
  }

  /** True while a line has begun and its newline has not come. */
  get isMidFrame(): boolean {
    return this.#pendingBytes > 0;
  }

  /** Hands over the next chunk; the one before must have been drained by `next`. */
  feed(chunk: Uint8Array): void {
    this.#chunk = chunk;
    this.#at = 0;
  }

  /** The next whole line without its newline; `undefined` when another chunk is needed. */
  next(): Result<Uint8Array | undefined, Violation> {
    const end = this.#chunk.indexOf(NEWLINE, this.#at);
    const stop = end === -1 ? this.#chunk.length : end;
    const length = this.#pendingBytes + stop - this.#at;
    // T-IPC: an endless line must not grow the memory of the reader.
    if (length > this.#cap) return err(violation('frame-too-long', `a frame is longer than ${String(this.#cap)} bytes`));
    const piece = this.#chunk.subarray(this.#at, stop);
    if (end === -1) {
      if (piece.length > 0) this.#pending.push(piece.slice());
      this.#pendingBytes = length;
      this.#at = stop;
      return ok(undefined);
    }
    const line = this.#pendingBytes === 0 ? piece : joined([...this.#pending, piece], length);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#at = end + 1;
    return ok(line);
  }
}
