// How a run is shown: as JSON, as plain lines, or live where there is a terminal that can do it. What a person may ask about it is folded from the
// same events.

import {
  inkFor,
  isColoured,
  isInForeground,
  knowsUnicode,
  type LiveNews,
  heard,
  type Look,
  newRun,
  openEcho,
  openLiveView,
  openPane,
  openPlainView,
  rewrapsRows,
  type RunEvent,
  type RunState,
  type Screen,
  seen,
  showJson,
} from '../terminal/index.js';
import type { TypedView } from './between.js';
import type { Config } from './config.js';
import type { Names } from './names.js';
import type { RunFlags } from './run-options.js';
import type { Surroundings } from './state-directory.js';

export interface RunView {
  readonly show: (shown: RunEvent) => void;
  readonly hear: (told: LiveNews) => void;
  /** Lines of ours for the person. */
  readonly say: (lines: readonly string[]) => void;
  readonly state: () => RunState;
  readonly look: () => Look;
  readonly during: <Answer>(ask: () => Promise<Answer>) => Promise<Answer>;
  /** Shows what is typed while nothing is asked; undefined where nothing may be read then. */
  readonly typing: (write: (text: string) => void) => TypedView | undefined;
  readonly close: () => void;
}

/** What reads the screen aloud, or shows text and nothing else, is spared everything else. */
export function isPlainTerminal(flags: RunFlags, config: Config, { environment }: Surroundings): boolean {
  return flags.plain === true || config.terminal.plain || environment['TERM'] === undefined || environment['TERM'] === 'dumb';
}

function openLive(flags: RunFlags, config: Config, surroundings: Surroundings, screen: Screen, look: Look, names: Names) {
  // What is logged goes to the same terminal, and knows nothing of rows that are drawn again.
  if (flags.json === true || flags.logLevel !== undefined || isPlainTerminal(flags, config, surroundings)) return undefined;
  const pane = openPane();
  const rewraps = rewrapsRows(surroundings.environment);
  return pane && openLiveView({ pane, look, named: names.shown, now: () => performance.now(), rewraps }, screen.input);
}

function lookOf(flags: Pick<RunFlags, 'plain'>, config: Config, { environment }: Surroundings, screen: Screen): Look {
  const isPlain = flags.plain === true || config.terminal.plain;
  return { ink: inkFor(!isPlain && isColoured(screen.columns, environment)), isPlain: isPlain || !knowsUnicode(environment) };
}

/** Of a run that goes on elsewhere. */
export function plainViewOf(
  flags: Pick<RunFlags, 'plain'>,
  config: Config,
  surroundings: Surroundings,
  screen: Screen,
): (shown: RunEvent) => void {
  return openPlainView(screen, lookOf(flags, config, surroundings, screen));
}

export function openView(flags: RunFlags, config: Config, surroundings: Surroundings, screen: Screen, names: Names): RunView {
  const look = lookOf(flags, config, surroundings, screen);
  const live = openLive(flags, config, surroundings, screen, look, names);
  const isJson = flags.json === true;
  let makeRoom = (): void => undefined;
  const named = names.on({
    ...screen,
    out: (line) => {
      makeRoom();
      screen.out(line);
    },
    err: (line) => {
      makeRoom();
      screen.err(line);
    },
  });
  const plain = openPlainView(named, look);
  let state = newRun(performance.now());
  const say = (lines: readonly string[]): void => {
    if (live) live.say(lines);
    else if (!isJson) for (const line of lines) named.err(line);
  };
  return {
    say,
    typing: (write) => {
      if (live) return { say, type: live.type, enter: () => undefined };
      // Whoever reads a pipe may want the keyboard for itself, and whoever reads in the background is stopped.
      if (isJson || screen.columns === undefined || !isInForeground()) return undefined;
      const echo = openEcho(write);
      makeRoom = echo.makeRoom;
      return { say, type: echo.type, enter: echo.enter };
    },
    state: () => state,
    look: () => ({ ...look, columns: screen.columns ?? 80 }),
    show: (shown) => {
      state = seen(state, shown, performance.now());
      if (isJson) showJson(screen, shown);
      // A program has the whole at the end; who watches the screen sees nothing missing.
      else if (shown.event === 'report') return;
      else if (live) live.show(shown);
      else plain(shown);
    },
    hear: (told) => {
      state = heard(state, told, performance.now());
      live?.hear(told);
    },
    during: (ask) => (live ? live.during(ask) : ask()),
    close: () => {
      live?.close();
    },
  };
}
