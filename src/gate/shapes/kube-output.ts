// How kubectl shows an answer. T5: `…-file` reads a local file, and a Go template is a program: neither is in here.

import { cursorOver, isAtEnd, takes, takesOne } from '../cursor.js';
import { isKubeTemplate, takesKubePath } from './kube-path.js';
import { type Shape, shaped } from './shape.js';

const PLAIN = new Set(['json', 'name', 'wide', 'yaml']);
const TEMPLATE = /^jsonpath(?:-as-json)?=/;
const COLUMNS = 'custom-columns=';
const HEADER = /[A-Za-z0-9_./%() -]{1,64}:/y;

const MOST_CHARACTERS = 4_096;
const MOST_COLUMNS = 32;

function isColumns(text: string): boolean {
  const cursor = cursorOver(text);
  for (let columns = 0; columns < MOST_COLUMNS; columns += 1) {
    if (!takes(cursor, HEADER) || !takesKubePath(cursor)) return false;
    if (isAtEnd(cursor)) return true;
    if (!takesOne(cursor, ',')) return false;
  }
  return false;
}

export function isKubeOutput(text: string): boolean {
  if (text.length > MOST_CHARACTERS) return false;
  if (text.startsWith(COLUMNS)) return isColumns(text.slice(COLUMNS.length));
  const template = TEMPLATE.exec(text)?.[0];
  return template === undefined ? PLAIN.has(text) : isKubeTemplate(text.slice(template.length));
}

/** What a pod, and what makes pods, keeps the environment below. */
const BRANCHES: ReadonlySet<string> = new Set([
  'items',
  'spec',
  'template',
  'jobTemplate',
  'containers',
  'initContainers',
  'ephemeralContainers',
  '',
]);

/** The last field that a path names; whatever stands in brackets chooses, it does not name. */
function lastField(path: string): string {
  return path
    .replace(/\[[^\]]*\]/g, '')
    .trim()
    .replace(/^.*[^A-Za-z0-9_-]/, '');
}

function pathsOf(output: string): readonly string[] {
  if (output.startsWith(COLUMNS))
    return output
      .slice(COLUMNS.length)
      .split(',')
      .map((column) => column.slice(column.indexOf(':') + 1));
  const blocks = output.match(/\{[^{}]*\}/g) ?? [];
  return blocks.map((block) => block.slice(1, -1).trim()).filter((block) => block !== 'end' && !/^(?:range\b|"|')/.test(block));
}

/** Whether an output has whole objects in it, or the part of them that holds the environment of a container. */
export function showsWhole(output: string): boolean {
  if (output === 'json' || output === 'yaml') return true;
  return (output.startsWith(COLUMNS) || TEMPLATE.test(output)) && pathsOf(output).some((path) => BRANCHES.has(lastField(path)));
}

export const kubeOutput: Shape = {
  expects: 'json, yaml, wide, name, custom-columns=… or jsonpath=…',
  example: 'json',
  parse: (raw) => (isKubeOutput(raw) ? { kind: 'text', text: shaped(raw) } : undefined),
};
