// Pages as the CLI cuts them: `--max-items` by the program itself, `--max-results` by the service; all of it where nobody asks.

import type { Call } from './command.js';
import { isList, type Json, type JsonObject } from './json.js';

const SERVICE_LIMITS = ['--max-results', '--max-records', '--limit', '--max-keys'] as const;
const SERVICE_TOKENS = ['--next-token', '--marker', '--next-page-token', '--starting-token'] as const;

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64');
}

function skippedBy(token: string | undefined): number | undefined {
  if (token === undefined) return 0;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64').toString('utf8'));
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    const count: unknown = Reflect.get(parsed, 'boto_truncate_amount') ?? Reflect.get(parsed, 'at');
    return typeof count === 'number' ? count : undefined;
  } catch {
    // A token that we did not make.
    return undefined;
  }
}

function firstList(json: JsonObject, names: readonly string[]): string | undefined {
  return [...names, ...Object.keys(json)].find((name) => isList(json[name]));
}

export type Paged = { readonly json: Json } | { readonly badToken: true };

export function paged(call: Call, json: Json, lists: readonly string[], token: string): Paged {
  if (typeof json !== 'object' || json === null || isList(json)) return { json };
  const whole: JsonObject = Object.fromEntries(Object.entries(json));
  const name = firstList(whole, lists);
  const rows = name === undefined ? undefined : whole[name];
  if (name === undefined || !isList(rows)) return { json };
  const skipped = skippedBy(SERVICE_TOKENS.map((flag) => call.value(flag)).find((value) => value !== undefined));
  if (skipped === undefined) return { badToken: true };
  const most = call.value('--max-items');
  const ofService = SERVICE_LIMITS.map((flag) => call.value(flag)).find((value) => value !== undefined);
  const limit = Number(most ?? ofService ?? Infinity);
  const rest = rows.slice(skipped);
  const shown = rest.slice(0, limit);
  const isCut = shown.length < rest.length;
  const cut = { ...whole, [name]: shown };
  if (!isCut) return { json: cut };
  if (most !== undefined) {
    return { json: { ...cut, NextToken: encoded({ NextToken: null, boto_truncate_amount: skipped + shown.length }) } };
  }
  return { json: { ...cut, [token === '' ? 'NextToken' : token]: encoded({ at: skipped + shown.length }) } };
}
