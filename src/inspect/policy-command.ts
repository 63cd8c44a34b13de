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
import { type Scope, scopeLines } from './scope.js';

export type PolicyQuestion = 'list' | 'show' | 'why' | 'stats' | 'verify';

export interface PolicyFlags {
  readonly json?: boolean;
  readonly policies?: string;
  /** What is left of the policy here, where some of it is left out. */
  readonly only?: readonly string[] | undefined;
}

function answerTo(question: PolicyQuestion, scope: Scope, path: readonly string[]): PolicyAnswer {
  switch (question) {
    case 'list':
      return policyList(scope, path);
    case 'show':
      return policyShow(scope, path);
    case 'why':
      return policyWhy(scope, path);
    case 'stats':
      return policyStats(scope);
    case 'verify':
      return policyVerify(scope);
    default:
      return unreachable(question);
  }
}

export function policyCommand(question: PolicyQuestion, words: readonly string[], flags: PolicyFlags, screen: Screen): number {
  // `policy why "aws ec2 describe-instances"` is as good as three words.
  const path = words.flatMap((word) => word.split(/\s+/)).filter((word) => word !== '');
  const { only } = flags;
  const scope = { folder: flags.policies ?? POLICIES_FOLDER, only };
  const { data, lines, isGood } = answerTo(question, scope, path);
  if (flags.json === true) screen.out(printableJson({ schema_version: 1, ...(only && { only }), ...data }));
  else {
    for (const line of scopeLines(scope)) screen.err(line);
    for (const line of lines) screen.out(printable(line, 10_000));
  }
  return isGood ? EXIT.ok : EXIT.error;
}
