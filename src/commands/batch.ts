// `batch`: many investigations, headless.

import type { Command } from 'commander';
import type { BatchFlags } from '../batch/index.js';
import type { CommandContext } from './context.js';

const BATCH_EXAMPLES = `
Examples:
  $ ghosthunter batch accounts.jsonl                          all of them; run it again after a kill and it goes on
  $ ghosthunter batch accounts.csv --dry-run                  what would be done, and what it costs at most
  $ ghosthunter batch accounts.toml --budget-usd 20 --item-budget-usd 0.5 --concurrency 4
  $ ghosthunter batch accounts.jsonl --economy                models at half the price, and hours for an answer
  $ ghosthunter batch accounts.jsonl --retry-failed           once more what was given up
  $ ghosthunter batch accounts.jsonl --state /shared/spool    on a disk that other hosts see
  $ ghosthunter batch --worker --state /shared/spool          another host that helps
  $ ghosthunter batch accounts.jsonl --state /shared/spool --queue redis://queue.internal

An item is a line of JSON, a row of CSV under a line of names, or an [[item]] of TOML:
  {"project": "shop-prod", "files": ["shop.csv"], "active": true, "budget_usd": 0.5}
  {"profile": "billing", "source": "cost-explorer", "days": 30}
Fields: name provider account profile region project configuration files source days active world seed spike offline model compressor
  max_commands budget_usd max_minutes

With \`source\` (cost-explorer, or bigquery:project.dataset.table) the bill is asked for with the credentials of the item: that runs
commands, needs no \`active\`, and is paid from the budget of the item. The batch keeps the day on which it began to ask: killed and
started again it goes on with what it has paid for. Once all of these items have ended, the same manifest on a later day asks anew;
with another --state at once.

Results are JSON lines on standard output, one an item, in the order in which they end; progress is on standard error.
Exit codes: 0 all clean · 10 a cause found · 11 inconclusive only · 1 some failed · 2 usage · 5 no money for the rest
130 Ctrl-C · 143 SIGTERM`;

export function addBatch(program: Command, { exit, screen, surroundings }: CommandContext): void {
  program
    .command('batch')
    .description('investigate many bills, each with one account; a killed one goes on')
    .argument('[manifest]', 'items as .jsonl, .csv or .toml')
    .option('--concurrency <count>', 'so many at a time (default: by cores and memory; section [batch] of config.toml sets these)')
    .option('--budget-usd <amount>', 'at most so many dollars for all of them')
    .option('--item-budget-usd <amount>', 'at most so many dollars for each that says nothing else (default: 1)')
    .option('--max-commands <count>', 'at most so many commands for each that says nothing else')
    .option('--max-minutes <count>', 'at most so long for each that says nothing else')
    .option('--economy', 'ask models through the Message Batches API: half the price, hours instead of minutes')
    .option('--attempts <count>', 'give an item up that failed so many times (default: 3)')
    .option('--retry-failed', 'try again what was given up')
    .option('--dry-run', 'say what would be done and what it costs at most')
    .option('--state <directory>', 'keep the batch there, each item with a state directory of its own, for workers on other hosts')
    .option('--worker', 'help with the batch that is kept in --state')
    .option('--queue <url>', 'hand items out through Redis (needs the package bullmq)')
    .option('--output <directory>', 'write the summary there')
    .option('--format <name>', 'jsonl, csv or toml, where the name of the manifest does not say it')
    .option('--plain', 'lines instead of a bar')
    .addHelpText('after', BATCH_EXAMPLES)
    .exitOverride()
    .action(async (manifest: string | undefined, flags: BatchFlags) => {
      const [{ batchCommand }, { openEconomy, readConfig }] = await Promise.all([
        import('../batch/index.js'),
        import('../supervisor/index.js'),
      ]);
      const around = surroundings();
      exit(await batchCommand(manifest, flags, readConfig(around).batch, around, screen, (wish) => openEconomy(wish, around)));
    });
}
