#!/usr/bin/env node
// The command line: reads argv and environment once and loads only the command that was asked for.

import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { isAbsolute } from 'node:path';
import { Command, CommanderError } from 'commander';
import { EXIT, exitCodeOfFault, Fault, printable } from './shared/index.js';
import type { Surroundings } from './supervisor/index.js';
import { openScreen } from './terminal/index.js';

const EXAMPLES = `
Examples:
  $ ghosthunter run --world first-light       try it on the bundled simulated cloud: no key, no credentials
  $ ghosthunter run billing.csv               you run each command yourself and paste what it printed
  $ ghosthunter run billing.csv --active      commands that pass the gate run with your credentials
  $ ghosthunter doctor                        what is missing on this machine, and how to get it

Exit codes: 0 done · 1 error · 2 usage · 4 needs a person · 5 budget · 130 Ctrl-C · 143 SIGTERM`;

interface RunActionFlags {
  readonly active?: boolean;
  readonly world?: string;
  readonly provider?: string;
  readonly script?: string;
  readonly model?: string;
  readonly json?: boolean;
  readonly logLevel?: string;
}

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return /"version":\s*"([^"]+)"/u.exec(text)?.[1] ?? 'unknown';
}

/** Never relative: the supervisor and the executor do not stand in the same directory. */
function readSurroundings(): Surroundings {
  const { env } = process;
  const named = env['HOME'] ?? '';
  if (isAbsolute(named)) return { environment: env, home: named };
  try {
    return { environment: env, home: userInfo().homedir };
  } catch (cause) {
    throw new Fault('usage', 'this user has no home directory', { cause, fix: 'export HOME=… with the path of a directory of yours' });
  }
}

/** Commander's words in our form: one line, nothing that a terminal obeys. What follows its line break is a suggestion. */
function complaint(text: string): string {
  return `ghosthunter: ${printable(
    text
      .trim()
      .replace(/^error: /u, '')
      .replace(/\n/gu, ' '),
  )}\n`;
}

async function main(): Promise<void> {
  const screen = openScreen();

  function fail(cause: unknown): void {
    if (cause instanceof CommanderError) {
      // Commander has already said what is wrong; help and version end here too, with code 0.
      process.exitCode = cause.exitCode === 0 ? EXIT.ok : EXIT.usage;
      return;
    }
    if (!(cause instanceof Fault)) throw cause;
    screen.err(`ghosthunter: ${printable(cause.message)}`);
    if (cause.fix !== undefined) screen.err(`fix: ${printable(cause.fix)}`);
    process.exitCode = exitCodeOfFault(cause.code);
  }

  const program = new Command('ghosthunter')
    .description('Finds out why a cloud bill rose. A model investigates; every command it proposes passes a seven-layer gate.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXAMPLES)
    .configureOutput({
      outputError: (text, write) => {
        write(complaint(text));
      },
    })
    .showSuggestionAfterError()
    .showHelpAfterError('fix: ghosthunter --help lists what there is')
    .exitOverride();

  program
    .command('run')
    .description('investigate a bill')
    .argument('[files...]', 'billing exports')
    .option('--active', 'run cleared commands with your credentials (default: you run them and paste the output)')
    .option('--world <name>', 'use a bundled simulated cloud instead of a real one')
    .option('--provider <name>', 'aws or gcp')
    .option('--script <file>', 'propose the lines of this file, in order')
    .option('--model <name>', 'also ask this model for one command')
    .option('--json', 'print one JSON object a line')
    .option('--log-level <level>', 'say on standard error what the supervisor does: debug, info or warn')
    .exitOverride()
    .action(async (files: string[], flags: RunActionFlags) => {
      const { runCommand } = await import('./supervisor/index.js');
      process.exitCode = await runCommand({ files, ...flags }, readSurroundings(), screen);
    });

  program
    .command('doctor')
    .description('check this machine and say what to do about each finding')
    .option('--json', 'print one JSON object')
    .exitOverride()
    .action(async (flags: { readonly json?: boolean }) => {
      const { doctorCommand } = await import('./supervisor/index.js');
      process.exitCode = await doctorCommand(flags, readSurroundings(), screen);
    });

  try {
    await program.parseAsync();
  } catch (cause) {
    fail(cause);
  }
}

await main();
