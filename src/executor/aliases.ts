// T-PRIVACY. For whoever does not want a model to know them: accounts, people, addresses and projects go to the orchestrator under names of
// our own, and come back under their own in what it proposes. The gate, the log and the person at the screen see what is meant.

import { openPseudonyms } from '../digest/index.js';
import type { Named, ProposalAnswer, ProposalRequest } from '../protocol/index.js';

export interface Aliases {
  /** As the model meant it. */
  readonly meant: (request: ProposalRequest) => ProposalRequest;
  /** As the model may read it. */
  readonly hidden: (answer: ProposalAnswer) => ProposalAnswer;
}

export const NO_ALIASES: Aliases = { meant: (request) => request, hidden: (answer) => answer };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Text of another kind is hidden as it stands.
    return undefined;
  }
}

/** Member by member, so that JSON stays JSON: a number that is hidden becomes a text. */
function within(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return hide(value);
  if (typeof value === 'number') return hide(String(value)) === String(value) ? value : hide(String(value));
  if (Array.isArray(value)) return value.map((item) => within(item, hide));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [hide(name), within(inner, hide)]));
}

function hideOutput(output: string, hide: (text: string) => string): string {
  const value = /^\s*[[{]/.test(output) ? parsed(output) : undefined;
  return value === undefined ? hide(output) : `${JSON.stringify(within(value, hide), null, 2)}\n`;
}

function hiddenAnswer(answer: ProposalAnswer, hide: (text: string) => string): ProposalAnswer {
  const note = (text: string | null): string | null => (text === null ? null : hide(text));
  switch (answer.kind) {
    case 'refused':
      return { ...answer, refusal: { ...answer.refusal, part: hide(answer.refusal.part), hint: hide(answer.refusal.hint) } };
    case 'ran': {
      const { canonical, errors, output } = answer;
      return { ...answer, canonical: hide(canonical), output: hideOutput(output, hide), errors: hide(errors), note: note(answer.note) };
    }
    case 'not-run':
      return { ...answer, detail: hide(answer.detail), note: note(answer.note) };
  }
}

export interface AliasDoors {
  /** Names that only the settings tell apart from other words. */
  readonly projects: readonly string[];
  /** Tells the person what the new names stand for. */
  readonly tell: (names: readonly Named[]) => void;
}

export function openAliases({ projects, tell }: AliasDoors): Aliases {
  const pseudonyms = openPseudonyms({ projects, addresses: true });
  let told = 0;
  return {
    meant: (request) => ({ ...request, command: pseudonyms.show(request.command) }),
    hidden: (answer) => {
      const hidden = hiddenAnswer(answer, pseudonyms.hide);
      const fresh = [...pseudonyms.map].slice(told).map(([pseudonym, name]) => ({ pseudonym, name }));
      told += fresh.length;
      if (fresh.length > 0) tell(fresh);
      return hidden;
    },
  };
}
