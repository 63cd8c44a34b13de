// The text of one pack: shapes interned by structure, one line for each shape and each command, everything sorted, so that
// the same commands give the same bytes in whatever order they were found. A structure may hold itself.

/** As `Kind` in src/policy, written plainly: the name of a shape read by code, or what a value consists of. */
export type PackShape = string | CompoundShape;

type CompoundShape =
  | { readonly choice: readonly string[] }
  | { readonly count: readonly [least: number, most: number] }
  | { readonly decimal: readonly [least: number, most: number] }
  | { readonly match: string; readonly size: readonly [least: number, most: number]; readonly of: string; readonly example: string }
  | { readonly list: PackShape; readonly least?: number; readonly most: number }
  | { readonly fields: Readonly<Record<string, PackShape>>; readonly required?: readonly string[]; readonly one?: true }
  | { readonly map: readonly [key: PackShape, value: PackShape]; readonly most: number };

/** `switch` takes no value, `toggle` takes none or `=true|false`, `repeat` may be given more than once, `joined` takes its value behind `=` only. */
export type PackFlag = 'switch' | 'toggle' | { readonly kind: PackShape; readonly form?: 'repeat' | 'joined' };

export interface PackPositional {
  readonly name: string;
  readonly kind: PackShape;
  readonly optional?: boolean;
  readonly many?: boolean;
}

/** Of the sides one at most is used; or one of these is given at least; or any of these asks for all of those. */
export type PackTogether =
  | { readonly apart: readonly (readonly string[])[] }
  | { readonly least: readonly string[] }
  | { readonly of: readonly string[]; readonly needs: readonly string[] };

export interface PackCommand {
  readonly flags: Readonly<Record<string, PackFlag>>;
  readonly aliases?: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  readonly positionals?: readonly PackPositional[];
  readonly together?: readonly PackTogether[];
  /** The page controls of the service itself, which the CLI does not take beside its own. */
  readonly paged?: readonly string[];
  readonly tracks?: readonly string[];
  readonly bound?: string;
  readonly microUsd?: number;
  /** Places in the answer that hold what users fill with secrets; see overlay/README.md. */
  readonly redact?: readonly string[];
}

export interface PackContent {
  readonly binary: string;
  readonly group: string;
  /** By path, without the binary. */
  readonly commands: ReadonlyMap<string, PackCommand>;
}

/** By code unit: the same everywhere, unlike a locale's order. */
export function inOrder(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

export function sortedEntries<Value>(record: Readonly<Record<string, Value>>): readonly (readonly [string, Value])[] {
  return Object.entries(record).sort(([one], [other]) => inOrder(one, other));
}

function children(shape: PackShape): readonly PackShape[] {
  if (typeof shape === 'string') return [];
  if ('list' in shape) return [shape.list];
  if ('fields' in shape) return sortedEntries(shape.fields).map(([, field]) => field);
  return 'map' in shape ? shape.map : [];
}

/** A shape as it is written, its parts by number. */
function written(shape: PackShape, numberOf: (part: PackShape) => number): string {
  if (typeof shape === 'string') return JSON.stringify(shape);
  if ('choice' in shape) return JSON.stringify({ choice: [...new Set(shape.choice)].sort(inOrder) });
  if ('count' in shape) return JSON.stringify({ count: shape.count });
  if ('decimal' in shape) return JSON.stringify({ decimal: shape.decimal });
  if ('match' in shape) return JSON.stringify({ match: shape.match, size: shape.size, of: shape.of, example: shape.example });
  if ('list' in shape) return JSON.stringify({ list: numberOf(shape.list), least: shape.least, most: shape.most });
  if ('map' in shape) return JSON.stringify({ map: shape.map.map(numberOf), most: shape.most });
  const fields = sortedEntries(shape.fields).map(([name, field]) => `${JSON.stringify(name)}:${String(numberOf(field))}`);
  const required = [...(shape.required ?? [])].sort(inOrder);
  const rest = `${required.length > 0 ? `,"required":${JSON.stringify(required)}` : ''}${shape.one === true ? ',"one":true' : ''}`;
  return `{"fields":{${fields.join(',')}}${rest}}`;
}

function reachable(roots: readonly PackShape[]): ReadonlySet<PackShape> {
  const seen = new Set(roots);
  // A set visits what is added to it while it is walked.
  for (const shape of seen) for (const part of children(shape)) seen.add(part);
  return seen;
}

interface Interned {
  readonly lines: readonly string[];
  readonly numberOf: (shape: PackShape) => number;
}

/**
 * Shapes are told apart by what they look like, then by what their parts look like, and so on until nothing more comes apart.
 * What is left together is the same shape, even where it holds itself.
 */
function intern(roots: readonly PackShape[]): Interned {
  const shapes = reachable(roots);
  let colours = new Map<PackShape, number>();
  const colourOf = (shape: PackShape): number => colours.get(shape) ?? 0;
  for (let before = -1, count = 0; count > before; ) {
    // The former colour comes first, so that a round only ever splits.
    const looks = new Map([...shapes].map((shape) => [shape, [colourOf(shape), written(shape, colourOf)] as const]));
    const keys = new Map([...looks.values()].map((look) => [JSON.stringify(look), look]));
    const ordered = [...keys].sort(([, one], [, other]) => one[0] - other[0] || inOrder(one[1], other[1]));
    const rank = new Map(ordered.map(([key], place) => [key, place]));
    colours = new Map([...looks].map(([shape, look]) => [shape, rank.get(JSON.stringify(look)) ?? 0]));
    [before, count] = [count, rank.size];
  }
  const lines: string[] = [];
  for (const shape of shapes) lines[colourOf(shape)] = written(shape, colourOf);
  return { lines, numberOf: colourOf };
}

function shapesOf(command: PackCommand): readonly PackShape[] {
  const flags = Object.values(command.flags).flatMap((flag) => (typeof flag === 'string' ? [] : [flag.kind]));
  return [...flags, ...(command.positionals ?? []).map(({ kind }) => kind)];
}

function commandText(command: PackCommand, numberOf: (shape: PackShape) => number): string {
  const flagText = (flag: PackFlag): unknown => {
    if (typeof flag === 'string') return flag;
    return flag.form === undefined ? numberOf(flag.kind) : { kind: numberOf(flag.kind), form: flag.form };
  };
  const positionals = (command.positionals ?? []).map(({ name, kind, optional, many }) => ({
    name,
    kind: numberOf(kind),
    ...(optional === true ? { optional } : {}),
    ...(many === true ? { many } : {}),
  }));
  // `fromEntries` would put a name that looks like a number first; no flag does.
  return JSON.stringify({
    flags: Object.fromEntries(sortedEntries(command.flags).map(([name, flag]) => [name, flagText(flag)])),
    ...(command.aliases === undefined ? {} : { aliases: Object.fromEntries(sortedEntries(command.aliases)) }),
    ...((command.required ?? []).length === 0 ? {} : { required: [...(command.required ?? [])].sort(inOrder) }),
    ...(positionals.length === 0 ? {} : { positionals }),
    ...((command.together ?? []).length === 0 ? {} : { together: command.together }),
    ...(command.paged === undefined ? {} : { paged: [...command.paged].sort(inOrder) }),
    ...(command.tracks === undefined ? {} : { tracks: command.tracks }),
    ...(command.bound === undefined ? {} : { bound: command.bound }),
    ...(command.microUsd === undefined ? {} : { microUsd: command.microUsd }),
    ...((command.redact ?? []).length === 0 ? {} : { redact: [...(command.redact ?? [])].sort(inOrder) }),
  });
}

export function packText({ binary, group, commands }: PackContent): string {
  const sorted = [...commands].sort(([one], [other]) => inOrder(one, other));
  const { lines, numberOf } = intern(sorted.flatMap(([, command]) => shapesOf(command)));
  return [
    '{',
    `"schema":1,"binary":${JSON.stringify(binary)},"group":${JSON.stringify(group)},`,
    '"shapes":[',
    ...lines.map((line, place) => (place === lines.length - 1 ? line : `${line},`)),
    '],',
    '"commands":{',
    ...sorted.map(
      ([path, command], place) => `${JSON.stringify(path)}:${commandText(command, numberOf)}${place === sorted.length - 1 ? '' : ','}`,
    ),
    '}',
    '}',
    '',
  ].join('\n');
}
