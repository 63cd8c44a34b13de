// How gcloud prints what it found: json in its order of names, or the fields of a projection as values, csv, a table or yaml.

import { isList, isObject, type Json, type JsonObject, plain } from '../cloud.js';
import { atPath } from './at-path.js';

/** gcloud and bq's prettyjson sort the names of every object. */
export function sorted(value: Json | undefined): Json {
  if (value === undefined || value === null) return null;
  if (isList(value)) return value.map((one: Json) => sorted(one));
  if (!isObject(value)) return value;
  const names = Object.keys(value).filter((name) => value[name] !== undefined);
  return Object.fromEntries(names.sort().map((name) => [name, sorted(value[name])]));
}

export function jsonText(value: Json | undefined): string {
  return `${JSON.stringify(sorted(value), null, 2)}\n`;
}

interface Field {
  readonly path: string;
  readonly call: string | undefined;
  readonly label: string;
}

interface Format {
  readonly kind: string;
  readonly fields: readonly Field[];
}

function splitTop(text: string): readonly string[] {
  const parts: string[] = [];
  let [depth, from] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    else if (text[at] === ')') depth -= 1;
    else if (text[at] === ',' && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)].map((part) => part.trim()).filter((part) => part !== '');
}

const LABEL = /:label=("[^"]*"|[^:]*)/;
const CALLED = /^(.*?)\.([a-z_]+)\([^()]*\)$/;

function fieldOf(text: string): Field {
  const label = LABEL.exec(text)?.[1]?.replaceAll('"', '');
  const [bare = ''] = text.split(/:(?:label|sort|align|wrap|reverse|width|optional|format)\b/u, 1);
  const called = CALLED.exec(bare);
  const path = called?.[1] ?? bare;
  return { path, call: called?.[2], label: label ?? lastName(path) };
}

function lastName(path: string): string {
  const name =
    path
      .split('.')
      .at(-1)
      ?.replaceAll(/\[\d*\]/g, '') ?? path;
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
}

export function formatOf(text: string): Format {
  const open = text.indexOf('(');
  const head = (open === -1 ? text : text.slice(0, open)).replaceAll(/\[[^\]]*\]/g, '').trim();
  const inner = open === -1 ? '' : text.slice(open + 1, text.lastIndexOf(')'));
  return { kind: head, fields: splitTop(inner).map(fieldOf) };
}

function flat(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (isList(value)) return value.map((one: Json) => flat(one)).join(';');
  if (isObject(value)) {
    return Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .map(([name, one]) => `${name}=${flat(one)}`)
      .join(';');
  }
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : plain(value);
}

function cell(document: JsonObject, { call, path }: Field): string {
  const value = atPath(document, path);
  const text = flat(value);
  switch (call ?? '') {
    case 'basename':
    case 'scope':
      return text
        .split(';')
        .map((one) => one.slice(one.lastIndexOf('/') + 1))
        .join(';');
    case 'list':
    case 'join':
      return isList(value) ? value.map((one: Json) => flat(one)).join(',') : text;
    case 'len':
      return String(isList(value) ? value.length : text.length);
    case 'yesno':
      return text === '' || text === 'False' ? 'no' : text === 'True' ? 'yes' : text;
    default:
      return text;
  }
}

function yaml(value: Json | undefined, indent: string): string {
  if (isList(value)) {
    if (value.length === 0) return ' []\n';
    return `\n${value.map((one: Json) => `${indent}-${isObject(one) ? ` ${yaml(one, `${indent}  `).trimStart()}` : yaml(one, `${indent}  `)}`).join('')}`;
  }
  if (isObject(value)) {
    const entries = Object.entries(value).filter(([, one]) => one !== undefined);
    if (entries.length === 0) return ' {}\n';
    return `\n${entries.map(([name, one]) => `${indent}${name}:${yaml(one, Array.isArray(one) ? indent : `${indent}  `)}`).join('')}`;
  }
  if (typeof value === 'string')
    return ` ${/^[\w./@-][\w ./@-]*$/.test(value) && !/^\d/.test(value) ? value : `'${value.replaceAll("'", "''")}'`}\n`;
  return ` ${value === null || value === undefined ? 'null' : plain(value)}\n`;
}

function quotedCell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A value put at its place in a document; what stands there already stays beside it. */
function placed(document: JsonObject, [first = '', ...rest]: readonly string[], value: Json): JsonObject {
  const inner = document[first];
  return { ...document, [first]: rest.length === 0 ? value : placed(isObject(inner) ? inner : {}, rest, value) };
}

/** Only the named fields, at their places. */
function projected(document: JsonObject, fields: readonly Field[]): JsonObject {
  return fields.reduce<JsonObject>((result, field) => {
    const value = atPath(document, field.path);
    if (value === undefined) return result;
    const steps = field.path.replaceAll(/\[\d*\]/g, '').split('.');
    return placed(result, steps, field.call === undefined ? value : cell(document, field));
  }, {});
}

function table(documents: readonly JsonObject[], fields: readonly Field[]): string {
  if (documents.length === 0) return '';
  const rows = [fields.map(({ label }) => label), ...documents.map((one) => fields.map((field) => cell(one, field)))];
  const widths = fields.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `${row
          .map((text, column) => text.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** A listing, or one document; text that a person or a program reads. */
export function printed(documents: readonly JsonObject[], format: string, isOne: boolean): string {
  const { fields, kind } = formatOf(format);
  switch (kind) {
    case 'value':
      return documents.map((one) => `${fields.map((field) => cell(one, field)).join('\t')}\n`).join('');
    case 'csv':
      return [
        fields.map(({ path }) => lastName(path).toLowerCase()),
        ...documents.map((one) => fields.map((field) => quotedCell(cell(one, field)))),
      ]
        .map((row) => `${row.join(',')}\n`)
        .join('');
    case 'table':
      return table(documents, fields);
    case 'yaml': {
      const shown = fields.length === 0 ? documents : documents.map((one) => projected(one, fields));
      return shown.map((one) => `${isOne && documents.length === 1 ? '' : '---\n'}${yaml(sorted(one), '').trimStart()}`).join('');
    }
    case 'none':
    case 'disable':
      return '';
    default: {
      const shown = fields.length === 0 ? documents : documents.map((one) => projected(one, fields));
      return jsonText(isOne ? shown[0] : shown);
    }
  }
}
