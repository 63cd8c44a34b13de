// The fixed list of flags that are ours: they stop a program from asking, paging or answering in prose, and change nothing about
// what is read. Each may be given in a line too; where it is not, the seventh layer adds it.
// `--no-cli-pager` is not among them: only version 2 of the AWS CLI knows it. The executor's environment turns that pager off.

import type { Binary, FlagKind, Rule } from '../policy/index.js';

export interface SafetyFlag {
  readonly name: string;
  readonly kind: FlagKind;
  /** As it is added. */
  readonly word: string;
  readonly isFor: (rule: Rule) => boolean;
}

function always(): boolean {
  return true;
}

const SAFETY_FLAGS: Readonly<Record<Binary, readonly SafetyFlag[]>> = {
  gcloud: [
    { name: '--format', kind: 'json-only', word: '--format=json', isFor: always },
    { name: '--quiet', kind: 'switch', word: '--quiet', isFor: always },
  ],
  bq: [
    { name: '--format', kind: 'json-only', word: '--format=json', isFor: always },
    { name: '--headless', kind: 'switch', word: '--headless', isFor: always },
  ],
  aws: [
    { name: '--output', kind: 'json-only', word: '--output=json', isFor: always },
    // T7: one proposal, one paid request: the CLI would fetch, and pay for, every further page by itself.
    { name: '--no-paginate', kind: 'switch', word: '--no-paginate', isFor: ({ cost }) => cost.microUsd > 0 },
  ],
};

export function safetyFlags(rule: Rule): readonly SafetyFlag[] {
  return SAFETY_FLAGS[rule.binary].filter(({ isFor }) => isFor(rule));
}
