// What every command gets: where it runs, and the screen. Read once, by main; a command's own code is loaded only when it was asked for.

import type { Screen } from '../terminal/index.js';
import type { Surroundings } from '../supervisor/index.js';

export interface CommandContext {
  readonly screen: Screen;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Throws where this user has no home; only asked by commands that need one. */
  readonly surroundings: () => Surroundings;
  /** What a command ends with. */
  readonly exit: (code: number) => void;
}
