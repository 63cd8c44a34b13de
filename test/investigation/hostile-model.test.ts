// A model that means harm: whatever it writes becomes one line of plain words, and the gate reads exactly those words or none.

import { test } from 'tap';
import { shell } from '../../src/gate/1-shell.js';
import { judge } from '../../src/gate/index.js';
import { lineOf } from '../../src/investigation/line-of.js';
import { readPolicy } from '../../src/packs/index.js';
import * as answers from '../model-server/answers.js';
import { stateAfter } from '../model-server/case.js';
import { asProposal, asWords, hostileLines } from '../model-server/hostile.js';
import { stage } from '../model-server/stage.js';
import { fc, runs, sampleOf } from '../random.js';

const WAIT = { timeout: 120_000 };

type Read = ReturnType<typeof shell.check>;
const textsOf = (read: Read): readonly string[] => (read.ok ? read.value.words.map(({ text }) => text) : []);

test('words become a line that is read as these words, or is refused', async (t) => {
  const word = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom("'", '"', "a'b", '$(id)', '`', '\\', '', ' ', '\n', ';', '-x=y'),
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
      const read = shell.check(lineOf(words));
      return !read.ok || JSON.stringify(textsOf(read)) === JSON.stringify(words);
    }),
    runs(2_000),
  );
  const plain = ['aws', 'ec2', 'describe-volumes', '--query', "Volumes[?Size>`8` && Tag=='a b']", '--filters', 'Name=a,Values=b'];
  const read = shell.check(lineOf(plain));
  t.same(textsOf(read), plain, 'plain ones are read');
});

test('no line of the hostile corpus gains anything by being proposed', WAIT, async (t) => {
  const all = hostileLines();
  t.ok(all.length > 300, String(all.length));
  // The whole corpus meets the gate in a test of its own.
  const lines = sampleOf(all, 3);
  const { reasoner, dossier, server } = await stage(
    t,
    lines.map((line) => answers.saysJson(asProposal(line))),
  );
  const policy = readPolicy();
  let proposed = 0;
  while (server.calls.length < lines.length) {
    const line = lines[server.calls.length] ?? '';
    const before = server.calls.length;
    // What cannot even be a proposal is no thought: the model is asked once more, and the next line of the corpus comes.
    const thought = await reasoner.think(dossier, stateAfter(1)).catch(() => undefined);
    if (thought?.action.do !== 'command' || server.calls.length !== before + 1) continue;
    proposed += 1;
    const words = asWords(line);
    const read = shell.check(thought.action.command);
    if (read.ok) t.same(textsOf(read), words, line);
    const verdict = judge(thought.action.command, policy, { microUsd: 1_000_000 });
    // Quoted words are words: only a line whose fault was what a shell would make of it can become a plain read.
    if (verdict.ok) t.notOk(shell.check(line).ok, line);
  }
  t.ok(proposed * all.length > 300 * lines.length, String(proposed));
});
