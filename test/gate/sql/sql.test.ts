// The SQL that the gate reads: what it accepts, what it refuses and why, and what holds for any text.

import t from 'tap';
import { boundSql, parseSql } from '../../../src/gate/sql/index.js';
import { fc, runs } from '../../random.js';
import { LIMITS, outcome, PARAMETERS, readCases } from './cases.js';

const ACCEPTED = readCases('accepted');
const REFUSED = readCases('refused');
const NONE = new Map();

t.test('queries as analysts write them are accepted', async (t) => {
  for (const { sql } of ACCEPTED) t.equal(outcome(sql), 'accept', sql);
  t.ok(ACCEPTED.length >= 150);
});

t.test('each refused query is refused for its own reason', async (t) => {
  for (const { sql, expected } of REFUSED) t.equal(outcome(sql), expected, sql);
  t.ok(REFUSED.length >= 250);
});

t.test('a refusal says where, and what', async (t) => {
  const refused = (sql: string): unknown => {
    const parsed = parseSql(sql);
    return parsed.ok ? boundSql(parsed.value, LIMITS, NONE) : parsed.error;
  };
  t.strictSame(refused(''), { code: 'sql-syntax', at: 0, text: '' });
  t.strictSame(refused(' \n\t '), { code: 'sql-syntax', at: 4, text: '' });
  t.strictSame(refused('SELECT 1; DROP TABLE x.t'), { code: 'sql-statement', at: 10, text: 'DROP' });
  t.strictSame(refused('SELECT acme.fn.f(1)'), { code: 'sql-function', at: 7, text: 'acme.fn.f' });
  t.strictSame(refused('SELECT 1 FROM acme.fn.f(1)'), { code: 'sql-function', at: 14, text: 'acme.fn.f' });
  t.strictSame(refused('SELECT ddl FROM x.INFORMATION_SCHEMA.TABLES'), { code: 'sql-view', at: 7, text: 'ddl' });
  t.strictSame(refused('SELECT 1 \u00e9'), { code: 'sql-unreadable', at: 9, text: '\u00e9' });
  t.match(refused('SELECT * FROM x.t'), { code: 'sql-unbounded', table: 'x.t', at: 14, column: '_PARTITIONTIME' });
});

t.test('the hint names a column, and its example is accepted', async (t) => {
  const tables = [
    'x.t',
    '`x.t_*`',
    '`acme.export.gcp_billing_export_v1_01AB2C_3D4E5F_6A7B8C`',
    '`region-us`.INFORMATION_SCHEMA.JOBS',
    '`region-us`.INFORMATION_SCHEMA.JOBS_TIMELINE',
    '`region-us`.INFORMATION_SCHEMA.TABLE_STORAGE_USAGE_TIMELINE',
    'x.INFORMATION_SCHEMA.PARTITIONS',
  ];
  for (const table of tables) {
    const parsed = parseSql(`SELECT COUNT(*) FROM ${table}`);
    const found = parsed.ok ? boundSql(parsed.value, LIMITS, NONE) : undefined;
    t.equal(found?.code, 'sql-unbounded', table);
    t.ok(found?.example.includes(found.column), table);
    t.equal(outcome(`SELECT COUNT(*) FROM ${table} WHERE ${found?.example ?? ''}`), 'accept', table);
  }
});

t.test('of a listed project only', async (t) => {
  const limits = { ...LIMITS, projects: new Set(['acme-data']) };
  const where = 'WHERE ts >= "2026-03-26"';
  t.equal(outcome(`SELECT 1 FROM \`acme-data.x.t\` ${where}`, NONE, limits), 'accept');
  t.equal(outcome(`SELECT 1 FROM x.t ${where}`, NONE, limits), 'accept');
  t.equal(outcome(`SELECT 1 FROM \`other.x.t\` ${where}`, NONE, limits), 'sql-foreign');
  t.equal(outcome('SELECT * FROM x.INFORMATION_SCHEMA.COLUMNS', NONE, limits), 'accept');
  t.equal(outcome('SELECT * FROM `other.x.INFORMATION_SCHEMA.COLUMNS`', NONE, limits), 'sql-foreign');
});

t.test('a limit that is no day, or no number, lets nothing through', async (t) => {
  const sql = 'SELECT 1 FROM x.t WHERE ts >= "2026-03-26"';
  t.equal(outcome(sql), 'accept');
  t.equal(outcome(sql, NONE, { ...LIMITS, asOfDay: 'today' }), 'sql-unbounded');
  t.equal(outcome(sql, NONE, { ...LIMITS, mostDays: Number.NaN }), 'sql-too-long');
});

t.test('what a bound may reach back to is a number of days', async (t) => {
  const limits = { ...LIMITS, mostDays: 7 };
  const outcomes = (where: string): string => outcome(`SELECT 1 FROM x.t WHERE ${where}`, PARAMETERS, limits);
  t.equal(outcomes('day >= "2026-03-21"'), 'accept');
  t.equal(outcomes('day >= "2026-03-20"'), 'sql-too-long');
  t.equal(outcomes('day >= "2020-01-01" AND day <= "2020-01-07"'), 'accept');
  t.equal(outcomes('day >= "2020-01-01" AND day <= "2020-01-08"'), 'sql-too-long');
  t.equal(outcomes('day >= CURRENT_DATE() - 7'), 'accept');
  t.equal(outcomes('day >= CURRENT_DATE() - 8'), 'sql-too-long');
  t.equal(outcomes('day BETWEEN CURRENT_DATE() - 100 AND DATE_ADD(CURRENT_DATE(), INTERVAL -94 DAY)'), 'accept');
  t.equal(outcomes('day BETWEEN CURRENT_DATE() - 100 AND DATE_ADD(CURRENT_DATE(), INTERVAL -93 DAY)'), 'sql-too-long');
  t.equal(outcomes('day IN ("2020-01-01", "2021-01-01", "2022-01-01")'), 'accept');
  t.equal(outcomes('day = "2020-01-01" OR day BETWEEN "2021-01-01" AND "2021-01-06"'), 'accept');
  t.equal(outcomes('day = "2020-01-01" OR day BETWEEN "2021-01-01" AND "2021-01-07"'), 'sql-too-long');
  t.equal(outcomes('DATE_TRUNC(day, WEEK) = "2020-01-05"'), 'accept');
  t.equal(outcomes('DATE_TRUNC(day, MONTH) = "2020-01-01"'), 'sql-too-long');
  t.equal(outcomes('day >= LAST_DAY(DATE_SUB(CURRENT_DATE(), INTERVAL 7 DAY))'), 'accept');
  t.equal(outcomes('ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 168 HOUR)'), 'accept');
  t.equal(outcomes('ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 169 HOUR)'), 'sql-too-long');
});

t.test('too much text, too many words, too deep, too many tables: not read', async (t) => {
  const deep = (depth: number): string => `SELECT ${'('.repeat(depth)}1${')'.repeat(depth)}`;
  const wide = (count: number): string =>
    `SELECT 1 FROM ${Array.from({ length: count }, (_, index) => `UNNEST(a${String(index)})`).join(', ')}`;
  t.equal(outcome(`SELECT 1 --${'x'.repeat(32_000)}`), 'accept');
  t.equal(outcome(`SELECT 1 --${'x'.repeat(33_000)}`), 'sql-syntax');
  t.equal(outcome(`SELECT ${'1,'.repeat(2_900)}1`), 'accept');
  t.equal(outcome(`SELECT ${'1,'.repeat(3_100)}1`), 'sql-unreadable');
  t.equal(outcome(deep(40)), 'accept');
  t.equal(outcome(deep(60)), 'sql-unreadable');
  t.equal(outcome(deep(200)), 'sql-unreadable');
  t.equal(outcome(deep(4_000)), 'sql-unreadable');
  t.equal(outcome(wide(60)), 'accept');
  t.equal(outcome(wide(70)), 'sql-unreadable');
  t.equal(outcome(`SELECT 1 FROM \`x.${'t'.repeat(400)}\` WHERE ts >= "2026-03-26"`), 'sql-unreadable');
  t.equal(outcome(`SELECT 1 FROM x.t WHERE ${'a'.repeat(200)}_ts >= "2026-03-26"`), 'sql-unbounded');
});

t.test('a character that is a blank or ends a line only for some is not read outside a string', async (t) => {
  for (const odd of ['\r', '\v', '\f', '\0', '\u0085', '\u00a0', '\u2028', '\u2029', '\ufeff', '\u200b']) {
    const name = `U+${(odd.codePointAt(0) ?? 0).toString(16)}`;
    t.equal(outcome(`SELECT 1 FROM x.t WHERE${odd}ts >= "2026-03-26"`), 'sql-unreadable', name);
    t.equal(outcome(`DROP${odd}TABLE x.t`), 'sql-statement', name);
    if (odd !== '\u00a0' && odd !== '\ufeff' && odd !== '\u200b')
      t.equal(outcome(`SELECT 1 FROM x.t --${odd} WHERE ts >= "2026-03-26"`), 'sql-unreadable', `${name} in a comment`);
  }
  t.equal(outcome('SELECT 1\r\nFROM x.t --\r\nWHERE ts >= "2026-03-26"'), 'accept');
  t.equal(outcome('SELECT 1 FROM x.t WHERE ts >= "2026-03-26" AND a = "\u00e9\u00a0"'), 'accept');
});

/** Each WHERE of a text that no string or comment of ours holds. */
function wheres(sql: string): readonly number[] {
  return [...sql.matchAll(/\bWHERE\b/gi)].map(({ index }) => index);
}

/** One SELECT of one FROM, with one WHERE, and no comment that a change could end. */
const SIMPLE = ACCEPTED.filter(
  ({ sql }) => wheres(sql).length === 1 && [...sql.matchAll(/\bFROM\b/gi)].length === 1 && !/--|#|\bJOIN\b|PARTITIONS/.test(sql),
);

t.test('OR TRUE undoes a bound', async (t) => {
  t.ok(SIMPLE.length >= 60);
  for (const { sql } of SIMPLE) {
    if (/\.(?:TABLES|COLUMNS|TABLE_STORAGE|SCHEMATA)\b|^SELECT (?:DISTINCT )?x FROM UNNEST/.test(sql)) continue;
    const [from = 0] = wheres(sql);
    const end = / (?:GROUP BY|ORDER BY|LIMIT|HAVING|QUALIFY|WINDOW)\b/i.exec(sql.slice(from));
    const to = end ? from + end.index : sql.length;
    t.equal(outcome(`${sql.slice(0, to)} OR TRUE${sql.slice(to)}`), 'sql-unbounded', sql);
    t.equal(outcome(`${sql.slice(0, to)} OR 1 = 1${sql.slice(to)}`), 'sql-unbounded', sql);
    t.equal(outcome(`${sql.slice(0, from)}${sql.slice(to)}`), 'sql-unbounded', `${sql} without its WHERE`);
    t.equal(outcome(`${sql.slice(0, from)}WHERE NOT (${sql.slice(from + 6, to)})${sql.slice(to)}`), 'sql-unbounded', `not ${sql}`);
  }
});

t.test('a second statement behind any accepted query is refused', async (t) => {
  for (const { sql } of ACCEPTED) {
    const first = sql.replace(/;\s*$/, '');
    for (const second of ['DROP TABLE x.t', 'SELECT 1', ';', '/**/;', 'x', '\u00e9'])
      t.equal(outcome(`${first}\n;${second}`), 'sql-statement', `${sql} ; ${second}`);
  }
});

t.test('an accepted query stays one in small letters, in capitals, and on lines of its own', async (t) => {
  for (const { sql } of SIMPLE) {
    t.equal(
      outcome(
        sql.replace(/\b(?:SELECT|FROM|WHERE|AND|OR|NOT|BETWEEN|IN|LIKE|GROUP|ORDER|BY|LIMIT|DATE|TIMESTAMP)\b/g, (word) =>
          word.toLowerCase(),
        ),
      ),
      'accept',
      sql,
    );
    t.equal(outcome(` \n${sql}\n-- end`), 'accept', sql);
    t.equal(outcome(`(${sql})`), 'accept', sql);
    t.equal(outcome(`SELECT * FROM (${sql}) AS q`), 'accept', sql);
    t.equal(outcome(`WITH q AS (${sql}) SELECT * FROM q`), 'accept', sql);
  }
});

const WORDS = [
  'SELECT * FROM x.t WHERE ts >= "2026-03-26" GROUP BY ORDER LIMIT 1 ( ) [ ] , . ; + - * / = < > <= != || AND OR NOT IN BETWEEN LIKE IS NULL',
  'UNNEST CASE WHEN THEN END CAST AS INT64 EXTRACT DAY INTERVAL ARRAY STRUCT EXISTS WITH UNION ALL JOIN ON USING CROSS LEFT PIVOT FOR OVER a b',
  'SUM( COUNT( DATE( f( `a` `b.c` @p @@v \'s\' """t""" r"\\" /* */ -- # ` " \' \\ @{ => << >> \u00e9 DISTINCT EXCEPT REPLACE QUALIFY WINDOW OFFSET DROP',
].flatMap((words) => words.split(' '));

t.test('any soup of words has an outcome', async (t) => {
  const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 80 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(soup, fc.boolean(), (text, isQuery) => outcome(isQuery ? `SELECT ${text}` : text) !== ''),
    runs(2_000),
  );
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (text) => outcome(`SELECT ${text}`) !== ''),
    runs(1_000),
  );
  t.pass();
});

t.test('a word that is lost, doubled or swapped never makes a refused table bounded', async (t) => {
  const unbounded = REFUSED.filter(({ sql, expected }) => expected === 'sql-unbounded' && !sql.includes('>=') && !sql.includes('"2026'));
  t.ok(unbounded.length > 10);
  const change = fc.tuple(
    fc.constantFrom(...unbounded),
    fc.nat(),
    fc.constantFrom('AND', 'OR', '(', ')', ',', '.', '*', 'x', 'NOT', '"', '1'),
  );
  fc.assert(
    fc.property(change, ([{ sql }, place, word]) => {
      const words = sql.split(' ');
      const at = place % words.length;
      const changed = [...words.slice(0, at), word, ...words.slice(at + 1)].join(' ');
      return outcome(changed) !== 'accept' || !/\bFROM (?:x|`x)/.test(changed);
    }),
    runs(2_000),
  );
  t.pass();
});

t.test('no text takes longer than its length deserves', async (t) => {
  const most = 32_000;
  const full = (part: string): string => `SELECT ${part.repeat(Math.floor(most / part.length))}`;
  const texts = [
    '(',
    '1,',
    '-',
    '- ',
    'a.',
    '"',
    "'",
    '`',
    '/*',
    '--',
    '#\n',
    'NOT ',
    'CASE WHEN ',
    'a AND ',
    'a OR ',
    'ts >= "2026-03-26" OR ',
    '[',
    'f(',
    'ARRAY<',
  ];
  for (const text of texts.map((part) => full(part))) {
    const start = performance.now();
    outcome(text);
    t.ok(performance.now() - start < 250, text.slice(0, 30));
  }
});
