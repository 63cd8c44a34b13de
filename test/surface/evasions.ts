// What an attacker puts around an operation so that a gate takes it for another: each turns the words of a command into lines. The programs
// of the earlier tool fell for many of them; none may help here, whatever the operation is.

import { quote } from './plausible.js';

export interface Evasion {
  readonly name: string;
  readonly lines: (binary: string, path: readonly string[], rest: readonly string[]) => readonly string[];
}

function line(...words: readonly string[]): string {
  return words.map(quote).join(' ');
}

/** An allowed read of each program, and a global flag of it with an allowed value. */
const ALLOWED: Readonly<Record<string, { readonly path: readonly string[]; readonly flag: string; readonly value: string }>> = {
  aws: { path: ['ec2', 'describe-instances'], flag: '--region', value: 'us-east-1' },
  gcloud: { path: ['compute', 'regions', 'list'], flag: '--project', value: 'acme-prod-123' },
  bq: { path: ['ls'], flag: '--project_id', value: 'acme-prod-123' },
  gsutil: { path: ['version'], flag: '-q', value: '' },
  kubectl: { path: ['get', 'nodes'], flag: '--namespace', value: 'default' },
  az: { path: ['account', 'list'], flag: '--output', value: 'json' },
};

function allowed(binary: string): { readonly path: readonly string[]; readonly flag: string; readonly value: string } {
  const found = ALLOWED[binary];
  if (found === undefined) throw new Error(binary);
  return found;
}

/** A flag's words anywhere but where it belongs. */
function around(binary: string, path: readonly string[], rest: readonly string[], words: readonly string[]): readonly string[] {
  const [first = '', ...more] = path;
  return [
    line(binary, ...words, ...path, ...rest),
    line(binary, first, ...words, ...more, ...rest),
    line(binary, ...path, ...words, ...rest),
    line(binary, ...path, ...rest, ...words),
  ];
}

function sharded(word: string): readonly string[] {
  const half = Math.ceil(word.length / 2);
  return [
    `'${word}'`,
    `"${word}"`,
    `${word.slice(0, half)}'${word.slice(half)}'`,
    `"${word.slice(0, half)}"${word.slice(half)}`,
    `''${word}`,
    `${word.slice(0, half)}\\${word.slice(half)}`,
  ];
}

export const EVASIONS: readonly Evasion[] = [
  { name: 'bare', lines: (binary, path) => [line(binary, ...path)] },
  { name: 'plausible', lines: (binary, path, rest) => [line(binary, ...path, ...rest)] },
  {
    name: 'a repeated global flag whose first value names a read',
    lines: (binary, path, rest) => {
      const { flag, value } = allowed(binary);
      return ['list-x', 'describe', 'get-x', 'ls', value].flatMap((lie) => [
        line(binary, flag, lie, flag, value, ...path, ...rest),
        line(binary, `${flag}=${lie}`, `${flag}=${value}`, ...path, ...rest),
      ]);
    },
  },
  {
    name: 'a global flag before, inside and after the path',
    lines: (binary, path, rest) => {
      const { flag, value } = allowed(binary);
      return [
        ...around(binary, path, rest, [flag, value]),
        ...around(binary, path, rest, [`${flag}=${value}`]),
        ...around(binary, path, rest, [flag]),
      ];
    },
  },
  {
    name: 'an abbreviated flag',
    lines: (binary, path, rest) =>
      ['--reg', '--out', '--que', '--prof', '--endp', '--proj', '--form'].flatMap((flag) => [
        line(binary, flag, 'list', ...path, ...rest),
        line(binary, `${flag}=us-east-1`, ...path, ...rest),
      ]),
  },
  {
    name: 'quotes inside the words',
    lines: (binary, path, rest) => {
      const last = path.at(-1) ?? '';
      const before = path.slice(0, -1).join(' ');
      return sharded(last).map((word) => [binary, before, word, ...rest.map(quote)].filter((part) => part !== '').join(' '));
    },
  },
  {
    name: 'a read in front of it',
    lines: (binary, path, rest) => {
      const read = allowed(binary).path;
      return [
        line(binary, ...read, ...path, ...rest),
        line(binary, ...path, ...read, ...rest),
        line(binary, ...path, ...rest, ...read),
        line(binary, ...read, '--', ...path, ...rest),
        line(binary, ...path.slice(0, 1), ...read.slice(1), ...path.slice(1), ...rest),
        `${line(binary, ...read)}\n${line(binary, ...path, ...rest)}`,
        `${line(binary, ...read)} ; ${line(binary, ...path, ...rest)}`,
        `${line(binary, ...read)} & ${line(binary, ...path, ...rest)}`,
        `${line(binary, ...path, ...rest)} # ${line(binary, ...read)}`,
      ];
    },
  },
  {
    name: 'a trailing word of a read',
    lines: (binary, path, rest) =>
      ['list', 'describe', 'get', 'help', '--help', '--dry-run', '--generate-cli-skeleton'].map((word) =>
        line(binary, ...path, ...rest, word),
      ),
  },
  {
    name: 'a release track',
    lines: (binary, path, rest) =>
      ['alpha', 'beta', 'preview', 'ga', 'v1', 'alpha beta'].map((track) => `${binary} ${track} ${line(...path, ...rest)}`),
  },
  {
    name: 'another case or another dash',
    lines: (binary, path, rest) => [
      line(binary, ...path.map((word) => word.toUpperCase()), ...rest),
      line(binary, ...path.map((word) => word.charAt(0).toUpperCase() + word.slice(1)), ...rest),
      line(binary, ...path.map((word) => word.replaceAll('-', '_')), ...rest),
      line(binary, ...path.map((word) => word.replaceAll('-', '')), ...rest),
      line(binary, path.join('-'), ...rest),
      line(binary, path.join(' '), ...rest),
      line(binary, ...path.map((word) => word.slice(0, -1)), ...rest),
    ],
  },
  {
    name: 'the whole request from elsewhere',
    lines: (binary, path, rest) =>
      [
        ['--cli-input-json', '{}'],
        ['--cli-input-json=file://x.json'],
        ['--cli-input-yaml', 'x'],
        ['--flags-file=x'],
        ['--flagfile=x'],
        ['--endpoint-url', 'http://x.example'],
        ['--profile', 'prod'],
        ['-f', 'x'],
        ['@x'],
      ].map((words) => line(binary, ...path, ...words, ...rest)),
  },
];

/**
 * What must be refused whatever stands around it, because the words themselves are of no read. `--token` is not among them: it is a page token
 * to some commands of AWS and a credential to kubectl alone, for which the corpus has it.
 */
export const EVIL_REST: readonly (readonly string[])[] = [
  ['--cli-input-json', '{}'],
  ['--cli-input-json', 'file://x'],
  ['--endpoint-url', 'http://x.example'],
  ['--endpoint-url=https://x.example'],
  ['--profile', 'admin'],
  ['--debug'],
  ['--no-verify-ssl'],
  ['--no-sign-request'],
  ['--ca-bundle', 'x'],
  ['--endp', 'https://x.example'],
  ['--generate-cli-skeleton', 'output'],
  ['--query', 'file://x'],
  ['--query', '@x.json', '--query', 'x'],
  ['--flags-file=x'],
  ['--account=x@example.com'],
  ['--impersonate-service-account=x@y.iam.gserviceaccount.com'],
  ['--access-token-file=x'],
  ['--configuration=x'],
  ['--log-http'],
  ['--format=json[pager]'],
  ['--verbosity=debug'],
  ['--flagfile=x'],
  ['--apilog=x'],
  ['--api=http://x.example'],
  ['--kubeconfig=x'],
  ['--server=https://x.example'],
  ['--as=root'],
  ['--'],
  ['--', 'x'],
  ['--help'],
  ['>', 'x'],
  ['@x'],
];
