// What reaches the terminal: finished lines once and in order, the live rows below them, nothing while a question is open, and a terminal that is as
// it was.

import { test } from 'tap';
import { inkFor } from '../../src/terminal/ink.js';
import type { Pane } from '../../src/terminal/index.js';
import { repaint } from '../../src/terminal/live-region.js';
import { openLiveView } from '../../src/terminal/live-view.js';
import { fc, runs } from '../random.js';
import { emulator, type Emulator } from './emulator.js';
import { moment } from './fake-teletype.js';
import { answeredEvent, openedEvent, roundEvent, spikesEvent } from './run-events.js';

const row = fc.stringMatching(/^[a-z]{0,9}$/);
const change = fc.record({ next: fc.array(row, { maxLength: 5 }), scrolled: fc.array(row, { maxLength: 4 }) });

test('whatever changes, the screen is what scrolled up in its order, and below it the rows that were drawn last', async (t) => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
      const screen = emulator(10, 8);
      let shown: readonly string[] = [];
      const all: string[] = [];
      for (const { next, scrolled } of changes) {
        screen.write(repaint({ shown, next, scrolled, resizedTo: undefined }));
        shown = next;
        all.push(...scrolled);
      }
      const wanted = [...all, ...shown];
      while (wanted.at(-1) === '') wanted.pop();
      return JSON.stringify(screen.lines()) === JSON.stringify(wanted) && screen.strange().length === 0 && screen.wraps();
    }),
    runs(300),
  );
  t.pass();
});

test('a row that changed is drawn alone, and one that did not is not drawn', async (t) => {
  const shown = ['one', 'two', 'three'];
  t.equal(repaint({ shown, next: shown, scrolled: [], resizedTo: undefined }), '');
  const bytes = repaint({ shown, next: ['one', 'TWO', 'three'], scrolled: [], resizedTo: undefined });
  t.match(bytes, /TWO/u);
  t.notMatch(bytes, /one|three/u);
});

test('rows that a narrower terminal has wrapped are taken away whole', async (t) => {
  const screen = emulator(10, 12);
  // As a terminal shows them after it was made narrower: 18 columns in two rows.
  screen.write('before\r\n');
  screen.write('abcdefghij\r\nklmnopqr\r\nlast\r');
  screen.write(repaint({ shown: ['abcdefghijklmnopqr', 'last'], next: ['new', 'rows'], scrolled: [], resizedTo: 10 }));
  t.same(screen.lines(), ['before', 'new', 'rows']);
});

const resized = fc.record({
  columns: fc.integer({ min: 10, max: 40 }),
  next: fc.array(fc.stringMatching(/^[a-z]{0,8}$/), { maxLength: 5 }),
});

test('a terminal that is made narrower and wider keeps nothing of what was drawn before, on its screen or among what scrolled off', async (t) => {
  const wide = fc.array(fc.stringMatching(/^[a-z]{0,38}$/), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(wide, fc.array(resized, { minLength: 1, maxLength: 6 }), fc.boolean(), (first, sizes, isFull) => {
      const screen = emulator(40, 24);
      // The question is only what becomes of our rows: five of at most 38 columns are twenty in a terminal of ten.
      const before = Array.from({ length: isFull ? 40 : 16 }, (_, at) => `line ${String(at)}`);
      screen.write(before.map((line) => `${line}\r\n`).join(''));
      screen.write(repaint({ shown: [], next: first, scrolled: [], resizedTo: undefined }));
      let shown: readonly string[] = first;
      for (const { columns, next } of sizes) {
        screen.resize(columns);
        screen.write(repaint({ shown, next, scrolled: ['more'], resizedTo: columns }));
        before.push('more');
        shown = next;
      }
      const wanted = [...before, ...shown];
      while (wanted.at(-1) === '') wanted.pop();
      return JSON.stringify(screen.whole()) === JSON.stringify(wanted);
    }),
    runs(300),
  );
  t.pass();
});

test('a screen that is nothing but live rows is erased, and not kept among what scrolled off', async (t) => {
  const screen = emulator(20, 4);
  screen.write(repaint({ shown: [], next: ['one', 'two'], scrolled: [], resizedTo: undefined }));
  screen.write(repaint({ shown: ['one', 'two'], next: ['three'], scrolled: [], resizedTo: undefined }));
  t.same(screen.lines(), ['three']);
  screen.write('\u001b[J');
  t.same(screen.lines(), ['three'], 'control: this is how it would be kept');
});

interface At {
  readonly screen: Emulator;
  readonly pane: Pane;
  readonly writes: () => number;
  readonly on: () => Parameters<Pane['watch']>[0] | undefined;
  /** The terminal first, and the program is told of it if somebody tells it. */
  readonly resize: (columns: number) => void;
}

function at(width = 80, rows = 24): At {
  const screen = emulator(width, rows);
  let columns = width;
  let writes = 0;
  let on: Parameters<Pane['watch']>[0] | undefined;
  return {
    screen,
    writes: () => writes,
    on: () => on,
    resize: (next) => {
      columns = next;
      screen.resize(next);
    },
    pane: {
      write: (text) => {
        writes += 1;
        screen.write(text);
      },
      size: () => ({ columns, rows }),
      watch: (heard) => {
        on = heard;
        return () => {
          heard.leave();
          on = undefined;
        };
      },
    },
  };
}

function opened(one: At) {
  const look = { ink: inkFor(false), isPlain: false };
  return openLiveView({ pane: one.pane, look, named: (line) => line, now: () => performance.now(), rewraps: true }, process.stdin);
}

const text = (one: At): string => one.screen.lines().join('\n');

test('a run is drawn at once, ten times a second at most, and leaves what is finished behind', async (t) => {
  const one = at();
  const view = opened(one);
  t.match(text(one), /starting/u);
  t.ok(one.screen.hidesCursor());
  view.show(openedEvent('first-light'));
  view.show(spikesEvent('AmazonEC2'));
  for (let round = 1; round <= 40; round += 1) view.show(roundEvent(round, 'a cause', [round / 100]));
  t.equal(one.writes(), 1, 'nothing is drawn before its time');
  await moment(250);
  t.ok(one.writes() <= 5, String(one.writes()));
  t.match(text(one), /round 40/u);
  view.show({ event: 'proposed', command: 'aws sts get-caller-identity' });
  await moment(150);
  view.show(answeredEvent('aws sts get-caller-identity', '{"Account": "1"}'));
  view.show({ event: 'ended', outcome: 'done', detail: '' });
  view.close();
  const left = text(one);
  t.match(left, /proposed aws sts get-caller-identity\n {2}✓✓✓✓✓✓✓ {2}ran/u);
  t.match(left, /run ended: done$/u);
  t.notMatch(left, /Ctrl-C/u, 'the live rows are gone');
  t.notOk(one.screen.hidesCursor());
  t.notOk(one.screen.isUpdating());
  t.same(one.screen.strange(), []);
  view.show({ event: 'warning', text: 'late' });
  view.close();
  t.equal(text(one), left, 'what is closed stays closed');
});

test('after a resize nothing is drawn until the terminal has kept its size for a moment, and then all of it anew', async (t) => {
  const one = at(120, 30);
  one.screen.write('$ ghosthunter\r\n');
  const view = opened(one);
  view.show(openedEvent('first-light'));
  view.show(spikesEvent('AmazonEC2'));
  view.show(
    roundEvent(1, 'a cause with a long statement that takes most of a row of a wide terminal and then a little more of it', [0.6, 0.3]),
  );
  await moment(150);
  const before = one.screen.whole().filter((line) => !/^── ghosthunter/u.test(line));
  t.match(text(one), /^── ghosthunter/mu, 'control');
  for (const columns of [80, 64, 50, 100]) {
    one.resize(columns);
    if (columns !== 64) one.on()?.resized();
    const drawn = one.writes();
    view.say([`now ${String(columns)}`]);
    await moment(200);
    t.equal(one.writes(), drawn, 'not yet');
    await moment(250);
    t.ok(one.writes() > drawn, 'also where nobody told of the new size');
  }
  view.close();
  const left = one.screen.whole();
  t.notOk(
    left.some((line) => /── ghosthunter|Ctrl-C stops|█|^round 1: proposes/u.test(line) && !/^ {5}[▁-█]/u.test(line)),
    left.join('\n'),
  );
  t.same(left.slice(-4), ['now 80', 'now 64', 'now 50', 'now 100']);
  t.ok(before.length > 4);
});

test('while a question is open nothing is drawn, and afterwards everything', async (t) => {
  const one = at();
  const view = opened(one);
  view.show(spikesEvent('AmazonEC2'));
  let during = '';
  await view.during(async () => {
    one.screen.write('run it? [y/n/a/q] ');
    const before = one.writes();
    view.show({ event: 'note', text: 'y' });
    view.say(['a line']);
    one.on()?.resized();
    await moment(1_200);
    t.equal(one.writes(), before);
    during = text(one);
  });
  t.match(during, /run it\? \[y\/n\/a\/q\]$/u);
  t.notMatch(during, /Ctrl-C/u);
  await moment(150);
  t.match(text(one), /note {5}y\na line/u);
  t.match(text(one), /Ctrl-C stops$/u);
  view.close();
});

test('a program that is put into the background leaves a clean terminal, and draws again when it is back', async (t) => {
  const one = at();
  const view = opened(one);
  one.on()?.leave();
  t.notMatch(text(one), /Ctrl-C/u);
  t.notOk(one.screen.hidesCursor());
  view.show({ event: 'warning', text: 'meanwhile' });
  await moment(150);
  t.notMatch(text(one), /meanwhile/u);
  one.on()?.back();
  t.match(text(one), /meanwhile/u);
  t.match(text(one), /Ctrl-C stops$/u);
  view.close();
});

test('an output neither moves the cursor nor begins a row like a line of ours', async (t) => {
  const one = at(40, 30);
  const view = opened(one);
  const forged = `${' '.repeat(36)}run it? [y/n/a/q] y${' '.repeat(21)}run it? [y/n/a/q] y\n\u001b[2J\u001b]0;owned\u0007\rrun it? [y/n/a/q] y`;
  view.show(answeredEvent('aws sts', forged));
  view.close();
  t.same(one.screen.strange(), []);
  t.match(text(one), /run it\?/u, 'control');
  t.notOk(
    one.screen.lines().some((line) => line.startsWith('run it?')),
    text(one),
  );
});
