// The command line as data, read out of the same tree that parses it: what completions and the manual page are made of, so that neither can
// say what is not there.

import type { Command, Option } from 'commander';
import { type Completion, completionOf } from './values.js';

export interface OutlineOption {
  readonly long: string;
  readonly short: string | undefined;
  /** `<file>`, `[path]`; empty for one that takes nothing. */
  readonly takes: string;
  readonly description: string;
  readonly completion: Completion;
}

export interface OutlineArgument {
  readonly name: string;
  readonly isRequired: boolean;
  readonly isMany: boolean;
  readonly description: string;
  readonly completion: Completion;
}

export interface Outline {
  /** Without the name of the program; empty for the program itself. */
  readonly path: readonly string[];
  readonly description: string;
  readonly options: readonly OutlineOption[];
  readonly arguments: readonly OutlineArgument[];
  readonly commands: readonly Outline[];
  /** What the help says after its lists: examples and notes. */
  readonly after: string;
}

function outlineOption(option: Option): OutlineOption {
  const takes = /[<[].*[>\]]$/u.exec(option.flags)?.[0] ?? '';
  const long = option.long ?? '';
  return {
    long,
    short: option.short,
    takes,
    description: option.description,
    completion: takes === '' ? 'nothing' : completionOf(long, takes),
  };
}

/** What `addHelpText` added: the whole of the help without what commander says by itself. */
function textAfter(command: Command): string {
  let whole = '';
  const before = command.configureOutput();
  command.configureOutput({
    writeOut: (text) => {
      whole += text;
    },
  });
  command.outputHelp();
  command.configureOutput(before);
  return whole.slice(command.helpInformation().length).trim();
}

export function outlineOf(command: Command, path: readonly string[] = []): Outline {
  const help: OutlineOption = { long: '--help', short: '-h', takes: '', description: 'print this help', completion: 'nothing' };
  return {
    path,
    description: command.description(),
    options: [...command.options.map(outlineOption), help],
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      isRequired: argument.required,
      isMany: argument.variadic,
      description: argument.description,
      completion: completionOf(argument.name(), '', path),
    })),
    commands: command.commands.map((below) => outlineOf(below, [...path, below.name()])),
    after: textAfter(command),
  };
}

/** The program and everything below it, the program first. */
export function everyOutline(outline: Outline): readonly Outline[] {
  return [outline, ...outline.commands.flatMap(everyOutline)];
}
