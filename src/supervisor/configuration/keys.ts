// Every key of the configuration with what it takes, read out of its schema: for messages, for `config show`, for the tables of the
// documents. A key that is not in the schema is in none of them.

import * as z from 'zod';
import { POLICY_PART } from '../../policy/index.js';
import { configSchema } from '../config.js';

export interface Key {
  /** `*` stands for a name that a person chooses. */
  readonly path: readonly string[];
  readonly kind: 'text' | 'number' | 'switch' | 'list';
  /** In words. */
  readonly allowed: string;
  readonly choices: readonly string[];
  readonly otherwise: unknown;
  readonly description: string;
  readonly example: unknown;
}

type Node = z.core.JSONSchema.BaseSchema;

function isNode(node: boolean | Node | undefined): node is Node {
  return typeof node === 'object';
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** As it would stand in the file. */
export function shownValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shownValue).join(', ')}]`;
  return JSON.stringify(value);
}

function numberWords({ exclusiveMinimum, maximum, minimum, type }: Node): string {
  const least = exclusiveMinimum ?? minimum;
  const from = least === undefined ? '' : exclusiveMinimum === undefined ? ` from ${String(least)}` : ` above ${String(least)}`;
  return `a ${type === 'integer' ? 'whole ' : ''}number${from}${maximum === undefined ? '' : ` up to ${String(maximum)}`}`;
}

function textWords({ examples, maxLength, pattern }: Node): string {
  const [example] = examples ?? [];
  if (pattern === String.raw`^\/.*`) return 'an absolute path';
  if (isText(example)) return `a text like ${example}`;
  if (pattern === POLICY_PART.source) return 'a program, or one and the first word of its operations: aws ce';
  if (pattern !== undefined) return 'a day like 2026-11-21';
  return maxLength === undefined ? 'a text' : `a text of 1 to ${String(maxLength)} characters`;
}

function allowedWords(node: Node): string {
  if (node.enum) return `one of ${node.enum.map(String).join(', ')}`;
  if (node.type === 'boolean') return 'true or false';
  if (node.type === 'integer' || node.type === 'number') return numberWords(node);
  if (node.type === 'object') return 'a table';
  if (node.type !== 'array') return textWords(node);
  const many = node.maxItems === undefined ? '' : ` of up to ${String(node.maxItems)}`;
  return `a list${many}, each ${allowedWords(itemsOf(node))}`;
}

function itemsOf({ items }: Node): Node {
  const first = Array.isArray(items) ? items[0] : items;
  return isNode(first) ? first : {};
}

const KINDS: Readonly<Record<string, Key['kind']>> = {
  boolean: 'switch',
  integer: 'number',
  number: 'number',
  array: 'list',
  string: 'text',
};

function keysBelow(node: Node, path: readonly string[]): readonly Key[] {
  if (node.properties) {
    return Object.entries(node.properties).flatMap(([name, below]) => (isNode(below) ? keysBelow(below, [...path, name]) : []));
  }
  if (isNode(node.additionalProperties)) return keysBelow(node.additionalProperties, [...path, '*']);
  const choices = (node.type === 'array' ? itemsOf(node) : node).enum ?? [];
  return [
    {
      path,
      kind: KINDS[String(node.type)] ?? 'text',
      allowed: allowedWords(node),
      choices: choices.filter(isText),
      otherwise: node.default,
      description: node.description ?? '',
      example: node.examples?.[0],
    },
  ];
}

let all: readonly Key[] | undefined;

export function configKeys(): readonly Key[] {
  all ??= keysBelow(z.toJSONSchema(configSchema, { io: 'input' }), []);
  return all;
}

export function keyAt(path: readonly string[]): Key | undefined {
  return configKeys().find((key) => key.path.length === path.length && key.path.every((name, at) => name === '*' || name === path[at]));
}

/** What may stand right below a section; empty where names are a person's own. */
export function namesBelow(path: readonly string[]): readonly string[] {
  const below = configKeys().filter(
    (key) => key.path.length > path.length && path.every((name, at) => key.path[at] === '*' || key.path[at] === name),
  );
  return [...new Set(below.map((key) => key.path[path.length] ?? ''))].filter((name) => name !== '*');
}
