// A line of bytes into a typed frame: UTF-8, then nesting and keys, then JSON, then a strict schema. In that order, because each
// step is only safe on what the one before let through.

import type * as z from 'zod';
import { err, ok, type Result } from '../shared/index.js';
import { LIMITS } from './limits.js';
import { scanJson } from './scan.js';
import { type Violation, violation } from './violation.js';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

function decoded(line: Uint8Array): Result<string, Violation> {
  try {
    return ok(utf8.decode(line));
  } catch {
    return err(violation('not-utf8', 'a frame is not UTF-8'));
  }
}

function parsed(text: string): Result<unknown, Violation> {
  try {
    const value: unknown = JSON.parse(text);
    return ok(value);
  } catch {
    return err(violation('not-json', 'a frame is not JSON'));
  }
}

/** Untrusted JSON text into a plain value: the scan, then the parser. Also used for the body of a model call. */
export function parseJson(text: string): Result<unknown, Violation> {
  const scanned = scanJson(text, LIMITS.depth);
  if (!scanned.ok) return scanned;
  return parsed(text);
}

export function parseFrame<Frame>(line: Uint8Array, schema: z.ZodType<Frame>): Result<Frame, Violation> {
  const text = decoded(line);
  if (!text.ok) return text;
  const value = parseJson(text.value);
  if (!value.ok) return value;
  const frame = schema.safeParse(value.value);
  if (frame.success) return ok(frame.data);
  const wrong = frame.error.issues.slice(0, 3).map(({ path, code }) => `${path.join('.')}: ${code}`);
  return err(violation('not-in-schema', wrong.join(', ')));
}

/** The bytes of a frame, newline included. JSON escapes every newline inside a string. */
export function frameBytes(frame: object): Uint8Array {
  return encoder.encode(`${JSON.stringify(frame)}\n`);
}
