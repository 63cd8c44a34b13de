// The causes that the catalogue knows and the reads that tell them apart, in words. Nothing here depends on a case.

import { type Cause, CAUSES, type Probe, PROBES } from '../../causes/index.js';
import type { Welcome } from '../../protocol/index.js';

const MOST_MARK = 110;
const MOST_MARKS = 2;
/** Marks that tell less say little in words, and cost as much. */
const TELLING = 0.5;

/** A pattern as somebody may read it. */
function words(pattern: RegExp | undefined): string {
  return (pattern?.source ?? '').replaceAll('(?:', '(').replaceAll('\\b', '').replace('(^|[-:_ ])', '').slice(0, MOST_MARK);
}

function looks({ signature }: Cause): string {
  const byTelling = signature.marks.toSorted((one, other) => other.tells - one.tells);
  const telling = byTelling.filter(({ tells }, at) => at === 0 || tells >= TELLING).slice(0, MOST_MARKS);
  const marks = telling.map(({ resource, service, usage }) =>
    [
      ['service', words(service)],
      ['usage', words(usage)],
      ['resource', words(resource)],
    ]
      .filter(([, text]) => text !== '')
      .map(([name, text]) => `${String(name)} ~ ${String(text)}`)
      .join(', '),
  );
  const named = (name: string, table: Readonly<Record<string, number>> | undefined): readonly string[] => {
    const likely = Object.entries(table ?? {}).filter(([, fit]) => fit >= 1);
    return likely.length === 0 ? [] : [`${name} ${likely.map(([value]) => value).join('/')}`];
  };
  return [marks.filter((mark) => mark !== '').join(' or '), ...named('shape', signature.shapes), ...named('driver', signature.drivers)]
    .filter((part) => part !== '')
    .join('; ');
}

function causeLine(cause: Cause): string {
  const compromise = cause.isCompromise === true ? ' [security first]' : '';
  return `${cause.id} ${cause.title}${compromise}. Looks like: ${looks(cause)}. Refuted by: ${cause.refute}`;
}

/** By program and service, as many as share them on one line: what each answers is its own to say. */
function operationLines(probes: readonly Probe[]): readonly string[] {
  const groups = new Map<string, Set<string>>();
  for (const { operation } of probes) {
    const [program = '', service = '', ...rest] = operation.split(' ');
    const group = groups.get(`${program} ${service}`) ?? new Set<string>();
    groups.set(`${program} ${service}`, group.add(rest.join(' ')));
  }
  return [...groups].map(([head, operations]) => `- ${head}: ${[...operations].join(', ')}`);
}

export function taxonomy(provider: Welcome['provider']): string {
  const causes = CAUSES.filter((cause) => cause.provider === provider).map(causeLine);
  const reads = operationLines(PROBES.filter((probe) => probe.provider === provider));
  return [
    'Causes (ids for "cause_id"; patterns of what the bill shows)',
    ...causes,
    'other  whatever is not on this list',
    '',
    'Reads that tell them apart',
    ...reads,
  ].join('\n');
}

/** What a cause is called; words of ours where the list has none. */
export function causeTitle(id: string): string {
  return CAUSES.find((cause) => cause.id === id)?.title ?? 'something that the list of causes does not have';
}

export function isKnownCause(id: string, provider: Welcome['provider']): boolean {
  return CAUSES.some((cause) => cause.id === id && cause.provider === provider);
}
