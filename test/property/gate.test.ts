// Equations that hold for every line, tried on random ones.

import { test } from 'tap';
import { hintFor } from '../../src/gate/hint.js';
import { judge, type Verdict, wireRefusal } from '../../src/gate/index.js';
import { almost, lineOf, quotedPlainly, wordsOf, written, type Written } from '../gate/arbitrary-lines.js';
import { FIXTURE } from '../gate/fixture.js';
import { PLENTY } from '../gate/policies.js';
import { fc, runs } from '../random.js';

const RUNS = runs(400);

function verdictOf(line: string): Verdict {
  return judge(line, FIXTURE, PLENTY);
}

function outcome(line: string): unknown {
  const verdict = verdictOf(line);
  if (!verdict.ok) return { layer: verdict.error.layer, code: verdict.error.code };
  const { binary, path, argv, canonical, cost } = verdict.value;
  return { binary, path, argv, canonical, cost };
}

function layerOf(line: string): number | undefined {
  const verdict = verdictOf(line);
  return verdict.ok ? undefined : verdict.error.layer;
}

const someLine = written.chain((command) => fc.tuple(fc.constant(command), lineOf(wordsOf(command))));

test('what a rule allows is cleared in every spelling, and runs as the same words', async (t) => {
  fc.assert(
    fc.property(someLine, ([command, line]) => {
      const verdict = verdictOf(line);
      if (!verdict.ok) throw new Error(`${line}: ${verdict.error.code}`);
      t.same(outcome(quotedPlainly(wordsOf(command))), outcome(line));
    }),
    RUNS,
  );
});

test('the order of flags does not change what runs', async (t) => {
  const shuffled = written.chain((command) =>
    fc
      .shuffledSubarray([...command.flags], { minLength: command.flags.length })
      .map((flags): readonly [Written, Written] => [command, { ...command, flags }]),
  );
  fc.assert(
    fc.property(shuffled, ([one, other]) => {
      t.same(outcome(quotedPlainly(wordsOf(one))), outcome(quotedPlainly(wordsOf(other))));
    }),
    RUNS,
  );
});

test('judging what was cleared again gives the same words, and adds nothing', async (t) => {
  let cleared = 0;
  fc.assert(
    fc.property(
      fc.oneof(
        almost,
        someLine.map(([, line]) => line),
      ),
      (line) => {
        const verdict = verdictOf(line);
        if (!verdict.ok) return;
        cleared += 1;
        const again = verdictOf(verdict.value.canonical);
        if (!again.ok) throw new Error(`${line} became ${verdict.value.canonical}: ${again.error.code}`);
        t.same(outcome(verdict.value.canonical), outcome(line));
        t.same(again.value.added, []);
      },
    ),
    RUNS,
  );
  t.ok(cleared > 100, 'enough of the lines were cleared');
});

test('every word that begins with a dash is a flag that the operation takes, once', async (t) => {
  let cleared = 0;
  fc.assert(
    fc.property(almost, (line) => {
      const verdict = verdictOf(line);
      if (!verdict.ok) return true;
      cleared += 1;
      const { binary, path, argv, command, added } = verdict.value;
      const rest = argv.slice(1 + path.length);
      const flags = rest.filter((word) => word.startsWith('-')).map((word) => word.split('=')[0] ?? '');
      const ours = added.map((word) => word.split('=')[0]);
      return (
        [binary, ...path].every((word, index) => argv[index] === word) &&
        flags.every((name) => command.rule.flag(name)?.name === name || ours.includes(name)) &&
        new Set(flags).size === flags.length &&
        argv.every((word) => /^[\t\n -~]+$/.test(word))
      );
    }),
    runs(2_000),
  );
  t.ok(cleared > 50);
});

test('any unknown flag added anywhere after the path is refused by the fourth layer', async (t) => {
  const frobnicate = fc.stringMatching(/^--?x[a-z-]{0,12}(?:=[a-z]{1,4})?$/);
  const added = written.chain((command) => {
    const words = wordsOf(command);
    return fc.tuple(fc.constant(words), fc.integer({ min: command.path.length, max: words.length }), frobnicate);
  });
  fc.assert(
    fc.property(added, ([words, at, flag]) => layerOf(quotedPlainly(words.toSpliced(at, 0, flag))) === 4),
    RUNS,
  );
  t.pass();
});

test('any flag given twice is refused as repeated', async (t) => {
  const doubled = written
    .filter(({ flags }) => flags.length > 0)
    .chain((command) => fc.constantFrom(...command.flags).map((flag) => ({ ...command, flags: [...command.flags, flag] })));
  fc.assert(
    fc.property(doubled, (command) => {
      t.same(outcome(quotedPlainly(wordsOf(command))), { layer: 4, code: 'repeated-flag' });
    }),
    RUNS,
  );
});

test('anything a shell acts on, outside quotes, is refused by the first layer', async (t) => {
  const acted = fc.constantFrom(
    ...Array.from('|&;<>()$`*?[]{}#!^'),
    '\\\n',
    '\\*',
    '\n',
    '\r',
    '\0',
    '\u00a0',
    '\u2028',
    '\ud800',
    '~',
    '=x',
    "'",
    '"',
  );
  // At the border of two words nothing is quoted. A quotation mark opens there, and must not be closed by one in a word behind it.
  const spoiled = fc
    .tuple(acted, written.map(wordsOf), fc.nat(60))
    .filter(([sign, words]) => !/["']/u.test(sign) || !/["']/u.test(words.join('')))
    .map(([sign, words, at]) => {
      const border = at % (words.length + 1);
      return [quotedPlainly(words.slice(0, border)), sign, quotedPlainly(words.slice(border))].join(' ');
    });
  fc.assert(
    fc.property(spoiled, (line) => layerOf(line) === 1),
    RUNS,
  );
  t.pass();
});

test('no line makes the gate throw, and every refusal can be shown', async (t) => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.string({ maxLength: 300 }),
    fc.array(fc.constantFrom(...Array.from(`'"\\ $\`{}=~-a#`)), { maxLength: 40 }).map((parts) => `gcloud ${parts.join('')}`),
    almost,
  );
  fc.assert(
    fc.property(anything, (line) => {
      const verdict = verdictOf(line);
      if (verdict.ok) return true;
      const wire = wireRefusal(verdict.error);
      return wire.part.length <= 400 && wire.hint.length <= 800 && hintFor(verdict.error) !== '' && verdict.error.part.at <= 8_192;
    }),
    runs(3_000),
  );
  t.pass();
});

/** Each could make something backtrack, nest or copy. */
const LONG: readonly (readonly [title: string, line: (length: number) => string])[] = [
  ['one word', (length) => 'a'.repeat(length)],
  ['blanks', (length) => `gcloud${' '.repeat(length)}projects list`],
  ['words', (length) => `gcloud projects list ${'a '.repeat(length / 2)}`],
  ['single quotes', (length) => `gcloud projects list ${"''".repeat(length / 2)}`],
  ['double quotes', (length) => `gcloud projects list "${String.raw`\"`.repeat(length / 2)}"`],
  ['open quote', (length) => `gcloud projects list "${String.raw`\\`.repeat(length / 2)}`],
  ['escaped quotes', (length) => `gcloud projects list ${String.raw`\'`.repeat(length / 2)}`],
  ['an unknown flag', (length) => `gcloud projects list --${'x'.repeat(length)}`],
  ['an unknown operation', (length) => `gcloud ${'projects-'.repeat(length / 9)}`],
  ['a filter of many terms', (length) => `gcloud projects list --filter='${'a=b AND '.repeat(length / 8)}a=b'`],
  ['a filter of open quotes', (length) => `gcloud projects list --filter='a="${'\\a'.repeat(length / 2)}'`],
  ['a filter of parentheses', (length) => `gcloud projects list --filter='${'('.repeat(length)}'`],
  ['a filter list', (length) => `gcloud projects list --filter='a=(${'b '.repeat(length / 2)}'`],
  ['sort keys', (length) => `gcloud projects list --sort-by=${'a,'.repeat(length / 2)}`],
  ['zones', (length) => `gcloud compute instances list --zones=${'us-central1-a,'.repeat(length / 14)}`],
  ['a project', (length) => `gcloud compute instances list --project=${'a-'.repeat(length / 2)}`],
  ['filters of EC2', (length) => `aws ec2 describe-instances --filters Name=a,Values=${'a,'.repeat(length / 2)}`],
];

test('no line takes long to judge, at the cap or far beyond it', async (t) => {
  for (const [title, line] of LONG) {
    const judged = [2_000, 8_100, 64_000].map((length) => {
      const text = line(length);
      verdictOf(text);
      const start = performance.now();
      verdictOf(text);
      return performance.now() - start;
    });
    // A quadratic step over 8 000 characters takes longer than this on any machine; the slowest here takes about 2 ms.
    t.ok(Math.max(...judged) < 60, `${title}: ${judged.map((one) => one.toFixed(2)).join(' ')} ms`);
  }
});
