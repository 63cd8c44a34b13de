// ghosthunter at a terminal: a real pseudo-terminal, and somebody who types when something was shown.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Ended, Home } from './ghosthunter.js';

const SCRIPT = '/usr/bin/script';

/** `script` of util-linux makes the terminal; the one of other systems is used otherwise. */
export const NO_TERMINAL: string | false =
  (!existsSync(SCRIPT) || !/util-linux/u.test(spawnSync(SCRIPT, ['--version'], { encoding: 'utf8' }).stdout)) &&
  'script of util-linux is not installed';

/** Once all of this was shown, in this order, that is typed: each text by itself, with a moment between them. */
export type Step = readonly [shown: readonly string[], ...typed: readonly string[]];

export interface AtTerminal {
  readonly env?: Readonly<Record<string, string>>;
  /** What the shell around it does besides. */
  readonly before?: string;
  readonly after?: string;
  /** Typed before anything was shown. */
  readonly early?: string;
  readonly watch?: (shown: string) => void;
}

export const pasted = (text: string): string => `\u001b[200~${text.replaceAll('\n', '\r')}\u001b[201~`;

const BETWEEN_MS = 250;

/** Where the text ends that is found from here on; -1 when it is not there. */
function endOf(out: string, text: string, from: number): number {
  const found = out.indexOf(text, from);
  return found === -1 ? -1 : found + text.length;
}

const shellWord = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

export function atTerminal(at: Home, args: readonly string[], steps: readonly Step[], over: AtTerminal = {}): Promise<Ended> {
  let next = 0;
  let seen = 0;
  let isEarly = over.early !== undefined;
  return at.run(args, {
    env: { TERM: 'xterm', ...over.env },
    through: (command) => {
      const line = `${over.before ?? ''} ${command.map(shellWord).join(' ')}; code=$?; ${over.after ?? ''} exit $code`;
      return [SCRIPT, '--quiet', '--return', '--echo', 'never', '--command', line, '/dev/null'];
    },
    watch: (out, child) => {
      over.watch?.(out);
      if (isEarly) child.stdin?.write(over.early ?? '');
      isEarly = false;
      const step = steps[next];
      if (step === undefined) return;
      const found = step[0].reduce((from, text) => (from === -1 ? -1 : endOf(out, text, from)), seen);
      if (found === -1) return;
      seen = found;
      next += 1;
      for (const [index, text] of step.slice(1).entries()) setTimeout(() => child.stdin?.write(text), 20 + index * BETWEEN_MS);
    },
  });
}
