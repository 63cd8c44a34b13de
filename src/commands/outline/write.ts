// What `completions` and `man` print.

import type { Command } from 'commander';
import { Fault, nearest } from '../../shared/index.js';
import { bashCompletion } from './bash.js';
import { fishCompletion } from './fish.js';
import { manualPage } from './roff.js';
import { outlineOf } from './tree.js';
import type { Known } from './values.js';
import { zshCompletion } from './zsh.js';

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

function isShell(name: string): name is keyof typeof SHELLS {
  return Object.hasOwn(SHELLS, name);
}

export function completionText(program: Command, shell: string, known: Known): string {
  if (isShell(shell)) return SHELLS[shell](outlineOf(program), known);
  const names = Object.keys(SHELLS);
  const meant = nearest(shell, names);
  throw new Fault('usage', `there is no completion for \`${shell}\``, {
    fix: `${meant === undefined ? '' : `did you mean ${meant}? `}one of: ${names.join(', ')}`,
  });
}

export function manualText(program: Command): string {
  return manualPage(outlineOf(program), program.version() ?? '', new Date());
}
