// Long runs of characters that no name and no first letters betray: known by their length and make-up, or by what they decode to.

import type { Span } from '../span.js';
import { ALNUM, BASE64, DASH, HEX, isOf, lookOf, runEnd, UPPER, WORD } from './characters.js';
import { byteAt } from '../tables.js';

/** Shorter runs are not looked at. */
export const SHORTEST_RUN = 32;

const isHex = (text: string): boolean => runEnd(text, 0, HEX) === text.length;

function isAwsSecret(run: string): boolean {
  if (run.length !== 40 || isHex(run) || runEnd(run, 0, ALNUM | BASE64) < 40 || run.includes('=')) return false;
  const { upper, lower, digit, turns, distinct, other } = lookOf(run);
  return upper >= 5 && lower >= 5 && digit >= 1 && turns >= 14 && distinct >= 18 && other <= 6;
}

/** `"PublisherId": "…"`: it says itself that it only names something. */
function isIdentifier(text: string, start: number, run: string): boolean {
  return !/[+/]/.test(run) && /\bid["']?\s*[:=]\s*["']?$|Id["']?\s*[:=]\s*["']?$/.test(text.slice(Math.max(0, start - 16), start));
}

/** What a run is by itself, apart from what it may decode to. */
function kindOf(text: string, start: number, end: number): string | undefined {
  const length = end - start;
  if (length > 88) return undefined;
  const run = text.slice(start, end);
  switch (length) {
    case 34:
      return /^(?:SK|AC)[0-9a-f]{32}$/.test(run) ? 'twilio key' : undefined;
    case 36:
    case 37:
      return /^[0-9a-f]{32}-us\d{1,2}$/.test(run) ? 'mailchimp key' : undefined;
    case 40:
      return isAwsSecret(run) && !isIdentifier(text, start, run) ? 'aws secret key' : undefined;
    case 42:
      return run.startsWith('00') && lookOf(run).turns > 14 ? 'okta token' : undefined;
    case 46:
      return /^oy2[a-z0-9]{43}$/.test(run) ? 'nuget key' : undefined;
    case 48:
    case 49:
    case 50:
      return /^[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}$/.test(run)
        ? 'mailgun key'
        : /^[1-9][A-Za-z0-9]{26}_[A-Za-z0-9]{20,22}$/.test(run)
          ? 'ngrok token'
          : undefined;
    case 88:
      return run.endsWith('==') && !text.startsWith('sha512-', start - 7) && lookOf(run).turns > 30 ? 'azure storage key' : undefined;
    default:
      return undefined;
  }
}

/** Tokens of three parts with points between them, which are no JWT: those of Discord; and Airtable's of two. */
function dotted(text: string, start: number, end: number, add: (span: Span) => void): boolean {
  if (text.charAt(end) === '.' && end - start >= 23 && end - start <= 30) {
    const second = runEnd(text, end + 1, WORD, 16);
    const third = runEnd(text, second + 1, WORD, 80);
    if (second - end === 7 && text.charAt(second) === '.' && third - second >= 28 && /[MNO]/.test(text.charAt(start))) {
      add({ start, end: third, kind: 'discord token' });
      return true;
    }
  }
  const head = text.slice(start, end);
  if (text.charAt(end) === '.' && /^pat[A-Za-z0-9]{14}$/.test(head) && runEnd(text, end + 1, HEX, 80) - end === 65) {
    add({ start, end: end + 65, kind: 'airtable token' });
    return true;
  }
  return false;
}

/** Points split a run: those shapes are looked for where a run ended at one. */
export function dottedAt(text: string, start: number, end: number, add: (span: Span) => void): void {
  const from = text.slice(start, end).lastIndexOf('=') + start + 1;
  const length = end - from;
  if (length === 17 || (length >= 23 && length <= 30)) dotted(text, from, end, add);
}

const MOST_DECODED = 262_144;
/** One more than the number that the character stands for; 0 for none. */
const CODES: Uint8Array = (() => {
  const codes = new Uint8Array(128);
  Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/').forEach((character, at) => {
    codes[character.charCodeAt(0)] = at + 1;
  });
  codes['-'.charCodeAt(0)] = 63;
  codes['_'.charCodeAt(0)] = 64;
  return codes;
})();

/** Base64 as text of single bytes; undefined when the first bytes are no text. */
export function decodedText(text: string, start: number, end: number): string | undefined {
  const stop = Math.min(end, start + MOST_DECODED);
  const bytes: number[] = [];
  let held = 0;
  let bitCount = 0;
  const parts: string[] = [];
  for (let at = start; at < stop; at += 1) {
    const code = byteAt(CODES, text.charCodeAt(at)) - 1;
    if (code < 0) {
      if (text.charAt(at) === '=') break;
      return undefined;
    }
    held = ((held << 6) | code) & 0xffff;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    const byte = (held >> bitCount) & 0xff;
    if (byte < 9 || (byte > 13 && byte < 32) || byte === 127) return undefined;
    bytes.push(byte);
    if (bytes.length === 4_096) parts.push(String.fromCharCode(...bytes.splice(0)));
  }
  parts.push(String.fromCharCode(...bytes));
  return parts.join('');
}

export interface RunDoors {
  readonly add: (span: Span) => void;
  /** What kind of secret the text holds, if any. */
  readonly holds: (text: string) => string | undefined;
}

const hasCapitals = (text: string, start: number, end: number): boolean => {
  for (let at = start; at < end; at += 1) if (isOf(text, at, UPPER)) return true;
  return false;
};

/** A run of letters, digits, `+`, `/`, `=`, `_`, `-` that is long enough to be looked at. */
export function runAt(text: string, start: number, end: number, { add, holds }: RunDoors): void {
  if (end - start > 128 && !hasCapitals(text, start, Math.min(end, start + 256))) return;
  // Marks at the ends belong to what stands around: `KEY=`, `--`, `/path/`.
  for (const part of partsOf(text, start, end)) {
    const kind = kindOf(text, part.start, part.end);
    if (kind !== undefined) add({ ...part, kind });
    else if (part.end - part.start >= 20) {
      const inner = isBase64Like(text, part.start, part.end) ? decodedText(text, part.start, part.end) : undefined;
      const found = inner === undefined || inner.length < 12 ? undefined : holds(inner);
      if (found !== undefined) add({ ...part, kind: `${found}, encoded` });
    }
  }
}

const EQUALS = 61;

interface Part {
  readonly start: number;
  readonly end: number;
}

/** The run, and the run behind its first `=` if something stands in front of it: `secret=…`. */
function partsOf(text: string, start: number, end: number): readonly Part[] {
  const whole = { start: runEnd(text, start, DASH, 8), end };
  let sign = whole.start;
  while (sign < end && text.charCodeAt(sign) !== EQUALS) sign += 1;
  if (sign >= end || runEnd(text, sign, BASE64, 4) >= end) return [whole];
  return [
    { start: sign + 1, end },
    { start: whole.start, end: sign },
  ].filter((part) => part.end - part.start >= 20);
}

/** Capitals and small letters as base64 of text has them: mixed, without the marks that names are joined with. */
function isBase64Like(text: string, start: number, end: number): boolean {
  const probe = text.slice(start, Math.min(end, start + 48));
  const { upper, lower, turns } = lookOf(probe);
  return upper >= 3 && lower >= 3 && turns >= probe.length / 6;
}
