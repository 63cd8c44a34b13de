// What a person sees: every text from outside harmless, whatever it holds, and nothing but results on standard output.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import type { Conclusion, Evidence, ProposalAnswer, Round, SpikesFound } from '../../src/protocol/index.js';
import { type Report, reportMarkdown } from '../../src/report/index.js';
import { inkFor } from '../../src/terminal/ink.js';
import { knowsUnicode, type RunEvent, type Screen, openPlainView, showJson } from '../../src/terminal/index.js';
import { ACCOUNTS } from '../protocol/accounts.js';
import { fc } from '../random.js';

/** Everything that moves a cursor, hides or turns text around, and every line break that is not ours. */
const HARMFUL = /[\p{C}\p{DI}\p{Zl}\p{Zp}\u2800]|(?! )\p{Zs}/u;
const HOSTILE = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202egnp\u2066\u200b\u00a0\u2028\u0000\r\nforged\ttab\ud800';

interface Seen {
  readonly screen: Screen;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

function seen(): Seen {
  const [out, err]: [string[], string[]] = [[], []];
  const screen: Screen = {
    input: process.stdin,
    columns: undefined,
    out: (line) => {
      out.push(line);
    },
    err: (line) => {
      err.push(line);
    },
  };
  return { screen, out, err };
}

function shown(event: RunEvent): Omit<Seen, 'screen'> {
  const { screen, out, err } = seen();
  openPlainView(screen)(event);
  return { out, err };
}

const ran = (over: Partial<Extract<ProposalAnswer, { kind: 'ran' }>> = {}): RunEvent => ({
  event: 'answered',
  command: 'x',
  answer: {
    kind: 'ran',
    id: 1,
    canonical: 'x',
    exit: 0,
    output: '',
    errors: '',
    cutBytes: 0,
    milliseconds: 3,
    microUsd: 0,
    note: null,
    ...ACCOUNTS,
    ...over,
  },
});

const file = (name: string, columns: readonly string[] = ['a', 'b']) => ({
  name,
  bytes: 1,
  lines: 3,
  sha256: '0'.repeat(64),
  columns: [...columns],
});

const spikesFound = (text: string): SpikesFound => ({
  kind: 'spikes-found',
  id: 1,
  reports: [
    {
      currency: text,
      firstDay: '2026-07-01',
      lastDay: '2026-07-03',
      total: '3000000000',
      unexpected: '1000000000',
      incomplete: null,
      spikes: [
        {
          rank: 1,
          severity: 'critical',
          shape: 'step',
          key: { provider: text, account: text, service: text, usageType: text, region: text },
          startDay: '2026-07-02',
          endDay: '2026-07-03',
          isOngoing: true,
          excess: '1000000000',
          expectedPerDay: '1',
          seenPerDay: '2',
          share: 1,
          daily: ['1', '2', '3'],
          expected: ['1', '1', '1'],
          scopes: [],
          priceVolume: null,
          why: [text],
        },
      ],
      drops: [],
      oneOffs: [],
      moves: [],
    },
  ],
  files: [
    {
      name: text,
      format: 'focus',
      version: text,
      provider: text,
      why: text,
      rows: 1,
      rejected: 1,
      rejects: [{ line: 1, reason: text, text }],
      firstDay: '2026-07-01',
      lastDay: '2026-07-03',
    },
  ],
  notes: [text],
  engine: 'javascript',
});

const thought = (text: string): Round => ({
  entry: 'round',
  round: 1,
  by: 'model',
  hypotheses: [{ cause: 'A01', statement: text, confidence: 0.7, for: [], against: [], refute: text }],
  unknown: 0.3,
  action: { do: 'query', sql: text, why: text },
  thinking: text,
});

const learned = (text: string): Evidence => ({
  entry: 'evidence',
  evidence: 'E1',
  round: 1,
  source: 'command',
  asked: text,
  outcome: 'answered',
  findings: [{ text, at: text }],
  reading: null,
  supports: ['A01'],
  weakens: ['A02'],
  excerpt: text,
  microUsd: 0,
});

const concluded = (text: string): Conclusion => ({
  entry: 'conclusion',
  outcome: 'cause-found',
  by: 'model',
  cause: 'A01',
  title: text,
  statement: text,
  confidence: 0.9,
  evidence: ['E1'],
  ruledOut: [{ cause: 'A02', title: text, why: text, evidence: ['E1'] }],
  notVerified: [text],
  fixes: [{ urgency: 'now', what: text, command: text, verify: text }],
  money: { currency: text, excess: '1', perDay: '1', projectedMonth: '1', explanation: text },
  next: [{ command: text, why: text, answers: [{ seen: text, means: text }] }],
  stopped: 'confident',
});

const reasoner = (text: string) => ({ by: 'model' as const, model: text, compressor: text, why: text });

function reported(text: string): Report {
  const [report] = spikesFound(text).reports;
  const [spike] = report?.spikes ?? [];
  return {
    schema_version: 2,
    run: 'run',
    version: '1.0.0',
    written: null,
    mode: 'active',
    approval: null,
    provider: 'gcp',
    world: null,
    tier: 'bwrap',
    steppedDown: [text],
    auditHead: '0'.repeat(64),
    reasoner: reasoner(text),
    outcome: 'cause-found',
    ending: { outcome: 'done', detail: '' },
    spike: spike ? { ...spike, currency: text, usualWithin: null } : null,
    files: [{ name: text, format: text, version: text, rows: 1, rejected: 0 }],
    budget: null,
    reports: report ? [report] : [],
    rounds: [thought(text)],
    evidence: [learned(text)],
    notices: [text],
    commands: [
      {
        command: text,
        answer: 'refused',
        code: text,
        layer: 3,
        exit: null,
        microUsd: 0,
        layerName: text,
        part: text,
        hint: text,
        milliseconds: null,
        outputBytes: null,
        cutBytes: null,
        evidence: null,
      },
    ],
    conclusion: concluded(text),
    spent: { commands: 1, microUsd: 2, milliseconds: 3 },
  };
}

/** Every event of an investigation, in the same way. */
function everyStep(text: string): readonly RunEvent[] {
  return [
    {
      event: 'opened',
      run: 'run',
      mode: 'active',
      world: text,
      reasoner: reasoner(text),
      resumed: { entries: 1, milliseconds: 2, isTorn: true },
    },
    { event: 'reading', file: text, at: 1, of: 2, share: 0.5 },
    { event: 'spikes', answer: spikesFound(text), currency: text, rank: 1, provider: 'gcp', canRun: false },
    { event: 'round', round: thought(text) },
    { event: 'evidence', evidence: learned(text) },
    { event: 'notice', text },
    { event: 'conclusion', conclusion: concluded(text) },
  ];
}

/** Every event with this text in every place where text from outside may stand. */
function everyEvent(text: string): readonly RunEvent[] {
  const refusal = { layer: 1, layerName: text, code: text, part: text, hint: text };
  return [
    { event: 'started', run: 'run', mode: 'active', provider: 'gcp', tier: 'landlock', steppedDown: [text], auditHead: '0'.repeat(64) },
    { event: 'bill', answer: { kind: 'bill', id: 1, files: [file(text, [text])] } },
    { event: 'bill', answer: { kind: 'bill-fault', id: 1, detail: text } },
    { event: 'proposed', command: text },
    { event: 'answered', command: text, answer: { kind: 'refused', id: 1, refusal, ...ACCOUNTS } },
    {
      event: 'answered',
      command: text,
      answer: { kind: 'not-run', id: 1, code: text, detail: text, earlier: null, note: text, ...ACCOUNTS },
    },
    ran({ output: text, errors: text, exit: 1 }),
    { event: 'note', text },
    { event: 'model', model: text, inputTokens: 1, outputTokens: 1, totalMicroUsd: 1 },
    { event: 'denied', code: text, detail: text },
    { event: 'warning', text },
    { event: 'ended', outcome: 'failed', detail: text },
  ];
}

test('no text from outside reaches the terminal as anything but visible text on a line of ours', async (t) => {
  for (const event of [...everyEvent(HOSTILE), ...everyStep(HOSTILE)]) {
    const { out, err } = shown(event);
    t.ok(out.length + err.length > 0, event.event);
    for (const line of [...out, ...err]) t.notMatch(line, HARMFUL, event.event);
    t.notOk(
      [...out, ...err].some((line) => line.startsWith('forged')),
      'nor begins a line of its own',
    );
  }
});

test('the same for any text at all, plain and as JSON', async (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) =>
      [...everyEvent(text), ...everyStep(text)].every((event) => {
        const plain = shown(event);
        const { screen, out, err } = seen();
        showJson(screen, event);
        const json: unknown = JSON.parse(out[0] ?? '');
        const isSame = JSON.stringify(json) === JSON.stringify({ schema_version: 1, ...event });
        return [...plain.out, ...plain.err, ...out].every((line) => !HARMFUL.test(line)) && out.length === 1 && err.length === 0 && isSame;
      }),
    ),
  );
  t.pass();
});

test('a control of the above: harmless text is shown as it is', async (t) => {
  t.same(shown({ event: 'proposed', command: "gcloud x --filter='ä 東京 \u{1f600}'" }).out, [
    "proposed gcloud x --filter='ä 東京 \u{1f600}'",
  ]);
  t.same(shown({ event: 'note', text: 'hello' }), { out: ['note     hello'], err: [] });
});

test('what a command cost is shown with it, down to the micro-dollar, and nothing where it was free', async (t) => {
  t.match(shown(ran({ microUsd: 500 })).out[0], '$0.0005');
  t.notMatch(shown(ran()).out[0], '$');
});

test('results go to standard output, the rest to standard error', async (t) => {
  const where = (event: RunEvent): string => {
    const { out, err } = shown(event);
    return out.length > 0 && err.length > 0 ? 'both' : out.length > 0 ? 'out' : 'err';
  };
  t.same(
    everyEvent('x').map((event) => `${event.event} ${where(event)}`),
    [
      'started err',
      'bill out',
      'bill err',
      'proposed out',
      'answered out',
      'answered out',
      'answered out',
      'note out',
      'model err',
      'denied err',
      'warning err',
      'ended err',
    ],
  );
});

test('a question to a person is not written among the events of the run', async (t) => {
  const canonical = 'gcloud logging read \'a="b c"\' --limit=5 --format=json';
  t.same(shown({ event: 'by-hand', canonical, microUsd: 0 }), { out: [], err: [] });
  t.same(shown({ event: 'approval', canonical, subcommand: 'gcloud logging read', microUsd: 0 }), { out: [], err: [] });
});

test('output is indented, so that it cannot pass for a line of ours, and long output says what is missing', async (t) => {
  const output = Array.from({ length: 100 }, (_, at) => `proposed ${String(at)}`).join('\n');
  const { out } = shown(ran({ output, cutBytes: 7 }));
  t.match(out[0], /exit 0 .*7 bytes cut/u);
  t.ok(out.slice(1).every((line) => line.startsWith('    ')));
  t.equal(out.length, 14);
  t.match(out.at(-1), /88 more/u);
  t.same(shown(ran({ output: '\n\n' })).out.length, 2, 'nothing is still a block');
  t.same(shown(ran({ output: 'a\n', errors: 'secret warning' })).out.slice(1), ['    a'], 'errors of what succeeded are not shown');
  t.same(shown(ran({ output: 'a\n', errors: 'why\n', exit: 3 })).out.slice(1), ['    a', '    why']);
  const one = shown(ran({ output: 'x'.repeat(1_000_000) })).out;
  t.ok(one.join('').length < 30_000, 'one endless line is cut too');
});

test('every cage has its name on the screen, and none is called none', async (t) => {
  const names = (['bwrap', 'landlock', 'sandbox-exec', 'external', 'none'] as const).map((tier) => {
    const { err } = shown({
      event: 'started',
      run: 'r',
      mode: 'active',
      provider: 'aws',
      tier,
      steppedDown: ['bwrap: missing'],
      auditHead: '',
    });
    t.equal(err.length, 3);
    t.match(err[1], /bwrap: missing/u, 'and why it is not a better one');
    return err[2] ?? '';
  });
  t.equal(new Set(names).size, names.length);
  t.match(names.at(-1), /NONE/u);
});

test('a bill is its rows and columns; a header alone is no row', async (t) => {
  const { out } = shown({ event: 'bill', answer: { kind: 'bill', id: 1, files: [file('a.csv'), { ...file('b.csv'), lines: 0 }] } });
  t.same(out, ['bill a.csv: 2 rows, 2 columns', 'bill b.csv: 0 rows, 2 columns']);
});

test('an end says how, and why if there is a why', async (t) => {
  t.same(shown({ event: 'ended', outcome: 'done', detail: '' }).err, ['run ended: done']);
  t.same(shown({ event: 'ended', outcome: 'failed', detail: 'x' }).err, ['run ended: failed: x']);
});

const TERMINAL = fileURLToPath(new URL('../../src/terminal/index.js', import.meta.url));

interface Left {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A program of its own with an open screen. */
function withScreen(program: string, close?: 'stdout' | 'stderr'): Promise<Left> {
  const code = `import { openScreen } from ${JSON.stringify(TERMINAL)}; const screen = openScreen(); ${program}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    env: { FORCE_COLOR: '3', TERM: 'xterm-256color', COLUMNS: '40' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 20_000,
  });
  if (close) child[close].destroy();
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
  return new Promise((resolve) => {
    child.once('close', (exit) => {
      resolve({ code: exit, out: out.join(''), err: err.join('') });
    });
  });
}

test('a screen that is no terminal has no width, and writes lines and nothing else', async (t) => {
  const { code, out, err } = await withScreen('screen.out(String(screen.columns)); screen.err("seen");');
  t.same({ code, out, err }, { code: 0, out: 'undefined\n', err: 'seen\n' });
});

test('a reader that left is no error, and what it would have read is not kept', async (t) => {
  const endless =
    'const timer = setInterval(() => { screen.out("x".repeat(1000)); screen.err("y"); }, 1); setTimeout(() => clearInterval(timer), 100);';
  const gone = await withScreen(endless, 'stdout');
  t.equal(gone.code, 0);
  t.match(gone.err, /^(?:y\n)+$/u);
  t.equal((await withScreen(endless, 'stderr')).code, 0);
  const broken = await withScreen('process.stdout.emit("error", new Error("a bug"));');
  t.not(broken.code, 0, 'any other error is not swallowed');
});

test('a report in Markdown holds no markup and no line break that is not ours', async (t) => {
  const text = `${HOSTILE}<script>[x](javascript:y) **b** \u0060c\u0060 # h | t`;
  for (const line of reportMarkdown(reported(text))) {
    t.notMatch(line, HARMFUL);
    // A block of code says what it holds; everywhere else it is text.
    if (!line.startsWith('    ')) t.notMatch(line, /(?<!\\)[<\u0060[]/u);
  }
  t.match(
    reportMarkdown(reported('plain')).join('\n'),
    /# Investigation run: cause found[^]*\*\*critical\*\*[^]*ghosthunter never does/u,
    'control',
  );
});

/** What one view shows of these, one after the other. */
function viewed(look: { readonly isPlain: boolean }, ...events: readonly RunEvent[]): readonly string[] {
  const { screen, out } = seen();
  const view = openPlainView(screen, { ink: inkFor(false), ...look });
  for (const event of events) view(event);
  return out;
}

test('an investigation fits 80 columns, in characters of Unicode or of letters only', async (t) => {
  const words = 'traffic of the shop goes through a gateway since the route was changed by somebody in the night of the second';
  const steps = everyStep(words).slice(2);
  for (const isPlain of [true, false]) {
    const lines = viewed({ isPlain }, ...steps);
    // A command stays whole, so that it can be copied.
    t.same(
      lines.filter((line) => [...line].length > 80 && !line.includes(words)),
      [],
    );
    t.same(lines.filter((line) => /[^ -~]/u.test(line)).length > 0, !isPlain, lines.join('\n'));
  }
});

test('beliefs move: a bar for each, and an arrow where one rose or fell', async (t) => {
  const round = (number: number, confidence: number): RunEvent => {
    const [one] = thought('NAT gateway').hypotheses;
    return {
      event: 'round',
      round: {
        ...thought('x'),
        round: number,
        action: { do: 'conclude', why: '' },
        unknown: 1 - confidence,
        hypotheses: one ? [{ ...one, confidence }] : [],
      },
    };
  };
  const lines = viewed({ isPlain: false }, round(1, 0.5), round(2, 0.72), round(3, 0.72)).filter((line) => line.includes('A01'));
  t.match(lines, [/A01 NAT gateway +█████░░░░░ 0\.50$/u, /███████░░░ 0\.72 ↑$/u, /███████░░░ 0\.72$/u]);
  t.match(
    viewed({ isPlain: true }, round(1, 0.7), round(2, 0.2)).filter((line) => line.includes('A01')),
    [/#######\.\.\. 0\.70$/u, /##\.{8} 0\.20 v$/u],
  );
});

test('each verdict shows how far it came through the layers', async (t) => {
  const refusal = { layer: 4, layerName: 'flags', code: 'unknown-flag', part: 'x', hint: 'y' };
  const refused: RunEvent = { event: 'answered', command: 'x', answer: { kind: 'refused', id: 1, refusal, ...ACCOUNTS } };
  t.match(
    viewed({ isPlain: false }, ran(), refused).filter((line) => line.includes('✓')),
    [/^ {2}✓✓✓✓✓✓✓ {2}ran/u, /^ {2}✓✓✓✗··· {2}refused/u],
  );
  t.match(viewed({ isPlain: true }, refused)[0], /^ {2}\+\+\+x\.\.\. {2}refused/u);
});

test('a locale says whether its characters are Unicode', async (t) => {
  for (const environment of [{ LANG: 'en_GB.UTF-8' }, { LANG: 'C', LC_ALL: 'C.utf8' }, { LC_CTYPE: 'UTF-8' }])
    t.ok(knowsUnicode(environment));
  for (const environment of [{}, { LANG: 'C' }, { LANG: 'en_GB.UTF-8', LC_ALL: 'POSIX' }, { LANG: 'en_GB.UTF-8', TERM: 'dumb' }])
    t.notOk(knowsUnicode(environment));
});
