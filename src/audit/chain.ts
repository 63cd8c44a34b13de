// The hash chain, pure: an entry's hash is that of the entry before it and of its own content. Whoever holds one hash holds
// everything before it; a chain says nothing about entries cut off its end, for that there is the head.

import { createHash } from 'node:crypto';

/** The hash before the first entry. */
export const GENESIS = '0'.repeat(64);

export interface Point {
  readonly seq: number;
  readonly hash: string;
}

export const START: Point = { seq: 0, hash: GENESIS };

export interface Link {
  readonly seq: number;
  readonly prev: string;
  readonly hash: string;
  /** Everything else in the entry. */
  readonly body: Readonly<Record<string, unknown>>;
}

export function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function hashOf(prev: string, body: object): string {
  return digest(`${prev}\n${JSON.stringify(body)}`);
}

/** The line of an entry, without its newline, and the point the chain has then reached. */
export function chained(last: Point, content: object): { readonly line: string; readonly point: Point } {
  const seq = last.seq + 1;
  const body = { seq, ...content };
  const hash = hashOf(last.hash, body);
  return { line: JSON.stringify({ ...body, prev: last.hash, hash }), point: { seq, hash } };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** A line as a link of some chain. Nothing but the very text that `chained` writes is one: no blank, escape or order may differ. */
export function readLink(line: string): Link | undefined {
  const value = parsed(line);
  if (typeof value !== 'object' || value === null || Array.isArray(value) || JSON.stringify(value) !== line) return undefined;
  const { prev, hash, ...body }: Readonly<Record<string, unknown>> = { ...value };
  const { seq } = body;
  if (typeof seq !== 'number' || typeof prev !== 'string' || typeof hash !== 'string') return undefined;
  if (JSON.stringify({ ...body, prev, hash }) !== line) return undefined;
  return { seq, prev, hash, body };
}

export function isWhole(link: Link): boolean {
  return hashOf(link.prev, link.body) === link.hash;
}
