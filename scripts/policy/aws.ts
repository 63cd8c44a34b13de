// From the dumped command table and the reviewed overlay to the packs of `aws`. Pure: the same two give the same bytes.

import { PAGING } from '../../src/policy/rule.js';
import { decide, type Denied } from './aws-decide.js';
import { type KindContext, kindOfFlag, vendorTexts } from './aws-kinds.js';
import type { AwsOverlay } from './aws-overlay.js';
import type { AwsCommand, AwsFlag, AwsSnapshot } from './aws-snapshot.js';
import { inOrder, type PackCommand, type PackFlag, type PackShape, type PackTogether, packText } from './pack-text.js';
import { kebab, OverlayFault, type Place } from './vocabulary.js';

export interface CompiledPacks {
  /** By file name below `policies/`. */
  readonly packs: ReadonlyMap<string, string>;
  readonly denied: string;
  readonly counts: AwsCounts;
  /** What somebody must decide before anything may be written. */
  readonly undecided: readonly string[];
  /** Reads that are lost because a flag that must be given has no shape, with the flag. */
  readonly noShape: readonly string[];
}

export interface AwsCounts {
  readonly commands: number;
  readonly allowed: number;
  readonly allowedByOverlay: number;
  readonly denied: Readonly<Record<string, number>>;
  readonly flags: number;
  readonly flagsLeftOut: number;
  /** Texts without a shape, by name. */
  readonly missed: Readonly<Record<string, number>>;
}

/** A service's pack, by its name on a command line. */
function serviceOf(path: string): string {
  return path.slice(0, path.indexOf(' '));
}

export function isDeniedName(overlay: AwsOverlay, name: string): boolean {
  const { names, endings, containing, except } = overlay.flagsDeny;
  if (name in except) return false;
  return (
    name in names ||
    Object.keys(endings).some((ending) => name.endsWith(ending)) ||
    Object.keys(containing).some((part) => name.includes(part))
  );
}

interface Made {
  readonly command: PackCommand;
  readonly leftOut: readonly string[];
}

const PAGE_KINDS: Readonly<Record<string, PackShape>> = { '--max-items': { count: [1, 1_000_000] }, '--page-size': { count: [1, 10_000] } };

function flagOf(context: KindContext, flag: AwsFlag, name: string, place: Place): PackFlag | undefined {
  if (flag.custom === 'page') {
    const token = context.vocabulary.words.get('page-token');
    const kind = PAGE_KINDS[name] ?? token?.shape;
    return kind === undefined ? undefined : { kind };
  }
  if (flag.custom !== undefined || flag.positional === true) return undefined;
  if (flag.switch !== undefined) return 'switch';
  if (flag.shape === undefined) return undefined;
  const kind = kindOfFlag(context, flag.shape, place);
  return kind === undefined ? undefined : { kind };
}

/** A switch that must be given may be given as its `--no-` twin: the parser asks for neither, and what checks the request asks for one. */
function mustBeGiven(flag: AwsFlag): boolean {
  return flag.required === true && flag.switch !== 'store_false';
}

function isPageToken({ named = '', member = '' }: AwsFlag): boolean {
  return /token|marker|position|cursor/iu.test(`${named} ${member}`);
}

/**
 * A page flag in the place of one that the service has itself is the service's when it is given: the CLI turns no pages then, and refuses
 * those of its own. `--max-items` alone is always its own.
 */
function pagesApart(command: AwsCommand, listed: Readonly<Record<string, unknown>>): readonly PackTogether[] {
  const present = PAGING.filter((name) => listed[name] !== undefined);
  const services = present.filter((name) => command.flags[name]?.shadows === true);
  const byHand = services.filter((name) => name !== '--max-items');
  const own = present.filter((name) => !services.includes(name));
  return byHand.length > 0 && own.length > 0 ? [{ apart: [byHand, own] }] : [];
}

function commandOf(path: string, command: AwsCommand, context: KindContext, overlay: AwsOverlay): Made | { readonly lacks: string } {
  const [service = '', ...words] = path.split(' ');
  const flags: Record<string, PackFlag> = {};
  const required: string[] = [];
  const leftOut: string[] = [];
  for (const [name, flag] of Object.entries(command.flags)) {
    // T7: where the CLI turns the pages itself, a page asked for by hand is one more request that nobody counts.
    if (service === 'ce' && PAGING.includes(name)) continue;
    if (flag.hidden === true && isPageToken(flag) && command.flags['--starting-token'] !== undefined) continue;
    const bare = name.replace(/^--/u, '');
    const place: Place = { service, command: words.join(' '), parent: '', name: kebab(bare) };
    const denied = isDeniedName(overlay, bare.replace(/^no-/u, '')) || `${path} ${name}` in overlay.flagsDeny.commands;
    const own = overlay.ownFlags[`${path} ${name}`];
    const made = denied ? undefined : own ? flagNamed(own.kind, overlay) : flagOf(context, flag, name, place);
    if (made !== undefined) {
      flags[name] = made;
      if (mustBeGiven(flag)) required.push(name);
    } else if (mustBeGiven(flag)) return { lacks: name };
    else leftOut.push(name);
  }
  const redact = overlay.decisions.get(path)?.redact ?? [];
  const isPaged = PAGING.some((name) => flags[name] !== undefined);
  const paged = Object.entries(command.flags).flatMap(([name, { hidden }]) => (hidden === true && flags[name] !== undefined ? [name] : []));
  const together = [...(overlay.together[path] ?? []), ...pagesApart(command, flags)];
  return { command: { flags, required, together, ...(isPaged ? { paged } : {}), ...costOf(path, overlay), redact }, leftOut };
}

function costOf(path: string, { cost }: AwsOverlay): Pick<PackCommand, 'bound' | 'microUsd'> {
  const bound = cost.bounds[path]?.bound;
  const microUsd = (cost.prices[path] ?? cost.prices[`${serviceOf(path)} *`])?.microUsd;
  return { ...(bound === undefined ? {} : { bound }), ...(microUsd === undefined ? {} : { microUsd }) };
}

function shapeNamed(name: string, { vocabulary }: AwsOverlay): PackShape {
  const shape = vocabulary.words.get(name)?.shape;
  if (shape === undefined) throw new OverlayFault(`there is no kind \`${name}\``);
  return shape;
}

/** `switch`, a kind, or `kind[]` for a list of them. */
function flagNamed(kind: string, overlay: AwsOverlay): PackFlag {
  if (kind === 'switch') return 'switch';
  return { kind: kind.endsWith('[]') ? { list: shapeNamed(kind.slice(0, -2), overlay), most: 100 } : shapeNamed(kind, overlay) };
}

/** A command with a table of its own, written by hand: the CLI's own, or one that only the newer major has. */
function customCommand(path: string, overlay: AwsOverlay): PackCommand {
  const raw = overlay.custom[path];
  if (!raw) throw new OverlayFault(`\`${path}\` has no table`);
  return {
    flags: Object.fromEntries(Object.entries(raw.flags).map(([name, kind]) => [name, flagNamed(kind, overlay)])),
    required: raw.required ?? [],
    positionals: (raw.positionals ?? []).map(({ name, kind, optional }) => ({
      name,
      kind: shapeNamed(kind, overlay),
      optional: optional ?? false,
    })),
    ...costOf(path, overlay),
  };
}

function deniedText(denied: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>): string {
  const lines = [...denied]
    .sort(([one], [other]) => inOrder(one, other))
    .map(([service, reasons]) => {
      const inside = [...reasons]
        .sort(([one], [other]) => inOrder(one, other))
        .map(([reason, commands]) => `${JSON.stringify(reason)}:${JSON.stringify([...commands].sort(inOrder))}`);
      return `${JSON.stringify(service)}:{\n${inside.join(',\n')}\n}`;
    });
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** Keys that match nothing are mistakes, or left over from an older CLI. */
function strangers(snapshot: AwsSnapshot, overlay: AwsOverlay): readonly string[] {
  const isKnown = (path: string): boolean => path in snapshot.commands || path in overlay.custom;
  const services = new Set(Object.keys(snapshot.commands).map(serviceOf));
  return [
    ...[...overlay.decisions.keys()].filter((path) => !isKnown(path)),
    ...Object.keys(overlay.lookedAt).filter((path) => !isKnown(path)),
    ...Object.keys(overlay.cost.bounds).filter((path) => !isKnown(path)),
    ...Object.keys(overlay.together).filter((path) => !isKnown(path)),
    ...Object.keys(overlay.cost.prices).filter((path) => !isKnown(path) && !(path.endsWith(' *') && services.has(serviceOf(path)))),
    ...[...Object.keys(overlay.flagsDeny.commands), ...Object.keys(overlay.ownFlags)].filter((key) => {
      const at = key.lastIndexOf(' ');
      return snapshot.commands[key.slice(0, at)]?.flags[key.slice(at + 1)] === undefined;
    }),
  ];
}

export function compileAws(snapshot: AwsSnapshot, overlay: AwsOverlay): CompiledPacks {
  const unknown = strangers(snapshot, overlay);
  if (unknown.length > 0) throw new OverlayFault(`the overlay names what is not there: ${unknown.join(', ')}`);
  const missed = new Map<string, number>();
  const context: KindContext = {
    shapes: snapshot.shapes,
    vocabulary: overlay.vocabulary,
    vendorText: vendorTexts(),
    missed: ({ parent, name }) => {
      const key = parent === '' ? name : `${parent}.${name}`;
      missed.set(key, (missed.get(key) ?? 0) + 1);
    },
    denied: (name) => isDeniedName(overlay, name),
  };
  const groups = new Map<string, Map<string, PackCommand>>();
  const denied = new Map<string, Map<string, string[]>>();
  const undecided: string[] = [];
  const noShape: string[] = [];
  const count = { allowed: 0, allowedByOverlay: 0, flags: 0, flagsLeftOut: 0 };
  const deniedCounts: Partial<Record<Denied, number>> = {};

  function put(path: string, command: PackCommand): void {
    const group = groups.get(serviceOf(path)) ?? new Map<string, PackCommand>();
    groups.set(serviceOf(path), group.set(path, command));
    count.allowed += 1;
    count.flags += Object.keys(command.flags).length;
  }

  function deny(path: string, as: Denied): void {
    const group = denied.get(serviceOf(path)) ?? new Map<string, string[]>();
    denied.set(serviceOf(path), group.set(as, [...(group.get(as) ?? []), path.slice(serviceOf(path).length + 1)]));
    deniedCounts[as] = (deniedCounts[as] ?? 0) + 1;
  }

  for (const [path, command] of Object.entries(snapshot.commands)) {
    if (path in overlay.custom) continue;
    const verdict = decide(path, command, overlay);
    if (verdict.kind === 'undecided') undecided.push(`${path}: ${verdict.why}`);
    else if (verdict.kind === 'denied') deny(path, verdict.as);
    else {
      const made = commandOf(path, command, context, overlay);
      if ('lacks' in made) {
        deny(path, 'no-shape');
        noShape.push(`${path} ${made.lacks}`);
        continue;
      }
      put(path, made.command);
      count.flagsLeftOut += made.leftOut.length;
      if (verdict.by === 'overlay') count.allowedByOverlay += 1;
    }
  }
  for (const path of Object.keys(overlay.custom)) {
    put(path, customCommand(path, overlay));
    count.allowedByOverlay += 1;
  }

  const packs = [...groups].sort(([one], [other]) => inOrder(one, other));
  return {
    packs: new Map(packs.map(([group, commands]) => [`aws/${group}.json`, packText({ binary: 'aws', group, commands })])),
    denied: deniedText(denied),
    counts: {
      commands: Object.keys(snapshot.commands).length,
      ...count,
      denied: deniedCounts,
      missed: Object.fromEntries([...missed].sort(([one, times], [other, times2]) => times2 - times || inOrder(one, other))),
    },
    undecided,
    noShape,
  };
}
