// `completions` and `man`: for the shell and for the manual, made from the same tree that parses the command line.

import type { Command } from 'commander';
import type { CommandContext } from './context.js';

const COMPLETIONS_EXAMPLES = `
Examples:
  $ ghosthunter completions bash      in ~/.bashrc: source <(ghosthunter completions bash)
  $ ghosthunter completions zsh       into a folder of $fpath, as _ghosthunter
  $ ghosthunter completions fish      into ~/.config/fish/completions/ghosthunter.fish`;

const MAN_EXAMPLES = `
Examples:
  $ ghosthunter man                   ghosthunter man > ghosthunter.1; man -l ghosthunter.1`;

export function addCompletions(program: Command, { exit, screen }: CommandContext): void {
  program
    .command('completions')
    .description('print what lets a shell complete commands, flags, runs and worlds')
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText('after', COMPLETIONS_EXAMPLES)
    .exitOverride()
    .action(async (shell: string) => {
      const [{ completionText }, { knownNames }] = await Promise.all([import('./outline/write.js'), import('../supervisor/index.js')]);
      screen.out(completionText(program, shell, knownNames()).trimEnd());
      exit(0);
    });
}

export function addMan(program: Command, { exit, screen }: CommandContext): void {
  program
    .command('man')
    .description('print the manual page')
    .addHelpText('after', MAN_EXAMPLES)
    .exitOverride()
    .action(async () => {
      const { manualText } = await import('./outline/write.js');
      screen.out(manualText(program).trimEnd());
      exit(0);
    });
}
