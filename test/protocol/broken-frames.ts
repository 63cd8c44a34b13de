// Every way in which a single frame can be wrong, as bytes, with the code it must be refused with, and beside it the nearest
// frame that is right. Read by parse-frame.test.ts (bytes to the parser) and by channel/lane.test.ts (bytes over a socket).

import { LIMITS, type ViolationCode } from '../../src/protocol/index.js';

export interface BrokenFrame {
  readonly title: string;
  readonly bytes: Uint8Array;
  readonly code: ViolationCode;
  /** Accepted: differs from `bytes` in what makes it wrong and in nothing else. */
  readonly fine: Uint8Array;
}

const encoder = new TextEncoder();
export const BYE = '{"kind":"bye","id":1}';

function bytes(...parts: readonly (string | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...encoder.encode(part)] : [...part])));
}

function row(title: string, code: ViolationCode, wrong: string | Uint8Array, fine: string | Uint8Array = BYE): BrokenFrame {
  const asBytes = (frame: string | Uint8Array): Uint8Array => (typeof frame === 'string' ? bytes(frame) : frame);
  return { title, code, bytes: asBytes(wrong), fine: asBytes(fine) };
}

/** A note whose text is these bytes of JSON string. */
function note(...inside: readonly (string | readonly number[])[]): Uint8Array {
  return bytes('{"kind":"note","id":1,"text":"', ...inside, '"}');
}

const withId = (id: string): string => `{"kind":"bye","id":${id}}`;
const command = (characters: number): string => JSON.stringify({ kind: 'propose', id: 1, command: 'x'.repeat(characters) });
const nested = (open: string, close: string, depth: number): string => `${open.repeat(depth)}0${close.repeat(depth)}`;

const BYTES = [
  row('a byte that no UTF-8 has', 'not-utf8', note([0xff]), note([0xc3, 0xa9])),
  row('an overlong slash', 'not-utf8', note([0xc0, 0xaf]), note('/')),
  row('half of a three-byte character', 'not-utf8', note([0xe2, 0x82]), note([0xe2, 0x82, 0xac])),
  row('a surrogate as three bytes', 'not-utf8', note([0xed, 0xa0, 0x80]), note([0xf0, 0x9f, 0x98, 0x80])),
  row('a surrogate pair as six bytes', 'not-utf8', note([0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]), note([0xf0, 0x9f, 0x98, 0x80])),
  row('a character past the last one', 'not-utf8', note([0xf4, 0x90, 0x80, 0x80]), note([0xf4, 0x8f, 0xbf, 0xbf])),
  row('a byte order mark', 'not-json', bytes([0xef, 0xbb, 0xbf], BYE)),
  row('UTF-16', 'not-json', Uint8Array.from(Buffer.from(BYE, 'utf16le'))),
];

const GRAMMAR = [
  row('an empty line', 'not-json', ''),
  row('blanks only', 'not-json', '   ', ` ${BYE} `),
  row('two frames on a line', 'not-json', BYE + BYE),
  row('a frame that stops', 'not-json', BYE.slice(0, -1)),
  row('a string that stays open', 'not-json', '{"kind":"bye'),
  row('a string that ends in a backslash', 'not-json', '{"kind":"bye\\'),
  row('brackets that do not match', 'not-json', '{"kind":"bye","id":1]'),
  row('closing more than was opened', 'not-json', `${BYE}}}`),
  row('a comment', 'not-json', '{"kind":"bye",/**/"id":1}'),
  row('a trailing comma', 'not-json', '{"kind":"bye","id":1,}'),
  row('single quotes', 'not-json', "{'kind':'bye','id':1}"),
  row('a bare key', 'not-json', '{kind:"bye","id":1}'),
  row('NaN', 'not-json', withId('NaN')),
  row('Infinity', 'not-json', withId('Infinity')),
  row('undefined', 'not-json', withId('undefined')),
  row('a hexadecimal number', 'not-json', withId('0x1')),
  row('a leading zero', 'not-json', withId('01')),
  row('a plus sign', 'not-json', withId('+1')),
  row('a NUL in a string', 'not-json', note([0]), note('\\u0000')),
  row('a tab in a string', 'not-json', note('\t'), note('\\t')),
  row('an unknown escape', 'not-json', note('\\x41'), note('A')),
];

const STRUCTURE = [
  row('33 arrays', 'too-deep', nested('[', ']', LIMITS.depth + 1)),
  row('33 objects', 'too-deep', nested('{"a":', '}', LIMITS.depth + 1)),
  row('30 000 arrays, never closed', 'too-deep', '['.repeat(30_000)),
  row('a key twice', 'repeated-key', '{"kind":"bye","id":1,"id":2}'),
  row(
    'a key twice, further in',
    'repeated-key',
    '{"kind":"hello","id":1,"protocol":1,"canaries":[{"name":"a","outcome":"b","name":"c"}]}',
    '{"kind":"hello","id":1,"protocol":1,"canaries":[{"name":"a","outcome":"b"},{"name":"c","outcome":"d"}]}',
  ),
  row('a key twice, after an object', 'repeated-key', '{"a":{"b":1},"a":2}'),
  row('an escaped key', 'forbidden-key', '{"kind":"bye","\\u0069d":1}'),
  row('an escape in a key that needs it', 'forbidden-key', '{"kind":"bye","id":1,"a\\"b":1}'),
  row('__proto__', 'forbidden-key', '{"kind":"bye","id":1,"__proto__":{"kind":"propose"}}'),
  row('constructor', 'forbidden-key', '{"kind":"bye","id":1,"constructor":{"prototype":{}}}'),
  row('prototype, further in', 'forbidden-key', '{"kind":"bye","id":1,"a":[{"prototype":1}]}'),
  row('__proto__, escaped', 'forbidden-key', '{"kind":"bye","id":1,"__pr\\u006fto__":1}'),
];

const SCHEMA = [
  row('an unknown key', 'not-in-schema', '{"kind":"bye","id":1,"approved":true}'),
  row('a missing key', 'not-in-schema', '{"kind":"bye"}'),
  row('an unknown kind', 'not-in-schema', '{"kind":"approve","id":1}'),
  row('an answer where a request belongs', 'not-in-schema', '{"kind":"noted","id":1}'),
  row('a frame of another lane', 'not-in-schema', '{"kind":"recorded","id":1}'),
  row('a list for a kind', 'not-in-schema', '{"kind":["bye"],"id":1}'),
  row("a line like Node's own channel", 'not-in-schema', '{"cmd":"NODE_HANDLE","type":"net.Socket","msg":{}}'),
  row('an array', 'not-in-schema', '[]'),
  row('a string', 'not-in-schema', '"bye"'),
  row('null', 'not-in-schema', 'null'),
  row('id 0', 'not-in-schema', withId('0')),
  row('a negative id', 'not-in-schema', withId('-1')),
  row('a fraction for an id', 'not-in-schema', withId('1.5')),
  row('an id past the safe integers', 'not-in-schema', withId('9007199254740992'), withId('9007199254740991')),
  row('1e999', 'not-in-schema', withId('1e999'), withId('1e3')),
  row('a string for an id', 'not-in-schema', withId('"1"')),
  row('null for an id', 'not-in-schema', withId('null')),
  row('a list for an id', 'not-in-schema', withId('[1]')),
  row('a high surrogate alone, escaped', 'not-in-schema', note('\\ud83d'), note('\\ud83d\\ude00')),
  row('a low surrogate alone, escaped', 'not-in-schema', note('\\ude00'), note('\\ud83d\\ude00')),
  row('surrogates the wrong way round', 'not-in-schema', note('\\ude00\\ud83d'), note('\\ud83d\\ude00')),
  row('an empty command', 'not-in-schema', command(0), command(1)),
  row('a command that is too long', 'not-in-schema', command(LIMITS.commandCharacters + 1), command(LIMITS.commandCharacters)),
  row(
    'another version of the protocol',
    'not-in-schema',
    '{"kind":"hello","id":1,"protocol":2,"canaries":[]}',
    '{"kind":"hello","id":1,"protocol":1,"canaries":[]}',
  ),
  row(
    'a name with a capital',
    'not-in-schema',
    '{"kind":"hello","id":1,"protocol":1,"canaries":[{"name":"Net","outcome":""}]}',
    '{"kind":"hello","id":1,"protocol":1,"canaries":[{"name":"net","outcome":""}]}',
  ),
];

/** Wrong under `orchestratorRequest`, each on its own. */
export const BROKEN_FRAMES: readonly BrokenFrame[] = [...BYTES, ...GRAMMAR, ...STRUCTURE, ...SCHEMA];
