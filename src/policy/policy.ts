// The policy as the gate sees it: for a program and the first word behind it, the pack that lists its commands. Packs are asked for
// when a line first needs them; whoever gives them has compared their hash with the index.

import { err, Fault, ok, type Result } from '../shared/index.js';
import type { Binary } from './binaries.js';
import { type Pack, packOf } from './pack.js';
import { parseGlobals, parsePack } from './raw-pack.js';
import { type Globals, globalsOf } from './rule.js';

export interface PackEntry {
  readonly file: string;
  readonly sha256: string;
  readonly commands: number;
}

/** What is in policies/, file by file: written when the packs are built, and the only thing that is trusted to say so. */
export interface PolicyIndex {
  readonly globals: PackEntry;
  /** By program, then by the first word of its paths; `*` where one pack lists them all. */
  readonly packs: Readonly<Record<string, Readonly<Record<string, PackEntry>>>>;
}

export interface Policy {
  readonly globals: (binary: Binary) => Globals;
  readonly pack: (binary: Binary, first: string) => Pack | undefined;
  /** The first words of all paths of a program; the same list each time. */
  readonly groups: (binary: Binary) => readonly string[];
}

/** The parsed content of a file that is as the index says; anything else is a fault. */
export type OpenPack = (entry: PackEntry) => unknown;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEntry(value: unknown): value is PackEntry {
  return (
    isRecord(value) && typeof value['file'] === 'string' && typeof value['sha256'] === 'string' && typeof value['commands'] === 'number'
  );
}

function isTable(value: unknown): value is Readonly<Record<string, PackEntry>> {
  return isRecord(value) && Object.values(value).every(isEntry);
}

function isPacks(value: unknown): value is PolicyIndex['packs'] {
  return isRecord(value) && Object.values(value).every(isTable);
}

export function parseIndex(raw: unknown): Result<PolicyIndex, 'bad-index'> {
  if (!isRecord(raw) || raw['schema'] !== 1) return err('bad-index');
  const { globals, packs } = raw;
  return isEntry(globals) && isPacks(packs) ? ok({ globals, packs }) : err('bad-index');
}

/** Complete by its type: a program that is missing here does not compile. */
function forEach<Made>(make: (binary: Binary) => Made): Readonly<Record<Binary, Made>> {
  return {
    gcloud: make('gcloud'),
    bq: make('bq'),
    gsutil: make('gsutil'),
    aws: make('aws'),
    kubectl: make('kubectl'),
    az: make('az'),
  };
}

function globalsByBinary(index: PolicyIndex, open: OpenPack): Readonly<Record<Binary, Globals>> {
  const raw = open(index.globals);
  return forEach((binary) => {
    const parsed = parseGlobals(isRecord(raw) ? raw[binary] : undefined);
    if (!parsed.ok) throw new Fault('config', `policy ${index.globals.file}: ${parsed.error} for ${binary}`);
    return globalsOf(parsed.value);
  });
}

export function openPolicy(index: PolicyIndex, open: OpenPack): Policy {
  const globals = globalsByBinary(index, open);
  const opened = new Map<PackEntry, Pack>();
  const tables = forEach((binary) => new Map(Object.entries(index.packs[binary] ?? {})));
  const groups = forEach((binary) => Object.keys(index.packs[binary] ?? {}));
  return {
    globals: (binary) => globals[binary],
    pack: (binary, first) => {
      const table = tables[binary];
      const entry = table.get(first) ?? table.get('*');
      if (!entry) return undefined;
      const before = opened.get(entry);
      if (before) return before;
      const parsed = parsePack(open(entry));
      if (!parsed.ok || parsed.value.binary !== binary)
        throw new Fault('config', `policy ${entry.file}: ${parsed.ok ? 'other binary' : parsed.error}`);
      const pack = packOf(parsed.value, globals[binary]);
      opened.set(entry, pack);
      return pack;
    },
    groups: (binary) => groups[binary],
  };
}
