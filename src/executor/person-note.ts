// What a person wrote beside a command: evidence like an output, so it takes the way of an output before it leaves the executor.

import { LIMITS } from '../protocol/index.js';
import { printable } from '../shared/index.js';
import type { Digest, RawOutput } from './digest.js';

export async function digestedNote(note: string | null, digest: (raw: RawOutput) => Promise<Digest>): Promise<string | null> {
  if (note === null) return null;
  const { output } = await digest({ out: Buffer.from(note, 'utf8'), err: new Uint8Array(0), cutBytes: 0, mask: [] });
  const text = output.slice(0, LIMITS.digestedNoteCharacters).toWellFormed();
  return text === '' ? null : text;
}

/** As the audit log keeps it. */
export function loggedNote(note: string): string {
  return printable(note, 3_000).slice(0, 4_000);
}
