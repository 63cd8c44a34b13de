// Which files are meant, and what a bill is asked in its cage, in every tier that this machine has.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { fits, keepInput, meantFiles } from '../../src/supervisor/bills/paths.js';
import { reportFile, writeReport } from '../../src/supervisor/bills/report-file.js';
import { Fault } from '../../src/shared/index.js';
import { home } from '../process/ghosthunter.js';
import { AVAILABLE } from '../process/surroundings.js';

function folder(t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'ghosthunter-bills-'));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (cause) {
    if (cause instanceof Fault) return `${cause.code}: ${cause.message}`;
    throw cause;
  }
  return 'none';
}

test('files, folders and patterns are the plain files that they mean', async (t) => {
  const at = folder(t);
  mkdirSync(join(at, 'may/more'), { recursive: true });
  for (const name of [
    'a.csv',
    'b.csv',
    'may/c.csv.gz',
    'may/more/d.parquet',
    'may/report-Manifest.json',
    'may/read.me',
    'may/.hidden.csv',
  ]) {
    writeFileSync(join(at, name), 'x');
  }
  symlinkSync(join(at, 'a.csv'), join(at, 'may/link.csv'));
  symlinkSync(at, join(at, 'may/up'));
  const names = (...typed: readonly string[]): readonly string[] => meantFiles(typed, at).files.map((path) => path.slice(at.length + 1));
  t.same(names('a.csv'), ['a.csv']);
  t.same(names('b.csv', 'a.csv', './b.csv', 'may/../b.csv'), ['b.csv', 'a.csv'], 'each once');
  t.same(names('*.csv'), ['a.csv', 'b.csv']);
  t.same(names('?.csv', 'may'), ['a.csv', 'b.csv', 'may/c.csv.gz', 'may/more/d.parquet']);
  t.match(meantFiles(['may'], at).notes, [/link\.csv is a symbolic link/u, /up is a symbolic link/u]);
});

test('what is no plain file is refused with words', async (t) => {
  const at = folder(t);
  writeFileSync(join(at, 'a.csv'), 'x');
  symlinkSync('/etc/passwd', join(at, 'link.csv'));
  mkdirSync(join(at, 'empty'));
  const REFUSED: readonly (readonly [string, RegExp])[] = [
    ['link.csv', /^file: .*symbolic link/u],
    ['missing.csv', /^file: .*no such file/u],
    ['*.parquet', /^file: nothing matches/u],
    ['empty', /^file: .*no billing export/u],
    ['/dev/null', /^file: .*not a file/u],
    ['/dev/zero', /^file: .*not a file/u],
  ];
  for (const [typed, message] of REFUSED)
    t.match(
      codeOf(() => meantFiles([typed], at)),
      message,
      typed,
    );
  t.match(
    codeOf(() => meantFiles([], at)),
    /^usage/u,
  );
  t.equal(
    codeOf(() => meantFiles(['a.csv'], at)),
    'none',
    'control',
  );
});

test('a pattern is told from a name in one pass', async (t) => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['a.csv', '*.csv', true],
    ['a.csv', 'a*', true],
    ['a.csv', '?.csv', true],
    ['ab.csv', '?.csv', false],
    ['a.csv', '*b*', false],
    ['', '*', true],
    ['*', '?', true],
  ];
  for (const [name, pattern, expected] of cases) t.equal(fits(name, pattern), expected, `${name} ${pattern}`);
  t.notOk(fits('a'.repeat(5_000), `${'*a'.repeat(200)}b`));
});

test('standard input is kept where only this user can read it', async (t) => {
  const at = folder(t);
  const path = await keepInput(
    (async function* () {
      yield await Promise.resolve(Buffer.from('a,b\n'));
      yield '1,2\n';
    })(),
    at,
  );
  t.equal(readFileSync(path, 'utf8'), 'a,b\n1,2\n');
  t.equal(statSync(path).mode & 0o777, 0o600);
  async function* more(): AsyncGenerator<Buffer> {
    yield await Promise.resolve(Buffer.from('x'));
  }
  await t.rejects(keepInput(more(), at), 'never over something that is there');
});

test('a page takes the place of nothing that a person did not name', async (t) => {
  const at = folder(t);
  const other = folder(t);
  writeFileSync(join(at, 'there.html'), 'old');
  writeFileSync(join(other, 'kept'), 'kept');
  symlinkSync(join(other, 'kept'), join(at, 'link.html'));
  mkdirSync(join(at, 'folder.html'));
  const REFUSED: readonly (readonly [string, boolean, RegExp])[] = [
    ['bill.csv', true, /^usage/u],
    ['there.html', false, /^file: .*there already/u],
    ['link.html', false, /^file: .*there already/u],
    ['folder.html', true, /^file: .*folder/u],
    ['missing/page.html', true, /^file: .*folder is not there/u],
  ];
  for (const [name, mayReplace, message] of REFUSED)
    t.match(
      codeOf(() => reportFile(name, mayReplace, at)),
      message,
      name,
    );
  writeReport(reportFile(true, false, at), 'page');
  t.equal(readFileSync(join(at, 'spikes.html'), 'utf8'), 'page');
  for (const name of ['there.html', 'link.html']) {
    writeReport(reportFile(name, true, at), 'new');
    t.equal(readFileSync(join(at, name), 'utf8'), 'new');
  }
  t.equal(readFileSync(join(other, 'kept'), 'utf8'), 'kept', 'a link is replaced, not followed');
  const late = reportFile('late.html', false, at);
  writeFileSync(join(at, 'late.html'), 'first');
  t.match(
    codeOf(() => {
      writeReport(late, 'second');
    }),
    /^file/u,
  );
  t.equal(readFileSync(join(at, 'late.html'), 'utf8'), 'first');
});

const HEADER =
  'ChargePeriodStart,ChargePeriodEnd,BilledCost,EffectiveCost,BillingCurrency,ServiceName,ServiceProviderName,SubAccountId,ResourceId,ChargeCategory\n';

function bill(): string {
  const rows = Array.from({ length: 40 }, (_, at) => {
    const day = new Date(Date.UTC(2024, 4, 1 + at)).toISOString().slice(0, 10);
    const cost = at < 30 ? 100 + (at % 3) : 400 + (at % 3);
    return `${day},${day},${String(cost)},${String(cost)},USD,Compute,Acme,a,i-1,Usage\n${day},${day},5,5,USD,Storage,Acme,a,b-1,Usage\n`;
  });
  return HEADER + rows.join('');
}

for (const { tier, through, skip } of AVAILABLE) {
  test(`a bill is read in its cage and its spike is found, in ${tier}`, { skip }, async (t) => {
    const at = home(t);
    const path = at.write('bill.csv', bill());
    const found = await at.run(['spikes', '--json', path], { through });
    t.equal(found.code, 0, found.err);
    const answer: unknown = JSON.parse(found.out);
    t.match(answer, {
      kind: 'spikes-found',
      reports: [{ currency: 'USD', spikes: [{ rank: 1, severity: 'critical', startDay: '2024-05-31', key: { service: 'Compute' } }] }],
      files: [{ format: 'focus', rows: 80, rejected: 0 }],
    });
    const plain = await at.run(['spikes', path], { through });
    t.match(plain, { code: 0, out: /1\. critical: Compute/u });
    const page = await at.run(['spikes', path, '--html'], { through });
    t.match(page, { code: 0, err: /report: .*spikes\.html/u });
    t.equal(statSync(join(at.path, 'spikes.html')).mode & 0o777, 0o600);
    t.match(readFileSync(join(at.path, 'spikes.html'), 'utf8'), /<h1>What rose in the bill<\/h1>/u);
    t.match(await at.run(['spikes', path, '--html'], { through }), { code: 2, err: /is there already/u });
    t.match(await at.run(['spikes', path, '--html', '--force'], { through }), { code: 0 });
    const wrong = await at.run(['spikes', at.write('wrong.csv', 'a,b\n1,2\n')], { through });
    t.match(wrong, { code: 2, err: /no billing export/u });
  });
}
