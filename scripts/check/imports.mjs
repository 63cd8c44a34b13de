// Asks dependency-cruiser the three questions of dependency-cruiser.cjs about a tree of source files.

import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';

export const { views } = createRequire(import.meta.url)('./dependency-cruiser.cjs');

/** Every broken rule in `root`, and how many files were looked at. */
export async function brokenRules(root) {
  const broken = [];
  let files = 0;
  for (const { folders, forbidden, options } of views) {
    const present = folders.filter((folder) => existsSync(join(root, folder)));
    const { output } = await cruise(present, { ...options, baseDir: root, validate: true, ruleSet: { forbidden } });
    files = Math.max(files, output.summary.totalCruised);
    broken.push(...output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })));
  }
  return { broken, files };
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const { broken, files } = await brokenRules(fileURLToPath(new URL('../..', import.meta.url)));
  for (const { rule, from, to } of broken) console.error(`${rule}: ${from} -> ${to}`);
  console.log(`${broken.length} broken import rules in ${files} files`);
  process.exitCode = broken.length === 0 ? 0 : 1;
}
