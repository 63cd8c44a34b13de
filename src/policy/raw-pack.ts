// A pack as it stands in its file: one program, one group of its commands, one table of shapes. Its hash was compared before it was
// parsed, so what is checked here is only that it has the form the rest of this zone reads; the full schema is checked when it is built.

import { err, ok, type Result } from '../shared/index.js';
import { BINARIES, type Binary } from './binaries.js';

export type RawShape =
  | string
  | { readonly choice: readonly string[] }
  | { readonly count: readonly [number, number] }
  | { readonly decimal: readonly [number, number] }
  | { readonly match: string; readonly size: readonly [number, number]; readonly of: string; readonly example: string }
  | { readonly list: number; readonly least?: number; readonly most: number }
  | { readonly fields: Readonly<Record<string, number>>; readonly required?: readonly string[]; readonly one?: boolean }
  | { readonly map: readonly [number, number]; readonly most: number };

/**
 * The place of the shape of its value; or no value; or `true` and `false`; or a value each time it is given; or a value that can only
 * stand behind `=`.
 */
export type RawFlag = number | 'switch' | 'toggle' | { readonly kind: number; readonly form: 'repeat' | 'joined' };

export interface RawPositional {
  readonly name: string;
  readonly kind: number;
  readonly optional?: boolean;
  readonly many?: boolean;
}

/** Of the sides one at most is used; or one of these is given at least; or any of these asks for all of those. */
export type RawTogether =
  | { readonly apart: readonly (readonly string[])[] }
  | { readonly least: readonly string[] }
  | { readonly of: readonly string[]; readonly needs: readonly string[] };

export interface RawCommand {
  readonly flags: Readonly<Record<string, RawFlag>>;
  readonly aliases?: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  readonly positionals?: readonly RawPositional[];
  /** What belongs together; see `Together`. */
  readonly together?: readonly RawTogether[];
  /** The page controls of the service itself: the AWS CLI does not take them beside its own. */
  readonly paged?: readonly string[];
  readonly tracks?: readonly string[];
  /** Places in the answer that may hold a secret: member names, `[]` behind a list, `{}` behind a map. */
  readonly redact?: readonly string[];
  readonly bound?: string;
  readonly microUsd?: number;
}

export interface RawPack {
  readonly binary: Binary;
  readonly group: string;
  readonly shapes: readonly RawShape[];
  readonly commands: Readonly<Record<string, RawCommand>>;
}

/** What a program takes with every command. */
export type RawGlobals = Pick<RawPack, 'binary' | 'shapes'> & Pick<RawCommand, 'flags' | 'aliases'>;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isShape(value: unknown): value is RawShape {
  if (typeof value === 'string') return true;
  if (!isObject(value)) return false;
  const { choice, count, decimal, match, size, list, fields, map } = value;
  if (match !== undefined) return typeof match === 'string' && Array.isArray(size) && size.length === 2;
  if (fields !== undefined) return isObject(fields);
  if (list !== undefined) return typeof list === 'number';
  return [choice, count, decimal, map].some(Array.isArray);
}

function isCommand(value: unknown): value is RawCommand {
  return isObject(value) && isObject(value['flags']);
}

function isBinary(value: unknown): value is Binary {
  return BINARIES.some((binary) => binary === value);
}

export type PackFault = 'not-an-object' | 'other-schema' | 'unknown-binary' | 'bad-shapes' | 'bad-commands';

function readShapes(raw: Readonly<Record<string, unknown>>): Result<Pick<RawPack, 'binary' | 'shapes'>, PackFault> {
  const { schema, binary, shapes } = raw;
  if (schema !== 1) return err('other-schema');
  if (!isBinary(binary)) return err('unknown-binary');
  return Array.isArray(shapes) && shapes.every(isShape) ? ok({ binary, shapes }) : err('bad-shapes');
}

export function parsePack(raw: unknown): Result<RawPack, PackFault> {
  if (!isObject(raw)) return err('not-an-object');
  const head = readShapes(raw);
  if (!head.ok) return head;
  const { group, commands } = raw;
  if (typeof group !== 'string' || !isObject(commands)) return err('bad-commands');
  const entries = Object.entries(commands).filter((entry): entry is [string, RawCommand] => isCommand(entry[1]));
  if (entries.length !== Object.keys(commands).length) return err('bad-commands');
  return ok({ ...head.value, group, commands: Object.fromEntries(entries) });
}

/** A pack with one command that has no name. */
export function parseGlobals(raw: unknown): Result<RawGlobals, PackFault> {
  const pack = parsePack(raw);
  if (!pack.ok) return pack;
  const { binary, shapes, commands } = pack.value;
  const command = commands[''];
  return command ? ok({ ...command, binary, shapes }) : err('bad-commands');
}
