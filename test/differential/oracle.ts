// Asks the real parsers: one process for each program, lines in and answers out in the same order. Where a program is not installed
// there is no oracle, and the tests say so.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

export const CLIS = ['aws', 'aws-v2', 'gcloud', 'bq', 'gsutil', 'kubectl'] as const;
export type Cli = (typeof CLIS)[number];

const value = z.json();
const answer = z.union([
  z.object({
    id: z.int(),
    ok: z.literal(true),
    operation: z.string(),
    path: z.array(z.string()),
    args: z.record(z.string(), value).optional(),
    /** AWS: what a flag of a hand-written command is when it is not given. */
    defaults: z.record(z.string(), value).optional(),
    /** AWS: the arguments before the service that are not at their default, by destination. */
    globals: z.union([z.record(z.string(), value), z.array(z.tuple([z.string(), z.string()]))]).optional(),
    params: z.record(z.string(), value).optional(),
    /** gcloud: the text of each argument, once for each time it was given. */
    raw: z.record(z.string(), z.array(z.array(z.string()))).optional(),
    /** gsutil: its options in order. */
    options: z.array(z.tuple([z.string(), z.string()])).optional(),
    positionals: z.array(value).optional(),
    /** kubectl: what a server was asked, as method, path and query. */
    requests: z.array(z.tuple([z.string(), z.string(), z.array(z.tuple([z.string(), z.string()]))])).optional(),
  }),
  z.object({ id: z.int(), ok: z.literal(false), kind: z.enum(['usage', 'validation', 'effect']), error: z.string() }),
]);
export type Answer = z.infer<typeof answer>;
export type Read = Extract<Answer, { readonly ok: true }>;

export interface Launch {
  readonly cli: Cli;
  readonly python: string;
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
}

function onPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

function canImport(python: string, name: string, env: Readonly<Record<string, string>>): boolean {
  return spawnSync(python, ['-c', `import ${name}`], { env: { ...env, PATH: '/usr/bin:/bin' }, timeout: 20_000 }).status === 0;
}

/** The interpreters that the launcher `aws` may belong to: that of its first line, through a version manager if there is one. */
function awsPythons(): readonly string[] {
  const launcher = onPath('aws');
  if (launcher === undefined) return [];
  const managed = spawnSync('pyenv', ['which', 'aws'], { encoding: 'utf8', timeout: 20_000 });
  const files = [launcher, ...(managed.status === 0 ? [managed.stdout.trim()] : [])];
  const first = files.map((file) => /^#!(\S*python\S*)/.exec(readFileSync(file, 'latin1'))?.[1]);
  return [...first, onPath('python3')].filter((path) => path !== undefined);
}

function sdkRoot(): string | undefined {
  const launcher = onPath('gcloud');
  const root = launcher === undefined ? undefined : dirname(dirname(realpathSync(launcher)));
  return root !== undefined && existsSync(join(root, 'lib', 'googlecloudsdk')) ? root : undefined;
}

const scripts = fileURLToPath(new URL('../../../test/differential/real/', import.meta.url));

/**
 * GHOSTHUNTER_AWS_V1 and GHOSTHUNTER_AWS_V2: a folder with the Python packages of another release, as version 1 comes in an npm package
 * and version 2 in one of Debian. Without the first, the release that is installed.
 */
function launchOfAws(cli: 'aws' | 'aws-v2', script: string): Launch | undefined {
  const folder = process.env[cli === 'aws' ? 'GHOSTHUNTER_AWS_V1' : 'GHOSTHUNTER_AWS_V2'];
  if (folder === undefined && cli === 'aws-v2') return undefined;
  const env = folder === undefined ? {} : { PYTHONPATH: folder };
  const pythons = cli === 'aws' ? awsPythons() : ['/usr/bin/python3'];
  const python = pythons.find((one) => canImport(one, 'awscli', env));
  return python === undefined ? undefined : { cli, python, script, env };
}

export function findCli(cli: Cli): Launch | undefined {
  const script = join(scripts, `${cli === 'aws-v2' ? 'aws' : cli}_oracle.py`);
  if (cli === 'aws' || cli === 'aws-v2') return launchOfAws(cli, script);
  if (cli === 'kubectl') {
    const [kubectl, python] = [onPath('kubectl'), onPath('python3')];
    return kubectl === undefined || python === undefined ? undefined : { cli, python, script, env: { KUBECTL: kubectl } };
  }
  const root = sdkRoot();
  if (root === undefined || (cli !== 'gcloud' && !existsSync(join(root, 'platform', cli)))) return undefined;
  const bundled = join(root, 'platform/bundledpythonunix/bin/python3');
  const python = existsSync(bundled) ? bundled : onPath('python3');
  return python === undefined ? undefined : { cli, python, script, env: { GCLOUD_SDK: root } };
}

export interface Oracle {
  /** One answer for each line, in the order of the lines. */
  readonly ask: (lines: readonly (readonly string[])[]) => Promise<readonly Answer[]>;
  readonly close: () => void;
}

export function openOracle({ python, script, env }: Launch): Oracle {
  const child = spawn(python, ['-B', script], { env: { ...env, PATH: '/usr/bin:/bin' }, stdio: ['pipe', 'pipe', 'ignore'] });
  const answers = createInterface({ input: child.stdout, crlfDelay: Infinity })[Symbol.asyncIterator]();
  let asked = 0;

  async function next(): Promise<Answer> {
    const line = await answers.next();
    if (line.done === true) throw new Error(`the oracle ${script} ended`);
    return answer.parse(JSON.parse(line.value));
  }

  return {
    ask: async (lines) => {
      const first = asked;
      asked += lines.length;
      child.stdin.write(lines.map((argv, index) => `${JSON.stringify({ id: first + index, argv })}\n`).join(''));
      const read: Answer[] = [];
      while (read.length < lines.length) read.push(await next());
      return read;
    },
    close: () => {
      child.stdin.end();
    },
  };
}
