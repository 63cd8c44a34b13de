// A text as it would be read once everything that hides characters is undone: escapes of JSON, of addresses and of HTML, characters that
// nobody sees, full-width letters. Secrets and instructions are looked for there too, and found places are led back to the text itself.

import { byteAt, numberAt, wordAt } from './tables.js';

/** Letters of other alphabets that look like Latin ones, and the Latin ones. */
const LOOKALIKES: ReadonlyMap<string, string> = (() => {
  const pairs = `аa еe оo рp сc уy хx ѕs іi јj һh ԁd ɡg ԛq ԝw ѵv АA ВB ЕE КK МM НH ОO РP СC ТT УY ХX ЅS ІI ЈJ зз αa οo ρp νv υu ιi κk τt ϲc ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM
    ΝN ΟO ΡP ΤT ΥY ΧX ıi ɑa ʟl ɴn ʀr ᴀa ᴄc ᴅd ᴇe ɢg ʜh ɪi ᴊj ᴋk ᴍm ᴏo ᴘp ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz ꜰf ʙb øo łl đd ħh ŧt ƒf ʼ' ’' ‘' “" ”" ：: ＝= ⁼= ∶: ꞉: ‐- ‑- ‒- –- —- −- ∕/ ⁄/ ․. 。.`;
  return new Map(pairs.split(/\s+/).map((pair) => [pair.charAt(0), pair.slice(1)] as const));
})();

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['equals', '='],
  ['colon', ':'],
  ['nbsp', ' '],
  ['sol', '/'],
  ['lbrack', '['],
  ['rbrack', ']'],
  ['num', '#'],
  ['commat', '@'],
  ['vert', '|'],
]);

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '/': '/',
  '\\': '\\',
  "'": "'",
  b: ' ',
  f: ' ',
  '\n': '',
};

/** What nobody sees. */
const INVISIBLE = /[\p{Cf}\p{DI}\p{Mn}\p{Cs}\u2800\u0000-\u0008\u000b-\u001f\u007f-\u009f]/u;

export interface Unveiled {
  readonly text: string;
  /** The place in the text itself where a place of this one begins, and where it ends. */
  readonly startOf: (at: number) => number;
  readonly endOf: (at: number) => number;
}

interface Undone {
  readonly text: string;
  readonly length: number;
}

const hex = (digits: string): string | undefined =>
  /^[0-9a-fA-F]{1,6}$/.test(digits) && Number.parseInt(digits, 16) <= 0x10ffff
    ? String.fromCodePoint(Number.parseInt(digits, 16))
    : undefined;

function ofBackslash(text: string, at: number): Undone | undefined {
  const next = text.charAt(at + 1);
  if (next === 'u') {
    if (text.charAt(at + 2) === '{') {
      const closing = text.slice(at + 3, at + 10).indexOf('}');
      const braced = closing < 0 ? undefined : hex(text.slice(at + 3, at + 3 + closing));
      return braced === undefined ? undefined : { text: shown(braced), length: closing + 4 };
    }
    const digits = text.slice(at + 2, at + 6);
    const four = digits.length === 4 ? hex(digits) : undefined;
    return four === undefined ? undefined : { text: shown(four), length: 6 };
  }
  if (next === 'x') {
    const digits = text.slice(at + 2, at + 4);
    const two = digits.length === 2 ? hex(digits) : undefined;
    return two === undefined ? undefined : { text: shown(two), length: 4 };
  }
  const simple = SIMPLE[next];
  return simple === undefined ? undefined : { text: simple, length: 2 };
}

function ofPercent(text: string, at: number): Undone | undefined {
  const digits = text.slice(at + 1, at + 3);
  if (digits.length < 2) return undefined;
  const character = hex(digits);
  return character === undefined || !/[ -~\n\t]/.test(character) ? undefined : { text: character, length: 3 };
}

function ofAmpersand(text: string, at: number): Undone | undefined {
  const closing = text.slice(at + 1, at + 12).indexOf(';');
  if (closing < 1) return undefined;
  const name = text.slice(at + 1, at + 1 + closing);
  const character = name.startsWith('#x')
    ? hex(name.slice(2))
    : /^#\d{1,7}$/.test(name)
      ? hex(Number(name.slice(1)).toString(16))
      : ENTITIES.get(name);
  return character === undefined ? undefined : { text: shown(character), length: closing + 2 };
}

/** One character as it looks: invisible ones are nothing, look-alikes and full-width letters are what they look like. */
function shown(character: string): string {
  if (character < '\u007f') return /[ -~\n\t]/.test(character) ? character : '';
  const alike = LOOKALIKES.get(character);
  if (alike !== undefined) return alike;
  if (INVISIBLE.test(character)) return '';
  const plain = character.normalize('NFKD').replace(/\p{Mn}/gu, '');
  return [...plain].map((one) => LOOKALIKES.get(one) ?? one).join('');
}

/** One character as the Latin letters that it looks like. */
export function looksLike(character: string): string {
  return shown(character);
}

function undoneAt(text: string, at: number): Undone | undefined {
  const character = text.charAt(at);
  if (character === '\\') return ofBackslash(text, at);
  if (character === '%') return ofPercent(text, at);
  if (character === '&') return ofAmpersand(text, at);
  const whole = String.fromCodePoint(Number(text.codePointAt(at)));
  const visible = shown(whole);
  return visible === whole ? undefined : { text: visible, length: whole.length };
}

/** Characters that stand for themselves, 1; a backslash, 2; all others must be looked at. */
const PLAIN: Uint16Array = (() => {
  const plain = new Uint16Array(65_536);
  for (let code = 32; code < 127; code += 1) plain[code] = 1;
  plain[9] = 1;
  plain[10] = 1;
  plain['%'.charCodeAt(0)] = 0;
  plain['&'.charCodeAt(0)] = 0;
  plain['\\'.charCodeAt(0)] = 2;
  return plain;
})();

/** What a backslash makes of the character behind it, for the escapes of two characters. */
const BEHIND_BACKSLASH: Uint8Array = (() => {
  const codes = new Uint8Array(65_536);
  for (const [character, text] of Object.entries(SIMPLE)) if (text !== '') codes[character.charCodeAt(0)] = text.charCodeAt(0);
  return codes;
})();

const UTF_16 = new TextDecoder('utf-16le', { ignoreBOM: true });
/** The longest that one character may become; some ligatures stand for a whole sentence. */
const MOST_SHOWN = 8;

/** A stretch of the text; undefined when nothing is hidden in it. Not a text of its own: one cut from another is slow to read. */
export function unveiled(text: string, from = 0, to = text.length): Unveiled | undefined {
  let codes = new Uint16Array(to - from + MOST_SHOWN);
  let starts = new Int32Array(to - from + MOST_SHOWN);
  let count = 0;
  let isChanged = false;
  for (let at = from; at < to; ) {
    const code = text.charCodeAt(at);
    const kind = wordAt(PLAIN, code);
    const simple = kind === 2 ? byteAt(BEHIND_BACKSLASH, text.charCodeAt(at + 1)) : 0;
    if (kind === 1 || simple > 0) {
      codes[count] = kind === 1 ? code : simple;
      starts[count] = at;
      count += 1;
      if (kind === 1) at += 1;
      else {
        at += 2;
        isChanged = true;
      }
      continue;
    }
    const undone = undoneAt(text, at);
    if (undone) isChanged = true;
    const whole = code >= 0xd800 && code < 0xdc00 ? 2 : 1;
    const becomes = undone ? undone.text.slice(0, MOST_SHOWN) : text.slice(at, at + whole);
    if (count + becomes.length + to - at > codes.length) {
      codes = grown(codes, new Uint16Array(codes.length * 2 + MOST_SHOWN));
      starts = grown(starts, new Int32Array(starts.length * 2 + MOST_SHOWN));
    }
    for (let one = 0; one < becomes.length; one += 1) {
      codes[count] = becomes.charCodeAt(one);
      starts[count] = at;
      count += 1;
    }
    at += undone ? undone.length : whole;
  }
  if (!isChanged) return undefined;
  const placeOf = (at: number): number => (at < count ? numberAt(starts, at) : to);
  return {
    text: UTF_16.decode(codes.subarray(0, count)),
    startOf: placeOf,
    endOf: (at) => {
      // What one character became belongs to it whole.
      let behind = at;
      while (at > 0 && behind < count && placeOf(behind) === placeOf(at - 1)) behind += 1;
      return at === 0 ? from : placeOf(behind);
    },
  };
}

function grown<T extends Uint16Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
