// Asks a person at a terminal, and nobody else: keys typed before the question could be read do not answer it, a paste is told from typing, and
// the terminal is left as it was found, however the question ends.

import { bounded } from './bracketed.js';
import { type Collected, END_MARK, isEndMark, openCollected } from './collected.js';
import { type InputHistory, NO_HISTORY } from './input-history.js';
import { type Key, Keys } from './keys.js';
import { type LineEditor, openLineEditor } from './line-editor.js';
import { openPromptRow, type PromptRow } from './prompt-row.js';
import type { Teletype } from './screen.js';

export type Typed =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'paste'; readonly text: string; readonly cutBytes: number }
  /** Ctrl-C or Ctrl-D with nothing typed. */
  | { readonly kind: 'stop' }
  /** The terminal was closed, or the run is over. */
  | { readonly kind: 'gone' };

export interface Asking {
  readonly label: string;
  /** What was typed until now was not meant for this question. */
  readonly isFresh: boolean;
  /** The answer is one line; several at once are no answer. */
  readonly isShort?: boolean;
  /** Lines are read until one of `###`. */
  readonly isCollecting?: boolean;
  /** What is typed can be had again with the keys up and down, at every question of which this is said. */
  readonly isRemembered?: boolean;
}

export interface Prompt {
  readonly ask: (asking: Asking) => Promise<Typed>;
  /** Ends an open question, and every later one, with `gone`. */
  readonly close: () => void;
}

/** Longer than a hand that is typing already takes to stop. */
const GUARD_MS = 400;
const QUIET_MS = 150;
/** What follows Enter sooner was pasted, by a terminal that does not say so. */
const ENTER_MS = 40;
const MOST_TYPED = 4_096;
const PASTES_ON = '\u001b[?2004h';
const PASTES_OFF = '\u001b[?2004l';

class Question {
  readonly #teletype: Teletype;
  readonly #asking: Asking;
  readonly #most: number;
  readonly #keys: Keys;
  readonly #settle: (typed: Typed) => void;
  readonly #began = performance.now();
  readonly #stopHearing: () => void;
  readonly #history: InputHistory;
  readonly #line: LineEditor;
  readonly #row: PromptRow;
  #isOpen = false;
  /** The line was begun by hand before this much of it was pasted. */
  #byHand: string | undefined;
  #collected: Collected | undefined;
  #hasEntered = false;
  /** Several lines came where one is the answer: read on until the input falls silent. */
  #isFlood = false;
  #isOver = false;
  #silentSince = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor(teletype: Teletype, asking: Asking, most: number, history: InputHistory, settle: (typed: Typed) => void) {
    this.#teletype = teletype;
    this.#asking = asking;
    this.#most = most;
    this.#history = asking.isRemembered === true ? history : NO_HISTORY;
    this.#line = openLineEditor(this.#history);
    this.#row = openPromptRow(teletype, asking.label);
    // Every character may take four bytes.
    this.#keys = new Keys(4 * most);
    this.#settle = settle;
    teletype.setRaw(true);
    if (!teletype.isPlain) teletype.write(PASTES_ON);
    this.#stopHearing = teletype.hear(
      (bytes) => {
        this.#onBytes(bytes);
      },
      () => {
        this.end({ kind: 'gone' });
      },
    );
    if (asking.isFresh) this.#wake(QUIET_MS);
    else this.#open();
  }

  end(typed: Typed): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#stopHearing();
    if (!this.#teletype.isPlain) this.#teletype.write(PASTES_OFF);
    this.#teletype.setRaw(false);
    if (this.#isOpen) this.#teletype.write('\n');
    this.#settle(typed);
  }

  #wake(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (this.#isOver) return;
    this.#timer = setTimeout(() => {
      this.#onSilence();
    }, milliseconds);
  }

  #open(): void {
    this.#isOpen = true;
    if (this.#asking.isCollecting === true) this.#collected = openCollected(this.#most);
    this.#show();
  }

  #onBytes(bytes: Uint8Array): void {
    this.#silentSince = performance.now();
    const keys = this.#keys.feed(bytes);
    if (this.#isOpen) this.#obey(keys);
    // T-TYPEAHEAD: whatever it was, it was typed before the question could be read. Ctrl-C always means the same.
    else if (keys.length === 1 && keys[0]?.kind === 'interrupt') this.end({ kind: 'stop' });
    this.#wake(this.#hasEntered ? ENTER_MS : QUIET_MS);
  }

  #onSilence(): void {
    const now = performance.now();
    const silent = now - this.#silentSince;
    if (!this.#isOpen) {
      // A paste that began too early is read to its end, and forgotten with the rest.
      this.#keys.idle(silent);
      if (!this.#keys.isPasting && now - this.#began >= GUARD_MS) this.#open();
      this.#wake(QUIET_MS);
      return;
    }
    if (this.#isFlood) {
      this.end({ kind: 'paste', text: '', cutBytes: 0 });
      return;
    }
    if (this.#hasEntered && this.#collected === undefined) {
      this.#send();
      return;
    }
    this.#hasEntered = false;
    this.#obey(this.#keys.idle(silent));
    // Only a paste that is not whole yet still waits for time to pass.
    if (this.#keys.isPasting || silent < 4_000) this.#wake(QUIET_MS);
  }

  #send(): void {
    const text = this.#line.text();
    // T-PASTE: what was pasted into a line makes the line data, unless a note was begun by hand.
    const isData = this.#byHand !== undefined && !/^\/n(?:ote)? /u.test(this.#byHand);
    if (!isData) this.#history.keep(text);
    this.end(isData ? { kind: 'paste', ...bounded(text, this.#most) } : { kind: 'line', text });
  }

  #obey(keys: readonly Key[]): void {
    let isChanged = false;
    for (const key of keys) {
      if (this.#isOver) return;
      // T-PASTE: an arrow among other keys was not pressed, and no line may come back and be sent by what was pasted.
      if (keys.length > 1 && (key.kind === 'up' || key.kind === 'down')) continue;
      isChanged = this.#press(key) || isChanged;
    }
    if (isChanged && !this.#isOver) this.#show();
  }

  /** Whether the row has to be drawn again. */
  #press(key: Key): boolean {
    if (this.#isFlood && key.kind !== 'interrupt' && key.kind !== 'suspend') return false;
    switch (key.kind) {
      case 'text':
        if (this.#hasEntered) this.#collect();
        return !this.#isFlood && this.#line.press(key, this.#collected ? this.#most + 1 : MOST_TYPED);
      case 'enter':
        return this.#enter();
      case 'up':
      case 'down':
        // A line that is data stays what it is.
        if (this.#byHand !== undefined || this.#collected !== undefined) return false;
        if (this.#teletype.isPlain) this.#teletype.write('\n');
        return this.#line.press(key, MOST_TYPED);
      case 'erase':
      case 'erase-word':
      case 'erase-line':
        return this.#line.press(key, MOST_TYPED);
      case 'interrupt':
        this.#interrupt();
        return true;
      case 'suspend':
        this.#teletype.suspend(() => {
          if (this.#isOpen && !this.#isOver) this.#show();
        });
        return false;
      case 'end':
        this.#endOfInput();
        return false;
      case 'paste-cancelled':
        this.#row.say('the paste was dropped; Ctrl-C again stops the run');
        return true;
      case 'dropped':
        return false;
      case 'pasted':
        this.#pasted(key.text, key.cutBytes);
        return true;
    }
  }

  #enter(): boolean {
    if (this.#hasEntered) this.#collect();
    if (this.#isFlood) return false;
    if (this.#collected !== undefined) return this.#collectLine(this.#collected);
    this.#hasEntered = true;
    return false;
  }

  #interrupt(): void {
    const isEmpty = this.#line.text() === '' && (this.#collected === undefined || this.#collected.isEmpty());
    if (isEmpty) {
      this.end({ kind: 'stop' });
      return;
    }
    this.#line.put('');
    this.#byHand = undefined;
    this.#collected = undefined;
    this.#hasEntered = false;
    this.#row.say('dropped; Ctrl-C again stops the run');
  }

  #endOfInput(): void {
    if (this.#collected !== undefined) this.#finishCollecting(this.#collected);
    else if (this.#line.text() === '') this.end({ kind: 'stop' });
  }

  #pasted(text: string, cutBytes: number): void {
    if (this.#collected !== undefined) {
      for (const line of text.split('\n')) this.#collected.add(line);
      this.#collected.cut(cutBytes);
      return;
    }
    const line = this.#line.text();
    if (line !== '' && !text.trim().includes('\n') && text.length < MOST_TYPED) {
      this.#byHand ??= line;
      this.#line.put(line + text.trim());
      return;
    }
    const kept = bounded(text, this.#most);
    this.end({ kind: 'paste', text: kept.text, cutBytes: kept.cutBytes + cutBytes });
  }

  /** More than one line came at once: text that was pasted without brackets. */
  #collect(): void {
    if (this.#asking.isShort === true) {
      this.#isFlood = true;
      this.#hasEntered = false;
      return;
    }
    if (this.#collected === undefined) {
      this.#collected = openCollected(this.#most);
      this.#row.say(`several lines at once: reading on until a line of ${END_MARK}`);
      this.#collectLine(this.#collected);
    }
    this.#hasEntered = false;
  }

  #collectLine(collected: Collected): boolean {
    const line = this.#line.text();
    if (isEndMark(line)) this.#finishCollecting(collected);
    else collected.add(line);
    this.#line.put('');
    return true;
  }

  #finishCollecting(collected: Collected): void {
    this.end({ kind: 'paste', ...collected.whole(this.#line.text()) });
  }

  #show(): void {
    this.#row.show(this.#line.text());
  }
}

export function openPrompt(teletype: Teletype, mostCharacters: number, history: InputHistory = NO_HISTORY): Prompt {
  let open: Question | undefined;
  let isClosed = false;
  return {
    ask: (asking) =>
      new Promise((resolve) => {
        if (isClosed) resolve({ kind: 'gone' });
        else open = new Question(teletype, asking, mostCharacters, history, resolve);
      }),
    close: () => {
      isClosed = true;
      open?.end({ kind: 'gone' });
    },
  };
}
