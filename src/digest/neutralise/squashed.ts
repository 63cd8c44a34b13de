// Text as its letters alone: small, without blanks and marks between them, digits and letters of other alphabets as what they are made to
// look like. Instructions are looked for in it, so that spacing, leetspeak and look-alikes hide nothing.

import { looksLike } from '../unveil.js';

const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'l',
};

/** 0: no letter; 1 to 26: a to z. */
export const LETTERS: Uint8Array = (() => {
  const letters = new Uint8Array(65_536);
  const put = (code: number, shape: string): void => {
    const place = shape.length === 1 ? shape.toLowerCase().charCodeAt(0) - 96 : 0;
    if (place >= 1 && place <= 26) letters[code] = place;
  };
  for (let code = 32; code < 127; code += 1) put(code, LEET[String.fromCharCode(code)] ?? String.fromCharCode(code));
  for (let code = 0xc0; code < 0x530; code += 1) put(code, looksLike(String.fromCharCode(code)));
  for (let code = 0x1d00; code < 0x2000; code += 1) put(code, looksLike(String.fromCharCode(code)));
  for (let code = 0x2460; code < 0x24ea; code += 1) put(code, looksLike(String.fromCharCode(code)));
  for (let code = 0xff00; code < 0xff5f; code += 1) put(code, looksLike(String.fromCharCode(code)));
  return letters;
})();
