// Reads test/gate/shapes/cases/*.txt: one text a line, behind the verdict that it must get.

import { readdirSync } from 'node:fs';
import { readText } from '../policies.js';

const FOLDER = 'test/gate/shapes/cases';

export interface ShapeCases {
  readonly name: string;
  readonly accepted: readonly string[];
  readonly refused: readonly string[];
}

export function shapeCases(name: string): ShapeCases {
  const lines = readText(`${FOLDER}/${name}.txt`).split('\n');
  const behind = (verdict: string): readonly string[] =>
    lines.filter((line) => line.startsWith(verdict)).map((line) => line.slice(verdict.length));
  return { name, accepted: behind('accept  '), refused: behind('refuse  ') };
}

export function allShapeCases(): readonly ShapeCases[] {
  const files = readdirSync(new URL(`../../../../${FOLDER}`, import.meta.url));
  return files.map((file) => shapeCases(file.replace(/\.txt$/, '')));
}
