// Reads packs for the generators, by its own reading of the format and not by the gate's: commands with their shapes resolved.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { SHAPE_NAMES } from '../../src/policy/kind.js';

const place = z.int().min(0);
const shape = z.union([
  z.enum(SHAPE_NAMES),
  z.strictObject({ choice: z.array(z.string()).min(1) }),
  z.strictObject({ count: z.tuple([z.int(), z.int()]) }),
  z.strictObject({ decimal: z.tuple([z.number(), z.number()]) }),
  z.strictObject({ match: z.string(), size: z.tuple([z.int(), z.int()]), of: z.string(), example: z.string() }),
  z.strictObject({ list: place, least: z.int().optional(), most: z.int() }),
  z.strictObject({ fields: z.record(z.string(), place), required: z.array(z.string()).optional(), one: z.literal(true).optional() }),
  z.strictObject({ map: z.tuple([place, place]), most: z.int() }),
]);
const flag = z.union([place, z.literal('switch'), z.literal('toggle'), z.looseObject({ kind: place, form: z.string().optional() })]);
const aliases = z.record(z.string(), z.string()).optional();
const command = z.looseObject({
  flags: z.record(z.string(), flag).optional(),
  aliases,
  required: z.array(z.string()).optional(),
  positionals: z
    .array(z.looseObject({ name: z.string(), kind: place, optional: z.boolean().optional(), many: z.boolean().optional() }))
    .optional(),
  bound: z.string().optional(),
  tracks: z.array(z.string()).optional(),
});
const pack = z.looseObject({
  binary: z.string(),
  shapes: z.array(shape),
  commands: z.record(z.string(), command),
});

const globals = z.record(
  z.string(),
  z.looseObject({
    shapes: z.array(shape),
    flags: z.record(z.string(), flag).optional(),
    aliases,
    commands: z.record(z.string(), command).optional(),
  }),
);

export type Shape = z.infer<typeof shape>;
export type Flag = z.infer<typeof flag>;

export interface FlagTable {
  readonly shapes: readonly Shape[];
  readonly flags: ReadonlyMap<string, Flag>;
  /** Other names, by the name that they stand for. */
  readonly aliases: ReadonlyMap<string, string>;
}

export interface Command extends FlagTable {
  readonly binary: string;
  readonly path: readonly string[];
  /** The flags of the program itself. */
  readonly globals: FlagTable;
  readonly required: readonly string[];
  readonly positionals: readonly { readonly name: string; readonly kind: number; readonly isOptional: boolean; readonly isMany: boolean }[];
  readonly bound: string | undefined;
}

/** The tracks of a gcloud command as the words that may stand before its path. */
function pathsOf(binary: string, path: string, tracks: readonly string[] | undefined): readonly (readonly string[])[] {
  const words = path.split(' ');
  if (binary !== 'gcloud' || tracks === undefined) return [words];
  return tracks.map((track) => (track === 'ga' ? words : [track, ...words]));
}

function inverted(names: Readonly<Record<string, string>> | undefined): ReadonlyMap<string, string> {
  return new Map(Object.entries(names ?? {}).map(([other, name]) => [name, other]));
}

export type Globals = ReadonlyMap<string, FlagTable>;

export function globalsIn(text: string): Globals {
  const tables = globals.parse(JSON.parse(text));
  return new Map(
    Object.entries(tables).map(([binary, { shapes, flags, aliases: others, commands }]) => {
      const own = commands?.[''];
      return [binary, { shapes, flags: new Map(Object.entries(own?.flags ?? flags ?? {})), aliases: inverted(own?.aliases ?? others) }];
    }),
  );
}

const NO_FLAGS: FlagTable = { shapes: [], flags: new Map(), aliases: new Map() };

export function commandsOf(text: string, globalsBy: Globals): readonly Command[] {
  const { binary, shapes, commands } = pack.parse(JSON.parse(text));
  return Object.entries(commands).flatMap(([path, one]) =>
    pathsOf(binary, path, one.tracks).map((words) => ({
      binary,
      path: words,
      shapes,
      flags: new Map(Object.entries(one.flags ?? {})),
      aliases: inverted(one.aliases),
      globals: globalsBy.get(binary) ?? NO_FLAGS,
      required: one.required ?? [],
      positionals: (one.positionals ?? []).map(({ name, kind, optional, many }) => ({
        name,
        kind,
        isOptional: optional === true,
        isMany: many === true,
      })),
      bound: one.bound,
    })),
  );
}

const NO_PACKS = new Set(['globals.json', 'index.json']);

/** Every command of the packs in `directory` and in its folders. */
export function readCommands(directory: string): readonly Command[] {
  const globalsBy = globalsIn(readFileSync(join(directory, 'globals.json'), 'utf8'));
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json') && !file.startsWith('denied') && !NO_PACKS.has(file))
    .sort()
    .flatMap((file) => commandsOf(readFileSync(join(directory, file), 'utf8'), globalsBy));
}
