// What the billing process says of a bill, over a lane whose other end the test holds.

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { duplexPair } from 'node:stream';
import { type Test, test } from 'tap';
import { describeBillFile, headerColumns } from '../../src/billing/describe.js';
import { type BillPath, serveBilling } from '../../src/billing/index.js';
import { billAnswer, LIMITS } from '../../src/protocol/index.js';
import { fc } from '../random.js';

function folder(t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'ghosthunter-billing-'));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

function described(t: Test, content: string | Uint8Array) {
  const path = join(folder(t), 'bill.csv');
  writeFileSync(path, content);
  return describeBillFile(path, 'bill.csv');
}

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

test('a header is its columns, whoever wrote it', async (t) => {
  const headers: readonly (readonly [string, readonly string[]])[] = [
    ['', ['']],
    ['a,b,c', ['a', 'b', 'c']],
    ['"a","b, and c",d', ['a', 'b, and c', 'd']],
    ['"a ""quoted"" name",b', ['a quoted name', 'b']],
    [' a , b', ['a', 'b']],
    ['\uFEFFa,b', ['a', 'b']],
    ['a,,b,', ['a', '', 'b', '']],
    ['"never closed,b', ['never closed,b']],
    ['kosten €,名前', ['kosten €', '名前']],
    ['lineItem/UnblendedCost,bill/BillType', ['lineItem/UnblendedCost', 'bill/BillType']],
  ];
  for (const [line, columns] of headers) t.same(headerColumns(line), columns, line);
});

test('columns are bounded in number and length, and never half a character', async (t) => {
  t.equal(headerColumns(Array.from({ length: 5_000 }, () => 'a').join(',')).length, 1_000);
  t.same(headerColumns('x'.repeat(500)), ['x'.repeat(200)]);
  const cut = headerColumns(`${'x'.repeat(199)}\u{1f600}`)[0] ?? '';
  t.ok(cut.isWellFormed() && cut.length <= 200);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (line) => headerColumns(line).every((name) => name.length <= 200 && name.isWellFormed())),
  );
});

test('a file is counted and hashed to its last byte', async (t) => {
  const files: readonly (readonly [string, number, number])[] = [
    ['', 0, 1],
    ['a,b\n', 1, 2],
    ['a,b', 1, 2],
    ['a,b\r\n1,2\r\n', 2, 2],
    ['a,b\n1,2', 2, 2],
    ['\n\n\n', 3, 1],
  ];
  for (const [content, lines, columns] of files) {
    const file = described(t, content);
    t.same({ ...file, columns: file.columns.length }, { name: 'bill.csv', bytes: content.length, lines, sha256: sha256(content), columns });
  }
});

test('a file larger than what is read at once is one file', async (t) => {
  const rows = 120_000;
  const content = `a,b\n${'12345,67890123\n'.repeat(rows)}`;
  t.ok(content.length > 1_700_000);
  t.match(described(t, content), { bytes: content.length, lines: rows + 1, sha256: sha256(content), columns: ['a', 'b'] });
  const wide = `${'c,'.repeat(40_000)}\n1\n`;
  t.match(described(t, wide), { lines: 2, columns: { length: 1_000 } });
});

test('what is no text is described all the same, in a frame that is valid', async (t) => {
  for (const content of [Buffer.alloc(100_000), Buffer.from([0xff, 0xfe, 0x61, 0x00, 0x0a, 0x00]), Buffer.from('\u001b[2J,\u202e\n')]) {
    const file = described(t, content);
    t.ok(billAnswer.safeParse({ kind: 'bill', id: 1, files: [file] }).success);
    t.equal(file.bytes, content.length);
  }
});

interface Served {
  /** Sends lines and returns the answers that came so far. */
  readonly ask: (...lines: readonly (string | object)[]) => Promise<readonly unknown[]>;
  readonly end: () => Promise<void>;
  /** The codes it wanted to leave with. */
  readonly left: readonly number[];
}

function served(t: Test, bill: readonly BillPath[]): Served {
  const [near, far] = duplexPair();
  const left: number[] = [];
  serveBilling(near, bill, { leave: (code) => left.push(code) });
  let text = '';
  far.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  t.teardown(() => {
    near.destroy();
    far.destroy();
  });
  const settled = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 20));
  return {
    left,
    ask: async (...lines) => {
      for (const line of lines) far.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
      await settled();
      const answers = text.split('\n').slice(0, -1);
      return answers.map((line): unknown => JSON.parse(line));
    },
    end: () => {
      far.end();
      return settled();
    },
  };
}

const asked = (id: number) => ({ kind: 'describe-bill', id });

test('every file of the bill is described, in its order', async (t) => {
  const at = folder(t);
  const bill = ['one', 'two'].map((name) => ({ path: join(at, name), name: `${name}.csv` }));
  for (const { path } of bill) writeFileSync(path, 'a\n1\n');
  const { ask, left, end } = served(t, bill);
  const expected = bill.map(({ name }) => ({ name, bytes: 4, lines: 2, sha256: sha256('a\n1\n'), columns: ['a'] }));
  t.same(
    await ask(asked(1), asked(5)),
    [1, 5].map((id) => ({ kind: 'bill', id, files: expected })),
  );
  t.same(left, []);
  await end();
  t.same(left, [0], 'and leaves with its supervisor');
});

test('a bill that cannot be read is said to be so, without its path', async (t) => {
  const at = folder(t);
  mkdirSync(join(at, 'directory'));
  for (const name of ['missing', 'directory']) {
    const { ask, left } = served(t, [{ path: join(at, name), name }]);
    const [answer] = await ask(asked(1));
    t.match(answer, { kind: 'bill-fault', id: 1, detail: /ENOENT|EISDIR/u });
    t.notMatch(JSON.stringify(answer), /ghosthunter-billing/u);
    t.same(left, []);
  }
});

test('more columns than fit in one frame are a fault of the bill, not of the protocol', async (t) => {
  const at = folder(t);
  const header = Array.from({ length: 200 }, (_, column) => `product/some_long_attribute_${String(column)}`).join(',');
  const bill = Array.from({ length: LIMITS.billFiles }, (_, number) => ({ path: join(at, String(number)), name: `${String(number)}.csv` }));
  for (const { path } of bill) writeFileSync(path, `${header}\n`);
  t.match(await served(t, bill).ask(asked(1)), [{ kind: 'bill-fault', id: 1 }]);
  t.match(await served(t, bill.slice(0, 20)).ask(asked(1)), [{ kind: 'bill', id: 1 }], 'control');
});

const BREACHES: readonly (readonly [string, readonly (string | object)[]])[] = [
  ['a question twice', [asked(1), asked(1)]],
  ['a question of another process', [{ kind: 'propose', id: 1, command: 'x' }]],
  ['one key too many', [{ ...asked(1), path: '/etc/passwd' }]],
  ['no JSON', ['describe-bill']],
  ['an endless line', ['x'.repeat(LIMITS.requestBytes + 1)]],
];

for (const [what, lines] of BREACHES) {
  test(`billing leaves at ${what}`, async (t) => {
    const { ask, left } = served(t, []);
    await ask(...lines);
    t.equal(left[0], 1);
  });
}
