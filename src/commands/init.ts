// `init`: a config.toml, from what is found and what is asked.

import type { Command } from 'commander';
import type { InitFlags } from '../supervisor/index.js';
import type { CommandContext } from './context.js';

const INIT_EXAMPLES = `
Examples:
  $ ghosthunter init                                     asks what it cannot find out
  $ ghosthunter init --yes                               asks nothing: what is built in, with what is found
  $ ghosthunter init --print --budget-usd 0.5            what would be written, and nothing is
  $ ghosthunter init --yes --force --base-url http://localhost:11434 --model my-model

Nothing is needed to begin: without a config.toml everything is as built in. A key is never written into it, only the name of its file.
Exit codes: 0 written · 2 usage, or a config.toml is there already · 4 there is no terminal, or you stopped`;

export function addInit(program: Command, { exit, screen, surroundings }: CommandContext): void {
  program
    .command('init')
    .description('write a config.toml; asks only what it cannot find out')
    .option('-y, --yes', 'ask nothing')
    .option('--print', 'print it instead of writing it')
    .option('--force', 'replace the one that is there')
    .option('--key-file <file>', 'a file with the model key')
    .option('--base-url <url>', 'a gateway or a local server instead of the API of Anthropic')
    .option('--model <name>', 'the model that thinks')
    .option('--budget-usd <amount>', 'the most that one run may spend')
    .option('--max-commands <count>', 'the most commands of one run')
    .option('--min-tier <name>', 'the weakest cage that a run may be in')
    .option('--cli-directory <folder...>', 'where the cloud programs are, besides the usual places')
    .option('--read-only-role <arn>', 'a role of AWS that is taken on for reading')
    .option('--desktop', 'a note on the desktop when a run has ended')
    .addHelpText('after', INIT_EXAMPLES)
    .exitOverride()
    .action(async (flags: InitFlags) => {
      const { initCommand } = await import('../supervisor/index.js');
      exit(await initCommand(flags, surroundings(), screen));
    });
}
