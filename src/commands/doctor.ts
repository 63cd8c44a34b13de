// `doctor`: what is missing on this machine.

import type { Command } from 'commander';
import type { CommandContext } from './context.js';

export function addDoctor(program: Command, { exit, screen, surroundings }: CommandContext): void {
  program
    .command('doctor')
    .description('check this machine and say what to do about each finding')
    .option('--json', 'print one JSON object')
    .exitOverride()
    .action(async (flags: { readonly json?: boolean }) => {
      const { doctorCommand } = await import('../supervisor/index.js');
      exit(await doctorCommand(flags, surroundings(), screen));
    });
}
