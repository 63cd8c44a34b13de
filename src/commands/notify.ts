// `notify`: are the ways of being told sound?

import type { Command } from 'commander';
import type { CommandContext } from './context.js';

const NOTIFY_EXAMPLES = `
Examples:
  $ ghosthunter notify --test          by every way that section [notify] of config.toml names

A hook is a program of yours: it reads the event as one JSON object from its standard input. A webhook gets the same object as a POST with
x-ghosthunter-timestamp and x-ghosthunter-signature: "sha256=" and the HMAC-SHA256, in hex, of the timestamp, a dot and the body.
Exit codes: 0 told by every way · 1 not told by one of them, or none is configured · 2 usage`;

export function addNotify(program: Command, { exit, screen, surroundings }: CommandContext): void {
  program
    .command('notify')
    .description('try the ways in which you are told that a run has ended')
    .option('--test', 'send a test by every way')
    .option('--json', 'print one JSON object')
    .addHelpText('after', NOTIFY_EXAMPLES)
    .exitOverride()
    .action(async (flags: { readonly test?: boolean; readonly json?: boolean }) => {
      const { notifyCommand } = await import('../supervisor/index.js');
      exit(await notifyCommand(flags, surroundings(), screen));
    });
}
