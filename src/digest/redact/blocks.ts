// Keys that are written as blocks of lines: PEM, OpenSSH, PGP, PuTTY; whole, cut at either end, or on one line with `\n` in it.

import type { Span } from '../span.js';
import { bits, ALNUM, BASE64 } from './characters.js';
import { byteAt, textIn } from '../tables.js';

const MOST_BLOCK = 65_536;
const MOST_LABEL = 80;

/** What stands inside a block: base64, line ends (written out too), and the head lines of old PEM. */
function bodyEnd(text: string, from: number): number {
  const limit = Math.min(text.length, from + MOST_BLOCK);
  let at = from;
  while (at < limit) {
    const code = text.charCodeAt(at);
    if ((byteAt(bits, code) & (ALNUM | BASE64)) !== 0) at += 1;
    else if (/[\s\\,:;()-]/.test(text.charAt(at)) && !text.startsWith('\n\n\n', at)) at += 1;
    else break;
  }
  return at;
}

const isPrivate = (label: string): boolean => /PRIVATE|SECRET|OPENVPN STATIC/i.test(label);
/** A block of a secret key that somebody armoured as a message or a backup. */
const isArmoured = (label: string): boolean => /PGP MESSAGE|AGE ENCRYPTED/i.test(label);

/** `----- BEGIN` stands at `hit`. */
export function pemAt(text: string, hit: number, add: (span: Span) => void): void {
  const begin = text.slice(hit, hit + MOST_LABEL + 20);
  const label = textIn(/^-{4,5} ?BEGIN ([A-Z0-9 ]*)/i.exec(begin), 1);
  if (!isPrivate(label) || isArmoured(label)) return;
  const near = text.slice(hit, hit + MOST_BLOCK);
  const closing = /-{4,5} ?END [^-]{0,80}-{4,5}/i.exec(near.slice(10));
  const end = closing ? hit + 10 + closing.index + closing[0].length : bodyEnd(text, hit + begin.indexOf(label) + label.length);
  add({ start: hit, end, kind: 'private key' });
}

/** An end without its beginning: what stands in front of it, back to where no base64 is. */
export function pemEndAt(text: string, hit: number, add: (span: Span) => void): void {
  const closing = /^-{4,5} ?END ([A-Z0-9 ]*)-{0,5}/i.exec(text.slice(hit, hit + MOST_LABEL + 20));
  if (!closing || !isPrivate(textIn(closing, 1))) return;
  const limit = Math.max(0, hit - MOST_BLOCK);
  let start = hit;
  while (start > limit) {
    const code = text.charCodeAt(start - 1);
    if ((byteAt(bits, code) & (ALNUM | BASE64)) === 0 && !/[\s\\]/.test(text.charAt(start - 1))) break;
    start -= 1;
  }
  while (start < hit && /\s/.test(text.charAt(start))) start += 1;
  add({ start, end: hit + closing[0].length, kind: 'private key' });
}

/** `PuTTY-User-Key-File-3:` to its last line. */
export function puttyAt(text: string, hit: number, add: (span: Span) => void): void {
  const near = text.slice(hit, hit + MOST_BLOCK);
  const mac = /Private-(?:MAC|Hash): ?[0-9a-f]*/i.exec(near);
  add({ start: hit, end: hit + (mac ? mac.index + mac[0].length : Math.min(near.length, 4_096)), kind: 'private key' });
}
