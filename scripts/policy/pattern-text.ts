// A pattern written out again, and a short text that it matches.

import { type Characters, charactersFrom, charactersIn, type Pattern } from './pattern.js';

const DIGITS = charactersFrom(0x30, 0x39);

function characterText(code: number, special: RegExp): string {
  const character = String.fromCharCode(code);
  return special.test(character) ? `\\${character}` : character;
}

function classText(set: Characters): string {
  const codes = Array.from({ length: 128 }, (_, code) => code).filter((code) => (set & (1n << BigInt(code))) !== 0n);
  const [only] = codes;
  if (codes.length === 1 && only !== undefined) return characterText(only, /[\^$\\.*+?()[\]{}|/]/u);
  if (set === DIGITS) return '\\d';
  const runs: [number, number][] = [];
  for (const code of codes) {
    const last = runs.at(-1);
    if (last?.[1] === code - 1) last[1] = code;
    else runs.push([code, code]);
  }
  const inClass = (code: number): string => characterText(code, /[\\\]^[-]/u);
  return `[${runs.map(([from, to]) => (to - from > 1 ? `${inClass(from)}-${inClass(to)}` : to > from ? inClass(from) + inClass(to) : inClass(from))).join('')}]`;
}

function timesText(least: number, most: number): string {
  if (most === Infinity) return least === 0 ? '*' : least === 1 ? '+' : `{${String(least)},}`;
  if (least === most) return `{${String(least)}}`;
  return least === 0 && most === 1 ? '?' : `{${String(least)},${String(most)}}`;
}

/** Valid with the `u` flag, between `^(?:` and `)$`. */
export function patternText(pattern: Pattern): string {
  if (pattern.kind === 'one') return classText(pattern.of);
  if (pattern.kind === 'either') return pattern.parts.map(patternText).join('|');
  if (pattern.kind === 'all')
    return pattern.parts.map((part) => (part.kind === 'either' ? `(?:${patternText(part)})` : patternText(part))).join('');
  if (pattern.least === 1 && pattern.most === 1)
    return pattern.part.kind === 'either' ? `(?:${patternText(pattern.part)})` : patternText(pattern.part);
  return `${pattern.part.kind === 'one' ? patternText(pattern.part) : `(?:${patternText(pattern.part)})`}${timesText(pattern.least, pattern.most)}`;
}

const EXAMPLE_CHARACTERS = ['a', '1', 'A', '0', ...Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index))];

function shortExample(pattern: Pattern, extra: number): string {
  if (pattern.kind === 'one') return EXAMPLE_CHARACTERS.find((character) => (pattern.of & charactersIn(character)) !== 0n) ?? '';
  if (pattern.kind === 'repeat') return shortExample(pattern.part, extra).repeat(Math.min(pattern.most, pattern.least + extra));
  if (pattern.kind === 'all') return pattern.parts.map((part) => shortExample(part, extra)).join('');
  const [first] = pattern.parts;
  return first ? shortExample(first, extra) : '';
}

/** A text that the pattern matches, of at least so many characters and no more than needed. */
export function exampleOf(pattern: Pattern, least: number, most: number): string | undefined {
  for (let extra = 0; extra <= most; extra += 1) {
    const example = shortExample(pattern, extra);
    if (example.length >= least) return example.length <= most ? example : undefined;
  }
  return undefined;
}
