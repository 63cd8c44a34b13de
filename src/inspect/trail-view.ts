// A judgement for a person: what each layer made of the line, up to the one that refused.

import { type Argument, hintFor, LAYERS, reasonFor, type Refusal, type Single, type Trail } from '../gate/index.js';
import { dollars, printable } from '../shared/index.js';
import type { Ink } from '../terminal/index.js';
import { deniedOperation } from './answer.js';
import type { Judging } from './judging.js';

/** What one layer says in a line, and what it found in more. */
interface Passed {
  readonly says: string;
  readonly found: readonly string[];
}

function counted(count: number, one: string): string {
  return `${count === 0 ? 'no' : String(count)} ${one}${count === 1 ? '' : 's'}`;
}

function single(value: Single): string {
  const { kind, text } = value;
  switch (kind) {
    case 'text':
      return `text ${text}`;
    case 'count':
      return `number ${String(value.value)}`;
    case 'instant':
      return `time ${text} (${String(value.seconds)} s)`;
    case 'duration':
      return `duration ${text} (${String(value.seconds)} s)`;
    case 'period':
      return `period ${text} (${String(value.days)} days)`;
    case 'sql':
      return `one query ${text}`;
  }
}

function argument(value: Argument): string {
  switch (value.kind) {
    case 'switch':
      return 'on';
    case 'toggle':
      return value.isOn ? 'on' : 'off';
    case 'commas':
    case 'words':
      return `list of ${String(value.items.length)}: ${value.items.map(single).join('; ')}`;
    case 'json':
      return `structure ${value.text}`;
    case 'text':
    case 'count':
    case 'instant':
    case 'duration':
    case 'period':
    case 'sql':
      return single(value);
  }
}

/** One entry for each layer that let the line through. */
function passed({ words, invocation, operation, flagged, typed, readOnly, verdict }: Trail): readonly Passed[] {
  const all: Passed[] = [];
  if (words.ok) {
    const found = words.value.words.map(({ text, at }) => `column ${String(at + 1)}: ${text}`);
    all.push({ says: counted(words.value.words.length, 'word'), found });
  }
  if (invocation.ok) all.push({ says: invocation.value.binary, found: [] });
  if (operation.ok) {
    const { rule, track } = operation.value;
    const path = [...(track === undefined ? [] : [track]), ...rule.path].join(' ');
    all.push({ says: path, found: [`bound: ${rule.bound ?? 'none needed'}`, `required: ${rule.required.join(' ') || 'nothing'}`] });
  }
  if (flagged.ok) {
    const { flags, positionals } = flagged.value;
    const given = flags.map(({ flag, values }) => `${flag.name}: ${counted(values.length, 'value')}`);
    const loose = positionals.map(({ positional, values }) => `${positional.name}: ${counted(values.length, 'value')}`);
    all.push({ says: `${counted(flags.length, 'flag')}, ${counted(positionals.length, 'positional')}`, found: [...given, ...loose] });
  }
  if (typed.ok) {
    const { flags, positionals } = typed.value;
    const values = [
      ...flags.map((flag) => `${flag.name} = ${argument(flag.argument)}`),
      ...positionals.map(({ name, items }) => `${name} = ${items.map(single).join('; ')}`),
    ];
    all.push({ says: 'every value has its shape', found: values });
  }
  if (readOnly.ok) all.push({ says: 'only reads, and hands out no credential', found: [] });
  if (verdict.ok) {
    const { added, canonical, cost, command } = verdict.value;
    const price = command.rule.bound === 'sql' ? 'paid by the byte, capped' : cost === 0 ? 'free' : dollars(cost);
    const found = [`added: ${added.join(' ') || 'nothing'}`, `canonical: ${canonical}`, `cost: ${price}`];
    all.push({ says: `${price}, ${counted(added.length, 'flag')} added`, found });
  }
  return all;
}

function layerLine(index: number, mark: string, text: string): string {
  const name = LAYERS[index] ?? '';
  return `  ${mark} ${String(index + 1)} ${name.padEnd(10)}  ${printable(text)}`.trimEnd();
}

function refusedLines(refusal: Refusal, trail: Trail, judging: Judging): readonly string[] {
  const denied = deniedOperation(refusal, trail, judging);
  const why = denied ? [`why   ${printable(`\`${denied.path}\` is known and denied: ${denied.reason}`)}`] : [];
  return [...why, `hint  ${printable(hintFor(refusal))}`];
}

export interface TrailView {
  readonly isExplained: boolean;
  readonly ink: Ink;
}

/** INVARIANT: a layer that is refused by the second reader is the first one, whatever the others said. */
export function trailLines(trail: Trail, judging: Judging, { isExplained, ink }: TrailView): readonly string[] {
  const { verdict } = trail;
  const reached = passed(trail).slice(0, verdict.ok ? LAYERS.length : verdict.error.layer - 1);
  const before = reached.flatMap(({ says, found }, index) => [
    layerLine(index, ink.good('✓'), says),
    ...(isExplained ? found.map((line) => ink.faint(`      ${printable(line)}`)) : []),
  ]);
  if (verdict.ok) {
    return [ink.good('accept'), '', ...before, '', `runs  ${verdict.value.canonical}`];
  }
  const { layer, layerName, code } = verdict.error;
  const after = LAYERS.slice(layer).map((_, index) => ink.faint(layerLine(layer + index, '·', '')));
  return [
    `${ink.bad('reject')}  layer ${String(layer)} (${layerName}): ${code}`,
    '',
    ...before,
    layerLine(layer - 1, ink.bad('✗'), reasonFor(verdict.error)),
    ...after,
    '',
    ...refusedLines(verdict.error, trail, judging),
  ];
}
