// `config`: what holds here, and where it comes from.

import type { Command } from 'commander';
import type { CommandContext } from './context.js';

const CONFIG_EXAMPLES = `
Examples:
  $ ghosthunter config show --origin       every value that holds here, and the file and line, or the variable, that it comes from
  $ ghosthunter config get budget.usd
  $ ghosthunter config path                the files that are read here
  $ ghosthunter config check               is config.toml sound; every mistake in it with its line
  $ ghosthunter config check .ghosthunter.toml

Flags come before variables (GHOSTHUNTER_BUDGET_USD=0.5), those before .ghosthunter.toml of the project, that before config.toml, that before
what is built in. A project's file may only make runs stricter.
Exit codes: 0 done, or sound · 1 the key is not set · 2 usage, or something is wrong in a file`;

interface ConfigActionFlags {
  readonly origin?: boolean;
  readonly json?: boolean;
}

export function addConfig(program: Command, { exit, screen, surroundings }: CommandContext): void {
  const config = program
    .command('config')
    .description('say what is configured, and where it comes from')
    .addHelpText('after', CONFIG_EXAMPLES)
    .exitOverride();
  const questions = [
    ['show', '', 'show every value that holds here'],
    ['get', '<key>', 'show one value'],
    ['path', '', 'show which files are read here'],
    ['check', '[file]', 'say what is wrong in a file'],
  ] as const;
  for (const [name, argument, description] of questions) {
    const question = config.command(name).description(description).option('--json', 'print one JSON object').exitOverride();
    if (name === 'show') question.option('--origin', 'also say where each value comes from');
    if (argument !== '') question.argument(argument, name === 'get' ? 'section and name: budget.usd' : 'default: your config.toml');
    question.action(async () => {
      const { configCommand } = await import('../supervisor/index.js');
      exit(configCommand(name, question.args[0], question.opts<ConfigActionFlags>(), surroundings(), screen));
    });
  }
}
