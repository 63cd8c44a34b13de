// `ghosthunter policy`: what the policies say, for people (lines) and programs (one JSON object). Reads only.

import { POLICIES_FOLDER } from '../packs/index.js';
import { EXIT, printable, printableJson, unreachable } from '../shared/index.js';
import type { Screen } from '../terminal/index.js';
import type { PolicyAnswer } from './policy-answer.js';
import { policyList } from './policy-list.js';
import { policyShow } from './policy-show.js';
import { policyStats } from './policy-stats.js';
import { policyVerify } from './policy-verify.js';
import { policyWhy } from './policy-why.js';

export type PolicyQuestion = 'list' | 'show' | 'why' | 'stats' | 'verify';

export interface PolicyFlags {
  readonly json?: boolean;
  readonly policies?: string;
}

function answerTo(question: PolicyQuestion, folder: string, path: readonly string[]): PolicyAnswer {
  switch (question) {
    case 'list':
      return policyList(folder, path);
    case 'show':
      return policyShow(folder, path);
    case 'why':
      return policyWhy(folder, path);
    case 'stats':
      return policyStats(folder);
    case 'verify':
      return policyVerify(folder);
    default:
      return unreachable(question);
  }
}

export function policyCommand(question: PolicyQuestion, words: readonly string[], flags: PolicyFlags, screen: Screen): number {
  // `policy why "aws ec2 describe-instances"` is as good as three words.
  const path = words.flatMap((word) => word.split(/\s+/)).filter((word) => word !== '');
  const { data, lines, isGood } = answerTo(question, flags.policies ?? POLICIES_FOLDER, path);
  if (flags.json === true) screen.out(printableJson({ schema_version: 1, ...data }));
  else for (const line of lines) screen.out(printable(line, 10_000));
  return isGood ? EXIT.ok : EXIT.error;
}
