// What the simulated aws prints has the members and types of the models inside the installed aws.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { DESCRIBED } from '../../src/worlds/aws/all.js';
import { awsAnswer } from '../../src/worlds/aws/cli.js';
import { parsedJson } from '../../src/worlds/aws/command.js';
import { estate } from '../../src/worlds/aws/estate/estate.js';
import { OPERATIONS } from '../../src/worlds/aws/operation-table.js';
import { commandsFor } from './aws-commands.js';

const SCRIPT = fileURLToPath(new URL('../../../scripts/worlds/aws_shapes.py', import.meta.url));
const hasAws = spawnSync('python3', ['-c', 'import awscli'], { timeout: 30_000 }).status === 0;

test('every answer has the members and types that the models of the aws program have', {
  skip: hasAws ? false : 'no aws program here: NOTHING WAS COMPARED',
}, async (t) => {
  const lines: string[] = [];
  const answered = new Set<string>();
  for (const described of DESCRIBED) {
    const cloud = estate(2, described.name);
    described.build(cloud);
    for (const args of commandsFor(cloud)) {
      const answer = awsAnswer(cloud, { spared: [...OPERATIONS.keys()], denied: 0 }, args);
      if (answer.exit !== 0) continue;
      const [service, operation] = args;
      answered.add(`${service ?? ''} ${operation ?? ''}`);
      lines.push(JSON.stringify({ service, operation, output: parsedJson(answer.out) }));
    }
  }
  const { status, stderr, stdout } = spawnSync('python3', [SCRIPT], {
    input: lines.join('\n'),
    encoding: 'utf8',
    timeout: 100_000,
    maxBuffer: 1e8,
  });
  t.equal(status, 0, stderr);
  t.same(
    [
      ...new Set(
        stdout
          .trim()
          .split('\n')
          .filter((line) => line !== ''),
      ),
    ],
    [],
  );
  t.ok(
    answered.size > 0.9 * OPERATIONS.size - 10,
    `${String(answered.size)} of ${String(OPERATIONS.size)} operations were answered in some world`,
  );
  t.comment([...OPERATIONS.keys()].filter((name) => !answered.has(name)).join(', '));
});
