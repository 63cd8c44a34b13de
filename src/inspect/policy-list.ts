// `ghosthunter policy list [PREFIX…]`: what may run, one operation a line.

import { BINARIES } from '../policy/index.js';
import { binaryNamed, listedPaths } from './listed.js';
import type { PolicyAnswer } from './policy-answer.js';
import { policyIn, type Scope } from './scope.js';

export function policyList(scope: Scope, [first, ...rest]: readonly string[]): PolicyAnswer {
  const policy = policyIn(scope);
  const binaries = first === undefined ? BINARIES : [binaryNamed(first)];
  const operations = binaries.flatMap((binary) => listedPaths(policy, binary, rest).map((path) => `${binary} ${path}`));
  const isGood = operations.length > 0;
  return { data: { operations }, lines: isGood ? operations : ['nothing is listed there'], isGood };
}
