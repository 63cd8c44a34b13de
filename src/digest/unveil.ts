// A text as it would be read once everything that hides characters is undone: escapes of JSON, of addresses and of HTML, characters that
// nobody sees, full-width letters. Secrets and instructions are looked for there too, and found places are led back to the text itself.

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
  const whole = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const visible = shown(whole);
  return visible === whole ? undefined : { text: visible, length: whole.length };
}

/** INVARIANT: sticky use only; it finds the next character that may hide something. */
const HIDING = /[\\%&]|[^ -~\n\t]/g;

/** Undefined when nothing is hidden. `mark` says of each place whether it may hide something; else all is read. */
export function unveiled(text: string): Unveiled | undefined {
  const parts: string[] = [];
  // Three numbers a change: its place here, its place in the text, the end of it in the text.
  const places: number[] = [];
  let length = 0;
  let last = 0;
  HIDING.lastIndex = 0;
  for (let hit = HIDING.exec(text); hit; hit = HIDING.exec(text)) {
    const undone = undoneAt(text, hit.index);
    if (!undone) continue;
    const plain = text.slice(last, hit.index);
    parts.push(plain, undone.text);
    length += plain.length;
    places.push(length, hit.index, hit.index + undone.length, length + undone.text.length);
    length += undone.text.length;
    last = hit.index + undone.length;
    HIDING.lastIndex = last;
  }
  if (places.length === 0) return undefined;
  parts.push(text.slice(last));
  return {
    text: parts.join(''),
    startOf: (at) => placeOf(places, at, false),
    endOf: (at) => (at === 0 ? 0 : placeOf(places, at - 1, true)),
  };
}

/** INVARIANT: `places` are in order; the last change that begins at or before `at` is the one that counts. */
function placeOf(places: readonly number[], at: number, isEnd: boolean): number {
  let low = 0;
  let high = places.length / 4;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle * 4] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return isEnd ? at + 1 : at;
  const base = (low - 1) * 4;
  const begins = places[base + 1] ?? 0;
  const ends = places[base + 2] ?? 0;
  const behind = places[base + 3] ?? 0;
  // Inside of what a change stands for, the whole change counts.
  if (at < behind) return isEnd ? ends : begins;
  return ends + (at - behind) + (isEnd ? 1 : 0);
}
