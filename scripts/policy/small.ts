// Snapshot and overlay into the packs of bq, gsutil, kubectl and az. Pure: the same two texts give the same bytes. It stops where
// nobody decided: a command that neither list names, an overlay that names what the program does not have, a flag without a kind.

import { SHAPE_NAMES } from '../../src/policy/kind.js';
import { inOrder, type PackCommand, type PackFlag, type PackShape, packText } from './pack-text.js';
import {
  type Allowed,
  DENIAL_CLASSES,
  type DenialClass,
  type Denied,
  type FlagFact,
  type Overlay,
  type OverlayKind,
  readOverlay,
  readSnapshot,
  type Snapshot,
  type SnapshotCommand,
} from './small-source.js';

export interface SmallCounts {
  readonly known: number;
  readonly allowed: number;
  readonly denied: Readonly<Partial<Record<DenialClass, number>>>;
  readonly flags: number;
  /** Flags of allowed commands that no kind was given to. */
  readonly flagsLeftOut: number;
}

export interface CompiledPacks {
  /** Text by file name, below `policies/`. */
  readonly packs: ReadonlyMap<string, string>;
  /** Text by file name, below `policies/denied/`. */
  readonly denied: ReadonlyMap<string, string>;
  /** What the overlays allow with every command of a program. */
  readonly globals: ReadonlyMap<string, PackCommand>;
  readonly counts: ReadonlyMap<string, SmallCounts>;
}

type Facts = Readonly<Record<string, FlagFact>>;

function shapeOf(kind: OverlayKind, overlay: Overlay, fact: FlagFact | undefined): PackShape {
  if (typeof kind !== 'string') {
    if ('list' in kind) return { list: shapeOf(kind.list, overlay, fact), most: kind.most };
    if ('repeat' in kind || 'joined' in kind) throw new Error(`${overlay.binary}: a flag's form inside a kind`);
    if ('match' in kind && !new RegExp(`^(?:${kind.match})$`, 'u').test(kind.example))
      throw new Error(`${overlay.binary}: the example of ${kind.of} is not one`);
    return kind;
  }
  if (kind === 'choice') {
    if (fact?.choice === undefined) throw new Error(`${overlay.binary}: \`choice\` for a flag whose choices are not known`);
    return { choice: fact.choice };
  }
  const named = Object.hasOwn(overlay.kinds, kind) ? overlay.kinds[kind] : undefined;
  if (named !== undefined) return shapeOf(named, overlay, fact);
  if (SHAPE_NAMES.some((name) => name === kind)) return kind;
  throw new Error(`${overlay.binary}: there is no kind \`${kind}\``);
}

/** Where the program itself has a list of what may be said, no other text is admitted. */
function closed(name: string, shape: PackShape, { binary }: Overlay, { choice }: FlagFact): PackShape {
  if (choice === undefined || typeof shape === 'string') return shape;
  const isWithin = 'choice' in shape ? shape.choice.every((word) => choice.includes(word)) : 'list' in shape;
  if (!isWithin) throw new Error(`${binary}: ${name} admits what the program does not`);
  return shape;
}

/** A value for a flag that takes none, or none for one that takes one, is a misreading of the program's grammar. */
function flagOf(name: string, kind: OverlayKind, overlay: Overlay, fact: FlagFact): PackFlag {
  const isBare = fact.value === 'none' || fact.value === 'boolean';
  if (kind === 'switch' || kind === 'toggle') {
    if (!isBare || (kind === 'toggle' && fact.value === 'none')) throw new Error(`${overlay.binary}: ${name} is no ${kind}`);
    return kind;
  }
  if (typeof kind !== 'string' && 'joined' in kind) {
    if (fact.value !== 'boolean') throw new Error(`${overlay.binary}: ${name} is not true or false`);
    return { kind: { choice: kind.joined }, form: 'joined' };
  }
  if (isBare) throw new Error(`${overlay.binary}: ${name} takes no value`);
  if (typeof kind === 'string' || !('repeat' in kind)) return { kind: closed(name, shapeOf(kind, overlay, fact), overlay, fact) };
  if (!fact.repeat) throw new Error(`${overlay.binary}: ${name} may not be repeated`);
  return { kind: shapeOf(kind.repeat, overlay, fact), form: 'repeat' };
}

/** absl takes `--nox` for every boolean `x`; an overlay names the ones that are wanted. */
function factOf(name: string, facts: Facts): FlagFact | undefined {
  if (Object.hasOwn(facts, name)) return facts[name];
  const positive = name.startsWith('--no') ? facts[`--${name.slice(4)}`] : undefined;
  return positive?.value === 'boolean' ? { value: 'none' } : undefined;
}

function aliasesOf(names: readonly string[], facts: Facts): Readonly<Record<string, string>> | undefined {
  const pairs = names.flatMap((name) => {
    const fact = Object.hasOwn(facts, name) ? facts[name] : undefined;
    const others = [...(fact?.short === undefined ? [] : [fact.short]), ...(fact?.names ?? [])];
    return others.map((other) => [other, name] as const);
  });
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}

function wantedFlags(allowed: Allowed, overlay: Overlay, facts: Facts): readonly string[] {
  const known = Object.keys(facts).filter((name) => Object.hasOwn({ ...overlay.flags, ...allowed.kinds }, name));
  for (const name of allowed.without ?? [])
    if (allowed.commands.length === 1 && !known.includes(name)) throw new Error(`${overlay.binary}: no ${name} to leave out`);
  return allowed.flags ?? known.filter((name) => !(allowed.without ?? []).includes(name));
}

function tableOf(names: readonly string[], kinds: Readonly<Record<string, OverlayKind>>, overlay: Overlay, facts: Facts) {
  return Object.fromEntries(
    names.map((name) => {
      const fact = factOf(name, facts);
      const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
      if (fact === undefined) throw new Error(`${overlay.binary}: there is no flag ${name}`);
      if (kind === undefined) throw new Error(`${overlay.binary}: ${name} has no kind`);
      return [name, flagOf(name, kind, overlay, fact)] as const;
    }),
  );
}

function commandOf(path: string, allowed: Allowed, overlay: Overlay, { flags: facts, positionals, unread }: SnapshotCommand): PackCommand {
  const said = `${overlay.binary} ${path}`;
  if (unread) throw new Error(`${said}: its flags are not known`);
  const names = wantedFlags(allowed, overlay, facts);
  const flags = tableOf(names, { ...overlay.flags, ...allowed.kinds }, overlay, facts);
  const demanded = Object.keys(facts).filter((name) => facts[name]?.required);
  const required = [...new Set([...demanded, ...(allowed.required ?? [])])];
  for (const name of required) if (!Object.hasOwn(flags, name)) throw new Error(`${said}: ${name} is required, and not allowed`);
  if ((positionals ?? []).length > (allowed.positionals ?? []).length) throw new Error(`${said}: it takes words that have no kind`);
  const aliases = aliasesOf(names, facts);
  return {
    flags,
    ...(aliases ? { aliases } : {}),
    required,
    positionals: (allowed.positionals ?? []).map(({ name, kind, optional, many }) => ({
      name,
      kind: shapeOf(kind, overlay, undefined),
      ...(optional ? { optional } : {}),
      ...(many ? { many } : {}),
    })),
    together: [...(allowed.apart ? [{ apart: allowed.apart }] : []), ...(allowed.least ? [{ least: allowed.least }] : [])],
    ...(allowed.bound === undefined ? {} : { bound: allowed.bound }),
  };
}

/** Every spelling of the path: `top pods` for `top pod`. */
function spellings(path: string, { aliases = [] }: SnapshotCommand): readonly string[] {
  const before = path.split(' ').slice(0, -1);
  return [...new Set([path, ...aliases.map((word) => [...before, word].join(' '))])];
}

/** The names of a rule of denial, each with whether it means this path. */
function namings(denied: Denied): readonly (readonly [name: string, means: (path: string) => boolean])[] {
  const { commands = [], first = [], ends = [], last = [] } = denied;
  return [
    ...commands.map((name) => [name, (path: string) => path === name] as const),
    ...first.map((name) => [name, (path: string) => path === name || path.startsWith(`${name} `)] as const),
    ...ends.map((name) => [name, (path: string) => path.endsWith(` ${name}`)] as const),
    ...last.map((name) => [name, (path: string) => path.split(' ').at(-1) === name] as const),
  ];
}

function decides(denied: Denied, path: string): boolean {
  return namings(denied).some(([, means]) => means(path));
}

/** Every name in a rule of denial must decide over something, or it is a slip. */
function checkDenials(overlay: Overlay, decided: ReadonlyMap<string, Denied>): void {
  for (const denied of overlay.deny) {
    const paths = [...decided].filter(([, by]) => by === denied).map(([path]) => path);
    const idle = namings(denied).filter(([, means]) => !paths.some(means));
    if (idle.length > 0) throw new Error(`${overlay.binary}: denied, but nothing to deny: ${idle.map(([name]) => name).join(', ')}`);
  }
}

function denialsOf(snapshot: Snapshot, overlay: Overlay, allowed: ReadonlySet<string>): ReadonlyMap<string, Denied> {
  const decided = new Map<string, Denied>();
  const undecided: string[] = [];
  for (const path of Object.keys(snapshot.commands)) {
    const denied = overlay.deny.find((rule) => decides(rule, path));
    const isNamed = overlay.deny.some((rule) => rule.commands?.includes(path));
    if (allowed.has(path) && isNamed) throw new Error(`${overlay.binary} ${path}: both allowed and denied`);
    if (allowed.has(path)) continue;
    if (denied) decided.set(path, denied);
    else undecided.push(path);
  }
  if (undecided.length > 0) throw new Error(`${overlay.binary}: nobody decided about ${undecided.join(', ')}`);
  checkDenials(overlay, decided);
  return decided;
}

/** One line for each class, as the packs have one for each command. */
function denialText(binary: string, decided: ReadonlyMap<string, Denied>): string {
  const lines = DENIAL_CLASSES.flatMap((name) => {
    const paths = [...decided].filter(([, denied]) => denied.class === name).map(([path]) => path);
    return paths.length === 0 ? [] : [`${JSON.stringify(name)}:${JSON.stringify(paths.sort(inOrder))}`];
  });
  return `{\n${JSON.stringify(binary)}:{\n${lines.sort(inOrder).join(',\n')}\n}\n}\n`;
}

function checkGlobals({ globals: facts, binary }: Snapshot, { globals }: Overlay): void {
  const denied = Object.values(globals.deny).flat();
  const decided = [...Object.keys(globals.allow), ...denied];
  const undecided = Object.keys(facts).filter((name) => !decided.includes(name));
  const unknown = decided.filter((name) => factOf(name, facts) === undefined);
  if (undecided.length > 0) throw new Error(`${binary}: nobody decided about ${undecided.join(', ')}`);
  if (unknown.length > 0) throw new Error(`${binary}: there is no global flag ${unknown.join(', ')}`);
}

function globalsOf(snapshot: Snapshot, overlay: Overlay): PackCommand {
  checkGlobals(snapshot, overlay);
  const names = Object.keys(overlay.globals.allow);
  const aliases = aliasesOf(names, snapshot.globals);
  return { flags: tableOf(names, overlay.globals.allow, overlay, snapshot.globals), ...(aliases ? { aliases } : {}) };
}

function commandsOf(snapshot: Snapshot, overlay: Overlay): ReadonlyMap<string, PackCommand> {
  const commands = new Map<string, PackCommand>();
  for (const allowed of overlay.allow)
    for (const path of allowed.commands) {
      const known = Object.hasOwn(snapshot.commands, path) ? snapshot.commands[path] : undefined;
      if (known === undefined) throw new Error(`${overlay.binary}: there is no command \`${path}\``);
      if (commands.has(path)) throw new Error(`${overlay.binary} ${path}: allowed twice`);
      const command = commandOf(path, allowed, overlay, known);
      for (const spelling of spellings(path, known)) commands.set(spelling, command);
    }
  return commands;
}

function countsOf(snapshot: Snapshot, commands: ReadonlyMap<string, PackCommand>, decided: ReadonlyMap<string, Denied>): SmallCounts {
  const denied: Partial<Record<DenialClass, number>> = {};
  for (const { class: name } of decided.values()) denied[name] = (denied[name] ?? 0) + 1;
  const entries = Object.entries(snapshot.commands).flatMap(([path, { flags }]) => {
    const command = commands.get(path);
    return command ? [{ offered: Object.keys(flags), given: command.flags }] : [];
  });
  return {
    known: Object.keys(snapshot.commands).length,
    allowed: commands.size,
    denied,
    flags: entries.reduce((sum, { given }) => sum + Object.keys(given).length, 0),
    flagsLeftOut: entries.reduce((sum, { offered, given }) => sum + offered.filter((name) => !Object.hasOwn(given, name)).length, 0),
  };
}

/** Both by the name of the program; each as it was parsed from its file. */
export function compileSmall(snapshots: Readonly<Record<string, unknown>>, overlays: Readonly<Record<string, unknown>>): CompiledPacks {
  const packs = new Map<string, string>();
  const denied = new Map<string, string>();
  const globals = new Map<string, PackCommand>();
  const counts = new Map<string, SmallCounts>();
  for (const binary of Object.keys(snapshots).sort(inOrder)) {
    const snapshot = readSnapshot(snapshots[binary]);
    const overlay = readOverlay(overlays[binary]);
    const commands = commandsOf(snapshot, overlay);
    const decided = denialsOf(snapshot, overlay, new Set(commands.keys()));
    packs.set(`${binary}.json`, packText({ binary, group: binary, commands }));
    denied.set(`${binary}.json`, denialText(binary, decided));
    globals.set(binary, globalsOf(snapshot, overlay));
    counts.set(binary, countsOf(snapshot, commands, decided));
  }
  return { packs, denied, globals, counts };
}
