// The flags that a program takes with every command, as one pack with one command that has no name. What is not listed here or by the
// small programs' own overlays is not taken: nothing that changes who asks, whom, how safely, or reads flags from a file.

import * as z from 'zod';
import { SHAPE_NAMES } from '../../src/policy/kind.js';
import { type PackCommand, type PackFlag, type PackShape, packText } from './pack-text.js';

const kind = z.union([
  z.strictObject({ choice: z.array(z.string()).min(1) }),
  z.strictObject({ match: z.string(), size: z.tuple([z.int(), z.int()]), of: z.string(), example: z.string() }),
]);
const globalsFile = z.record(
  z.string(),
  z.strictObject({
    kinds: z.record(z.string(), kind),
    flags: z.record(z.string().regex(/^--[a-z-]+$/), z.string()),
    aliases: z.record(z.string(), z.string()),
  }),
);

function shapeOf(name: string, kinds: Readonly<Record<string, PackShape>>): PackShape {
  const own = kinds[name];
  if (own !== undefined) return own;
  if (SHAPE_NAMES.some((known) => known === name)) return name;
  throw new Error(`globals: there is no kind \`${name}\``);
}

/** Those of the programs that have no overlay of their own. */
export function parseGlobalsOverlay(raw: unknown): ReadonlyMap<string, PackCommand> {
  const entries = Object.entries(globalsFile.parse(raw)).map(([binary, { kinds, flags, aliases }]) => {
    const table = Object.entries(flags).map(([name, of]): readonly [string, PackFlag] => [
      name,
      of === 'switch' ? of : { kind: shapeOf(of, kinds) },
    ]);
    return [binary, { flags: Object.fromEntries(table), aliases }] as const;
  });
  return new Map(entries);
}

export function globalsText(globals: ReadonlyMap<string, PackCommand>): string {
  const parts = [...globals.keys()].sort().flatMap((binary) => {
    const command = globals.get(binary);
    return command ? [`"${binary}":${packText({ binary, group: '*', commands: new Map([['', command]]) }).trimEnd()}`] : [];
  });
  return `{\n${parts.join(',\n')}\n}\n`;
}
