// What a person meant: the rule of the README, line by line.

import { test } from 'tap';
import { approvalOf, meaningOf } from '../../src/terminal/answer-rule.js';
import { fc, runs } from '../random.js';

const kind = (text: string, origin: 'typed' | 'pasted' = 'typed'): string => meaningOf(text, origin).kind;

const OUTPUTS = [
  'NAME  ZONE\nweb-1  us-east1-b',
  'x'.repeat(301),
  '[]',
  '{}',
  '[{"a": 1}]',
  '"text"',
  'a | b | c | d',
  'a\tb\tc',
  'web-1     us-east1-b     RUNNING',
  'ERROR: (gcloud.projects.list) PERMISSION_DENIED',
  'An error occurred (AccessDenied) when calling the ListBuckets operation',
];

const WORDS = [
  'we moved to another region last week',
  'that project was deleted yesterday',
  'is this the right account?',
  "don't look there",
  'ja, das ist es',
];

const UNCLEAR = ['us-east-1', '42', 'i-0abc1234', 'x', '1 2 3', '[not json', '{', '"open'];

test('several lines, more than 300 characters, JSON, a table or an error message is output', async (t) => {
  for (const text of OUTPUTS) {
    t.equal(kind(text), 'output', text.slice(0, 40));
    t.equal(kind(text, 'pasted'), 'output', text.slice(0, 40));
  }
});

test('other words are a note, and what is neither is asked about', async (t) => {
  for (const text of WORDS) t.same(meaningOf(text, 'typed'), { kind: 'note', text });
  for (const text of UNCLEAR) t.equal(kind(text), 'unclear', text);
  t.same(meaningOf('  /note look at  eu  ', 'typed'), { kind: 'note', text: 'look at  eu' });
  t.equal(kind('/note'), 'help');
});

test('commands are words of their own', async (t) => {
  const said = ['/skip', 'skip', '/quit', '/exit', 'quit', '/why', 'why', 'why?', 'Why?', '/help', '?', '/paste', '', '  ', '/frobnicate'];
  t.same(
    said.map((text) => kind(text)),
    ['skip', 'skip', 'quit', 'quit', 'quit', 'why', 'why', 'why', 'why', 'help', 'help', 'paste', 'empty', 'empty', 'unknown-command'],
  );
  t.equal(kind('/skip this one'), 'unclear');
});

test('nothing that was pasted is a command or a note', async (t) => {
  for (const text of ['/quit', '/skip', '/note x', 'why?', 'skip', '/etc/passwd', ...WORDS]) t.equal(kind(text, 'pasted'), 'unclear', text);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      t.ok(['empty', 'output', 'unclear'].includes(kind(text, 'pasted')));
    }),
    runs(200),
  );
});

test('a yes is one word, a no may have a reason, and nothing is no answer', async (t) => {
  const answers: readonly (readonly [string, unknown])[] = [
    ['y', { kind: 'yes' }],
    [' Yes ', { kind: 'yes' }],
    ['a', { kind: 'always' }],
    ['always', { kind: 'always' }],
    ['q', { kind: 'quit' }],
    ['n', { kind: 'no', note: undefined }],
    ['no, it is prod', { kind: 'no', note: 'it is prod' }],
    ['n too wide', { kind: 'no', note: 'too wide' }],
    ['N: too wide', { kind: 'no', note: 'too wide' }],
  ];
  for (const [text, expected] of answers) t.same(approvalOf(text), expected, text);
  for (const text of ['', ' ', '\t', 'yy', 'y y', 'yes please', 'sure', 'ok', '1', 'j', 'all', 'a b', 'ｙ', 'у', '\u0079\u0301']) {
    t.same(approvalOf(text), { kind: 'unclear' }, JSON.stringify(text));
  }
});

test('whatever is typed, only y, yes, a and always let a command run', async (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (text) => {
      const { kind: said } = approvalOf(text);
      t.equal(said === 'yes' || said === 'always', /^(?:y|yes|a|always)$/iu.test(text.trim().replace(/[ ,:]+$/u, '')));
    }),
    runs(500),
  );
});
