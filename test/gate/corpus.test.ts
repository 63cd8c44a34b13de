// The corpus is the specification of the gate: a refused line is refused by that layer with that code, having passed all before it.

import { readdirSync } from 'node:fs';
import { test } from 'tap';
import { judge, type RefusalCode, unmetExamples, type Verdict, wireRefusal } from '../../src/gate/index.js';
import { checkExamples } from '../../src/packs/index.js';
import { type Case, readCorpus } from './corpus-file.js';
import { FIXTURE } from './fixture.js';
import { PLENTY, shippedPolicy, testPolicy } from './policies.js';

const FILES = readdirSync(new URL('../../../test/corpus', import.meta.url)).filter((name) => name.endsWith('.txt'));
const shipped = shippedPolicy();

interface Judged {
  readonly file: string;
  readonly line: string;
  readonly verdict: Verdict;
  readonly refused: Case['refused'];
}

function judgedCorpus(): readonly Judged[] {
  return FILES.flatMap((file) => {
    const { policy: name, remaining, cases } = readCorpus(file);
    const policy = name === undefined ? shipped : testPolicy(name);
    return cases.map(({ line, refused }) => ({ file, line, verdict: judge(line, policy, { microUsd: remaining }), refused }));
  });
}

const JUDGED = judgedCorpus();

test('every line of the corpus gets its verdict from its layer', (t) => {
  for (const file of FILES) {
    const own = JUDGED.filter((judged) => judged.file === file);
    const wrong = own.flatMap(({ line, verdict, refused }) => {
      const came = verdict.ok ? undefined : { layer: verdict.error.layer, code: verdict.error.code };
      return came?.layer === refused?.layer && came?.code === refused?.code ? [] : [{ line, came, refused }];
    });
    t.same(wrong, [], file);
    t.ok(
      own.some(({ refused }) => refused === undefined),
      `${file} shows what is cleared`,
    );
  }
  t.ok(JUDGED.length > 300);
  t.end();
});

/** Complete by its type: a code that is missing here does not compile. `not-plain` needs a reader that lies; see gate.test.ts. */
const CODES: Readonly<Record<Exclude<RefusalCode, 'not-plain'>, true>> = {
  'too-long': true,
  empty: true,
  'control-character': true,
  'not-ascii': true,
  'open-quote': true,
  operator: true,
  expansion: true,
  backslash: true,
  glob: true,
  brace: true,
  tilde: true,
  comment: true,
  history: true,
  assignment: true,
  'unknown-binary': true,
  'unknown-subcommand': true,
  'missing-subcommand': true,
  'unknown-track': true,
  'flag-before-path': true,
  'unknown-flag': true,
  'repeated-flag': true,
  'double-dash': true,
  'missing-value': true,
  'unexpected-value': true,
  'missing-flag': true,
  'conflicting-flags': true,
  'misplaced-argument': true,
  'extra-argument': true,
  'file-or-url': true,
  'bad-value': true,
  'too-many-values': true,
  'mutating-word': true,
  'unproven-word': true,
  'credential-word': true,
  'masked-member': true,
  'forbidden-flag': true,
  'sql-statement': true,
  'sql-function': true,
  'sql-view': true,
  'sql-unreadable': true,
  unbounded: true,
  'too-much': true,
  'over-budget': true,
};

test('every reason to refuse has a line in the corpus, and says what would be accepted', (t) => {
  const codes = new Set<string>();
  const unfit: unknown[] = [];
  for (const { line, verdict } of JUDGED) {
    if (verdict.ok) continue;
    const wire = wireRefusal(verdict.error);
    codes.add(wire.code);
    const isAscii = /^[ -~]*(?:\u2026 \(\d+ more\))? \(column \d+\)$/.test(wire.part);
    if (!isAscii || wire.part.length > 400 || wire.hint.length > 800 || !/^[a-z-]/i.test(wire.hint)) unfit.push({ line, wire });
  }
  t.same(unfit, []);
  t.same([...codes].sort(), Object.keys(CODES).sort());
  t.end();
});

test('every example of the shipped policies is met', (t) => {
  t.doesNotThrow(() => {
    checkExamples(shipped);
  });
  t.throws(
    () => {
      checkExamples(testPolicy('distrusted.json'));
    },
    { code: 'config' },
    'a policy that does not do what it shows starts nothing',
  );
  t.end();
});

test('an example that is not met is named', (t) => {
  const examples = [
    { comes: 'clear', line: 'gcloud projects list' },
    { comes: 'unknown-flag', line: 'gcloud projects list' },
    { comes: 'clear', line: 'gcloud projects list --x' },
  ];
  t.same(unmetExamples(examples, FIXTURE), [
    { comes: 'unknown-flag', line: 'gcloud projects list', came: 'clear' },
    { comes: 'clear', line: 'gcloud projects list --x', came: 'unknown-flag' },
  ]);
  t.end();
});

test('a refusal says where its part begins', (t) => {
  const at = (line: string): number | undefined => {
    const verdict = judge(line, shipped, PLENTY);
    return verdict.ok ? undefined : verdict.error.part.at;
  };
  t.equal(at('gcloud projects list --bad'), 21);
  t.equal(at("gcloud  'projects'  lost"), 20);
  t.equal(at('gcloud projects list | sh'), 21);
  t.equal(at('gcloud projects describe'), 24);
  t.equal(at('gcloud projects list'), undefined);
  t.end();
});
