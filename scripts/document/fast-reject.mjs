// docs/internal/fast-reject-spec.md: what layers 1 and 2 do to every character and construct, found out by asking them.

import { shell } from '../../dist/src/gate/1-shell.js';
import { binary } from '../../dist/src/gate/2-binary.js';
import { hintFor } from '../../dist/src/gate/index.js';
import { BINARIES } from '../../dist/src/policy/index.js';
import { CONSTRUCTS, PROGRAMS } from './constructs.mjs';
import { cell, code, GENERATED, table } from './markdown.mjs';

/** Why each reason exists: the threat, not the wording. */
const WHY = {
  'too-long': 'work and answers are bounded before anything is read',
  empty: 'nothing to judge',
  'control-character': 'a newline ends a command, NUL ends a string, an escape rewrites what a person sees',
  'not-ascii': 'a look-alike letter or an invisible blank is another word to each reader',
  'open-quote': 'shells wait for more; parsers invent an end',
  operator: 'a second command, a file, a group: nothing that one plain command has',
  expansion: 'what would run is not what is written',
  backslash: 'shells and parsers disagree on every other use of it',
  glob: 'the words would depend on the files of a directory',
  brace: 'one word would become several',
  tilde: 'the word would depend on a home directory',
  comment: 'the rest would be read by some and not by others',
  history: 'an interactive shell would put a former command here',
  assignment: 'variables change how a program works; zsh looks a path up behind `=`',
  'not-plain': 'two readers do not agree on the words',
  'unknown-binary': 'only programs whose whole grammar is known may run, by their bare names',
};

const POSITIONS = [
  ['front of a word', (c) => `gcloud ${c}x`],
  ['inside a word', (c) => `gcloud x${c}x`],
  ['behind `--x=`', (c) => `gcloud --x=${c}y`],
  ['first word', (c) => `x${c}x y`],
  ["in '…'", (c) => `gcloud 'x${c}x'`],
  ['in "…"', (c) => `gcloud "x${c}x"`],
  ['behind \\', (c) => `gcloud x\\${c}x`],
  ['behind \\ in "…"', (c) => `gcloud "x\\${c}x"`],
];

function seen(line, character) {
  const read = shell.check(line);
  if (!read.ok) return read.error.code;
  const { words } = read.value;
  if (words.some(({ text }) => text.includes(character))) return 'itself';
  return character === '\\' ? 'takes the next literally' : 'ends the word';
}

const NAMES = new Map([
  [0x00, 'NUL'],
  [0x09, 'tab'],
  [0x0a, 'newline'],
  [0x0d, 'carriage return'],
  [0x1b, 'escape'],
  [0x20, 'space'],
  [0x7f, 'DEL'],
]);

const nameOf = (point) =>
  NAMES.get(point) ??
  (point < 0x20 || point > 0x7e ? `U+${point.toString(16).toUpperCase().padStart(4, '0')}` : code(String.fromCodePoint(point)));

/** Characters to which the same happens everywhere, together. */
function classes(points) {
  const groups = new Map();
  for (const point of points) {
    const row = POSITIONS.map(([, line]) => seen(line(String.fromCodePoint(point)), String.fromCodePoint(point)));
    const key = row.join('|');
    groups.set(key, { row, points: [...(groups.get(key)?.points ?? []), point] });
  }
  return [...groups.values()];
}

/** `A`–`Z` and not twenty-six names. */
function ranges(points) {
  const runs = [];
  for (const point of points) {
    const last = runs.at(-1);
    if (last && point === last[1] + 1 && !NAMES.has(point) && !NAMES.has(last[1])) last[1] = point;
    else runs.push([point, point]);
  }
  const isWhole = ([from, to]) => to - from > 2;
  return runs
    .flatMap((run) =>
      isWhole(run) ? [`${nameOf(run[0])}–${nameOf(run[1])}`] : Array.from({ length: run[1] - run[0] + 1 }, (_, i) => nameOf(run[0] + i)),
    )
    .join(' ');
}

const OTHERS = [
  [0x85, 'next line (C1)'],
  [0x9b, 'control sequence introducer (C1)'],
  [0xa0, 'no-break space'],
  [0xe9, 'a letter with an accent'],
  [0x430, 'Cyrillic а, which looks like a'],
  [0x200b, 'zero-width space'],
  [0x202e, 'right-to-left override'],
  [0x2028, 'line separator'],
  [0x2212, 'minus sign, which looks like -'],
  [0x3000, 'ideographic space'],
  [0xd800, 'half of a character'],
  [0xfeff, 'byte order mark'],
  [0xff04, 'fullwidth dollar'],
  [0x1f600, 'an emoji'],
  [0xe0041, 'a tag character'],
];

const head = ['characters', ...POSITIONS.map(([name]) => cell(name))];

function characterTable() {
  return table(
    head,
    classes(Array.from({ length: 128 }, (_, point) => point)).map(({ points, row }) => [ranges(points), ...row]),
  );
}

function otherTable() {
  const rows = OTHERS.map(([point, what]) => [
    `${nameOf(point)} ${what}`,
    ...POSITIONS.map(([, line]) => seen(line(String.fromCodePoint(point)), String.fromCodePoint(point))),
  ]);
  return table(head, rows);
}

const shortened = (line) => (line.length > 90 ? `${line.slice(0, 60)}… (${line.length} characters)` : line);

function verdictOf(line) {
  const words = shell.check(line);
  if (!words.ok) return [`1 ${words.error.code}`, words.error];
  const found = binary.check(words.value);
  return found.ok ? ['passes on', undefined] : [`2 ${found.error.code}`, found.error];
}

function constructTable(constructs) {
  const rows = constructs.map(([what, line]) => {
    const [verdict, refusal] = verdictOf(line);
    return [what, code(shortened(line)), verdict, refusal ? cell(hintFor(refusal)) : ''];
  });
  return table(['construct', 'example', 'layer and code', 'hint'], rows);
}

function reasonTable() {
  return table(
    ['code', 'why'],
    Object.entries(WHY).map(([name, why]) => [code(name), cell(why)]),
  );
}

export function fastReject() {
  return `${GENERATED}

# Layers 1 and 2: the fast reject

A line becomes words only if every POSIX shell, and a parser written by others, would read the same words and do nothing else. Each character
is looked at once. What is not known to be harmless where it stands is refused; nothing is repaired, unescaped or guessed. The tables below are
the answers of the layers themselves.

## Every ASCII character, in every position

\`itself\`: the character is part of the word. A code: the line is refused. \`x\` stands for a plain letter around it.

${characterTable()}
## Beyond ASCII: never, in any position

${otherTable()}
## Constructs

${constructTable(CONSTRUCTS)}
## Layer 2: the first word

The bare name of one of these programs, and nothing else: ${BINARIES.map(code).join(', ')}.

${constructTable(PROGRAMS)}
## The reasons

${reasonTable()}`;
}
