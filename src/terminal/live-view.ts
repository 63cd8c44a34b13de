// A run on a terminal: what is finished scrolls up as ordinary lines, and below it a few rows are drawn again when they change, ten times a second at
// most. While somebody is asked something nothing of it is there.

import { openPlainView } from './plain-view.js';
import { frame, isMoving } from './frame.js';
import { briefRoundLines, type Look } from './investigation-view.js';
import { repaint } from './live-region.js';
import type { RunEvent } from './run-event.js';
import { heard, type LiveNews, newRun, type RunState, seen } from './run-state.js';
import type { Pane, Screen } from './screen.js';
import { rowsOf, wrappedRows } from './width.js';

export interface LiveView {
  readonly show: (shown: RunEvent) => void;
  readonly hear: (told: LiveNews) => void;
  /** Lines of ours, above the live rows. */
  readonly say: (lines: readonly string[]) => void;
  readonly type: (typed: string | undefined) => void;
  readonly state: () => RunState;
  /** The terminal is somebody else's meanwhile. */
  readonly during: <Answer>(ask: () => Promise<Answer>) => Promise<Answer>;
  /** What is finished stays, the live rows go. */
  readonly close: () => void;
}

export interface LiveOptions {
  readonly pane: Pane;
  readonly look: Look;
  readonly now: () => number;
  readonly named: (line: string) => string;
  /** The terminal wraps its rows anew when it is made narrower; one that does not cuts them. */
  readonly rewraps: boolean;
}

const FRAME_MS = 100;
/**
 * So long after the size changed nothing is drawn. Somebody who drags a border changes it many times, tmux tells a program of it only four times a
 * second, and what is drawn for a terminal that is no more cannot be found again.
 */
const SETTLE_MS = 300;
/** Clocks go on though nothing happens. */
const TICK_MS = 1_000;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
/** Lines that wait for the next frame. */
const MOST_WAITING = 400;
/** A command to copy is whole on its line, however long; no output is. */
const KEPT_WHOLE: ReadonlySet<RunEvent['event']> = new Set(['conclusion']);
/** The live rows say it, and nobody reads it again. */
const ONLY_LIVE: ReadonlySet<RunEvent['event']> = new Set(['reading', 'model']);

class View {
  readonly #options: LiveOptions;
  readonly #plain: (shown: RunEvent) => void;
  readonly #look: Look;
  readonly #stopWatching: () => void;
  #state: RunState;
  #typed: string | undefined;
  #shown: readonly string[] = [];
  #waiting: string[] = [];
  #proposed: Extract<RunEvent, { event: 'proposed' }> | undefined;
  #isWhole = false;
  /** Of the terminal, when the live rows were drawn. */
  #columns: number;
  #resizedAt = -Infinity;
  #asking = 0;
  #isAway = false;
  #isClosed = false;
  #lastDrawn = -Infinity;
  /** So many finished rows stand on the screen above the live ones at least: that of the command that began it all, to begin with. */
  #above = 1;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LiveOptions, input: Screen['input']) {
    this.#options = options;
    this.#state = newRun(options.now());
    this.#columns = options.pane.size().columns;
    const line = (text: string): void => {
      this.#queue(text);
    };
    this.#look = {
      ...options.look,
      get columns() {
        return options.pane.size().columns - 1;
      },
    };
    this.#plain = openPlainView({ out: line, err: line, input, columns: undefined }, this.#look);
    this.#stopWatching = options.pane.watch({
      resized: () => {
        this.#resizedAt = options.now();
        this.#soon();
      },
      leave: () => {
        this.#wipe();
        this.#isAway = true;
      },
      back: () => {
        this.#isAway = false;
        this.#shown = [];
        this.#draw();
      },
    });
    this.#draw();
  }

  get state(): RunState {
    return this.#state;
  }

  show(shown: RunEvent): void {
    this.#state = seen(this.#state, shown, this.#options.now());
    this.#isWhole = KEPT_WHOLE.has(shown.event);
    // A command scrolls up with what became of it; until then the live rows have it.
    if (shown.event === 'proposed') this.#proposed = shown;
    else {
      if (shown.event === 'answered' || shown.event === 'ended') this.#finish();
      // What is believed stands in the live rows, and moves there.
      if (shown.event === 'round') for (const line of briefRoundLines(shown.round, this.#look)) this.#queue(line);
      else if (!ONLY_LIVE.has(shown.event)) this.#plain(shown);
    }
    this.#soon();
  }

  hear(told: LiveNews): void {
    this.#state = heard(this.#state, told, this.#options.now());
    this.#soon();
  }

  say(lines: readonly string[]): void {
    this.#isWhole = false;
    for (const line of lines) this.#queue(line);
    this.#soon();
  }

  type(typed: string | undefined): void {
    if (typed === this.#typed) return;
    this.#typed = typed;
    this.#soon();
  }

  async during<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    this.#asking += 1;
    this.#wipe();
    try {
      return await ask();
    } finally {
      this.#asking -= 1;
      this.#soon();
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#finish();
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#wipe();
    this.#stopWatching();
  }

  #finish(): void {
    if (this.#proposed) this.#plain(this.#proposed);
    this.#proposed = undefined;
  }

  #queue(text: string): void {
    const line = this.#options.named(text);
    const { columns } = this.#options.pane.size();
    this.#waiting.push(...(this.#isWhole ? [line] : rowsOf(line, Math.max(1, columns - 1))));
    if (this.#waiting.length > MOST_WAITING) this.#draw();
  }

  #soon(): void {
    if (this.#isClosed || this.#asking > 0 || this.#isAway) return;
    this.#wake(Math.max(0, this.#lastDrawn + FRAME_MS - this.#options.now(), this.#unsettled()));
  }

  /** How long the size of the terminal is still to be waited for. */
  #unsettled(): number {
    if (this.#shown.length === 0) return 0;
    const now = this.#options.now();
    if (this.#resizedAt < this.#lastDrawn && this.#options.pane.size().columns !== this.#columns) this.#resizedAt = now;
    return Math.max(0, this.#resizedAt + SETTLE_MS - now);
  }

  #wake(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#draw();
    }, milliseconds).unref();
  }

  #draw(): void {
    if (this.#isClosed || this.#asking > 0 || this.#isAway) return;
    const unsettled = this.#unsettled();
    if (unsettled > 0) {
      this.#wake(unsettled);
      return;
    }
    const { look, named, now, pane } = this.#options;
    const at = now();
    const isFirst = this.#shown.length === 0;
    this.#paint(
      frame(this.#state, { ...look, ...pane.size(), named, typed: this.#typed, above: this.#roomAbove() }, at),
      isFirst ? HIDE_CURSOR : '',
    );
    this.#lastDrawn = at;
    this.#wake(isMoving(this.#state, at) ? FRAME_MS : TICK_MS);
  }

  /** What waits is written, the live rows are taken away, and the cursor stands where they were. */
  #wipe(): void {
    clearTimeout(this.#timer);
    if (this.#shown.length === 0 && this.#waiting.length === 0) return;
    this.#paint([], '', SHOW_CURSOR);
  }

  #resizedTo(): number | undefined {
    const { columns } = this.#options.pane.size();
    return columns === this.#columns || !this.#options.rewraps ? undefined : columns;
  }

  /** Once what waits is written. Rows that were wrapped anew have pushed as many off the screen as they became more. */
  #roomAbove(): number {
    const resizedTo = this.#resizedTo();
    const grown = resizedTo === undefined ? 0 : this.#shown.reduce((sum, row) => sum + wrappedRows(row, resizedTo) - 1, 0);
    const most = this.#options.pane.size().rows - this.#shown.length;
    return Math.max(0, Math.min(this.#above, most) - grown) + this.#waiting.length;
  }

  #paint(next: readonly string[], before = '', after = ''): void {
    const { pane } = this.#options;
    const { columns, rows } = pane.size();
    const resizedTo = this.#resizedTo();
    const above = this.#roomAbove();
    const bytes = repaint({ shown: this.#shown, next, scrolled: this.#waiting, resizedTo });
    if (bytes !== '' || before + after !== '') pane.write(before + bytes + after);
    this.#shown = next;
    this.#above = Math.min(above, Math.max(0, rows - next.length));
    this.#waiting = [];
    this.#columns = columns;
  }
}

export function openLiveView(options: LiveOptions, input: Screen['input']): LiveView {
  const view = new View(options, input);
  return {
    show: (shown) => {
      view.show(shown);
    },
    hear: (told) => {
      view.hear(told);
    },
    say: (lines) => {
      view.say(lines);
    },
    type: (typed) => {
      view.type(typed);
    },
    state: () => view.state,
    during: (ask) => view.during(ask),
    close: () => {
      view.close();
    },
  };
}
