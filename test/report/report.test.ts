// The page of a bill: names that are markup stay text, the drawing says what it shows, the rules of the page permit its own style and
// nothing else; and a real browser finds nothing to complain about and nothing to fetch.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'tap';
import type { SpikesFound } from '../../src/protocol/index.js';
import { daysChart } from '../../src/report/days-chart.js';
import { spikesPage } from '../../src/report/index.js';
import { Markup, markup } from '../../src/report/markup.js';
import { page } from '../../src/report/page.js';
import { escapedText } from '../../src/report/markup.js';
import { rulesOf, STYLE_DIGEST } from '../../src/report/page.js';
import { place, roundStep, scaleOf, short } from '../../src/report/scale.js';
import { STYLE } from '../../src/report/style.js';
import { fc, runs } from '../random.js';

const NANO = 1_000_000_000;
const HOSTILE = [
  '<script>document.title="owned"</script>',
  '"><img src=x onerror="document.title=\'owned\'">',
  '</title></style></svg><iframe src=//127.0.0.1:1/>',
  '\u202eevil\u0000\u001b[2J',
  "' onmouseover='x' ${1} `",
  '<svg onload=1><a xlink:href="javascript:1">',
];

type Spike = SpikesFound['reports'][number]['spikes'][number];

function spike(name: string, over: Partial<Spike> = {}): Spike {
  const daily = Array.from({ length: 40 }, (_, day) => String((day < 30 ? 100 : 400) * NANO));
  return {
    rank: 1,
    severity: 'critical',
    shape: 'step',
    key: { provider: 'AWS', account: name, service: name, usageType: name, region: name },
    startDay: '2026-05-31',
    endDay: '2026-06-09',
    isOngoing: true,
    excess: String(3_000 * NANO),
    expectedPerDay: String(100 * NANO),
    seenPerDay: String(400 * NANO),
    share: 1,
    daily,
    expected: daily.map(() => String(100 * NANO)),
    scopes: [{ where: [{ dimension: 'service', value: name }], excess: String(3_000 * NANO), share: 1 }],
    priceVolume: { volume: '3000', price: '0', mixed: '0', unit: name },
    why: [name],
    ...over,
  };
}

function found(name: string, over: Partial<SpikesFound['reports'][number]> = {}): SpikesFound {
  const where: SpikesFound['reports'][number]['moves'][number]['from'] = [{ dimension: 'account', value: name }];
  return {
    kind: 'spikes-found',
    id: 1,
    reports: [
      {
        currency: 'USD',
        firstDay: '2026-05-01',
        lastDay: '2026-06-09',
        total: String(7_000 * NANO),
        unexpected: String(3_000 * NANO),
        incomplete: { days: 1, share: 0.5 },
        spikes: [spike(name)],
        drops: [spike(name, { excess: String(-20 * NANO) })],
        oneOffs: [spike(name, { shape: 'one-off' })],
        moves: [{ service: name, from: where, to: where, startDay: '2026-05-31', perDay: String(NANO), why: [name] }],
        ...over,
      },
    ],
    files: [
      {
        name,
        format: 'focus',
        version: '1.2',
        provider: name,
        why: name,
        rows: 80,
        rejected: 0,
        rejects: [],
        firstDay: '2026-05-01',
        lastDay: '2026-06-09',
      },
    ],
    notes: [name],
    engine: 'javascript',
  };
}

/** Every tag and attribute that stands in the page, in order. */
const tagsOf = (html: string): readonly string[] => [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/"[^"]*"/g, '""'));

test('names that are markup change no tag of the page', async (t) => {
  const usual = tagsOf(spikesPage(found('Compute')));
  for (const name of HOSTILE) t.same(tagsOf(spikesPage(found(name))), usual, JSON.stringify(name));
});

test('no text whatever changes a tag of the page', async (t) => {
  const usual = tagsOf(spikesPage(found('Compute')));
  const text = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc
      .array(fc.constantFrom('<', '>', '"', "'", '&', '=', '/', '`', '\u2028', '\u0000', 'a', '-', '!', ' '), { maxLength: 20 })
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(
      text.filter((one) => one !== ''),
      (name) => tagsOf(spikesPage(found(name))).join() === usual.join(),
    ),
    runs(100),
  );
  t.pass();
});

test('only what the source says is markup', async (t) => {
  t.equal(String(markup`<b>${'<i>&"\''}</b>`), '<b>&lt;i&gt;&amp;&quot;&#39;</b>');
  t.equal(String(markup`<b>${markup`<i>x</i>`}${[markup`1`, markup`2`]}${3}</b>`), '<b><i>x</i>123</b>');
  t.ok(markup`x` instanceof Markup);
  // CAST: what came from JSON and looks like markup.
  const forged = JSON.parse('{"text":"<b>"}') as unknown as string;
  t.throws(() => markup`${forged}`);
  t.equal(escapedText('a\u202eb'), 'a\\u{202e}b');
});

test('the page permits its own style and nothing else', async (t) => {
  t.equal(STYLE_DIGEST, `sha256-${createHash('sha256').update(STYLE).digest('base64')}`);
  t.match(rulesOf({ style: STYLE, styleDigest: STYLE_DIGEST }), /^default-src 'none'; style-src 'sha256-[^' ]+'; /u);
  const html = page('x', []);
  t.ok(html.includes(`<style>${STYLE}</style>`));
  t.notMatch(html, /<script|<link|<img|<iframe|<form|style="|https?:/u);
});

test('the same bill is the same page to the byte', async (t) => {
  t.equal(spikesPage(found('Compute')), spikesPage(found('Compute')));
  t.match(spikesPage(found('x', { spikes: [] })), /Nothing rose/u);
});

const chart = { id: 'c', title: 'title', description: 'words', currency: 'USD', firstDay: '2026-05-01' };
const nano = (values: readonly number[]): readonly string[] => values.map((value) => String(value * NANO));
const count = (text: unknown, wanted: string): number => String(text).split(wanted).length - 1;

test('a chart has a bar a day, says what it shows, and marks the start', async (t) => {
  const drawn = daysChart({ ...chart, daily: nano([10, 10, 50, 60]), expected: nano([10, 10, 10, 10]), span: { start: 2, end: 3 } });
  t.equal(count(drawn, 'class="usual"'), 4);
  t.equal(count(drawn, 'class="over"'), 2);
  t.equal(count(drawn, 'class="expected"'), 1);
  t.match(String(drawn), /role="img" aria-labelledby="c-title c-text"><title id="c-title">title<\/title><desc id="c-text">words<\/desc>/u);
  t.match(String(drawn), />2026-05-03<\/text>/u);
  t.equal(String(daysChart({ ...chart, daily: [], expected: [], span: undefined })), '');
  t.equal(count(daysChart({ ...chart, daily: nano([0, -5]), expected: [], span: undefined }), 'class="under"'), 1);
});

test('a long bill shows the days around the start', async (t) => {
  const daily = nano(Array.from({ length: 1_000 }, (_, day) => (day < 300 ? 1 : 3)));
  const drawn = String(daysChart({ ...chart, daily, expected: daily, span: { start: 300, end: 999 } }));
  t.equal(count(drawn, 'class="usual"'), 120);
  t.match(drawn, />2027-02-25<\/text>/u);
});

test('a scale holds every value between round ticks', async (t) => {
  fc.assert(
    fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.double({ min: -1e9, max: 1e9, noNaN: true }), (one, other) => {
      const [low, high] = [Math.min(one, other, 0), Math.max(one, other, 0)];
      const { at, ticks } = scaleOf(low, high, 100);
      return ticks.length <= 12 && at(low) <= 100.001 && at(high) >= -0.001;
    }),
    runs(500),
  );
  t.same([0.3, 1, 17, 250, 0].map(roundStep), [0.5, 1, 20, 500, 1]);
  t.same([0, 12.345, 1_234, 5e6, 2e9, -1_500].map(short), ['0', '12.3', '1.23k', '5M', '2G', '-1.5k']);
  t.equal(place(1.26), '1.3');
});

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));

test('a real browser shows it without a word and without a request', {
  skip: CHROMIUM === undefined && 'no browser on this machine',
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ghosthunter-page-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.close();
  });
  const address = server.address();
  const port = String(typeof address === 'object' ? address?.port : 0);
  const see = async (html: string): Promise<{ readonly dom: string; readonly console: readonly string[] }> => {
    const path = join(folder, 'page.html');
    writeFileSync(path, html);
    const args = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--enable-logging=stderr',
      '--v=0',
      `--user-data-dir=${folder}/profile`,
      '--dump-dom',
    ];
    const { stderr, stdout } = await promisify(execFile)(CHROMIUM ?? '', [...args, `file://${path}`], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    return { dom: stdout, console: stderr.split('\n').filter((line) => line.includes('CONSOLE')) };
  };
  const name = `${HOSTILE.join(' ')}<img src="http://127.0.0.1:${port}/bill">`.slice(0, 290);
  const shown = await see(spikesPage(found(name)));
  t.same(shown.console, []);
  t.match(shown.dom, /<title>What rose in the bill<\/title>/u);
  t.notMatch(shown.dom, /<(?:script|img|iframe)/u);
  t.equal(count(shown.dom, '<svg class="days"'), 1);
  // The browser does speak where there is something to say, and even then fetches nothing.
  const broken = await see(
    spikesPage(found('x')).replace(
      '<main>',
      `<main><script>1</script><img src="http://127.0.0.1:${port}/image"><p style="color:red">x</p>`,
    ),
  );
  t.ok(broken.console.length >= 2, broken.console.join('\n'));
  t.same(asked, []);
});
