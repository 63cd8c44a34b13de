// `history` and `show`: what was investigated.

import type { Command } from 'commander';
import type { HistoryFlags, ShowFlags } from '../supervisor/index.js';
import type { CommandContext } from './context.js';

const HISTORY_EXAMPLES = `
Examples:
  $ ghosthunter history                        when, what came out, how sure, how much; the newest first
  $ ghosthunter history --since 30d --limit 5
  $ ghosthunter history --json                 one JSON object a line`;

const SHOW_EXAMPLES = `
Examples:
  $ ghosthunter show last                      the newest one, with its rounds and evidence
  $ ghosthunter show 20261122-0444             the beginning of an id is enough; finished or not
  $ ghosthunter show last --json               one JSON object

Exit codes: 0 done · 1 parts of it cannot be read · 2 there is no such investigation`;

export function addHistory(program: Command, { exit, screen, surroundings }: CommandContext): void {
  program
    .command('history')
    .description('list what was investigated')
    .option('--since <time>', 'not before: 7d, 2h, 2026-11-01, 2026-11-01T14:30 (UTC)')
    .option('--limit <number>', 'the last so many (default: 20)')
    .option('--json', 'print one JSON object a line')
    .addHelpText('after', HISTORY_EXAMPLES)
    .exitOverride()
    .action(async (flags: HistoryFlags) => {
      const { historyCommand } = await import('../supervisor/index.js');
      exit(await historyCommand(flags, surroundings(), screen, new Date()));
    });
}

export function addShow(program: Command, { exit, screen, surroundings }: CommandContext): void {
  program
    .command('show')
    .description('show one investigation: its rounds, its evidence, its end')
    .argument('[id]', 'of an investigation, or its beginning; last is the newest', 'last')
    .option('--json', 'print one JSON object')
    .option('--plain', 'for screen readers and simple terminals')
    .addHelpText('after', SHOW_EXAMPLES)
    .exitOverride()
    .action(async (id: string, flags: ShowFlags) => {
      const { showCommand } = await import('../supervisor/index.js');
      exit(await showCommand(id, flags, surroundings(), screen));
    });
}
