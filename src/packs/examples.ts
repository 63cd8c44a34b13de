// What the policy must do, line by line, before anything is judged by it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Expected, unmetExamples } from '../gate/index.js';
import type { Policy } from '../policy/index.js';
import { Fault } from '../shared/index.js';
import { POLICIES_FOLDER } from './read.js';

/** One a line: the code that must come, a tab, the line. */
function parseExamples(text: string): readonly Expected[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const tab = line.indexOf('\t');
      return { comes: line.slice(0, tab), line: line.slice(tab + 1) };
    });
}

/** A policy that does not do what its own examples show is not the policy that was reviewed. */
export function checkExamples(policy: Policy, folder = POLICIES_FOLDER): void {
  const examples = parseExamples(readFileSync(join(folder, 'examples.txt'), 'utf8'));
  const [unmet] = unmetExamples(examples, policy);
  if (unmet)
    throw new Fault('config', `policy: expected ${unmet.comes}, came ${unmet.came}: ${unmet.line}`, { fix: 'reinstall ghosthunter' });
}
