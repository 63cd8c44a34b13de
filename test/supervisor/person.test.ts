// What a person is asked, and what becomes of what they say: at a terminal, from prepared answers, and where there is nobody.

import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { LIMITS } from '../../src/protocol/index.js';
import { openHold } from '../../src/supervisor/hold.js';
import { NO_ASIDES } from '../../src/supervisor/asides.js';
import { openPerson, type Person, type PersonOptions } from '../../src/supervisor/person.js';
import { exactDollars } from '../../src/supervisor/question.js';
import { openAnswers } from '../../src/terminal/index.js';
import { type FakeTeletype, fakeTeletype, moment } from '../terminal/fake-teletype.js';

const PLACE = "gcloud logging read 'severity>=ERROR' --format=json";
const BY_HAND = { canonical: PLACE, microUsd: 0 };
const ASKED = { canonical: PLACE, subcommand: 'gcloud logging read', microUsd: 10_000 };
const PASTED = (text: string): string => `\u001b[200~${text}\u001b[201~`;
const STOPPED = { outcome: 'interrupted' };

interface At {
  readonly person: Person;
  readonly teletype: FakeTeletype;
}

function at(over: Partial<PersonOptions> & { readonly isPlain?: boolean } = {}): At {
  const teletype = fakeTeletype(over.isPlain);
  const time = () => ({ spent: 61_000, most: 600_000 });
  return {
    teletype,
    person: openPerson({
      screen: { err: () => undefined },
      teletype,
      answers: undefined,
      home: '/',
      copies: true,
      asides: NO_ASIDES,
      time,
      ...over,
    }),
  };
}

/** The question is asked, then each of these is typed as soon as there is somewhere to type. */
async function said<Answer>({ teletype }: At, label: string, asked: Promise<Answer>, ...typed: readonly string[]): Promise<Answer> {
  for (const text of typed) {
    await teletype.shows(label);
    await teletype.type(text);
  }
  return asked;
}

const approved = (one: At, ...typed: readonly string[]) => said(one, '[y/n/a/q] ', one.person.approve(ASKED), ...typed);
const handed = (one: At, ...typed: readonly string[]) => said(one, 'output> ', one.person.byHand(BY_HAND), ...typed);

test('a command waits for a word that says yes', async (t) => {
  t.same(await approved(at(), 'y\r'), { answer: { decision: 'yes', note: null } });
  t.same(await approved(at(), 'a\r'), { answer: { decision: 'always', note: null } });
  t.same(await approved(at(), 'n\r'), { answer: { decision: 'no', note: null } });
  t.same(await approved(at(), 'n it is prod\r'), { answer: { decision: 'no', note: 'it is prod' } });
  t.match(await approved(at(), 'q\r'), { answer: { decision: 'no' }, ending: STOPPED });
  t.match(await approved(at(), '\u0003'), { answer: { decision: 'no' }, ending: STOPPED });
});

test('Enter alone, another word, several lines and a paste are no answer', { timeout: 20_000 }, async (t) => {
  const one = at();
  const asked = one.person.approve(ASKED);
  for (const nothing of ['\r', 'sure\r', 'y\ry\r###\r', PASTED('y'), PASTED('y\r')]) {
    await one.teletype.shows('[y/n/a/q] ');
    await one.teletype.type(nothing);
  }
  await one.teletype.shows('[y/n/a/q] ');
  await one.teletype.type('n\r');
  t.same(await asked, { answer: { decision: 'no', note: null } });
});

test('the whole command is shown before it is asked about, with what it costs and the time', async (t) => {
  const one = at();
  const canonical = `aws ce get-cost-and-usage --filter='${'x'.repeat(3_000)}'`;
  const asked = one.person.approve({ canonical, subcommand: 'aws ce get-cost-and-usage', microUsd: 5_000 });
  await one.teletype.shows('[y/n/a/q] ');
  const text = one.teletype.written();
  const lines = text.split('\n');
  const from = lines.findIndex((shown) => shown.startsWith('  aws'));
  t.equal(
    lines
      .slice(from, lines.indexOf('', from))
      .map((shown) => shown.slice(2))
      .join(''),
    canonical,
  );
  t.match(text, /\$0\.005/u);
  t.match(text, /1:01 of 10:00/u);
  await one.teletype.type('y\r');
  t.same(await asked, { answer: { decision: 'yes', note: null } });
});

test('a command that could look like another one is not asked about, and ends the run', async (t) => {
  for (const canonical of ['gcloud\u202e projects list', 'gсloud projects list', 'gcloud projects list\u001b[2K', '']) {
    const one = at();
    t.match(await one.person.approve({ ...ASKED, canonical }), { answer: { decision: 'no' }, ending: { outcome: 'failed' } });
    t.match(await one.person.byHand({ canonical, microUsd: 0 }), { answer: { output: null, note: null }, ending: { outcome: 'failed' } });
    t.notMatch(one.teletype.written(), /[^\n -~]/u);
  }
});

test('a pasted output is handed back, with what was noted before', async (t) => {
  t.same(await handed(at(), PASTED('[\r  1\r]\r')), { answer: { output: { text: '[\n  1\n]', cutBytes: 0 }, note: null } });
  t.same(await handed(at(), 'it was another region then\r', '/note twice\r', PASTED('a\rb')), {
    answer: { output: { text: 'a\nb', cutBytes: 0 }, note: 'it was another region then\ntwice' },
  });
  t.same(await handed(at(), '/note gone\r', '/skip\r'), { answer: { output: null, note: 'gone' } });
  t.same(await handed(at(), '\r', '/help\r', '/why\r', 'why?\r', '/frobnicate\r', '/skip\r'), { answer: { output: null, note: null } });
  t.match(await handed(at(), '/quit\r'), { answer: { output: null, note: null }, ending: STOPPED });
  t.match(await handed(at(), '\u0004'), { answer: { output: null, note: null }, ending: STOPPED });
});

test('a huge paste is cut, and the person is told', async (t) => {
  const one = at();
  const answer = await handed(one, PASTED(`${'x'.repeat(LIMITS.pasteCharacters)}yz`));
  t.match(answer, { answer: { output: { cutBytes: 2 } } });
  t.equal(answer.answer?.output?.text.length, LIMITS.pasteCharacters);
  t.match(one.teletype.written(), /2 bytes .* cut/u);
});

test('notes are bounded', async (t) => {
  const note = `/note ${'x'.repeat(1_500)}\r`;
  const answer = await handed(at(), note, note, note, '/skip\r');
  t.ok((answer.answer?.note?.length ?? 0) <= LIMITS.noteCharacters);
});

function files(t: Test): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-person-')));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  writeFileSync(join(path, 'out.json'), '[1]\r\n');
  writeFileSync(join(path, 'my out.txt'), 'two words');
  writeFileSync(join(path, 'huge'), 'x'.repeat(LIMITS.pasteCharacters + 10));
  writeFileSync(join(path, 'empty'), '');
  return path;
}

test('the path of a file that is typed is read, after saying so', async (t) => {
  const home = files(t);
  const output = { answer: { output: { text: '[1]', cutBytes: 0 }, note: null } };
  for (const typed of ['~/out.json', join(home, 'out.json'), `'${join(home, 'out.json')}'`]) {
    const one = at({ home });
    t.same(await handed(one, `${typed}\r`), output, typed);
    t.match(one.teletype.written(), /reading \/.*out\.json\n/u);
  }
  t.same(await handed(at({ home }), `${join(home, 'my out.txt')}\r`), {
    answer: { output: { text: 'two words', cutBytes: 0 }, note: null },
  });
  t.match(await handed(at({ home }), `${join(home, 'huge')}\r`), { answer: { output: { cutBytes: 10 } } });
  t.same(
    await handed(at({ home }), `${join(home, 'empty')}\r`, `${home}\r`, '/skip\r'),
    { answer: { output: null, note: null } },
    'nothing, and a directory',
  );
});

test('a path that is pasted is text', async (t) => {
  const path = join(files(t), 'out.json');
  const one = at();
  const asked = one.person.byHand(BY_HAND);
  await one.teletype.shows('output> ');
  await one.teletype.type(PASTED(path));
  await one.teletype.shows('n: note ');
  await one.teletype.type('o\r');
  t.same(await asked, { answer: { output: { text: path, cutBytes: 0 }, note: null } });
});

test('what is neither output nor a note is asked about once', async (t) => {
  const settled = async (reply: string, ...rest: readonly string[]) => {
    const one = at();
    const asked = one.person.byHand(BY_HAND);
    await one.teletype.shows('output> ');
    await one.teletype.type('us-east-1\r');
    await one.teletype.shows('n: note ');
    await one.teletype.type(reply);
    for (const text of rest) {
      await one.teletype.shows('output> ');
      await one.teletype.type(text);
    }
    return asked;
  };
  t.same(await settled('o\r'), { answer: { output: { text: 'us-east-1', cutBytes: 0 }, note: null } });
  t.same(await settled('n\r', '/skip\r'), { answer: { output: null, note: 'us-east-1' } });
  t.same(
    await settled(PASTED('a\rb')),
    { answer: { output: { text: 'a\nb', cutBytes: 0 }, note: null } },
    'another answer takes its place',
  );
  t.same(await settled('/skip\r'), { answer: { output: null, note: null } });
});

test('the command itself, pasted into the wrong window, is no output', async (t) => {
  t.same(await handed(at(), PASTED(PLACE), '/skip\r'), { answer: { output: null, note: null } });
});

test('the command stands alone on its line, and goes to the clipboard where that is wanted', async (t) => {
  const sequence = `\u001b]52;c;${Buffer.from(PLACE).toString('base64')}\u0007`;
  for (const [over, copies] of [
    [{}, true],
    [{ copies: false }, false],
    [{ isPlain: true }, false],
  ] as const) {
    const one = at(over);
    await handed(one, '/skip\r');
    t.ok(one.teletype.written().split('\n').includes(PLACE));
    t.equal(one.teletype.written().includes(sequence), copies);
  }
  const plain = at({ isPlain: true });
  await handed(plain, 'abc\u007f\r', '/skip\r').catch(() => undefined);
  t.notMatch(plain.teletype.written(), /[\u001b\u0007]/u, 'what is read aloud gets no sequence and no bell');
});

test('answers that were prepared are given in order; when they are used up somebody is needed', async (t) => {
  async function* lines(): AsyncGenerator<string> {
    yield await Promise.resolve('[1]\n###\n/note no\n/skip\n');
  }
  const { person } = at({ teletype: undefined, answers: openAnswers(lines(), 1_000) });
  t.same(await person.byHand(BY_HAND), { answer: { output: { text: '[1]', cutBytes: 0 }, note: null } });
  t.same(await person.byHand(BY_HAND), { answer: { output: null, note: 'no' } });
  t.match(await person.byHand(BY_HAND), { ending: { outcome: 'needs-person' } });
  const nobody = at({ teletype: undefined }).person;
  t.match(await nobody.approve(ASKED), { ending: { outcome: 'needs-person' } });
  t.match(await nobody.byHand(BY_HAND), { ending: { outcome: 'needs-person' } });
  t.notOk('answer' in (await nobody.approve(ASKED)), 'and nothing is answered');
});

test('a run that is over asks nothing more', async (t) => {
  const one = at();
  const asked = one.person.approve(ASKED);
  await moment(20);
  one.person.close();
  t.notOk('answer' in (await asked), 'neither yes nor no');
  t.notOk(one.teletype.isRaw());
  t.notOk('answer' in (await one.person.approve(ASKED)));
});

test('while a question is open nothing else is shown, and nothing is lost', async (t) => {
  const seen: string[] = [];
  const hold = openHold((shown) => seen.push(shown.event === 'note' ? shown.text : shown.event));
  const note = (text: string): void => {
    hold.show({ event: 'note', text });
  };
  note('a');
  const asked = hold.during(async () => {
    note('b');
    await moment(20);
    note('c');
    t.same(seen, ['a']);
    return 7;
  });
  t.equal(await asked, 7);
  note('d');
  t.same(seen, ['a', 'b', 'c', 'd']);
  await hold.during(() => Promise.reject(new Error('x'))).catch(() => undefined);
  note('e');
  t.same(seen.at(-1), 'e');
});

test('a price is told to its last digit', async (t) => {
  t.same([0, 10_000, 5_000, 1, 1_000_000, 1_234_567].map(exactDollars), ['$0.00', '$0.01', '$0.005', '$0.000001', '$1.00', '$1.234567']);
});
