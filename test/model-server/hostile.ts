// Everything hostile that the corpus of commands holds, as a model would propose it.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { shell } from '../../src/gate/1-shell.js';
import { proposes } from './rounds.js';

const CORPUS = fileURLToPath(new URL('../../../test/corpus/', import.meta.url));
const CASE = /^refuse\s+\S+\s+(.*)$/;

function lineOf(rest: string): string | undefined {
  if (!rest.startsWith('json ')) return rest;
  try {
    const value: unknown = JSON.parse(rest.slice('json '.length));
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Every line that the gate must refuse, those aside that are only too dear or distrusted by another policy. */
export function hostileLines(): readonly string[] {
  return readdirSync(CORPUS)
    .filter((name) => name.endsWith('.txt') && !name.startsWith('7-'))
    .flatMap((name) => readFileSync(`${CORPUS}${name}`, 'utf8').split('\n'))
    .flatMap((line) => {
      const rest = CASE.exec(line)?.[1];
      const hostile = rest === undefined ? undefined : lineOf(rest);
      return hostile === undefined ? [] : [hostile];
    });
}

/** A line as words of a proposal: as a shell reads it; where it reads something else in it, split at blanks. */
export function asWords(line: string): readonly string[] {
  const read = shell.check(line);
  return read.ok ? read.value.words.map(({ text }) => text) : line.split(' ');
}

export const asProposal = (line: string): object => proposes(asWords(line));
