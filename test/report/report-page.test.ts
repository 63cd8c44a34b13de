// The page of an investigation, its schema and its Markdown: text stays text whatever it holds, and nothing is on the page that is not in the file.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { parseReport, reportMarkdown, reportPage, reportSchema, usualWithin } from '../../src/report/index.js';
import { rulesOf } from '../../src/report/page.js';
import { REPORT_DRESS } from '../../src/report/report-dress.js';
import { fc, runs } from '../random.js';
import { aReport } from './a-report.js';

const HOSTILE = [
  '<script>document.title="owned"</script>',
  '"><img src=x onerror="document.title=\'owned\'">',
  '</title></style></svg></code></pre><iframe src=//127.0.0.1:1/>',
  '\u202eevil\u0000\u001b[2J\r\nforged',
  "' onmouseover='x' ${1} `",
  '<svg onload=1><a xlink:href="javascript:1">',
  'https://127.0.0.1:1/ javascript:alert(1) data:text/html,x',
  '-->]]>&lt;&#60;',
];

/** Every tag with the names of its attributes and those values that lead somewhere or style something. */
const tagsOf = (html: string): string =>
  [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/(?<!href|src|style|class|id|data-copies)="[^"]*"/g, '=""')).join('\n');

const usual = tagsOf(reportPage(aReport('plain')));

test('names and outputs that are markup change no tag, no attribute, no link and no script of the page', async (t) => {
  for (const text of HOSTILE) t.equal(tagsOf(reportPage(aReport(text))), usual, JSON.stringify(text));
});

test('no text whatever changes a tag of the page', async (t) => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
    fc
      .array(fc.constantFrom('<', '>', '"', "'", '&', '=', '/', '`', '\u2028', '\u0000', 'a', '-', '!', ' ', '\ud800'), {
        minLength: 1,
        maxLength: 20,
      })
      .map((parts) => parts.join('')),
  );
  fc.assert(
    // A place without a name says so, which is another tag.
    fc.property(text, (one) => tagsOf(reportPage(aReport(one))) === usual),
    runs(60),
  );
  t.pass();
});

test('the page permits its own style and script and nothing else, and leads nowhere', async (t) => {
  const digest = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
  t.equal(REPORT_DRESS.styleDigest, digest(REPORT_DRESS.style));
  t.equal(REPORT_DRESS.script?.digest, digest(REPORT_DRESS.script?.text ?? ''));
  t.match(
    rulesOf(REPORT_DRESS),
    /^default-src 'none'; style-src 'sha256-[^' ]+'; script-src 'sha256-[^' ]+'; require-trusted-types-for 'script'; /u,
  );
  const html = reportPage(aReport('plain'));
  t.equal(html.split('<script').length, 2);
  t.notMatch(html, /<link|<img|<iframe|<form|style="|\son[a-z]+=|https?:|url\(|@import/u);
  for (const [, href] of html.matchAll(/href="([^"]*)"/g)) t.match(href, /^#E\d+$/u);
});

test('what a command printed is not in the page, what was found in it is', async (t) => {
  const html = reportPage(aReport('found it'));
  t.notMatch(html, /raw-output-of/u);
  t.match(html, /found it/u);
});

test('a refused command shows how far it came, why, and what would be allowed', async (t) => {
  const html = reportPage(aReport('text'));
  t.match(html, /aria-label="refused by layer 4 of seven">✓✓✓✗···</u);
  t.match(html, />flags<[^]*>unknown-flag</u);
  t.match(html, /aria-label="passed all seven layers">✓✓✓✓✓✓✓</u);
});

test('a report that has little is a page all the same', async (t) => {
  const little = reportPage(
    aReport('x', {
      conclusion: null,
      spike: null,
      reports: [],
      rounds: [],
      evidence: [],
      commands: [],
      files: [],
      notices: [],
      budget: null,
      written: null,
      approval: null,
      world: null,
      steppedDown: [],
    }),
  );
  t.match(little, /Nothing was concluded/u);
  t.match(little, /No spike was found/u);
  t.match(reportPage(aReport('x', { reports: [] })), /saw /u, 'the days are missing');
});

test('a report is read by its schema, and what is no report is refused with its place', async (t) => {
  const whole = aReport('plain');
  const parsed = parseReport(JSON.parse(JSON.stringify(whole)));
  t.same(parsed, { ok: true, value: whole });
  const broken: readonly (readonly [unknown, string])[] = [
    [undefined, 'the whole'],
    [[], 'the whole'],
    [{ ...whole, schema_version: 3 }, 'schema_version'],
    [{ ...whole, tier: 'paper' }, 'tier'],
    [{ ...whole, auditHead: '<b>' }, 'auditHead'],
    [{ ...whole, spent: { ...whole.spent, commands: -1 } }, 'spent.commands'],
    [{ ...whole, surprise: 1 }, 'the whole'],
  ];
  for (const [raw, at] of broken) t.same(parseReport(raw), { ok: false, error: at });
});

test('a report of the first version is read, and what it did not say is null', async (t) => {
  const { approval: _, budget: __, files: ___, steppedDown: ____, written: _____, ...rest } = aReport('plain');
  const { usualWithin: ______, ...spike } = rest.spike ?? { usualWithin: null };
  const commands = rest.commands.map(({ answer, code, command, exit, layer, microUsd }) => ({
    command,
    answer,
    code,
    layer,
    exit,
    microUsd,
  }));
  const raised = parseReport({ ...rest, schema_version: 1, spike, commands });
  t.equal(raised.ok, true, JSON.stringify(raised));
  if (!raised.ok) return;
  t.match(raised.value, { schema_version: 2, approval: null, budget: null, files: [], written: null, spike: { usualWithin: null } });
  t.match(reportPage(raised.value), /the rise|The rise/u);
  t.match(parseReport({ ...rest, schema_version: 1, spike: null, commands }), { ok: true });
});

test('the published schema is the one that reports are read by', async (t) => {
  const published: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../../docs/report.schema.json'), 'utf8'));
  t.same(published, JSON.parse(JSON.stringify(reportSchema())), 'node scripts/document.mjs writes it');
});

test('the usual distance is that of nine of ten days before, and unknown where there were few', async (t) => {
  const daily = ['10', '11', '12', '13', '14', '15', '16', '17', '18', '99', '500'];
  const expected = daily.map(() => '10');
  t.equal(usualWithin(daily, expected, 10), '8');
  t.equal(usualWithin(daily, expected, 9), null);
  t.equal(usualWithin(daily, [], 10), null);
  t.equal(
    usualWithin(
      ['1', '1', '1', '1', '1', '1', '1', '1', '1', '1'],
      Array.from({ length: 10 }, () => '4'),
      10,
    ),
    '3',
  );
});

test('the Markdown of any text keeps to its lines', async (t) => {
  for (const text of HOSTILE) t.equal(reportMarkdown(aReport(text)).length, reportMarkdown(aReport('plain')).length);
});
