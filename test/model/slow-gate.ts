// A second gate, slow and obvious, from SECURITY.md and the form of the packs: it reads the packs as the JSON they are and looks everything up
// anew for each line. Where it would need a language of its own (a query, SQL, a structure, a bound) it says that it does not know.

import { readdirSync, readFileSync } from 'node:fs';
import { split } from './split.js';

export type Decision = 'accept' | 'reject' | 'unknown';

type RawFlag = number | 'switch' | 'toggle' | { readonly kind: number; readonly form: 'repeat' | 'joined' };

interface RawCommand {
  readonly flags: Readonly<Record<string, RawFlag>>;
  readonly aliases?: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  readonly positionals?: readonly { readonly name: string; readonly kind: number; readonly optional?: boolean; readonly many?: boolean }[];
  readonly together?: readonly (
    | { readonly apart: readonly (readonly string[])[] }
    | { readonly least: readonly string[] }
    | { readonly of: readonly string[]; readonly needs: readonly string[] }
  )[];
  readonly paged?: readonly string[];
  readonly tracks?: readonly string[];
  readonly redact?: readonly string[];
  readonly bound?: string;
}

type RawShape =
  | string
  | { readonly choice: readonly string[] }
  | { readonly count: readonly [number, number] }
  | { readonly decimal: readonly [number, number] }
  | { readonly match: string; readonly size: readonly [number, number] }
  | { readonly list: number; readonly least?: number; readonly most: number }
  | { readonly fields: Readonly<Record<string, number>> }
  | { readonly map: readonly [number, number] };

interface Listed {
  readonly binary: string;
  readonly path: string;
  readonly command: RawCommand;
  readonly shapes: readonly RawShape[];
}

interface Globals {
  readonly shapes: readonly RawShape[];
  readonly flags: Readonly<Record<string, RawFlag>>;
  readonly aliases?: Readonly<Record<string, string>>;
}

interface Tables {
  readonly globals: Readonly<Record<string, Globals>>;
  /** By program and whole path. */
  readonly listed: ReadonlyMap<string, Listed>;
  /** Program and first words of every path. */
  readonly beginnings: ReadonlySet<string>;
}

/** How each program reads its own line: facts about their parsers. */
const LISTS_OF_WORDS: ReadonlySet<string> = new Set(['aws', 'az']);
const FLAGS_FIRST: ReadonlySet<string> = new Set(['bq', 'gsutil']);
const NEGATED: Readonly<Record<string, string>> = { aws: '--no-', gcloud: '--no-', bq: '--no' };
const TRACKS: ReadonlySet<string> = new Set(['alpha', 'beta', 'preview']);
const MOST_ITEMS = 200;

const ROOT = new URL('../../../policies/', import.meta.url);

function parsed(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, ROOT), 'utf8'));
}

export function readTables(): Tables {
  const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.json') && !/^(?:denied|globals|index)/.test(file),
  );
  const listed = files.flatMap((file) => {
    const { binary, shapes, commands } = parsed(file) as { binary: string; shapes: RawShape[]; commands: Record<string, RawCommand> }; // CAST: a pack, whose form other tests check
    return Object.entries(commands).map(([path, command]) => ({ binary, path, command, shapes }));
  });
  const packs = parsed('globals.json') as Record<string, { shapes: RawShape[]; commands: Record<string, RawCommand> }>; // CAST: the same
  // What a program takes with every command is written as a command without a path.
  const globals = Object.entries(packs).map(([binary, { shapes, commands }]) => [binary, { flags: {}, ...commands[''], shapes }]);
  const names = listed.map(({ binary, path }) => `${binary} ${path}`);
  return {
    globals: Object.fromEntries(globals) as Tables['globals'], // CAST: made of such entries just above
    listed: new Map(listed.map((one) => [`${one.binary} ${one.path}`, one])),
    beginnings: new Set(names.flatMap((name) => name.split(' ').map((_, at, words) => words.slice(0, at + 1).join(' ')))),
  };
}

interface Found {
  readonly name: string;
  readonly raw: RawFlag;
  readonly shapes: readonly RawShape[];
}

function own<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

function flagIn({ flags, aliases, shapes }: Globals, name: string): Found | undefined {
  const meant = own(aliases, name) ?? name;
  const raw = own(flags, meant);
  return raw === undefined ? undefined : { name: meant, raw, shapes };
}

function hasValue({ raw }: Found): boolean {
  return raw !== 'switch' && raw !== 'toggle';
}

function shapeOf({ raw, shapes }: Found): RawShape | undefined {
  return typeof raw === 'number' ? shapes[raw] : typeof raw === 'object' ? shapes[raw.kind] : undefined;
}

// ---- values

function worst(decisions: readonly Decision[]): Decision {
  return decisions.includes('reject') ? 'reject' : decisions.includes('unknown') ? 'unknown' : 'accept';
}

const compiled = new Map<string, RegExp>();

function whole(pattern: string): RegExp {
  const found = compiled.get(pattern) ?? new RegExp(`^(?:${pattern})$`, 'u');
  compiled.set(pattern, found);
  return found;
}

function scalar(shape: RawShape, text: string): Decision {
  if (typeof shape === 'string') return shape === 'boolean' ? (text === 'true' || text === 'false' ? 'accept' : 'reject') : 'unknown';
  const isElsewhere = /^(?:@|file:|fileb:|https?:|ftp:|data:)/i.test(text);
  if ('match' in shape) {
    if (isElsewhere) return shape.match.startsWith('https:') ? 'unknown' : 'reject';
    const [least, most] = shape.size;
    return text.length >= least && text.length <= most && whole(shape.match).test(text) ? 'accept' : 'reject';
  }
  if (isElsewhere) return 'reject';
  if ('choice' in shape) return shape.choice.includes(text) ? 'accept' : 'reject';
  if ('count' in shape) {
    if (!/^-?[0-9]+$/.test(text)) return 'reject';
    if (!/^(?:0|[1-9][0-9]{0,14})$/.test(text)) return 'unknown';
    return Number(text) >= shape.count[0] && Number(text) <= shape.count[1] ? 'accept' : 'reject';
  }
  return 'unknown';
}

function isStructure(shape: RawShape): boolean {
  return typeof shape === 'object' && ('fields' in shape || 'map' in shape || 'list' in shape);
}

function value(binary: string, found: Found, words: readonly string[]): Decision {
  const shape = shapeOf(found);
  const [first] = words;
  if (shape === undefined || first === undefined) return 'unknown';
  if (!isStructure(shape)) return scalar(shape, first);
  if (typeof shape === 'string' || !('list' in shape)) return 'unknown';
  const item = found.shapes[shape.list];
  if (item === undefined || isStructure(item) || (binary === 'aws' && first.trimStart().startsWith('['))) return 'unknown';
  const items = LISTS_OF_WORDS.has(binary) ? words : words.flatMap((word) => word.split(','));
  if (items.length < (shape.least ?? 0) || items.length > Math.min(shape.most, MOST_ITEMS)) return 'reject';
  return worst(items.map((text) => scalar(item, text)));
}

// ---- the line

interface Reading {
  readonly listed: Listed;
  readonly track: string;
  readonly rest: readonly string[];
}

/** The words of the path, one by one; a flag of the program itself may stand among them with its value. */
function pathOf(tables: Tables, binary: string, words: readonly string[]): Reading | undefined {
  const globals = tables.globals[binary];
  if (globals === undefined) return undefined;
  const aside: string[] = [];
  let path = binary;
  let track = 'ga';
  for (let at = 0; ; ) {
    const word = words[at];
    const longer = word === undefined ? undefined : `${path} ${word}`;
    const goesOn = longer !== undefined && !word?.includes(' ') && tables.beginnings.has(longer);
    const found = tables.listed.get(path);
    if (found && !goesOn) return { listed: found, track, rest: [...aside, ...words.slice(at)] };
    if (word === undefined) return undefined;
    if (word.startsWith('-')) {
      const [name = '', joined] = word.split(/=(.*)/s);
      const flag = flagIn(globals, name);
      if (flag === undefined) return undefined;
      const following = words[at + 1];
      const takes = hasValue(flag) && joined === undefined && following !== undefined;
      aside.push(word, ...(takes ? [following] : []));
      at += takes ? 2 : 1;
    } else if (binary === 'gcloud' && path === binary && track === 'ga' && TRACKS.has(word)) {
      track = word;
      at += 1;
    } else if (goesOn) {
      path = longer;
      at += 1;
    } else return undefined;
  }
}

/** `-lh` for `-l -h`: gsutil alone, and switches alone. */
function apart(binary: string, find: (name: string) => Found | undefined, word: string): readonly string[] {
  if (binary !== 'gsutil' || !/^-[A-Za-z]{2,8}$/.test(word)) return [word];
  const letters = [...word.slice(1)].map((letter) => `-${letter}`);
  return letters.every((letter) => find(letter)?.raw === 'switch') ? letters : [word];
}

function negated(binary: string, name: string): string | undefined {
  const prefix = NEGATED[binary];
  return prefix === undefined || !name.startsWith('--') ? undefined : `${prefix}${name.slice(2)}`;
}

/** The CLI turns pages by itself, or is told not to, or the pages are turned by hand: one of the three. */
const PAGING: readonly string[] = ['--max-items', '--page-size', '--starting-token'];

function belongsTogether(binary: string, { together = [], paged }: RawCommand, given: readonly string[]): boolean {
  const isGiven = (name: string): boolean => given.includes(name) || given.includes(negated(binary, name) ?? name);
  if (paged !== undefined && given.some((name) => PAGING.includes(name)) && [...paged, '--no-paginate'].some(isGiven)) return false;
  return together.every((rule) => {
    if ('apart' in rule) return rule.apart.filter((side) => side.some(isGiven)).length <= 1;
    if ('least' in rule) return rule.least.some(isGiven);
    return !rule.of.some(isGiven) || rule.needs.every(isGiven);
  });
}

function arguments_(tables: Tables, { listed, rest }: Reading): Decision {
  const { binary, command, shapes } = listed;
  const globals = tables.globals[binary];
  if (globals === undefined) return 'reject';
  const find = (name: string): Found | undefined => flagIn(globals, name) ?? flagIn({ ...command, shapes }, name);
  const words = rest.flatMap((word) => apart(binary, find, word));
  const given: string[] = [];
  const loose: string[] = [];
  let afterLoose = 0;
  const decisions: Decision[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) {
      const isApart = loose.length > 0 && at !== afterLoose;
      if (binary === 'gcloud' && isApart && (command.positionals ?? []).some(({ many, optional }) => many === true || optional === true))
        return 'reject';
      loose.push(word);
      afterLoose = at + 1;
      continue;
    }
    if (FLAGS_FIRST.has(binary) && loose.length > 0) return 'reject';
    const equals = word.indexOf('=');
    const name = equals === -1 ? word : word.slice(0, equals);
    const found = find(name);
    if (found === undefined) return 'reject';
    const isRepeatable = typeof found.raw === 'object' && found.raw.form === 'repeat';
    if (given.includes(found.name) && !isRepeatable) return 'reject';
    if (given.some((other) => negated(binary, other) === found.name || negated(binary, found.name) === other)) return 'reject';
    given.push(found.name);
    if (found.raw === 'switch') {
      if (equals !== -1) return 'reject';
      continue;
    }
    const joined = equals === -1 ? undefined : word.slice(equals + 1);
    if (found.raw === 'toggle') {
      if (joined !== undefined && joined !== 'true' && joined !== 'false') return 'reject';
      continue;
    }
    const values = joined === undefined ? [] : [joined];
    if (joined === undefined && !(typeof found.raw === 'object' && found.raw.form === 'joined')) {
      const shape = shapeOf(found);
      const isMany = typeof shape === 'object' && 'list' in shape && LISTS_OF_WORDS.has(binary);
      for (let next = words[at + 1]; next !== undefined && !next.startsWith('-') && (isMany || values.length === 0); next = words[at + 1]) {
        values.push(next);
        at += 1;
      }
    }
    if (values.length === 0) return 'reject';
    decisions.push(value(binary, found, values));
  }
  for (const name of command.required ?? []) if (!given.includes(name) && !given.includes(negated(binary, name) ?? '')) return 'reject';
  const named: string[] = [];
  for (const positional of command.positionals ?? []) {
    if (loose.length > 0) named.push(positional.name);
    const taken = loose.splice(0, positional.many === true ? loose.length : 1);
    const shape = shapes[positional.kind];
    if (taken.length === 0 && positional.optional !== true) return 'reject';
    if (taken.length > MOST_ITEMS) return 'reject';
    decisions.push(...taken.map((text) => (shape === undefined ? 'unknown' : scalar(shape, text))));
  }
  if (loose.length > 0) return 'reject';
  if (!belongsTogether(binary, command, [...given, ...named])) return 'reject';
  // A projection of an answer with secrets in it, and a bound, are judged by languages that are not spoken here.
  if ((command.redact ?? []).length > 0 && given.some((name) => /^--(?:query|format|output|flatten)$/.test(name)))
    decisions.push('unknown');
  if (command.bound !== undefined) decisions.push('unknown');
  return worst(decisions);
}

export function judgeSlowly(tables: Tables, line: string): Decision {
  const found = split(line);
  if (found.is !== 'words') return found.is;
  const [binary = '', ...words] = found.words;
  if (!Object.hasOwn(tables.globals, binary)) return 'reject';
  const reading = pathOf(tables, binary, words);
  if (reading === undefined) return 'reject';
  const { tracks } = reading.listed.command;
  if (tracks !== undefined && !tracks.includes(reading.track)) return 'reject';
  if (tracks === undefined && reading.track !== 'ga') return 'reject';
  return arguments_(tables, reading);
}
