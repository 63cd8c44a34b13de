// Findings out of an output without a model: what can be counted, summed, dated and compared, each with the place where it stands.

import type { Finding } from '../../protocol/index.js';
import { type Around, reduceList, type Thing, type Weighty } from './list.js';
import { below, fieldsOf, isList, isObject, type Json, parsedOutput, timeOf } from './values.js';

const MOST_FINDINGS = 16;
const MOST_LISTS = 12;
const DEEPEST = 5;
const MOST_THINGS = 2_000;
const MOST_TEXT = 400;
const MOST_AT = 200;
const MOST_FIELDS = 10;
const MOST_LINES = 5_000;

const TROUBLE = /error|denied|exception|fail|throttl|timed? ?out|invalid|not found|quota/i;

interface FoundList {
  readonly things: readonly Thing[];
  readonly path: string;
  readonly name: string;
}

/** The lists of an answer. Lists inside the things of a list are one list: what is wrapped, as reservations wrap instances, is found. */
function listsIn(value: Json): readonly FoundList[] {
  const found: FoundList[] = [];

  function inside(things: readonly Thing[], path: string, name: string, depth: number): void {
    if (found.length >= MOST_LISTS || depth > DEEPEST) return;
    found.push({ things, path, name });
    const inner = new Map<string, Thing[]>();
    for (const thing of things.slice(0, MOST_THINGS)) {
      for (const [key, list] of Object.entries(isObject(thing.value) ? thing.value : {})) {
        if (!isList(list) || !list.some(isObject)) continue;
        const all = inner.get(key) ?? [];
        inner.set(key, all);
        for (const [index, one] of list.entries())
          if (all.length < MOST_THINGS) all.push({ value: one, path: below(below(thing.path, key), index) });
      }
    }
    for (const [key, all] of inner) inside(all, path, name === '' ? key : `${name}.${key}`, depth + 1);
  }

  function walk(one: Json, path: string, name: string, depth: number): void {
    if (depth > DEEPEST) return;
    if (isList(one)) {
      inside(
        one.map((item, index) => ({ value: item, path: below(path, index) })),
        path,
        name,
        depth,
      );
    } else if (isObject(one)) {
      for (const [key, inner] of Object.entries(one)) walk(inner, below(path, key), key, depth + 1);
    }
  }

  walk(value, '$', '', 0);
  return found;
}

/** Single values of an answer that is no list: a version, a mode, a limit. */
function single(value: Json, { startDay }: Around): readonly Weighty[] {
  if (!isObject(value)) return [];
  return fieldsOf(value, '$')
    .filter((field) => String(field.value) !== '')
    .slice(0, 3 * MOST_FIELDS)
    .map((field) => {
      const time = timeOf(field.name, field.value);
      const isNear = time !== undefined && Math.abs(time - Date.parse(startDay)) < 4 * 86_400_000;
      const weight = isNear ? 8 : TROUBLE.test(`${field.name} ${String(field.value)}`) ? 7 : 2;
      return { weight, finding: { text: `${field.name} = ${String(field.value)}`, at: field.path } };
    });
}

function lines(text: string): readonly Weighty[] {
  const all = text.split('\n', MOST_LINES).map((line) => line.trim());
  const filled = all.flatMap((line, index) => (line === '' ? [] : [{ line, at: `lines ${String(index + 1)}` }]));
  const troubled = filled.filter(({ line }) => TROUBLE.test(line)).slice(0, 4);
  const first = filled.slice(0, 6);
  return [
    { weight: 5, finding: { text: filled.length === 0 ? 'nothing was printed' : `${String(filled.length)} lines`, at: 'lines 1' } },
    ...troubled.map(({ at, line }) => ({ weight: 7, finding: { text: line, at } })),
    ...first.filter((one) => !troubled.includes(one)).map(({ at, line }) => ({ weight: 2, finding: { text: line, at } })),
  ];
}

export interface Reduced {
  readonly findings: readonly Finding[];
  /** What the output is as JSON; undefined where it is none. */
  readonly json: Json | undefined;
}

export function reduced(output: string, around: Around): Reduced {
  const json = parsedOutput(output);
  const weighty =
    json === undefined || typeof json !== 'object'
      ? lines(output)
      : [...listsIn(json).flatMap(({ name, path, things }) => reduceList(things, path, name, around)), ...single(json, around)];
  const findings = weighty
    .toSorted((one, other) => other.weight - one.weight)
    .slice(0, MOST_FINDINGS)
    .map(({ finding: { at, text } }) => ({ text: text.slice(0, MOST_TEXT).toWellFormed(), at: at.slice(0, MOST_AT).toWellFormed() }));
  return { findings: findings.filter(({ text }) => text !== ''), json };
}
