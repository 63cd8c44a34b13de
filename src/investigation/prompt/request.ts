// A request, put together from its parts. What stays comes first and is marked for the cache of the far end: the rules for every run of an hour,
// the case for this run, the ledger up to its last piece. At most four marks are allowed; three are used.

import type { CallBody } from '../model.js';
import { SCHEMA } from './form.js';

export interface RequestParts {
  readonly model: string;
  readonly maxTokens: number;
  readonly rules: string;
  readonly dossier: string;
  readonly ledger: readonly string[];
  readonly ask: string;
  /** For whoever reads and answers by hand a round can take longer than the short time that a cache keeps. */
  readonly isSlow: boolean;
  /** Without what only the vendor's own API knows. */
  readonly isPlain: boolean;
}

const HOUR = { type: 'ephemeral', ttl: '1h' } as const;
const MINUTES = { type: 'ephemeral', ttl: '5m' } as const;

export function requestOf(parts: RequestParts): CallBody {
  const { ask, dossier, isPlain, isSlow, ledger, maxTokens, model, rules } = parts;
  const kept = isSlow ? HOUR : MINUTES;
  const last = ledger.length - 1;
  return {
    model,
    max_tokens: maxTokens,
    ...(isPlain
      ? {}
      : {
          // It cannot be turned off; shown in short, so that somebody who waits sees what it is at.
          thinking: { type: 'adaptive' as const, display: 'summarized' as const },
          output_config: { format: { type: 'json_schema' as const, schema: { ...SCHEMA } } },
        }),
    system: [{ type: 'text', text: rules, cache_control: HOUR }],
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: dossier, cache_control: kept },
          ...ledger.map((text, at) => ({ type: 'text' as const, text, ...(at === last ? { cache_control: kept } : {}) })),
          { type: 'text', text: ask },
        ],
      },
    ],
  };
}
