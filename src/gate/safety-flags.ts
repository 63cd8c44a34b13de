// The fixed list of flags that are ours: they stop a program from asking, paging, answering in prose or billing without a cap, and
// change nothing about what is read. Each may be given in a line too; where it is not, the seventh layer adds it.
// `--no-cli-pager` is not among them: only version 2 of the AWS CLI knows it. The executor's environment turns that pager off.

import { type Binary, PAGING } from '../policy/index.js';
import { affordableBytes } from './bounds/query.js';
import type { ReadOnly } from './stages.js';

export interface SafetyFlag {
  readonly name: string;
  /** As it is added, from what is left to spend. */
  readonly word: (remainingMicroUsd: number) => string;
  readonly isFor: (command: ReadOnly) => boolean;
}

function fixed(word: string, isFor: (command: ReadOnly) => boolean): SafetyFlag {
  const [name = word] = word.split('=');
  return { name, word: () => word, isFor };
}

function always(): boolean {
  return true;
}

/** Where the rule or the program knows the flag: `gcloud … --format` does not exist everywhere under one meaning. */
function knows(name: string): (command: ReadOnly) => boolean {
  return ({ rule }) => rule.flag(name) !== undefined;
}

const SAFETY_FLAGS: Readonly<Record<Binary, readonly SafetyFlag[]>> = {
  gcloud: [fixed('--format=json', knows('--format')), fixed('--quiet', always)],
  bq: [
    fixed('--format=json', knows('--format')),
    fixed('--headless=true', always),
    {
      name: '--maximum_bytes_billed',
      word: (remaining) => `--maximum_bytes_billed=${String(affordableBytes(remaining))}`,
      isFor: ({ rule }) => rule.bound === 'sql',
    },
  ],
  gsutil: [],
  aws: [
    fixed('--output=json', always),
    // T7: one proposal, one paid request: the CLI would fetch, and pay for, every further page by itself.
    fixed('--no-paginate', ({ rule, flags }) => rule.microUsd > 0 && !flags.some(({ name }) => PAGING.includes(name))),
  ],
  kubectl: [],
  az: [fixed('--output=json', always)],
};

/** Those that the line does not give. */
export function missingSafetyFlags(command: ReadOnly): readonly SafetyFlag[] {
  const all = SAFETY_FLAGS[command.rule.binary];
  return all.filter(({ name, isFor }) => isFor(command) && !command.flags.some((flag) => flag.name === name));
}
