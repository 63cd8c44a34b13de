// A value as it was written becomes the value that its kind asks for, or nothing: every field known, every leaf of its shape. What comes
// out is what is written again, so no text of the line is left that was not checked.

import type { Kind, ShapeName } from '../../policy/index.js';
import { isList, isMap, MOST_DEPTH, type Raw } from './raw.js';

/** Shorthand knows texts only: what they stand for is the kind's to say. JSON says it itself. */
export type Written = 'json' | 'shorthand';

/** Whether a text is of the shape with this name. */
export type IsNamed = (name: ShapeName, text: string) => boolean;

interface Reading {
  readonly written: Written;
  readonly isNamed: IsNamed;
}

const WHOLE = /^(?:0|-?[1-9][0-9]{0,15})$/;
const FRACTION = /^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,12})?$/;
const ELSEWHERE = /^(?:fileb?|https?):/i;
const MOST_TEXT = 4_096;

/** A pattern that begins with the scheme has been written for an address. */
function admitsAddress(kind: Kind, scheme: string): boolean {
  if (kind.kind !== 'match') return false;
  const source = kind.match.source.replace(/^\^?(?:\(\?:)?/, '');
  return source.startsWith(scheme) || (scheme.startsWith('http') && source.startsWith('https?:'));
}

/** T5: a file or an address, for a program that would read it. The AWS CLI does so for a whole parameter only; no leaf of ours may begin so. */
function isElsewhere(kind: Kind, leaf: string): boolean {
  const scheme = ELSEWHERE.exec(leaf)?.[0];
  return scheme !== undefined && !admitsAddress(kind, scheme.toLowerCase());
}

function numberOf(raw: Raw, written: Written, digits: RegExp): number | undefined {
  if (typeof raw === 'number') return raw;
  return written === 'shorthand' && typeof raw === 'string' && digits.test(raw) ? Number(raw) : undefined;
}

function within(value: number | undefined, { least, most }: { readonly least: number; readonly most: number }): number | undefined {
  return value !== undefined && value >= least && value <= most ? value : undefined;
}

function whole(raw: Raw, written: Written): number | undefined {
  const value = numberOf(raw, written, WHOLE);
  return Number.isSafeInteger(value) ? value : undefined;
}

function truth(raw: Raw, written: Written): boolean | undefined {
  if (typeof raw === 'boolean') return raw;
  if (written === 'json' || typeof raw !== 'string') return undefined;
  const lower = raw.toLowerCase();
  return lower === 'true' || lower === 'false' ? lower === 'true' : undefined;
}

function named(raw: Raw, kind: Extract<Kind, { readonly kind: 'named' }>, { written, isNamed }: Reading): Raw | undefined {
  if (kind.name === 'boolean') return truth(raw, written);
  if (kind.name === 'epoch-milliseconds') {
    const value = whole(raw, written);
    return value !== undefined && isNamed(kind.name, String(value)) ? value : undefined;
  }
  if (kind.name === 'instant' && typeof raw === 'number') return isNamed(kind.name, String(raw)) ? raw : undefined;
  return text(raw, kind, (value) => isNamed(kind.name, value));
}

function text(raw: Raw, kind: Kind, isRight: (value: string) => boolean): string | undefined {
  if (typeof raw !== 'string' || raw.length > MOST_TEXT || isElsewhere(kind, raw)) return undefined;
  return isRight(raw) ? raw : undefined;
}

function list(raw: Raw, kind: Extract<Kind, { readonly kind: 'list' }>, reading: Reading, depth: number): readonly Raw[] | undefined {
  // One value without brackets is a list of one to the AWS CLI, in shorthand only.
  const items = isList(raw) ? raw : reading.written === 'shorthand' ? [raw] : undefined;
  if (items === undefined || items.length < kind.least || items.length > kind.most) return undefined;
  const values: Raw[] = [];
  for (const item of items) {
    const value = typed(item, kind.item, reading, depth + 1);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

function fields(
  raw: Raw,
  kind: Extract<Kind, { readonly kind: 'fields' }>,
  reading: Reading,
  depth: number,
): ReadonlyMap<string, Raw> | undefined {
  if (!isMap(raw) || (kind.isOne && raw.size !== 1) || !kind.required.every((name) => raw.has(name))) return undefined;
  const values = new Map<string, Raw>();
  for (const [name, field] of raw) {
    const of = kind.fields.get(name);
    const value = of && typed(field, of, reading, depth + 1);
    if (value === undefined) return undefined;
    values.set(name, value);
  }
  return values;
}

function map(
  raw: Raw,
  kind: Extract<Kind, { readonly kind: 'map' }>,
  reading: Reading,
  depth: number,
): ReadonlyMap<string, Raw> | undefined {
  if (!isMap(raw) || raw.size > kind.most) return undefined;
  const values = new Map<string, Raw>();
  for (const [name, entry] of raw) {
    // A key is text in JSON too, whatever it counts.
    const key = typed(name, kind.key, { ...reading, written: 'shorthand' }, depth + 1);
    const value = typed(entry, kind.value, reading, depth + 1);
    if (key === undefined || value === undefined) return undefined;
    values.set(name, value);
  }
  return values;
}

function typed(raw: Raw, kind: Kind, reading: Reading, depth: number): Raw | undefined {
  if (depth > MOST_DEPTH) return undefined;
  switch (kind.kind) {
    case 'named':
      return named(raw, kind, reading);
    case 'choice':
      return text(raw, kind, (value) => kind.choice.has(value));
    case 'count':
      return within(whole(raw, reading.written), kind);
    case 'decimal':
      return within(numberOf(raw, reading.written, FRACTION), kind);
    case 'match':
      return text(raw, kind, (value) => value.length >= kind.least && value.length <= kind.most && kind.match.test(value));
    case 'list':
      return list(raw, kind, reading, depth);
    case 'fields':
      return fields(raw, kind, reading, depth);
    case 'map':
      return map(raw, kind, reading, depth);
  }
}

export function typedValue(raw: Raw, kind: Kind, written: Written, isNamed: IsNamed): Raw | undefined {
  return typed(raw, kind, { written, isNamed }, 1);
}
