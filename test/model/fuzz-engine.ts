// Lines that nobody would write, and what must hold for every one of them. Used by the test in every run, and by scripts/fuzz-gate.mjs for
// as many millions as somebody has the patience for.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { judge, type Verdict } from '../../src/gate/index.js';
import { readPolicy } from '../../src/packs/index.js';
import { BINARIES } from '../../src/policy/index.js';
import { lineFor, lineOf, nearMiss } from '../differential/generate.js';
import { readCommands } from '../differential/pack-file.js';
import { between, once, pick, type Source } from '../differential/source.js';
import { judgeSlowly, readTables } from './slow-gate.js';
import { split } from './split.js';
import { fastest } from '../fastest.js';
import { labels } from '../surface/snapshot.js';

export interface Finding {
  readonly broken: string;
  readonly line: string;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PLENTY = { microUsd: 10_000_000 };
const SLOWEST_MS = 5;
const LONGEST = 65_536;
const LAST_LAYER_OF_MODEL = 5;

const policy = readPolicy();
const tables = readTables();
const commands = readCommands(`${ROOT}policies`);

function hostilePaths(): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const [binary, kinds] of Object.entries(labels())) {
    for (const kind of ['mutate', 'credential', 'local-io'] as const) for (const path of kinds[kind]) paths.add(`${binary} ${path}`);
  }
  for (const file of readdirSync(`${ROOT}policies/denied`)) {
    const binary = file.replace('.json', '');
    const groups = JSON.parse(readFileSync(`${ROOT}policies/denied/${file}`, 'utf8')) as Record<string, Record<string, string[]>>; // CAST: a file of our own, whose form other tests check
    for (const [group, reasons] of Object.entries(groups)) {
      for (const path of Object.values(reasons).flat())
        paths.add(group === binary || path === group ? `${binary} ${path}` : `${binary} ${group} ${path}`);
    }
  }
  return paths;
}

const hostile = hostilePaths();

/** What no accepted line may carry, whatever the packs list: other identities, hosts, files and requests from elsewhere. */
const FORBIDDEN = new Set(
  (
    '--endpoint-url --profile --debug --no-verify-ssl --ca-bundle --no-sign-request --cli-input-json --cli-input-yaml --cli-auto-prompt --cli-binary-format --with-decryption --generate-cli-skeleton ' +
    '--account --configuration --impersonate-service-account --access-token-file --credential-file-override --authorization-token-file --billing-project --flags-file --log-http --trace-token ' +
    '--universe-domain --user-output-enabled --flagfile --undefok --bigqueryrc --apilog --api --discovery_file --oauth_access_token --credential_file --service_account --job_property --proxy_address ' +
    '--disable_ssl_validation --destination_table --replace --append_table --schedule --batch --udf_resource --external_table_definition --connection_property --nosync --kubeconfig --server --token --as --as-group ' +
    '--insecure-skip-tls-verify --raw --template --watch -w -f -k --filename --kustomize --verbose --show-secrets --context --cluster --user'
  ).split(' '),
);

const PIECES = [
  "'",
  '"',
  '\\',
  ' ',
  '  ',
  '\t',
  '\n',
  '\r',
  '\0',
  '\u001b[2J',
  '\u007f',
  '=',
  '-',
  '--',
  '~',
  '~/',
  '$',
  '$(id)',
  '${x}',
  '`id`',
  '*',
  '?',
  '[a-z]',
  '{a,b}',
  '#',
  '!',
  '!!',
  '^',
  ';',
  ';;',
  '&',
  '&&',
  '|',
  '||',
  '<',
  '>',
  '>>',
  '<<<',
  '(',
  ')',
  '\u00a0',
  '\u2028',
  '\u2029',
  '\u200b',
  '\u202e',
  '\ufeff',
  '\u3000',
  '\uff0d',
  '\u2013',
  '\u2212',
  '\u0456',
  '\u017f',
  '\u212a',
  '\ud800',
  '\udfff',
  '\u0301',
  ',',
  ':',
  '@',
  '@=',
  '@file',
  'file://',
  'fileb://',
  'FILE://',
  'http://169.254.169.254/',
  'https://x.example',
  "\\'",
  "'\\''",
  '"\\""',
  "$'\\n'",
  '0',
  '-1',
  '9'.repeat(40),
  '1e9',
  '0x10',
  'null',
  'true',
  '/../',
  '..',
  '%2f',
  '%00',
  '/*',
  '*/',
  '--;',
  "' OR '1'='1",
  ' OR TRUE',
  ' UNION ALL SELECT * FROM d.t',
  '; DROP TABLE x',
  '/**/',
  '-- ',
  "''",
  '""',
  "'''",
  '"""',
  'r"',
  '\\x27',
  '\\u0027',
];
const WORDS = [
  '--',
  '-',
  'help',
  '--help',
  '--version',
  '--debug',
  '--profile',
  'x',
  '--profile=x',
  '--endpoint-url=http://x.example',
  '--cli-input-json={}',
  '--flags-file=x',
  '--account=x',
  '--format=json',
  '--region',
  'us-east-1',
  '--output',
  'json',
  '--query',
  'x',
  '--project=acme-prod-123',
  '--quiet',
  '-q',
  '-f',
  '-k',
  '-n',
  'beta',
  'alpha',
  'list',
  'describe',
  'delete',
  'create',
  'aws',
  'gcloud',
  'ec2',
  'terminate-instances',
  's3',
  'rm',
  'iam',
  'create-access-key',
  'secrets',
  'secret/x',
  '--dry_run',
  '--nodry_run',
  '--maximum_bytes_billed=1',
  '--use_legacy_sql=true',
  'SELECT 1',
  '@x',
  'file://x',
  'Values@=file://x',
];
const SQL = [
  'SELECT',
  'FROM',
  'WHERE',
  'OR',
  'AND',
  'NOT',
  'UNION ALL',
  'WITH x AS (',
  ')',
  '(',
  'TRUE',
  '1=1',
  'IS NOT NULL',
  'BETWEEN',
  'LIKE',
  'CASE WHEN',
  'END',
  'EXISTS (SELECT 1)',
  'INSERT INTO',
  'EXPORT DATA',
  'CALL x()',
  'EXTERNAL_QUERY(',
  '`a.b.c`',
  '_PARTITIONTIME',
  '_TABLE_SUFFIX',
  'CURRENT_DATE()',
  ';',
  '--\n',
  '/* */',
  '#',
  '""',
  "'",
  'INTERVAL 1 DAY',
  'JOIN',
  'CROSS JOIN',
  'UNNEST(',
  'QUALIFY',
  '|>',
  '@p',
  '?',
];

function repeated(source: Source): string {
  return pick(source, [
    '(',
    '[',
    '{',
    "'",
    '"',
    'a',
    ' ',
    '-',
    '--x ',
    '\\"',
    'a,',
    'a=b,',
    '[[',
    '{a=',
    '.',
    '&&',
    '|',
    '(a)',
    "''",
    '`',
    'NOT ',
    ' AND ',
    'a.b.',
    '/',
    '/*',
    '1+',
    '%',
    'x'.repeat(64),
  ]).repeat(between(source, 1, once(source, 4) ? 20_000 : 300));
}

type Mutation = (source: Source, line: string, other: string) => string;

function insert(line: string, at: number, text: string, drop = 0): string {
  return line.slice(0, at) + text + line.slice(at + drop);
}

function atWord(source: Source, line: string, change: (word: string) => string): string {
  const words = line.split(' ');
  const at = source.below(words.length);
  return words.map((word, index) => (index === at ? change(word) : word)).join(' ');
}

const MUTATIONS: readonly Mutation[] = [
  (source, line) => insert(line, source.below(line.length + 1), pick(source, PIECES), source.below(2)),
  (source, line) => insert(line, source.below(line.length + 1), pick(source, PIECES)),
  (source, line) => insert(line, source.below(line.length + 1), '', between(source, 1, 8)),
  (source, line) => `${line} ${pick(source, WORDS)}`,
  (source, line) => atWord(source, line, (word) => `${word} ${pick(source, WORDS)}`),
  (source, line) => atWord(source, line, (word) => `${word} ${word}`),
  (source, line) => atWord(source, line, () => ''),
  (source, line) =>
    atWord(source, line, (word) =>
      word.startsWith('--') ? word.slice(0, between(source, 3, Math.max(3, word.length - 1))) : word.toUpperCase(),
    ),
  (source, line) => atWord(source, line, (word) => (word.startsWith('--') ? word.replace('=', ' ') : word)),
  (source, line) => atWord(source, line, (word) => `'${word}'`),
  (source, line) => atWord(source, line, (word) => `"${word}"`),
  (source, line) => line.replaceAll("'", pick(source, ['"', '', '`'])),
  (source, line) => line.replaceAll('"', pick(source, ["'", '', '\\"'])),
  (_, line, other) => `${line} ${other}`,
  (source, line, other) => line + pick(source, ['\n', ';', '&', '|', '&&', '\r\n', ' # ', ' -- ']) + other,
  (source, line, other) => line.slice(0, source.below(line.length + 1)) + other.slice(source.below(other.length + 1)),
  (_, line, other) => [...line.split(' ').slice(0, 2), ...other.split(' ').slice(1)].join(' '),
  (source, line) => insert(line, source.below(line.length + 1), pick(source, SQL)),
  (source, line) => insert(line, source.below(line.length + 1), ` ${pick(source, SQL)} ${pick(source, SQL)} `),
  (source, line) => insert(line, source.below(line.length + 1), repeated(source)),
  (source, line) => insert(line, source.below(line.length + 1), String.fromCharCode(source.below(once(source, 2) ? 128 : 65_536))),
  (source, line) => {
    const at = source.below(line.length + 1);
    return insert(line, at, String.fromCharCode(line.charCodeAt(at) ^ (1 << source.below(7))), 1);
  },
];

/** Every line of the corpus, hostile ones too. */
function corpusLines(): readonly string[] {
  return readdirSync(`${ROOT}test/corpus`)
    .filter((name) => name.endsWith('.txt'))
    .flatMap((name) => readFileSync(`${ROOT}test/corpus/${name}`, 'utf8').split('\n'))
    .map((line) => /^(?:clear|refuse \S+) {2,}(.*)$/.exec(line)?.[1])
    .filter((line) => line !== undefined && !line.startsWith('json '))
    .map(String);
}

const corpus = corpusLines();

export function seedLine(source: Source): string {
  if (once(source, 3)) return pick(source, corpus);
  const { words } = lineFor(source, pick(source, commands));
  return lineOf(source, once(source, 2) ? words : nearMiss(source, words));
}

export function mutated(source: Source, line: string, other: string): string {
  let now = line;
  for (let left = between(source, 1, once(source, 6) ? 5 : 2); left > 0; left -= 1) now = pick(source, MUTATIONS)(source, now, other);
  return now;
}

function summary(verdict: Verdict): string {
  return verdict.ok
    ? JSON.stringify(verdict.value.argv)
    : `${String(verdict.error.layer)}/${verdict.error.code}/${String(verdict.error.part.at)}`;
}

function isForbiddenCharacter(character: string): boolean {
  const code = character.charCodeAt(0);
  return (code < 0x20 && character !== '\n' && character !== '\t') || code > 0x7e;
}

function wordFault(word: string): string | undefined {
  if ([...word].some(isForbiddenCharacter)) return 'a word holds a control or another odd character';
  const value = word.startsWith('-') ? word.slice(word.indexOf('=') + 1) : word;
  if (/^(?:file|fileb|http):/i.test(value)) return 'a value comes from a file or an address';
  const name = word.startsWith('-') ? word.replace(/=.*/s, '') : '';
  return FORBIDDEN.has(name) ? `a forbidden flag: ${name}` : undefined;
}

function acceptedFault(verdict: Extract<Verdict, { ok: true }>): string | undefined {
  const { argv, canonical, path } = verdict.value;
  const [binary, ...rest] = argv;
  if (!BINARIES.some((known) => known === binary)) return 'not a program of ours';
  // `gcloud storage ls` has no forbidden flag of that name, `gsutil ls -r` neither; -f, -k and -w are kubectl's.
  const fault = rest
    .map(wordFault)
    .find(
      (one) =>
        one !== undefined &&
        !(
          binary !== 'kubectl' &&
          /: (?:-[fkw]|--(?:raw|context|cluster|user|server|template|watch|filename|token|verbose|replace|batch|schedule|account|api|configuration))$/.test(
            one,
          )
        ),
    );
  if (fault !== undefined) return fault;
  if (hostile.has(`${String(binary)} ${path.join(' ')}`)) return 'the path is denied';
  const words = split(canonical);
  if (words.is === 'words' && JSON.stringify(words.words) !== JSON.stringify(argv)) return 'canonical reads as other words';
  if (words.is === 'reject') return 'canonical is not one plain command';
  const again = judge(canonical, policy, PLENTY);
  if (!again.ok) return `canonical is refused: ${summary(again)}`;
  if (JSON.stringify(again.value.argv) !== JSON.stringify(argv)) return `canonical runs as ${JSON.stringify(again.value.argv)}`;
  return again.value.added.length > 0 ? 'canonical needs something added' : undefined;
}

function isSlow(line: string): boolean {
  return fastest(SLOWEST_MS, () => judge(line, policy, PLENTY)) > SLOWEST_MS;
}

export interface Checked {
  readonly finding: Finding | undefined;
  /** What would run. */
  readonly accepted: { readonly argv: readonly string[]; readonly canonical: string } | undefined;
}

export function check(line: string): Checked {
  const found = (broken: string): Checked => ({ finding: { broken, line }, accepted: undefined });
  let verdict: Verdict;
  const before = performance.now();
  try {
    verdict = judge(line, policy, PLENTY);
  } catch (error) {
    return found(`it throws: ${String(error)}`);
  }
  const took = performance.now() - before;
  if (took > SLOWEST_MS && line.length <= LONGEST && isSlow(line)) return found('it takes more than five milliseconds');
  const slow = judgeSlowly(tables, line);
  if (!verdict.ok) {
    const isMeant = slow === 'accept' && verdict.error.layer <= LAST_LAYER_OF_MODEL;
    return isMeant ? found(`the slow gate would let it through: ${summary(verdict)}`) : { finding: undefined, accepted: undefined };
  }
  if (slow === 'reject') return found('the slow gate refuses it');
  if (summary(verdict) !== summary(judge(line, policy, PLENTY))) return found('it is judged differently the second time');
  const fault = acceptedFault(verdict);
  if (fault !== undefined) return found(fault);
  return { finding: undefined, accepted: { argv: verdict.value.argv, canonical: verdict.value.canonical } };
}
