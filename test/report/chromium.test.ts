// Reports in a real browser, from the disk: not a word in its console, not a request, nothing that somebody cannot reach or read, and every
// figure that is shown is that of report.json.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, type Test, test } from 'tap';
import { type Report, reportPage } from '../../src/report/index.js';
import { aReport } from './a-report.js';
import { type Browser, CHROMIUM, startChromium, type Tab } from './chromium.js';
import { expectedText, type Figure, valueAt } from './figures.js';

const SKIP = CHROMIUM === undefined && 'no browser on this machine';
const HOSTILE = `<script>document.title="owned"</script>"><img src="http://127.0.0.1:9/" onerror="document.title=1"></title></style></svg>' onclick=x \u202e`;

let browser: Browser | undefined;
let folder = '';

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'ghosthunter-page-'));
  if (CHROMIUM !== undefined) browser = startChromium(CHROMIUM);
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

let written = 0;

async function opened(
  html: string,
  prepare: (tab: Tab) => Promise<unknown> = () => Promise.resolve(),
): Promise<{ readonly tab: Tab; readonly url: string }> {
  if (browser === undefined) throw new Error('no browser');
  written += 1;
  const path = join(folder, `${String(written)}.html`);
  writeFileSync(path, html);
  const tab = await browser.tab();
  await prepare(tab);
  const url = String(pathToFileURL(path));
  await tab.open(url);
  return { tab, url };
}

const SPEAKS = ['Runtime.consoleAPICalled', 'Runtime.exceptionThrown', 'Log.entryAdded', 'Audits.issueAdded'];

const wordsOf = (tab: Tab): readonly string[] => tab.told.filter(({ method }) => SPEAKS.includes(method)).map((one) => JSON.stringify(one));
const requestsOf = (tab: Tab): readonly unknown[] =>
  tab.told
    .filter(({ method }) => method === 'Network.requestWillBeSent')
    // CAST: a request has an address.
    .map(({ params }) => (params['request'] as { readonly url: unknown }).url);

test('a report opens from the disk without a word and without a request, whatever is written in it', { skip: SKIP }, async (t) => {
  for (const text of ['plain words', HOSTILE]) {
    const { tab, url } = await opened(reportPage(aReport(text)));
    t.same(wordsOf(tab), []);
    t.same(requestsOf(tab), [url], 'the page itself');
    t.equal(await tab.ask('document.title'), 'Investigation 20260701-0812-0a1b2c');
    t.equal(await tab.ask('document.querySelectorAll("img,iframe,link,object,embed,form,body script ~ script").length'), 0);
  }
});

test('what gets into a page all the same can neither run nor fetch, and the browser says so', { skip: SKIP }, async (t) => {
  const broken = reportPage(aReport('x')).replace(
    '<main>',
    '<main><script>document.title = "owned"</script><img src="http://127.0.0.1:9/image"><p style="color:red" onclick="document.title=1" id="p">x</p>',
  );
  const { tab, url } = await opened(broken);
  await tab.ask('document.getElementById("p").click()');
  t.ok(wordsOf(tab).length >= 3, wordsOf(tab).join('\n'));
  const answered = tab.told.filter(({ method }) => method === 'Network.responseReceived').length;
  t.equal(answered, 1, `${String(answered)} answers`);
  t.ok(requestsOf(tab).every((one) => one === url || tab.told.some(({ method }) => method === 'Network.loadingFailed')));
  t.equal(await tab.ask('document.title'), 'Investigation 20260701-0812-0a1b2c');
  await t.rejects(tab.ask('(() => { document.body.innerHTML = "<b>x</b>"; })()'), 'nothing makes markup of text');
});

const FIGURES = `[...document.querySelectorAll('[data-from][data-as]')].map((one) => ({ from: one.dataset.from, as: one.dataset.as, text: one.textContent }))`;
/** Texts with a digit that say no origin: those of the axes, and of the page itself. */
const WITHOUT_ORIGIN = `(() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const { parentElement: at, textContent: text } = walk.currentNode;
    if (/\\d/.test(text) && !at.closest('[data-from],.axis,.mark,script,desc,svg > title,circle > title,table th[scope=row]')) found.push(text);
  }
  return found;
})()`;

async function everyFigure(t: Test, report: Report): Promise<void> {
  // As somebody else reads it: the file, not the object.
  const file: unknown = JSON.parse(JSON.stringify(report));
  const { tab } = await opened(reportPage(report));
  // CAST: made by the expression above.
  const figures = (await tab.ask(FIGURES)) as readonly Figure[];
  t.ok(figures.length > 100, String(figures.length));
  for (const figure of figures) {
    const expected = expectedText(file, figure);
    if (figure.as === 'ends-with') t.ok(figure.text.endsWith(` ${String(valueAt(file, figure.from))}`), figure.text);
    else if (expected === undefined) t.not(valueAt(file, figure.from), undefined, figure.from);
    else if (expected !== figure.text) t.equal(figure.text, expected, figure.from);
  }
  for (const as of ['amount', 'dollars', 'percent', 'belief', 'count', 'time', 'size'])
    t.ok(
      figures.some((one) => one.as === as),
      as,
    );
  t.same(await tab.ask(WITHOUT_ORIGIN), []);
}

test('every figure of the page is that of report.json, and none is without an origin', { skip: SKIP }, async (t) => {
  await everyFigure(t, aReport('plain words'));
  await everyFigure(t, aReport('plain words', { tier: 'bwrap', spent: { commands: 1, microUsd: 123, milliseconds: 500 } }));
});

test('the bars of the chart are as high as the days cost, and each says its day', { skip: SKIP }, async (t) => {
  const report = aReport('x');
  const { tab } = await opened(reportPage(report));
  const script = `[...document.querySelectorAll('.wide .day')].map((day) => {
    const { left, right } = day.getBoundingClientRect();
    const bars = [...document.querySelectorAll('.wide rect.usual, .wide rect.over')].map((bar) => bar.getBoundingClientRect())
      .filter((bar) => (bar.left + bar.right) / 2 > left && (bar.left + bar.right) / 2 < right);
    return { from: day.dataset.from, says: day.querySelector('title').textContent, height: bars.reduce((sum, bar) => sum + bar.height, 0) };
  })`;
  // CAST: made by the script above.
  const days = (await tab.ask(script)) as readonly { readonly from: string; readonly says: string; readonly height: number }[];
  const costs = days.map(({ from }) => Number(valueAt(report, from)) / 1e9);
  t.equal(days.length, 60);
  const scale = (days[50]?.height ?? 0) / (costs[50] ?? 1);
  days.forEach(({ height, says }, at) => {
    t.ok(Math.abs(height - (costs[at] ?? 0) * scale) < 1, `day ${String(at)}: ${String(height)}`);
    t.ok(says.includes(`: ${(costs[at] ?? 0).toFixed(2)} USD`), says);
  });
});

test('days are reached by keyboard, commands are copied as they are shown', { skip: SKIP }, async (t) => {
  const { tab, url } = await opened(reportPage(aReport('aws ec2 <x> & "y"')));
  await tab.ask('document.querySelector(".picker input").focus()');
  const before = await tab.ask('document.querySelector(".picker output").textContent');
  t.match(before, /^2026-06-12: 454\.34 USD, expected 105\.50 USD$/u);
  for (const type of ['keyDown', 'keyUp'])
    await tab.send('Input.dispatchKeyEvent', { type, key: 'ArrowRight', code: 'ArrowRight', windowsVirtualKeyCode: 39 });
  t.match(await tab.ask('document.querySelector(".picker output").textContent'), /^2026-06-13: 455\.34 USD/u);
  t.equal(await tab.ask('document.querySelectorAll(".wide .day.picked").length'), 1);
  await tab
    .send('Browser.grantPermissions', { permissions: ['clipboardReadWrite', 'clipboardSanitizedWrite'], origin: url })
    .catch(() => undefined);
  const copied = `new Promise((resolve) => {
    const button = document.querySelector('button[data-copies]');
    button.click();
    setTimeout(() => resolve(button.textContent), 300);
  })`;
  t.equal(await tab.ask(copied), 'copied');
  t.equal(
    await tab.ask(
      'navigator.clipboard.readText().catch(() => document.getElementById(document.querySelector("button[data-copies]").dataset.copies).textContent)',
    ),
    'aws ec2 <x> & "y"',
  );
  t.same(wordsOf(tab), []);
});

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

for (const [how, features, width] of [
  ['light', [{ name: 'prefers-color-scheme', value: 'light' }], 1_000],
  ['dark', [{ name: 'prefers-color-scheme', value: 'dark' }], 1_000],
  ['a phone', [{ name: 'prefers-color-scheme', value: 'light' }], 320],
] as const) {
  test(`a report is accessible and fits: ${how}`, { skip: SKIP }, async (t) => {
    const text =
      'a sentence of usual length, such as a model writes it, with arn:aws:ec2:us-east-1:859864537338:natgateway/nat-0e665cb925237e731';
    const { tab } = await opened(reportPage(aReport(text)), async (fresh) => {
      await fresh.send('Emulation.setEmulatedMedia', { features });
      await fresh.send('Emulation.setDeviceMetricsOverride', { width, height: 800, deviceScaleFactor: 1, mobile: width < 600 });
    });
    t.equal(
      await tab.ask('Math.max(0, document.scrollingElement.scrollWidth - document.documentElement.clientWidth)'),
      0,
      'nothing is wider than the window',
    );
    const moved = `new Promise((resolve) => new PerformanceObserver((list) => resolve(list.getEntries().reduce((sum, { value }) => sum + value, 0))).observe({ type: 'layout-shift', buffered: true })
      || setTimeout(() => resolve(0), 300))`;
    t.equal(await tab.ask(moved), 0, 'nothing moves while it is read');
    await tab.ask(`document.querySelectorAll('details').forEach((one) => { one.open = true; })`);
    await tab.send('Runtime.evaluate', { expression: AXE });
    const found = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ' ' + html.slice(0, 200) + ' ' + failureSummary)))`;
    t.same(await tab.ask(found), []);
  });
}

test('without scripts everything can be read, and nothing is offered that does nothing', { skip: SKIP }, async (t) => {
  const { tab } = await opened(reportPage(aReport('plain')), (fresh) =>
    fresh.send('Emulation.setScriptExecutionDisabled', { value: true }),
  );
  t.equal(await tab.ask('getComputedStyle(document.querySelector("button")).visibility'), 'hidden');
  t.match(await tab.ask('document.querySelector(".picker output").textContent'), /^2026-06-12: /u);
});
