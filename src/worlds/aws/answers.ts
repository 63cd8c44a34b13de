// What an operation is called and what it answers where there is nothing, read from the table that was made of the CLI's own models.

import { inflateSync } from 'node:zlib';
import { ANSWERS_TABLE } from './answers-table.js';
import type { JsonObject } from './json.js';

export interface Known {
  /** `DescribeInstances`, as error texts have it. */
  readonly name: string;
  readonly isXml: boolean;
  /** Flags without which the CLI does not start. */
  readonly required: readonly string[];
  readonly lists: readonly string[];
  /** The member that names the next page. */
  readonly token: string;
}

let table: string | undefined;

function capitals(operation: string): string {
  return operation
    .split('-')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('');
}

function split(text: string | undefined): readonly string[] {
  return text === undefined || text === '' ? [] : text.split('+');
}

export function knownOperation(service: string, operation: string): Known | undefined {
  table ??= `\n${inflateSync(Buffer.from(ANSWERS_TABLE, 'base64')).toString('utf8')}\n`;
  const from = table.indexOf(`\n${service}:`);
  if (from === -1) return undefined;
  const line = table.slice(from + 1, table.indexOf('\n', from + 1));
  const [, wire = '', cells = ''] = line.split(':');
  const cell = cells.split(';').find((one) => one === operation || one.startsWith(`${operation},`));
  if (cell === undefined) return undefined;
  const [, name = '', required, lists, token = ''] = cell.split(',');
  return {
    name: name === '' ? capitals(operation) : name,
    isXml: wire === 'x',
    required: split(required).map((flag) => `--${flag}`),
    lists: split(lists),
    token,
  };
}

/** An answer with nothing in it; undefined for an operation that tells about one thing, which then is not there. */
export function emptyAnswer(known: Known): JsonObject | undefined {
  const isOfOne = known.required.length > 0 && !/^List|s$/u.test(known.name);
  if (known.lists.length > 0 && !isOfOne) return Object.fromEntries(known.lists.map((name) => [name, []]));
  return known.required.length > 0 ? undefined : {};
}
