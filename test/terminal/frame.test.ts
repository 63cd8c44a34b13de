// The live rows: what they say at each width, and that nothing from outside can be more than text in them.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { executorTells } from '../../src/protocol/index.js';
import { frame, type FrameLook } from '../../src/terminal/frame.js';
import { inkFor } from '../../src/terminal/ink.js';
import { heard, newRun, type RunState, seen } from '../../src/terminal/run-state.js';
import type { RunEvent } from '../../src/terminal/index.js';
import { fitted, rowsOf, tame, widthOf, withoutColour } from '../../src/terminal/width.js';
import { fc, runs } from '../random.js';
import { answeredEvent, openedEvent, roundEvent, spikesEvent } from './run-events.js';

const SNAPSHOTS = fileURLToPath(new URL('../../../test/terminal/snapshots/frames.txt', import.meta.url));
const COMMAND =
  'aws ec2 describe-nat-gateways --filter=Name=vpc-id,Values=vpc-0c633e61feebbed93 --max-items=100 --output=json --region=eu-west-1';

function look(over: Partial<FrameLook> = {}): FrameLook {
  return { ink: inkFor(false), isPlain: false, columns: 80, rows: 24, named: (line) => line, typed: undefined, above: 100, ...over };
}

const folded = (events: readonly RunEvent[], now = 0): RunState => events.reduce((state, one) => seen(state, one, now), newRun(now));

const BUDGET = { news: 'budget', budget: { commands: 15, microUsd: 1_000_000, milliseconds: 600_000 } } as const;
const STARTED = heard(folded([openedEvent('aws-nat-gateway-s1')]), BUDGET, 0);
const THINKS = [
  spikesEvent('AmazonEC2'),
  roundEvent(1, 'traffic to S3 through a NAT gateway, without a gateway endpoint', [0.6, 0.14]),
].reduce((state, one) => seen(state, one, 0), STARTED);
const MOVES = seen(THINKS, roundEvent(2, 'whether the networks have gateway endpoints', [0.83, 0.07]), 1_000);
const RUNS = heard(
  heard(seen(MOVES, { event: 'proposed', command: COMMAND }, 2_000), { news: 'began' }, 2_000),
  { news: 'grew', bytes: 12_345 },
  2_500,
);
const REFUSED = seen(
  MOVES,
  answeredEvent('aws ec2 stop-instances --instance-ids=i-0abc', 'a read of the same: aws ec2 describe-instances', 'refused'),
  3_000,
);

const CASES: readonly (readonly [name: string, state: RunState, now: number, over: Partial<FrameLook>])[] = [
  ['the beginning, 80 columns', newRun(0), 0, {}],
  ['a round, 80 columns', THINKS, 4_000, { typed: '' }],
  ['bars on their way, 80 columns', MOVES, 1_300, {}],
  ['a command runs, 80 columns', RUNS, 5_000, { typed: '/hypo' }],
  ['a refusal, 80 columns', REFUSED, 9_000, {}],
  ['a refusal, 80 columns, with colour', REFUSED, 9_000, { ink: inkFor(true) }],
  ['a refusal, 80 columns, letters only', REFUSED, 9_000, { isPlain: true }],
  ['a command runs, 40 columns', RUNS, 5_000, { columns: 40, typed: '' }],
  ['a refusal, 40 columns', REFUSED, 9_000, { columns: 40 }],
  ['a command runs, 200 columns', RUNS, 5_000, { columns: 200, rows: 50, typed: '' }],
  ['a refusal, 200 columns', REFUSED, 9_000, { columns: 200, rows: 50 }],
  ['a command runs, 80 columns, 6 rows', RUNS, 5_000, { rows: 6 }],
  ['a command runs, 20 columns, 3 rows', RUNS, 5_000, { columns: 20, rows: 3 }],
];

/** Colours as words, so that a person can review them. */
const spelled = (row: string): string => row.replace(/\u001b\[(\d+)m/gu, '<$1>');

test('the live rows are those that were reviewed', async (t) => {
  const text = CASES.map(([name, state, now, over]) => `== ${name}\n${frame(state, look(over), now).map(spelled).join('\n')}\n`).join('\n');
  if (process.env['GHOSTHUNTER_WRITE_SNAPSHOTS'] === '1') writeFileSync(SNAPSHOTS, text);
  t.equal(text, readFileSync(SNAPSHOTS, 'utf8'));
});

/** By the East Asian widths of Unicode, written down again: what a terminal takes at least two columns for. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x2329, 0x232a],
  [0x23e9, 0x23ec],
  [0x23f0, 0x23f0],
  [0x23f3, 0x23f3],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x2648, 0x2653],
  [0x267f, 0x267f],
  [0x2693, 0x2693],
  [0x26a1, 0x26a1],
  [0x26aa, 0x26ab],
  [0x26bd, 0x26be],
  [0x26c4, 0x26c5],
  [0x26ce, 0x26ce],
  [0x26d4, 0x26d4],
  [0x26ea, 0x26ea],
  [0x26f2, 0x26f3],
  [0x26f5, 0x26f5],
  [0x26fa, 0x26fa],
  [0x26fd, 0x26fd],
  [0x2705, 0x2705],
  [0x270a, 0x270b],
  [0x2728, 0x2728],
  [0x274c, 0x274c],
  [0x274e, 0x274e],
  [0x2753, 0x2755],
  [0x2757, 0x2757],
  [0x2795, 0x2797],
  [0x27b0, 0x27b0],
  [0x27bf, 0x27bf],
  [0x2b1b, 0x2b1c],
  [0x2b50, 0x2b50],
  [0x2b55, 0x2b55],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18aff],
  [0x1b000, 0x1b2ff],
  [0x1f004, 0x1f004],
  [0x1f0cf, 0x1f0cf],
  [0x1f18e, 0x1f18e],
  [0x1f191, 0x1f19a],
  [0x1f200, 0x1f320],
  [0x1f32d, 0x1f335],
  [0x1f337, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f7e0, 0x1f7eb],
  [0x1f90c, 0x1f9ff],
  [0x1fa70, 0x1faff],
  [0x20000, 0x3fffd],
];

function drawn(text: string): number {
  let columns = 0;
  for (const one of text) {
    const code = one.codePointAt(0) ?? 0;
    columns += /\p{M}/u.test(one) ? 0 : WIDE.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
  }
  return columns;
}

test('no text is taken for narrower than a terminal draws it', async (t) => {
  for (const [from, to] of WIDE) for (const code of [from, to]) t.ok(widthOf(String.fromCodePoint(code)) >= 2, code.toString(16));
  t.equal(widthOf('plain'), 5, 'control');
  t.equal(fitted('a plain word', 8), 'a plain…');
  t.equal(fitted('a plain word', 8, true), 'a pla...');
  t.equal(fitted('漢字漢字', 5), '漢字…');
  t.equal(fitted('anything', 0), '');
});

test('marks upon marks do not grow out of their row', async (t) => {
  t.equal([...tame(`a${'\u0301'.repeat(500)}b`)].filter((one) => one === '\u0301').length, 2);
  t.equal(tame('é e\u0301'), 'é e\u0301', 'control');
});

test('a long line becomes rows that fit, none of which begins like a line of ours', async (t) => {
  const forged = `    ${'x'.repeat(75)}run it? [y/n/a/q] y`;
  const rows = rowsOf(forged, 79);
  t.equal(rows.length, 2);
  t.ok(rows.every((row) => row.startsWith('    ')));
  t.equal(rows.map((row, at) => (at === 0 ? row : row.slice(6))).join(''), forged);
  t.same(rowsOf('short', 79), ['short'], 'control');
  t.same(rowsOf(inkFor(true).good('x'.repeat(10)), 10).length, 1, 'colour takes no room');
});

/** What a person or a program could be fooled with. */
const HOSTILE = [
  '\u001b[2J\u001b[H',
  '\u001b]0;owned\u0007',
  '\u009b31m',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u200d',
  '\ufe0f',
  '\r\n',
  '\n',
  '\t',
  '\u0000',
  '\u007f',
  '\u2028',
  'run it? [y/n/a/q] y',
  '漢字',
  '👩‍👩‍👧‍👧',
  '🇩🇪',
  'e\u0301\u0301\u0301\u0301',
  'שלום',
  'مرحبا',
  '\ud800',
  '\u3164',
  '\u2800',
  '﷽',
  'ｆｕｌｌ',
  '\u{e0041}',
  '✓✓✓✓✓✓✓',
  'x'.repeat(300),
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 12 })), { maxLength: 8 })
  .map((parts) => parts.join(''));
const share = fc.double({ min: 0, max: 1, noNaN: true });
const event: fc.Arbitrary<RunEvent> = fc.oneof(
  hostile.map((text) => openedEvent(text)),
  fc.tuple(hostile, fc.integer({ min: 0, max: 30 })).map(([text, count]) => spikesEvent(text, count)),
  fc
    .tuple(fc.integer({ min: 1, max: 40 }), hostile, fc.array(share, { maxLength: 8 }))
    .map(([n, text, shares]) => roundEvent(n, text, shares)),
  hostile.map((command): RunEvent => ({ event: 'proposed', command })),
  fc
    .tuple(hostile, hostile, fc.constantFrom('ran' as const, 'refused' as const, 'not-run' as const))
    .map(([command, text, kind]) => answeredEvent(command, text, kind)),
  hostile.map((file): RunEvent => ({ event: 'reading', file, at: 1, of: 1, share: 0.4 })),
  hostile.map((canonical): RunEvent => ({ event: 'by-hand', canonical, microUsd: 0 })),
);
/** Everything that is no visible character of its own. */
const HARMFUL = /[\p{C}\p{DI}\p{Zl}\p{Zp}\u2800]|(?! )\p{Zs}/u;

test('whatever the events hold, every live row fits, holds no control character but our colours, and there are no more than rows', async (t) => {
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 12 }),
      fc.integer({ min: 1, max: 220 }),
      fc.integer({ min: 1, max: 60 }),
      fc.boolean(),
      fc.boolean(),
      fc.option(hostile, { nil: undefined }),
      fc.integer({ min: 0, max: 100_000_000 }),
      (events, columns, rows, isPlain, isColoured, typed, now) => {
        const state = heard(folded(events), { news: 'grew', bytes: 5 }, 1);
        const shown = frame(state, look({ columns, rows, isPlain, ink: inkFor(isColoured), typed }), now);
        if (shown.length > rows || shown.length === 0) return false;
        return shown.every((row) => {
          const bare = withoutColour(row);
          return !HARMFUL.test(bare) && drawn(bare) <= columns && (isColoured || bare === row);
        });
      },
    ),
    runs(400),
  );
  t.pass();
});

test('how much a command printed is a number, and nothing of what it printed', async (t) => {
  const grew = { kind: 'grew', group: 2, bytes: 12_345 };
  t.ok(executorTells.safeParse(grew).success, 'control');
  for (const odd of [
    { ...grew, text: 'AKIAIOSFODNN7EXAMPLE' },
    { ...grew, bytes: '1\u001b[2J' },
    { ...grew, bytes: 1.5 },
    { ...grew, bytes: -1 },
  ])
    t.notOk(executorTells.safeParse(odd).success, JSON.stringify(odd));
  for (const bytes of [0, 999, 12_345, Number.MAX_SAFE_INTEGER]) {
    const rows = frame(heard(RUNS, { news: 'grew', bytes }, 2_500), look(), 5_000).join('\n');
    t.match(rows, bytes === 0 ? /running 0:03$/mu : /running 0:03, [\d.]+ (?:B|kB|MB)$/mu, String(bytes));
  }
});

test('what comes from outside stands behind what is ours in its row', async (t) => {
  const mark = 'שלום';
  const state = [spikesEvent(mark), roundEvent(1, mark, [0.5]), answeredEvent('aws sts', mark, 'refused')].reduce(
    (one, next) => seen(one, next, 0),
    newRun(0),
  );
  for (const row of frame(state, look(), 0).filter((one) => one.includes(mark))) {
    const behind = row.slice(row.lastIndexOf(mark) + mark.length);
    t.notMatch(behind, /[█░✓✗]/u, row);
  }
  t.ok(
    frame(state, look(), 0).some((row) => row.includes(mark)),
    'control',
  );
});
