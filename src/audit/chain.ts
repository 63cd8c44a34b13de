// The hash chain, pure: an entry's hash is that of the entry before it and of its own content. Whoever holds one hash holds
// everything before it; a chain says nothing about entries cut off its end, for that there is the head.

import { isAscii, isUtf8 } from 'node:buffer';
import { hash as hashNow } from 'node:crypto';

/** The hash before the first entry. */
export const GENESIS = '0'.repeat(64);

export interface Point {
  readonly seq: number;
  readonly hash: string;
}

export const START: Point = { seq: 0, hash: GENESIS };

type Body = Readonly<Record<string, unknown>>;

export interface Link {
  readonly seq: number;
  readonly prev: string;
  readonly hash: string;
  /** Everything else in the entry. */
  readonly body: Body;
  /** The same as it is written. */
  readonly bodyText: string;
}

export function digest(content: string | Uint8Array): string {
  return hashNow('sha256', content);
}

function hashOf(prev: string, bodyText: string): string {
  return digest(`${prev}\n${bodyText}`);
}

function ending(prev: string, hash: string): string {
  return `,"prev":"${prev}","hash":"${hash}"}`;
}

const ENDING = /^,"prev":"([0-9a-f]{64})","hash":"([0-9a-f]{64})"\}$/;
const ENDING_LENGTH = ending(GENESIS, GENESIS).length;

/** The line of an entry, without its newline, and the point the chain has then reached. */
export function chained(last: Point, content: object): { readonly line: string; readonly point: Point } {
  const seq = last.seq + 1;
  const bodyText = JSON.stringify({ seq, ...content });
  const hash = hashOf(last.hash, bodyText);
  return { line: `${bodyText.slice(0, -1)}${ending(last.hash, hash)}`, point: { seq, hash } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('prev' in value) && !('hash' in value);
}

/** A line as a link of some chain. Nothing but the very text that `chained` writes is one: no blank, escape or order may differ. */
export function readLink(line: string): Link | undefined {
  const [, prev, hash] = ENDING.exec(line.slice(-ENDING_LENGTH)) ?? [];
  if (prev === undefined || hash === undefined) return undefined;
  const bodyText = `${line.slice(0, -ENDING_LENGTH)}}`;
  const body = parsed(bodyText);
  if (!isBody(body) || JSON.stringify(body) !== bodyText) return undefined;
  const { seq } = body;
  return typeof seq === 'number' ? { seq, prev, hash, body, bodyText } : undefined;
}

/** The same from bytes, which may be none of a text. */
export function readLinkIn(line: Buffer): Link | undefined {
  if (isAscii(line)) return readLink(line.toString('latin1'));
  return isUtf8(line) ? readLink(line.toString('utf8')) : undefined;
}

export function isWhole({ prev, bodyText, hash }: Link): boolean {
  return hashOf(prev, bodyText) === hash;
}
