// T-PRIVACY. For whoever does not want a model to know them: accounts, people, addresses and projects go to the orchestrator under names of
// our own, and come back under their own in what it proposes. The gate, the log and the person at the screen see what is meant.

import { openPseudonyms } from '../digest/index.js';
import { LIMITS, type Named, type ProposalAnswer, type ProposalRequest } from '../protocol/index.js';

export interface Aliases {
  /** As the model meant it. */
  readonly meant: (request: ProposalRequest) => ProposalRequest;
  /** As the model may read it. */
  readonly hidden: (answer: ProposalAnswer) => ProposalAnswer;
}

type Hide = (text: string) => string;

/** As long as the frames of an answer let them be. */
const PART = 400;
const DETAIL = 800;
const ERRORS = 16_384;

export const NO_ALIASES: Aliases = { meant: (request) => request, hidden: (answer) => answer };

const TOKENS = /"[^"\\]*(?:\\[^][^"\\]*)*"|[^"]+|"/g;
const NUMBER = /(?<![\w.+-])\d+(?![\w.])/g;

/**
 * Word by word, so that JSON stays JSON: a number that is hidden becomes a text. It is not parsed and written anew: what a hostile output
 * nests, and how far that is indented, would be ours to pay for.
 */
function hideJson(output: string, hide: Hide): string {
  const number = (digits: string): string => (hide(digits) === digits ? digits : `"${hide(digits)}"`);
  return output.replace(TOKENS, (token) => (token.startsWith('"') ? hide(token) : token.replace(NUMBER, number)));
}

function hideOutput(output: string, hide: Hide): string {
  return /^\s*[[{]/.test(output) ? hideJson(output, hide) : hide(output);
}

/** What is hidden may become longer, and a frame takes no more than it did. */
function within(most: number, hide: Hide): Hide {
  return (text) => hide(text).slice(0, most).toWellFormed();
}

function hiddenAnswer(answer: ProposalAnswer, hide: Hide): ProposalAnswer {
  const note = (text: string | null): string | null => (text === null ? null : within(LIMITS.digestedNoteCharacters, hide)(text));
  switch (answer.kind) {
    case 'refused': {
      const { hint, part } = answer.refusal;
      return { ...answer, refusal: { ...answer.refusal, part: within(PART, hide)(part), hint: within(DETAIL, hide)(hint) } };
    }
    case 'ran': {
      const { canonical, errors, output } = answer;
      return {
        ...answer,
        canonical: within(4 * LIMITS.commandCharacters, hide)(canonical),
        output: hideOutput(output, hide),
        errors: within(ERRORS, hide)(errors),
        note: note(answer.note),
      };
    }
    case 'not-run':
      return { ...answer, detail: within(DETAIL, hide)(answer.detail), note: note(answer.note) };
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
