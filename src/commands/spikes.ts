// `spikes`: what rose in a bill.

import type { Command } from 'commander';
import type { SpikesFlags } from '../supervisor/index.js';
import type { CommandContext } from './context.js';

export function addSpikes(program: Command, { exit, screen, surroundings }: CommandContext): void {
  program
    .command('spikes')
    .description('say what rose in a bill; files need no key and no credentials')
    .argument('[files...]', 'billing exports, folders of them, or - for standard input')
    .option('--json', 'print one JSON object')
    .option('--top <count>', 'say at most so many (default: 10)')
    .option('--since <day>', 'leave out what ended before this day')
    .option('--currency <code>', 'look at one currency only')
    .option('--html [path]', 'also write a page with charts, to give to somebody (default: spikes.html)')
    .option('--force', 'replace that page if it is there')
    .option('--from-cost-explorer', 'ask AWS Cost Explorer with your credentials ($0.01 a page) instead of reading files')
    .option('--from-bigquery <table>', 'ask the billing export project.dataset.table in BigQuery with your credentials')
    .option('--from-athena', 'refused, and says why')
    .option('--days <count>', 'how many days to ask for (default: 60)')
    .option('-y, --yes', 'ask without a question before each paid or cleared command')
    .exitOverride()
    .action(async (files: string[], flags: SpikesFlags) => {
      const { spikesCommand } = await import('../supervisor/index.js');
      exit(await spikesCommand(files, flags, surroundings(), screen));
    });
}
