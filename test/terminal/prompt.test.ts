// One question at a terminal: what answers it, what does not, and how the terminal is left.

import { test } from 'tap';
import { openPrompt } from '../../src/terminal/prompt.js';
import { fakeTeletype, moment } from './fake-teletype.js';

const OPEN = '\u001b[200~';
const CLOSE = '\u001b[201~';
const FRESH = { label: '? ', isFresh: true };
const FOLLOWING = { label: '? ', isFresh: false };
const line = (text: string) => ({ kind: 'line', text });
const paste = (text: string, cutBytes = 0) => ({ kind: 'paste', text, cutBytes });

test('what was typed before the question could be read does not answer it', async (t) => {
  const at = fakeTeletype();
  const answer = openPrompt(at, 1_000).ask(FRESH);
  await at.type('y\r', 'y', '\r', `${OPEN}y\r${CLOSE}`, 'y\r');
  t.notMatch(at.written(), /\? /u, 'the question is not asked while keys still come');
  await at.shows('? ');
  await at.type('n', '\r');
  t.same(await answer, line('n'));
});

test('a question that follows another of the same conversation is asked at once', async (t) => {
  const at = fakeTeletype();
  const answer = openPrompt(at, 1_000).ask(FOLLOWING);
  await at.type('yes\r');
  t.same(await answer, line('yes'));
});

test('the terminal is raw while a question is open, and as it was before and after', async (t) => {
  for (const isPlain of [false, true]) {
    const at = fakeTeletype(isPlain);
    const prompt = openPrompt(at, 1_000);
    t.notOk(at.isRaw());
    const answer = prompt.ask(FOLLOWING);
    t.ok(at.isRaw() && at.isHeard());
    await at.type('a\r');
    await answer;
    t.notOk(at.isRaw() || at.isHeard());
    t.equal(at.written().includes('\u001b[?2004h'), !isPlain);
    t.equal(at.written().includes('\u001b[?2004l'), !isPlain);
    if (isPlain) t.notMatch(at.written(), /\u001b/u, 'a plain terminal gets no sequence at all');
    const open = prompt.ask(FOLLOWING);
    prompt.close();
    t.same(await open, { kind: 'gone' });
    t.notOk(at.isRaw() || at.isHeard());
    t.same(await prompt.ask(FOLLOWING), { kind: 'gone' });
    t.notOk(at.isRaw());
  }
});

test('a line can be corrected', async (t) => {
  const at = fakeTeletype();
  const answer = openPrompt(at, 1_000).ask(FOLLOWING);
  await at.type('nothing', '\u0015', 'one two', '\u0017', 'thre€', '\u007f', 'e', '\r');
  t.same(await answer, line('one three'));
});

test('a paste is told from typing, with Enter behind it or without', async (t) => {
  for (const enter of ['', '\r']) {
    const at = fakeTeletype();
    const answer = openPrompt(at, 1_000).ask(FOLLOWING);
    await at.type(`${OPEN}y\r/quit\r${CLOSE}${enter}`);
    t.same(await answer, paste('y\n/quit\n'));
  }
});

test('a closing bracket inside a paste closes nothing, even if the rest is slow to come', async (t) => {
  const at = fakeTeletype();
  const answer = openPrompt(at, 1_000).ask(FOLLOWING);
  await at.type(`${OPEN}a${CLOSE}`, 'y\r', CLOSE);
  t.same(await answer, paste(`a${CLOSE}y\n`));
});

test('what was pasted into a typed line makes the line data, unless it was begun as a note', async (t) => {
  const typed = async (before: string): Promise<unknown> => {
    const at = fakeTeletype();
    const answer = openPrompt(at, 1_000).ask(FOLLOWING);
    await at.type(before, `${OPEN}/etc/passwd${CLOSE}`);
    await moment(200);
    await at.type('\r');
    return answer;
  };
  t.same(await typed('.'), paste('./etc/passwd'));
  t.same(await typed('/note see '), line('/note see /etc/passwd'));
});

test('lines that come at once are a paste without brackets, to the mark or Ctrl-D', async (t) => {
  for (const end of ['###\r', '\u0004']) {
    const at = fakeTeletype();
    const answer = openPrompt(at, 1_000).ask(FOLLOWING);
    await at.type('[\r  1\r', '/quit\r', ']\r');
    await moment(300);
    await at.type(end);
    t.same(await answer, paste('[\n  1\n/quit\n]'));
  }
});

test('where the answer is one line, several at once are none', async (t) => {
  const at = fakeTeletype();
  const answer = openPrompt(at, 1_000).ask({ ...FOLLOWING, isShort: true });
  await at.type('y\ry\r', 'y\r');
  t.same(await answer, paste(''));
});

test('lines are collected where that was asked for', async (t) => {
  const at = fakeTeletype();
  const answer = openPrompt(at, 12).ask({ ...FOLLOWING, isCollecting: true });
  await at.type('one\r', '\r', 'three\r', 'four\r', '###\r');
  t.same(await answer, paste('one\n\nthree\nf', 3));
});

test('Ctrl-C drops what is there, and with nothing there it stops; so does Ctrl-D', async (t) => {
  for (const key of ['\u0003', '\u0004']) {
    const at = fakeTeletype();
    const answer = openPrompt(at, 1_000).ask(FOLLOWING);
    await at.type(key);
    t.same(await answer, { kind: 'stop' });
  }
  const at = fakeTeletype();
  const answer = openPrompt(at, 1_000).ask(FOLLOWING);
  await at.type('abc', '\u0003', 'x', '\r');
  t.same(await answer, line('x'));
  const pasting = fakeTeletype();
  const other = openPrompt(pasting, 1_000).ask(FOLLOWING);
  await pasting.type(`${OPEN}abc`, '\u0003', '\u0003');
  t.same(await other, { kind: 'stop' });
  const early = fakeTeletype();
  const fresh = openPrompt(early, 1_000).ask(FRESH);
  await early.type('\u0003');
  t.same(await fresh, { kind: 'stop' }, 'before the question too');
});

test('a paste that was given up leaves the question open', async (t) => {
  const at = fakeTeletype();
  const answer = openPrompt(at, 1_000).ask(FOLLOWING);
  await at.type(`${OPEN}abc`, '\u0003', `def\r${CLOSE}`);
  await moment(300);
  await at.type('n\r');
  t.same(await answer, line('n'));
});

test('a terminal that is closed answers nothing', async (t) => {
  const at = fakeTeletype();
  const answer = openPrompt(at, 1_000).ask(FRESH);
  at.hangUp();
  t.same(await answer, { kind: 'gone' });
});

test('nothing that is typed or pasted is written back unescaped', async (t) => {
  const at = fakeTeletype();
  const answer = openPrompt(at, 1_000).ask(FOLLOWING);
  await at.type('a\u009b2Jb\u202ec', '\r');
  await answer;
  t.notMatch(at.written(), /[\u0080-\u009f\u202e]/u);
  t.match(at.written(), /\\u\{202e\}/u);
});
