// The executor's own credentials in every spelling in which an output could carry them. Threat: whoever can make a command print a
// credential, encoded, would have it.

import { entryAt } from '../tables.js';

const SHORTEST = 8;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function base64Of(bytes: readonly number[]): string {
  let out = '';
  for (let at = 0; at + 2 < bytes.length; at += 3) {
    const three = (entryAt(bytes, at) << 16) | (entryAt(bytes, at + 1) << 8) | entryAt(bytes, at + 2);
    for (const shift of [18, 12, 6, 0]) out += ALPHABET.charAt((three >> shift) & 63);
  }
  return out;
}

/** What of the base64 does not depend on what stands around the value, for each place it may have inside three bytes. */
function encoded(value: string): readonly string[] {
  const bytes = [...new TextEncoder().encode(value)];
  return [0, 1, 2].map((skipped) => base64Of(bytes.slice(skipped === 0 ? 0 : 3 - skipped)));
}

function percent(value: string): string {
  return [...new TextEncoder().encode(value)]
    .map((byte) =>
      /[A-Za-z0-9._~-]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');
}

const hexOf = (value: string): string => [...new TextEncoder().encode(value)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const reversed = (value: string): string => [...value].reverse().join('');

/** All spellings of the values; too short ones would strike ordinary text and are left out. */
export function spellingsOf(values: readonly string[]): readonly string[] {
  return [
    ...new Set(
      values
        .map((value) => value.trim())
        .filter((value) => value.length >= SHORTEST)
        .flatMap((value) => {
          const plain = encoded(value);
          const url = plain.map((one) => one.replaceAll('+', '-').replaceAll('/', '_'));
          const json = JSON.stringify(value).slice(1, -1);
          return [
            value,
            percent(value),
            percent(value).toLowerCase(),
            json,
            json.replaceAll('/', '\\/'),
            ...plain,
            ...url,
            hexOf(value),
            hexOf(value).toUpperCase(),
            reversed(value),
          ];
        })
        .filter((one) => one.length >= SHORTEST),
    ),
  ];
}
