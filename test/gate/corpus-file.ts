// Reads test/corpus/*.txt: one case a line, one failure a case.

import { readText } from './policies.js';

export interface Case {
  readonly line: string;
  /** `undefined` when the line must be cleared. */
  readonly refused: { readonly layer: number; readonly code: string } | undefined;
}

export interface Corpus {
  readonly policy: string | undefined;
  readonly remaining: number;
  readonly cases: readonly Case[];
}

function lineOf(written: string): string {
  if (!written.startsWith('json ')) return written;
  const decoded: unknown = JSON.parse(written.slice('json '.length));
  if (typeof decoded !== 'string') throw new Error(written);
  return decoded;
}

function caseOf(written: string, layer: number): Case {
  const clear = /^clear {2,}(.*)$/s.exec(written)?.[1];
  if (clear !== undefined) return { line: lineOf(clear), refused: undefined };
  const [, ownLayer, code, line] = /^refuse (?:([1-7])\/)?([a-z-]+) {2,}(.*)$/s.exec(written) ?? [];
  if (code === undefined || line === undefined) throw new Error(`not a case: ${written}`);
  return { line: lineOf(line), refused: { layer: ownLayer === undefined ? layer : Number(ownLayer), code } };
}

/** Refused lines are refused by the layer that the name of the file begins with, unless they say another. */
export function readCorpus(name: string): Corpus {
  const lines = readText(`test/corpus/${name}`).split('\n');
  const setting = (key: string): string | undefined => lines.find((line) => line.startsWith(`# ${key}: `))?.slice(key.length + 4);
  const layer = Number(/^[1-7]/.exec(name)?.[0] ?? 0);
  const cases = lines.filter((line) => line.trim() !== '' && !line.startsWith('# ')).map((line) => caseOf(line, layer));
  return { policy: setting('policy'), remaining: Number(setting('remaining') ?? 10_000_000), cases };
}
