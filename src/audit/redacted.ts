// An event without the secrets that a command or a message may have carried. Everything is looked at that is not one of our own words.

import type { AuditEvent, Redact } from './entry.js';

/** Names, codes and digests: from closed sets of ours, and what the log is searched by. */
const OURS: ReadonlySet<string> = new Set([
  'event',
  'mode',
  'provider',
  'tier',
  'code',
  'layerName',
  'name',
  'peer',
  'cost',
  'accuracy',
  'model',
  'sha256',
  'outputSha256',
]);

function redactedValue(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item: unknown) => redactedValue(item, redact));
  return typeof value === 'object' && value !== null ? redactedFields(value, redact) : value;
}

function redactedFields(fields: object, redact: Redact): object {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, OURS.has(key) ? value : redactedValue(value, redact)]));
}

export function redactedEvent(event: AuditEvent, redact: Redact): object {
  const fields = redactedFields(event, redact);
  if (!('proposal' in event)) return fields;
  const text = redact(event.proposal.text);
  // As in `proposalOf`: beside what is left of the line, its digest would give the secret away.
  return { ...fields, proposal: { text, sha256: text === event.proposal.text ? event.proposal.sha256 : null } };
}
