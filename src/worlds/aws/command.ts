// The words behind `aws` as an operation and its flags. The gate lets only well-formed lines through; what is odd fails as the CLI fails.

import type { Json } from './json.js';

export interface Call {
  readonly service: string;
  readonly operation: string;
  /** `ec2 describe-instances`. */
  readonly name: string;
  readonly region: string;
  /** All values of a flag; none where it is not given. */
  readonly values: (flag: string) => readonly string[];
  /** The first of them. */
  readonly value: (flag: string) => string | undefined;
  readonly has: (flag: string) => boolean;
  readonly flags: readonly string[];
  readonly line: string;
}

export function readCall(args: readonly string[], home: string): Call {
  const words: string[] = [];
  const given = new Map<string, string[]>();
  let open: string[] | undefined;
  for (const arg of args) {
    if (arg.startsWith('--')) {
      const cut = arg.indexOf('=');
      const name = cut === -1 ? arg : arg.slice(0, cut);
      open = given.get(name) ?? [];
      if (cut !== -1) open.push(arg.slice(cut + 1));
      given.set(name, open);
    } else if (open && words.length >= 2) open.push(arg);
    else words.push(arg);
  }
  const [service = '', operation = ''] = words;
  const values = (flag: string): readonly string[] => given.get(flag) ?? [];
  return {
    service,
    operation,
    name: `${service} ${operation}`,
    region: given.get('--region')?.[0] ?? home,
    values,
    value: (flag) => values(flag)[0],
    has: (flag) => given.has(flag),
    flags: [...given.keys()],
    line: args.join(' '),
  };
}

/** A list of ids, between blanks or as JSON. */
export function listed(call: Call, flag: string): readonly string[] {
  const values = call.values(flag);
  const [first = ''] = values;
  if (values.length === 1 && first.startsWith('[')) {
    const parsed = parsedJson(first);
    if (Array.isArray(parsed)) return parsed.filter((one) => typeof one === 'string');
  }
  return values;
}

export function parsedJson(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch {
    // What is no JSON is shorthand; the caller reads that.
    return undefined;
  }
}

export interface Shorthand {
  readonly [name: string]: readonly string[];
}

function oneShorthand(text: string): Shorthand {
  const made: Record<string, string[]> = {};
  let name = '';
  for (const part of text.split(',')) {
    const cut = part.indexOf('=');
    if (cut > 0 && /^[A-Za-z]+$/u.test(part.slice(0, cut))) {
      name = part.slice(0, cut);
      made[name] = [part.slice(cut + 1)];
    } else made[name] = [...(made[name] ?? []), part];
  }
  return made;
}

function fromJson(value: unknown): readonly Shorthand[] {
  if (Array.isArray(value)) return value.flatMap(fromJson);
  if (typeof value !== 'object' || value === null) return [];
  const members = Object.entries(value).map(([name, inner]): [string, readonly string[]] => [
    name,
    (Array.isArray(inner) ? inner : [inner]).map(String),
  ]);
  return [Object.fromEntries(members)];
}

/** `Name=instance-type,Values=m5.large,m5.xlarge` or the same as JSON. */
export function shorthands(call: Call, flag: string): readonly Shorthand[] {
  return call.values(flag).flatMap((text) => {
    const parsed = /^\s*[[{]/u.test(text) ? parsedJson(text) : undefined;
    return parsed === undefined ? [oneShorthand(text)] : fromJson(parsed);
  });
}

const RELATIVE = /^-?\d{9,11}(?:\.\d+)?$/u;

/** Seconds since 1970 of a time as the CLI takes it. */
export function timeGiven(call: Call, flag: string): number | undefined {
  const text = call.value(flag);
  if (text === undefined) return undefined;
  if (RELATIVE.test(text)) return Number(text);
  if (/^\d{13}$/u.test(text)) return Number(text) / 1_000;
  const parsed = Date.parse(/^\d{4}-\d{2}-\d{2}$/u.test(text) ? `${text}T00:00:00Z` : text);
  return Number.isNaN(parsed) ? undefined : parsed / 1_000;
}

export type Outcome = { readonly json: Json } | { readonly code: string; readonly message: string } | { readonly text: string };
