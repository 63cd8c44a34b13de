// What a person may say besides an answer, at each question and between them. None of it approves anything.

import { LIMITS } from '../protocol/index.js';
import { clipboardSequence, hypothesesLines, isShowable, type Look, type Meaning, type RunState, whyLines } from '../terminal/index.js';
import { TOP_SPIKES } from './run-options.js';

export interface Asides {
  /** What is to be said to it; undefined for what is no aside. `waiting` is the command that is asked about. */
  readonly answer: (meaning: Meaning, waiting?: string) => readonly string[] | undefined;
  /** This run is to end and another spike to be looked into. */
  readonly chosen: () => number | undefined;
  /** For the one who proposes: goes along with the next answer. */
  readonly note: (text: string) => readonly string[];
}

export interface AsidesOptions {
  readonly state: () => RunState;
  readonly look: () => Look;
  readonly note: (text: string) => void;
  /** Undefined where nothing goes to a clipboard. */
  readonly write: ((sequence: string) => void) | undefined;
  /** Why this run cannot be followed by another one. */
  readonly noOther: string | undefined;
}

export const ASIDE_HELP = [
  '/why  the last verdict, layer by layer   /hypotheses  what is believed',
  '/spike N  end this run, look into spike N   /copy  the command, to the clipboard',
  '/note TEXT  for the one who proposes   /quit  stop; the run can go on later',
] as const;

/** T-PASTE: what is copied is pasted into a shell, so only what the gate has cleared is, and as the gate read it. */
function copied(waiting: string | undefined, { step }: RunState, write: AsidesOptions['write']): string {
  const answer = step?.answer;
  if (waiting === undefined && step === undefined) return 'there is no command yet';
  const command = waiting ?? (answer?.kind === 'ran' ? answer.canonical : undefined);
  if (command === undefined) return 'only a command that the gate has cleared is copied';
  if (!isShowable(command)) return 'it holds characters that cannot be shown, and is not copied';
  const sequence = write && clipboardSequence(command);
  if (!write) return 'nothing is copied here: --plain, clipboard = false or GHOSTHUNTER_NO_CLIPBOARD';
  if (sequence === undefined) return 'too long for the clipboard';
  write(sequence);
  return 'in the clipboard, if your terminal allows it';
}

export function openAsides({ look, note, noOther, state, write }: AsidesOptions): Asides {
  let chosen: number | undefined;

  function other(rank: number | undefined): string {
    const { ranks, spike } = state();
    if (noOther !== undefined) return noOther;
    if (ranks.length === 0) return 'there is no other spike, or the bill is still being read';
    if (rank === undefined || !ranks.includes(rank) || rank > TOP_SPIKES)
      return `/spike takes one of: ${ranks.slice(0, TOP_SPIKES).map(String).join(' ')}`;
    if (rank === spike?.rank) return 'this one is being looked into';
    chosen = rank;
    return `this run ends, is kept and can go on later; spike ${String(rank)} gets a run of its own, with a budget of its own`;
  }

  function noted(text: string): readonly string[] {
    const kept = text.slice(0, LIMITS.noteCharacters).toWellFormed();
    note(kept);
    return [
      `noted${kept.length < text.length ? ', but for what did not fit' : ''}; it goes along with the answer to the next cleared command`,
    ];
  }

  return {
    chosen: () => chosen,
    note: noted,
    answer: (meaning, waiting) => {
      switch (meaning.kind) {
        case 'why':
          return whyLines(state(), waiting, look());
        case 'hypotheses':
          return hypothesesLines(state(), look());
        case 'copy':
          return [copied(waiting, state(), write)];
        case 'spike':
          return [other(meaning.rank)];
        case 'note':
        case 'empty':
        case 'skip':
        case 'quit':
        case 'help':
        case 'paste':
        case 'output':
        case 'unclear':
        case 'unknown-command':
          return undefined;
      }
    },
  };
}

/** Where nothing is investigated. */
export const NO_ASIDES: Asides = {
  answer: () => undefined,
  chosen: () => undefined,
  note: () => ['nobody takes notes here'],
};
