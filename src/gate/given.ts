// What a typed command gives for a flag, asked by name and by the form in which it is needed.

import { duration } from './shapes/duration.js';
import type { Argument, Single } from './shapes/shape.js';
import type { ReadOnly, TypedFlag } from './stages.js';

type Kind = Argument['kind'];
type Of<K extends Kind> = Extract<Argument, { readonly kind: K }>;

export interface Given<K extends Kind> {
  readonly name: string;
  readonly argument: Of<K>;
  readonly at: number;
}

function isGiven<K extends Kind>(flag: TypedFlag, name: string, kind: K): flag is TypedFlag & Given<K> {
  return flag.name === name && flag.argument.kind === kind;
}

export function given<K extends Kind>(command: ReadOnly, name: string, kind: K): Given<K> | undefined {
  return command.flags.find((flag) => isGiven(flag, name, kind));
}

export function flagNamed(command: ReadOnly, name: string): TypedFlag | undefined {
  return command.flags.find((flag) => flag.name === name);
}

/** The first of several flags that is there. */
export function firstOf<K extends Kind>(command: ReadOnly, names: readonly string[], kind: K): Given<K> | undefined {
  for (const name of names) {
    const found = given(command, name, kind);
    if (found) return found;
  }
  return undefined;
}

export function isOn(command: ReadOnly, name: string): boolean {
  const argument = flagNamed(command, name)?.argument;
  return argument?.kind === 'switch' || (argument?.kind === 'toggle' && argument.isOn);
}

export function words(command: ReadOnly): readonly Single[] {
  return command.positionals.flatMap(({ items }) => items);
}

/** A length of time, in whichever of its spellings the program takes. */
export function secondsOf({ argument }: TypedFlag): number | undefined {
  if (argument.kind === 'duration') return argument.seconds;
  const read = argument.kind === 'text' ? duration.parse(argument.text) : undefined;
  return read?.kind === 'duration' ? read.seconds : undefined;
}
