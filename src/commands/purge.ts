// `purge`: what is kept, and its removal.

import type { Command } from 'commander';
import type { PurgeFlags } from '../supervisor/index.js';
import type { CommandContext } from './context.js';

const PURGE_EXAMPLES = `
Examples:
  $ ghosthunter purge --dry-run                what is kept and how much; removes nothing
  $ ghosthunter purge --older-than 30d         asks, then removes what is older
  $ ghosthunter purge --raw --yes              only outputs as commands printed them, without a question
  $ ghosthunter purge --id 20261122-0444       one investigation

A run that is going on, links, and the audit log stay. --audit-log says what goes with it, and wants its name typed.
Exit codes: 0 done · 1 something could not be removed · 2 usage · 4 needs a yes`;

export function addPurge(program: Command, { exit, screen, surroundings }: CommandContext): void {
  program
    .command('purge')
    .description('say what is kept, and remove it after asking')
    .option('--older-than <age>', 'only what is older: 30d, 2w, 12h, or before a day such as 2026-11-01')
    .option('--id <id>', 'only this investigation')
    .option('--raw', 'only outputs of commands as they were printed')
    .option('-y, --yes', 'ask no question')
    .option('--dry-run', 'say what would be removed, and remove nothing')
    .option('--json', 'print one JSON object')
    .option('--audit-log', 'the audit log instead; explains, and asks for its name')
    .addHelpText('after', PURGE_EXAMPLES)
    .exitOverride()
    .action(async (flags: PurgeFlags) => {
      const { purgeCommand } = await import('../supervisor/index.js');
      exit(await purgeCommand(flags, surroundings(), screen, new Date()));
    });
}
