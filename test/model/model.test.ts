// The gate and the slow gate over random lines: what one lets through and the other refuses is a mistake in one of them.

import { fileURLToPath } from 'node:url';
import t from 'tap';
import { judge } from '../../src/gate/index.js';
import { readPolicy } from '../../src/packs/index.js';
import { lineFor, lineOf, nearMiss } from '../differential/generate.js';
import { readCommands } from '../differential/pack-file.js';
import { once, pick, seeded, type Source } from '../differential/source.js';
import { type Decision, judgeSlowly, readTables } from './slow-gate.js';

const IS_LONG = process.env['GHOSTHUNTER_LONG'] === '1';
const LINES = IS_LONG ? 400_000 : 20_000;
const SEED = IS_LONG ? Date.now() : 20_261_121;
const LAST_LAYER_SHARED = 5;

const policy = readPolicy();
const tables = readTables();
const commands = readCommands(fileURLToPath(new URL('../../../policies', import.meta.url)));
const PIECES = [
  "'",
  '"',
  '\\',
  ' ',
  '\t',
  '\n',
  '=',
  '-',
  '--',
  '~',
  '$',
  '`',
  '*',
  '#',
  '!',
  ';',
  '&',
  '|',
  '\u00a0',
  '\u2028',
  '\0',
  ',',
  '[',
  '{',
  'x',
  '0',
  "\\'",
  '"\\""',
  'file://',
  '@',
];

function cut(source: Source, line: string): string {
  const at = source.below(line.length + 1);
  return line.slice(0, at) + (once(source, 3) ? '' : pick(source, PIECES)) + line.slice(at + source.below(3));
}

function someLine(source: Source): string {
  const { words } = lineFor(source, pick(source, commands));
  const line = lineOf(source, once(source, 3) ? words : nearMiss(source, words));
  return once(source, 4) ? cut(source, line) : line;
}

/** What the gate says as far as the slow one can follow it. */
function decide(line: string): Decision {
  const verdict = judge(line, policy, { microUsd: 10_000_000 });
  if (verdict.ok) return 'accept';
  return verdict.error.layer > LAST_LAYER_SHARED ? 'unknown' : 'reject';
}

function differ(line: string): boolean {
  const [one, other] = [decide(line), judgeSlowly(tables, line)];
  return one !== other && one !== 'unknown' && other !== 'unknown';
}

/** The same difference in as few characters as leaving words and letters out brings. */
function least(line: string): string {
  const shorter = (pieces: readonly string[], glue: string): string | undefined =>
    pieces.map((_, index) => pieces.filter((__, other) => other !== index).join(glue)).find((text) => differ(text));
  const next = shorter(line.split(' '), ' ') ?? (line.length < 200 ? shorter([...line], '') : undefined);
  return next === undefined ? line : least(next);
}

t.test('the two gates never differ where the slow one is sure', (t) => {
  const source = seeded(SEED);
  const seen: Record<string, number> = {};
  for (let count = 0; count < LINES; count += 1) {
    const line = someLine(source);
    const slow = judgeSlowly(tables, line);
    seen[slow] = (seen[slow] ?? 0) + 1;
    if (!differ(line)) continue;
    const small = least(line);
    t.same({ line: small, gate: decide(small) }, { line: small, gate: judgeSlowly(tables, small) }, line);
    break;
  }
  t.comment(`${String(LINES)} lines, seed ${String(SEED)}: ${JSON.stringify(seen)}`);
  t.ok((seen['accept'] ?? 0) > LINES / 20 && (seen['reject'] ?? 0) > LINES / 20, 'both are seen often');
  t.end();
});

t.test('the slow gate refuses and lets through by itself', (t) => {
  const cases: readonly (readonly [string, Decision])[] = [
    ['aws sts get-caller-identity', 'accept'],
    ["aws 'sts' get-caller-identity", 'accept'],
    ['aws sts get-caller-identity --region us-east-1 --region us-east-1', 'reject'],
    ['aws sts get-caller-identity; id', 'reject'],
    ['aws sts get-caller', 'reject'],
    ['aws ec2 describe-instances --query x', 'unknown'],
    ['gcloud beta projects list', 'accept'],
    ['ls', 'reject'],
    ['', 'reject'],
  ];
  for (const [line, expected] of cases) t.equal(judgeSlowly(tables, line), expected, line);
  t.end();
});
