// What is wrong with a configuration, so that whoever wrote it can put it right without reading anything else: which file and line, which
// key, what stands there, what may stand there, and which key was probably meant.

import { parse, TomlError } from 'smol-toml';
import type * as z from 'zod';
import { redactLine } from '../../digest/index.js';
import { nearest, printable } from '../../shared/index.js';
import { configSchema } from '../config.js';
import { configKeys, keyAt, namesBelow } from './keys.js';
import { lineOf } from './lines.js';
import { isTable } from './raw.js';

export interface Complaint {
  readonly message: string;
  readonly fix: string;
}

/** Where a configuration was read, and its text for the lines; a variable has none. */
export interface Source {
  readonly name: string;
  readonly text: string | undefined;
}

const SHOWN = 60;

function valueIn(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, name) => {
    if (Array.isArray(value)) return Number.isInteger(Number(name)) ? value[Number(name)] : undefined;
    return isTable(value) ? value[String(name)] : undefined;
  }, raw);
}

/** A value that somebody put in the wrong place may be a secret. */
function found(value: unknown): string {
  if (value === undefined) return 'is missing';
  if (typeof value === 'string') return `is the text \`${printable(redactLine(value), SHOWN)}\``;
  if (isTable(value)) return 'is a section';
  if (Array.isArray(value)) return 'is a list';
  return `is ${printable(typeof value === 'number' ? String(value) : JSON.stringify(value), SHOWN)}`;
}

function placed({ name, text }: Source, path: readonly string[]): string {
  const line = text === undefined ? undefined : lineOf(text, path);
  return line === undefined ? name : `${name}:${String(line)}`;
}

/** Names that look like a place for a key, which has none here. */
const SECRET_NAMES: ReadonlySet<string> = new Set(['key', 'api_key', 'apikey', 'token', 'secret', 'password', 'webhook_secret']);

function unknownKey(source: Source, section: readonly string[], name: string): Complaint {
  const at = [...section, name];
  const message = `${placed(source, at)}: there is no key \`${printable(at.join('.'), 200)}\``;
  if (SECRET_NAMES.has(name.toLowerCase())) {
    return {
      message,
      fix: 'a secret never stands in this file: put it into a file of mode 600 and name that, for example `key_file` in [model]',
    };
  }
  const here = namesBelow(section);
  const elsewhere = configKeys().find((key) => key.path.at(-1) === name);
  const meant = nearest(name, here);
  if (meant !== undefined) return { message, fix: `did you mean \`${[...section, meant].join('.')}\`?` };
  if (elsewhere)
    return { message, fix: `did you mean \`${elsewhere.path.join('.')}\`, in section [${elsewhere.path.slice(0, -1).join('.')}]?` };
  return { message, fix: `${section.length === 0 ? 'there are the sections' : `[${section.join('.')}] has`} ${here.join(', ')}` };
}

function complaintsOf(issue: z.core.$ZodIssue, raw: unknown, source: Source): readonly Complaint[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((name) => unknownKey(source, path, name));
  const key = keyAt(path) ?? keyAt(path.slice(0, -1));
  const shown = path.join('.');
  const value = valueIn(raw, issue.path);
  const what = key ? key.allowed : `a section: [${shown}]`;
  const meant = key && typeof value === 'string' ? nearest(value, key.choices) : undefined;
  const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
  return [{ message: `${placed(source, path)}: \`${shown}\` ${found(value)}`, fix: `allowed: ${what}${hint}` }];
}

export function parseToml(text: string, name: string): { readonly raw: unknown } | { readonly complaint: Complaint } {
  try {
    return { raw: parse(text) };
  } catch (cause) {
    const at =
      cause instanceof TomlError ? `${name}:${String(cause.line)}: not TOML at column ${String(cause.column)}` : `${name}: not TOML`;
    return { complaint: { message: at, fix: 'correct that line; strings need quotes, sections look like [budget]' } };
  }
}

/** Nothing where every key is known and has a value that it may have. */
export function complaintsAbout(raw: unknown, source: Source): readonly Complaint[] {
  const parsed = configSchema.safeParse(raw);
  return parsed.success ? [] : parsed.error.issues.flatMap((issue) => complaintsOf(issue, raw, source));
}
