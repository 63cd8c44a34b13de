// A round as people and reports are told of it: without what only a run that goes on needs of it. What a draft says is said by the conclusion.

import type { Round, ToldRound } from '../../protocol/index.js';

export function toldRound({ action, corrections: _, ...round }: Round): ToldRound {
  return { ...round, action: action.do === 'conclude' ? { do: 'conclude', why: action.why } : action };
}
