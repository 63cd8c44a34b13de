// What a model is at, for somebody who waits: the last sentence of its thinking, or what its answer says so far. Seldom enough to be read.

import type { Growth } from './model-call.js';

const EVERY_MILLISECONDS = 1_500;
const LOOKED_AT = 1_200;
const MOST_SHOWN = 200;
/** The values of an answer that are sentences, finished ones only. */
const SAID = /"(?:statement|why|question|title)"\s{0,4}:\s{0,4}"((?:[^"\\]|\\.){1,600})"/g;

export interface ProgressOptions {
  readonly onProgress: (text: string) => void;
  readonly show: (text: string) => string;
  readonly now: () => number;
}

function lastThought(thinking: string): string {
  const sentences = thinking.slice(-LOOKED_AT).split(/(?<=[.!?])\s|\n/u);
  // The last one may still grow.
  return (sentences.at(-2) ?? '').trim();
}

function lastSaid(text: string): string {
  const found = [...text.slice(-LOOKED_AT).matchAll(SAID)];
  return (found.at(-1)?.[1] ?? '').replaceAll('\\"', '"').replaceAll('\\n', ' ');
}

/** One for each call. */
export function openProgress({ now, onProgress, show }: ProgressOptions): (grown: Growth) => void {
  let lastAt = -Infinity;
  let last = '';
  return ({ text, thinking }) => {
    if (now() - lastAt < EVERY_MILLISECONDS) return;
    const said = text === '' ? lastThought(thinking) : lastSaid(text);
    if (said === '' || said === last) return;
    lastAt = now();
    last = said;
    onProgress(show(said).slice(0, MOST_SHOWN).toWellFormed());
  };
}
