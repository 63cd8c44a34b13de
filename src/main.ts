#!/usr/bin/env node
// The command line: reads argv and environment once and loads only the command that was asked for.

import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { isAbsolute } from 'node:path';
import { Command, CommanderError } from 'commander';
import { EXIT, exitCodeOfFault, Fault, printable } from './shared/index.js';
import { addCommands, chosenCommand } from './commands/index.js';
import type { Surroundings } from './supervisor/index.js';
import { isAttended, openScreen } from './terminal/index.js';

const EXAMPLES = `
Examples:
  $ ghosthunter demo                          an investigation of a simulated cloud: no key, no credentials
  $ ghosthunter run billing.csv               why did it rise? you run each command yourself and paste what it printed
  $ ghosthunter run billing.csv --active      commands that pass the gate run with your credentials, after your yes
  $ ghosthunter batch accounts.jsonl          the same for many bills, each with its own account
  $ ghosthunter spikes billing.csv            what rose, by how much and where; needs no key and no credentials
  $ ghosthunter doctor                        what is missing on this machine, and how to get it
  $ ghosthunter validate "aws s3 ls"          what the gate says to a command; nothing runs
  $ ghosthunter policy why aws ec2 reboot-instances
  $ ghosthunter audit list --since 7d         what was proposed, refused and run

Exit codes: 0 done, or nothing found · 1 error · 2 usage · 3 refused · 4 needs a person or a login · 5 budget
10 cause found · 11 inconclusive · 130 Ctrl-C · 143 SIGTERM`;

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

  addCommands(program, {
    screen,
    environment: process.env,
    surroundings: readSurroundings,
    exit: (code) => {
      process.exitCode = code;
    },
  });

  try {
    const isAlone = process.argv.length <= 2 && isAttended();
    const chosen = isAlone ? await chosenCommand(program, screen, readSurroundings()) : undefined;
    if (isAlone && chosen === undefined) return;
    if (chosen === undefined) await program.parseAsync();
    else await program.parseAsync([...chosen], { from: 'user' });
  } catch (cause) {
    fail(cause);
  }
}

await main();
