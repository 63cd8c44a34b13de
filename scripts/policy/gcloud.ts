// Packs of gcloud from its own command table and the reviewed decisions: pure, so that the same input gives the same bytes anywhere.

import { deciderOf, type Denied, type Tracks } from './gcloud-decide.js';
import { isSpoken, vocabularyOf } from './gcloud-flags.js';
import type { Argument, Decision, GcloudOverlay, GcloudSnapshot, SnapshotCommand } from './gcloud-snapshot.js';
import { askingTooMuch, togetherIn } from './gcloud-together.js';
import { inOrder, type PackCommand, type PackFlag, type PackPositional, type PackShape, packText } from './pack-text.js';

export interface Counts {
  /** Paths, whatever their track. */
  readonly known: number;
  readonly allowed: number;
  /** Allowed in the general release. */
  readonly allowedGa: number;
  readonly denied: Readonly<Record<string, number>>;
  readonly flags: number;
  /** Flags of allowed commands that have no shape, by name. */
  readonly flagsLeftOut: Readonly<Record<string, number>>;
  /** Commands that read, but need a flag or a word without a shape. */
  readonly lost: readonly string[];
  /** Tracks of an allowed command that take other words or need other flags than the release. */
  readonly tracksLeftOut: number;
}

export interface CompiledPacks {
  /** By file name below `policies/`. */
  readonly packs: ReadonlyMap<string, string>;
  /** What is denied, by group and reason. */
  readonly denied: string;
  readonly counts: Counts;
  /** What somebody must decide before anything may be written. */
  readonly undecided: readonly string[];
}

const TRACKS = ['ga', 'beta', 'alpha'] as const;

type Made = { readonly made: PackCommand; readonly leftOut: readonly string[] } | { readonly needs: string };

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What both take: fewer choices, the narrower range; anything else must be the same. */
function bothOf(one: PackShape, other: PackShape): PackShape | undefined {
  if (typeof one === 'string' || typeof other === 'string') return one === other ? one : undefined;
  if ('choice' in one && 'choice' in other) {
    const choice = one.choice.filter((word) => other.choice.includes(word));
    return choice.length > 0 ? { choice } : undefined;
  }
  if ('count' in one && 'count' in other) {
    const count = [Math.max(one.count[0], other.count[0]), Math.min(one.count[1], other.count[1])] as const;
    return count[0] <= count[1] ? { count } : undefined;
  }
  return same(one, other) ? one : undefined;
}

function bothFlags(one: PackFlag, other: PackFlag | undefined): PackFlag | undefined {
  if (other === undefined || typeof one === 'string' || typeof other === 'string') return one === other ? one : undefined;
  const kind = bothOf(one.kind, other.kind);
  return kind === undefined ? undefined : { ...one, kind };
}

function groupBy(snapshot: GcloudSnapshot): ReadonlyMap<string, Tracks> {
  const paths = new Map<string, Map<SnapshotCommand['track'], SnapshotCommand>>();
  for (const command of snapshot.commands) {
    const tracks = paths.get(command.path) ?? new Map<SnapshotCommand['track'], SnapshotCommand>();
    tracks.set(command.track, command);
    paths.set(command.path, tracks);
  }
  return new Map([...paths].sort(([one], [other]) => inOrder(one, other)));
}

function maker(snapshot: GcloudSnapshot, overlay: GcloudOverlay): Maker {
  const argument = (place: number): Argument => {
    const found = snapshot.arguments[place];
    if (found === undefined) throw new Error(`no argument ${String(place)}`);
    return found;
  };
  const vocabulary = vocabularyOf(overlay.kinds);
  // `--version` of an app is not the program's.
  const globals = new Map(snapshot.globals.map(({ name, type }) => [name, type]));
  const shortGlobals = new Set(snapshot.globals.flatMap(({ name, also = [] }) => [name, ...also]));

  const make = (command: SnapshotCommand, omit: readonly string[]): Made => {
    const flags: Record<string, PackFlag> = {};
    const aliases: Record<string, string> = {};
    const leftOut: string[] = [];
    const visible = new Set(command.flags.map(argument).flatMap(({ name, hidden }) => (hidden === true ? [] : [name])));
    for (const flag of command.flags.map(argument)) {
      if (globals.get(flag.name) === flag.type || omit.includes(flag.name)) continue;
      // The twin of a switch is hidden because it goes without saying; any other hidden flag is nobody's business.
      const isTwin = flag.name.startsWith('--no-') && visible.has(`--${flag.name.slice('--no-'.length)}`);
      if (flag.hidden === true && !isTwin && !isSpoken(flag)) continue;
      const made = vocabulary.flag(command.path, flag);
      if (made === undefined) {
        leftOut.push(flag.name);
        continue;
      }
      flags[flag.name] = made;
      for (const alias of flag.also ?? []) if (!shortGlobals.has(alias)) aliases[alias] = flag.name;
    }
    const positionals: PackPositional[] = [];
    for (const word of command.positionals.map(argument)) {
      if (omit.includes(word.name)) continue;
      const made = vocabulary.positional(command.path, word);
      if (made === undefined) return { needs: word.name };
      positionals.push(made);
    }
    const far = askingTooMuch(command, { flags, positionals, globals });
    if (far.length > 0) {
      const without = make(command, [...omit, ...far]);
      return 'needs' in without ? without : { ...without, leftOut: [...without.leftOut, ...far] };
    }
    // What is given with every command must be given with some: gcloud does not look into its configuration for those.
    const required = command.required ?? [];
    const without = required.find((name) => flags[name] === undefined && !globals.has(name));
    if (without !== undefined) return { needs: without };
    const together = togetherIn(command, { flags, positionals, globals });
    return together ? { made: { flags, aliases, required, positionals, together }, leftOut } : { needs: 'one of a group' };
  };
  return { argument, make, unused: vocabulary.unused };
}

interface Maker {
  readonly argument: (place: number) => Argument;
  readonly make: (command: SnapshotCommand, omit: readonly string[]) => Made;
  readonly unused: () => readonly string[];
}

type Entry = { readonly command: PackCommand; readonly leftOut: readonly string[]; readonly dropped: number } | { readonly needs: string };

/** The first track leads: another is taken along when it takes the same words and asks for nothing more. */
function entryOf({ make }: Maker, tracks: Tracks, decision: Decision | undefined): Entry {
  const omit = decision?.omit ?? [];
  const present = TRACKS.flatMap((track) => {
    const command = tracks.get(track);
    return command ? [{ track, made: make(command, omit) }] : [];
  });
  const [lead, ...others] = present;
  if (lead === undefined) return { needs: 'a track' };
  if ('needs' in lead.made) return lead.made;
  const { made, leftOut } = lead.made;
  let { flags, aliases = {} } = made;
  const kept: string[] = [lead.track];
  for (const { track, made: other } of others) {
    if ('needs' in other) continue;
    const asksMore = (other.made.required ?? []).some((name) => !(made.required ?? []).includes(name));
    if (asksMore || !same(other.made.positionals, made.positionals)) continue;
    const both = Object.entries(flags).flatMap(([name, flag]) => {
      const shared = bothFlags(flag, other.made.flags[name]);
      return shared === undefined ? [] : [[name, shared] as const];
    });
    // A track that would take flags from the release is not worth them.
    if (both.length < Object.keys(flags).length) continue;
    flags = Object.fromEntries(both);
    aliases = Object.fromEntries(Object.entries(aliases).filter(([alias, name]) => other.made.aliases?.[alias] === name));
    kept.push(track);
  }
  const { aliases: _, ...rest } = made;
  return {
    command: { ...rest, flags, ...(Object.keys(aliases).length > 0 ? { aliases } : {}), tracks: kept },
    leftOut,
    dropped: others.length + 1 - kept.length,
  };
}

/** One line for each group and reason. */
function deniedText(denied: ReadonlyMap<string, ReadonlyMap<Denied, readonly string[]>>): string {
  const groups = [...denied].sort(([one], [other]) => inOrder(one, other));
  const lines = groups.map(([group, byReason]) => {
    const reasons = [...byReason].sort(([one], [other]) => inOrder(one, other));
    const rows = reasons.map(([reason, paths]) => `${JSON.stringify(reason)}:${JSON.stringify([...paths].sort(inOrder))}`);
    return `${JSON.stringify(group)}:{\n${rows.join(',\n')}\n}`;
  });
  return `{\n${lines.join(',\n')}\n}\n`;
}

function groupOf(path: string): string {
  return path.split(' ')[0] ?? '';
}

/** What is collected while the paths are gone through. */
function collector() {
  const groups = new Map<string, Map<string, PackCommand>>();
  const denied = new Map<string, Map<Denied, string[]>>();
  const reasons = new Map<string, number>();
  return {
    groups,
    denied,
    reasons,
    put: (path: string, command: PackCommand): void => {
      const group = groups.get(groupOf(path)) ?? new Map<string, PackCommand>();
      groups.set(groupOf(path), group.set(path, command));
    },
    deny: (path: string, as: Denied): void => {
      const group = denied.get(groupOf(path)) ?? new Map<Denied, string[]>();
      denied.set(groupOf(path), group.set(as, [...(group.get(as) ?? []), path.slice(groupOf(path).length + 1)]));
      reasons.set(as, (reasons.get(as) ?? 0) + 1);
    },
  };
}

function inAlphabet<Value>(map: ReadonlyMap<string, Value>): Readonly<Record<string, Value>> {
  return Object.fromEntries([...map].sort(([one], [other]) => inOrder(one, other)));
}

export function compileGcloud(snapshot: GcloudSnapshot, overlay: GcloudOverlay): CompiledPacks {
  const making = maker(snapshot, overlay);
  const decider = deciderOf(overlay, making.argument);
  const paths = groupBy(snapshot);
  const { groups, denied, reasons, put, deny } = collector();
  const flagsLeftOut = new Map<string, number>();
  const lost: string[] = [];
  const counts = { allowed: 0, allowedGa: 0, flags: 0, tracksLeftOut: 0 };

  for (const [path, tracks] of paths) {
    const verdict = decider.decide(path, tracks);
    if (!verdict.allowed) {
      deny(path, verdict.as);
      continue;
    }
    const entry = entryOf(making, tracks, verdict.decision);
    if ('needs' in entry) {
      lost.push(`${path} ${entry.needs}`);
      deny(path, 'no-shape');
      continue;
    }
    const { [path]: bound } = overlay.bounds;
    const { redact } = verdict.decision ?? {};
    put(path, { ...entry.command, ...(bound === undefined ? {} : { bound }), ...(redact === undefined ? {} : { redact }) });
    for (const name of entry.leftOut) flagsLeftOut.set(name, (flagsLeftOut.get(name) ?? 0) + 1);
    counts.allowed += 1;
    counts.allowedGa += tracks.has('ga') ? 1 : 0;
    counts.flags += Object.keys(entry.command.flags).length;
    counts.tracksLeftOut += entry.dropped;
  }

  const unbound = Object.keys(overlay.bounds).filter((path) => groups.get(groupOf(path))?.has(path) !== true);
  return {
    packs: new Map([...groups].map(([group, commands]) => [`gcloud/${group}.json`, packText({ binary: 'gcloud', group, commands })])),
    denied: deniedText(denied),
    counts: { known: paths.size, ...counts, denied: inAlphabet(reasons), flagsLeftOut: inAlphabet(flagsLeftOut), lost },
    undecided: [
      ...decider.faults(),
      ...making.unused().map((name) => `the vocabulary has \`${name}\`, which no command has`),
      ...unbound.map((path) => `\`${path}\` has a bound, but is not allowed`),
    ],
  };
}
