// The causes that the catalogue knows and the reads that tell them apart, in words. Nothing here depends on a case.

import { type Cause, CAUSES, type Probe, PROBES } from '../../causes/index.js';
import type { Welcome } from '../../protocol/index.js';

const MOST_MARK = 90;

/** A pattern as somebody may read it. */
function words(pattern: RegExp | undefined): string {
  return (pattern?.source ?? '').replaceAll('(?:', '(').replaceAll('\\b', '').slice(0, MOST_MARK);
}

function looks({ signature }: Cause): string {
  const marks = signature.marks.map(({ resource, service, usage }) =>
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

const probeLine = ({ asks, operation }: Probe): string => `- ${operation}: ${asks}`;

export function taxonomy(provider: Welcome['provider']): string {
  const causes = CAUSES.filter((cause) => cause.provider === provider).map(causeLine);
  const reads = PROBES.filter((probe) => probe.provider === provider).map(probeLine);
  return [
    'Causes (ids for "cause_id"; patterns of what the bill shows)',
    ...causes,
    'other  whatever is not on this list',
    '',
    'Reads that tell them apart',
    ...new Set(reads),
  ].join('\n');
}

/** What a cause is called; words of ours where the list has none. */
export function causeTitle(id: string): string {
  return CAUSES.find((cause) => cause.id === id)?.title ?? 'something that the list of causes does not have';
}

export function isKnownCause(id: string, provider: Welcome['provider']): boolean {
  return CAUSES.some((cause) => cause.id === id && cause.provider === provider);
}
