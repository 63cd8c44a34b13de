// What can be done with what is here: bills in the current folder, runs that can go on, reports, and what needs nothing. Only looks; names and titles
// come from outside.

import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson } from '../protocol/index.js';
import { errorCode, Fault } from '../shared/index.js';
import { fitted, rowsOf, tame, widthOf } from '../terminal/index.js';
import { sourceText } from './bills/far/source.js';
import { folderOf, investigationIds } from './investigation/folder.js';
import { REPORT_NAME } from './investigation/report.js';
import { readRunFile } from './investigation/run-file.js';
import { type Surroundings, stateDirectoryPath } from './state-directory.js';

export interface Choice {
  readonly words: readonly string[];
  readonly what: string;
}

export interface Menu {
  readonly choices: readonly Choice[];
  readonly lines: readonly string[];
}

const MOST = 4;
const MOST_LOOKED_AT = 400;
const PEEKED_BYTES = 4_096;
const REPORT_BYTES = 8 * 1024 ** 2;
const TABLE = /\.(?:csv|tsv)$/iu;
const PACKED = /\.(?:csv\.gz|parquet|zip)$/iu;
const MONEY = /cost|charge|billed|lineitem|line_item|unblended/iu;
const NAMED_AS_BILL = /bill|cost|cur|focus|usage|invoice/iu;

/** What the world around does not let us see is not offered. */
function seenOr<Value>(otherwise: Value, look: () => Value): Value {
  try {
    return look();
  } catch (cause) {
    if (cause instanceof Fault || errorCode(cause) !== undefined) return otherwise;
    throw cause;
  }
}

function firstBytes(path: string): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(PEEKED_BYTES);
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, PEEKED_BYTES, 0));
  } finally {
    closeSync(file);
  }
}

function isBill(path: string, name: string): boolean {
  if (PACKED.test(name)) return NAMED_AS_BILL.test(name);
  return TABLE.test(name) && MONEY.test(firstBytes(path).split('\n', 1)[0] ?? '');
}

interface Found {
  readonly name: string;
  readonly bytes: number;
  readonly modified: number;
}

/** The latest first. */
function billsIn(folder: string): readonly Found[] {
  const names = seenOr([], () => readdirSync(folder, { withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && !entry.name.startsWith('-'))
    .slice(0, MOST_LOOKED_AT)
    .map(({ name }) => name);
  return names
    .flatMap((name) =>
      seenOr<readonly Found[]>([], () => {
        const path = join(folder, name);
        const { mtimeMs: modified, size: bytes } = statSync(path);
        return bytes > 0 && isBill(path, name) ? [{ name, bytes, modified }] : [];
      }),
    )
    .toSorted((one, other) => other.modified - one.modified)
    .slice(0, MOST);
}

function textIn(value: unknown, ...path: readonly string[]): string {
  let at = value;
  for (const name of path) at = typeof at === 'object' && at !== null ? Object.entries(at).find(([key]) => key === name)?.[1] : undefined;
  return typeof at === 'string' ? at : '';
}

/** Undefined where a run has no report. */
function reportOf(folder: string): string | undefined {
  return seenOr<string | undefined>(undefined, () => {
    const path = join(folder, REPORT_NAME);
    if (statSync(path).size > REPORT_BYTES) return 'a long report';
    const report = parseJson(readFileSync(path, 'utf8'));
    if (!report.ok) return undefined;
    return `${textIn(report.value, 'outcome')}: ${textIn(report.value, 'conclusion', 'title')}`;
  });
}

function unfinished(folder: string): string | undefined {
  return seenOr<string | undefined>(undefined, () => {
    const { files, mode, source, world } = readRunFile(folder);
    const bill = source === undefined ? files.map(({ path }) => path).join(' ') : sourceText(source);
    return `${mode}${world === null ? '' : ` ${world}`} ${bill}`.trim();
  });
}

function investigations(stateDirectory: string, hasShow: boolean): readonly Choice[] {
  const ids = seenOr([], () => investigationIds(stateDirectory)).slice(0, 20);
  const all = ids.map((id) => ({ id, folder: folderOf(stateDirectory, id) }));
  const told = all.map(({ folder, id }) => ({ id, report: reportOf(folder), begun: unfinished(folder) }));
  const open = told.filter(({ begun, report }) => report === undefined && begun !== undefined).slice(0, MOST);
  const done = told.filter(({ report }) => report !== undefined).slice(0, MOST);
  return [
    ...open.map(({ begun = '', id }) => ({ words: ['run', '--resume', id], what: `go on: ${begun}` })),
    ...(hasShow ? done.map(({ id, report = '' }) => ({ words: ['show', id], what: report })) : []),
  ];
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${String(Math.ceil(bytes / 1_000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

const ALWAYS: readonly Choice[] = [
  { words: ['demo'], what: 'an investigation of a simulated cloud: no key, no credentials' },
  { words: ['doctor'], what: 'what is missing on this machine' },
  { words: ['--help'], what: 'everything there is' },
];

const PLAIN_WORD = /^[\w.:/@%+,=-]+$/;
const COMMAND_COLUMNS = 44;

/** One line where both fit, two where they do not. */
function shown({ what, words }: Choice, index: number, columns: number): readonly string[] {
  const line = ['ghosthunter', ...words.map((word) => (PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`))].join(
    ' ',
  );
  const command = tame(`${String(index + 1).padStart(3)}  ${line.padEnd(COMMAND_COLUMNS)}`);
  const both = `${command} ${tame(what)}`;
  if (widthOf(both) <= columns) return [both];
  return [...rowsOf(command.trimEnd(), columns), fitted(`     ${tame(what)}`, columns)];
}

/** `known`: the commands that there are. */
export function menuOf(surroundings: Surroundings, folder: string, known: ReadonlySet<string>, columns: number): Menu {
  const bills = billsIn(folder);
  const choices = [
    ...bills.map(({ bytes, name }) => ({ words: ['run', name], what: `why did it rise? ${sizeText(bytes)}` })),
    ...bills.slice(0, 1).map(({ name }) => ({ words: ['spikes', name], what: 'what rose, and no more' })),
    ...seenOr<readonly Choice[]>([], () => investigations(stateDirectoryPath(surroundings), known.has('show'))),
    ...ALWAYS,
  ];
  const none = bills.length === 0 ? ['no bill in this folder; ghosthunter run takes one from anywhere'] : [];
  return {
    choices,
    lines: [
      'ghosthunter finds out why a cloud bill rose.',
      ...none,
      '',
      ...choices.flatMap((choice, index) => shown(choice, index, columns)),
      '',
    ],
  };
}
