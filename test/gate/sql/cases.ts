// The queries in accepted.txt and refused.txt. A heading says what becomes of those below it: one query a line, or one in all.

import { readFileSync } from 'node:fs';
import { boundSql, type SqlLimits } from '../../../src/gate/sql/bound.js';
import type { SqlParameters } from '../../../src/gate/sql/constant.js';
import { parseSql } from '../../../src/gate/sql/parse.js';

export interface Case {
  /** A code, or `accept`. */
  readonly expected: string;
  readonly sql: string;
}

export const LIMITS: SqlLimits = { asOfDay: '2026-03-28', mostDays: 400 };

export const PARAMETERS: SqlParameters = new Map([
  ['lo', { type: 'TIMESTAMP', value: '2026-03-26T00:00:00' }],
  ['hi', { type: 'TIMESTAMP', value: '2026-03-27 00:00:00' }],
  ['days', { type: 'INT64', value: '30' }],
  ['many', { type: 'INT64', value: '5000' }],
  ['day', { type: '', value: '20260320' }],
  ['word', { type: 'STRING', value: 'soon' }],
]);

const HEADING = /^(accept|refuse ([a-z-]+))( each line)?: .+$/;

function casesOf(block: string): readonly Case[] {
  const [heading = '', ...lines] = block.split('\n');
  const [found, , code = 'accept', each] = HEADING.exec(heading) ?? [];
  if (found === undefined) throw new Error(`a heading that says nothing: \`${heading}\``);
  const texts = each === undefined ? [lines.join('\n').trimEnd()] : lines.filter((line) => line !== '');
  return texts.map((sql) => ({ expected: code, sql }));
}

export function readCases(name: string): readonly Case[] {
  const text = readFileSync(new URL(`../../../../test/gate/sql/${name}.txt`, import.meta.url), 'utf8');
  return text
    .split(/^## /m)
    .slice(1)
    .flatMap((block) => casesOf(block));
}

/** What becomes of a query: a code, or `accept`. */
export function outcome(sql: string, parameters: SqlParameters = PARAMETERS, limits: SqlLimits = LIMITS): string {
  const parsed = parseSql(sql);
  return parsed.ok ? (boundSql(parsed.value, limits, parameters)?.code ?? 'accept') : parsed.error.code;
}
