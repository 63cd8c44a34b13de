// The whole command surface of the six programs, with labels of our own: what changes, hands out or touches local files is refused, bare, with
// plausible arguments and behind every evasion; what only reads is let through. A part of it in each run, all of it when the run is long.

import t from 'tap';
import { judge } from '../../src/gate/index.js';
import { readPolicy } from '../../src/packs/index.js';
import { seeded, shuffled } from '../differential/source.js';
import { EVASIONS, EVIL_REST } from './evasions.js';
import { awsWords, gcloudWords, quote } from './plausible.js';
import { awsTable, gcloudTable, labels } from './snapshot.js';

const IS_LONG = process.env['GHOSTHUNTER_LONG'] === '1';
const HOSTILE = ['mutate', 'credential', 'local-io'] as const;
const SAMPLE = 700;
const SEED = 20_261_121;
const MOST_SHOWN = 40;

const policy = readPolicy();
const PLENTY = { microUsd: 10_000_000 };
const known = labels();
const aws = awsTable();
const gcloud = gcloudTable();
const gcloudCommands = new Map(
  gcloud.commands.map((command) => [command.track === 'ga' ? command.path : `${command.track} ${command.path}`, command]),
);

function sampled<T>(all: readonly T[], size = SAMPLE): readonly T[] {
  return IS_LONG ? all : shuffled(seeded(SEED), all).slice(0, size);
}

/** What follows the commands of the small programs; whatever is not here gets a word or two that look like an answer. */
const SMALL: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  bq: {
    ls: ['--max_results=10', 'my_dataset'],
    show: ['my_dataset.my_table'],
    head: ['-n', '5', 'my_dataset.my_table'],
    'get-iam-policy': ['my_dataset.my_table'],
    version: [],
    query: ['--use_legacy_sql=false', 'SELECT 1'],
  },
  gsutil: { version: [], ls: ['gs://my-bucket/path/'], du: ['-s', 'gs://my-bucket/path/'], stat: ['gs://my-bucket/path/object'] },
  kubectl: {
    get: ['nodes'],
    describe: ['node', 'node-1'],
    logs: ['web-1', '--tail=50'],
    explain: ['pods'],
    top: ['nodes'],
    version: [],
    'api-resources': [],
    'api-versions': [],
    'cluster-info': [],
    'top node': ['node-1'],
    'top pod': ['web-1'],
    'top nodes': [],
    'top pods': [],
    'top no': [],
    'top po': [],
  },
};
const OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  bq: ['my_dataset.my_table'],
  gsutil: ['gs://my-bucket'],
  kubectl: ['web-1'],
};

/** The words behind the path that an outsider would write. */
function restOf(binary: string, path: string): readonly string[] {
  const length = 1 + path.split(' ').length;
  if (binary === 'aws') return awsWords(aws, path).slice(length);
  const command = binary === 'gcloud' ? gcloudCommands.get(path) : undefined;
  if (command) return gcloudWords(gcloud, command).slice(length);
  return SMALL[binary]?.[path] ?? OTHERWISE[binary] ?? ['--name', 'my-resource', '--resource-group', 'my-group'];
}

function refusal(line: string): string {
  const verdict = judge(line, policy, PLENTY);
  return verdict.ok ? 'accepted' : `${String(verdict.error.layer)}/${verdict.error.code}`;
}

for (const binary of Object.keys(known)) {
  for (const kind of HOSTILE) {
    const paths = known[binary]?.[kind] ?? [];
    t.test(`nothing of ${binary} that is ${kind} runs, whatever stands around it`, (t) => {
      const accepted: string[] = [];
      let lines = 0;
      for (const path of sampled(paths, kind === 'mutate' ? SAMPLE : 2 * SAMPLE)) {
        const words = path.split(' ');
        const rest = restOf(binary, path);
        for (const { name, lines: evade } of EVASIONS) {
          for (const line of evade(binary, words, rest)) {
            lines += 1;
            // A read of the program's own stays one when words are appended to it that it takes as its arguments; then the argv is that read's.
            const verdict = judge(line, policy, PLENTY);
            if (verdict.ok && !isAnotherRead(binary, path, verdict.value.path)) accepted.push(`${name}: ${line}`);
          }
        }
      }
      t.comment(`${String(lines)} lines of ${String(paths.length)} commands`);
      t.same(accepted.slice(0, MOST_SHOWN), [], `${String(accepted.length)} accepted`);
      t.end();
    });
  }
}

/** Whether what would run is another operation, and one that reads: an evasion that only spells a read has not evaded anything. */
function isAnotherRead(binary: string, path: string, ran: readonly string[]): boolean {
  const name = ran.join(' ');
  const table = known[binary];
  return name !== path && table !== undefined && !HOSTILE.some((kind) => table[kind].includes(name));
}

t.test('no read runs with words that reach elsewhere', (t) => {
  const accepted: string[] = [];
  let reads = 0;
  for (const binary of Object.keys(known)) {
    for (const path of sampled(known[binary]?.read ?? [])) {
      const line = [binary, ...path.split(' '), ...restOf(binary, path)].map(quote).join(' ');
      if (refusal(line) === 'accepted') reads += 1;
      for (const words of EVIL_REST) {
        const evil = `${line} ${words.map((word) => (word === '>' ? word : quote(word))).join(' ')}`;
        if (refusal(evil) === 'accepted') accepted.push(evil);
      }
    }
  }
  t.ok(reads > 100, `${String(reads)} of the same lines run without those words`);
  t.same(accepted.slice(0, MOST_SHOWN), [], `${String(accepted.length)} accepted`);
  t.end();
});

interface Rate {
  readonly share: number;
  readonly refused: readonly string[];
}

function rateOf(lines: readonly string[]): Rate {
  const refused = lines.flatMap((line) => {
    const came = refusal(line);
    return came === 'accepted' ? [] : [`${came}  ${line}`];
  });
  return { share: 1 - refused.length / lines.length, refused };
}

/** A command that lacks a flag, or a bound, is listed all the same. */
function isListed(line: string): boolean {
  return !refusal(line).startsWith('3/');
}

const READS: readonly { readonly binary: string; readonly paths: readonly string[]; readonly least: number }[] = [
  { binary: 'aws', paths: known['aws']?.read ?? [], least: 0.97 },
  { binary: 'gcloud', paths: (known['gcloud']?.read ?? []).filter((path) => !/^(?:alpha|beta|preview) /.test(path)), least: 0.95 },
  { binary: 'kubectl', paths: known['kubectl']?.read ?? [], least: 0 },
  { binary: 'bq', paths: known['bq']?.read ?? [], least: 0 },
  { binary: 'gsutil', paths: known['gsutil']?.read ?? [], least: 0 },
];

for (const { binary, paths, least } of READS) {
  t.test(`reads of ${binary} are listed, and run with the arguments that an outsider would write`, (t) => {
    const some = paths;
    const listed = some.filter((path) => isListed(line(binary, path)));
    const plausible = rateOf(some.map((path) => [binary, ...path.split(' '), ...restOf(binary, path)].map(quote).join(' ')));
    t.comment(
      `${binary}: ${String(some.length)} reads, ${percent(listed.length / some.length)} listed, ${percent(plausible.share)} run with plausible arguments`,
    );
    if (IS_LONG) for (const refused of plausible.refused) t.comment(refused.slice(0, 300));
    t.ok(listed.length / some.length >= least, `listed: ${percent(listed.length / some.length)}`);
    t.ok(plausible.share >= least, `plausible: ${percent(plausible.share)}`);
    t.end();
  });
}

function line(binary: string, path: string): string {
  return `${binary} ${path}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
