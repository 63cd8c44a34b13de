// A model reads what code cannot, and counts for what it can point at.

import { test } from 'tap';
import { openCompressor } from '../../src/investigation/compressor.js';
import * as answers from '../model-server/answers.js';
import { openNames } from '../../src/investigation/names.js';
import { ACCOUNT } from '../model-server/case.js';
import { stage } from '../model-server/stage.js';

const WAIT = { timeout: 60_000 };
const LOG = Array.from({ length: 60 }, (_, n) => `${String(n)} request of ${ACCOUNT} from 10.1.2.3`).join('\n');
const raw = (output: string) => ({ source: 'command' as const, asked: 'gcloud logging read x', output, errors: '' });
const told = (...findings: readonly object[]) => answers.saysJson({ findings });
const LIMITS = { totalMilliseconds: 2_000, stallMilliseconds: 300, textCharacters: 20_000 };

test('JSON that code reads, and short text, go to no model', WAIT, async (t) => {
  const { client, names, dossier, server } = await stage(t, [told()]);
  const { findings } = openCompressor(client, { names });
  t.match(await findings(dossier, raw('{"Volumes":[]}')), [{ text: 'Volumes: empty', at: '$.Volumes' }]);
  t.match(await findings(dossier, raw('a\nb')), [{ at: 'lines 1' }, { text: 'a' }, { text: 'b' }]);
  t.equal(server.calls.length, 0);
});

test('long text goes to a model under other names, and its findings count where they point at lines', WAIT, async (t) => {
  const { client, names, dossier, server } = await stage(t, [
    told({ text: 'account-1 asks from address-1', at: 'lines 3-9' }, { text: 'made up', at: 'lines 70' }, { text: 'nowhere', at: '' }),
  ]);
  const findings = await openCompressor(client, { names }).findings(dossier, raw(LOG));
  t.same(findings[0], { text: `${ACCOUNT} asks from 10.1.2.3`, at: 'lines 3-9' });
  t.notOk(findings.some(({ text }) => text === 'made up' || text === 'nowhere'));
  t.ok(
    findings.some(({ text }) => text === '60 lines'),
    'with what code reads',
  );
  t.notMatch(server.calls[0]?.body, ACCOUNT);
  t.match(server.calls[0]?.content[0]?.text, /^1: 0 request of account-1 from address-1$/m);
});

test('with names of its own a question reads the same, whatever was asked before it', WAIT, async (t) => {
  const { client, names, dossier, server } = await stage(t, [told()]);
  const options = { names, frameKey: 'abcdefghijklmnop', freshNames: () => openNames(dossier) };
  const { findings } = openCompressor(client, options);
  await findings(dossier, raw(LOG.replaceAll('10.1.2.3', '10.9.9.9')));
  await findings(dossier, raw(LOG));
  await openCompressor(client, options).findings(dossier, raw(LOG));
  t.equal(server.calls[1]?.body, server.calls[2]?.body);
  t.match(server.calls[1]?.body, /address-1/u);
});

test('large JSON goes to a model too, and its findings count where they point at a path', WAIT, async (t) => {
  const items = Array.from({ length: 800 }, (_, n) => ({ name: `thing-${String(n)}`, note: 'x'.repeat(20) }));
  const { client, names, dossier } = await stage(t, [told({ text: 'a', at: '$.items[799].note' }, { text: 'b', at: '$.items[800]' })]);
  const findings = await openCompressor(client, { names }).findings(dossier, raw(JSON.stringify({ items })));
  t.same(findings[0], { text: 'a', at: '$.items[799].note' });
  t.notOk(findings.some(({ text }) => text === 'b'));
});

const FAILURES: Readonly<Record<string, answers.Behaviour>> = {
  'no JSON': answers.says('it looks fine'),
  'another form': answers.saysJson({ findings: [{ fact: 'x' }] }),
  'a refusal': answers.refuses,
  'an answer that was cut off': answers.isCutShort,
  'an error': answers.fails(400, 'invalid_request_error'),
  'an answer that breaks off': answers.breaksOff,
  'a stall': answers.stalls,
  'a flood': answers.floods,
};

for (const [what, behaviour] of Object.entries(FAILURES)) {
  test(`${what}: what code reads is there all the same, and the model is soon left in peace`, WAIT, async (t) => {
    const { client, names, dossier, server } = await stage(t, [behaviour]);
    const { findings } = openCompressor(client, { names, limits: LIMITS });
    for (let n = 0; n < 4; n += 1) t.match((await findings(dossier, raw(LOG)))[0], { text: '60 lines' });
    t.equal(server.calls.length, 2);
  });
}

test('without a model code reads alone', async (t) => {
  const { names, dossier } = await stage(t, []);
  t.match(await openCompressor(undefined, { names }).findings(dossier, raw(LOG)), [{ text: '60 lines' }]);
});

test('text that is no text for a path or for JSON harms nothing', WAIT, async (t) => {
  const { names, dossier } = await stage(t, []);
  const { findings } = openCompressor(undefined, { names });
  for (const output of [
    '[',
    '{"__proto__":{"a":1}}',
    `${'['.repeat(3_000)}${']'.repeat(3_000)}`,
    '\ud800',
    '"x"',
    'null',
    '[[[]]]',
    '[1,"a",null]',
  ])
    t.ok((await findings(dossier, raw(output))).length >= 0);
});
