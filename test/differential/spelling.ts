// How the words of one flag may be written for each program, and how a shell may be given them. Only spellings that mean the same.

import { once, pick, type Source } from './source.js';
import { isList, isRecord, isScalar, type Value } from './value.js';

const UNQUOTED = /^[A-Za-z0-9_.:/+*@%-][A-Za-z0-9_.:/+*@% -]*$/;

/** A value inside the AWS shorthand; `undefined` if it is better given as JSON. */
function insideShorthand(source: Source, value: Value): string | undefined {
  if (isScalar(value)) {
    const text = String(value);
    if (UNQUOTED.test(text) && !text.endsWith(' ') && !once(source, 10)) return text;
    return text.includes('\\') || text === '' ? undefined : `"${text.replaceAll('"', String.raw`\"`)}"`;
  }
  if (isList(value)) {
    const items = value.map((item) => insideShorthand(source, item));
    if (items.includes(undefined) || items.length === 0) return undefined;
    const isFlat = value.every(isScalar);
    return isFlat && items.length > 1 && once(source, 2) ? items.join(',') : `[${items.join(',')}]`;
  }
  const inside = isRecord(value) ? shorthand(source, value) : undefined;
  return inside === undefined ? undefined : `{${inside}}`;
}

function shorthand(source: Source, value: { readonly [name: string]: Value }): string | undefined {
  const pairs = Object.entries(value).map(([name, one]) => [name, insideShorthand(source, one)] as const);
  if (pairs.length === 0 || pairs.some(([name, text]) => text === undefined || !/^[A-Za-z0-9_.#/:-]+$/.test(name))) return undefined;
  return pairs.map(([name, text]) => `${name}=${text ?? ''}`).join(',');
}

/** Structures as one word each: the AWS CLI takes the first for the language of them all. */
function structured(source: Source, values: readonly Value[]): readonly string[] {
  const short = once(source, 3) ? [] : values.flatMap((value) => (isRecord(value) ? (shorthand(source, value) ?? []) : []));
  return short.length === values.length ? short : values.map((value) => JSON.stringify(value));
}

function awsWords(source: Source, name: string, value: Value): readonly string[] {
  if (isList(value)) {
    const isPlain = value.every(isScalar);
    const items = isPlain ? value.map(String) : structured(source, value);
    const isAmbiguous =
      value.length === 0 ||
      items.some((item) => item === '' || item.startsWith('-')) ||
      (isPlain && items[0]?.trimStart().startsWith('[') === true);
    if (isAmbiguous || once(source, 4)) return once(source, 2) ? [`${name}=${JSON.stringify(value)}`] : [name, JSON.stringify(value)];
    return items.length === 1 && once(source, 3) ? [`${name}=${items[0] ?? ''}`] : [name, ...items];
  }
  const text = isScalar(value) ? String(value) : structured(source, [value]).join('');
  return text.startsWith('-') || once(source, 2) ? [`${name}=${text}`] : [name, text];
}

/** A list or a structure in one word, as gcloud, bq and kubectl take it. */
export function commaText(value: Value): string {
  if (isScalar(value)) return String(value);
  if (isList(value)) return value.map(commaText).join(',');
  return isRecord(value)
    ? Object.entries(value)
        .map(([name, one]) => `${name}=${commaText(one)}`)
        .join(',')
    : '';
}

/** The words of a flag that takes a value. */
export function wordsOf(source: Source, binary: string, name: string, value: Value): readonly string[] {
  if (binary === 'aws') return awsWords(source, name, value);
  if (binary === 'az' && isList(value)) return [name, ...value.map(commaText)];
  const text = commaText(value);
  if (!name.startsWith('--')) return [name, text];
  return text.startsWith('-') || once(source, 2) ? [`${name}=${text}`] : [name, text];
}

/** One word as a shell would read it, in one of the ways in which a person would quote it. */
export function quoted(source: Source, word: string): string {
  const isBare = /^[A-Za-z0-9_.,/:@%+-][A-Za-z0-9_.,/:@%+=-]*$/.test(word);
  const inSingle = `'${word.replaceAll("'", String.raw`'\''`)}'`;
  const inDouble = /[$`!]/.test(word) ? inSingle : `"${word.replaceAll('\\', String.raw`\\`).replaceAll('"', String.raw`\"`)}"`;
  if (isBare && !once(source, 8)) return word;
  return pick(source, [inSingle, inDouble]);
}

/** A line that a shell splits into these words. */
export function lineOf(source: Source, words: readonly string[]): string {
  return words.map((word) => quoted(source, word)).join(' ');
}
