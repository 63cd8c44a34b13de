// A program's own reader of a language, asked in its own Python: where that is installed, every text that the gate admits is given to it.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const WHILE_MS = 120_000;

function onPath(name: string): readonly string[] {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((directory) => join(directory, name))
    .filter((path) => existsSync(path));
}

/** The interpreter that a script names in its first line. */
function interpreterOf(path: string): string | undefined {
  return /^#!(\/[^\s]*python[0-9.]*)\s*$/m.exec(readFileSync(realpathSync(path), 'latin1').slice(0, 256))?.[1];
}

function works(python: string, imports: string): boolean {
  return spawnSync(python, ['-c', imports], { timeout: WHILE_MS }).status === 0;
}

/** The Python that can import what the AWS CLI is made of. */
export function awsPython(): string | undefined {
  const named = onPath('aws').flatMap((path) => interpreterOf(path) ?? []);
  return [...named, 'python3', 'python'].find((python) => works(python, 'import awscli.shorthand, jmespath'));
}

/** The folder of gcloud's own modules. */
export function gcloudRoot(): string | undefined {
  const found = onPath('gcloud').map((path) => join(realpathSync(path), '../..'));
  return found.find((root) => existsSync(join(root, 'lib/googlecloudsdk/core/resource/resource_filter.py')));
}

export function gcloudPython(): string | undefined {
  return ['python3', 'python'].find((python) => works(python, 'import sys; assert sys.version_info >= (3, 9)'));
}

/**
 * What the body of `read(text)` returns or raises, for each of the texts: `{ok: …}` or `{no: …}`.
 */
export function answersOf(python: string, before: string, body: string, texts: readonly string[]): readonly PythonAnswer[] {
  const script = `
import json, sys
${before}
def read(text):
${body
  .trim()
  .split('\n')
  .map((line) => `    ${line}`)
  .join('\n')}
for line in sys.stdin:
    try:
        answer = {'ok': read(json.loads(line))}
    except Exception as error:
        answer = {'no': type(error).__name__ + ': ' + str(error)[:200]}
    print(json.dumps(answer))
`;
  const input = texts.map((text) => `${JSON.stringify(text)}\n`).join('');
  const ran = spawnSync(python, ['-c', script], { input, timeout: WHILE_MS, maxBuffer: 1 << 28 });
  if (ran.status !== 0) throw new Error(`${python} failed: ${ran.stderr.toString()}`);
  return ran.stdout
    .toString()
    .trimEnd()
    .split('\n')
    .map((line): PythonAnswer => JSON.parse(line) as PythonAnswer); // CAST: the script above prints nothing else
}

export interface PythonAnswer {
  readonly ok?: unknown;
  readonly no?: string;
}
