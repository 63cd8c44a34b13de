// Bytes of a terminal in raw mode into keys. Reads what a person types, the arrows up and down, the brackets of a paste, and one thing more:
// Ctrl-C, always. Every other sequence is passed over.

import { Bracketed } from './bracketed.js';

export type Key =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind:
        | 'enter'
        | 'erase'
        | 'erase-word'
        | 'erase-line'
        | 'up'
        | 'down'
        | 'interrupt'
        | 'suspend'
        | 'end'
        | 'paste-cancelled'
        | 'dropped';
    }
  | { readonly kind: 'pasted'; readonly text: string; readonly cutBytes: number };

type Place = 'text' | 'escape' | 'sequence' | 'one-more' | 'string' | 'string-escape';

const ESCAPE = 0x1b;
const INTERRUPT = 0x03;
const OPEN = '200~';
const MOST_SEQUENCE = 32;
/** Until then the rest of a paste that was given up may still be on its way. */
const FORGOTTEN_MS = 2_000;

const CONTROLS: ReadonlyMap<number, Exclude<Key, { readonly text: string }>['kind']> = new Map([
  [0x0d, 'enter'],
  [0x0a, 'enter'],
  [0x08, 'erase'],
  [0x7f, 'erase'],
  [0x17, 'erase-word'],
  [0x15, 'erase-line'],
  [0x04, 'end'],
  [0x1a, 'suspend'],
]);
const TAB = 0x09;
const ARROWS: ReadonlyMap<string, 'up' | 'down'> = new Map([
  ['A', 'up'],
  ['B', 'down'],
]);

export class Keys {
  readonly #mostBytes: number;
  readonly #decoder = new TextDecoder('utf-8');
  #place: Place = 'text';
  #sequence = '';
  #typed: number[] = [];
  #wasReturn = false;
  #paste: Bracketed | undefined;
  /** The paste was given up: it is read to its end and forgotten. */
  #isForgotten = false;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get isPasting(): boolean {
    return this.#paste !== undefined && !this.#isForgotten;
  }

  feed(bytes: Uint8Array): readonly Key[] {
    const keys: Key[] = [];
    for (let at = 0; at < bytes.length; ) {
      if (this.#paste !== undefined) {
        this.#feedPaste(bytes.subarray(at), keys);
        at = bytes.length;
      } else {
        this.#take(bytes[at] ?? 0, keys);
        at += 1;
      }
    }
    this.#flush(keys);
    return keys;
  }

  /** The input has been silent for so long. */
  idle(milliseconds: number): readonly Key[] {
    // An Escape key by itself, or a sequence that was cut off.
    this.#place = 'text';
    this.#sequence = '';
    const closed = this.#paste?.close();
    if (closed === undefined) {
      if (this.#isForgotten && milliseconds >= FORGOTTEN_MS) this.#endPaste();
      return [];
    }
    const wasForgotten = this.#isForgotten;
    this.#endPaste();
    if (wasForgotten) return [];
    const { text, cutBytes, behind } = closed;
    const pasted: Key = { kind: 'pasted', text, cutBytes };
    return behind === 'nothing' ? [pasted] : [pasted, { kind: behind === 'enter' ? 'enter' : 'dropped' }];
  }

  #endPaste(): void {
    this.#paste = undefined;
    this.#isForgotten = false;
  }

  #feedPaste(bytes: Uint8Array, keys: Key[]): void {
    // A key of its own, and not a byte in the middle of what is pasted.
    if (bytes.length > 0 && bytes.every((byte) => byte === INTERRUPT)) {
      keys.push({ kind: this.#isForgotten || bytes.length > 1 ? 'interrupt' : 'paste-cancelled' });
      this.#isForgotten = true;
      return;
    }
    this.#paste?.feed(bytes);
  }

  #take(byte: number, keys: Key[]): void {
    if (byte === INTERRUPT) {
      this.#flush(keys);
      this.#place = 'text';
      keys.push({ kind: 'interrupt' });
      return;
    }
    switch (this.#place) {
      case 'text':
        this.#takeText(byte, keys);
        return;
      case 'escape':
        this.#place = byte === ESCAPE ? 'escape' : byte === 0x5b ? 'sequence' : byte === 0x4f ? 'one-more' : this.#isString(byte);
        this.#sequence = '';
        return;
      case 'sequence':
        this.#takeSequence(byte, keys);
        return;
      case 'one-more':
        this.#takeArrow(String.fromCharCode(byte), keys);
        this.#place = 'text';
        return;
      case 'string':
        this.#place = byte === 0x07 ? 'text' : byte === ESCAPE ? 'string-escape' : 'string';
        return;
      case 'string-escape':
        this.#place = byte === 0x5c ? 'text' : 'string';
        return;
    }
  }

  /** What a terminal answers by itself: `P`, `X`, `]`, `^` and `_` begin texts; anything else was a key with Alt. */
  #isString(byte: number): Place {
    return [0x50, 0x58, 0x5d, 0x5e, 0x5f].includes(byte) ? 'string' : 'text';
  }

  #takeSequence(byte: number, keys: Key[]): void {
    this.#sequence += String.fromCharCode(byte);
    const isOver = (byte >= 0x40 && byte <= 0x7e) || this.#sequence.length > MOST_SEQUENCE;
    if (!isOver) return;
    if (this.#sequence === OPEN) this.#paste = new Bracketed(this.#mostBytes);
    this.#takeArrow(this.#sequence, keys);
    this.#place = 'text';
  }

  #takeArrow(sequence: string, keys: Key[]): void {
    const kind = ARROWS.get(sequence);
    if (kind === undefined) return;
    this.#flush(keys);
    keys.push({ kind });
  }

  #takeText(byte: number, keys: Key[]): void {
    const isSecond = byte === 0x0a && this.#wasReturn;
    this.#wasReturn = byte === 0x0d;
    if (isSecond) return;
    const kind = CONTROLS.get(byte);
    if (kind !== undefined) {
      this.#flush(keys);
      keys.push({ kind });
    } else if (byte === ESCAPE) {
      this.#place = 'escape';
    } else if (byte >= 0x20 || byte === TAB) {
      this.#typed.push(byte);
    }
  }

  #flush(keys: Key[]): void {
    if (this.#typed.length === 0) return;
    const text = this.#decoder.decode(Uint8Array.from(this.#typed), { stream: true });
    this.#typed = [];
    if (text !== '') keys.push({ kind: 'text', text });
  }
}
