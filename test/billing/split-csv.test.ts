// The splitter beside the parser that everybody uses: the same records of any text, however it comes in pieces, and the lines that an editor
// shows.

import { CsvError, parse } from 'csv-parse';
import { test } from 'tap';
import { type CsvRecord, type CsvRules, cutCsv, splitCsv } from '../../src/billing/read/split-csv.js';
import { fc, runs } from '../random.js';

const RULES: CsvRules = { delimiter: ',', longest: 1_000 };

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function split(text: string, size: number, rules = RULES): Promise<readonly CsvRecord[]> {
  const found: CsvRecord[] = [];
  for await (const records of splitCsv(pieces(text, size), rules)) found.push(...records);
  return found;
}

interface Known {
  readonly records: readonly (readonly string[])[];
  readonly isClosed: boolean;
}

function known(text: string, delimiter: string): Promise<Known> {
  const records: (readonly string[])[] = [];
  const options = {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    on_record: (record: readonly string[]) => {
      records.push(record);
      return null;
    },
  };
  return new Promise((resolve, reject) => {
    parse(text, options, (fault) => {
      if (fault && !(fault instanceof CsvError && fault.code === 'CSV_QUOTE_NOT_CLOSED')) reject(fault);
      else resolve({ records, isClosed: !fault });
    });
  });
}

const cellsOf = (found: readonly CsvRecord[]): readonly (readonly string[])[] =>
  found.flatMap((one) => (one.kind === 'record' ? [one.cells] : []));

const texts = fc.array(fc.constantFrom('a', 'bc', ' ', '"', '""', ',', ';', '\n', '\r\n', '\r', '"a"', ',"', '",', 'é😀'), {
  maxLength: 40,
});

test('any text has the records that the known parser finds, in one piece or in many', async (t) => {
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1, max: 9 }), fc.constantFrom(',', ';'), async (parts, size, delimiter) => {
      const text = parts.join('');
      const expected = await known(text, delimiter);
      const rules = { ...RULES, delimiter };
      for (const found of [cutCsv(text, rules, true).records, await split(text, size, rules)]) {
        t.strictSame(cellsOf(found), expected.records, JSON.stringify({ text, size }));
        t.equal(found.at(-1)?.kind === 'unclosed', !expected.isClosed, JSON.stringify({ text, size }));
      }
    }),
    runs(1_000),
  );
});

test('a record has the line that an editor shows, also behind quotes with line ends', async (t) => {
  const text = 'a,b\r\n"one\r\ntwo\nthree\rfour",x\rc\n\n"y\n\n",z\nlast';
  for (const size of [1, 3, text.length])
    t.strictSame(
      (await split(text, size)).map(({ line }) => line),
      [1, 5, 6, 7, 10, 11],
      String(size),
    );
  t.strictSame((await split('a\nb,"c\nd\n', 2)).at(-1), { kind: 'unclosed', line: 4 });
});

test('what has no end is given up, whatever it is made of', async (t) => {
  for (const [what, text] of [
    ['a line', 'x'.repeat(5_000)],
    ['separators', ','.repeat(5_000)],
    ['a quote that is never closed', `"${'x'.repeat(5_000)}`],
    ['quotes in quotes', `"${'""'.repeat(2_500)}`],
    ['line ends in quotes', `"${'\r\n'.repeat(2_500)}`],
  ] as const) {
    for (const size of [100, 10_000]) {
      const found = await split(`a,b\n${text}\nc,d\n`, size);
      t.strictSame(
        found.map(({ kind, line }) => [kind, line]),
        [
          ['record', 1],
          ['too-long', 2],
        ],
        `${what}, ${String(size)} at a time`,
      );
    }
  }
  t.same((await split(`${'x'.repeat(999)}\n`, 100)).length, 1, 'control: just short enough');
});

test('a long record that comes letter by letter is not read anew with each letter', async (t) => {
  const rules = { ...RULES, longest: 2_000_000 };
  const text = `"${'x,\n'.repeat(20_000)}",y\n`;
  const began = performance.now();
  const [record] = await split(text, 1, rules);
  t.equal(record?.kind === 'record' && record.cells.length, 2);
  const whole = performance.now();
  await split(text, text.length, rules);
  t.ok(whole - began < 10_000, `${String(whole - began)} ms beside ${String(performance.now() - whole)} in one piece`);
});
