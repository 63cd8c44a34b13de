// The fields that frames are made of.

import * as z from 'zod';

export const id = z.int().min(1).max(Number.MAX_SAFE_INTEGER);

/** Text that re-encodes to itself: no halves of characters, a stated length. */
export function text(maxCharacters: number): z.ZodString {
  return z
    .string()
    .max(maxCharacters)
    .refine((value) => value.isWellFormed(), 'lone surrogate');
}

export const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);
