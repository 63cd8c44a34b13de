// `ghosthunter policy why PATH…`: why an operation may run, or why not.

import { readIndex } from '../packs/index.js';
import type { Rule } from '../policy/index.js';
import { type Asked, ask } from './asked.js';
import type { PolicyAnswer } from './policy-answer.js';
import type { Scope } from './scope.js';

/** Reasons as the packs name them. Another one is shown as it is. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['mutate', 'it changes something, or nothing proves that it only reads'],
  ['credential', 'its answer is a credential or works like one'],
  ['local-io', 'it reads or writes files on this machine, or asks the person at the terminal'],
  ['embeds-secret', 'its answer may carry a secret'],
  ['ambiguous', 'it looks like a read, and nobody has shown that it is one'],
  ['expensive', 'it starts work that costs money'],
  ['no-shape', 'it cannot be given without a value whose shape is not known'],
  ['not-needed', 'no investigation needs it'],
  ['streaming', 'it does not end by itself'],
  ['waits', 'it waits for something instead of reading it'],
]);

export function whyNot(asked: Exclude<Asked, { kind: 'listed' }>): PolicyAnswer {
  if (asked.kind === 'unknown') {
    const { reason, near } = asked;
    return { data: { status: 'unknown', reason, near }, lines: [`unknown: ${reason}`, near], isGood: false };
  }
  if (asked.kind === 'left-out') {
    const { binary, path } = asked.rule;
    const because = 'the policy lists it, and `commands.only` leaves it out here';
    return {
      data: { status: 'left-out', binary, path, because },
      lines: [`left out: ${[binary, ...path].join(' ')}`, because],
      isGood: false,
    };
  }
  const { path, reason } = asked;
  const because = REASONS.get(reason) ?? '';
  const lines = [`denied: ${path}`, `reason  ${reason}${because === '' ? '' : `: ${because}`}`];
  return { data: { status: 'denied', path: path.split(' '), reason, because }, lines, isGood: false };
}

function whyListed(folder: string, { binary, path, tracks, bound, microUsd }: Rule): PolicyAnswer {
  const table = readIndex(folder).packs[binary] ?? {};
  const entry = table[path[0] ?? ''] ?? table['*'];
  const [verb = ''] = (path.at(-1) ?? '').split('-');
  const data = {
    status: 'allowed',
    binary,
    path,
    verb,
    class: 'read',
    tracks,
    bound: bound ?? null,
    microUsd,
    file: entry?.file,
    sha256: entry?.sha256,
  };
  const lines = [
    `allowed: ${[binary, ...path].join(' ')}`,
    `verb    ${verb}`,
    'class   read: neither its name, its access level, its answer nor its input and output say otherwise',
    `listed  policies/${entry?.file ?? ''}, sha256 ${entry?.sha256 ?? ''}`,
    ...(tracks.length > 0 ? [`tracks  ${tracks.join(', ')}`] : []),
    ...(bound === undefined ? [] : [`bound   ${bound}`]),
  ];
  return { data, lines, isGood: true };
}

/** A question that was answered is good, whatever the answer; one about nothing known is not. */
export function policyWhy(scope: Scope, words: readonly string[]): PolicyAnswer {
  const asked = ask(scope, words);
  if (asked.kind === 'listed') return whyListed(scope.folder, asked.rule);
  return { ...whyNot(asked), isGood: asked.kind !== 'unknown' };
}
